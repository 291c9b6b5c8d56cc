//! Who are the demo's residents? A community of Qiyi's size, made from a seed; no person in it exists.

use chrono::{Days, Months, NaiveDate};

use super::dice::Dice;
use super::households::{Member, household};
use super::names::{RARE, given, surname};
use super::numbers::Numbers;
use super::places::{Home, homes};

/// One made-up resident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 姓名
    pub name: String,
    /// A woman or a girl?
    pub is_female: bool,
    /// 出生日期
    pub birth: NaiveDate,
    /// 证件类型 and 证件号码
    pub document: (&'static str, String),
    /// 联系电话, for those who have one of their own.
    pub phone: Option<String>,
    /// 户籍
    pub residency: &'static str,
    /// 身份类别
    pub class: Option<&'static str>,
    /// 备注
    pub note: &'static str,
    /// Where the person lives.
    pub home: Home,
    /// Does the person's surname belong to nobody else in the household?
    is_free_to_rename: bool,
}

/// Makes the community of a seed as it is on a day.
#[must_use]
pub fn community(seed: u64, on: NaiveDate) -> Vec<Person> {
    let mut dice = Dice::from_seed(seed);
    let mut numbers = Numbers::default();
    let mut people = Vec::new();
    for home in homes(&mut dice) {
        let family = surname(&mut dice);
        let members = household(&mut dice);
        let is_poor = dice.happens(14);
        let residency = dice
            .weighted(&[("户籍", 78), ("常住", 17), ("居住证", 5)])
            .copied()
            .unwrap_or("户籍");
        for member in &members {
            let mut person = person(&mut dice, &mut numbers, *member, family, &home, on);
            person.residency = residency;
            person.class = class(&mut dice, *member, members.len(), is_poor);
            person.is_free_to_rename = member.age >= 25 && (members.len() == 1 || member.has_own_surname);
            people.push(person);
        }
    }
    give_rare_names(&mut dice, &mut people);
    people
}

fn person(dice: &mut Dice, numbers: &mut Numbers, member: Member, family: &str, home: &Home, on: NaiveDate) -> Person {
    let birth = birth_date(dice, member.age, on);
    let year = on.format("%Y").to_string().parse::<i64>().unwrap_or_default() - member.age;
    let last = if member.has_own_surname { surname(dice) } else { family };
    let document = match dice.between(1, 1000) {
        1 => ("护照", format!("XDEMO{:07}", dice.between(0, 9_999_999))),
        _ => ("居民身份证", numbers.id_number(dice, birth, member.is_female)),
    };
    let has_phone = match member.age {
        0..=11 => false,
        12..=17 => dice.happens(300),
        18..=74 => dice.happens(970),
        _ => dice.happens(720),
    };
    let note = match member.age {
        70.. if dice.happens(30) => "听力不好，请大声说话",
        75.. if dice.happens(40) => "行动不便",
        _ => "",
    };
    Person {
        name: format!("{last}{}", given(dice, member.is_female, year)),
        is_female: member.is_female,
        birth,
        document,
        phone: has_phone.then(|| numbers.phone(dice)),
        residency: "",
        class: None,
        note,
        home: home.clone(),
        is_free_to_rename: false,
    }
}

/// A birth date by which somebody has an age in full years on a day.
fn birth_date(dice: &mut Dice, age: i64, on: NaiveDate) -> NaiveDate {
    let months = u32::try_from(age * 12).unwrap_or_default();
    let days = u64::try_from(dice.between(0, 364)).unwrap_or_default();
    let birthday = on.checked_sub_months(Months::new(months)).unwrap_or(on);
    birthday.checked_sub_days(Days::new(days)).unwrap_or(birthday)
}

fn class(dice: &mut Dice, member: Member, household: usize, is_poor: bool) -> Option<&'static str> {
    if is_poor {
        return Some("低保");
    }
    if member.age >= 60 && household == 1 && dice.happens(40) {
        return Some("特困");
    }
    dice.happens(if member.age >= 60 { 40 } else { 12 }).then_some("残疾")
}

fn give_rare_names(dice: &mut Dice, people: &mut [Person]) {
    let mut order: Vec<usize> = (0..people.len()).collect();
    dice.shuffle(&mut order);
    let mut left = RARE.to_vec();
    for place in order {
        let Some(person) = people.get_mut(place).filter(|person| person.is_free_to_rename) else {
            continue;
        };
        if let Some(found) = left.iter().position(|(_, is_female)| *is_female == person.is_female) {
            left.swap_remove(found).0.clone_into(&mut person.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::calendar::age_in_full_years;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    #[test]
    fn the_community_has_the_size_of_qiyi() {
        let people = community(1, today());
        let count = |of: &dyn Fn(&Person) -> String| people.iter().map(of).collect::<HashSet<_>>().len();
        assert!((10_001..12_000).contains(&people.len()), "{} residents", people.len());
        let households = count(&|p| format!("{:?}", p.home));
        assert!((3_001..4_500).contains(&households), "{households} households");
        assert_eq!(count(&|p| p.home.grid.to_owned()), 12);
        assert_eq!(count(&|p| p.home.compound.to_owned()), 23);
        assert_eq!(count(&|p| format!("{} {}", p.home.compound, p.home.building)), 108);
    }

    #[test]
    fn its_ages_are_plausible() {
        let people = community(1, today());
        let ages: Vec<u32> = people.iter().filter_map(|p| age_in_full_years(p.birth, today())).collect();
        assert_eq!(ages.len(), people.len());
        let per_mille = |of: &dyn Fn(u32) -> bool| ages.iter().filter(|age| of(**age)).count() * 1000 / ages.len();
        let (elders, children) = (per_mille(&|age| age >= 60), per_mille(&|age| age <= 12));
        assert!((200..=225).contains(&elders), "{elders} per mille are 60 and over");
        assert!((105..=125).contains(&children), "{children} per mille are 12 and under");
        assert!(per_mille(&|age| age >= 80) < 50 && ages.iter().any(|age| *age >= 90));
    }

    #[test]
    fn it_is_the_same_for_the_same_seed_and_holds_the_rare_names() {
        let people = community(7, today());
        assert_eq!(people, community(7, today()));
        assert_ne!(people, community(8, today()));
        for (name, is_female) in RARE {
            assert!(people.iter().any(|p| p.name == name && p.is_female == is_female), "{name}");
        }
        let documents: HashSet<_> = people.iter().map(|p| &p.document.1).collect();
        assert_eq!(documents.len(), people.len());
    }
}
