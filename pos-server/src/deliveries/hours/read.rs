//! Who walked how long in a month, and which certificates are there for it?

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, WalkRow};
use super::{Walked, minutes, walk};
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, CertificateId, RoundId, StaffId};

/// The volunteers of a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthHours {
    /// Its first day.
    pub month: NaiveDate,
    /// Everybody who reported from a door, by name.
    pub items: Vec<VolunteerHours>,
}

/// What one volunteer did in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VolunteerHours {
    /// Who.
    pub volunteer_id: StaffId,
    /// The name.
    pub volunteer: String,
    /// On how many days.
    pub days: usize,
    /// How many rounds.
    pub rounds: usize,
    /// At how many doors.
    pub doors: i64,
    /// How long, in whole minutes.
    pub minutes: i64,
    /// The certificates for this month, by number.
    pub certificates: Vec<IssuedLine>,
}

/// A certificate that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IssuedLine {
    /// The certificate.
    pub id: CertificateId,
    /// Its number.
    pub certificate_no: i64,
}

/// The volunteers of a month. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<MonthHours, DbError> {
    let mut items = volunteers(&store::walks(tx, canteen, (month.first(), month.end())).await?);
    let issued = store::certificates(tx, canteen, month.first()).await?;
    for item in &mut items {
        let own = issued.iter().filter(|row| row.volunteer_id == item.volunteer_id);
        item.certificates = own
            .map(|row| IssuedLine {
                id: row.id,
                certificate_no: row.certificate_no,
            })
            .collect();
    }
    Ok(MonthHours {
        month: month.first(),
        items,
    })
}

/// Sums up some walks by volunteer, in the order of the list.
#[must_use]
pub fn volunteers(rows: &[WalkRow]) -> Vec<VolunteerHours> {
    let mut begun: BTreeMap<RoundId, Timestamp> = BTreeMap::new();
    for row in rows {
        let first = begun.entry(row.round_id).or_insert(row.first_at);
        *first = row.first_at.min(*first);
    }
    let was_begun = |row: &WalkRow| begun.get(&row.round_id).is_some_and(|first| *first < row.first_at);
    let mut order: Vec<StaffId> = Vec::new();
    let mut by_volunteer: BTreeMap<StaffId, Vec<WalkRow>> = BTreeMap::new();
    for row in rows.iter().cloned() {
        if !order.contains(&row.volunteer_id) {
            order.push(row.volunteer_id);
        }
        by_volunteer.entry(row.volunteer_id).or_default().push(row);
    }
    let summed = order.into_iter().filter_map(|volunteer| {
        let own = by_volunteer.remove(&volunteer)?;
        let walked = own.iter().map(|row| Walked {
            packed_at: row.packed_at,
            made_at: row.drafted_at,
            was_begun: was_begun(row),
            first_at: row.first_at,
            last_at: row.last_at,
        });
        Some(VolunteerHours {
            volunteer_id: volunteer,
            volunteer: own.first()?.volunteer.clone(),
            days: own.iter().map(|row| row.service_date).collect::<BTreeSet<_>>().len(),
            rounds: own.len(),
            doors: own.iter().map(|row| row.doors).sum(),
            minutes: minutes(walked.map(|walked| walk(&walked)).collect()),
            certificates: Vec::new(),
        })
    });
    summed.collect()
}
