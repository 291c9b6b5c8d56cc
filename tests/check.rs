//! Does `pos-server check` find what was changed behind the program's back? Every column of every table of the journal is
//! changed in turn, rows are taken out and put in, bits are flipped in the file.

use chrono::NaiveDate;
use pos_server::db::{Sql, Tx};
use pos_server::finance::check::fault::CheckError;
use pos_server::finance::check::{Sound, check};
use pos_server::ids::MovementId;
use pos_server::ledger::account::Account;
use pos_server::ledger::movement::{Kind, MoveOrder, move_money};
use pos_server::money::Fen;
use serde_json::json;
use uuid::Uuid;

use crate::harness::canteen::{Canteen, LUNCH};
use crate::harness::database::Which;
use crate::harness::furnish::Open;
use crate::harness::on_both;

/// The number of a payment at WeChat.
const REFERENCE: &str = "4200001234202611230000000001";

/// Twelve entries: 1 a shift, 2 an elder, 3 a guest by WeChat, 4 a stranger who owes, 5 a sale and 6 its void, 7 a top-up, 8 a
/// meal from that wallet, 9 money to begin with, 10 the shift's close, 11 the next shift with 12 its first sale.
async fn a_little_trade(canteen: &Canteen) -> Open {
    let open = canteen.open().await;
    let lane = &open.lane;
    lane.sell(open.token("王秀英")).await.expect(201);
    lane.order(json!({ "guest": true, "tender": "wechat", "tender_reference": REFERENCE }))
        .await
        .expect(201);
    let stranger = json!({ "unknown": true, "tender": "owed", "serve_as": "pending" });
    lane.order(stranger).await.expect(201);
    let mistake = lane.sell(open.token("张德福")).await.expect(201);
    lane.void(&mistake).await.expect(201);
    let resident: Uuid = open.residents["李建国"].parse().unwrap();
    book(canteen, Kind::TopUp, (Account::Safe, Account::Wallet(resident.into())), 5_000).await;
    lane.order(json!({ "token": open.token("李建国"), "tender": "wallet" }))
        .await
        .expect(201);
    book(canteen, Kind::Transfer, (Account::Bank, Account::Opening), 100_000).await;
    let counting = json!({ "id": Uuid::now_v7(), "cash": [{ "value": "10.00", "count": 1 }] });
    let count = lane.client.post("/lane/shift/counts", counting).await.expect(201);
    let close = json!({ "id": Uuid::now_v7(), "count_id": count["id"], "reason": "多一角" });
    lane.client.post("/lane/shift/close", close).await.expect(201);
    lane.sell(open.token("田桂英")).await.expect(201);
    open
}

async fn book(canteen: &Canteen, kind: Kind, (debit, credit): (Account, Account), fen: i64) {
    let mut tx = canteen.app.db.read().await.unwrap();
    let (id, staff): (Uuid, Uuid) = Sql::new("SELECT canteen_id, id FROM staff WHERE login = 'admin'")
        .one(&mut tx)
        .await
        .unwrap();
    let resident = match &credit {
        Account::Wallet(resident) => Some(*resident),
        _ => None,
    };
    let order = MoveOrder {
        id: MovementId::new(),
        canteen: id.into(),
        kind,
        at_lane: None,
        resident,
        month: None,
        debit,
        credit,
        amount: Fen::new(fen),
        reference: None,
        reason: "期初".to_owned(),
        staff: staff.into(),
        approver: None,
        request_hash: [7; 32],
        at: canteen.now(),
    };
    let mut tx = canteen.app.db.begin(id.into()).await.unwrap();
    move_money(&mut tx, &order).await.unwrap();
    tx.commit().await.unwrap();
}

/// A transaction in which the database minds neither foreign keys nor what was promised; it is never committed.
async fn careless(canteen: &Canteen) -> Tx {
    let mut tx = canteen.app.db.begin_shared().await.unwrap();
    let statement = if canteen.app.db.is_embedded() {
        "PRAGMA defer_foreign_keys = ON"
    } else {
        "SET LOCAL session_replication_role = replica"
    };
    Sql::new(statement).execute(&mut tx).await.unwrap();
    tx
}

/// What the check says of a changed database: the table and the key of the first wrong row.
fn named(checked: Result<Sound, CheckError>) -> Option<(&'static str, String)> {
    match checked {
        Ok(_) => None,
        Err(CheckError::Fault(fault)) => {
            assert!(!fault.what.zh.is_empty() && !fault.advice.en.is_empty());
            Some((fault.table, fault.key))
        }
        Err(CheckError::Unread { table, cause }) => Some((table, cause.to_string())),
        Err(CheckError::Damaged(said)) => Some(("", said)),
        Err(CheckError::Unasked(error)) => panic!("the database did not answer: {error}"),
    }
}

