//! What does a lane get to see? Verdicts and sales on the wire: names masked, no ID number, no class.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::judge::Judged;
use super::order::Tender;
use super::pay::card_pays;
use super::store::{Known, SaleRow};
use crate::clock::Timestamp;
use crate::ids::{CardId, LaneId, ResidentId, SaleId, StaffId};
use crate::money::Fen;
use crate::residents::mask;
use crate::subsidy::decide::{Code, Reason, Taken, Verdict as Decision};
use crate::subsidy::policy::Share;
use crate::subsidy::words::{Channel, DinerGroup, Meal};
use crate::text::{Sentence, say};

/// How long the lane that sold a meal may void it alone.
pub const VOID_ALONE: TimeDelta = TimeDelta::minutes(15);

/// The answer to a scan: what selling would come to. Nothing is written.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Verdict {
    /// Whether the meal would be served.
    pub outcome: Outcome,
    /// Which rule answered.
    pub code: Code,
    /// What to tell the cashier, with the next step.
    pub message: Sentence,
    /// The meal meant.
    pub meal: Option<Meal>,
    /// The day.
    pub service_date: NaiveDate,
    /// Who eats, if known.
    pub diner: Option<DinerView>,
    /// The card shown.
    pub card: Option<PresentedCard>,
    /// What the meal costs; missing with a "no".
    pub standard: Option<Fen>,
    /// What the diner pays.
    pub pays: Option<Fen>,
    /// What each funder pays.
    pub shares: Vec<Share>,
    /// Why.
    pub reasons: Vec<ReasonView>,
    /// The meal that stands in the way.
    pub served: Option<Taken>,
    /// What is on the resident's card.
    pub wallet: Option<WalletView>,
    /// Present where the cashier may serve the meal all the same, as pending.
    pub pending: Option<PendingView>,
    /// The policy that decided.
    pub policy: Option<PolicyRef>,
}

/// Whether a meal would be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Yes.
    Sell,
    /// No.
    Refuse,
}

/// Somebody at the counter.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DinerView {
    /// The resident; missing for guests and strangers.
    pub resident_id: Option<ResidentId>,
    /// The name, masked: 张*三.
    pub name: Option<String>,
    /// The first character, for a round picture.
    pub initial: Option<String>,
    /// As whom they eat.
    pub group: DinerGroup,
    /// The photo, once there are photos.
    pub photo: Option<String>,
}

/// A card at the counter.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PresentedCard {
    /// The card.
    pub id: CardId,
    /// The last four digits of its printed number.
    pub number: String,
    /// `active`, `blocked` or `closed`.
    pub state: String,
}

/// One step of the explanation.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ReasonView {
    /// Its stable word.
    pub code: String,
    /// In words.
    pub message: Sentence,
}

/// What a resident has on the card, for the cashier.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct WalletView {
    /// What is on the resident's own card.
    pub balance: Fen,
    /// What the resident owes.
    pub owed: Fen,
    /// Whether a wallet covers this meal: the resident's own, or the one of `payer`.
    pub covers: bool,
    /// The masked name of the one of the household who would pay.
    pub payer: Option<String>,
    /// What is left afterwards on the wallet that would pay.
    pub left: Option<Fen>,
    /// Whether the policy lets the resident owe this meal.
    pub may_owe: bool,
}

/// What a pending meal costs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PendingView {
    /// The standard.
    pub standard: Fen,
    /// What the diner pays: the standard.
    pub pays: Fen,
}

/// The policy that decided.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PolicyRef {
    /// Its version.
    pub version: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

/// Whether a sale counts for the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SaleState {
    /// 可申报
    Claimable,
    /// At the full standard, as a guest.
    Unsubsidised,
    /// 待核
    Pending,
    /// 冲红
    Void,
}

/// A sale as its receipt shows it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Sale {
    /// The sale.
    pub id: SaleId,
    /// The receipt's number: the number of the journal entry.
    pub receipt_no: i64,
    /// Whether it counts for the claim.
    pub state: SaleState,
    /// The rule that answered.
    pub code: Code,
    /// When.
    pub sold_at: Timestamp,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// Where it was handed over.
    pub channel: Channel,
    /// `card`, `number`, `name` or `none`.
    pub identified_by: String,
    /// Who ate.
    pub diner: DinerView,
    /// What the meal costs.
    pub standard: Fen,
    /// What the diner paid.
    pub pays: Fen,
    /// What each funder pays.
    pub shares: Vec<Share>,
    /// How the diner paid.
    pub tender: Tender,
    /// The payment's own number.
    pub tender_reference: Option<String>,
    /// What to tell the cashier.
    pub message: Sentence,
    /// Why it cost what it cost.
    pub reasons: Vec<ReasonView>,
    /// Where.
    pub lane: LaneRef,
    /// By whom.
    pub cashier: StaffRef,
    /// The first four digits of the entry's hash.
    pub chain: String,
    /// When it was undone.
    pub voided_at: Option<Timestamp>,
    /// Until when the lane may undo it alone.
    pub may_void_until: Timestamp,
}

/// A lane on a receipt.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LaneRef {
    /// The lane.
    pub id: LaneId,
    /// Its name.
    pub name: String,
}

/// A person on a receipt.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StaffRef {
    /// The person.
    pub id: StaffId,
    /// The name.
    pub name: String,
}

