//! Which door is meant by 3-501, A-1, 3栋501 or 阳光花园3号楼2单元501? People shorten an address in many ways; each household is
//! found by all of them.

use unicode_normalization::UnicodeNormalization;

use super::places::{Part, Place, is_number, key, parts_of};

/// The dashes that keyboards offer.
const DASHES: [char; 8] = ['－', '–', '—', '―', '−', '‐', '‑', '~'];

/// Under which words a household is found: each begins with its compound and a `/`, or with the `/` alone, and ends with a
/// blank.
#[must_use]
pub fn search_key(place: &Place) -> String {
    let compound = key(Part::Compound, &place.compound);
    let [building, unit, room] = [
        (Part::Building, &place.building),
        (Part::Unit, &place.unit),
        (Part::Room, &place.room),
    ]
    .map(|(part, label)| if label.is_empty() { String::new() } else { key(part, label) });
    let of_building = [
        spoken(&building, &unit, ""),
        spoken(&building, "", ""),
        spoken(&building, &unit, &room),
        spoken(&building, "", &room),
        dashed(&[&building, &room]),
    ];
    let of_unit = [spoken("", &unit, &room), dashed(&[&unit, &room])];
    let whole = of_building.into_iter().flatten().map(|door| format!("{compound}/{door} "));
    let short = of_unit.into_iter().flatten().map(|door| format!("/{door} "));
    whole.chain(short).collect()
}

/// What somebody typed, as it stands in a [`search_key`]; nothing if it names no door.
#[must_use]
pub fn search_form(text: &str) -> Option<String> {
    let line: String = text
        .nfkc()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| if DASHES.contains(&letter) { '-' } else { letter })
        .collect();
    let (compound, door) = match parts_of(&line) {
        Some([compound, building, unit, room]) => (compound, named(&building, &unit, &room)?),
        None => without_building(&line)?,
    };
    Some(format!("{}/{door} ", key(Part::Compound, &compound)))
}

/// 2单元501, 3-501, 3-2-501, 阳光花园3-501.
fn without_building(line: &str) -> Option<(String, String)> {
    if let Some((unit, room)) = line.split_once("单元") {
        return Some((String::new(), named("", unit, room)?));
    }
    let (first, rest) = line.split_once('-')?;
    let length: usize = first
        .chars()
        .rev()
        .take_while(|letter| is_number(*letter))
        .map(char::len_utf8)
        .sum();
    let (compound, first) = first.split_at_checked(first.len() - length)?;
    let door = match rest.split_once('-') {
        Some((unit, room)) => named(first, unit, room)?,
        None => dashed(&[&door_part(Part::Building, first)?, &door_part(Part::Room, rest)?])?,
    };
    Some((compound.to_owned(), door))
}

/// A door by labels as people write them; a part may be left out.
fn named(building: &str, unit: &str, room: &str) -> Option<String> {
    let part = |part: Part, label: &str| {
        if label.is_empty() {
            Some(String::new())
        } else {
            door_part(part, label)
        }
    };
    spoken(&part(Part::Building, building)?, &part(Part::Unit, unit)?, &part(Part::Room, room)?)
}

/// The key of a label that is a number or a letter, not a word.
fn door_part(part: Part, label: &str) -> Option<String> {
    let key = key(part, label);
    (!key.is_empty() && key.chars().all(is_number)).then_some(key)
}

/// 3栋, 3栋2单元, 3-2-501, 3栋501, 2单元501: the one way in which these parts are said.
fn spoken(building: &str, unit: &str, room: &str) -> Option<String> {
    match (building.is_empty(), unit.is_empty(), room.is_empty()) {
        (false, false, false) => dashed(&[building, unit, room]),
        (false, false, true) => Some(format!("{building}栋{unit}单元")),
        (false, true, _) => Some(format!("{building}栋{room}")),
        (true, false, false) => Some(format!("{unit}单元{room}")),
        _ => None,
    }
}

fn dashed(parts: &[&str]) -> Option<String> {
    let is_whole = parts.iter().all(|part| !part.is_empty());
    is_whole.then(|| parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(compound: &str, building: &str, unit: &str, room: &str) -> Place {
        let own = str::to_owned;
        Place {
            grid: None,
            compound: own(compound),
            building: own(building),
            unit: own(unit),
            room: own(room),
        }
    }

    /// Which of some households somebody finds.
    fn found(typed: &str, homes: &[Place]) -> Vec<usize> {
        let Some(wanted) = search_form(typed) else { return Vec::new() };
        let fits = |home: &Place| search_key(home).contains(&wanted);
        (0..).zip(homes).filter(|(_, home)| fits(home)).map(|(at, _)| at).collect()
    }

    #[test]
    fn a_door_is_found_however_it_is_shortened() {
        let homes = [
            place("阳光花园", "3号楼", "2单元", "501"),
            place("向阳花园", "三栋", "", "501室"),
            place("阳光花园", "13号楼", "3单元", "501"),
            place("阳光花园", "A座", "", "1"),
            place("阳光花园", "23#", "12单元", "1501"),
            place("七一路112号", "", "", ""),
        ];
        for (typed, wanted) in [
            ("3-501", &[0, 1, 2][..]),
            ("３－５０１", &[0, 1, 2]),
            ("3—501室", &[0, 1, 2]),
            ("3-2-501", &[0]),
            ("3号楼2单元501", &[0]),
            ("3 栋 2 单元 501 室", &[0]),
            ("三号楼二单元501", &[0]),
            ("3#2-501", &[0]),
            ("3#-2-501", &[0]),
            ("3号楼-501", &[0, 1]),
            ("3号楼501", &[0, 1]),
            ("3栋", &[0, 1]),
            ("3号楼2单元", &[0]),
            ("2单元501", &[0]),
            ("2-501", &[0]),
            ("03-501", &[0, 1, 2]),
            ("阳光花园3-501", &[0]),
            ("花园3栋501", &[0, 1]),
            ("阳光花园3号楼2单元501", &[0]),
            ("A-1", &[3]),
            ("a座1", &[3]),
            ("23-12-1501", &[4]),
            ("3-12-1501", &[]),
            ("3-50", &[]),
            ("-", &[]),
            ("3-", &[]),
            ("--501", &[]),
            ("单元", &[]),
            ("%-%", &[]),
            ("_-501", &[]),
            ("A座公寓", &[]),
            ("买买提", &[]),
        ] {
            assert_eq!(found(typed, &homes), wanted, "{typed}");
        }
    }

    #[test]
    fn who_has_no_door_has_no_words() {
        assert_eq!(search_key(&place("七一路112号", "", "", "")), "");
        assert_eq!(
            search_key(&place("阳光花园", "3号楼", "2单元", "501")),
            "阳光花园/3栋2单元 阳光花园/3栋 阳光花园/3-2-501 阳光花园/3栋501 阳光花园/3-501 /2单元501 /2-501 "
        );
    }
}
