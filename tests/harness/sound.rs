//! Are the books sound? The promises P2 to P6, computed again from the rows alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::books::{Books, Claimed, Entry, Line, Movement, Sale, Shift, Void, ZReport};

/// Everything that is wrong with some books; nothing, for sound ones.
pub fn faults(books: &Books) -> Vec<String> {
    let mut faults = Vec::new();
    for head in &books.heads {
        chain(books, head.canteen_id, (head.entry_no, &head.hash), &mut faults);
    }
    for sale in &books.sales {
        amounts(books, sale, &mut faults);
    }
    for void in &books.voids {
        reversal(books, void, &mut faults);
    }
    let total: i64 = books.lines.iter().map(|line| line.amount_fen).sum();
    if total != 0 {
        faults.push(format!("the trial balance is {total} fen"));
    }
    for movement in &books.movements {
        moved(books, movement, &mut faults);
    }
    for shift in &books.shifts {
        floated(books, shift, &mut faults);
    }
    for report in &books.z_reports {
        closed(books, report, &mut faults);
    }
    shifts(books, &mut faults);
    wallets(books, &mut faults);
    let booked = books.sales.len() + books.voids.len() + books.shifts.len() + books.movements.len() + books.z_reports.len();
    if books.entries.len() != booked {
        faults.push("entries and the rows that they book differ in number".to_owned());
    }
    claims(books, &mut faults);
    faults
}

/// Numbered without gaps, each hash over the one before, the head at the end.
fn chain(books: &Books, canteen: Uuid, head: (i64, &[u8]), faults: &mut Vec<String>) {
    let (mut last, mut previous) = (0, vec![0; 32]);
    for entry in books.entries.iter().filter(|entry| entry.canteen_id == canteen) {
        if entry.entry_no != last + 1 {
            faults.push(format!("after entry {last} comes {}", entry.entry_no));
        }
        if entry.previous_hash != previous {
            faults.push(format!("entry {} does not follow the one before", entry.entry_no));
        }
        match hash(books, entry) {
            Some(hash) if hash == entry.hash => {}
            _ => faults.push(format!("entry {} was changed", entry.entry_no)),
        }
        last = entry.entry_no;
        previous.clone_from(&entry.hash);
    }
    if head != (last, previous.as_slice()) {
        faults.push(format!("the head says {} entries, there are {last}", head.0));
    }
}

/// The hash of an entry as the journal's format describes it: `name:length:value` lines.
fn hash(books: &Books, entry: &Entry) -> Option<Vec<u8>> {
    let mut text = String::new();
    let mut add = |name: &str, value: Option<String>| {
        match value {
            Some(value) => writeln!(text, "{name}:{}:{value}", value.len()),
            None => writeln!(text, "{name}:-:"),
        }
        .unwrap();
    };
    add("previous", Some(hex::encode(&entry.previous_hash)));
    add("canteen_id", Some(entry.canteen_id.to_string()));
    add("entry_no", Some(entry.entry_no.to_string()));
    add("kind", Some(entry.kind.clone()));
    add("at", Some(entry.at.timestamp_micros().to_string()));
    add("service_date", Some(entry.service_date.to_string()));
    for line in lines_of(books, entry.canteen_id, entry.entry_no) {
        add("account", Some(line.account.clone()));
        add("amount_fen", Some(line.amount_fen.to_string()));
    }
    let here = |canteen: Uuid, no: i64| canteen == entry.canteen_id && no == entry.entry_no;
    let columns = match entry.kind.as_str() {
        "sale" => sale_columns(books.sales.iter().find(|sale| here(sale.canteen_id, sale.entry_no))?),
        "void" => void_columns(books.voids.iter().find(|void| here(void.canteen_id, void.entry_no))?),
        "movement" => movement_columns(books.movements.iter().find(|row| here(row.canteen_id, row.entry_no))?),
        "shift_closed" => z_report_columns(books.z_reports.iter().find(|row| here(row.canteen_id, row.entry_no))?),
        "shift_opened" => shift_columns(books.shifts.iter().find(|row| here(row.canteen_id, row.entry_no))?),
        _ => return None,
    };
    for (name, value) in columns {
        add(name, value);
    }
    Some(Sha256::digest(text.as_bytes()).to_vec())
}

