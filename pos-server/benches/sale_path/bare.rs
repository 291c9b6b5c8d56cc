//! What could the C library do, and nothing around it? One thread, groups of n sales, the same selects, the same rule, the same
//! rows and the same chain into the same schema; WAL, `synchronous=FULL`, every statement prepared once.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{NaiveDate, SecondsFormat};
use pos_server::calendar;
use pos_server::clock::Timestamp;
use pos_server::ids::CardId;
use pos_server::ledger::account::Account;
use pos_server::ledger::chain::{self, Link};
use pos_server::ledger::entry::Lines;
use pos_server::sales::order::SaleOrder;
use pos_server::sales::sell::record_of;
use pos_server::sales::store::SaleRow;
use pos_server::subsidy::decide::{Diner, Facts, Order, Verdict, decide};
use pos_server::subsidy::policy::Policy;
use rusqlite::{Connection, OptionalExtension, Row, Statement, params};
use uuid::Uuid;

use crate::Outcome;
use crate::books::Told;
use crate::callers::Window;
use crate::ground::{Ground, POLICY};
use crate::speed::{Answered, Speed};

const PRIOR: &str = "SELECT s.id, s.entry_no, s.request_hash, l.name, p.name, r.name, e.hash, x.at FROM sale s JOIN lane l ON l.id = s.lane_id \
     JOIN staff p ON p.id = s.cashier_id LEFT JOIN resident r ON r.id = s.resident_id \
     JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no LEFT JOIN sale_void x ON x.sale_id = s.id \
     WHERE s.id = ?1";

const KNOWN: &str = "SELECT c.id, c.number, c.state, c.expires_on, r.id, r.canteen_id, r.name, r.birth_date, \
     (SELECT MIN(f.true_from) FROM resident_fact f WHERE f.resident_id = r.id AND f.kind = 'died' \
      AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)), \
     (SELECT MAX(f.true_from) FROM resident_fact f WHERE f.resident_id = r.id AND f.kind = 'moved_out' \
      AND f.true_from <= ?2 AND (f.true_to IS NULL OR f.true_to >= ?2) \
      AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)), \
     s.sold_at, o.name, l.name, s.entry_no, w.balance_fen, w.owed_fen, y.id, y.name, z.balance_fen, z.owed_fen \
     FROM card c JOIN resident r ON r.id = c.resident_id \
     LEFT JOIN wallet w ON w.resident_id = r.id LEFT JOIN wallet_payer q ON q.resident_id = r.id AND q.ended_at IS NULL \
     LEFT JOIN resident y ON y.id = q.wallet_id AND y.household_id = r.household_id \
      AND NOT EXISTS (SELECT 1 FROM resident_fact g WHERE g.resident_id = y.id AND g.kind IN ('died', 'moved_out') \
      AND g.true_from <= ?2 AND (g.true_to IS NULL OR g.true_to >= ?2) \
      AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = g.id)) \
     LEFT JOIN wallet z ON z.resident_id = y.id \
     LEFT JOIN claimed_meal m ON m.service_date = ?2 AND m.meal = ?3 AND m.resident_id = r.id \
     LEFT JOIN sale s ON s.id = m.sale_id LEFT JOIN canteen o ON o.id = s.canteen_id LEFT JOIN lane l ON l.id = s.lane_id \
     WHERE c.token_hash = ?1";

const SALE: &str = "INSERT INTO sale (id, canteen_id, entry_no, lane_id, shift_id, cashier_id, service_date, meal, channel, \
     diner_group, resident_id, card_id, identified_by, state, code, standard_fen, pays_fen, shares, reasons, tender, tender_reference, \
     wallet_id, policy_id, request_hash, sold_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// The statements, each prepared once.
struct Statements<'c> {
    begin: Statement<'c>,
    head: Statement<'c>,
    shift: Statement<'c>,
    policies: Statement<'c>,
    prior: Statement<'c>,
    known: Statement<'c>,
    entry: Statement<'c>,
    line: Statement<'c>,
    sale: Statement<'c>,
    claim: Statement<'c>,
    move_head: Statement<'c>,
    commit: Statement<'c>,
}

