//! Where is SQL written, do both databases understand each statement, and does none of them change the journal?

use pos_server::db::{rows_for_postgres, rows_for_sqlite};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqlSafeStr, SqliteConnection};

use super::sources::{Source, planted, server, strings};
use crate::harness::database::{Fresh, Which};

/// Tables whose rows are written once.
const WRITTEN_ONCE: [&str; 4] = ["journal_entry", "journal_line", "sale", "sale_void"];

/// Is the text a statement?
fn is_sql(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let words = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "DROP", "ALTER", "TRUNCATE", "REPLACE",
    ];
    words.contains(&first) && text.split_whitespace().count() > 1
}

/// May this file hold SQL?
fn is_store(path: &str) -> bool {
    path.ends_with("/store.rs") || path.contains("/store/") || path.ends_with("/src/db.rs") || path.contains("/src/db/")
}

/// Names each statement that stands outside the stores.
fn sql_elsewhere(files: &[Source]) -> Vec<String> {
    files
        .iter()
        .filter(|file| !is_store(&file.path))
        .flat_map(|file| {
            strings(file)
                .into_iter()
                .filter(|text| is_sql(text))
                .map(|text| format!("{}: {text}", file.path))
        })
        .collect()
}

/// The statements of the stores. `db.rs` speaks to each database in its own words and is no store.
fn statements(files: &[Source]) -> Vec<(String, String)> {
    files
        .iter()
        .filter(|file| is_store(&file.path) && !file.path.contains("/src/db"))
        .flat_map(|file| {
            strings(file)
                .into_iter()
                .filter(|text| is_sql(text))
                .map(|text| (file.path.clone(), text))
        })
        .collect()
}

/// Names each statement that would change a row which is written once.
fn changes_the_journal(statements: &[(String, String)]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (path, text) in statements {
        let spaced = text.replace(['(', ')', ',', ';'], " ").to_lowercase();
        let words: Vec<&str> = spaced.split_whitespace().collect();
        for table in WRITTEN_ONCE {
            let names = |before: &[&str]| {
                words
                    .windows(before.len() + 1)
                    .any(|w| w[..before.len()] == *before && w[before.len()] == table)
            };
            let overwrites = names(&["into"]) && words.windows(2).any(|w| w == ["do", "update"]);
            if names(&["update"]) || names(&["update", "only"]) || names(&["delete", "from"]) || names(&["truncate"]) || overwrites {
                complaints.push(format!("{path}: changes {table}: {text}"));
            }
        }
    }
    complaints
}

/// The statement as SQLite gets it: its list of rows written out for two of them.
fn for_sqlite(text: &str) -> String {
    rows_for_sqlite(text, bound(text), 2)
}

/// The statement as PostgreSQL gets it: its list of rows as one array per column.
fn for_postgres(text: &str) -> String {
    rows_for_postgres(text, bound(text))
}

/// How many values the statement binds outside its list of rows.
fn bound(text: &str) -> usize {
    let numbers = text
        .split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    numbers.filter_map(|number| number.parse().ok()).max().unwrap_or(0)
}

/// Names each statement that a database does not understand.
async fn not_understood(statements: &[(String, String)]) -> Vec<String> {
    let mut complaints = Vec::new();
    let sqlite = Fresh::new(Which::Sqlite).await;
    let mut connection = SqliteConnection::connect(&sqlite.url).await.unwrap();
    for (path, text) in statements {
        if let Err(error) = (&mut connection).prepare(AssertSqlSafe(for_sqlite(text)).into_sql_str()).await {
            complaints.push(format!("SQLite: {path}: {error}: {text}"));
        }
    }
    let postgres = Fresh::new(Which::Postgres).await;
    let mut connection = PgConnection::connect(&postgres.url).await.unwrap();
    for (path, text) in statements {
        if let Err(error) = (&mut connection).prepare(AssertSqlSafe(for_postgres(text)).into_sql_str()).await {
            complaints.push(format!("PostgreSQL: {path}: {error}: {text}"));
        }
    }
    complaints
}

/// Names each statement for which SQLite reads the journal's lines by their canteen alone: all there are, for each row beside them.
async fn walks_the_journal(statements: &[(String, String)]) -> Vec<String> {
    let fresh = Fresh::new(Which::Sqlite).await;
    let mut connection = SqliteConnection::connect(&fresh.url).await.unwrap();
    let mut complaints = Vec::new();
    for (path, text) in statements {
        let plan = format!("EXPLAIN QUERY PLAN {}", for_sqlite(text));
        let steps = connection.fetch_all(AssertSqlSafe(plan)).await.unwrap();
        let steps = steps.iter().map(|row| row.get::<String, _>("detail"));
        if steps.into_iter().any(|step| step.ends_with("INDEX line_of_account (canteen_id=?)")) {
            complaints.push(format!("{path}: {text}"));
        }
    }
    complaints
}

/// What has to see every line: the trial balance, and what all funders owe.
const SEES_EVERY_LINE: [&str; 2] = ["SELECT account, CAST(SUM(amount_fen)", "SELECT j.account, e.service_date, "];

