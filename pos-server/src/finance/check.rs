//! Do the books still say what was booked? Everything that can be computed again is: promises P2 to P6 and P11.
//!
//! The journal is walked once, entry by entry, in pieces of [`PIECE`] entries, so that memory does not grow with it; what is
//! kept grows with the accounts only. The first row that is wrong ends the walk and is named.

pub mod cli;
pub mod fault;

pub(in crate::finance) mod booking;
pub(in crate::finance) mod hash;
pub(in crate::finance) mod piece;
pub(in crate::finance) mod store;

mod accounts;
mod journal;
mod policies;
mod register;
mod shifts;

use crate::db::{Db, Tx};
use crate::keys::Keys;
use accounts::Purses;
use fault::CheckError;
use shifts::OpenShifts;

/// How many entries are in memory at a time; while they are walked, as many more are read. Few in a debug build, so that the tests
/// meet journals of many pieces.
const PIECE: i64 = if cfg!(debug_assertions) { 50 } else { 5_000 };

/// What a sound database holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sound {
    /// The last entry of each canteen's journal: who keeps these elsewhere notices a journal that lost its end.
    pub heads: Vec<Head>,
    /// How many entries.
    pub entries: i64,
    /// How many wallets.
    pub wallets: i64,
    /// How many residents.
    pub residents: i64,
}

/// The last entry of a canteen's journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The canteen's code.
    pub code: String,
    /// The canteen's name.
    pub name: String,
    /// The entry's number; 0 before the first.
    pub entry_no: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// Checks a whole database: its rows, and at the same time the file that they stand in.
pub async fn check_with_file(db: &Db, keys: &Keys) -> Result<Sound, CheckError> {
    let rows = async {
        let mut tx = db.snapshot().await.map_err(CheckError::Unasked)?;
        check(&mut tx, keys).await
    };
    let (rows, damage) = tokio::join!(rows, db.damage());
    // A row that has a name says more than a page.
    match (rows?, damage) {
        (sound, Ok(None)) => Ok(sound),
        (_, Ok(Some(said))) => Err(CheckError::Damaged(said)),
        (_, Err(error)) => Err(CheckError::Unasked(error)),
    }
}

/// Checks all rows of a database. Give it a snapshot.
pub async fn check(tx: &mut Tx, keys: &Keys) -> Result<Sound, CheckError> {
    let mut sound = Sound::default();
    let (mut purses, mut open) = (Purses::default(), OpenShifts::default());
    for canteen in store::canteens(tx).await.map_err(fault::unread("canteen"))? {
        let head = journal::walk(tx, canteen, &mut purses, &mut open).await?;
        sound.entries += head.entry_no;
        sound.heads.push(head);
    }
    journal::strays(tx).await?;
    shifts::compare(tx, open).await?;
    sound.wallets = accounts::compare(tx, purses).await?;
    journal::claims(tx).await?;
    policies::check(tx).await?;
    sound.residents = register::check(tx, keys).await?;
    Ok(sound)
}
