//! Which policy holds on a day? Policies by canteen, parsed once per text.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;

use super::holidays::Holidays;
use super::policy::{Mistake, Policy};
use super::store::change::Proposal;
use super::store::{self, NewPolicy, PolicyHead};
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, PolicyId, ProposalId, StaffId};
use crate::keys::sha256;

/// A policy as it was loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Its row.
    pub id: PolicyId,
    /// SHA-256 of its text, hexadecimal.
    pub sha256: String,
    /// What it says.
    pub policy: Arc<Policy>,
}

/// The policies that some canteens loaded, for the days that a caller asks about.
#[derive(Debug, Default)]
pub struct PolicyBook {
    heads: Vec<PolicyHead>,
    parsed: HashMap<PolicyId, Arc<Policy>>,
}

/// Why a policy was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The text has mistakes.
    #[error("the policy's text has mistakes")]
    Invalid(Vec<Mistake>),
    /// The canteen has another policy of this version.
    #[error("the version was loaded before with another text")]
    VersionTaken,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Texts are kept for ever under their id, so what was parsed once stays right.
static PARSED: LazyLock<Mutex<HashMap<PolicyId, Arc<Policy>>>> = LazyLock::new(Mutex::default);

impl PolicyBook {
    /// The names of all funders by their keys, as the newest policy that has them says.
    #[must_use]
    pub fn funders(&self) -> BTreeMap<String, String> {
        let policies = self.heads.iter().rev().filter_map(|head| self.parsed.get(&head.id));
        policies.flat_map(|policy| policy.funders.iter().cloned()).collect()
    }

    /// The policies of some canteens, as the database holds them now.
    pub async fn read(tx: &mut Tx, canteens: &[CanteenId]) -> Result<Self, DbError> {
        let heads = store::policies_of(tx, canteens).await?;
        let mut parsed = HashMap::new();
        for head in &heads {
            let known = PARSED.lock().unwrap_or_else(PoisonError::into_inner).get(&head.id).cloned();
            let policy = match known {
                Some(policy) => policy,
                None => Arc::new(parse_stored(&store::policy_text(tx, head.id).await?, head)?),
            };
            PARSED
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(head.id, Arc::clone(&policy));
            parsed.insert(head.id, policy);
        }
        Ok(Self { heads, parsed })
    }

    /// The book of some policies with their texts, from wherever they are kept.
    pub fn of(texts: Vec<(PolicyHead, &str)>) -> Result<Self, Vec<Mistake>> {
        let mut book = Self::default();
        for (head, text) in texts {
            book.parsed.insert(head.id, Arc::new(Policy::parse(text)?));
            book.heads.push(head);
        }
        book.heads.sort_by_key(|head| std::cmp::Reverse((head.valid_from, head.loaded_at)));
        Ok(book)
    }

    /// The policies of the canteens, the one that counts first.
    #[must_use]
    pub fn heads(&self) -> &[PolicyHead] {
        &self.heads
    }

    /// The policy that counts for a canteen on a day: the last that began, whether or not it has ended since.
    #[must_use]
    pub fn on(&self, canteen: CanteenId, day: NaiveDate) -> Option<Loaded> {
        self.on_as_known(canteen, day, None)
    }

    /// The next policy that begins after a day: its version and its first day.
    #[must_use]
    pub fn next_after(&self, canteen: CanteenId, day: NaiveDate) -> Option<(&str, NaiveDate)> {
        let of_canteen = self.heads.iter().filter(|head| head.canteen_id == canteen);
        let later = of_canteen
            .map(|head| (head.version.as_str(), head.valid_from))
            .filter(|(_, from)| *from > day);
        later.min_by_key(|(_, from)| *from)
    }

    /// The policy of an id; nothing if it is of none of the canteens.
    #[must_use]
    pub fn of_id(&self, id: PolicyId) -> Option<Loaded> {
        let head = self.heads.iter().find(|head| head.id == id)?;
        Some(Loaded {
            id,
            sha256: hex::encode(&head.sha256),
            policy: Arc::clone(self.parsed.get(&id)?),
        })
    }

