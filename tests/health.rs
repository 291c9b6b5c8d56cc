//! Does a fresh canteen answer, and how does it answer what it does not know?

use serde_json::json;

use crate::harness::on_both;

#[test]
fn a_fresh_canteen_is_alive_and_ready() {
    on_both(async |canteen| {
        let client = canteen.client();
        client.get("//healthz").await.expect(204);
        client.get("//readyz").await.expect(204);
    });
}

#[test]
fn what_is_not_there_is_a_problem_that_says_so() {
    on_both(async |canteen| {
        let client = canteen.client();
        client.get("/no-such-thing").await.expect_problem(404, "not_found");
        client.post("/no-such-thing", json!({})).await.expect_problem(404, "not_found");
    });
}
