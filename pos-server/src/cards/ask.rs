//! Is what somebody asks of the cards complete and possible? The bodies and queries, and what they are read as.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::issue::{Order, To};
use crate::calendar::Day;
use crate::error::Problem;
use crate::ids::{BatchId, CardId, ResidentId};
use crate::text::say;

/// How many residents or cards one request may name.
const MOST_NAMED: usize = 1_000;
/// How long a reason may be, in characters.
const LONGEST_REASON: usize = 200;

/// An order for cards: for the residents named, or for all eligible ones that have none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueBody {
    /// The batch's id, made by the caller; the same again makes no further cards.
    pub id: BatchId,
    /// Who gets a card, whatever their age.
    pub resident_ids: Option<Vec<ResidentId>>,
    /// `true` for everybody who may eat at a group's price today and has no card.
    pub all_eligible: Option<bool>,
    /// The last day the cards are good for.
    pub expires_on: Option<Day>,
}

/// Which cards to print: a batch, or some cards (ids joined by commas).
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SheetQuery {
    /// A batch.
    pub batch: Option<BatchId>,
    /// Cards.
    pub ids: Option<String>,
}

/// Which cards to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// All of a batch that are in use.
    Batch(BatchId),
    /// Those of these that are in use.
    Cards(BTreeSet<CardId>),
}

/// Why something is done to a card.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    /// In the office's own words.
    pub reason: String,
}

/// A new card for an old one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceBody {
    /// The new card's id, made by the caller.
    pub id: CardId,
    /// In the office's own words.
    pub reason: String,
}

impl IssueBody {
    /// The order, if it names residents or all, but not both, and a last day that has not passed.
    pub fn order(self, today: NaiveDate) -> Result<Order, Problem> {
        let expires_on = self.expires_on.map(Day::date);
        if expires_on.is_some_and(|day| day < today) {
            return Err(Problem::field(
                "expires_on",
                say("有效期不能早于今天。", "The last day may not be before today."),
            ));
        }
        let to = match (self.resident_ids, self.all_eligible) {
            (None, Some(true)) => To::AllEligible,
            (Some(ids), None | Some(false)) if (1..=MOST_NAMED).contains(&ids.len()) => To::Residents(ids.into_iter().collect()),
            _ => {
                return Err(Problem::field(
                    "resident_ids",
                    say(
                        "请选择居民（一次最多一千人），或选择“全部符合条件且无卡的居民”，二者选一。",
                        "Name residents (1,000 at most), or ask for all eligible ones: one of the two.",
                    ),
                ));
            }
        };
        Ok(Order {
            batch: self.id,
            to,
            expires_on,
        })
    }
}

impl SheetQuery {
    /// The cards meant, if a batch or cards are named, but not both.
    pub fn wanted(&self) -> Result<Wanted, Problem> {
        match (self.batch, self.ids.as_deref()) {
            (Some(batch), None) => Ok(Wanted::Batch(batch)),
            (None, Some(ids)) => match ids.split(',').map(str::parse).collect::<Result<BTreeSet<CardId>, _>>() {
                Ok(ids) if ids.len() <= MOST_NAMED => Ok(Wanted::Cards(ids)),
                _ => Err(Problem::field(
                    "ids",
                    say(
                        "卡的编号之间用逗号分隔，一次最多一千张。",
                        "Card ids are joined by commas, 1,000 at most.",
                    ),
                )),
            },
            _ => Err(Problem::field(
                "batch",
                say("请指定批次 batch 或卡 ids，二者选一。", "Name a batch or cards: one of the two."),
            )),
        }
    }
}

impl Wanted {
    /// What the audit trail says was printed.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::Batch(batch) => format!("batch:{batch}"),
            Self::Cards(ids) => {
                let first: Vec<String> = ids.iter().take(10).map(|id| format!("card:{id}")).collect();
                first.join(" ")
            }
        }
    }
}

/// The reason as it is kept: one line of 1 to 200 characters.
pub fn reason(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > LONGEST_REASON || text.chars().any(char::is_control) {
        return Err(Problem::field(
            "reason",
            say(
                "请写明原因，一行，不超过 200 字。",
                "Give a reason in one line of at most 200 characters.",
            ),
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn body(resident_ids: Option<Vec<u128>>, all_eligible: Option<bool>, expires_on: Option<&str>) -> IssueBody {
        IssueBody {
            id: Uuid::from_u128(1).into(),
            resident_ids: resident_ids.map(|ids| ids.into_iter().map(|id| Uuid::from_u128(id).into()).collect()),
            all_eligible,
            expires_on: expires_on.map(|day| day.parse().unwrap()),
        }
    }

    #[test]
    fn an_order_names_residents_or_all() {
        let today = "2026-11-23".parse().unwrap();
        for (body, is_fine) in [
            (body(Some(vec![1, 2, 1]), None, None), true),
            (body(Some(vec![1]), Some(false), Some("2026-11-23")), true),
            (body(None, Some(true), None), true),
            (body(None, None, None), false),
            (body(None, Some(false), None), false),
            (body(Some(vec![1]), Some(true), None), false),
            (body(Some(vec![]), None, None), false),
            (body(Some((0..1_001).collect()), None, None), false),
            (body(None, Some(true), Some("2026-11-22")), false),
        ] {
            let said = format!("{body:.200?}");
            assert_eq!(body.order(today).is_ok(), is_fine, "{said}");
        }
    }

    #[test]
    fn sheets_are_asked_for_by_batch_or_by_cards() {
        let id = Uuid::from_u128(1);
        for (batch, ids, is_fine) in [
            (Some(id), None, true),
            (None, Some(format!("{id},{id}")), true),
            (None, Some(String::new()), false),
            (None, Some(format!("{id};{id}")), false),
            (None, Some("' OR 1=1 --".to_owned()), false),
            (Some(id), Some(id.to_string()), false),
            (None, None, false),
        ] {
            let query = SheetQuery {
                batch: batch.map(BatchId::from),
                ids,
            };
            assert_eq!(query.wanted().is_ok(), is_fine, "{query:?}");
        }
    }

    #[test]
    fn a_reason_is_one_line() {
        assert_eq!(reason(" 丢失 ").unwrap(), "丢失");
        for text in ["", "  ", "a\nb", "a\0b", &"字".repeat(201)] {
            assert!(reason(text).is_err(), "{text:.20}");
        }
    }
}