#[tokio::test]
async fn no_statement_walks_the_journal_again_and_again() {
    let mut statements = statements(&server());
    statements.retain(|(_, text)| !SEES_EVERY_LINE.iter().any(|known| text.starts_with(known)));
    assert_eq!(walks_the_journal(&statements).await, Vec::<String>::new());
    let planted = "SELECT j.account, SUM(j.amount_fen) FROM sale s JOIN journal_line j ON j.canteen_id = s.canteen_id AND j.entry_no = s.entry_no \
                   WHERE s.canteen_id = $1 AND s.service_date = $2 GROUP BY j.account";
    assert_eq!(walks_the_journal(&[("x/store.rs".to_owned(), planted.to_owned())]).await.len(), 1);
}

/// Names each statement of the office's board for which SQLite reads a table of many days from end to end: it is asked every 15 seconds.
async fn reads_all_days(statements: &[(String, String)]) -> Vec<String> {
    let fresh = Fresh::new(Which::Sqlite).await;
    let mut connection = SqliteConnection::connect(&fresh.url).await.unwrap();
    let mut complaints = Vec::new();
    for (path, text) in statements {
        let plan = format!("EXPLAIN QUERY PLAN {}", for_sqlite(text));
        let steps = connection.fetch_all(AssertSqlSafe(plan)).await.unwrap();
        let steps = steps.iter().map(|row| row.get::<String, _>("detail"));
        complaints.extend(
            steps
                .filter(|step| step.starts_with("SCAN"))
                .map(|step| format!("{path}: {step}: {text}")),
        );
    }
    complaints
}

#[tokio::test]
async fn the_questions_that_the_board_asks_again_and_again_read_their_own_days_only() {
    let mut polled = statements(&server());
    polled.retain(|(path, text)| path.ends_with("/deliveries/questions/store.rs") && text.starts_with("SELECT r.id AS result_id"));
    assert_eq!(polled.len(), 1);
    assert_eq!(reads_all_days(&polled).await, Vec::<String>::new());
    let planted = "SELECT s.id, f.found_at FROM stop s LEFT JOIN (SELECT l.stop_id, MAX(l.at) AS found_at FROM ladder_step l GROUP BY l.stop_id) f \
                   ON f.stop_id = s.id WHERE s.canteen_id = $1 AND s.service_date >= $2";
    assert!(!reads_all_days(&[("x/store.rs".to_owned(), planted.to_owned())]).await.is_empty());
}

#[test]
fn sql_is_written_in_stores_only() {
    assert_eq!(sql_elsewhere(&server()), Vec::<String>::new());
    let bad = [
        planted("pos-server/src/sales/sell.rs", "fn f() { run(\"SELECT 1 FROM sale\") }"),
        planted("pos-server/src/cards/http.rs", "fn f() { run(r#\"DELETE FROM card\"#) }"),
        planted("pos-server/src/cards/store.rs", "fn f() { run(\"SELECT 1 FROM card\") }"),
        planted(
            "pos-server/src/staff/http.rs",
            "/// DELETE the session\nfn f() { route(\"DELETE\") }",
        ),
    ];
    assert_eq!(
        sql_elsewhere(&bad),
        [
            "pos-server/src/sales/sell.rs: SELECT 1 FROM sale",
            "pos-server/src/cards/http.rs: DELETE FROM card"
        ]
    );
}

#[test]
fn no_statement_changes_the_journal() {
    assert_eq!(changes_the_journal(&statements(&server())), Vec::<String>::new());
    let bad = [
        "UPDATE sale SET pays_fen = 0 WHERE id = $1",
        "DELETE FROM journal_line WHERE entry_no = $1",
        "WITH gone AS (DELETE FROM sale_void RETURNING id) SELECT id FROM gone",
        "INSERT INTO journal_entry (entry_no) VALUES ($1) ON CONFLICT (entry_no) DO UPDATE SET entry_no = 1",
        "INSERT INTO sale (id) VALUES ($1)",
        "UPDATE ledger_head SET entry_no = $1",
        "SELECT id FROM sale FOR UPDATE",
    ];
    let bad: Vec<_> = bad.iter().map(|text| ("x/store.rs".to_owned(), (*text).to_owned())).collect();
    let complaints = changes_the_journal(&bad);
    assert_eq!(complaints.len(), 4, "{complaints:#?}");
}

#[tokio::test]
async fn both_databases_understand_every_statement() {
    let statements = statements(&server());
    assert!(!statements.is_empty());
    assert_eq!(not_understood(&statements).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_check_sees_a_statement_that_only_one_database_understands() {
    let text = |text: &str| ("x/store.rs".to_owned(), text.to_owned());
    let complaints = not_understood(&[
        text("SELECT strftime('%Y', sold_at) FROM sale"),
        text("SELECT sold_at::date FROM sale"),
        text("SELECT no_such_column FROM sale"),
        text("INSERT INTO claimed_meal (service_date, meal, resident_id, sale_id) VALUES {date, text, uuid, bigint}"),
        text(
            "SELECT v.column1 FROM (VALUES {uuid, text}) AS v JOIN sale s ON s.id = v.column1 AND s.meal = v.column2 WHERE s.lane_id = $1",
        ),
    ])
    .await;
    let by = |name: &str| complaints.iter().filter(|c| c.starts_with(name)).count();
    assert_eq!((by("SQLite"), by("PostgreSQL"), complaints.len()), (2, 3, 5), "{complaints:#?}");
}
