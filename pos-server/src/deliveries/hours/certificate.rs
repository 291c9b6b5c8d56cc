//! 志愿服务证明: what does a volunteer get in writing? The hours of a month as they stood on the day of issue, under a number without gaps;
//! frozen, so that a second print says the same.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::read::volunteers;
use super::store::{self, CertificateRow};
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, CertificateId, StaffId};
use crate::staff::store::canteens::canteen;

/// A certificate to issue.
#[derive(Debug, Clone)]
pub struct Issuing {
    /// Made by the office before it asks.
    pub id: CertificateId,
    /// Whose canteen.
    pub canteen: CanteenId,
    /// For whom.
    pub volunteer: StaffId,
    /// For which month.
    pub month: Month,
    /// By whom: the person and the name.
    pub by: (StaffId, String),
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// What stands on a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateText {
    /// Its number in the canteen.
    pub certificate_no: i64,
    /// The canteen.
    pub canteen: String,
    /// The volunteer's full name.
    pub volunteer: String,
    /// The first day of the month.
    pub month: NaiveDate,
    /// On how many days.
    pub days: usize,
    /// How many rounds.
    pub rounds: usize,
    /// At how many doors.
    pub doors: i64,
    /// How long, in whole minutes.
    pub minutes: i64,
    /// Who issued it.
    pub issued_by: String,
    /// When.
    pub issued_at: Timestamp,
}

/// Why no certificate was issued.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The id names another certificate.
    #[error("the id was used for another certificate")]
    IdReused,
    /// Nothing was reported by that person in that month.
    #[error("nothing to certify")]
    NoHours,
    /// A frozen text cannot be read or written.
    #[error("{0}")]
    Text(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Issues a certificate and tells whether this request did. Asking again with the same id and request gives the first one.
pub async fn issue(tx: &mut Tx, order: &Issuing) -> Result<(CertificateText, bool), CertificateError> {
    if let Some(done) = store::certificate(tx, order.id).await? {
        if done.canteen_id != order.canteen || done.request_hash != order.request_hash {
            return Err(CertificateError::IdReused);
        }
        return Ok((serde_json::from_str(&done.text)?, false));
    }
    let rows = store::walks(tx, order.canteen, (order.month.first(), order.month.end())).await?;
    let hours = volunteers(&rows).into_iter().find(|hours| hours.volunteer_id == order.volunteer);
    let hours = hours.ok_or(CertificateError::NoHours)?;
    let text = CertificateText {
        certificate_no: store::next_no(tx, order.canteen).await?,
        canteen: canteen(tx, order.canteen).await?.map(|canteen| canteen.name).unwrap_or_default(),
        volunteer: hours.volunteer,
        month: order.month.first(),
        days: hours.days,
        rounds: hours.rounds,
        doors: hours.doors,
        minutes: hours.minutes,
        issued_by: order.by.1.clone(),
        issued_at: order.at,
    };
    let row = CertificateRow {
        id: order.id,
        canteen_id: order.canteen,
        volunteer_id: order.volunteer,
        certificate_no: text.certificate_no,
        month: order.month.first(),
        text: serde_json::to_string(&text)?,
        request_hash: order.request_hash.to_vec(),
    };
    store::insert_certificate(tx, &row, (order.by.0, order.at)).await?;
    Ok((text, true))
}

/// A certificate as it was issued, if the canteen has it.
pub async fn again(tx: &mut Tx, canteen: CanteenId, id: CertificateId) -> Result<Option<CertificateText>, CertificateError> {
    let row = store::certificate(tx, id).await?.filter(|row| row.canteen_id == canteen);
    Ok(row.map(|row| serde_json::from_str(&row.text)).transpose()?)
}
