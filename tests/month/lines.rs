//! Does a closed month say by itself whose it was, who closed it, what the drawers say, and how a door was proved?

use pos_server::db::{Db, Sql};
use pos_server::finance::close_month::store::meals;
use pos_server::finance::months::period;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

use super::over::{Over, closed, ended, late_lunch, over};
use super::{clean_month, publish};
use crate::harness::database::{Fresh, Which};
use crate::harness::{Canteen, on_both};
use crate::rounds::out::{Out, board, out};

/// What November says, line by line.
async fn lines(canteen: &Canteen) -> Vec<(String, String)> {
    let mut tx = canteen.app.db.read().await.unwrap();
    let lines = Sql::new("SELECT part, line FROM month_line WHERE month = '2026-11-01' ORDER BY line_no");
    lines.all(&mut tx).await.unwrap()
}

fn of(lines: &[(String, String)], part: &str) -> Vec<Value> {
    let of_part = lines.iter().filter(|(of, _)| of == part);
    of_part.map(|(_, line)| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_first_line_says_whose_month_it_was_and_the_last_who_closed_it() {
    on_both(async |canteen| {
        let over = over(canteen).await;
        let closing = closed(&over).await;
        let lines = lines(canteen).await;
        let mut parts: Vec<&str> = lines.iter().map(|(part, _)| part.as_str()).collect();
        parts.dedup();
        assert_eq!(
            parts,
            ["cover", "policy", "person", "holiday", "neighbour", "tender", "meal", "closing"]
        );
        let cover = &of(&lines, "cover")[0];
        assert_eq!(cover["canteen"]["name"], "七一社区幸福食堂");
        assert_eq!(cover["funders"][0]["key"], "example");
        assert!(cover["funders"][0]["name"].as_str().unwrap().contains("示例"), "{cover}");
        let last = &of(&lines, "closing")[0];
        assert_eq!(
            (&last["proposer"], &last["approver"], &last["approved_at"]),
            (&json!("finance 同志"), &json!("checker 同志"), &closing["approved_at"])
        );
        // The approved hash covers every line but that one.
        let mut hash = Sha256::new();
        for (part, line) in lines.iter().filter(|(part, _)| part != "closing") {
            hash.update(format!("{part}\t{line}\n"));
        }
        assert_eq!(json!(hex::encode(hash.finalize())), closing["sha256"]);
        assert_eq!(last["sha256"], closing["sha256"]);
        let head = canteen.books().await.entries.last().unwrap().clone();
        assert_eq!(
            (&last["last_entry_no"], &last["head_hash"]),
            (&json!(head.entry_no), &json!(hex::encode(head.hash)))
        );
    });
}

#[test]
fn the_drawers_tie_to_the_meals_and_say_what_explains_them() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let top_up = json!({ "id": Uuid::now_v7(), "token": open.token("王秀英"), "amount": "50.00", "tender": "cash" });
        open.lane.client.post("/lane/top-ups", top_up).await.expect(201);
        let mistaken = open.lane.sell(open.token("王秀英")).await.expect(201);
        open.lane.void(&mistaken).await.expect(201);
        let by_wechat = json!({ "token": open.token("欧阳秀兰"), "tender": "wechat" });
        open.lane.order(by_wechat).await.expect(201);
        let over: Over = ended(canteen, open).await;
        // In December a lane brings a lunch of November: no report of November's shifts counts it.
        late_lunch(&over.open, "王秀英").await;
        closed(&over).await;
        let told: Vec<String> = of(&lines(canteen).await, "tender")
            .iter()
            .map(|line| {
                let paid = |what: &str| format!("{what} {}x{}", line[what]["meals"], line[what]["pays"].as_str().unwrap());
                let sums = ["standing", "undone", "others", "reported", "given_back"].map(paid).join(" ");
                let [expected, counted] = ["expected", "counted"].map(|what| line[what].as_str().unwrap_or("null"));
                let (tender, report, moved) = (&line["tender"], &line["shift"]["z_no"], &line["moved"]);
                format!("{tender} {report} {sums} {moved} {expected} {counted}")
            })
            .collect();
        let drawers = [
            r#""cash" 1 standing 17x168.30 undone 1x9.90 others 0x0.00 reported 18x178.20 given_back 1x9.90 {"top_up":"50.00"} 218.30 0.10"#,
            r#""wechat" 1 standing 1x9.90 undone 0x0.00 others 0x0.00 reported 1x9.90 given_back 0x0.00 {} 9.90 null"#,
            r#""cash" null standing 1x9.90 undone 0x0.00 others 0x0.00 reported 0x0.00 given_back 0x0.00 {} null null"#,
        ];
        assert_eq!(told, drawers);
    });
}

