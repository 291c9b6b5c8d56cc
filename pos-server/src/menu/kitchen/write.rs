//! What may the kitchen write down, and what not yet? Each request adds one row; the same one again adds nothing.

use chrono::NaiveDate;

use super::balance::{Figures, NotClosed};
use super::samples::KEPT;
use super::sheet;
use super::store::samples::{self, NewSample};
use super::store::{self, Asked, Which};
use super::words::{KitchenNumber, SampleEnd};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, SampleId};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum KitchenError {
    /// The canteen has no such sample.
    #[error("no such sample")]
    NotFound,
    /// The id names something else.
    #[error("the id was used for something else")]
    IdReused,
    /// The day has not come.
    #[error("the day has not come")]
    Ahead,
    /// A sample is taken on its day, and not later than now.
    #[error("the sample's moment cannot be")]
    OtherMoment,
    /// The sample is there no more.
    #[error("the sample has ended")]
    SampleEnded,
    /// The sample's time is not over.
    #[error("the sample is kept until {0}")]
    KeptUntil(Timestamp),
    /// The sheet cannot be closed.
    #[error("the sheet cannot be closed: {0:?}")]
    Open(NotClosed),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Writes one of the kitchen's numbers down; tells whether this request did. The staff's meals may be known ahead, the others not.
pub async fn count(tx: &mut Tx, which: Which, (what, meals): (KitchenNumber, i64), asked: &Asked) -> Result<bool, KitchenError> {
    if is_done(tx, asked).await? {
        return Ok(false);
    }
    if what != KitchenNumber::Staff {
        not_ahead(which.1, asked.at)?;
    }
    store::insert_count(tx, which, (what, meals), asked).await?;
    Ok(true)
}

/// Closes the sheet with its present figures; tells them, if this request did.
pub async fn close(tx: &mut Tx, which: Which, reason: &str, asked: &Asked) -> Result<Option<Figures>, KitchenError> {
    if is_done(tx, asked).await? {
        return Ok(None);
    }
    not_ahead(which.1, asked.at)?;
    let figures = sheet::balance(tx, which).await?.close(reason).map_err(KitchenError::Open)?;
    store::insert_closing(tx, which, (&figures, reason), asked).await?;
    Ok(Some(figures))
}

/// Writes a sample down; tells whether this request did.
pub async fn sample(tx: &mut Tx, which: Which, new: &NewSample, asked: &Asked) -> Result<bool, KitchenError> {
    if is_done(tx, asked).await? {
        return Ok(false);
    }
    not_ahead(which.1, asked.at)?;
    if new.taken_at > asked.at || calendar::day_of(new.taken_at) != which.1 {
        return Err(KitchenError::OtherMoment);
    }
    samples::insert_sample(tx, which, new, asked).await?;
    Ok(true)
}

/// What becomes of a sample.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Which sample.
    pub sample: SampleId,
    /// What becomes of it.
    pub end: SampleEnd,
    /// Why; given where it is not thrown away after its time.
    pub reason: String,
    /// Who does that.
    pub ended_by: String,
}

/// Writes down what became of a sample; tells of which meal it was and of which dish, and whether this request did.
pub async fn end_sample(tx: &mut Tx, canteen: CanteenId, order: &Ending, asked: &Asked) -> Result<(Which, String, bool), KitchenError> {
    let known = samples::sample(tx, canteen, order.sample).await?.ok_or(KitchenError::NotFound)?;
    let until = known.taken_at + KEPT;
    let (which, has_ended) = ((canteen, known.service_date, known.meal), known.what.is_some());
    if is_done(tx, asked).await? {
        return Ok((which, known.dish, false));
    }
    if has_ended {
        return Err(KitchenError::SampleEnded);
    }
    if order.end == SampleEnd::ThrownAway && asked.at < until {
        return Err(KitchenError::KeptUntil(until));
    }
    samples::insert_sample_end(tx, (canteen, order.sample), (order.end, &order.reason, &order.ended_by), asked).await?;
    Ok((which, known.dish, true))
}

/// Writes a temperature down; tells whether this request did.
pub async fn measure(
    tx: &mut Tx,
    which: Which,
    (dish, core_tenths, measured_by): (&str, i64, &str),
    asked: &Asked,
) -> Result<bool, KitchenError> {
    if is_done(tx, asked).await? {
        return Ok(false);
    }
    not_ahead(which.1, asked.at)?;
    samples::insert_temperature(tx, which, (dish, core_tenths, measured_by), asked).await?;
    Ok(true)
}

async fn is_done(tx: &mut Tx, asked: &Asked) -> Result<bool, KitchenError> {
    match store::request(tx, asked.id).await? {
        None => Ok(false),
        Some(hash) if hash == asked.request_hash => Ok(true),
        Some(_) => Err(KitchenError::IdReused),
    }
}

fn not_ahead(date: NaiveDate, at: Timestamp) -> Result<(), KitchenError> {
    if date <= calendar::day_of(at) {
        Ok(())
    } else {
        Err(KitchenError::Ahead)
    }
}
