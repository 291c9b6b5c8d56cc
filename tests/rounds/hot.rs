//! Is a meal late when the policy says that it is cold, and also when nobody packed it at all?

use serde_json::{Value, json};

use super::out::{DAY, board, draft, out, plan};
use crate::harness::furnish::Open;
use crate::harness::{Canteen, on_both};

/// Lets a policy count that says how deliveries are watched.
async fn watched(open: &Open, lines: &str) {
    open.admin
        .load_policy(
            "[[group]]\nid = \"elder\"",
            &format!("[deliveries]\n{lines}\n\n[[group]]\nid = \"elder\""),
        )
        .await;
}

/// Is the first stop of the first round late at a moment?
async fn late(canteen: &Canteen, open: &Open, at: &str) -> Value {
    canteen.at(at);
    open.sign_in_again().await;
    board(open).await["rounds"][0]["stops"][0]["late"].clone()
}

#[test]
fn a_packed_meal_is_hot_for_as_long_as_the_policy_says() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let hot = async || out.phone.get("/round").await.expect(200)["hot_until"].clone();
        assert_eq!(hot().await, "2026-11-23T05:30:00Z");
        watched(&out.open, "hot_for_minutes = 90").await;
        assert_eq!(hot().await, "2026-11-23T05:00:00Z");
        let round = board(&out.open).await["rounds"][0].clone();
        assert_eq!(
            (&round["hot_until"], &round["stops"][0]["late"]),
            (&json!("2026-11-23T05:00:00Z"), &json!(false))
        );
        assert_eq!(late(canteen, &out.open, "2026-11-23T04:59:59Z").await, false);
        assert_eq!(late(canteen, &out.open, "2026-11-23T05:00:00Z").await, true);
    });
}

#[test]
fn a_round_that_is_never_packed_is_late_once_its_meals_could_have_been_there() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        plan(&open, "王秀英", "cash").await;
        draft(&open).await;
        // Lunch opens at half past ten in China; what could have been packed then was hot until half past twelve.
        for (at, expected) in [
            ("2026-11-23T04:29:59Z", false),
            ("2026-11-23T04:30:00Z", true),
            ("2026-11-24T01:00:00Z", true),
        ] {
            assert_eq!(late(canteen, &open, at).await, expected, "{at}, of {DAY}");
        }
    });
}