/// The names and values of a row's columns, in the order of the journal's format.
type Columns = Vec<(&'static str, Option<String>)>;

fn sale_columns(sale: &Sale) -> Columns {
    let mut columns = vec![
        ("id", Some(sale.id.to_string())),
        ("lane_id", Some(sale.lane_id.to_string())),
        ("shift_id", sale.shift_id.map(|id| id.to_string())),
        ("cashier_id", Some(sale.cashier_id.to_string())),
        ("meal", Some(sale.meal.clone())),
        ("channel", Some(sale.channel.clone())),
        ("diner_group", Some(sale.diner_group.clone())),
        ("resident_id", sale.resident_id.map(|id| id.to_string())),
        ("card_id", sale.card_id.map(|id| id.to_string())),
        ("identified_by", Some(sale.identified_by.clone())),
        ("state", Some(sale.state.clone())),
        ("code", Some(sale.code.clone())),
        ("standard_fen", Some(sale.standard_fen.to_string())),
        ("pays_fen", Some(sale.pays_fen.to_string())),
        ("shares", Some(sale.shares.clone())),
        ("reasons", Some(sale.reasons.clone())),
        ("tender", Some(sale.tender.clone())),
        ("tender_reference", sale.tender_reference.clone()),
        ("wallet_id", sale.wallet_id.map(|id| id.to_string())),
        ("policy_id", sale.policy_id.map(|id| id.to_string())),
        ("request_hash", Some(hex::encode(&sale.request_hash))),
        ("sold_at", Some(sale.sold_at.timestamp_micros().to_string())),
    ];
    only_present(&mut columns, &["shift_id", "wallet_id"]);
    columns
}

/// Columns that came later are hashed where they have a value.
fn only_present(columns: &mut Columns, later: &[&str]) {
    columns.retain(|(name, value)| value.is_some() || !later.contains(name));
}

fn movement_columns(row: &Movement) -> Columns {
    vec![
        ("id", Some(row.id.to_string())),
        ("kind", Some(row.kind.clone())),
        ("lane_id", row.lane_id.map(|id| id.to_string())),
        ("shift_id", row.shift_id.map(|id| id.to_string())),
        ("resident_id", row.resident_id.map(|id| id.to_string())),
        ("month", row.month.clone()),
        ("debit_account", Some(row.debit_account.clone())),
        ("credit_account", Some(row.credit_account.clone())),
        ("amount_fen", Some(row.amount_fen.to_string())),
        ("reference", row.reference.clone()),
        ("reason", Some(row.reason.clone())),
        ("staff_id", Some(row.staff_id.to_string())),
        ("approver_id", row.approver_id.map(|id| id.to_string())),
        ("request_hash", Some(hex::encode(&row.request_hash))),
        ("at", Some(row.at.timestamp_micros().to_string())),
    ]
}

fn shift_columns(row: &Shift) -> Columns {
    vec![
        ("id", Some(row.id.to_string())),
        ("shift_no", Some(row.shift_no.to_string())),
        ("lane_id", Some(row.lane_id.to_string())),
        ("opened_how", Some(row.opened_how.clone())),
        ("opened_by", Some(row.opened_by.to_string())),
        ("opened_at", Some(row.opened_at.timestamp_micros().to_string())),
        ("float_fen", Some(row.float_fen.to_string())),
        ("request_hash", Some(hex::encode(&row.request_hash))),
    ]
}

fn z_report_columns(row: &ZReport) -> Columns {
    vec![
        ("shift_id", Some(row.shift_id.to_string())),
        ("id", Some(row.id.to_string())),
        ("z_no", Some(row.z_no.to_string())),
        ("count_id", Some(row.count_id.to_string())),
        ("closed_by", Some(row.closed_by.to_string())),
        ("closed_at", Some(row.closed_at.timestamp_micros().to_string())),
        ("report", Some(row.report.clone())),
        ("request_hash", Some(hex::encode(&row.request_hash))),
    ]
}

fn void_columns(void: &Void) -> Columns {
    let mut columns = vec![
        ("sale_id", Some(void.sale_id.to_string())),
        ("id", Some(void.id.to_string())),
        ("lane_id", void.lane_id.map(|id| id.to_string())),
        ("shift_id", void.shift_id.map(|id| id.to_string())),
        ("staff_id", Some(void.staff_id.to_string())),
        ("approver_id", void.approver_id.map(|id| id.to_string())),
        ("reason", Some(void.reason.clone())),
        ("at", Some(void.at.timestamp_micros().to_string())),
    ];
    only_present(&mut columns, &["shift_id"]);
    columns
}

fn lines_of(books: &Books, canteen: Uuid, entry_no: i64) -> impl Iterator<Item = &Line> {
    books
        .lines
        .iter()
        .filter(move |line| line.canteen_id == canteen && line.entry_no == entry_no)
}

/// Accounts and amounts of an entry, added up.
fn sums(books: &Books, canteen: Uuid, entry_no: i64) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for line in lines_of(books, canteen, entry_no) {
        *sums.entry(line.account.clone()).or_insert(0) += line.amount_fen;
    }
    sums
}

