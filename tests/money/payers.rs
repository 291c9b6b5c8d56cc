//! May two people of one household pay from one wallet, because the coordinator says so, and is it the right wallet at any time?

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::Open;
use crate::harness::register::{id_number, small_register};
use crate::harness::{Answer, on_both};

/// Lets one pay from another one's wallet.
async fn allow(open: &Open, resident: &str, wallet_of: &str) -> Answer {
    let body = json!({ "id": Uuid::now_v7(), "wallet_of": wallet_of });
    open.coordinator.post(&format!("/wallets/{resident}/payer"), body).await
}

async fn top_up(open: &Open, resident: &str, amount: &str) {
    let body = json!({ "id": Uuid::now_v7(), "resident_id": resident, "amount": amount, "tender": "wechat" });
    open.lane.client.post("/lane/top-ups", body).await.expect(201);
}

async fn view(open: &Open, resident: &str) -> Value {
    open.coordinator.get(&format!("/wallets/{resident}")).await.expect(200)
}

async fn balance(open: &Open, resident: &str) -> String {
    view(open, resident).await["balance"].as_str().unwrap().to_owned()
}

/// A third one behind the door of 王秀英 and 张德福.
async fn grandson(open: &Open) -> String {
    let number = id_number("2018-05-05", false, 77);
    let text = format!("姓名,身份证号,网格,小区,楼栋,单元,户室\n张小宝,{number},第一网格,向阳花园,1号楼,1单元,101\n");
    open.coordinator.import("补登.csv", text.as_bytes()).await;
    let found = open
        .coordinator
        .post("/residents/search", json!({ "q": "张小宝" }))
        .await
        .expect(200);
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn record(open: &Open, resident: &str, fact: Value) -> Value {
    let path = format!("/residents/{resident}/facts");
    open.coordinator.post(&path, fact).await.expect(201)
}

#[test]
fn a_household_shares_a_wallet_if_the_coordinator_says_so() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (wife, husband) = (open.residents["王秀英"].clone(), open.residents["张德福"].clone());
        let household = view(&open, &wife).await["household"].clone();
        assert_eq!(household, json!([{ "resident_id": husband, "name": "张*福" }]));
        top_up(&open, &husband, "30.00").await;
        let (token, path) = (open.token("王秀英"), format!("/wallets/{wife}/payer"));
        let order = json!({ "id": Uuid::now_v7(), "wallet_of": husband });
        open.coordinator.post(&path, order.clone()).await.expect(201);
        open.coordinator.post(&path, order.clone()).await.expect(200);
        allow(&open, &wife, &husband).await.expect_problem(409, "payer_in_force");
        let mut other = order;
        other["wallet_of"] = json!(open.residents["李建国"]);
        open.coordinator.post(&path, other).await.expect_problem(409, "id_reused");

        assert_eq!(open.lane.scan(token).await["wallet"]["payer"], "张*福");
        let lunch = open.lane.order(json!({ "token": token, "wallet_first": true })).await.expect(201);
        assert_eq!(
            (&lunch["tender"], balance(&open, &husband).await.as_str()),
            (&json!("wallet"), "20.10")
        );
        let seen = view(&open, &husband).await;
        assert_eq!(
            (&seen["lines"][0]["diner"], &seen["paid_for"][0]["name"]),
            (&json!("王*英"), &json!("王*英"))
        );
        assert_eq!(view(&open, &wife).await["pays_from"]["resident_id"], husband.as_str());
        // One's own wallet comes first where it covers the meal.
        top_up(&open, &wife, "5.90").await;
        canteen.at("2026-11-23T09:30:00Z");
        open.lane.order(json!({ "token": token, "wallet_first": true })).await.expect(201);
        assert_eq!(
            (balance(&open, &wife).await.as_str(), balance(&open, &husband).await.as_str()),
            ("0.00", "20.10")
        );

        open.coordinator.delete(&path).await.expect(204);
        open.coordinator.delete(&path).await.expect(204);
        assert_eq!(open.lane.scan(token).await["wallet"]["payer"], Value::Null);
        let kept = open.admin.get("/audit").await.expect(200);
        let kept = kept["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["detail"]["wallet"] == husband.as_str());
        let acts: Vec<_> = kept.map(|line| line["action"].as_str().unwrap().to_owned()).collect();
        assert_eq!(acts, ["payer_ended", "payer_allowed"]);
    });
}

