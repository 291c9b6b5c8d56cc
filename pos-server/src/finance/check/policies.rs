//! Do the policies still say what they said when they were loaded? Each sale names its policy; a policy's hash, version and first day
//! can be found again in its text.

use super::fault::{CheckError, Fault, unread};
use super::store::{self, PolicyRow};
use crate::db::Tx;
use crate::keys::sha256;
use crate::subsidy::policy::Policy;
use crate::text::say;

/// Checks each policy against its text.
pub async fn check(tx: &mut Tx) -> Result<(), CheckError> {
    let rows = store::policies(tx).await.map_err(unread("policy"))?;
    let Some(wrong) = rows.into_iter().find(|row| !is_as_loaded(row)) else {
        return Ok(());
    };
    let what = say(
        "政策的文字与载入时留下的哈希、版本或执行日期不符：其中一项被改过。",
        "The policy's text does not have the hash, version or first day that were kept when it was loaded: one of them was changed.",
    );
    Err(Fault::booked("policy", format!("id {}", wrong.id), what).into())
}

fn is_as_loaded(row: &PolicyRow) -> bool {
    sha256(row.text.as_bytes()).as_slice() == row.sha256
        && Policy::parse(&row.text).is_ok_and(|policy| (policy.version, policy.valid_from) == (row.version.clone(), row.valid_from))
}
