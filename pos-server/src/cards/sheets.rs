//! Which card lies where on the sheets? Ordered as they are handed out: grid, compound, building, unit, room.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::natural;
use super::number::CardNumber;
use super::store::Printed;
use super::token::CardToken;
use crate::keys::Keys;
use crate::qr::{self, Level, TooLong};
use crate::subsidy::words::DinerGroup;

/// 40 digits at level Q fill version 2: 25 x 25 modules, one millimetre each on a card.
const QR_VERSION: i16 = 2;

/// One card as it is printed. It shows the holder's full name, so every sheet is an audited act.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetCard {
    /// The printed number, 8 digits.
    pub number: CardNumber,
    /// The holder's full name.
    pub name: String,
    /// The holder's group today.
    pub group: DinerGroup,
    /// 网格
    pub grid: Option<String>,
    /// 小区
    pub compound: Option<String>,
    /// 楼栋
    pub building: Option<String>,
    /// 单元
    pub unit: Option<String>,
    /// 户室
    pub room: Option<String>,
    /// The QR as one SVG path in a view box of `qr_size`, quiet zone included.
    pub qr_path: String,
    /// Width and height of the view box.
    pub qr_size: usize,
}

/// Draws cards in the order in which they are handed out. `group_of` tells a group by a date of birth.
pub fn draw(keys: &Keys, mut cards: Vec<Printed>, group_of: impl Fn(NaiveDate) -> DinerGroup) -> Result<Vec<SheetCard>, TooLong> {
    cards.sort_by_cached_key(|card| (natural::way_to(door_of(card)), card.number.clone()));
    cards
        .into_iter()
        .map(|card| {
            let qr = qr::path(CardToken::of(keys, card.id).digits(), Level::Q, Some(QR_VERSION))?;
            Ok(SheetCard {
                group: group_of(card.birth_date),
                number: card.number,
                name: card.name,
                grid: card.grid,
                compound: card.compound,
                building: card.building,
                unit: card.unit,
                room: card.room,
                qr_path: qr.path,
                qr_size: qr.size,
            })
        })
        .collect()
}

fn door_of(card: &Printed) -> [Option<&str>; 5] {
    [&card.grid, &card.compound, &card.building, &card.unit, &card.room].map(Option::as_deref)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CardId;
    use uuid::Uuid;

    fn card(id: u128, address: Option<[&str; 5]>) -> Printed {
        let step = |place: usize| address.map(|address| address[place].to_owned());
        Printed {
            id: CardId::from(Uuid::from_u128(id)),
            number: "12345674".parse().unwrap(),
            name: id.to_string(),
            birth_date: "1950-01-01".parse().unwrap(),
            grid: step(0),
            compound: step(1),
            building: step(2),
            unit: step(3),
            room: step(4),
        }
    }

    #[test]
    fn cards_lie_in_the_order_of_the_doors() {
        let cards = vec![
            card(7, None),
            card(6, Some(["第十网格", "A", "1号楼", "1", "101"])),
            card(5, Some(["第二网格", "七一小区", "10号楼", "1单元", "101"])),
            card(4, Some(["第二网格", "七一小区", "2号楼", "2单元", "101"])),
            card(3, Some(["第二网格", "七一小区", "2号楼", "1单元", "1001"])),
            card(2, Some(["第二网格", "七一小区", "2号楼", "1单元", "201"])),
            card(1, Some(["第一网格", "七一小区", "9号楼", "", ""])),
        ];
        let drawn = draw(&Keys::new(&[7; 32]), cards, |_| DinerGroup::Elder).unwrap();
        let names: Vec<&str> = drawn.iter().map(|card| card.name.as_str()).collect();
        assert_eq!(names, ["1", "2", "3", "4", "5", "6", "7"]);
        assert!(drawn.iter().all(|card| card.qr_size == 33 && card.qr_path.starts_with('M')));
    }
}