/// The standard is what the diner pays and the funders' shares, and the entry says the same.
fn amounts(books: &Books, sale: &Sale, faults: &mut Vec<String>) {
    let shares: Vec<serde_json::Value> = serde_json::from_str(&sale.shares).unwrap();
    let mut expected = BTreeMap::from([(paid_from(books, sale), sale.pays_fen)]);
    for share in &shares {
        let amount = fen(share["amount"].as_str().unwrap());
        *expected
            .entry(format!("receivable:{}", share["funder"].as_str().unwrap()))
            .or_insert(0) += amount;
    }
    let total: i64 = expected.values().sum();
    if total != sale.standard_fen {
        faults.push(format!(
            "receipt {}: the standard is {}, pays and shares are {total}",
            sale.entry_no, sale.standard_fen
        ));
    }
    expected.insert("meals".to_owned(), -sale.standard_fen);
    expected.retain(|_, amount| *amount != 0);
    let lines = sums(books, sale.canteen_id, sale.entry_no);
    if lines.values().sum::<i64>() != 0 {
        faults.push(format!("entry {} does not sum to zero", sale.entry_no));
    }
    if lines != expected {
        faults.push(format!("entry {} books {lines:?}, its sale says {expected:?}", sale.entry_no));
    }
    if (sale.state == "claimable") == shares.is_empty() {
        faults.push(format!("receipt {} is {} with {} shares", sale.entry_no, sale.state, shares.len()));
    }
}

/// The account that took what the diner paid.
fn paid_from(books: &Books, sale: &Sale) -> String {
    match (sale.tender.as_str(), sale.wallet_id) {
        ("cash", _) => drawer(books, sale.shift_id),
        ("wallet", Some(resident)) => format!("wallet:{resident}"),
        ("owed", Some(resident)) => format!("owed:{resident}"),
        ("owed", None) if sale.shift_id.is_some() => "owed:unknown".to_owned(),
        (tender, _) => format!("tender:{tender}"),
    }
}

/// The account of a shift's drawer; one for all before shifts were kept.
fn drawer(books: &Books, shift: Option<Uuid>) -> String {
    match books.shifts.iter().find(|row| Some(row.id) == shift) {
        Some(shift) => format!("cash:{}", shift.shift_no),
        None => "tender:cash".to_owned(),
    }
}

/// A movement books its amount on its two accounts.
fn moved(books: &Books, row: &Movement, faults: &mut Vec<String>) {
    let expected = BTreeMap::from([
        (row.debit_account.clone(), row.amount_fen),
        (row.credit_account.clone(), -row.amount_fen),
    ]);
    if sums(books, row.canteen_id, row.entry_no) != expected {
        faults.push(format!("entry {} does not book its movement", row.entry_no));
    }
}

/// A shift takes its float out of the safe.
fn floated(books: &Books, row: &Shift, faults: &mut Vec<String>) {
    let mut expected = BTreeMap::from([
        (format!("cash:{}", row.shift_no), row.float_fen),
        ("safe".to_owned(), -row.float_fen),
    ]);
    expected.retain(|_, amount| *amount != 0);
    if sums(books, row.canteen_id, row.entry_no) != expected {
        faults.push(format!("entry {} does not book its float", row.entry_no));
    }
}

/// A Z-report carries the counted drawer to the safe, leaves nothing in it, and follows the one before.
fn closed(books: &Books, row: &ZReport, faults: &mut Vec<String>) {
    let drawer = drawer(books, Some(row.shift_id));
    let report: serde_json::Value = serde_json::from_str(&row.report).unwrap();
    let counted: i64 = report["counted"]["cash"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pieces| fen(pieces["value"].as_str().unwrap()) * pieces["count"].as_i64().unwrap())
        .sum();
    let booked = sums(books, row.canteen_id, row.entry_no);
    if booked.get("safe").copied().unwrap_or(0) != counted {
        faults.push(format!("report {} counted {counted} and books {booked:?}", row.z_no));
    }
    let left: i64 = books
        .lines
        .iter()
        .filter(|line| line.canteen_id == row.canteen_id && line.account == drawer)
        .map(|line| line.amount_fen)
        .sum();
    if left != 0 {
        faults.push(format!("the drawer of closed shift {} holds {left}", report["shift_no"]));
    }
    let before = books
        .z_reports
        .iter()
        .filter(|other| other.canteen_id == row.canteen_id && other.z_no < row.z_no);
    if i64::try_from(before.count()).unwrap() != row.z_no - 1 {
        faults.push(format!("report {} does not follow the one before", row.z_no));
    }
}

