//! What does a new canteen open with? The shipped policy.

use futures_util::future::BoxFuture;

use crate::clock::Timestamp;
use crate::db::Tx;
use crate::ids::{CanteenId, PolicyId};
use crate::staff::act::Act;
use crate::staff::audit::{self, By};
use crate::staff::setup::{Furnish, FurnishError};
use crate::subsidy::book::{self, Checked};
use crate::subsidy::policy::QIYI;

/// Gives a new canteen the shipped policy, in the transaction that creates it.
pub const SHIPPED_POLICY: Furnish = Furnish(load_shipped_policy);

fn load_shipped_policy(tx: &mut Tx, canteen: CanteenId, at: Timestamp) -> BoxFuture<'_, Result<(), FurnishError>> {
    Box::pin(async move {
        let (id, _) = book::load(tx, canteen, PolicyId::new(), &Checked::of(QIYI.to_owned())?, at, None).await?;
        let by = By::Console(canteen);
        audit::record_by(tx, &by, &Act::PolicyLoaded, &format!("policy:{id}"), at).await?;
        Ok(())
    })
}
