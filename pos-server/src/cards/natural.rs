//! Which door comes first on the way? 2号楼 before 10号楼: numbers in a name are compared as numbers, however they are
//! written (2, ２, 二).

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;

/// A name cut into texts and numbers, in an order that people expect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NaturalKey(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Number(u64),
    Text(String),
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl NaturalKey {
    /// The key of a grid's, compound's, building's, unit's or room's name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let normal: Vec<char> = name.nfkc().collect();
        let parts = normal
            .chunk_by(|a, b| is_digit(*a) == is_digit(*b))
            .map(|part| match number(part) {
                Some(number) => Part::Number(number),
                None => Part::Text(part.iter().collect()),
            })
            .collect();
        Self(parts)
    }
}

/// The way to a door by grid, compound, building, unit and room; who has no building comes last.
#[must_use]
pub fn way_to(door: [Option<&str>; 5]) -> (bool, Vec<NaturalKey>) {
    let [_, _, building, ..] = door;
    let steps = door.into_iter().map(|step| NaturalKey::of(step.unwrap_or_default()));
    (building.is_none(), steps.collect())
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit() || chinese_digit(letter).is_some() || unit_of_ten(letter).is_some()
}

/// The value of a run of digits; `None` for other text and for numbers too long to be one.
fn number(run: &[char]) -> Option<u64> {
    let (mut sum, mut digits): (u64, Option<u64>) = (0, None);
    for letter in run {
        if let Some(unit) = unit_of_ten(*letter) {
            sum = sum.checked_add(digits.take().unwrap_or(1).checked_mul(unit)?)?;
        } else {
            let digit = chinese_digit(*letter).or_else(|| letter.to_digit(10).map(u64::from))?;
            digits = Some(digits.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
        }
    }
    sum.checked_add(digits.unwrap_or(0))
}

fn chinese_digit(letter: char) -> Option<u64> {
    Some(match letter {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn unit_of_ten(letter: char) -> Option<u64> {
    match letter {
        '十' => Some(10),
        '百' => Some(100),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_come_in_the_order_of_their_numbers() {
        for list in [
            &["1号楼", "2号楼", "10号楼", "10号楼东", "11号楼"][..],
            &[
                "第一网格",
                "第二网格",
                "第九网格",
                "第十网格",
                "第十一网格",
                "第二十网格",
                "第一百零三网格",
            ],
            &["２号楼", "3号楼", "12号楼"],
            &["101", "102", "1001", "A1", "A2", "A10"],
            &["", "1单元", "甲单元"],
        ] {
            let mut shuffled: Vec<&str> = list.iter().rev().copied().collect();
            shuffled.sort_by_key(|name| NaturalKey::of(name));
            assert_eq!(shuffled, list);
        }
    }

    #[test]
    fn a_number_too_long_to_count_is_still_a_name() {
        assert!(NaturalKey::of(&"9".repeat(100)) > NaturalKey::of("1"));
    }
}
