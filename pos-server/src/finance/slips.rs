//! What did one person eat in a month, who paid it, and what is on the card now? The monthly slips, in the order of the doors.
//!
//! A closed month's slips say what its lines say. All slips together, and the meals of people whom the register does not know, come to the month's sums.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::books::BooksError;
use super::claim::slips as closed;
use super::days::CanteenName;
use super::export::ExportError;
use super::lines::{self, KeyedLine, Line};
use super::store::{self, Diner, Eaten, Nameless, Period};
use crate::cards::natural;
use crate::db::Tx;
use crate::ids::ResidentId;
use crate::money::Fen;
use crate::residents::mask;
use crate::subsidy::policy::Share;
use crate::subsidy::words::Meal;

/// How many people one page has.
const PAGE: usize = 200;

/// A page of slips, ordered as they are handed out: grid, compound, building, unit, room.
#[derive(Debug, Serialize, ToSchema)]
pub struct Slips {
    /// The slips; a page may have fewer than the next one, because whose meals are all voided gets none.
    pub items: Vec<Slip>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Whose month.
    pub canteen: CanteenName,
    /// The month's meals of people whom the register does not know: they get no slip.
    pub nameless: Line,
    /// Whether the month is closed: its figures never change again.
    pub is_closed: bool,
}

/// One person's month. Voided meals count nowhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct Slip {
    /// The resident.
    pub resident_id: ResidentId,
    /// The masked name.
    pub name: String,
    /// 网格
    pub grid: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
    /// All meals.
    pub total: Line,
    /// Lunch and dinner.
    pub by_meal: Vec<SlipMeal>,
    /// Those among them that wait for the office.
    pub pending: Line,
    /// 餐卡余额, now.
    pub balance: Fen,
    /// 欠费, now.
    pub owed: Fen,
}

/// One person's lunches, or dinners.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlipMeal {
    /// Which meal.
    pub meal: Meal,
    /// The sum.
    #[serde(flatten)]
    pub line: Line,
    /// How the diner paid (`pays`) for how many of them; what is owed stands beside what was paid.
    pub by_tender: Vec<KeyedLine>,
    /// What each funder pays of them.
    pub shares: Vec<Share>,
}

/// A page of a month's slips after somebody's, or the slip of one resident; `None` if nobody like that ate. Give it a snapshot.
pub async fn page(tx: &mut Tx, period: Period, only: Option<ResidentId>, after: Option<ResidentId>) -> Result<Option<Slips>, ExportError> {
    let mut diners = store::diners(tx, period, only).await?;
    diners.sort_by_cached_key(|diner| (natural::way_to(door_of(diner)), diner.id));
    if let Some(after) = after {
        let Some(place) = diners.iter().position(|diner| diner.id == after) else {
            return Ok(None);
        };
        diners.drain(..=place);
    }
    let has_more = diners.len() > PAGE;
    diners.truncate(PAGE);
    let next_cursor = diners.last().filter(|_| has_more).map(|diner| diner.id.to_string());
    if let Some(month) = closed::read(tx, period).await? {
        return Ok(Some(of_closed(month, diners, next_cursor)?));
    }
    Ok(Some(Slips {
        next_cursor,
        items: slips(tx, period, diners).await?,
        canteen: CanteenName {
            name: store::canteen_name(tx, period.canteen).await?,
        },
        nameless: Line::from(&store::nameless(tx, period).await?),
        is_closed: false,
    }))
}

/// The slips of a closed month: only where they are brought to, and what is on the card, is as of now.
fn of_closed(mut month: closed::Frozen, diners: Vec<Diner>, next_cursor: Option<String>) -> Result<Slips, BooksError> {
    let mut items = Vec::with_capacity(diners.len());
    for diner in diners {
        let Some(rows) = month.eaten.remove(&diner.id) else { continue };
        let name = month.names.remove(&diner.id).unwrap_or_default();
        items.push(Slip {
            name,
            ..slip(diner, &rows)?
        });
    }
    Ok(Slips {
        items,
        next_cursor,
        canteen: CanteenName { name: month.canteen },
        nameless: Line::from(&month.nameless),
        is_closed: true,
    })
}

async fn slips(tx: &mut Tx, period: Period, diners: Vec<Diner>) -> Result<Vec<Slip>, BooksError> {
    if diners.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ResidentId> = diners.iter().map(|diner| diner.id).collect();
    let mut eaten: BTreeMap<ResidentId, Vec<Eaten>> = BTreeMap::new();
    for row in store::eaten_by(tx, period, &ids).await? {
        eaten.entry(row.resident_id).or_default().push(row);
    }
    diners
        .into_iter()
        .filter_map(|diner| eaten.remove(&diner.id).map(|rows| slip(diner, &rows)))
        .collect()
}

fn slip(diner: Diner, eaten: &[Eaten]) -> Result<Slip, BooksError> {
    let mut meals: BTreeMap<Meal, Vec<&Eaten>> = BTreeMap::new();
    for row in eaten {
        meals.entry(row.meal).or_default().push(row);
    }
    let place = |text: Option<String>| mask::digits(&text.unwrap_or_default());
    Ok(Slip {
        resident_id: diner.id,
        name: mask::name(&diner.name),
        grid: place(diner.grid),
        compound: place(diner.compound),
        building: place(diner.building),
        unit: place(diner.unit),
        room: place(diner.room),
        total: lines::total(eaten),
        by_meal: meals
            .into_iter()
            .map(|(meal, rows)| of_meal(meal, &rows))
            .collect::<Result<_, _>>()?,
        pending: lines::total(eaten.iter().filter(|row| row.state == "pending")),
        balance: diner.balance_fen,
        owed: diner.owed_fen,
    })
}

fn of_meal(meal: Meal, eaten: &[&Eaten]) -> Result<SlipMeal, BooksError> {
    let rows = || eaten.iter().copied();
    Ok(SlipMeal {
        meal,
        line: lines::total(rows()),
        by_tender: lines::by_tender(rows(), |row| row.tender),
        shares: shares(rows())?,
    })
}

/// What each funder pays of some meals, by the funder's key.
fn shares<'e>(eaten: impl Iterator<Item = &'e Eaten>) -> Result<Vec<Share>, BooksError> {
    let mut sums: BTreeMap<String, Share> = BTreeMap::new();
    for row in eaten {
        for share in serde_json::from_str::<Vec<Share>>(&row.shares)? {
            let amount = Fen::new(share.amount.get().saturating_mul(row.meals));
            sums.entry(share.funder.clone())
                .and_modify(|sum| sum.amount = sum.amount.plus(amount))
                .or_insert(Share { amount, ..share });
        }
    }
    Ok(sums.into_values().collect())
}

fn door_of(diner: &Diner) -> [Option<&str>; 5] {
    [&diner.grid, &diner.compound, &diner.building, &diner.unit, &diner.room].map(Option::as_deref)
}

impl From<&Eaten> for Line {
    fn from(eaten: &Eaten) -> Self {
        Self {
            meals: eaten.meals,
            standard: eaten.standard_fen,
            pays: eaten.pays_fen,
            subsidy: eaten.standard_fen.minus(eaten.pays_fen),
        }
    }
}

impl From<&Nameless> for Line {
    fn from(nameless: &Nameless) -> Self {
        Self {
            meals: nameless.meals,
            standard: nameless.standard_fen,
            pays: nameless.pays_fen,
            subsidy: nameless.standard_fen.minus(nameless.pays_fen),
        }
    }
}