/// A shift is open at its lane, or it has a report; never both.
fn shifts(books: &Books, faults: &mut Vec<String>) {
    for shift in &books.shifts {
        let open = books.open_shifts.contains(&(shift.lane_id, shift.id));
        let closed = books.z_reports.iter().any(|report| report.shift_id == shift.id);
        if open == closed {
            faults.push(format!("shift {} is open: {open}, closed: {closed}", shift.shift_no));
        }
    }
}

/// Each wallet says what the journal says, in all canteens together, and none is below zero.
fn wallets(books: &Books, faults: &mut Vec<String>) {
    let mut expected: BTreeMap<String, i64> = BTreeMap::new();
    for line in &books.lines {
        let sign = match line.account.split_once(':') {
            Some(("wallet", _)) => -1,
            Some(("owed", resident)) if resident != "unknown" => 1,
            _ => continue,
        };
        *expected.entry(line.account.clone()).or_insert(0) += sign * line.amount_fen;
    }
    let mut found: BTreeMap<String, i64> = BTreeMap::new();
    for wallet in &books.wallets {
        if wallet.balance_fen < 0 || wallet.owed_fen < 0 {
            faults.push(format!("the wallet of {} is below zero", wallet.resident_id));
        }
        found.insert(format!("wallet:{}", wallet.resident_id), wallet.balance_fen);
        found.insert(format!("owed:{}", wallet.resident_id), wallet.owed_fen);
    }
    expected.retain(|_, amount| *amount != 0);
    found.retain(|_, amount| *amount != 0);
    if expected != found {
        faults.push(format!("the wallets say {found:?}, the journal says {expected:?}"));
    }
}

/// A void books its sale with every sign turned; cash comes out of the drawer that is open at its lane.
fn reversal(books: &Books, void: &Void, faults: &mut Vec<String>) {
    let Some(sale) = books.sales.iter().find(|sale| sale.id == void.sale_id) else {
        faults.push(format!("entry {} undoes a sale that is not there", void.entry_no));
        return;
    };
    let drawer = drawer(books, void.shift_id);
    let turned: BTreeMap<String, i64> = sums(books, sale.canteen_id, sale.entry_no)
        .into_iter()
        .map(|(account, amount)| {
            let out_of_drawer = account.starts_with("cash:") || account == "tender:cash";
            (if out_of_drawer { drawer.clone() } else { account }, -amount)
        })
        .collect();
    if sums(books, void.canteen_id, void.entry_no) != turned {
        faults.push(format!("entry {} is not the reversal of entry {}", void.entry_no, sale.entry_no));
    }
}

/// Each claimable meal that stands is claimed once, nothing else is, and nobody has two.
fn claims(books: &Books, faults: &mut Vec<String>) {
    let voided: BTreeSet<Uuid> = books.voids.iter().map(|void| void.sale_id).collect();
    let standing = books
        .sales
        .iter()
        .filter(|sale| sale.state == "claimable" && !voided.contains(&sale.id));
    let due: BTreeSet<Claimed> = standing
        .map(|sale| Claimed {
            service_date: sale.service_date,
            meal: sale.meal.clone(),
            resident_id: sale.resident_id.unwrap_or_default(),
            sale_id: sale.id,
        })
        .collect();
    let claimed: BTreeSet<Claimed> = books.claimed.iter().cloned().collect();
    for odd in due.symmetric_difference(&claimed) {
        faults.push(format!("claimed and claimable differ by {odd:?}"));
    }
    let people: BTreeSet<_> = due.iter().map(|c| (c.service_date, c.meal.clone(), c.resident_id)).collect();
    if people.len() != due.len() {
        faults.push("somebody has two claimable meals at one meal".to_owned());
    }
}

/// Yuan with two decimals, in fen.
pub fn fen(yuan: &str) -> i64 {
    let (whole, decimals) = yuan.split_once('.').expect(yuan);
    assert_eq!(decimals.len(), 2, "{yuan}");
    let fen = whole.trim_start_matches('-').parse::<i64>().unwrap() * 100 + decimals.parse::<i64>().unwrap();
    if whole.starts_with('-') { -fen } else { fen }
}
