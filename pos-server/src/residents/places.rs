//! Where does somebody live? Grid, compound, building, unit and room, in the words people use for them.
//!
//! A label is kept as written; two labels mean the same place when their keys are equal: 3号楼, 3栋, 3# and 三号楼 are one
//! building.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::refusal::{Refusal, refuse};

/// A place of the register. Empty text where a register does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Place {
    /// 网格; `None` where the register has no such column: whatever is known stays.
    pub grid: Option<String>,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
}

/// The part of a place that a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// 网格
    Grid,
    /// 小区
    Compound,
    /// 楼栋
    Building,
    /// 单元
    Unit,
    /// 户室
    Room,
}

impl Part {
    /// Endings that say what kind of thing it is, longest first.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Grid => &["号网格", "网格", "格", "号"],
            Self::Compound => &[],
            Self::Building => &["号楼栋", "号楼", "号栋", "栋楼", "#楼", "栋", "幢", "楼", "座", "#", "号"],
            Self::Unit => &["号单元", "单元", "门"],
            Self::Room => &["号室", "室", "户", "号"],
        }
    }

    /// The label for a bare number, as people say it.
    fn label(self, text: &str) -> String {
        let is_bare = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Grid if is_bare => format!("第{text}网格"),
            Self::Building if is_bare => format!("{text}号楼"),
            Self::Unit if is_bare => format!("{text}单元"),
            _ => text.to_owned(),
        }
    }
}

/// The label of a part as it is stored: without blanks around it, a bare number completed (3 becomes 3号楼).
pub fn label(part: Part, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().nth(40).is_some() {
        return Err(refuse(
            "地点名称超过 40 个字。",
            "The name of the place has more than 40 characters.",
        ));
    }
    let bare: String = text.nfkc().collect();
    Ok(part.label(if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        &bare
    } else {
        text
    }))
}

/// What two labels of one place share.
#[must_use]
pub fn key(part: Part, label: &str) -> String {
    let text: String = label
        .nfkc()
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    if part == Part::Compound {
        return text;
    }
    let text = text.strip_prefix('第').unwrap_or(&text);
    let core = part
        .endings()
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .filter(|core| !core.is_empty())
        .unwrap_or(text);
    chinese_number(core).map_or_else(|| without_leading_zeros(part, core), |number| number.to_string())
}

fn without_leading_zeros(part: Part, core: &str) -> String {
    // A room 0501 is not a room 501; a building 03 is the building 3.
    if part == Part::Room || !core.bytes().all(|byte| byte.is_ascii_digit()) {
        return core.to_owned();
    }
    Some(core.trim_start_matches('0'))
        .filter(|rest| !rest.is_empty())
        .unwrap_or("0")
        .to_owned()
}

/// 一 to 九十九.
fn chinese_number(text: &str) -> Option<u32> {
    let digit = |letter: char| {
        "零一二三四五六七八九"
            .chars()
            .zip(0..)
            .find(|(known, _)| *known == letter)
            .map(|(_, value)| value)
    };
    let letters: Vec<char> = text.chars().collect();
    match letters.as_slice() {
        ['十'] => Some(10),
        [one] => digit(*one),
        ['十', ones] => Some(10 + digit(*ones)?),
        [tens, '十'] => Some(digit(*tens)? * 10),
        [tens, '十', ones] => Some(digit(*tens)? * 10 + digit(*ones)?),
        _ => None,
    }
}

/// What one line says of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Compound, building and room.
    Whole(Place),
    /// Not all of them: the line, or what is left of it, stands as the compound.
    Part(Place),
    /// Words that say nothing: 无, 不详.
    Unsaid,
}

/// Characters of a line that stands as the compound.
const MOST_OF_A_LINE: usize = 100;

/// Reads a place from one line: 阳光花园3号楼2单元501室, perhaps with city, district and street before it. A line of another
/// form (七一路112号, 平房) is kept as it is.
pub fn from_address(text: &str) -> Result<Address, Refusal> {
    let line: String = text.nfkc().filter(|letter| !letter.is_whitespace()).collect();
    let line = without_district(&line);
    if matches!(line, "无" | "不详" | "暂无" | "未知" | "-" | "--" | "/") {
        return Ok(Address::Unsaid);
    }
    if matches!(line, "同上" | "同前" | "同左" | "″" | "〃" | "\"") {
        return Err(refuse(
            "请写出地址，不要写“同上”。",
            "Write the address itself, not that it is the same as above.",
        ));
    }
    if let Some([compound, building, unit, room]) = parts_of(line).filter(|[compound, ..]| !compound.is_empty()) {
        let place = Place {
            grid: None,
            compound: label(Part::Compound, &compound)?,
            building: label(Part::Building, &building)?,
            unit: label(Part::Unit, &unit)?,
            room: label(Part::Room, &room)?,
        };
        return Ok(if place.room.is_empty() {
            Address::Part(place)
        } else {
            Address::Whole(place)
        });
    }
    if line.chars().nth(MOST_OF_A_LINE).is_some() {
        return Err(refuse("地址超过 100 个字。", "The address has more than 100 characters."));
    }
    Ok(Address::Part(Place {
        compound: line.to_owned(),
        ..Place::default()
    }))
}

