//! WHERE A MEAL IS SOLD: a list of orders in one transaction, a dozen statements whatever their number.

use super::order::SaleOrder;
use super::plan::{Plan, plan};
use super::snapshot::Snapshot;
use super::{shifts, store};
use crate::db::{DbError, Tx};
use crate::ledger;

pub use super::plan::{Refusal, Sold, record_of};

/// Sells a list of orders: loads what is known about all of them, lets the rules decide one after the other, writes all
/// rows. One answer per order, in their order; one that is refused never fails its neighbours. The caller commits, and
/// answers nobody before that.
pub async fn sell(tx: &mut Tx, orders: &[SaleOrder]) -> Result<Vec<Result<Sold, Refusal>>, DbError> {
    let Plan {
        answers,
        sales,
        shifts,
        entries,
        heads,
    } = plan(Snapshot::load(tx, orders).await?, orders);
    if !sales.is_empty() {
        ledger::store::append(tx, &entries).await?;
        shifts::store::insert_shifts(tx, &shifts).await?;
        store::insert_sales(tx, &sales).await?;
        store::claim_meals(tx, &sales).await?;
    }
    if !heads.is_empty() {
        ledger::store::move_heads(tx, &heads).await?;
    }
    Ok(answers)
}
