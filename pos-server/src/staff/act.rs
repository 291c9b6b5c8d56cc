//! What is kept of an act? Its stable code and its facts; the pages make sentences of them in either language.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::actor::Role;
use crate::ids::{CardId, ResidentId};
use crate::money::Fen;

/// An act of the audit trail. The code and the names of the facts are kept for ever: add to them, never change them. No fact
/// may hold a secret or an ID number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", content = "detail", rename_all = "snake_case")]
pub enum Act {
    /// The canteen was opened.
    CanteenCreated {
        /// Its name.
        name: String,
    },
    /// Somebody signed in.
    SignIn {
        /// By what they were known.
        by: Means,
    },
    /// Somebody gave themselves another password.
    OwnPasswordChanged,
    /// Somebody was added to the staff.
    StaffAdded {
        /// What they type to sign in.
        login: String,
        /// What they may do.
        role: Role,
    },
    /// Somebody got another password.
    StaffPasswordSet {
        /// Whose.
        login: String,
    },
    /// Somebody got another PIN.
    StaffPinSet {
        /// Whose.
        login: String,
    },
    /// Somebody was shut out.
    StaffDisabled {
        /// Who.
        login: String,
    },
    /// Somebody was let in again.
    StaffEnabled {
        /// Who.
        login: String,
    },
    /// A code was made by which a device becomes a lane.
    LaneCodeMade {
        /// The lane's name.
        name: String,
    },
    /// A device became a lane.
    LaneEnrolled,
    /// A lane's device may sell no more, because another took its place.
    LaneDeviceEnded,
    /// A lane may sell no more.
    LaneRevoked,
    /// A lane got another receipt printer, or none.
    PrinterSet {
        /// Its address; empty for none.
        address: String,
    },
    /// Somebody saw a resident's full name and numbers.
    ResidentRevealed {
        /// Why.
        reason: String,
    },
    /// A dated fact about a resident was recorded.
    FactRecorded {
        /// The kind of fact.
        kind: String,
    },
    /// A file was imported into the register.
    RegisterImported {
        /// The file's SHA-256.
        sha256: String,
        /// Residents added.
        new: usize,
        /// Residents changed.
        changed: usize,
        /// Residents that were just so.
        unchanged: usize,
    },
    /// Cards were made.
    CardsIssued {
        /// How many.
        issued: i64,
        /// How many residents got none.
        skipped: usize,
    },
    /// Sheets with cards' codes were taken.
    CardsPrinted {
        /// How many cards.
        cards: usize,
    },
    /// A card was reported lost.
    CardBlocked {
        /// Why.
        reason: String,
    },
    /// A card was replaced.
    CardReplaced {
        /// By which.
        by: CardId,
        /// Why.
        reason: String,
    },
    /// A card was taken out of use.
    CardClosed {
        /// Why.
        reason: String,
    },
    /// A policy was loaded.
    PolicyLoaded,
    /// A sale was undone.
    SaleVoided {
        /// Why.
        reason: String,
    },
    /// A month was taken away as a file.
    MonthExported {
        /// The file: `meals.csv`, `meals.xlsx` or `summary.csv`.
        file: String,
    },
    /// Money was moved between the canteen's own places.
    MoneyTransferred {
        /// The account that it left.
        from: String,
        /// The account where it arrived.
        to: String,
        /// What arrived, in yuan.
        amount: Fen,
    },
    /// A funder's payment was booked.
    FunderPaid {
        /// The funder's account.
        from: String,
        /// How much, in yuan.
        amount: Fen,
    },
    /// A merchant statement was imported.
    StatementImported {
        /// Whose: `wechat` or `alipay`.
        tender: String,
        /// The file's SHA-256.
        sha256: String,
    },
    /// A balance was given back.
    WalletRefunded {
        /// How much, in yuan.
        amount: Fen,
        /// Why.
        reason: String,
    },
    /// The office took money for what somebody owed.
    DebtRepaid {
        /// How much, in yuan.
        amount: Fen,
    },
    /// Somebody may pay from another one's wallet.
    PayerAllowed {
        /// Whose.
        wallet: ResidentId,
    },
    /// Somebody pays from another one's wallet no more.
    PayerEnded {
        /// Whose it was.
        wallet: ResidentId,
    },
    /// Somebody got a delivery plan, or another one.
    DeliveryPlanned {
        /// Which meal: `lunch` or `dinner`.
        meal: String,
        /// Its first day.
        from: NaiveDate,
    },
    /// A delivery plan was ended.
    DeliveryEnded {
        /// Which meal.
        meal: String,
        /// Its last day.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// What a program of another version wrote, in its own words. This one never writes it.
    Other {
        /// The other program's code.
        code: String,
        /// What it kept.
        text: String,
    },
}

/// By what somebody is known who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Login and password.
    Password,
    /// A cashier's PIN at a lane.
    Pin,
}

