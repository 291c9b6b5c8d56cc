//! The SQL of volunteers' hours and of their certificates.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, CertificateId, RoundId, StaffId};

/// One volunteer on one round, with what their phone told.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WalkRow {
    /// Who.
    pub volunteer_id: StaffId,
    /// That one's name.
    pub volunteer: String,
    /// The round.
    pub round_id: RoundId,
    /// On which day.
    pub service_date: NaiveDate,
    /// When its meals were packed.
    pub packed_at: Option<Timestamp>,
    /// When it was made.
    pub drafted_at: Timestamp,
    /// The first scan.
    pub first_at: Timestamp,
    /// The last scan.
    pub last_at: Timestamp,
    /// At how many doors they were.
    pub doors: i64,
}

/// The walks of some days, by volunteer. What counts was scanned at a door, or said by a second person: nobody types hours.
pub async fn walks(tx: &mut Tx, canteen: CanteenId, (from, end): (NaiveDate, NaiveDate)) -> Result<Vec<WalkRow>, DbError> {
    Sql::new(
        "SELECT r.volunteer_id, v.name AS volunteer, r.round_id, d.service_date, d.packed_at, d.drafted_at, MIN(r.at) AS first_at, \
         MAX(r.at) AS last_at, CAST(COUNT(DISTINCT r.stop_id) AS BIGINT) AS doors FROM stop s JOIN stop_result r ON r.stop_id = s.id \
         JOIN round d ON d.id = r.round_id JOIN staff v ON v.id = r.volunteer_id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 \
         AND (r.proof IS NOT NULL OR EXISTS (SELECT 1 FROM stop_settled e WHERE e.stop_id = s.id AND e.decision = 'delivered')) \
         GROUP BY r.volunteer_id, v.name, r.round_id, d.service_date, d.packed_at, d.drafted_at ORDER BY v.name, r.volunteer_id, first_at",
    )
    .bind(canteen)
    .bind(from)
    .bind(end)
    .all(tx)
    .await
}

/// A certificate as it was issued.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CertificateRow {
    /// The certificate.
    pub id: CertificateId,
    /// Whose canteen.
    pub canteen_id: CanteenId,
    /// For whom.
    pub volunteer_id: StaffId,
    /// Its number in the canteen, without gaps.
    pub certificate_no: i64,
    /// The first day of the month.
    pub month: NaiveDate,
    /// The frozen text (JSON).
    pub text: String,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// The certificate of an id.
pub async fn certificate(tx: &mut Tx, id: CertificateId) -> Result<Option<CertificateRow>, DbError> {
    Sql::new("SELECT id, canteen_id, volunteer_id, certificate_no, month, text, request_hash FROM certificate WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await
}

/// The certificates for a month, by number.
pub async fn certificates(tx: &mut Tx, canteen: CanteenId, month: NaiveDate) -> Result<Vec<CertificateRow>, DbError> {
    Sql::new(
        "SELECT id, canteen_id, volunteer_id, certificate_no, month, text, request_hash FROM certificate \
         WHERE canteen_id = $1 AND month = $2 ORDER BY certificate_no",
    )
    .bind(canteen)
    .bind(month)
    .all(tx)
    .await
}

/// The number of the next certificate.
pub async fn next_no(tx: &mut Tx, canteen: CanteenId) -> Result<i64, DbError> {
    let (last,): (i64,) = Sql::new("SELECT CAST(COALESCE(MAX(certificate_no), 0) AS BIGINT) FROM certificate WHERE canteen_id = $1")
        .bind(canteen)
        .one(tx)
        .await?;
    Ok(last + 1)
}

/// Keeps a certificate; it is never changed.
pub async fn insert_certificate(tx: &mut Tx, row: &CertificateRow, (by, at): (StaffId, Timestamp)) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO certificate (id, canteen_id, volunteer_id, certificate_no, month, text, issued_by, issued_at, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id)
    .bind(row.canteen_id)
    .bind(row.volunteer_id)
    .bind(row.certificate_no)
    .bind(row.month)
    .bind(row.text.clone())
    .bind(by)
    .bind(at)
    .bind(row.request_hash.clone())
    .execute(tx)
    .await?;
    Ok(())
}