#[test]
fn sound_books_have_no_fault() {
    on_both(async |canteen| {
        let open = a_little_trade(canteen).await;
        let mut tx = canteen.app.db.snapshot().await.unwrap();
        let sound = check(&mut tx, &canteen.app.keys).await.unwrap();
        assert_eq!((sound.entries, sound.wallets, sound.residents), (12, 1, 12));
        assert_eq!(sound.heads[0].hash, canteen.books().await.heads[0].hash);
        drop(tx);
        let (code, said) = program(canteen.database_url(), canteen).await;
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains("账目没有错误") && said.contains(&hex::encode(&sound.heads[0].hash)),
            "{said}"
        );
        canteen.lane_elsewhere().await;
        open.lane.sell(open.token("陈小明")).await.expect(201);
        assert_eq!(program(canteen.database_url(), canteen).await.0, Some(0));
    });
}

#[tokio::test]
async fn a_place_without_a_canteen_is_no_sound_book() {
    let folder = tempfile::tempdir().unwrap();
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_pos-server"))
        .args(["check", "--data"])
        .arg(folder.path())
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no books here"), "{output:?}");
}

/// Runs `pos-server check` beside the server.
async fn program(url: &str, canteen: &Canteen) -> (Option<i32>, String) {
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_pos-server"))
        .args(["check", "--database", url, "--key-file"])
        .arg(canteen.key_path())
        .arg("--data")
        .arg(canteen.key_path().parent().unwrap())
        .output()
        .await
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// A row of each table, by a condition that only it fulfils, and what its key must say.
const ROWS: [(&str, &str, &str); 17] = [
    ("ledger_head", "entry_no = 12", "canteen_id"),
    ("journal_entry", "entry_no = 2", "entry_no 2"),
    ("journal_entry", "entry_no = 12", "entry_no 12"),
    ("journal_line", "entry_no = 2 AND line_no = 2", "entry_no 2"),
    ("journal_line", "entry_no = 2 AND line_no = 3", "entry_no 2"),
    ("journal_line", "entry_no = 7 AND line_no = 1", "entry_no 7"),
    ("sale", "entry_no = 2", "entry_no 2"),
    ("sale", "entry_no = 3", "entry_no 3"),
    ("sale", "entry_no = 8", "entry_no 8"),
    ("sale_void", "entry_no = 6", "entry_no 6"),
    ("movement", "entry_no = 7", "entry_no 7"),
    ("movement", "entry_no = 9", "entry_no 9"),
    ("shift", "entry_no = 1", "entry_no 1"),
    ("z_report", "entry_no = 10", "entry_no 10"),
    ("open_shift", "lane_id IS NOT NULL", "lane_id"),
    ("wallet", "balance_fen > 0", ""),
    ("claimed_meal", "sale_id = (SELECT id FROM sale WHERE entry_no = 2)", ""),
];

/// Columns whose change shows first at another row: a gap is seen behind it, a void that let its sale go is seen at the sale.
const SEEN_ELSEWHERE: [(&str, &str); 5] = [
    ("journal_entry", "canteen_id"),
    ("journal_entry", "entry_no"),
    ("sale_void", "sale_id"),
    ("ledger_head", "canteen_id"),
    ("shift", "id"),
];

/// Words of which the database takes only some: one, and another.
const WORDS: [(&str, &str, &str); 8] = [
    ("meal", "lunch", "dinner"),
    ("channel", "counter", "delivery"),
    ("diner_group", "elder", "child"),
    ("identified_by", "card", "number"),
    ("state", "pending", "unsubsidised"),
    ("tender", "wechat", "alipay"),
    ("opened_how", "cashier", "by_itself"),
    ("kind", "", ""),
];

/// The statement that gives a column another value.
fn change(table: &str, column: &str, kind: &str, condition: &str) -> Sql {
    let words = WORDS.iter().find(|(name, ..)| *name == column);
    let value = match (kind, words) {
        ("TEXT", Some(("kind", ..))) if table == "journal_entry" => "CASE WHEN kind = 'void' THEN 'sale' ELSE 'void' END".to_owned(),
        ("TEXT", Some(("kind", ..))) => "CASE WHEN kind = 'top_up' THEN 'refund' ELSE 'top_up' END".to_owned(),
        ("TEXT", Some((_, one, other))) => format!("CASE WHEN {column} = '{one}' THEN '{other}' ELSE '{one}' END"),
        ("TEXT", None) => format!("COALESCE({column}, '') || 'x'"),
        ("BIGINT", _) if column.ends_with("_no") => format!("{column} + 1000"),
        ("BIGINT", _) if column == "pays_fen" => format!("{column} - 1"),
        ("BIGINT", _) => format!("{column} + 1"),
        _ => "$1".to_owned(),
    };
    // A story may make up its statements: they are no longer than the story.
    let text: &'static str = format!("UPDATE {table} SET {column} = {value} WHERE {condition}").leak();
    let statement = Sql::new(text);
    match kind {
        "UUID" => statement.bind(Uuid::now_v7()),
        "DATE" => statement.bind("2031-02-03".parse::<NaiveDate>().unwrap()),
        "TIMESTAMPTZ" => statement.bind("2031-02-03T04:05:06Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()),
        "BYTEA" => statement.bind([9; 32]),
        _ => statement,
    }
}

/// The columns of a table and their types, as SQLite keeps the words of the migrations.
async fn columns(table: &str) -> Vec<(String, String)> {
    let sqlite = crate::harness::database::Fresh::new(Which::Sqlite).await;
    let path = sqlite.url.trim_start_matches("sqlite:");
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement = connection.prepare("SELECT name, type FROM pragma_table_info(?1)").unwrap();
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_change_of_any_column_is_named() {
    on_both(async |canteen| {
        a_little_trade(canteen).await;
        let mut changes = 0;
        for (table, condition, key) in ROWS {
            for (column, kind) in columns(table).await {
                let mut tx = careless(canteen).await;
                let changed = change(table, &column, &kind, condition).execute(&mut tx).await.unwrap();
                assert_eq!(changed, 1, "{table}.{column} where {condition}");
                let Some((named, place)) = named(check(&mut tx, &canteen.app.keys).await) else {
                    panic!("nobody noticed that {table}.{column} was changed where {condition}");
                };
                if !SEEN_ELSEWHERE.contains(&(table, column.as_str())) {
                    assert!(place.contains(key), "{table}.{column}: {named}: {place}");
                }
                changes += 1;
            }
        }
        assert!(changes > 150, "only {changes} columns were changed");
    });
}

/// Rows taken out and put in, and the table that must be named.
const ROWS_MOVED: [(&str, &str); 28] = [
    ("DELETE FROM ledger_head", "ledger_head"),
    ("DELETE FROM journal_entry WHERE entry_no = 4", "journal_entry"),
    ("DELETE FROM journal_entry WHERE entry_no = 12", "ledger_head"),
    ("DELETE FROM journal_line WHERE entry_no = 4 AND line_no = 2", "journal_line"),
    ("DELETE FROM journal_line WHERE entry_no = 4", "sale"),
    ("DELETE FROM sale WHERE entry_no = 4", "sale"),
    ("DELETE FROM sale_void", "sale"),
    ("DELETE FROM movement WHERE entry_no = 7", "movement"),
    ("DELETE FROM shift", "shift"),
    ("DELETE FROM z_report", "z_report"),
    ("UPDATE shift_count SET cash_fen = cash_fen + 1", "z_report"),
    ("UPDATE shift_count SET counted = '{\"cash\":[]}'", "z_report"),
    ("UPDATE shift_count SET expected = '[]'", "z_report"),
    ("UPDATE policy SET text = text || ' '", "policy"),
    ("UPDATE policy SET version = version || '1'", "policy"),
    ("UPDATE policy SET valid_from = '2023-10-22'", "policy"),
    ("DELETE FROM open_shift", "open_shift"),
    ("DELETE FROM wallet", "wallet"),
    (
        "INSERT INTO wallet (resident_id, balance_fen, owed_fen) SELECT id, 0, 0 FROM sale WHERE entry_no = 2",
        "wallet",
    ),
    (
        "DELETE FROM claimed_meal WHERE sale_id = (SELECT id FROM sale WHERE entry_no = 2)",
        "sale",
    ),
    (
        "INSERT INTO journal_entry (canteen_id, entry_no, kind, at, service_date, previous_hash, hash) \
         SELECT canteen_id, 13, kind, at, service_date, previous_hash, hash FROM journal_entry WHERE entry_no = 12",
        "journal_entry",
    ),
    (
        "INSERT INTO journal_line (canteen_id, entry_no, line_no, account, amount_fen) \
         SELECT canteen_id, entry_no, 7, 'safe', 1 FROM journal_entry WHERE entry_no = 4",
        "journal_line",
    ),
    (
        "INSERT INTO journal_line (canteen_id, entry_no, line_no, account, amount_fen) \
         SELECT canteen_id, 13, 1, 'safe', 1 FROM journal_entry WHERE entry_no = 4",
        "journal_line",
    ),
    (
        "INSERT INTO movement (id, canteen_id, entry_no, kind, debit_account, credit_account, amount_fen, reason, staff_id, request_hash, at) \
         SELECT s.id, m.canteen_id, 4, m.kind, m.debit_account, m.credit_account, 1, '', m.staff_id, m.request_hash, m.at \
         FROM movement m JOIN sale s ON s.entry_no = 2 WHERE m.entry_no = 7",
        "movement",
    ),
    (
        "INSERT INTO sale_void (sale_id, id, canteen_id, entry_no, staff_id, reason, at) \
         SELECT s.id, s.id, s.canteen_id, 6, s.cashier_id, '', s.sold_at FROM sale s WHERE s.entry_no = 3",
        "sale_void",
    ),
    (
        "INSERT INTO claimed_meal (service_date, meal, resident_id, sale_id) \
         SELECT service_date, 'dinner', id, id FROM sale WHERE entry_no = 3",
        "sale",
    ),
    (
        "INSERT INTO wallet (resident_id, balance_fen, owed_fen) SELECT id, 1, 0 FROM resident WHERE name = '刘强'",
        "wallet",
    ),
    (
        "INSERT INTO open_shift (lane_id, shift_id) SELECT id, id FROM sale WHERE entry_no = 3",
        "open_shift",
    ),
];

#[test]
fn a_row_taken_out_or_put_in_is_named() {
    on_both(async |canteen| {
        a_little_trade(canteen).await;
        for (statement, table) in ROWS_MOVED {
            let mut tx = careless(canteen).await;
            let changed = Sql::new(statement).execute(&mut tx).await.unwrap();
            assert!(changed > 0, "{statement}");
            let found = named(check(&mut tx, &canteen.app.keys).await);
            assert_eq!(found.as_ref().map(|(named, _)| *named), Some(table), "{statement}: {found:?}");
        }
    });
}

/// Promise P11.
#[test]
fn what_is_not_sealed_as_it_should_be_is_named() {
    on_both(async |canteen| {
        a_little_trade(canteen).await;
        for statement in [
            "UPDATE resident SET document = document_index WHERE name = '王秀英'",
            "UPDATE resident SET document = (SELECT o.document FROM resident o WHERE o.name = '张德福') WHERE name = '王秀英'",
            "UPDATE resident SET phone_index = document_index WHERE name = '王秀英'",
            "UPDATE resident SET document_index = phone_index WHERE name = '王秀英'",
            "UPDATE resident SET note = document WHERE name = '王秀英'",
            "UPDATE resident SET note_clear = '女儿 13800001111' WHERE name = '王秀英'",
        ] {
            let mut tx = careless(canteen).await;
            assert_eq!(Sql::new(statement).execute(&mut tx).await.unwrap(), 1);
            let found = named(check(&mut tx, &canteen.app.keys).await);
            assert_eq!(found.as_ref().map(|(named, _)| *named), Some("resident"), "{statement}: {found:?}");
        }
    });
}

#[test]
fn a_flipped_bit_in_the_file_is_named_by_the_program() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Sqlite).await;
        canteen.at(LUNCH);
        a_little_trade(&canteen).await;
        let copy = canteen.key_path().with_file_name("copy.sqlite");
        let source = canteen.database_url().trim_start_matches("sqlite:").to_owned();
        let source = rusqlite::Connection::open(source).unwrap();
        source.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        let url = format!("sqlite:{}", copy.display());
        assert_eq!(program(&url, &canteen).await.0, Some(0));

        let mut bytes = std::fs::read(&copy).unwrap();
        let place = bytes
            .windows(REFERENCE.len())
            .position(|part| part == REFERENCE.as_bytes())
            .unwrap();
        bytes[place + 20] ^= 1;
        std::fs::write(&copy, bytes).unwrap();
        let (code, said) = program(&url, &canteen).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("journal_entry") && said.contains("entry_no 3,"), "{said}");
        canteen.stop().await;
    });
}