/// Compound, building, unit and room of a line that names a building; the others may be empty.
pub(super) fn parts_of(line: &str) -> Option<[String; 4]> {
    let (at, marker) = ["号楼", "#楼", "栋", "幢", "#", "座"]
        .iter()
        .filter_map(|marker| line.find(marker).map(|at| (at, *marker)))
        .min_by_key(|(at, _)| *at)?;
    let (before, after) = (line.get(..at)?, line.get(at + marker.len()..)?);
    let number_length: usize = before
        .chars()
        .rev()
        .take_while(|letter| is_number(*letter))
        .map(char::len_utf8)
        .sum();
    let (compound, number) = before.split_at_checked(before.len() - number_length)?;
    let after = after.trim_start_matches('-');
    let (unit, room) = after.split_once("单元").or_else(|| after.split_once('-')).unwrap_or(("", after));
    let room = room.trim_start_matches('-').trim_end_matches(['室', '户', '号']);
    (!number.is_empty()).then(|| [compound.to_owned(), format!("{number}{marker}"), unit.to_owned(), room.to_owned()])
}

/// Can this letter stand in a building's, a unit's or a room's number?
pub(super) fn is_number(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "一二三四五六七八九十东西南北".contains(letter)
}

/// Takes province, city, district, street and community off the front of an address.
fn without_district(line: &str) -> &str {
    let mut rest = line;
    for marker in ["省", "市", "区", "县", "街道办事处", "街道", "镇", "乡", "社区"] {
        let Some((before, after)) = rest.split_once(marker) else { continue };
        let is_district = (1..=8).contains(&before.chars().count()) && !before.ends_with(['小', '社', '园', '新']) && !after.is_empty();
        if is_district && !before.chars().any(|letter| letter.is_ascii_digit()) {
            rest = after;
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_mean_one_place_share_a_key() {
        for (part, labels, wanted) in [
            (
                Part::Building,
                &["3号楼", "3栋", "3#", "3#楼", "三号楼", "第3栋", "３号楼", "03", "3", " 3 号楼"][..],
                "3",
            ),
            (Part::Building, &["A座", "a座", "Ａ栋"][..], "A"),
            (Part::Building, &["东1号楼"][..], "东1"),
            (Part::Building, &["十二号楼", "12栋"][..], "12"),
            (Part::Building, &["二十一栋", "21"][..], "21"),
            (Part::Unit, &["2单元", "二单元", "2"][..], "2"),
            (Part::Room, &["501", "501室", "501户"][..], "501"),
            (Part::Room, &["0501"][..], "0501"),
            (Part::Grid, &["第1网格", "1网格", "一网格", "1", "1号网格"][..], "1"),
            (Part::Compound, &["阳光花园", "阳光 花园"][..], "阳光花园"),
        ] {
            for label in labels {
                assert_eq!(key(part, label), wanted, "{label}");
            }
        }
    }

    #[test]
    fn a_bare_number_becomes_what_people_say() {
        for (part, text, wanted) in [
            (Part::Building, "3", "3号楼"),
            (Part::Building, "３", "3号楼"),
            (Part::Building, "3栋", "3栋"),
            (Part::Unit, "2", "2单元"),
            (Part::Room, "501", "501"),
            (Part::Grid, "7", "第7网格"),
        ] {
            assert_eq!(label(part, text).unwrap(), wanted);
        }
    }

    #[test]
    fn an_address_in_one_line_is_taken_apart() {
        for (line, wanted) in [
            ("阳光花园3号楼2单元501室", ("阳光花园", "3号楼", "2单元", "501")),
            (
                "河南省许昌市魏都区七一街道七一社区阳光小区3栋2单元501",
                ("阳光小区", "3栋", "2单元", "501"),
            ),
            ("阳光小区A座1203", ("阳光小区", "A座", "", "1203")),
            ("建设家属院三号楼一单元2楼东户", ("建设家属院", "三号楼", "一", "2楼东")),
            ("阳光花园 3#楼 2-501", ("阳光花园", "3#楼", "2单元", "501")),
        ] {
            let Address::Whole(place) = from_address(line).unwrap() else {
                panic!("{line} is not read as a whole");
            };
            let read = (
                place.compound.as_str(),
                place.building.as_str(),
                place.unit.as_str(),
                place.room.as_str(),
            );
            assert_eq!(read, wanted, "{line}");
        }
    }

    #[test]
    fn an_address_of_another_form_is_kept_as_it_is() {
        for (line, compound, building) in [
            ("七一路112号", "七一路112号", ""),
            ("平房", "平房", ""),
            ("河南省许昌市魏都区南关大街15号", "南关大街15号", ""),
            ("阳光花园3号楼", "阳光花园", "3号楼"),
            ("3号楼", "3号楼", ""),
        ] {
            let wanted = Place {
                compound: compound.to_owned(),
                building: building.to_owned(),
                ..Place::default()
            };
            assert_eq!(from_address(line).unwrap(), Address::Part(wanted), "{line}");
        }
        for line in ["无", " 不详 ", "-"] {
            assert_eq!(from_address(line).unwrap(), Address::Unsaid, "{line}");
        }
        for line in ["同上", "〃", &"长".repeat(101)] {
            assert!(from_address(line).is_err(), "{line}");
        }
    }
}
