//! What does the volunteer's phone show? The stops of one round with everything that one needs at the doors, once the meals are packed.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::close::Doors;
use super::hot::HotClock;
use super::store::{self, ContactRow, DoorRow, ResultRow, StepRow};
use super::words::{Found, Proof, Rung, StopOutcome, Welfare};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::plan::{Diet, PaysBy};
use crate::deliveries::rounds::store::{RoundRow, StopRow, stops_of_round};
use crate::ids::{ContactId, ResultId, RoundId, StopId};
use crate::keys::{KeyError, Keys};
use crate::money::Fen;
use crate::residents::seal::seal_place;
use crate::staff::store::canteens::{canteen, office_phone};
use crate::subsidy::words::Meal;
use crate::text::{Sentence, say};

/// A round on a phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoundSheet {
    /// The round.
    pub round_id: RoundId,
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    pub meal: Meal,
    /// The round's number.
    pub round_no: i64,
    /// Who walks it.
    pub volunteer: String,
    /// Whose meals they are.
    pub canteen: String,
    /// When the meals were packed; nothing is on the phone before.
    pub packed_at: Option<Timestamp>,
    /// The office's number; empty when none is written down.
    pub office_phone: String,
    /// Until when they are hot.
    pub hot_until: Option<Timestamp>,
    /// The server's time: the phone's own clock may be wrong.
    pub at: Timestamp,
    /// Always false: of a closed round a phone sees nothing.
    pub closed: bool,
    /// The stops in their order.
    pub stops: Vec<SheetStop>,
}

/// A stop on a phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetStop {
    /// The stop.
    pub id: StopId,
    /// Its place on the round.
    pub stop_no: i64,
    /// The full name: the volunteer asks for her.
    pub name: String,
    /// Where she lives.
    pub place: Doorway,
    /// Metres to the east of the canteen.
    pub x_m: Option<i64>,
    /// Metres to the north of the canteen.
    pub y_m: Option<i64>,
    /// Whether there is a lift.
    pub lift: Option<bool>,
    /// What the kitchen minded.
    pub diets: Vec<DietWords>,
    /// The same in words.
    pub diet_note: String,
    /// What to know at the door.
    pub door_note: String,
    /// What to collect in cash, if anything.
    pub collect: Option<Fen>,
    /// How the meal is paid.
    pub pays: PaysBy,
    /// Her phone.
    pub phone: Option<String>,
    /// Whom to call when nobody opens.
    pub contacts: Vec<SheetContact>,
    /// The result that counts, or the last one.
    pub result: Option<SheetResult>,
    /// The ladder so far.
    pub ladder: Vec<SheetStep>,
}

/// The way to a door.
#[derive(Debug, Serialize, ToSchema)]
pub struct Doorway {
    /// 网格
    pub grid: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
}

/// A diet with its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct DietWords {
    /// The code.
    pub code: Diet,
    /// The words.
    pub words: Sentence,
}

/// Somebody to call.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetContact {
    /// Who.
    pub name: String,
    /// What they are to her.
    pub relation: String,
    /// The number.
    pub phone: String,
}

/// How a stop went.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetResult {
    /// The upload.
    pub id: ResultId,
    /// How it went.
    pub outcome: StopOutcome,
    /// What shows it.
    pub proof: Option<Proof>,
    /// When.
    pub at: Timestamp,
    /// How she is.
    pub welfare: Option<Welfare>,
    /// True while nobody has said whether what was due was given: the phone asks again.
    pub money_untold: bool,
}

impl From<&ResultRow> for SheetResult {
    fn from(row: &ResultRow) -> Self {
        Self {
            id: row.id,
            outcome: row.outcome,
            proof: row.proof(),
            at: row.at,
            welfare: row.welfare(),
            money_untold: row.is_untold(),
        }
    }
}

/// A rung that somebody climbed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetStep {
    /// Which.
    pub rung: Rung,
    /// When.
    pub at: Timestamp,
    /// Who was asked.
    pub who: String,
    /// Who of the staff asked.
    pub staff: Option<String>,
    /// Was somebody found?
    pub found: Found,
}

impl From<&StepRow> for SheetStep {
    fn from(row: &StepRow) -> Self {
        Self {
            rung: row.rung,
            at: row.at,
            who: row.who.clone(),
            staff: row.staff.clone(),
            found: row.found,
        }
    }
}