/// Two lunches at doors: one was scanned, the other a second person settled.
async fn two_doors(canteen: &Canteen) -> Out {
    let out = out(canteen).await;
    publish(&out.open, None).await;
    let said = out.result(canteen, "王秀英", "handed_over", json!({ "collected": "9.90" }));
    let scanned = out.handed_over(canteen, "欧阳秀兰");
    assert_eq!(out.bring(&[said, scanned], &[]).await, ["recorded", "booked"]);
    out.settle(&out.open.admin, "王秀英", "delivered").await.expect(204);
    out
}

#[test]
fn a_meal_at_a_door_says_how_it_was_proved() {
    on_both(async |canteen| {
        let out = two_doors(canteen).await;
        out.open.lane.sell(out.open.token("李建国")).await.expect(201);
        let mut tx = canteen.app.db.read().await.unwrap();
        let (id,) = Sql::new("SELECT id FROM canteen").one(&mut tx).await.unwrap();
        let rows = meals(&mut tx, period(id, "2026-11".parse().unwrap())).await.unwrap();
        let mut proofs: Vec<(&str, Option<&str>)> = rows.iter().map(|row| (row.channel.as_str(), row.proof.as_deref())).collect();
        proofs.sort_unstable();
        let proved = [("counter", None), ("delivery", Some("card")), ("delivery", Some("second_person"))];
        assert_eq!(proofs, proved);
    });
}

#[test]
fn what_shows_that_a_closed_months_meal_was_handed_over_stays_as_it_was_told() {
    on_both(async |canteen| {
        let out = two_doors(canteen).await;
        let refused = ["张德福", "田桂英"].map(|name| out.result(canteen, name, "refused", json!({})));
        assert_eq!(out.bring(&refused, &[]).await, ["recorded", "recorded"]);
        out.phone.post("/round/close", json!({})).await.expect(204);
        let bag = board(&out.open).await["bags"][0]["lane_id"].clone();
        let path = format!("/deliveries/bags/{}/close", bag.as_str().unwrap());
        let count = json!([{ "value": "10.00", "count": 1 }, { "value": "5.00", "count": 1 }, { "value": "1.00", "count": 4 }, { "value": "0.50", "count": 1 }, { "value": "0.10", "count": 3 }]);
        let count = json!({ "id": Uuid::now_v7(), "count_id": Uuid::now_v7(), "cash": count });
        out.open.admin.post(&path, count).await.expect(201);
        out.open.lane.sell(out.open.token("李建国")).await.expect(201);
        let changes = [
            "UPDATE stop_result SET proof = 'card' WHERE proof IS NULL",
            "DELETE FROM stop_result",
            "UPDATE stop_settled SET decision = 'not_delivered'",
            "DELETE FROM stop_settled",
        ];
        let over = ended(canteen, out.open).await;
        let closing = closed(&over).await;
        assert!(closing["sha256"].is_string(), "{closing}");
        for change in changes {
            let mut tx = canteen.app.db.begin_shared().await.unwrap();
            let refused = Sql::new(change).execute(&mut tx).await;
            assert!(
                refused.is_err_and(|error| error.to_string().contains("the month is closed")),
                "{change}"
            );
        }
    });
}

