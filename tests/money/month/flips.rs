//! Which row was touched? Bits are flipped in copies of a database after a few days of trade: in values of rows, and in the bytes of
//! the file. `check` must name a fault each time.

use std::path::PathBuf;

use pos_server::db::Db;
use pos_server::demo::dice::Dice;
use pos_server::finance::check::check_with_file;
use pos_server::keys::Keys;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, ErrorCode};

use super::{SHORT, a_few_days, seed};
use crate::harness::canteen::Canteen;
use crate::harness::database::Which;

/// The tables of the journal, and those that follow from it.
const TABLES: [&str; 11] = [
    "ledger_head",
    "journal_entry",
    "journal_line",
    "sale",
    "sale_void",
    "movement",
    "shift",
    "z_report",
    "open_shift",
    "wallet",
    "claimed_meal",
];
/// How many bits are flipped in each table.
const IN_A_TABLE: usize = 5;
/// How many bits are flipped in the file.
const IN_THE_FILE: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bit_flipped_in_any_row_of_a_copy_is_named() {
    let canteen = Canteen::start(Which::Sqlite).await;
    a_few_days(&canteen, SHORT).await;
    let path = copy_of(&canteen);
    let copy = Connection::open(&path).unwrap();
    copy.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .unwrap();
    let db = Db::open(&format!("sqlite:{}", path.display())).await.unwrap();
    assert_eq!(fault(&db, &canteen.app.keys).await, None);
    let mut dice = Dice::from_seed(seed());
    for table in TABLES {
        let mut flips = 0;
        while flips < IN_A_TABLE {
            let Some(flip) = Flip::random(&copy, &mut dice, table) else {
                continue;
            };
            // A value that another row has already is refused by the database itself.
            if !flip.write(&copy, &flip.is) {
                continue;
            }
            let fault = fault(&db, &canteen.app.keys).await;
            assert!(fault.is_some(), "nobody noticed {flip:?}");
            assert!(flip.write(&copy, &flip.was), "{flip:?} is not put back");
            flips += 1;
        }
    }
    assert_eq!(fault(&db, &canteen.app.keys).await, None, "everything was put back");
    db.close().await;
    canteen.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bit_flipped_in_the_file_of_a_copy_is_named_where_it_changes_anything() {
    let canteen = Canteen::start(Which::Sqlite).await;
    a_few_days(&canteen, SHORT).await;
    let path = copy_of(&canteen);
    let whole = std::fs::read(&path).unwrap();
    let before = contents(&path).unwrap();
    let mut dice = Dice::from_seed(seed());
    let (flipped, mut harmless) = (path.with_file_name("flipped.sqlite"), 0);
    for _ in 0..IN_THE_FILE {
        let (mut bytes, place, bit) = (whole.clone(), dice.place(whole.len()), dice.between(0, 7));
        bytes[place] ^= 1 << bit;
        std::fs::write(&flipped, bytes).unwrap();
        if contents(&flipped).is_ok_and(|after| after == before) {
            harmless += 1;
            continue;
        }
        let fault = match Db::open(&format!("sqlite:{}", flipped.display())).await {
            Ok(db) => {
                let fault = fault(&db, &canteen.app.keys).await;
                db.close().await;
                fault
            }
            Err(error) => Some(error.to_string()),
        };
        assert!(fault.is_some(), "nobody noticed bit {bit} of byte {place}");
    }
    println!("{harmless} of {IN_THE_FILE} bits meant nothing");
    assert!(harmless < IN_THE_FILE, "no bit meant anything");
    canteen.stop().await;
}

/// A copy of the canteen's file, without anything in its journal.
fn copy_of(canteen: &Canteen) -> PathBuf {
    let copy = canteen.key_path().with_file_name("copy.sqlite");
    let source = Connection::open(canteen.database_url().trim_start_matches("sqlite:")).unwrap();
    source.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    copy
}

/// What `check` says of a database: nothing, or the fault.
async fn fault(db: &Db, keys: &Keys) -> Option<String> {
    check_with_file(db, keys).await.err().map(|error| error.to_string())
}

/// One value of one row, as it was and with a bit flipped.
#[derive(Debug)]
struct Flip {
    table: &'static str,
    column: String,
    rowid: i64,
    was: Value,
    is: Value,
}

impl Flip {
    /// A bit of any value of any row of a table, by chance; a missing value has none.
    fn random(copy: &Connection, dice: &mut Dice, table: &'static str) -> Option<Self> {
        let columns: Vec<String> = {
            let mut statement = copy.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
            let rows = statement.query_map([table], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let count: i64 = copy
            .query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0))
            .unwrap();
        assert!(count > 0, "{table} is empty");
        let place = dice.between(0, count - 1);
        let column = dice.pick(&columns)?.clone();
        let text = format!("SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1 OFFSET {place}");
        let (rowid, was) = copy.query_row(&text, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let is = match &was {
            Value::Integer(number) => Value::Integer(number ^ (1 << dice.between(0, 40))),
            Value::Text(text) => Value::Blob(flipped(text.as_bytes(), dice)?),
            Value::Blob(bytes) => Value::Blob(flipped(bytes, dice)?),
            Value::Null | Value::Real(_) => return None,
        };
        Some(Self {
            table,
            column,
            rowid,
            was,
            is,
        })
    }

    /// Writes one of its values, unless a unique key refuses it. A text goes as bytes: half a character could not be bound.
    fn write(&self, copy: &Connection, value: &Value) -> bool {
        let Self {
            table, column, rowid, was, ..
        } = self;
        let slot = if matches!(was, Value::Text(_)) { "CAST(?1 AS TEXT)" } else { "?1" };
        let value = match value {
            Value::Text(text) => Value::Blob(text.clone().into_bytes()),
            value => value.clone(),
        };
        let text = format!("UPDATE {table} SET {column} = {slot} WHERE rowid = {rowid}");
        match copy.execute(&text, [value]) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => false,
            written => {
                assert_eq!(written.unwrap(), 1, "{self:?}");
                true
            }
        }
    }
}

fn flipped(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let mut bytes = bytes.to_vec();
    let place = dice.place(bytes.len());
    *bytes.get_mut(place)? ^= 1 << dice.between(0, 7);
    Some(bytes)
}

/// Whether a file is whole, and all rows of the tables that count: what a flipped bit may not change unnoticed.
fn contents(path: &PathBuf) -> Result<Vec<String>, rusqlite::Error> {
    let copy = Connection::open(path)?;
    let mut rows = vec![copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?];
    for table in TABLES {
        let mut statement = copy.prepare(&format!("SELECT * FROM {table} NOT INDEXED"))?;
        let count = statement.column_count();
        let mut all = statement.query([])?;
        while let Some(row) = all.next()? {
            let values = (0..count).map(|place| row.get_ref(place).map(as_read));
            rows.push(values.collect::<Result<Vec<_>, _>>()?.join("|"));
        }
    }
    Ok(rows)
}

/// A value as whoever reads it sees it: bytes by themselves. Whether a value is kept as text or as bytes is the only flipped bit in these
/// tables that the check need not name.
fn as_read(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => hex::encode(bytes),
        value => format!("{value:?}"),
    }
}
