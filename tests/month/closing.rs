//! Does a month close by two people, exactly as the second one saw it, and never change again?

use pos_server::db::{DbError, Sql};
use serde_json::json;
use uuid::Uuid;

use super::over::{Over, approve, close_shift, late_lunch, over, propose, undo};
use super::{clean_month, exceptions, sign_in};
use crate::harness::{Canteen, on_both};

#[test]
fn a_month_closes_when_it_is_over_and_nothing_of_it_is_open() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        propose(&open.admin, "2026-11").await.expect_problem(409, "month_not_over");
        canteen.wait_seconds(1200);
        let again = json!({ "token": open.token("李建国"), "serve_as": "pending" });
        let second = open.lane.order(again).await.expect(201);
        // The last microsecond of November is no December.
        canteen.at("2026-11-30T15:59:59.999999Z");
        open.sign_in_again().await;
        propose(&open.admin, "2026-11").await.expect_problem(409, "month_not_over");
        canteen.at("2026-11-30T16:00:00Z");
        let shift = propose(&open.admin, "2026-11").await.expect_problem(409, "month_still_open");
        assert!(
            shift["message"]["en"].as_str().unwrap().starts_with("1 shifts and 0 rounds"),
            "{shift}"
        );
        open.lane.sign_in().await;
        close_shift(&open).await;
        propose(&open.admin, "2026-11").await.expect_problem(409, "exceptions_block");
        let item = exceptions(&open.admin).await.remove(0);
        assert_eq!(item["rows"][1]["sale_id"], second["id"]);
        let path = format!("/months/2026-11/exceptions/{}/settle", item["key"].as_str().unwrap());
        let reason = json!({ "id": Uuid::now_v7(), "facts": item["facts"], "reason": "替老伴带一份" });
        open.admin.post(&path, reason).await.expect(204);
        let proposal = propose(&open.admin, "2026-11").await.expect(201);
        assert_eq!(
            (&proposal["sums"]["meals"], &proposal["sums"]["claimable"]),
            (&json!(18), &json!(17))
        );
        approve(&open.admin, "2026-11", &proposal).await.expect_problem(409, "own_proposal");
    });
}

#[test]
fn two_people_close_what_both_saw() {
    on_both(async |canteen| {
        let Over { open, finance, checker } = over(canteen).await;
        propose(&checker, "2026-11").await.expect_problem(403, "not_allowed");
        let proposal = propose(&finance, "2026-11").await.expect(201);
        let sums = &proposal["sums"];
        assert_eq!(
            (&sums["meals"], &sums["standard"], &sums["pays"]),
            (&json!(17), &json!("255.00"), &json!("168.30"))
        );
        assert_eq!(sums["shares"], json!({ "example": "86.70" }));
        approve(&finance, "2026-11", &proposal).await.expect_problem(403, "not_allowed");
        let other = json!({ "id": proposal["id"], "sha256": "00".repeat(32) });
        approve(&checker, "2026-11", &other).await.expect_problem(409, "month_changed");
        // A lane brings a lunch of the month: what was shown is not what would be closed.
        let late = late_lunch(&open, "王秀英").await;
        approve(&checker, "2026-11", &proposal).await.expect_problem(409, "month_changed");
        undo(&open, &late).await;
        approve(&checker, "2026-11", &proposal).await.expect_problem(409, "month_changed");
        let proposal = propose(&finance, "2026-11").await.expect(201);
        let closed = approve(&checker, "2026-11", &proposal).await.expect(200);
        assert_eq!(approve(&checker, "2026-11", &proposal).await.expect(200), closed);
        propose(&finance, "2026-11").await.expect_problem(409, "month_closed");
        approve(&open.admin, "2026-11", &proposal).await.expect_problem(409, "month_closed");
        let month = finance.get("/months/2026-11/closings").await.expect(200);
        assert_eq!((&month["closing"], month["proposals"].as_array().unwrap().len()), (&closed, 2));
        assert_eq!(closed["sha256"], proposal["sha256"]);
    });
}

#[test]
fn twenty_approvals_and_a_sale_at_once_close_once_or_not_at_all() {
    on_both(async |canteen| {
        let Over { open, finance, checker } = over(canteen).await;
        let proposal = propose(&finance, "2026-11").await.expect(201);
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (checker, proposal) = (checker.clone(), proposal.clone());
            asked.spawn(async move { approve(&checker, "2026-11", &proposal).await });
        }
        let late = late_lunch(&open, "王秀英").await;
        let mut answers = Vec::new();
        while let Some(answer) = asked.join_next().await {
            answers.push(answer.unwrap());
        }
        // The lunch came before the first approval, or after the closing: never into it.
        let (books, month) = (canteen.books().await, finance.get("/months/2026-11/closings").await.expect(200));
        let id: Uuid = late["id"].as_str().unwrap().parse().unwrap();
        let entry = books.sales.iter().find(|sale| sale.id == id).unwrap().entry_no;
        match month["closing"]["last_entry_no"].as_i64() {
            Some(last) => {
                assert!(entry > last, "{entry} {last}");
                assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
            }
            None => assert!(answers.iter().all(|answer| answer.status == 409), "{answers:?}"),
        }
    });
}

