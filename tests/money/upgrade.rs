//! Does a canteen's book of the version before come through the change of its tables with every row and every hash?

use std::path::Path;

use chrono::{DateTime, Utc};
use pos_server::db::Db;
use pos_server::ledger::account::Account;
use pos_server::ledger::chain::{self, GENESIS, Link, Record};
use pos_server::ledger::entry::Lines;
use pos_server::money::Fen;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

use crate::harness::books::Books;
use crate::harness::canteen::LUNCH;
use crate::harness::database::{Fresh, Which};
use crate::harness::sound::faults;

/// How a value is written in a statement of this database.
fn uuid(which: Which, id: Uuid) -> String {
    match which {
        Which::Sqlite => format!("x'{}'", id.simple()),
        Which::Postgres => format!("'{id}'"),
    }
}

fn bytes(which: Which, bytes: &[u8]) -> String {
    let digits = hex::encode(bytes);
    match which {
        Which::Sqlite => format!("x'{digits}'"),
        Which::Postgres => format!("'\\x{digits}'"),
    }
}

/// A book as the first version wrote it: one guest's lunch for cash, and its void.
fn old_book(which: Which) -> String {
    let at: DateTime<Utc> = LUNCH.parse().unwrap();
    let day = at.date_naive();
    let [canteen, staff, lane, sale, void] = [(); 5].map(|()| Uuid::now_v7());
    let paid = Lines::debit([(Account::tender("cash"), Fen::new(1500))], &Account::Meals);
    let back = Lines::reversal(paid.as_slice(), &Account::tender("cash"));
    let request = [7; 32];
    let link = |previous, entry_no, kind, lines, record| Link {
        previous,
        canteen: canteen.into(),
        entry_no,
        kind,
        at,
        service_date: day,
        lines,
        record,
    };
    let sold = Record::default()
        .field("id", sale)
        .field("lane_id", lane)
        .field("cashier_id", staff)
        .field("meal", "lunch")
        .field("channel", "counter")
        .field("diner_group", "guest")
        .optional("resident_id", None::<Uuid>)
        .optional("card_id", None::<Uuid>)
        .field("identified_by", "none")
        .field("state", "unsubsidised")
        .field("code", "guest_full_standard")
        .field("standard_fen", 1500)
        .field("pays_fen", 1500)
        .field("shares", "[]")
        .field("reasons", "[]")
        .field("tender", "cash")
        .optional("tender_reference", None::<String>)
        .optional("policy_id", None::<Uuid>)
        .field("request_hash", hex::encode(request))
        .time("sold_at", at);
    let first = chain::hash(&link(&GENESIS, 1, "sale", &paid, sold));
    let undone = Record::default()
        .field("sale_id", sale)
        .field("id", void)
        .optional("lane_id", Some(lane))
        .field("staff_id", staff)
        .optional("approver_id", None::<Uuid>)
        .field("reason", "")
        .time("at", at);
    let second = chain::hash(&link(&first, 2, "void", &back, undone));
    let [home, by, at_lane, sold_as, undone_as] = [canteen, staff, lane, sale, void].map(|id| uuid(which, id));
    let [genesis, first, second, request] = [&GENESIS[..], &first, &second, &request].map(|hash| bytes(which, hash));
    let at = "'2026-11-23 03:30:00+00:00'";
    format!(
        "INSERT INTO canteen (id, code, name, key_check, created_at) VALUES ({home}, 'qiyi', '七一', {genesis}, {at});
         INSERT INTO staff (id, canteen_id, login, name, role, created_at) VALUES ({by}, {home}, 'li', '李', 'cashier', {at});
         INSERT INTO lane (id, canteen_id, code, name, created_at) VALUES ({at_lane}, {home}, '01', '一号窗口', {at});
         INSERT INTO ledger_head (canteen_id, entry_no, hash) VALUES ({home}, 2, {second});
         INSERT INTO journal_entry (canteen_id, entry_no, kind, at, service_date, previous_hash, hash) VALUES
             ({home}, 1, 'sale', {at}, '{day}', {genesis}, {first}), ({home}, 2, 'void', {at}, '{day}', {first}, {second});
         INSERT INTO journal_line (canteen_id, entry_no, line_no, account, amount_fen) VALUES
             ({home}, 1, 1, 'tender:cash', 1500), ({home}, 1, 2, 'meals', -1500), ({home}, 2, 1, 'tender:cash', -1500), ({home}, 2, 2, 'meals', 1500);
         INSERT INTO sale (id, canteen_id, entry_no, lane_id, cashier_id, service_date, meal, channel, diner_group, identified_by, state,
             code, standard_fen, pays_fen, shares, reasons, tender, request_hash, sold_at) VALUES
             ({sold_as}, {home}, 1, {at_lane}, {by}, '{day}', 'lunch', 'counter', 'guest', 'none', 'unsubsidised', 'guest_full_standard', 1500, 1500,
             '[]', '[]', 'cash', {request}, {at});
         INSERT INTO sale_void (sale_id, id, canteen_id, entry_no, lane_id, staff_id, reason, at) VALUES
             ({sold_as}, {undone_as}, {home}, 2, {at_lane}, {by}, '', {at});"
    )
}

/// Makes the tables of the first version and fills them.
async fn write_old_book(which: Which, url: &str) {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let migrator = Migrator::new(migrations).await.unwrap();
    let book = AssertSqlSafe(old_book(which));
    match which {
        Which::Sqlite => {
            let mut connection = SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
            migrator.run_to(1, &mut connection).await.unwrap();
            connection.execute(sqlx::raw_sql(book)).await.unwrap();
            connection.close().await.unwrap();
        }
        Which::Postgres => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            migrator.run_to(1, &mut connection).await.unwrap();
            connection.execute(sqlx::raw_sql(book)).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_book_of_the_first_version_keeps_every_row_and_every_hash() {
    for which in [Which::Sqlite, Which::Postgres] {
        let fresh = Fresh::bare(which).await;
        write_old_book(which, &fresh.url).await;
        let db = Db::open(&fresh.url).await.unwrap();
        let mut books = Books::read(&db).await;
        assert_eq!(books.size(), [2, 4, 1, 1, 0], "{which:?}");
        assert_eq!(faults(&books), Vec::<String>::new(), "{which:?}");
        books.sales[0].pays_fen -= 1;
        assert!(!faults(&books).is_empty());
        db.close().await;
    }
}
