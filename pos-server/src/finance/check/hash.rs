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
        self.field("canteen_id", canteen);
        self.field("entry_no", entry.entry_no);
        self.field("kind", &entry.kind);
        self.time("at", entry.at);
        self.field("service_date", entry.service_date);
        for line in lines {
            self.field("account", &line.account);
            self.field("amount_fen", line.amount_fen);
        }
        row.write(self);
        sha256(self.text.as_bytes())
    }

    fn field(&mut self, name: &str, value: impl Display) {
        self.value.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.value, "{value}");
        let _ = writeln!(self.text, "{name}:{}:{}", self.value.len(), self.value);
    }

    fn optional(&mut self, name: &str, value: Option<impl Display>) {
        match value {
            Some(value) => self.field(name, value),
            None => {
                let _ = writeln!(self.text, "{name}:-:");
            }
        }
    }

    /// A column that came later: rows from before it are hashed without it.
    fn present(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    fn time(&mut self, name: &str, at: Timestamp) {
        self.field(name, at.timestamp_micros());
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.field(name, hex::encode(bytes));
    }
}

impl Columns for SaleRow {
    fn write(&self, text: &mut Text) {
        text.field("id", self.id);
        text.field("lane_id", self.lane_id);
        text.present("shift_id", self.shift_id);
        text.field("cashier_id", self.cashier_id);
        text.field("meal", &self.meal);
        text.field("channel", &self.channel);
        text.field("diner_group", &self.diner_group);
        text.optional("resident_id", self.resident_id);
        text.optional("card_id", self.card_id);
        text.field("identified_by", &self.identified_by);
        text.field("state", &self.state);
        text.field("code", &self.code);
        text.field("standard_fen", self.standard_fen);
        text.field("pays_fen", self.pays_fen);
        text.field("shares", &self.shares);
        text.field("reasons", &self.reasons);
        text.field("tender", &self.tender);
        text.optional("tender_reference", self.tender_reference.as_ref());
        text.present("wallet_id", self.wallet_id);
        text.optional("policy_id", self.policy_id);
        text.bytes("request_hash", &self.request_hash);
        text.time("sold_at", self.sold_at);
    }
}

impl Columns for VoidRow {
    fn write(&self, text: &mut Text) {
        text.field("sale_id", self.sale_id);
        text.field("id", self.id);
        text.optional("lane_id", self.lane_id);
        text.present("shift_id", self.shift_id);
        text.field("staff_id", self.staff_id);
        text.optional("approver_id", self.approver_id);
        text.field("reason", &self.reason);
        text.time("at", self.at);
    }
}

impl Columns for MovementRow {
    fn write(&self, text: &mut Text) {
        text.field("id", self.id);
        text.field("kind", &self.kind);
        text.optional("lane_id", self.lane_id);
        text.optional("shift_id", self.shift_id);
        text.optional("resident_id", self.resident_id);
        text.optional("month", self.month.as_ref());
        text.field("debit_account", &self.debit_account);
        text.field("credit_account", &self.credit_account);
        text.field("amount_fen", self.amount_fen);
        text.optional("reference", self.reference.as_ref());
        text.field("reason", &self.reason);
        text.field("staff_id", self.staff_id);
        text.optional("approver_id", self.approver_id);
        text.bytes("request_hash", &self.request_hash);
        text.time("at", self.at);
    }
}

impl Columns for ShiftRow {
    fn write(&self, text: &mut Text) {
        text.field("id", self.id);
        text.field("shift_no", self.shift_no);
        text.field("lane_id", self.lane_id);
        text.field("opened_how", &self.opened_how);
        text.field("opened_by", self.opened_by);
        text.time("opened_at", self.opened_at);
        text.field("float_fen", self.float_fen);
        text.bytes("request_hash", &self.request_hash);
    }
}

impl Columns for ZReportRow {
    fn write(&self, text: &mut Text) {
        text.field("shift_id", self.shift_id);
        text.field("id", self.id);
        text.field("z_no", self.z_no);
        text.field("count_id", self.count_id);
        text.field("closed_by", self.closed_by);
        text.time("closed_at", self.closed_at);
        text.field("report", &self.report);
        text.bytes("request_hash", &self.request_hash);
    }
}
