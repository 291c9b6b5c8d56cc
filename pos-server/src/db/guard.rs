//! What can nobody change, not even with the database's password and a slip of the hand? Whatever belongs to a closed month. Each database
//! has words of its own for it; they are said anew at each start, because a migration that makes a table anew takes its triggers away.

use sqlx::postgres::PgTransaction;
use sqlx::{AssertSqlSafe, Executor, PgPool, SqlitePool};

use super::DbError;

/// The tables whose rows belong to an entry of the journal.
const BOOKED: [&str; 7] = [
    "journal_entry",
    "journal_line",
    "sale",
    "sale_void",
    "movement",
    "shift",
    "z_report",
];
/// The tables whose rows belong to a month.
const OF_A_MONTH: [&str; 3] = ["month_line", "month_proposal", "exception_settlement"];
/// The tables that say what happened at a door: what shows that a meal of a closed month was handed over. More may be told of it later.
const AT_A_DOOR: [&str; 2] = ["stop_result", "stop_settled"];
/// What a refused statement says.
const CLOSED: &str = "the month is closed";

/// Which closing a row belongs to, by the name that a trigger gives the row.
fn closed(table: &str, row: &str) -> String {
    if AT_A_DOOR.contains(&table) {
        return format!(
            "EXISTS (SELECT 1 FROM sale m JOIN month_closing c ON c.canteen_id = m.canteen_id \
             WHERE m.id = {row}.stop_id AND c.last_entry_no >= m.entry_no)"
        );
    }
    let which = match table {
        "month_closing" => format!("c.month = {row}.month"),
        table if OF_A_MONTH.contains(&table) => format!("c.month = {row}.month"),
        _ => format!("c.last_entry_no >= {row}.entry_no"),
    };
    format!("EXISTS (SELECT 1 FROM month_closing c WHERE c.canteen_id = {row}.canteen_id AND {which})")
}

/// What is refused: the statement, and the rows of it that may belong to a closed month. A closing, and what is told of a door, is only
/// ever added.
fn refused() -> impl Iterator<Item = (&'static str, &'static str, &'static [&'static str])> {
    let all = BOOKED.into_iter().chain(OF_A_MONTH).flat_map(|table| {
        let statements: [(&str, &'static [&str]); 3] = [("INSERT", &["NEW"]), ("UPDATE", &["OLD", "NEW"]), ("DELETE", &["OLD"])];
        statements.map(|(statement, rows)| (table, statement, rows))
    });
    let kept = AT_A_DOOR.into_iter().chain(["month_closing"]).flat_map(|table| {
        let statements: [(&str, &'static [&str]); 2] = [("UPDATE", &["OLD"]), ("DELETE", &["OLD"])];
        statements.map(|(statement, rows)| (table, statement, rows))
    });
    all.chain(kept)
}

fn condition(table: &str, rows: &[&str]) -> String {
    let conditions: Vec<String> = rows.iter().map(|row| closed(table, row)).collect();
    conditions.join(" OR ")
}

/// Guards an SQLite database.
pub(super) async fn sqlite(pool: &SqlitePool) -> Result<(), DbError> {
    for (table, statement, rows) in refused() {
        let condition = condition(table, rows);
        let text = format!(
            "CREATE TRIGGER IF NOT EXISTS closed_{table}_{statement} BEFORE {statement} ON {table} FOR EACH ROW WHEN {condition} \
             BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"
        );
        pool.execute(AssertSqlSafe(text)).await?;
    }
    Ok(())
}

/// Guards a PostgreSQL database: one function for each table and statement, because each knows other columns. Emptying a table asks no
/// trigger about its rows: once a month is closed, nobody empties any of them.
pub(super) async fn postgres(pool: &PgPool) -> Result<(), DbError> {
    let mut tx = pool.begin().await?;
    // Several servers may start at once.
    (&mut *tx).execute("SELECT pg_advisory_xact_lock(-2)").await?;
    for (table, statement, rows) in refused() {
        let row = if statement == "DELETE" { "OLD" } else { "NEW" };
        let rule = (condition(table, rows), format!("RETURN {row}"));
        forbid(&mut tx, (table, statement), rule, "ROW").await?;
    }
    for table in BOOKED.into_iter().chain(OF_A_MONTH).chain(AT_A_DOOR).chain(["month_closing"]) {
        let rule = ("EXISTS (SELECT 1 FROM month_closing)".to_owned(), "RETURN NULL".to_owned());
        forbid(&mut tx, (table, "TRUNCATE"), rule, "STATEMENT").await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Refuses a statement on a table under a condition. What is there already is left alone: making it anew would hold up whoever sells.
async fn forbid(
    tx: &mut PgTransaction<'_>,
    (table, statement): (&str, &str),
    (condition, otherwise): (String, String),
    each: &str,
) -> Result<(), DbError> {
    let name = format!("closed_{table}_{statement}").to_lowercase();
    let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = $1 AND tgrelid = to_regclass($2))")
        .bind(&name)
        .bind(table)
        .fetch_one(&mut **tx)
        .await?;
    if known {
        return Ok(());
    }
    let function = format!(
        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF {condition} THEN RAISE EXCEPTION '{CLOSED}'; END IF; {otherwise}; END $$"
    );
    (&mut **tx).execute(AssertSqlSafe(function)).await?;
    let trigger = format!("CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()");
    (&mut **tx).execute(AssertSqlSafe(trigger)).await?;
    Ok(())
}
