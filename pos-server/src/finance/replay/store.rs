//! The SQL of deciding again: a month's meals, who ate them, and which meals count towards their limits.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::{Claim, Person};
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx, read_rows};
use crate::finance::store::Period;
use crate::ids::{CanteenId, ResidentId, SaleId};
use crate::money::Fen;
use crate::sales::store::past::past;
use crate::subsidy::words::{Channel, DinerGroup, Meal};

/// A meal as it was booked.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Booked {
    /// The sale.
    pub id: SaleId,
    /// The receipt's number.
    pub entry_no: i64,
    /// Who ate; nobody for a guest.
    pub resident_id: Option<ResidentId>,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// How it was handed over.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// As whom the diner ate.
    #[sqlx(try_from = "String")]
    pub diner_group: DinerGroup,
    /// `claimable`, `unsubsidised` or `pending`.
    pub state: String,
    /// What the meal cost.
    pub standard_fen: Fen,
    /// What the diner paid.
    pub pays_fen: Fen,
    /// The funders' shares, JSON.
    pub shares: String,
    /// The reasons, JSON.
    pub reasons: String,
    /// When it was sold.
    pub sold_at: Timestamp,
    /// When it was booked.
    pub booked_at: Timestamp,
}

/// The standing meals of a period that a rule decided, in the order in which they were booked.
pub async fn booked(tx: &mut Tx, period: Period) -> Result<Vec<Booked>, DbError> {
    Sql::new(
        "SELECT s.id, s.entry_no, s.resident_id, s.service_date, s.meal, s.channel, s.diner_group, s.state, s.standard_fen, s.pays_fen, \
         s.shares, s.reasons, s.sold_at, e.at AS booked_at FROM sale s \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 AND s.state <> 'pending' \
         AND NOT EXISTS (SELECT 1 FROM sale_void x WHERE x.sale_id = s.id) ORDER BY s.entry_no",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// The standing meals of one resident on a day, the last booked first, in whichever canteen.
pub async fn booked_for(tx: &mut Tx, canteen: CanteenId, resident: ResidentId, day: NaiveDate) -> Result<Vec<Booked>, DbError> {
    Sql::new(
        "SELECT s.id, s.entry_no, s.resident_id, s.service_date, s.meal, s.channel, s.diner_group, s.state, s.standard_fen, s.pays_fen, \
         s.shares, s.reasons, s.sold_at, e.at AS booked_at FROM sale s \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no \
         WHERE s.resident_id = $1 AND s.service_date = $2 AND s.canteen_id = $3 \
         AND NOT EXISTS (SELECT 1 FROM sale_void x WHERE x.sale_id = s.id) ORDER BY s.entry_no DESC",
    )
    .bind(resident)
    .bind(day)
    .bind(canteen)
    .all(tx)
    .await
}

/// Some residents, wherever they are registered.
pub async fn people(tx: &mut Tx, ids: &BTreeSet<ResidentId>) -> Result<HashMap<ResidentId, Person>, DbError> {
    let rows: Vec<Person> = read_rows(
        "SELECT r.id, r.name, r.birth_date, r.canteen_id AS home, c.code AS home_code, r.household_id FROM (VALUES {uuid}) AS v \
         JOIN resident r ON r.id = v.column1 JOIN canteen c ON c.id = r.canteen_id",
        ids.iter().map(|id| vec![(*id).into()]).collect(),
        tx,
    )
    .await?;
    Ok(rows.into_iter().map(|person| (person.id, person)).collect())
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    id: SaleId,
    resident_id: ResidentId,
    service_date: NaiveDate,
    #[sqlx(try_from = "String")]
    meal: Meal,
    reasons: String,
    shares: String,
    booked_at: Timestamp,
}

/// The subsidised meals of some residents from a day to a day, in all canteens.
pub async fn claims(
    tx: &mut Tx,
    ids: &BTreeSet<ResidentId>,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<HashMap<ResidentId, Vec<Claim>>, DbError> {
    let rows: Vec<ClaimRow> = read_rows(
        "SELECT s.id, s.resident_id, s.service_date, s.meal, s.reasons, s.shares, e.at AS booked_at \
         FROM (VALUES {uuid, date, date}) AS v \
         JOIN sale s ON s.resident_id = v.column1 AND s.service_date >= v.column2 AND s.service_date <= v.column3 \
         JOIN claimed_meal m ON m.sale_id = s.id \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no",
        ids.iter().map(|id| vec![(*id).into(), first.into(), last.into()]).collect(),
        tx,
    )
    .await?;
    let mut claims: HashMap<ResidentId, Vec<Claim>> = HashMap::new();
    for row in rows {
        let past = past((row.service_date, row.meal), &row.reasons, &row.shares)?;
        claims.entry(row.resident_id).or_default().push(Claim {
            sale_id: row.id,
            booked_at: row.booked_at,
            past,
        });
    }
    Ok(claims)
}
