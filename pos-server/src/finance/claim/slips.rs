//! What do the monthly slips of a closed month say? What its lines say, whatever was booked or renamed since; all of them come to the claim.

use std::collections::BTreeMap;

use super::book::Book;
use super::store;
use crate::calendar::Month;
use crate::db::Tx;
use crate::finance::close_month::lines::Part;
use crate::finance::export::ExportError;
use crate::finance::store::{Eaten, Nameless, Period};
use crate::ids::ResidentId;
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::subsidy::policy::Share;
use crate::subsidy::words::Meal;

/// What everybody ate in a closed month.
#[derive(Debug)]
pub struct Frozen {
    /// The canteen's name as it was then.
    pub canteen: String,
    /// The masked names as they were then.
    pub names: BTreeMap<ResidentId, String>,
    /// The meals of each resident.
    pub eaten: BTreeMap<ResidentId, Vec<Eaten>>,
    /// The meals of people whom nobody knew.
    pub nameless: Nameless,
}

/// What some meals have in common.
type Kind = (ResidentId, Meal, String, Tender, BTreeMap<String, Fen>);

/// What everybody ate in a month; nothing while it is open. Give it a snapshot.
pub async fn read(tx: &mut Tx, period: Period) -> Result<Option<Frozen>, ExportError> {
    let month = Month::of(period.first);
    if store::first_line(tx, period.canteen, month).await?.is_none() {
        return Ok(None);
    }
    let mut book = Book::open(tx, period.canteen, month).await?;
    let mut kinds: BTreeMap<Kind, (i64, Fen, Fen)> = BTreeMap::new();
    book.read(tx, (period.canteen, month), |part, meal| {
        if let Some(resident) = meal.resident_id.filter(|_| part == Part::Meal && !meal.is_void()) {
            let kind = (resident, meal.meal, meal.state.to_string(), meal.tender, meal.shares.clone());
            let (meals, standard, pays) = kinds.entry(kind).or_default();
            *meals += 1;
            *standard = standard.plus(meal.standard);
            *pays = pays.plus(meal.pays);
        }
        Ok(())
    })
    .await?;
    let mut eaten: BTreeMap<ResidentId, Vec<Eaten>> = BTreeMap::new();
    for ((resident_id, meal, state, tender, shares), (meals, standard_fen, pays_fen)) in kinds {
        let row = Eaten {
            resident_id,
            meal,
            state,
            tender,
            shares: serde_json::to_string(&named(&book, shares))?,
            meals,
            standard_fen,
            pays_fen,
        };
        eaten.entry(resident_id).or_default().push(row);
    }
    let nameless = book.people.get(&None).map(|person| &person.sums);
    Ok(Some(Frozen {
        nameless: Nameless {
            meals: nameless.map_or(0, |sums| sums.meals),
            standard_fen: nameless.map_or(Fen::ZERO, |sums| sums.standard),
            pays_fen: nameless.map_or(Fen::ZERO, |sums| sums.pays),
        },
        names: book
            .people
            .into_iter()
            .filter_map(|(id, person)| Some((id?, person.name)))
            .collect(),
        canteen: book.cover.canteen.name,
        eaten,
    }))
}

/// The shares with the funders' names.
fn named(book: &Book, shares: BTreeMap<String, Fen>) -> Vec<Share> {
    let name = |key: &str| {
        book.cover
            .funders
            .iter()
            .find(|funder| funder.key == key)
            .map(|funder| funder.name.clone())
    };
    let share = |(funder, amount): (String, Fen)| Share {
        name: name(&funder).unwrap_or_else(|| funder.clone()),
        funder,
        amount,
    };
    shares.into_iter().map(share).collect()
}