/// The schema as it was before the parts of the claim, with a closed month of one line that its triggers guard.
async fn before_the_claim(which: Which) -> Fresh {
    static ALL: Migrator = sqlx::migrate!("../migrations");
    let fresh = Fresh::bare(which).await;
    let old = Migrator {
        migrations: ALL.iter().filter(|one| one.version < 17).cloned().collect(),
        ..Migrator::DEFAULT
    };
    let month = "INSERT INTO canteen (id, code, name, key_check, created_at) VALUES (ID, '01', 'x', HASH, '2026-01-01 00:00:00+00:00'); \
        INSERT INTO staff (id, canteen_id, login, name, role, created_at) VALUES (ID, ID, 'f', 'f', 'finance', '2026-01-01 00:00:00+00:00'); \
        INSERT INTO month_line (canteen_id, month, line_no, part, line) VALUES (ID, '2026-11-01', 1, 'cover', '{}'); \
        INSERT INTO month_proposal (id, canteen_id, month, sha256, sums, proposed_by, proposed_at, request_hash) \
        VALUES (ID, ID, '2026-11-01', HASH, '{}', ID, '2026-12-01 00:00:00+00:00', HASH); \
        INSERT INTO month_closing (canteen_id, month, month_end, proposal_id, sha256, last_entry_no, approved_by, approved_at, request_hash) \
        VALUES (ID, '2026-11-01', '2026-12-01', ID, HASH, 0, ID, '2026-12-01 00:00:00+00:00', HASH)";
    match which {
        Which::Sqlite => {
            let mut connection = SqliteConnection::connect(&format!("{}?mode=rwc", fresh.url)).await.unwrap();
            old.run(&mut connection).await.unwrap();
            let month = month.replace("ID", "x'00000000000000000000000000000001'").replace("HASH", "x'00'");
            connection.execute(AssertSqlSafe(month)).await.unwrap();
            let guard = "CREATE TRIGGER closed_month_line_DELETE BEFORE DELETE ON month_line FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the month is closed'); END";
            connection.execute(guard).await.unwrap();
            connection.close().await.unwrap();
        }
        Which::Postgres => {
            let mut connection = PgConnection::connect(&fresh.url).await.unwrap();
            old.run(&mut connection).await.unwrap();
            let month = month
                .replace("ID", "'00000000-0000-0000-0000-000000000001'")
                .replace("HASH", "'\\x00'");
            connection.execute(AssertSqlSafe(month)).await.unwrap();
            let guard = "CREATE FUNCTION closed_month_line_delete() RETURNS trigger LANGUAGE plpgsql AS \
                $$ BEGIN RAISE EXCEPTION 'the month is closed'; END $$; \
                CREATE TRIGGER closed_month_line_delete BEFORE DELETE ON month_line FOR EACH ROW EXECUTE FUNCTION closed_month_line_delete()";
            connection.execute(guard).await.unwrap();
            connection.close().await.unwrap();
        }
    }
    fresh
}

#[tokio::test]
async fn a_month_that_was_closed_before_the_claim_had_parts_is_still_there_and_still_guarded() {
    for which in [Which::Sqlite, Which::Postgres] {
        let fresh = before_the_claim(which).await;
        let db = Db::open(&fresh.url).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let kept: Vec<(i64, String, String)> = Sql::new("SELECT line_no, part, line FROM month_line").all(&mut tx).await.unwrap();
        assert_eq!(kept, [(1, "cover".to_owned(), "{}".to_owned())]);
        drop(tx);
        let mut changes = vec!["UPDATE month_line SET line = '[]'", "DELETE FROM month_line"];
        if which == Which::Postgres {
            changes.extend([
                "TRUNCATE month_line",
                "TRUNCATE sale CASCADE",
                "TRUNCATE stop_result CASCADE",
                "TRUNCATE month_closing",
            ]);
        }
        for change in changes {
            let mut tx = db.begin_shared().await.unwrap();
            let refused = Sql::new(change).execute(&mut tx).await;
            assert!(
                refused.is_err_and(|error| error.to_string().contains("the month is closed")),
                "{which:?} {change}"
            );
        }
        db.close().await;
    }
}
