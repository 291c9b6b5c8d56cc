//! Is this bundle what the canteen closed? Found out from its files alone: no server, no database, nothing to trust but the canteen's
//! public key. The first row that is wrong is named.

pub mod chain;
pub mod checks;
pub mod cli;
pub mod closed;
pub mod files;
pub mod known;
pub mod meals;
pub mod papers;
pub mod rows;
pub mod seal;
pub mod sums;
pub mod workbook;
pub mod wrong;

use std::path::Path;

use self::chain::Chain;
use self::meals::Meals;
use self::wrong::Wrong;
use super::bundle::closed::AuditedAct;
use super::bundle::journal::JournalRow;
use super::bundle::manifest::Manifest;
use super::bundle::{AUDIT, JOURNAL};

/// A bundle without a fault.
#[derive(Debug)]
pub struct Verified {
    /// What it says of itself.
    pub manifest: Manifest,
    /// How many meals the month has, undone ones too.
    pub meals: usize,
    /// How many entries of the journal were followed.
    pub entries: u64,
}

/// Verifies a bundle. `key` is the canteen's public key, if the reader has it from elsewhere.
pub fn verify(folder: &Path, key: Option<&[u8]>) -> Result<Verified, Wrong> {
    let manifest = seal::open(folder, key)?;
    files::check(folder, &manifest)?;
    let closed = closed::read(folder, &manifest)?;
    closed::approved(folder, &closed)?;
    sums::closing(folder, &closed)?;
    let mut meals = Meals::read(folder, manifest.month, &closed)?;
    let mut chain = Chain::new(&manifest, &closed);
    let mut entries = 0;
    for row in rows::read::<JournalRow>(folder, JOURNAL)? {
        let (number, row) = row?;
        let step = chain.step(&row).and_then(|()| meals.meet(row));
        step.map_err(|what| Wrong::row(JOURNAL, number, what))?;
        entries = number;
    }
    chain.end().map_err(|what| Wrong::file(JOURNAL, what))?;
    meals.end()?;
    sums::cover(folder, &manifest, &meals)?;
    checks::same(folder, &manifest, &meals)?;
    acts(folder)?;
    papers::same(folder)?;
    Ok(Verified {
        meals: meals.own.len(),
        manifest,
        entries,
    })
}

/// The acts stand in the order in which they were written.
fn acts(folder: &Path) -> Result<(), Wrong> {
    let mut last = None;
    for row in rows::read::<AuditedAct>(folder, AUDIT)? {
        let (number, act) = row?;
        if last >= Some(act.id) {
            return Err(Wrong::row(AUDIT, number, wrong::out_of_order()));
        }
        last = Some(act.id);
    }
    Ok(())
}
