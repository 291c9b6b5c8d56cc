//! What stands under an entry's hash? The format of `ledger::chain`, written here a second time from the raw columns, so that
//! the check does not depend on the code that books.

use std::fmt::{Display, Write};

use uuid::Uuid;

use super::store::{EntryRow, LineRow, MovementRow, SaleRow, ShiftRow, VoidRow, ZReportRow};
use crate::clock::Timestamp;
use crate::keys::sha256;

/// The text under a hash: `name:length:value` lines. One is used for all entries, so that nothing is allocated for each.
#[derive(Debug, Default)]
pub struct Text {
    text: String,
    value: String,
}

/// A row that goes under the hash of the entry that books it.
pub trait Columns {
    /// Writes each column in its fixed order.
    fn write(&self, text: &mut Text);
}

impl Text {
    /// The hash of an entry with its lines and the row that it books.
    pub fn hash(&mut self, canteen: Uuid, entry: &EntryRow, lines: &[LineRow], row: &dyn Columns) -> [u8; 32] {
        self.text.clear();
        self.bytes("previous", &entry.previous_hash);
        self.id("canteen_id", canteen);
        self.field("entry_no", entry.entry_no);
        self.text("kind", &entry.kind);
        self.time("at", entry.at);
        self.field("service_date", entry.service_date);
        for line in lines {
            self.text("account", &line.account);
            self.field("amount_fen", line.amount_fen);
        }
        row.write(self);
        sha256(self.text.as_bytes())
    }

    fn field(&mut self, name: &str, value: impl Display) {
        self.value.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.value, "{value}");
        put(&mut self.text, name, &self.value);
    }

    fn text(&mut self, name: &str, value: &str) {
        put(&mut self.text, name, value);
    }

    fn id(&mut self, name: &str, value: Uuid) {
        put(&mut self.text, name, value.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    }

    fn missing(&mut self, name: &str) {
        self.text.push_str(name);
        self.text.push_str(":-:\n");
    }

    fn optional_text(&mut self, name: &str, value: Option<&String>) {
        match value {
            Some(value) => self.text(name, value),
            None => self.missing(name),
        }
    }

    fn optional_id(&mut self, name: &str, value: Option<Uuid>) {
        match value {
            Some(value) => self.id(name, value),
            None => self.missing(name),
        }
    }

    /// A column that came later: rows from before it are hashed without it.
    fn present(&mut self, name: &str, value: Option<Uuid>) {
        if let Some(value) = value {
            self.id(name, value);
        }
    }

    fn time(&mut self, name: &str, at: Timestamp) {
        self.field(name, at.timestamp_micros());
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.value.clear();
        for byte in bytes {
            for half in [byte >> 4, byte & 15] {
                self.value.extend(char::from_digit(half.into(), 16));
            }
        }
        put(&mut self.text, name, &self.value);
    }
}

/// Writes `name:length:value` and ends the line. One is written for every column of a book: nothing here asks a formatter.
fn put(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push(':');
    put_number(text, value.len());
    text.push(':');
    text.push_str(value);
    text.push('\n');
}

fn put_number(text: &mut String, number: usize) {
    if number >= 10 {
        put_number(text, number / 10);
    }
    text.extend(u32::try_from(number % 10).ok().and_then(|digit| char::from_digit(digit, 10)));
}

impl Columns for SaleRow {
    fn write(&self, text: &mut Text) {
        text.id("id", self.id);
        text.id("lane_id", self.lane_id);
        text.present("shift_id", self.shift_id);
        text.id("cashier_id", self.cashier_id);
        text.text("meal", &self.meal);
        text.text("channel", &self.channel);
        text.text("diner_group", &self.diner_group);
        text.optional_id("resident_id", self.resident_id);
        text.optional_id("card_id", self.card_id);
        text.text("identified_by", &self.identified_by);
        text.text("state", &self.state);
        text.text("code", &self.code);
        text.field("standard_fen", self.standard_fen);
        text.field("pays_fen", self.pays_fen);
        text.text("shares", &self.shares);
        text.text("reasons", &self.reasons);
        text.text("tender", &self.tender);
        text.optional_text("tender_reference", self.tender_reference.as_ref());
        text.present("wallet_id", self.wallet_id);
        text.optional_id("policy_id", self.policy_id);
        text.bytes("request_hash", &self.request_hash);
        text.time("sold_at", self.sold_at);
    }
}

impl Columns for VoidRow {
    fn write(&self, text: &mut Text) {
        text.id("sale_id", self.sale_id);
        text.id("id", self.id);
        text.optional_id("lane_id", self.lane_id);
        text.present("shift_id", self.shift_id);
        text.id("staff_id", self.staff_id);
        text.optional_id("approver_id", self.approver_id);
        text.text("reason", &self.reason);
        text.time("at", self.at);
    }
}

impl Columns for MovementRow {
    fn write(&self, text: &mut Text) {
        text.id("id", self.id);
        text.text("kind", &self.kind);
        text.optional_id("lane_id", self.lane_id);
        text.optional_id("shift_id", self.shift_id);
        text.optional_id("resident_id", self.resident_id);
        text.optional_text("month", self.month.as_ref());
        text.text("debit_account", &self.debit_account);
        text.text("credit_account", &self.credit_account);
        text.field("amount_fen", self.amount_fen);
        text.optional_text("reference", self.reference.as_ref());
        text.text("reason", &self.reason);
        text.id("staff_id", self.staff_id);
        text.optional_id("approver_id", self.approver_id);
        text.bytes("request_hash", &self.request_hash);
        text.time("at", self.at);
    }
}

impl Columns for ShiftRow {
    fn write(&self, text: &mut Text) {
        text.id("id", self.id);
        text.field("shift_no", self.shift_no);
        text.id("lane_id", self.lane_id);
        text.text("opened_how", &self.opened_how);
        text.id("opened_by", self.opened_by);
        text.time("opened_at", self.opened_at);
        text.field("float_fen", self.float_fen);
        text.bytes("request_hash", &self.request_hash);
    }
}

impl Columns for ZReportRow {
    fn write(&self, text: &mut Text) {
        text.id("shift_id", self.shift_id);
        text.id("id", self.id);
        text.field("z_no", self.z_no);
        text.id("count_id", self.count_id);
        text.id("closed_by", self.closed_by);
        text.time("closed_at", self.closed_at);
        text.text("report", &self.report);
        text.bytes("request_hash", &self.request_hash);
    }
}