/// Sells groups of n for a while.
pub fn sell(path: &Path, ground: &Ground, group: usize, length: Duration) -> Outcome<(Speed, Vec<Told>)> {
    let connection = Connection::open(path)?;
    for (pragma, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "full"),
        ("foreign_keys", "on"),
        ("cache_size", "-16000"),
    ] {
        connection.pragma_update(None, pragma, value)?;
    }
    let policy = Policy::parse(POLICY).map_err(|mistakes| format!("{mistakes:?}"))?;
    let mut statements = Statements::prepare(&connection)?;
    let (mut answered, mut next, window) = (Vec::new(), 0, Window::after_warm_up(length));
    while window.is_open() {
        let began = Instant::now();
        let told = statements.sell_group(ground, &policy, next..next + group)?;
        let ended = Instant::now();
        answered.extend(told.into_iter().map(|told| Answered { told, began, ended }));
        next += group;
    }
    let log = answered.iter().map(|answer| answer.told).collect();
    Ok((Speed::of(group, window, &answered), log))
}

impl<'c> Statements<'c> {
    fn prepare(connection: &'c Connection) -> Outcome<Self> {
        let prepare = |text: &str| connection.prepare(text);
        Ok(Self {
            begin: prepare("BEGIN IMMEDIATE")?,
            head: prepare("SELECT canteen_id, entry_no, hash FROM ledger_head WHERE canteen_id = ?1")?,
            shift: prepare("SELECT s.id, s.shift_no FROM open_shift o JOIN shift s ON s.id = o.shift_id WHERE o.lane_id = ?1")?,
            policies: prepare(
                "SELECT id, canteen_id, version, valid_from, loaded_at, sha256 FROM policy WHERE canteen_id = ?1 \
                 ORDER BY valid_from DESC, loaded_at DESC",
            )?,
            prior: prepare(PRIOR)?,
            known: prepare(KNOWN)?,
            entry: prepare(
                "INSERT INTO journal_entry (canteen_id, entry_no, kind, at, service_date, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?,
            line: prepare("INSERT INTO journal_line (canteen_id, entry_no, line_no, account, amount_fen) VALUES (?, ?, ?, ?, ?)")?,
            sale: prepare(SALE)?,
            claim: prepare("INSERT INTO claimed_meal (service_date, meal, resident_id, sale_id) VALUES (?, ?, ?, ?)")?,
            move_head: prepare("UPDATE ledger_head SET entry_no = ?2, hash = ?3 WHERE canteen_id = ?1")?,
            commit: prepare("COMMIT")?,
        })
    }

    fn sell_group(&mut self, ground: &Ground, policy: &Policy, places: std::ops::Range<usize>) -> Outcome<Vec<Told>> {
        let canteen = ground.lane.canteen.uuid();
        self.begin.execute([])?;
        let (mut entry_no, mut hash): (i64, Vec<u8>) = self.head.query_row([canteen.as_bytes()], |row| Ok((row.get(1)?, row.get(2)?)))?;
        let (shift, shift_no): ([u8; 16], i64) = self
            .shift
            .query_row([ground.lane.id.uuid().as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let policy_id: [u8; 16] = self.policies.query_row([canteen.as_bytes()], |row| row.get(0))?;
        let mut told = Vec::with_capacity(places.len());
        for n in places {
            let order = ground.order(n)?;
            entry_no += 1;
            let mut sale = self.decide(ground, &order, policy, (entry_no, Uuid::from_bytes(policy_id)))?;
            sale.shift_id = Some(Uuid::from_bytes(shift).into());
            hash = self.book(&sale, shift_no, &hash)?;
            told.push(Told {
                id: sale.id,
                receipt_no: entry_no,
            });
        }
        self.move_head.execute(params![canteen.as_bytes(), entry_no, hash])?;
        self.commit.execute([])?;
        Ok(told)
    }

    /// Looks the diner up and lets the rule decide.
    fn decide(&mut self, ground: &Ground, order: &SaleOrder, policy: &Policy, (entry_no, policy_id): (i64, Uuid)) -> Outcome<SaleRow> {
        let prior: Option<i64> = self.prior.query_row([order.id.uuid().as_bytes()], |row| row.get(1)).optional()?;
        if prior.is_some() {
            return Err("the id was used before".into());
        }
        let at = Order {
            service_date: calendar::day_of(order.at),
            time: calendar::time_of(order.at),
            meal: order.meal,
            channel: order.channel,
            spend: None,
        };
        let meal = policy.nearest(at.time).ok_or("no meal")?.meal;
        let pos_server::sales::order::Who::Card(token_hash) = &order.who else {
            return Err("every diner has a card".into());
        };
        let asked = params![token_hash, at.service_date.to_string(), meal.as_str()];
        let known = self.known.query_row(asked, Known::read)?;
        let facts = Facts {
            birth_date: known.birth_date.parse()?,
            died_on: dated(known.died_on)?,
            moved_out_on: dated(known.moved_out_on)?,
            ..Facts::default()
        };
        let Verdict::Serve { code, terms, reasons } = decide(Some(policy), &Diner::Resident(facts), None, &at) else {
            return Err("the rule said no".into());
        };
        Ok(SaleRow {
            id: order.id,
            canteen_id: ground.lane.canteen,
            entry_no,
            lane_id: order.lane.id,
            lane_name: order.lane.name.clone(),
            shift_id: None,
            cashier_id: order.cashier,
            cashier_name: order.cashier_name.clone(),
            service_date: at.service_date,
            meal,
            channel: order.channel,
            diner_group: terms.group,
            resident_id: Some(Uuid::from_bytes(known.resident).into()),
            resident_name: Some(known.name),
            card_id: Some(CardId::from(Uuid::from_bytes(known.card))),
            identified_by: order.who.identified_by().to_owned(),
            state: "claimable".to_owned(),
            code,
            standard_fen: terms.standard,
            pays_fen: terms.pays,
            shares: serde_json::to_string(&terms.shares)?,
            reasons: serde_json::to_string(&reasons)?,
            tender: order.tender,
            tender_reference: None,
            wallet_id: None,
            policy_id: Some(policy_id.into()),
            request_hash: order.request_hash.to_vec(),
            sold_at: order.at,
            hash: Vec::new(),
            voided_at: None,
        })
    }

    /// Writes the rows of one sale and answers the entry's hash.
    fn book(&mut self, sale: &SaleRow, shift_no: i64, previous: &[u8]) -> Outcome<Vec<u8>> {
        let share = (Account::Receivable("example".to_owned()), sale.standard_fen.minus(sale.pays_fen));
        let lines = Lines::debit([(Account::Cash(shift_no), sale.pays_fen), share], &Account::Meals);
        let hash = chain::hash(&Link {
            previous,
            canteen: sale.canteen_id,
            entry_no: sale.entry_no,
            kind: "sale",
            at: sale.sold_at,
            service_date: sale.service_date,
            lines: &lines,
            record: record_of(sale),
        });
        let (canteen, id) = (sale.canteen_id.uuid(), sale.id.uuid());
        let (date, at) = (sale.service_date.to_string(), written(sale.sold_at));
        self.entry
            .execute(params![canteen.as_bytes(), sale.entry_no, "sale", at, date, previous, hash])?;
        for (line_no, line) in (1_i64..).zip(lines.as_slice()) {
            self.line
                .execute(params![canteen.as_bytes(), sale.entry_no, line_no, line.account, line.amount.get()])?;
        }
        let resident = sale.resident_id.map(|id| id.uuid().into_bytes());
        let row = params![
            id.as_bytes(),
            canteen.as_bytes(),
            sale.entry_no,
            sale.lane_id.uuid().into_bytes(),
            sale.shift_id.map(|id| id.uuid().into_bytes()),
            sale.cashier_id.uuid().into_bytes(),
            date,
            sale.meal.as_str(),
            "counter",
            sale.diner_group.as_str(),
            resident,
            sale.card_id.map(|id| id.uuid().into_bytes()),
            sale.identified_by,
            sale.state,
            sale.code.as_str(),
            sale.standard_fen.get(),
            sale.pays_fen.get(),
            sale.shares,
            sale.reasons,
            sale.tender.as_str(),
            sale.tender_reference,
            sale.wallet_id.map(|id| id.uuid().into_bytes()),
            sale.policy_id.map(|id| id.uuid().into_bytes()),
            sale.request_hash,
            at,
        ];
        self.sale.execute(row)?;
        self.claim.execute(params![date, sale.meal.as_str(), resident, id.as_bytes()])?;
        Ok(hash.to_vec())
    }
}

/// What the database knows of a diner, as it stores it.
struct Known {
    card: [u8; 16],
    resident: [u8; 16],
    name: String,
    birth_date: String,
    died_on: Option<String>,
    moved_out_on: Option<String>,
}

impl Known {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            card: row.get(0)?,
            resident: row.get(4)?,
            name: row.get(6)?,
            birth_date: row.get(7)?,
            died_on: row.get(8)?,
            moved_out_on: row.get(9)?,
        })
    }
}

fn dated(text: Option<String>) -> Outcome<Option<NaiveDate>> {
    Ok(text.map(|text| text.parse()).transpose()?)
}

/// A moment as the server's driver writes it.
fn written(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}
