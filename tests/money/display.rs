//! Does the diner's display follow its counter at once, and does it keep what is nobody's business?

use serde_json::{Value, json};

use crate::harness::canteen::LUNCH;
use crate::harness::furnish::{Open, PIN};
use crate::harness::{Canteen, Client, on_both};
use crate::told::{OTHER, POOR, classify};

/// A display's stream of moments.
struct Stream {
    response: reqwest::Response,
    rest: String,
    /// What it said at once.
    welcome: Value,
}

impl Stream {
    async fn open(screen: &Client) -> Self {
        let response = screen.request(reqwest::Method::GET, "/display/events").send().await.unwrap();
        assert_eq!(response.status(), 200);
        let mut stream = Self {
            response,
            rest: String::new(),
            welcome: Value::Null,
        };
        stream.welcome = stream.next().await.unwrap();
        assert_eq!(stream.welcome["kind"], "welcome");
        stream
    }

    /// The next event; `None` when the server has ended the stream.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(end) = self.rest.find("\n\n") {
                let event: String = self.rest.drain(..end + 2).collect();
                let data = event.strip_prefix("event: moment\ndata: ").unwrap();
                return Some(serde_json::from_str(data).unwrap());
            }
            let bytes = self.response.chunk().await.unwrap()?;
            self.rest.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// What happens next, whatever signs of life come before it.
    async fn moment(&mut self) -> Value {
        loop {
            let moment = self.next().await.expect("the stream ended");
            if moment["kind"] != "welcome" {
                return moment;
            }
        }
    }
}

/// A second screen that opened the link of a lane.
async fn paired(canteen: &Canteen, lane: &Client) -> Client {
    let link = lane.post("/lane/display", json!({})).await.expect(200);
    let token = link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let screen = canteen.client();
    screen.post("/displays", json!({ "token": token })).await.expect(204);
    screen
}

#[test]
fn the_display_shows_the_price_the_thanks_and_what_is_left() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        let screen = paired(canteen, &open.lane.client).await;
        let mut stream = Stream::open(&screen).await;
        let hours = json!({ "meal": "lunch", "opens": "10:30", "closes": "13:30", "open": true });
        assert_eq!(
            stream.welcome,
            json!({ "kind": "welcome", "canteen": "七一社区幸福食堂", "lane": "一号窗口", "at": LUNCH, "meal": hours, "pays": "9.90" })
        );
        let top_up = json!({ "id": uuid::Uuid::now_v7(), "token": token, "amount": "20.00", "tender": "cash" });
        open.lane.client.post("/lane/top-ups", top_up).await.expect(201);
        open.lane.scan(token).await;
        assert_eq!(
            stream.moment().await,
            json!({ "kind": "price", "name": "王*英", "meal": "lunch", "pays": "9.90", "balance": "20.00" })
        );
        let sale = open.lane.order(json!({ "token": token, "wallet_first": true })).await.expect(201);
        assert_eq!(sale["tender"], "wallet");
        assert_eq!(
            stream.moment().await,
            json!({ "kind": "sold", "name": "王*英", "meal": "lunch", "pays": "9.90", "tender": "wallet", "balance": "10.10" })
        );
        open.lane.scan(token).await;
        assert_eq!(stream.moment().await, json!({ "kind": "served", "name": "王*英" }));
        open.lane.scan("1000000000000000000000000000000000000000").await;
        assert_eq!(stream.moment().await["kind"], "ask");
        open.lane.scan(open.token("张德福")).await;
        assert_eq!(stream.moment().await["kind"], "price");
        open.lane.client.post("/lane/display/clear", json!({})).await.expect(204);
        assert_eq!(stream.moment().await, json!({ "kind": "cleared" }));
    });
}

/// P14: nothing on the diner's screen tells 低保 from others; not even the group or the rule is on the wire.
#[test]
fn p14_a_display_gets_nothing_but_the_price_and_the_name() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        classify(&open).await;
        let screen = paired(canteen, &open.lane.client).await;
        let mut stream = Stream::open(&screen).await;
        let poor = shown(&open, &mut stream, POOR).await;
        let other = shown(&open, &mut stream, OTHER).await;
        assert_eq!(poor, other);
        let names = |moment: &Value| moment.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&poor[0]), ["balance", "kind", "meal", "pays"]);
    });
}

/// What a display shows of somebody who comes, eats and comes again, but for the name.
async fn shown(open: &Open, stream: &mut Stream, name: &str) -> Vec<Value> {
    let mut shown = Vec::new();
    open.lane.scan(open.token(name)).await;
    shown.push(stream.moment().await);
    open.lane.sell(open.token(name)).await.expect(201);
    shown.push(stream.moment().await);
    open.lane.scan(open.token(name)).await;
    shown.push(stream.moment().await);
    for (moment, kind) in shown.iter_mut().zip(["price", "sold", "served"]) {
        assert_eq!(moment["kind"], kind, "{moment}");
        assert!(moment.as_object_mut().unwrap().remove("name").is_some(), "{moment}");
    }
    shown
}

#[test]
fn a_display_follows_its_own_lane_only_and_ends_with_it() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let other = canteen.lane(&open.admin, "二号窗口").await;
        let screen = paired(canteen, &open.lane.client).await;
        let mut stream = Stream::open(&screen).await;
        other.scan(open.token("王秀英")).await;
        open.lane.scan(open.token("张德福")).await;
        assert_eq!(stream.moment().await["name"], "张*福");

        canteen
            .client()
            .get("/display/events")
            .await
            .expect_problem(401, "display_not_paired");
        for token in ["", "x", &"0".repeat(64)] {
            let pair = canteen.client().post("/displays", json!({ "token": token })).await;
            pair.expect_problem(401, "display_not_paired");
        }
        let path = format!("/lanes/{}/revoke", open.lane.id);
        open.admin.post(&path, json!({})).await.expect(204);
        screen.get("/display/events").await.expect_problem(401, "display_not_paired");
    });
}

#[test]
fn a_display_hears_nothing_of_the_device_that_takes_its_lane_over() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let screen = paired(canteen, &open.lane.client).await;
        let mut stream = Stream::open(&screen).await;
        let code = open
            .admin
            .post("/lanes/codes", json!({ "id": open.lane.id, "name": "一号窗口" }))
            .await
            .expect(200);
        let device = canteen.client();
        device.post("/lanes/enrol", json!({ "code": code["code"] })).await.expect(200);
        let cashier = json!({ "staff_id": open.lane.cashier, "pin": PIN });
        device.post("/lane/cashier", cashier).await.expect(200);
        device.post("/scan", json!({ "token": open.token("王秀英") })).await.expect(200);
        while let Some(moment) = stream.next().await {
            assert_eq!(moment["kind"], "welcome");
        }
        screen.get("/display/events").await.expect_problem(401, "display_not_paired");
    });
}

#[test]
fn a_sale_that_the_lane_kept_shows_on_no_display() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let screen = paired(canteen, &open.lane.client).await;
        let mut stream = Stream::open(&screen).await;
        let sold =
            |name: &str, sold_at: &str| json!({ "token": open.token(name), "pays": "9.90", "serve_as": "eaten", "sold_at": sold_at });
        open.lane.order(sold("王秀英", "2026-11-23T03:10:00Z")).await.expect(201);
        open.lane.order(sold("张德福", "2026-11-23T03:29:57Z")).await.expect(201);
        assert_eq!(stream.moment().await["name"], "张*福");
    });
}
