//! What does the street office, and what does the public, see of a closed month? Sums without anybody's name, ready to print.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::book::{Book, Sums};
use super::capitals::capitals;
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::finance::export::ExportError;
use crate::ids::CanteenId;
use crate::money::Fen;
use crate::subsidy::check_rules::Check;
use crate::subsidy::words::{Channel, DinerGroup, Meal};

/// A closed month in sums.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimView {
    /// The month.
    #[schema(value_type = String, example = "2026-11")]
    pub month: Month,
    /// The canteen's code as it was then.
    pub canteen_code: String,
    /// The canteen's name as it was then.
    pub canteen_name: String,
    /// The meals by group, kind and channel.
    pub groups: Vec<ClaimGroup>,
    /// All meals.
    pub total: ClaimSums,
    /// Of them, those with a funder.
    pub claimable: i64,
    /// How many residents ate.
    pub people: i64,
    /// What each funder pays.
    pub funders: Vec<ClaimFunder>,
    /// What all funders pay for the month.
    pub claimed: Fen,
    /// What they pay more for earlier months, or less.
    pub corrected: Fen,
    /// How many corrections of earlier months there are.
    pub corrections: i64,
    /// What they pay together.
    pub to_pay: Fen,
    /// The same in capitals.
    pub capitals: String,
    /// The versions of the policies that decided.
    pub policies: Vec<String>,
    /// What the checks found, counted.
    pub exceptions: Vec<ClaimExceptions>,
    /// Who closed it.
    pub closing: Option<ClaimClosing>,
}

/// The meals of one group, kind and channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimGroup {
    /// The group.
    pub group: DinerGroup,
    /// Which meal.
    pub meal: Meal,
    /// How they were handed over.
    pub channel: Channel,
    /// The sum.
    #[serde(flatten)]
    pub sums: ClaimSums,
}

/// The sum of some meals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimSums {
    /// How many.
    pub meals: i64,
    /// What they cost.
    pub standard: Fen,
    /// What the diners paid.
    pub pays: Fen,
    /// What the funders pay.
    pub subsidy: Fen,
}

/// What one funder pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimFunder {
    /// The funder's key in the policy.
    pub key: String,
    /// The funder's name as it was then.
    pub name: String,
    /// For the month.
    pub month: Fen,
    /// For corrections of earlier months.
    pub corrections: Fen,
    /// Together.
    pub to_pay: Fen,
}

/// What one check found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimExceptions {
    /// The check.
    pub check: Check,
    /// How often it was lit.
    pub found: i64,
    /// How many of them a second person settled.
    pub settled: i64,
}

/// Who closed the month, and where the journal stood.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimClosing {
    /// Who proposed it.
    pub proposer: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Who approved it.
    pub approver: String,
    /// When.
    pub approved_at: Timestamp,
    /// SHA-256 of what both saw.
    pub sha256: String,
    /// The last entry of the journal that is closed with it.
    pub last_entry_no: i64,
    /// That entry's hash.
    pub head_hash: String,
}

impl From<&Sums> for ClaimSums {
    fn from(sums: &Sums) -> Self {
        Self {
            meals: sums.meals,
            standard: sums.standard,
            pays: sums.pays,
            subsidy: sums.subsidy(),
        }
    }
}

/// Reads a closed month; [`ExportError::MonthOpen`] while nobody closed it. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<ClaimView, ExportError> {
    let mut book = Book::open(tx, canteen, month).await?;
    book.read(tx, (canteen, month), |_, _| Ok(())).await?;
    Ok(view(book))
}

fn view(book: Book) -> ClaimView {
    let sums = &book.cover.sums;
    let groups = book.groups.iter().map(|((group, meal, channel), sums)| ClaimGroup {
        group: *group,
        meal: *meal,
        channel: *channel,
        sums: sums.into(),
    });
    let funders = book.cover.funders.iter().map(|funder| {
        let [month, corrections] =
            [&sums.shares, &sums.corrected_shares].map(|shares| shares.get(&funder.key).copied().unwrap_or_default());
        ClaimFunder {
            key: funder.key.clone(),
            name: funder.name.clone(),
            month,
            corrections,
            to_pay: month.plus(corrections),
        }
    });
    let claimed: Fen = sums.shares.values().copied().sum();
    let corrected: Fen = sums.corrected_shares.values().copied().sum();
    ClaimView {
        month: book.cover.month,
        total: ClaimSums {
            meals: sums.meals,
            standard: sums.standard,
            pays: sums.pays,
            subsidy: claimed,
        },
        claimable: sums.claimable,
        people: book.people.keys().flatten().map(|_| 1).sum(),
        groups: groups.collect(),
        funders: funders.collect(),
        claimed,
        corrected,
        corrections: sums.corrections,
        to_pay: claimed.plus(corrected),
        capitals: capitals(claimed.plus(corrected)),
        policies: book.policies.iter().map(|policy| policy.version.clone()).collect(),
        exceptions: exceptions(&book),
        closing: book.closing.map(|closing| ClaimClosing {
            proposer: closing.proposer,
            proposed_at: closing.proposed_at,
            approver: closing.approver,
            approved_at: closing.approved_at,
            sha256: closing.sha256,
            last_entry_no: closing.last_entry_no,
            head_hash: closing.head_hash,
        }),
        canteen_code: book.cover.canteen.code,
        canteen_name: book.cover.canteen.name,
    }
}

fn exceptions(book: &Book) -> Vec<ClaimExceptions> {
    let mut counts: BTreeMap<Check, [i64; 2]> = BTreeMap::new();
    for line in &book.exceptions {
        let [found, settled] = counts.entry(line.check).or_default();
        *found += 1;
        *settled += i64::from(line.settled.is_some());
    }
    let counted = |(check, [found, settled]): (Check, [i64; 2])| ClaimExceptions { check, found, settled };
    counts.into_iter().map(counted).collect()
}
