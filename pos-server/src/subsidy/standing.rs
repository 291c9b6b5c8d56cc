//! What is known of a resident besides the age? Residency, classes with their papers, a care home: each from a day to a day.

use chrono::NaiveDate;

use crate::text::{Sentence, say};

/// What a dated fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 户籍, 常住, 居住证
    Residency,
    /// 身份类别
    Class,
    /// 入住养老机构
    CareHome,
}

/// One dated fact about a resident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What it is about.
    pub kind: Kind,
    /// The class or the residency in the register's word; empty for a care home.
    pub value: String,
    /// Whether a paper proves it.
    pub has_document: bool,
    /// The first day on which it is true.
    pub from: NaiveDate,
    /// The last day, if that is known.
    pub to: Option<NaiveDate>,
}

impl Held {
    /// Is it true on a day?
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }

    /// Is it a class that is true on a day?
    #[must_use]
    pub fn is_class_on(&self, class: &str, day: NaiveDate) -> bool {
        self.kind == Kind::Class && self.value == class && self.holds_on(day)
    }
}

/// Which community registered a resident, seen from the canteen that serves the meal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Home {
    /// The canteen's own.
    #[default]
    Own,
    /// Another one, by its code.
    Other(String),
}

/// Classes: the register's word, the word of the screens in both languages, and how people write it.
const CLASSES: &[(&str, &str, &str, &str)] = &[
    (
        "dibao",
        "低保",
        "minimum living allowance",
        "低保 低保户 低保人员 低保对象 最低生活保障 城市低保 农村低保 享受低保",
    ),
    (
        "tekun",
        "特困",
        "extreme poverty support",
        "特困 特困人员 特困供养 特困供养人员 五保 五保户",
    ),
    ("disabled", "残疾", "disabled", "残疾 残疾人 残疾人员 持证残疾人"),
];

/// How people write that somebody is registered in the place itself.
const LOCAL: &str = "本地 本地户籍 本社区 本社区户籍 本辖区 本市 本区 户籍 户籍人口 户籍居民 是 有 常住户籍 人户一致 在籍 local";
/// How people write that somebody is registered elsewhere.
const NONLOCAL: &str = "外地 外地户籍 非本地 非本地户籍 外来 外来人口 流动 流动人口 非户籍 否 无 外省 外市 租住 租户 nonlocal";

fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// The register's word for a class: `dibao` for 低保户; a class that this list does not know stays as written.
#[must_use]
pub fn class_code(written: &str) -> String {
    let known = CLASSES.iter().find(|(code, _, _, words)| *code == written || lists(words, written));
    known.map_or(written, |(code, ..)| *code).to_owned()
}

/// The word of the screens for a class.
#[must_use]
pub fn class_word(code: &str) -> Sentence {
    let known = CLASSES.iter().find(|(known, ..)| *known == code);
    known.map_or_else(|| say(code, code), |(_, zh, en, _)| say(*zh, *en))
}

/// The register's word for a residency: `local`, `nonlocal`, or as written.
#[must_use]
pub fn residency_code(written: &str) -> String {
    let word = written.to_lowercase();
    if lists(LOCAL, &word) {
        "local".to_owned()
    } else if lists(NONLOCAL, &word) {
        "nonlocal".to_owned()
    } else {
        written.to_owned()
    }
}

/// The word of the screens for a residency.
#[must_use]
pub fn residency_word(code: &str) -> Sentence {
    match code {
        "local" => say("本地户籍", "registered here"),
        "nonlocal" => say("外地户籍", "registered elsewhere"),
        other => say(other, other),
    }
}
