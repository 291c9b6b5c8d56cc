//! Who may pay from whose wallet? Two people of one household, because the coordinator says so. Permissions are added and ended,
//! never edited.

use chrono::NaiveDate;

use super::store::{self, Member};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, PayerId, ResidentId, StaffId};
use crate::ledger::store::{Payer, allow_payer, end_payer, payer_by_id, payers_of};

/// A permission to give.
#[derive(Debug, Clone, Copy)]
pub struct Allowing {
    /// Made by the office before it asks.
    pub id: PayerId,
    /// Whose residents.
    pub canteen: CanteenId,
    /// Who may pay.
    pub resident: ResidentId,
    /// From whose wallet.
    pub wallet: ResidentId,
    /// Who says so.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

/// Why nobody was allowed to pay from another one's wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPayer {
    /// The two do not live behind one door, as far as the register knows.
    #[error("the two do not share a household")]
    OtherHousehold,
    /// The wallet's owner died or moved away.
    #[error("the wallet's owner is gone")]
    Gone,
    /// One of them is part of another permission, which would make a chain of payers.
    #[error("a payer cannot be paid for")]
    Chain,
    /// It is so already.
    #[error("the permission is in force")]
    InForce,
}

/// Why a permission was not given.
#[derive(Debug, thiserror::Error)]
pub enum AllowError {
    /// The canteen has no such resident.
    #[error("no such resident")]
    NotFound,
    /// The id names another permission.
    #[error("the id was used for another permission")]
    IdReused,
    /// The rule.
    #[error(transparent)]
    Rule(#[from] NoPayer),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// May one pay from the other one's wallet? `in_force` are the permissions of both. A chain of payers is refused, because nobody
/// could say whose wallet a meal takes from.
pub fn may_pay(resident: &Member, wallet: &Member, in_force: &[Payer]) -> Result<(), NoPayer> {
    if resident.household_id.is_none() || resident.household_id != wallet.household_id {
        return Err(NoPayer::OtherHousehold);
    }
    if wallet.is_gone {
        return Err(NoPayer::Gone);
    }
    if in_force
        .iter()
        .any(|payer| payer.resident_id == wallet.id || payer.wallet_id == resident.id)
    {
        return Err(NoPayer::Chain);
    }
    if in_force
        .iter()
        .any(|payer| payer.resident_id == resident.id && payer.wallet_id == wallet.id)
    {
        return Err(NoPayer::InForce);
    }
    Ok(())
}

/// Lets a resident pay from another one's wallet, and no longer from the one before; tells whether this request did. Asking again
/// with the same id changes nothing.
pub async fn allow(tx: &mut Tx, order: &Allowing) -> Result<bool, AllowError> {
    if let Some(done) = payer_by_id(tx, order.id).await? {
        return if done == (order.resident, order.wallet) {
            Ok(false)
        } else {
            Err(AllowError::IdReused)
        };
    }
    let day = calendar::day_of(order.at);
    let resident = member(tx, order, order.resident, day).await?.ok_or(AllowError::NotFound)?;
    let wallet = member(tx, order, order.wallet, day).await?.ok_or(NoPayer::OtherHousehold)?;
    let mut in_force = payers_of(tx, resident.id, day).await?;
    in_force.extend(payers_of(tx, wallet.id, day).await?);
    may_pay(&resident, &wallet, &in_force)?;
    end_payer(tx, resident.id, order.by, order.at).await?;
    allow_payer(tx, (order.id, order.canteen), (resident.id, wallet.id), (order.by, order.at)).await?;
    Ok(true)
}

async fn member(tx: &mut Tx, order: &Allowing, id: ResidentId, day: NaiveDate) -> Result<Option<Member>, DbError> {
    store::member(tx, order.canteen, id, day).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::HouseholdId;

    fn member(household: Option<HouseholdId>, is_gone: bool) -> Member {
        Member {
            id: ResidentId::new(),
            name: "王秀英".to_owned(),
            household_id: household,
            is_gone,
        }
    }

    fn permission(resident: &Member, wallet: &Member) -> Payer {
        Payer {
            id: PayerId::new(),
            resident_id: resident.id,
            resident_name: resident.name.clone(),
            wallet_id: wallet.id,
            wallet_name: wallet.name.clone(),
            allowed_by: "刘敏".to_owned(),
            allowed_at: "2026-11-23T02:00:00Z".parse().unwrap(),
            counts: true,
        }
    }

    #[test]
    fn one_household_one_step() {
        let home = Some(HouseholdId::new());
        let (grandson, wife, husband) = (member(home, false), member(home, false), member(home, false));
        let stranger = member(Some(HouseholdId::new()), false);
        let (homeless, other) = (member(None, false), member(None, false));
        let late = member(home, true);
        let asks = |resident: &Member, wallet: &Member, in_force: &[(&Member, &Member)]| {
            let in_force: Vec<Payer> = in_force.iter().map(|(resident, wallet)| permission(resident, wallet)).collect();
            may_pay(resident, wallet, &in_force)
        };
        assert_eq!(asks(&wife, &husband, &[]), Ok(()));
        assert_eq!(asks(&wife, &husband, &[(&grandson, &husband)]), Ok(()));
        assert_eq!(asks(&wife, &husband, &[(&wife, &grandson)]), Ok(()));
        assert_eq!(asks(&late, &husband, &[]), Ok(()));
        assert_eq!(asks(&wife, &stranger, &[]), Err(NoPayer::OtherHousehold));
        assert_eq!(asks(&homeless, &other, &[]), Err(NoPayer::OtherHousehold));
        assert_eq!(asks(&wife, &late, &[]), Err(NoPayer::Gone));
        assert_eq!(asks(&wife, &husband, &[(&husband, &grandson)]), Err(NoPayer::Chain));
        assert_eq!(asks(&wife, &husband, &[(&grandson, &wife)]), Err(NoPayer::Chain));
        assert_eq!(asks(&wife, &husband, &[(&wife, &husband)]), Err(NoPayer::InForce));
    }
}
