//! What do pages see of a resident? Masked names and numbers, ages and groups as of today.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::identity::Sex;
use super::super::mask;
use super::super::seal::seal_place;
use super::super::store::{CardRow, FactRow, PlaceRow, ResidentRow};
use crate::calendar::age_in_full_years;
use crate::clock::Timestamp;
use crate::error::Problem;
use crate::ids::{FactId, ResidentId};
use crate::keys::Keys;
use crate::subsidy::policy::Policy;
use crate::subsidy::words::DinerGroup;

/// With what a page looks at residents: the keys that open what is masked next, and today's policy.
#[derive(Debug)]
pub(super) struct Eyes<'a> {
    pub keys: &'a Keys,
    pub policy: Option<Arc<Policy>>,
    pub day: NaiveDate,
}

/// A resident in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ResidentView {
    id: ResidentId,
    /// Masked: 张*三.
    name: String,
    sex: Sex,
    /// Full years today. The birth date stands between the ends of the masked document: it comes with an audited reveal only.
    age: u32,
    /// `elder`, `child`, or `none` for who belongs to neither.
    group: DinerGroup,
    grid: String,
    compound: String,
    building: String,
    unit: String,
    room: String,
    /// Masked: 4110**********1234; `null` for who has none.
    document: Option<String>,
    /// Masked: 138****5678.
    phone: Option<String>,
    /// `none`, `active`, `blocked` or `closed`.
    card_state: String,
}

impl ResidentView {
    fn new(row: ResidentRow, eyes: &Eyes<'_>) -> Result<Self, Problem> {
        let open = |column: &str, sealed: Option<Vec<u8>>| {
            let open = |sealed: Vec<u8>| eyes.keys.open(&seal_place(row.id, column), &sealed).map_err(Problem::internal);
            sealed.map(open).transpose()
        };
        let place = |text: Option<String>| mask::digits(&text.unwrap_or_default());
        let group = eyes.policy.as_ref().and_then(|policy| policy.group_of(row.birth_date, eyes.day));
        Ok(Self {
            id: row.id,
            name: mask::name(&row.name),
            sex: Sex::from_word(&row.sex),
            age: age_in_full_years(row.birth_date, eyes.day).unwrap_or_default(),
            group: group.into(),
            document: open("document", row.document)?.map(|number| mask::document(&number)),
            phone: open("phone", row.phone)?.map(|numbers| mask::phone(&numbers)),
            grid: place(row.grid),
            compound: place(row.compound),
            building: place(row.building),
            unit: place(row.unit),
            room: place(row.room),
            card_state: row.card_state.unwrap_or_else(|| "none".to_owned()),
        })
    }
}

/// A page of residents.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct ResidentList {
    items: Vec<ResidentView>,
    /// Give it as `cursor` for the next page.
    next_cursor: Option<ResidentId>,
    /// How many residents all pages hold.
    total: i64,
}

impl ResidentList {
    /// A page from one row more than it shows, so that it knows whether another follows.
    pub fn new(mut rows: Vec<ResidentRow>, limit: i64, total: i64, eyes: &Eyes<'_>) -> Result<Self, Problem> {
        let limit = usize::try_from(limit).unwrap_or_default();
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().map(|row| row.id).filter(|_| has_more);
        let items = rows.into_iter().map(|row| ResidentView::new(row, eyes)).collect::<Result<_, _>>()?;
        Ok(Self { items, next_cursor, total })
    }
}

/// The places of the register.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlacesView {
    grids: Vec<String>,
    compounds: Vec<CompoundView>,
}

/// A compound and its buildings.
#[derive(Debug, Serialize, ToSchema)]
struct CompoundView {
    grid: String,
    compound: String,
    buildings: Vec<String>,
}

impl From<Vec<PlaceRow>> for PlacesView {
    fn from(rows: Vec<PlaceRow>) -> Self {
        let grids: BTreeSet<String> = rows.iter().map(|row| row.grid.clone()).filter(|grid| !grid.is_empty()).collect();
        let mut compounds: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for row in rows {
            compounds.entry((row.grid, row.compound)).or_default().push(row.building);
        }
        let compound = |((grid, compound), buildings)| CompoundView { grid, compound, buildings };
        Self {
            grids: grids.into_iter().collect(),
            compounds: compounds.into_iter().map(compound).collect(),
        }
    }
}

/// A dated fact about a resident.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FactView {
    id: FactId,
    /// `residency`, `class`, `moved_out`, `died`, `care_home` or `withdrawn`.
    kind: String,
    value: String,
    true_from: NaiveDate,
    true_to: Option<NaiveDate>,
    /// The paper that proves it; long numbers in it are masked.
    document: String,
    known_since: Timestamp,
    /// The fact that this one corrects.
    replaces: Option<FactId>,
    /// The fact that corrected this one; what has none counts today.
    replaced_by: Option<FactId>,
}

impl FactView {
    pub fn new(row: FactRow, replaced_by: Option<FactId>) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            value: mask::digits(&row.value),
            true_from: row.true_from,
            true_to: row.true_to,
            document: mask::digits(&row.document),
            known_since: row.known_since,
            replaces: row.replaces,
            replaced_by,
        }
    }
}

/// A card of a resident.
#[derive(Debug, Serialize, ToSchema)]
struct ResidentCard {
    id: Uuid,
    number: String,
    state: String,
    issued_at: Timestamp,
    state_changed_at: Timestamp,
}

/// One resident with everything the register knows, masked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ResidentDetail {
    #[serde(flatten)]
    resident: ResidentView,
    /// Long numbers in it are masked.
    note: String,
    /// The oldest knowledge first.
    facts: Vec<FactView>,
    /// The newest first.
    cards: Vec<ResidentCard>,
}

impl ResidentDetail {
    pub fn new(row: ResidentRow, facts: Vec<FactRow>, cards: Vec<CardRow>, eyes: &Eyes<'_>) -> Result<Self, Problem> {
        let replaced: HashMap<FactId, FactId> = facts.iter().filter_map(|fact| fact.replaces.map(|old| (old, fact.id))).collect();
        let card = |row: CardRow| ResidentCard {
            id: row.id,
            number: row.number,
            state: row.state,
            issued_at: row.issued_at,
            state_changed_at: row.state_changed_at,
        };
        let sealed = row
            .note
            .as_deref()
            .map(|sealed| eyes.keys.open(&seal_place(row.id, "note"), sealed));
        let note = sealed.transpose().map_err(Problem::internal)?.unwrap_or_default();
        Ok(Self {
            note: mask::digits(&note),
            resident: ResidentView::new(row, eyes)?,
            facts: facts
                .into_iter()
                .map(|fact| {
                    let by = replaced.get(&fact.id).copied();
                    FactView::new(fact, by)
                })
                .collect(),
            cards: cards.into_iter().map(card).collect(),
        })
    }
}

/// A resident unmasked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Revealed {
    pub name: String,
    pub birth_date: NaiveDate,
    pub document: Option<String>,
    pub phone: Option<String>,
    pub note: String,
}
