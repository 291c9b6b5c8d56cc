//! Which classes and which residency does a register's cell name? Known words become the words of the policy, others stay
//! as written: no community's list is complete.

use std::collections::BTreeSet;

use super::clean::plain;
use super::refusal::{Refusal, refuse};
use crate::subsidy::standing;

/// Letters a class may have.
const MAX_LETTERS: usize = 30;

/// Words that say there is no class, or only what the birth date says anyway.
const NO_CLASS: &str =
    "无 普通 普通居民 普通群众 一般 一般居民 一般人员 正常 居民 群众 否 没有 无特殊 其他 老人 老年人 儿童 成人 成年人 未成年人 - / —";

fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// The classes in a cell, several of them parted by commas or 、.
pub fn parse(text: &str) -> Result<BTreeSet<String>, Refusal> {
    let words = text.split(['、', ',', '，', ';', '；', '/', '|', '+']).map(plain);
    let mut classes = BTreeSet::new();
    for word in words.filter(|word| !word.is_empty() && !lists(NO_CLASS, word)) {
        if word.chars().nth(MAX_LETTERS).is_some() {
            return Err(refuse(
                "身份类别过长，请只写类别名称，多个类别用顿号分开。",
                "The class is too long; write only its name, several of them parted by 、.",
            ));
        }
        classes.insert(standing::class_code(&word));
    }
    Ok(classes)
}

/// The residency in a cell: `local`, `nonlocal`, or as written.
#[must_use]
pub fn residency(text: &str) -> String {
    match standing::residency_code(&plain(text)).as_str() {
        known @ ("local" | "nonlocal") => known.to_owned(),
        _ => text.trim().chars().take(100).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_classes_become_the_words_of_the_policy() {
        for (text, wanted) in [
            ("低保", &["dibao"][..]),
            ("低保户、残疾人", &["dibao", "disabled"]),
            ("特困人员，空巢老人", &["tekun", "空巢老人"]),
            ("普通居民", &[]),
            ("无", &[]),
            ("老人", &[]),
            ("dibao", &["dibao"]),
            ("低保/低保户", &["dibao"]),
        ] {
            assert_eq!(parse(text).unwrap().into_iter().collect::<Vec<_>>(), wanted, "{text}");
        }
        assert!(parse(&"字".repeat(31)).is_err());
    }

    #[test]
    fn residency_is_local_or_not_or_as_written() {
        for (text, wanted) in [
            ("本社区", "local"),
            (" 是 ", "local"),
            ("外地", "nonlocal"),
            ("河南省许昌市魏都区", "河南省许昌市魏都区"),
        ] {
            assert_eq!(residency(text), wanted);
        }
    }
}
