//! What does PostgreSQL do with the same sales one by one? Databases on the cluster that `scripts/bench` starts, and pgbench
//! with the statements of one sale per transaction.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use pos_server::db::Db;
use pos_server::keys::Keys;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::Outcome;
use crate::ground::{self, Ground};
use crate::speed::Speed;

/// The database that the others are copied from.
const TEMPLATE: &str = "bench_template";

/// pgbench finds a diner by a number, so the n-th card's hash is that number.
const NUMBERED_CARDS: &str =
    "UPDATE card SET token_hash = decode(lpad(to_hex(CAST(number AS BIGINT) / 10), 64, '0'), 'hex'); VACUUM (ANALYZE)";

/// A PostgreSQL that may be filled with databases.
#[derive(Debug)]
pub struct Cluster {
    /// Its URL without a database.
    pub url: String,
    /// The program pgbench.
    pub pgbench: PathBuf,
}

impl Cluster {
    /// Prepares the database that the others are copied from.
    pub async fn prepare(&self, keys: &Keys, diners: u32) -> Outcome<Ground> {
        self.administer(&format!("DROP DATABASE IF EXISTS {TEMPLATE}")).await?;
        self.administer(&format!("CREATE DATABASE {TEMPLATE}")).await?;
        let url = format!("{}/{TEMPLATE}", self.url);
        let db = Db::open(&url).await?;
        let mut ground = Ground::prepare(&db, keys, diners).await?;
        db.close().await;
        for statement in NUMBERED_CARDS.split("; ") {
            run(&url, statement).await?;
        }
        for (n, diner) in (0_u64..).zip(&mut ground.diners) {
            diner.token_hash = [0; 32];
            diner.token_hash[24..].copy_from_slice(&n.to_be_bytes());
        }
        Ok(ground)
    }

    /// A fresh copy; the one before is dropped.
    pub async fn copy(&self) -> Outcome<String> {
        self.administer("DROP DATABASE IF EXISTS bench").await?;
        self.administer(&format!("CREATE DATABASE bench TEMPLATE {TEMPLATE}")).await?;
        self.administer("CHECKPOINT").await?;
        Ok(format!("{}/bench", self.url))
    }

    async fn administer(&self, statement: &str) -> Outcome<()> {
        run(&format!("{}/postgres", self.url), statement).await
    }

    /// Sells one by one with pgbench. Fails when a transaction failed or a sale is missing.
    pub async fn one_by_one(&self, ground: &Ground, home: &Path, clients: usize, length: Duration, chain: Chain) -> Outcome<Speed> {
        let url = self.copy().await?;
        let (path, logs) = (home.join("sale.pgbench"), tempfile::tempdir_in(home)?);
        std::fs::write(&path, script(ground, clients, chain))?;
        let output = Command::new(&self.pgbench)
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--define=k=0"])
            .arg(format!("--client={clients}"))
            .arg(format!("--time={}", length.as_secs().max(1)))
            .arg(format!("--file={}", path.display()))
            .arg("--log")
            .arg(format!("--log-prefix={}", logs.path().join("sales").display()))
            .arg(&url)
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let number = |before: &str| {
            let (_, rest) = said.split_once(before)?;
            rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u128>().ok()
        };
        let (done, rate) = (number("number of transactions actually processed: "), number("tps = "));
        let (Some(done), Some(rate), true) = (done, rate, output.status.success()) else {
            return Err(format!("pgbench: {said}{}", String::from_utf8_lossy(&output.stderr)).into());
        };
        let db = Db::open(&url).await?;
        let sales = ground::sales_in(&db).await?;
        db.close().await;
        let took = durations(logs.path())?;
        if u128::try_from(sales)? == done && u128::try_from(took.len())? == done {
            Ok(Speed::new(clients, rate, took))
        } else {
            Err(format!("pgbench counted {done} sales and logged {}, the books {sales}", took.len()).into())
        }
    }
}

/// How long each transaction took: the third word, in microseconds, of each line that pgbench's threads logged.
fn durations(logs: &Path) -> Outcome<Vec<Duration>> {
    let mut took = Vec::new();
    for log in std::fs::read_dir(logs)? {
        for line in std::fs::read_to_string(log?.path())?.lines() {
            let micros = line.split(' ').nth(2).ok_or("a line of pgbench's log without a time")?;
            took.push(Duration::from_micros(micros.parse()?));
        }
    }
    Ok(took)
}

async fn run(url: &str, statement: &str) -> Outcome<()> {
    let mut connection = PgConnection::connect(url).await?;
    connection.execute(AssertSqlSafe(statement.to_owned())).await?;
    Ok(connection.close().await?)
}

/// Whether pgbench numbers and chains the entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Chain {
    /// As the server does: one sale after the other under the canteen's lock, numbers without gaps.
    Kept,
    /// Clients number their own sales and wait for nobody: less than the books promise.
    GivenUp,
}