    /// The policy that counted for a canteen on a day as known at a moment, or by now.
    #[must_use]
    pub fn on_as_known(&self, canteen: CanteenId, day: NaiveDate, at: Option<Timestamp>) -> Option<Loaded> {
        let was_loaded = |head: &&PolicyHead| at.is_none_or(|at| head.loaded_at <= at);
        let mut heads = self.heads.iter().filter(was_loaded);
        let head = heads.find(|head| head.canteen_id == canteen && head.valid_from <= day)?;
        let policy = Arc::clone(self.parsed.get(&head.id)?);
        Some(Loaded {
            id: head.id,
            sha256: hex::encode(&head.sha256),
            policy,
        })
    }
}

/// The calendar of a canteen as known at a moment, or by now: the shipped one, and what the office recorded since.
pub async fn holidays(tx: &mut Tx, canteen: CanteenId, at: Option<Timestamp>) -> Result<Holidays, DbError> {
    let mut holidays = Holidays::shipped().map_err(|error| DbError::Unsafe(error.to_string()))?;
    for row in store::holidays_of(tx, canteen).await? {
        if at.is_none_or(|at| row.recorded_at <= at) {
            holidays.set(row.day, row.kind);
        }
    }
    Ok(holidays)
}

fn parse_stored(text: &str, head: &PolicyHead) -> Result<Policy, DbError> {
    Policy::parse(text).map_err(|_| DbError::Unsafe(format!("the stored policy {} cannot be read by this version", head.version)))
}

/// A policy's text without mistakes, ready to be kept.
#[derive(Debug)]
pub struct Checked {
    text: String,
    sha256: [u8; 32],
    policy: Policy,
}

impl Checked {
    /// Checks a text. Call it before a transaction begins: nobody who sells waits for it.
    pub fn of(text: String) -> Result<Self, LoadError> {
        let policy = Policy::proved(&text).map_err(LoadError::Invalid)?;
        let sha256 = sha256(text.as_bytes());
        Ok(Self { text, sha256, policy })
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The text as a proposal of somebody at a moment.
    #[must_use]
    pub fn proposal(&self, id: ProposalId, canteen_id: CanteenId, (by, at): (StaffId, Timestamp)) -> Proposal {
        Proposal {
            id,
            canteen_id,
            version: self.policy.version.clone(),
            valid_from: self.policy.valid_from,
            text: self.text.clone(),
            sha256: self.sha256.to_vec(),
            proposed_at: at,
            proposed_by: by,
            proposer: String::new(),
            policy_id: None,
            approved_at: None,
            approved_by: None,
            approver: None,
            rejected_at: None,
            rejected_by: None,
            rejecter: None,
            rejection: None,
        }
    }
}

/// A version names one text for ever: a proposal of one that was loaded could never be approved.
pub async fn is_version_free(tx: &mut Tx, canteen: CanteenId, checked: &Checked) -> Result<(), LoadError> {
    let heads = store::policies_of(tx, &[canteen]).await?;
    let is_taken = heads.iter().any(|head| head.version == checked.policy.version);
    if is_taken { Err(LoadError::VersionTaken) } else { Ok(()) }
}

/// Keeps a policy's text for ever. Answers its id, and whether it is new: loading the same text again changes nothing and
/// answers the first id.
pub async fn load(
    tx: &mut Tx,
    canteen: CanteenId,
    id: PolicyId,
    checked: &Checked,
    at: Timestamp,
    by: Option<StaffId>,
) -> Result<(PolicyId, bool), LoadError> {
    let Checked { text, sha256, policy } = checked;
    for head in store::policies_of(tx, &[canteen]).await? {
        if head.sha256 == sha256 {
            return Ok((head.id, false));
        }
        if head.version == policy.version {
            return Err(LoadError::VersionTaken);
        }
    }
    let new = NewPolicy {
        id,
        canteen,
        version: &policy.version,
        valid_from: policy.valid_from,
        text,
        sha256: *sha256,
        at,
        by,
    };
    store::insert_policy(tx, &new).await?;
    Ok((id, true))
}