impl Act {
    /// The code and the facts as they are stored; an act without facts keeps an empty text.
    pub fn kept(&self) -> Result<(String, String), serde_json::Error> {
        let whole = serde_json::to_value(self)?;
        let code = whole.get("action").and_then(Value::as_str).unwrap_or_default();
        let facts = whole.get("detail").map(ToString::to_string).unwrap_or_default();
        Ok((code.to_owned(), facts))
    }

    /// Reads what was stored, whichever version wrote it.
    #[must_use]
    pub fn read(code: String, facts: String) -> Self {
        let detail: Option<Value> = serde_json::from_str(&facts).ok();
        let known = match detail {
            Some(detail) => serde_json::from_value(json!({ "action": code, "detail": detail })),
            None => serde_json::from_value(json!({ "action": code })),
        };
        known.unwrap_or(Self::Other { code, text: facts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_once_is_read_for_ever() {
        let card: CardId = "01932d1e-0000-7000-8000-000000000001".parse().unwrap();
        let text = str::to_owned;
        for (act, code, facts) in [
            (Act::CanteenCreated { name: text("七一") }, "canteen_created", r#"{"name":"七一"}"#),
            (Act::SignIn { by: Means::Pin }, "sign_in", r#"{"by":"pin"}"#),
            (Act::OwnPasswordChanged, "own_password_changed", ""),
            (
                Act::StaffAdded {
                    login: text("li"),
                    role: Role::Cashier,
                },
                "staff_added",
                r#"{"login":"li","role":"cashier"}"#,
            ),
            (
                Act::StaffPasswordSet { login: text("li") },
                "staff_password_set",
                r#"{"login":"li"}"#,
            ),
            (Act::StaffPinSet { login: text("li") }, "staff_pin_set", r#"{"login":"li"}"#),
            (Act::StaffDisabled { login: text("li") }, "staff_disabled", r#"{"login":"li"}"#),
            (Act::StaffEnabled { login: text("li") }, "staff_enabled", r#"{"login":"li"}"#),
            (Act::LaneCodeMade { name: text("1") }, "lane_code_made", r#"{"name":"1"}"#),
            (Act::LaneEnrolled, "lane_enrolled", ""),
            (Act::LaneDeviceEnded, "lane_device_ended", ""),
            (Act::LaneRevoked, "lane_revoked", ""),
            (Act::PrinterSet { address: text("") }, "printer_set", r#"{"address":""}"#),
            (
                Act::ResidentRevealed {
                    reason: text("\"核对\"")
                },
                "resident_revealed",
                r#"{"reason":"\"核对\""}"#,
            ),
            (Act::FactRecorded { kind: text("died") }, "fact_recorded", r#"{"kind":"died"}"#),
            (
                Act::RegisterImported {
                    sha256: text("ab"),
                    new: 1,
                    changed: 2,
                    unchanged: 3,
                },
                "register_imported",
                r#"{"changed":2,"new":1,"sha256":"ab","unchanged":3}"#,
            ),
            (
                Act::CardsIssued { issued: 8, skipped: 1 },
                "cards_issued",
                r#"{"issued":8,"skipped":1}"#,
            ),
            (Act::CardsPrinted { cards: 8 }, "cards_printed", r#"{"cards":8}"#),
            (Act::CardBlocked { reason: text("丢") }, "card_blocked", r#"{"reason":"丢"}"#),
            (
                Act::CardReplaced {
                    by: card,
                    reason: text("折"),
                },
                "card_replaced",
                r#"{"by":"01932d1e-0000-7000-8000-000000000001","reason":"折"}"#,
            ),
            (Act::CardClosed { reason: text("迁") }, "card_closed", r#"{"reason":"迁"}"#),
            (Act::PolicyLoaded, "policy_loaded", ""),
            (Act::SaleVoided { reason: text("错") }, "sale_voided", r#"{"reason":"错"}"#),
            (
                Act::MonthExported { file: text("meals.csv") },
                "month_exported",
                r#"{"file":"meals.csv"}"#,
            ),
        ] {
            assert_kept(&act, code, facts);
        }
    }

    #[test]
    fn what_was_kept_of_money_is_read_for_ever() {
        let wallet: ResidentId = "01932d1e-0000-7000-8000-000000000002".parse().unwrap();
        let text = str::to_owned;
        for (act, code, facts) in [
            (
                Act::MoneyTransferred {
                    from: text("safe"),
                    to: text("bank"),
                    amount: Fen::new(990),
                },
                "money_transferred",
                r#"{"amount":"9.90","from":"safe","to":"bank"}"#,
            ),
            (
                Act::FunderPaid {
                    from: text("receivable:street"),
                    amount: Fen::new(510),
                },
                "funder_paid",
                r#"{"amount":"5.10","from":"receivable:street"}"#,
            ),
            (
                Act::StatementImported {
                    tender: text("wechat"),
                    sha256: text("ab"),
                },
                "statement_imported",
                r#"{"sha256":"ab","tender":"wechat"}"#,
            ),
            (
                Act::WalletRefunded {
                    amount: Fen::new(1510),
                    reason: text("迁"),
                },
                "wallet_refunded",
                r#"{"amount":"15.10","reason":"迁"}"#,
            ),
            (Act::DebtRepaid { amount: Fen::new(990) }, "debt_repaid", r#"{"amount":"9.90"}"#),
            (
                Act::PayerAllowed { wallet },
                "payer_allowed",
                r#"{"wallet":"01932d1e-0000-7000-8000-000000000002"}"#,
            ),
            (
                Act::PayerEnded { wallet },
                "payer_ended",
                r#"{"wallet":"01932d1e-0000-7000-8000-000000000002"}"#,
            ),
        ] {
            assert_kept(&act, code, facts);
        }
    }

    #[test]
    fn what_was_kept_of_deliveries_is_read_for_ever() {
        let day = |text: &str| text.parse().unwrap();
        let text = str::to_owned;
        for (act, code, facts) in [
            (
                Act::DeliveryPlanned {
                    meal: text("lunch"),
                    from: day("2026-11-24"),
                },
                "delivery_planned",
                r#"{"from":"2026-11-24","meal":"lunch"}"#,
            ),
            (
                Act::DeliveryEnded {
                    meal: text("dinner"),
                    until: day("2026-11-30"),
                    reason: text("好了"),
                },
                "delivery_ended",
                r#"{"meal":"dinner","reason":"好了","until":"2026-11-30"}"#,
            ),
        ] {
            assert_kept(&act, code, facts);
        }
    }

    fn assert_kept(act: &Act, code: &str, facts: &str) {
        assert_eq!(act.kept().unwrap(), (code.to_owned(), facts.to_owned()));
        assert_eq!(Act::read(code.to_owned(), facts.to_owned()), *act);
    }

    #[test]
    fn what_another_version_wrote_is_shown_as_it_stands() {
        for (code, facts) in [
            ("cards_printed", "8 cards"),
            ("cards_printed", ""),
            ("card_closed", r#"{"because":"x"}"#),
            ("flew", "{}"),
        ] {
            let read = Act::read(code.to_owned(), facts.to_owned());
            let (code, text) = (code.to_owned(), facts.to_owned());
            assert_eq!(read, Act::Other { code, text });
        }
    }
}
