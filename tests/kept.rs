//! What becomes of a meal that was eaten while the server was away? It is judged as of its own moment and never refused; the
//! journal's cash is the money that was taken.

use serde_json::{Value, json};

use crate::harness::lane::complete;
use crate::harness::on_both;

/// A minute before lunch closes on the day of the stories, and two minutes later, when the network is back.
const LAST_MINUTE: &str = "2026-11-23T05:29:00Z";
const AFTER_LUNCH: &str = "2026-11-23T05:31:00Z";

fn facts(sale: &Value) -> [&str; 5] {
    ["state", "code", "pays", "standard", "tender"].map(|field| sale[field].as_str().unwrap())
}

#[test]
fn a_lunch_sold_in_time_is_a_lunch_although_it_is_uploaded_after_the_hour() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        canteen.at(AFTER_LUNCH);
        let order = complete(json!({ "token": open.token("王秀英"), "meal": "lunch", "pays": "9.90", "sold_at": LAST_MINUTE }));
        let sale = open.lane.client.post("/sales", order.clone()).await.expect(201);
        assert_eq!(facts(&sale), ["claimable", "eligible", "9.90", "15.00", "cash"]);
        assert_eq!(sale["sold_at"], LAST_MINUTE);
        // Without its moment it would be what the hour of the upload says.
        let late = json!({ "token": open.token("张德福"), "meal": "lunch", "pays": "9.90" });
        open.lane.order(late).await.expect_problem(409, "outside_meal_hours");
        // The books keep both times, and a repetition days later gets the first answer.
        let books = canteen.books().await;
        let entry = books.entries.iter().find(|entry| entry.kind == "sale").unwrap();
        assert_eq!(
            (entry.at.to_rfc3339(), books.sales[0].sold_at.to_rfc3339()),
            ("2026-11-23T05:31:00+00:00".to_owned(), "2026-11-23T05:29:00+00:00".to_owned())
        );
        canteen.at("2026-11-27T05:31:00Z");
        open.lane.sign_in().await;
        assert_eq!(open.lane.client.post("/sales", order).await.expect(200), sale);
    });
}

#[test]
fn a_meal_of_yesterday_takes_yesterdays_meal_at_yesterdays_age() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        canteen.at("2026-11-24T03:30:00Z");
        open.lane.sign_in().await;
        let yesterday = json!({ "token": open.token("王秀英"), "sold_at": "2026-11-23T04:00:00Z", "serve_as": "eaten", "pays": "9.90" });
        let sale = open.lane.order(yesterday).await.expect(201);
        assert_eq!((&sale["service_date"], &sale["state"]), (&json!("2026-11-23"), &json!("claimable")));
        let today = open.lane.sell(open.token("王秀英")).await.expect(201);
        assert_eq!(
            (&today["service_date"], &today["state"]),
            (&json!("2026-11-24"), &json!("claimable"))
        );
    });
}

#[test]
fn what_the_rule_refuses_is_pending_at_what_was_taken() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let second = canteen.lane(&open.admin, "二号窗口").await;
        let token = open.token("王秀英");
        open.lane.sell(token).await.expect(201);
        let eaten = |more: Value| {
            let mut order = complete(json!({ "token": token, "serve_as": "eaten", "pays": "9.90", "sold_at": "2026-11-23T03:29:00Z" }));
            for (name, value) in more.as_object().unwrap() {
                order[name] = value.clone();
            }
            order
        };
        let by_cash = second.client.post("/sales", eaten(json!({}))).await.expect(201);
        assert_eq!(facts(&by_cash), ["pending", "already_served", "9.90", "9.90", "cash"]);
        assert_eq!(by_cash["reasons"].as_array().unwrap().last().unwrap()["code"], "eaten_before");
        let by_wechat = second.client.post("/sales", eaten(json!({ "tender": "wechat" }))).await.expect(201);
        assert_eq!(facts(&by_wechat), ["pending", "already_served", "9.90", "9.90", "wechat"]);
        // Whose wallet is empty by now has paid nothing: it is owed.
        let by_wallet = second.client.post("/sales", eaten(json!({ "tender": "wallet" }))).await.expect(201);
        assert_eq!(facts(&by_wallet), ["pending", "already_served", "9.90", "9.90", "owed"]);
        // A guest's price that is an elder's by now: the money that was taken stays the money that was taken.
        let other_price = eaten(json!({ "token": open.token("张德福"), "pays": "15.00" }));
        let other_price = second.client.post("/sales", other_price).await.expect(201);
        assert_eq!(facts(&other_price), ["pending", "eligible", "15.00", "15.00", "cash"]);
        let today = second.today().await;
        assert_eq!(
            (&today["received"][0]["amount"], &today["received"][1]["amount"], &today["owed"]),
            (&json!("24.90"), &json!("9.90"), &json!("9.90"))
        );
        let drawer: i64 = canteen
            .books()
            .await
            .lines
            .iter()
            .filter(|line| line.account == "cash:2")
            .map(|line| line.amount_fen)
            .sum();
        assert_eq!(drawer, 2_490);
    });
}

#[test]
fn a_moment_too_far_away_and_a_meal_without_its_price_are_refused() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let at = |moment: &str| json!({ "guest": true, "sold_at": moment });
        for (moment, status) in [
            ("2026-11-20T03:29:59Z", 422),
            ("2026-11-20T03:30:00Z", 201),
            ("2026-11-23T03:32:00Z", 201),
            ("2026-11-23T03:32:01Z", 422),
            ("9999-12-31T23:59:59.999999999Z", 422),
            ("+262142-12-31T23:59:59Z", 422),
        ] {
            let answer = open.lane.order(at(moment)).await;
            assert_eq!(answer.status, status, "{moment}: {}", answer.text());
        }
        let nameless = json!({ "guest": true, "serve_as": "eaten" });
        open.lane.order(nameless).await.expect_problem(422, "field_invalid");
    });
}