/// What a statement behind the server's back comes to.
async fn change(canteen: &Canteen, statement: Sql) -> Result<u64, DbError> {
    let mut tx = canteen.app.db.begin_shared().await.unwrap();
    let changed = statement.execute(&mut tx).await?;
    tx.commit().await?;
    Ok(changed)
}

#[test]
fn the_database_itself_refuses_to_change_a_closed_month() {
    on_both(async |canteen| {
        let Over { open, finance, checker } = over(canteen).await;
        let attempts = || {
            [
                Sql::new("UPDATE sale SET pays_fen = pays_fen - 1 WHERE entry_no = 2"),
                Sql::new("DELETE FROM sale_void WHERE entry_no > 0"),
                Sql::new("UPDATE journal_entry SET service_date = '2026-12-05' WHERE entry_no = 2"),
                Sql::new("UPDATE journal_line SET amount_fen = amount_fen + 1 WHERE entry_no = 2"),
                Sql::new("DELETE FROM journal_line WHERE entry_no = 2"),
                Sql::new(
                    "INSERT INTO journal_line (canteen_id, entry_no, line_no, account, amount_fen) SELECT canteen_id, 2, 99, 'cash:1', 1 FROM ledger_head",
                ),
                Sql::new("UPDATE shift SET float_fen = 1"),
                Sql::new("UPDATE z_report SET report = '{}'"),
                Sql::new("UPDATE month_proposal SET sums = '{}'"),
                Sql::new("UPDATE month_line SET line = '{}' WHERE part = 'cover'"),
                Sql::new("DELETE FROM month_line WHERE part = 'meal'"),
                Sql::new(
                    "INSERT INTO month_line (canteen_id, month, line_no, part, line) SELECT canteen_id, month, 9999, 'meal', '{}' FROM month_closing",
                ),
                Sql::new(
                    "INSERT INTO exception_settlement (id, canteen_id, month, exception_key, facts, reason, settled_by, settled_at, request_hash) SELECT proposal_id, canteen_id, month, 'E01-x', sha256, 'x', approved_by, approved_at, sha256 FROM month_closing",
                ),
                Sql::new("UPDATE month_closing SET last_entry_no = 0"),
                Sql::new("DELETE FROM month_closing"),
            ]
        };
        let late = late_lunch(&open, "王秀英").await;
        undo(&open, &late).await;
        let proposal = propose(&finance, "2026-11").await.expect(201);
        approve(&checker, "2026-11", &proposal).await.expect(200);
        for attempt in attempts() {
            let told = format!("{attempt:?}");
            let refused = change(canteen, attempt).await;
            assert!(
                refused.is_err_and(|error| error.to_string().contains("the month is closed")),
                "{told}"
            );
        }
    });
}

#[test]
fn what_comes_after_the_closing_is_a_correction_of_the_month_in_which_it_is_booked() {
    on_both(async |canteen| {
        let Over { open, finance, checker } = over(canteen).await;
        let proposal = propose(&finance, "2026-11").await.expect(201);
        let closed = approve(&checker, "2026-11", &proposal).await.expect(200);
        // In December a lane brings a lunch of November, and another one that is undone.
        late_lunch(&open, "王秀英").await;
        let undone = late_lunch(&open, "田桂英").await;
        undo(&open, &undone).await;
        close_shift(&open).await;
        assert_eq!(finance.get("/months/2026-11/closings").await.expect(200)["closing"], closed);
        canteen.at("2027-01-01T01:00:00Z");
        let (finance, checker) = (sign_in(canteen, "finance").await, sign_in(canteen, "checker").await);
        let december = propose(&finance, "2026-12").await.expect(201);
        let sums = &december["sums"];
        assert_eq!((&sums["meals"], &sums["corrections"]), (&json!(0), &json!(3)));
        assert_eq!(sums["corrected_shares"], json!({ "example": "5.10" }));
        approve(&checker, "2026-12", &december).await.expect(200);
        // Once: January knows nothing of them.
        canteen.at("2027-02-01T01:00:00Z");
        let finance = sign_in(canteen, "finance").await;
        let january = propose(&finance, "2027-01").await.expect(201);
        assert_eq!(january["sums"]["corrections"], 0);
    });
}

#[test]
fn what_comes_after_the_closing_is_checked_in_the_month_that_claims_it() {
    on_both(async |canteen| {
        let Over { open, finance, checker } = over(canteen).await;
        let proposal = propose(&finance, "2026-11").await.expect(201);
        approve(&checker, "2026-11", &proposal).await.expect(200);
        let died = json!({ "id": Uuid::now_v7(), "kind": "died", "value": "", "true_from": "2026-11-28" });
        let path = format!("/residents/{}/facts", open.residents["王秀英"]);
        open.coordinator.post(&path, died).await.expect(201);
        let late = late_lunch(&open, "王秀英").await;
        let december = finance.get("/months/2026-12/exceptions").await.expect(200);
        let lit: Vec<&str> = december["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|item| item["check"].as_str())
            .collect();
        assert!(lit.contains(&"E05") && lit.contains(&"E15"), "{december}");
        assert!(
            december["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|item| item["rows"][0]["sale_id"] == late["id"])
        );
        assert_eq!(december["blocking"], 1);
        // November is over: what nobody can settle there any more is not shown there.
        let november = finance.get("/months/2026-11/exceptions").await.expect(200);
        let about_late = november["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| item["rows"][0]["sale_id"] == late["id"]);
        assert_eq!(about_late.count(), 0);
    });
}
