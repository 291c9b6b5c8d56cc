//! 人民币大写: how is an amount written so that nobody adds a stroke to it? By 支付结算办法, annex 1 (银发〔1997〕393号), and
//! 会计基础工作规范, article 52.

use crate::money::Fen;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const UNITS: [(u64, &str); 5] = [(100_000_000, "亿"), (10_000, "万"), (1_000, "仟"), (100, "佰"), (10, "拾")];

/// The amount in capitals: 人民币 in front without a gap, 整 after yuan and jiao, 零 where digits are left out.
#[must_use]
pub fn capitals(amount: Fen) -> String {
    let fen = amount.get().unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let sign = if amount < Fen::ZERO { "负" } else { "" };
    let yuan_word = match (yuan, jiao + fen) {
        (0, 0) => "零元".to_owned(),
        (0, _) => String::new(),
        _ => format!("{}元", whole(yuan)),
    };
    let rest = match (jiao, fen) {
        (0, 0) => "整".to_owned(),
        (0, fen) if yuan > 0 => format!("零{}分", digit(fen)),
        (0, fen) => format!("{}分", digit(fen)),
        (jiao, 0) => format!("{}角整", digit(jiao)),
        (jiao, fen) => format!("{}角{}分", digit(jiao), digit(fen)),
    };
    format!("人民币{sign}{yuan_word}{rest}")
}

/// A whole number above nothing; nothing is no word. The largest unit splits it, and what is left says 零 where it begins lower than
/// right below that unit.
fn whole(number: u64) -> String {
    let Some((unit, word)) = UNITS.into_iter().find(|(unit, _)| number >= *unit) else {
        return if number == 0 { String::new() } else { digit(number).to_owned() };
    };
    let rest = number % unit;
    let gap = if rest > 0 && rest < unit / 10 { "零" } else { "" };
    format!("{}{word}{gap}{}", whole(number / unit), whole(rest))
}

fn digit(number: u64) -> &'static str {
    usize::try_from(number)
        .ok()
        .and_then(|at| DIGITS.get(at))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_as_the_rules_write_them() {
        for (fen, words) in [
            // The examples of the annex, in the first of the forms that it allows.
            (140_950, "壹仟肆佰零玖元伍角整"),
            (600_714, "陆仟零柒元壹角肆分"),
            (168_032, "壹仟陆佰捌拾元叁角贰分"),
            (10_700_053, "壹拾万柒仟元伍角叁分"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            // And the edges.
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (100, "壹元整"),
            (1_001, "壹拾元零壹分"),
            (1_000_100, "壹万零壹元整"),
            (100_000_000, "壹佰万元整"),
            (10_000_000_100, "壹亿零壹元整"),
            (10_010_000_000, "壹亿零壹拾万元整"),
            (100_000_000_000_000, "壹万亿元整"),
            (100_000_001_000_000, "壹万亿零壹万元整"),
            (10_000_100_000_001, "壹仟亿零壹佰万元零壹分"),
            (-1_580, "负壹拾伍元捌角整"),
        ] {
            assert_eq!(capitals(Fen::new(fen)), format!("人民币{words}"), "{fen}");
        }
    }

    /// Reads a whole number back: digits and small units add up, 万 and 亿 lift everything before them.
    fn read(text: &str) -> u64 {
        let (mut lifted, mut section, mut last) = (0, 0, 0);
        for letter in text.chars() {
            let letter = letter.to_string();
            if let Some(digit) = DIGITS.iter().position(|digit| *digit == letter) {
                last = u64::try_from(digit).unwrap();
                continue;
            }
            let (unit, _) = UNITS.into_iter().find(|(_, word)| *word == letter).unwrap();
            match unit {
                100_000_000 => (lifted, section, last) = ((lifted + section + last) * unit, 0, 0),
                10_000 => (lifted, section, last) = (lifted + (section + last) * unit, 0, 0),
                _ => (section, last) = (section + last * unit, 0),
            }
        }
        lifted + section + last
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_the_same_amount(fen in 1_i64..1_000_000_000_000_000_000) {
            let text = capitals(Fen::new(fen));
            let (yuan, rest) = text.strip_prefix("人民币").unwrap().split_once('元').unwrap_or(("", &text));
            let part = |unit: char| rest.find(unit).map_or(0, |at| {
                let before = rest[..at].chars().last().unwrap().to_string();
                i64::try_from(DIGITS.iter().position(|digit| *digit == before).unwrap()).unwrap()
            });
            let whole = if yuan.is_empty() { 0 } else { i64::try_from(read(yuan)).unwrap() };
            prop_assert_eq!(whole * 100 + part('角') * 10 + part('分'), fen);
            prop_assert!(!text.contains("零零") && !text.contains("零元") && !text.contains("零万"));
            prop_assert_eq!(text.ends_with('整'), fen % 10 == 0);
        }
    }
}