/// One sale as pgbench runs it. Each client counts its own sales in k, so that no two sales meet.
fn script(ground: &Ground, clients: usize, chain: Chain) -> String {
    let (canteen, lane, cashier) = (ground.lane.canteen, ground.lane.id, ground.cashier);
    let (policy, diners) = (ground.policy, ground.diners.len());
    let (lock, head, move_head) = match chain {
        Chain::Kept => (
            "SELECT pg_advisory_xact_lock(1);".to_owned(),
            format!("SELECT h.entry_no + 1 AS entry_no, h.hash AS previous FROM ledger_head h WHERE h.canteen_id = '{canteen}' \\gset"),
            format!("UPDATE ledger_head SET entry_no = :entry_no, hash = sha256(CAST(:n AS TEXT)::bytea) WHERE canteen_id = '{canteen}';"),
        ),
        // The first entry is the opening of the shift.
        Chain::GivenUp => (String::new(), "\\set entry_no :n + 2".to_owned(), String::new()),
    };
    let date = "(DATE '2025-01-01' + CAST(:day AS INTEGER))";
    // No colon before a letter or a digit, not even in a text: pgbench would take it for a variable.
    let at = "to_timestamp(1735704000)";
    let id = "CAST(lpad(to_hex(CAST(:n AS BIGINT)), 32, '0') AS UUID)";
    let hash = "sha256(CAST(:n AS TEXT)::bytea)";
    let shares = r#"[{"funder":"example","name":"示例出资方（请替换）","amount":"5.10"}]"#;
    let reasons = r#"[{"code":"age","age": 70,"group":"elder","range":{"zh":"60周岁及以上","en":"60 and over"}},{"code":"price","policy":"bench","meal":"lunch"}]"#;
    format!(
        "\\set n :k * {clients} + :client_id
\\set k :k + 1
\\set diner :n % {diners}
\\set day :n / {diners}
BEGIN;
{lock}
{head}
SELECT s.id AS shift_id, s.lane_id, s.shift_no FROM open_shift o JOIN shift s ON s.id = o.shift_id WHERE o.lane_id = '{lane}' \\gset
SELECT s.id, s.entry_no, l.name AS lane_name, p.name AS cashier_name, r.name AS resident_name, e.hash, x.at FROM sale s \
JOIN lane l ON l.id = s.lane_id JOIN staff p ON p.id = s.cashier_id LEFT JOIN resident r ON r.id = s.resident_id \
JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no LEFT JOIN sale_void x ON x.sale_id = s.id WHERE s.id = {id};
SELECT p.id, p.canteen_id, p.version, p.valid_from, p.loaded_at, p.sha256 FROM policy p WHERE p.canteen_id = '{canteen}' \
ORDER BY p.valid_from DESC, p.loaded_at DESC;
SELECT c.id AS card_id, r.id AS resident_id, c.number, c.state, c.expires_on, r.canteen_id AS home, r.name, r.birth_date, \
(SELECT MIN(f.true_from) FROM resident_fact f WHERE f.resident_id = r.id AND f.kind = 'died' \
AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)) AS died_on, \
(SELECT MAX(f.true_from) FROM resident_fact f WHERE f.resident_id = r.id AND f.kind = 'moved_out' \
AND f.true_from <= {date} AND (f.true_to IS NULL OR f.true_to >= {date}) \
AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)) AS moved_out_on, \
COALESCE(w.balance_fen, 0) AS balance_fen, COALESCE(w.owed_fen, 0) AS owed_fen, y.id AS payer_id, y.name AS payer_name, \
COALESCE(z.balance_fen, 0) AS payer_balance_fen, COALESCE(z.owed_fen, 0) AS payer_owed_fen, \
s.sold_at, o.name AS taken_canteen, l.name AS taken_lane, s.entry_no AS taken_receipt_no \
FROM card c JOIN resident r ON r.id = c.resident_id \
LEFT JOIN wallet w ON w.resident_id = r.id LEFT JOIN wallet_payer q ON q.resident_id = r.id AND q.ended_at IS NULL \
LEFT JOIN resident y ON y.id = q.wallet_id AND y.household_id = r.household_id \
AND NOT EXISTS (SELECT 1 FROM resident_fact g WHERE g.resident_id = y.id AND g.kind IN ('died', 'moved_out') \
AND g.true_from <= {date} AND (g.true_to IS NULL OR g.true_to >= {date}) \
AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = g.id)) \
LEFT JOIN wallet z ON z.resident_id = y.id \
LEFT JOIN claimed_meal m ON m.service_date = {date} AND m.meal = 'lunch' AND m.resident_id = r.id \
LEFT JOIN sale s ON s.id = m.sale_id LEFT JOIN canteen o ON o.id = s.canteen_id LEFT JOIN lane l ON l.id = s.lane_id \
WHERE c.token_hash = decode(lpad(to_hex(CAST(:diner AS BIGINT)), 64, '0'), 'hex') \\gset
INSERT INTO journal_entry (canteen_id, entry_no, kind, at, service_date, previous_hash, hash) \
VALUES ('{canteen}', :entry_no, 'sale', {at}, {date}, {hash}, {hash});
INSERT INTO journal_line (canteen_id, entry_no, line_no, account, amount_fen) VALUES ('{canteen}', CAST(:entry_no AS BIGINT), 1, 'cash' || chr(58) || CAST(:shift_no AS TEXT), 990), \
('{canteen}', CAST(:entry_no AS BIGINT), 2, 'receivable' || chr(58) || 'example', 510), ('{canteen}', CAST(:entry_no AS BIGINT), 3, 'meals', -1500);
INSERT INTO sale (id, canteen_id, entry_no, lane_id, shift_id, cashier_id, service_date, meal, channel, diner_group, resident_id, card_id, \
identified_by, state, code, standard_fen, pays_fen, shares, reasons, tender, tender_reference, wallet_id, policy_id, request_hash, sold_at) \
VALUES ({id}, '{canteen}', :entry_no, '{lane}', CAST(:shift_id AS UUID), '{cashier}', {date}, 'lunch', 'counter', 'elder', CAST(:resident_id AS UUID), \
CAST(:card_id AS UUID), 'card', 'claimable', 'eligible', 1500, 990, '{shares}', '{reasons}', 'cash', NULL, NULL, '{policy}', {hash}, {at});
INSERT INTO claimed_meal (service_date, meal, resident_id, sale_id) VALUES ({date}, 'lunch', CAST(:resident_id AS UUID), {id});
{move_head}
COMMIT;
"
    )
}