impl Verdict {
    /// The wire form of what the rules answered about a day.
    #[must_use]
    pub fn of(judged: Judged, service_date: NaiveDate) -> Self {
        let Judged {
            verdict,
            known,
            meal,
            taken,
            policy,
            message,
        } = judged;
        let (outcome, code, terms, pending, reasons) = match verdict {
            Decision::Serve { code, terms, reasons } => (Outcome::Sell, code, Some(terms), None, reasons),
            Decision::Refuse { code, pending, reasons } => (Outcome::Refuse, code, None, pending, reasons),
        };
        let group = match (terms.as_ref().or(pending.as_ref()), code) {
            (Some(terms), _) => terms.group,
            // The only "no" that knows the group and offers nothing: a guest of a canteen that serves none.
            (None, Code::NotEligible) => DinerGroup::Guest,
            (None, _) => DinerGroup::None,
        };
        Self {
            outcome,
            code,
            message,
            meal,
            service_date,
            diner: diner_of(known.as_ref(), group),
            card: known.as_ref().and_then(card_of),
            standard: terms.as_ref().map(|terms| terms.standard),
            pays: terms.as_ref().map(|terms| terms.pays),
            shares: terms.as_ref().map(|terms| terms.shares.clone()).unwrap_or_default(),
            reasons: reasons.iter().map(ReasonView::of).collect(),
            wallet: known.as_ref().map(|known| {
                let limit = policy.as_ref().and_then(|loaded| loaded.policy.owing_limit);
                wallet_of(known, terms.as_ref().map(|terms| terms.pays), limit)
            }),
            served: if code == Code::AlreadyServed { taken } else { None },
            pending: pending.map(|terms| PendingView {
                standard: terms.standard,
                pays: terms.pays,
            }),
            policy: policy.map(|loaded| PolicyRef {
                version: loaded.policy.version.clone(),
                sha256: loaded.sha256,
            }),
        }
    }
}

impl ReasonView {
    /// A step in words.
    #[must_use]
    pub fn of(reason: &Reason) -> Self {
        Self {
            code: reason.code().to_owned(),
            message: reason.sentence(),
        }
    }
}

impl From<SaleRow> for Sale {
    fn from(row: SaleRow) -> Self {
        let state = match row.state.as_str() {
            _ if row.voided_at.is_some() => SaleState::Void,
            "claimable" => SaleState::Claimable,
            "unsubsidised" => SaleState::Unsubsidised,
            _ => SaleState::Pending,
        };
        // Both lists were written by this program; a row that was tampered with shows none, and the chain names it.
        let shares = serde_json::from_str(&row.shares).unwrap_or_default();
        let reasons: Vec<Reason> = serde_json::from_str(&row.reasons).unwrap_or_default();
        Self {
            id: row.id,
            receipt_no: row.entry_no,
            state,
            code: row.code,
            sold_at: row.sold_at,
            service_date: row.service_date,
            meal: row.meal,
            channel: row.channel,
            identified_by: row.identified_by,
            diner: DinerView {
                resident_id: row.resident_id,
                initial: row.resident_name.as_deref().map(mask::initial),
                name: row.resident_name.as_deref().map(mask::name),
                group: row.diner_group,
                photo: None,
            },
            standard: row.standard_fen,
            pays: row.pays_fen,
            shares,
            tender: row.tender,
            tender_reference: row.tender_reference,
            message: sold_message(state),
            reasons: reasons.iter().map(ReasonView::of).collect(),
            lane: LaneRef {
                id: row.lane_id,
                name: row.lane_name,
            },
            cashier: StaffRef {
                id: row.cashier_id,
                name: row.cashier_name,
            },
            chain: hex::encode(row.hash.get(..2).unwrap_or_default()),
            voided_at: row.voided_at,
            may_void_until: row.sold_at + VOID_ALONE,
        }
    }
}

fn sold_message(state: SaleState) -> Sentence {
    match state {
        SaleState::Claimable | SaleState::Unsubsidised => say("已记账，请取餐。", "Booked. Enjoy the meal."),
        SaleState::Pending => say(
            "已先供餐，待核，明天由办公室处理。",
            "Served as pending; the office settles it tomorrow.",
        ),
        SaleState::Void => say("这一笔已冲红。", "This sale was voided."),
    }
}

fn diner_of(known: Option<&Known>, group: DinerGroup) -> Option<DinerView> {
    if known.is_none() && group != DinerGroup::Guest {
        return None;
    }
    Some(DinerView {
        resident_id: known.map(|known| known.resident_id),
        name: known.map(|known| mask::name(&known.name)),
        initial: known.map(|known| mask::initial(&known.name)),
        group,
        photo: None,
    })
}

fn wallet_of(known: &Known, pays: Option<Fen>, owing_limit: Option<Fen>) -> WalletView {
    let due = pays.filter(|_| card_pays(known));
    let left = |balance: Fen| due.filter(|due| balance >= *due).map(|due| balance.minus(due));
    let own = left(known.balance_fen);
    let other = known
        .payer_name
        .as_ref()
        .filter(|_| own.is_none())
        .zip(left(known.payer_balance_fen));
    WalletView {
        balance: known.balance_fen,
        owed: known.owed_fen,
        covers: own.is_some() || other.is_some(),
        payer: other.map(|(name, _)| mask::name(name)),
        left: own.or(other.map(|(_, left)| left)),
        may_owe: pays
            .zip(owing_limit)
            .is_some_and(|(pays, limit)| known.owed_fen.plus(pays) <= limit),
    }
}

fn card_of(known: &Known) -> Option<PresentedCard> {
    let number = known.card_number.as_deref()?;
    Some(PresentedCard {
        id: known.card_id?,
        number: number.chars().skip(number.chars().count().saturating_sub(4)).collect(),
        state: known.card_state.clone()?,
    })
}