/// Why a round cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// A sealed value cannot be opened.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A round as its phone shows it. Give it a snapshot.
pub async fn read(app: &App, tx: &mut Tx, round: &RoundRow, at: Timestamp) -> Result<RoundSheet, SheetError> {
    let canteen = canteen(tx, round.canteen_id).await?.map(|canteen| canteen.name);
    let clock = HotClock::read(tx, round.canteen_id, (round.service_date, round.meal)).await?;
    let stops = match round.packed_at {
        Some(_) => stops(app, tx, round).await?,
        None => Vec::new(),
    };
    Ok(RoundSheet {
        round_id: round.id,
        service_date: round.service_date,
        meal: round.meal,
        round_no: round.round_no,
        volunteer: round.volunteer.clone().unwrap_or_default(),
        canteen: canteen.unwrap_or_default(),
        office_phone: office_phone(tx, round.canteen_id).await?,
        packed_at: round.packed_at,
        hot_until: round.packed_at.map(|packed| clock.hot_until(packed)),
        at,
        closed: false,
        stops,
    })
}

async fn stops(app: &App, tx: &mut Tx, round: &RoundRow) -> Result<Vec<SheetStop>, SheetError> {
    let doors = Doors::of(tx, (round.canteen_id, round.service_date, round.meal)).await?;
    let residents = store::doors_of_round(tx, round.id).await?;
    let contacts = store::contacts_of_round(tx, round.id).await?;
    let mut stops = Vec::new();
    for stop in stops_of_round(tx, round.id).await? {
        let Some(door) = residents.iter().find(|door| door.stop_id == stop.id) else {
            continue;
        };
        let resident = stop.resident_id;
        let hers = contacts.iter().filter(|contact| contact.resident_id == resident);
        stops.push(sheet_stop(&app.keys, &doors, stop, door, hers)?);
    }
    Ok(stops)
}

fn sheet_stop<'a>(
    keys: &Keys,
    doors: &Doors,
    stop: StopRow,
    door: &DoorRow,
    contacts: impl Iterator<Item = &'a ContactRow>,
) -> Result<SheetStop, KeyError> {
    let opened = |sealed: &Option<Vec<u8>>, column| match sealed {
        Some(sealed) => keys.open(&seal_place(stop.resident_id, column), sealed).map(Some),
        None => Ok(None),
    };
    let contacts = contacts.map(|contact| {
        Ok(SheetContact {
            name: contact.name.clone(),
            relation: contact.relation.clone(),
            phone: keys.open(&phone_place(contact.id), &contact.phone)?,
        })
    });
    let ended = doors.results_at(stop.id).find(|row| row.ends_stop);
    let untold = || doors.results_at(stop.id).find(|row| row.is_untold());
    let result = ended
        .or_else(untold)
        .or_else(|| doors.results_at(stop.id).last())
        .map(SheetResult::from);
    Ok(SheetStop {
        id: stop.id,
        stop_no: stop.stop_no,
        name: door.name.clone(),
        place: Doorway {
            grid: door.grid.clone().unwrap_or_default(),
            compound: door.compound.clone().unwrap_or_default(),
            building: door.building.clone().unwrap_or_default(),
            unit: door.unit.clone().unwrap_or_default(),
            room: door.room.clone().unwrap_or_default(),
        },
        x_m: door.x_m,
        y_m: door.y_m,
        lift: door.lift,
        diets: stop
            .diets
            .as_slice()
            .iter()
            .map(|diet| DietWords {
                code: *diet,
                words: words_of(*diet),
            })
            .collect(),
        diet_note: stop.diet_note,
        door_note: opened(&door.door_note, "door_note")?.unwrap_or_default(),
        collect: (stop.pays == PaysBy::Cash).then_some(stop.pays_fen),
        pays: stop.pays,
        phone: opened(&door.phone, "phone")?,
        contacts: contacts.collect::<Result<_, KeyError>>()?,
        result,
        ladder: doors.steps_at(stop.id).map(SheetStep::from).collect(),
    })
}

/// The place for which a contact's phone is sealed.
fn phone_place(contact: ContactId) -> String {
    format!("contact:{contact}:phone")
}

/// What a diet is called.
fn words_of(diet: Diet) -> Sentence {
    match diet {
        Diet::Diabetic => say("糖尿病餐", "diabetic"),
        Diet::LowSalt => say("低盐", "low in salt"),
        Diet::Soft => say("软食", "soft"),
        Diet::Halal => say("清真", "halal"),
        Diet::Vegetarian => say("素食", "vegetarian"),
        Diet::Avoid => say("忌口", "to avoid"),
    }
}