#[test]
fn a_payer_who_changes_at_noon_leaves_lunch_with_the_first_and_dinner_with_the_second() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (wife, husband) = (open.residents["王秀英"].clone(), open.residents["张德福"].clone());
        let child = grandson(&open).await;
        for payer in [&husband, &child] {
            top_up(&open, payer, "20.00").await;
        }
        let order = json!({ "token": open.token("王秀英"), "tender": "wallet" });
        allow(&open, &wife, &husband).await.expect(201);
        let lunch = open.lane.order(order.clone()).await.expect(201);
        allow(&open, &wife, &child).await.expect(201);
        // What was paid from the first wallet goes back to it.
        open.lane.void(&lunch).await.expect(201);
        assert_eq!(balance(&open, &husband).await, "20.00");
        open.lane.order(order.clone()).await.expect(201);
        canteen.at("2026-11-23T09:30:00Z");
        open.lane.order(order).await.expect(201);
        assert_eq!(
            (balance(&open, &husband).await.as_str(), balance(&open, &child).await.as_str()),
            ("20.00", "4.20")
        );
        assert_eq!(view(&open, &husband).await["paid_for"], json!([]));
    });
}

#[test]
fn who_lives_elsewhere_or_is_gone_pays_for_nobody() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (wife, husband, stranger) = ("王秀英", "张德福", "李建国");
        let id = |name: &str| open.residents[name].clone();
        for payer in [id(husband), id(stranger)] {
            top_up(&open, &payer, "100.00").await;
        }
        allow(&open, &id(wife), &id(stranger)).await.expect_problem(409, "other_household");
        allow(&open, &id(wife), &Uuid::now_v7().to_string())
            .await
            .expect_problem(409, "other_household");
        allow(&open, &id(wife), &id(wife)).await.expect_problem(422, "field_invalid");
        allow(&open, &Uuid::now_v7().to_string(), &id(wife))
            .await
            .expect_problem(404, "not_found");

        allow(&open, &id(wife), &id(husband)).await.expect(201);
        let pays = async || open.lane.scan(open.token(wife)).await["wallet"]["payer"] == "张*福";
        let counts = async || view(&open, &id(wife)).await["pays_from"]["counts"] == true;
        assert!(pays().await && counts().await);
        for kind in ["moved_out", "died"] {
            let fact = json!({ "id": Uuid::now_v7(), "kind": kind, "true_from": "2026-11-23" });
            let fact = record(&open, &id(husband), fact).await;
            assert!(!pays().await && !counts().await, "{kind}");
            let order = json!({ "token": open.token(wife), "tender": "wallet" });
            open.lane.order(order).await.expect_problem(409, "wallet_too_low");
            allow(&open, &id(wife), &id(husband)).await.expect_problem(409, "payer_gone");
            assert_eq!(view(&open, &id(wife)).await["household"], json!([]));
            let mistake = json!({ "id": Uuid::now_v7(), "kind": "withdrawn", "true_from": "2026-11-23", "replaces": fact["id"] });
            record(&open, &id(husband), mistake).await;
            assert!(pays().await && counts().await, "{kind} was a mistake");
        }
        // The register's next version has them at another door.
        let moved = small_register().replace("1号楼,1单元,101,15400000002", "9号楼,1单元,909,15400000002");
        open.coordinator.import("居民花名册.csv", moved.as_bytes()).await;
        assert!(!pays().await && !counts().await);
        assert_eq!(balance(&open, &id(husband)).await, "100.00");
    });
}

#[test]
fn payers_form_no_chain() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (wife, husband) = (open.residents["王秀英"].clone(), open.residents["张德福"].clone());
        let child = grandson(&open).await;
        allow(&open, &wife, &husband).await.expect(201);
        allow(&open, &husband, &child).await.expect_problem(409, "payer_chain");
        allow(&open, &child, &wife).await.expect_problem(409, "payer_chain");
        allow(&open, &husband, &wife).await.expect_problem(409, "payer_chain");
        // One wallet may pay for several.
        allow(&open, &child, &husband).await.expect(201);
        assert_eq!(view(&open, &husband).await["paid_for"].as_array().unwrap().len(), 2);
        open.coordinator.delete(&format!("/wallets/{wife}/payer")).await.expect(204);
        open.coordinator.delete(&format!("/wallets/{child}/payer")).await.expect(204);
        allow(&open, &husband, &child).await.expect(201);
    });
}
