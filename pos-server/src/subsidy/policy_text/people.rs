//! Who is it? Checks the groups, the funders, and whom a rule is for.

use toml::Spanned;

use super::super::conditions::{CareHome, Homes, Proof, Who};
use super::super::eligibility::{AgeRange, Bound};
use super::super::standing;
use super::super::words::Group;
use super::shape::{AgeText, FunderText, GroupText, WhoText};
use super::{Check, MOST_FUNDERS, MOST_GROUPS, MOST_WORDS, start};

/// The word by which a rule leaves out who lives in a care home.
const CARE_HOME: &str = "care_home";
/// The word for the canteen's own community.
const OWN: &str = "own";

impl Check {
    pub(super) fn groups(&mut self, written: &[Spanned<GroupText>]) -> Vec<(Group, AgeRange)> {
        let mut groups: Vec<(Group, AgeRange)> = Vec::new();
        for group in self.within(MOST_GROUPS, written, start) {
            let group = group.get_ref();
            let at = group.age.span().start;
            let range = self.age(&group.age);
            for (other, theirs) in &groups {
                if *other == group.id {
                    self.wrong(
                        at,
                        format!("人群 {} 写了两次", group.id.as_str()),
                        format!("the group {} is written twice", group.id.as_str()),
                    );
                } else if (0..=150).any(|age| range.holds(age) && theirs.holds(age)) {
                    let both = (other.as_str(), group.id.as_str());
                    self.wrong(
                        at,
                        format!("{} 和 {} 的年龄有重叠", both.0, both.1),
                        format!("the ages of {} and {} overlap", both.0, both.1),
                    );
                }
            }
            groups.push((group.id, range));
        }
        if groups.is_empty() {
            self.wrong(0, "至少要有一个 [[group]]", "write at least one [[group]]");
        }
        groups
    }

    /// Classes that open a group at any age.
    pub(super) fn by_class(&mut self, written: &[Spanned<GroupText>]) -> Vec<(String, Group)> {
        let groups = written.iter().take(MOST_GROUPS).map(Spanned::get_ref);
        let classes = groups.flat_map(|group| self.words(&group.or_classes).into_iter().map(|class| (class, group.id)));
        classes.map(|(class, group)| (standing::class_code(&class), group)).collect()
    }

    fn age(&mut self, written: &Spanned<AgeText>) -> AgeRange {
        let (at, age) = (start(written), written.get_ref());
        if age.from.is_some() && age.over.is_some() || age.to.is_some() && age.under.is_some() {
            self.wrong(
                at,
                "from 和 over 只能写一个，to 和 under 只能写一个",
                "write either from or over, and either to or under",
            );
        }
        let bound = |inclusive: Option<u32>, exclusive: Option<u32>| {
            inclusive
                .map(|age| Bound { age, inclusive: true })
                .or(exclusive.map(|age| Bound { age, inclusive: false }))
        };
        let range = AgeRange {
            low: bound(age.from, age.over),
            high: bound(age.to, age.under),
        };
        if (0..=150).all(|age| !range.holds(age)) {
            self.wrong(
                at,
                "没有任何年龄符合这个范围，请检查上下限",
                "no age fits this range: check its bounds",
            );
        }
        range
    }

    pub(super) fn funders(&mut self, written: &[Spanned<FunderText>]) -> Vec<(String, String)> {
        let mut funders: Vec<(String, String)> = Vec::new();
        for funder in self.within(MOST_FUNDERS, written, start) {
            let (at, funder) = (funder.span().start, funder.get_ref());
            let id = self.short_id(&funder.id);
            if funders.iter().any(|(other, _)| *other == id) {
                self.wrong(at, format!("出资方 {id} 写了两次"), format!("the funder {id} is written twice"));
            }
            let name = self.filled(&funder.name);
            funders.push((id, name));
        }
        funders
    }

    /// The name of a funder.
    pub(super) fn funder(&mut self, written: &Spanned<String>, funders: &[(String, String)]) -> String {
        let id = written.get_ref();
        if let Some((_, name)) = funders.iter().find(|(known, _)| known == id) {
            return name.clone();
        }
        let (zh, en) = if let Some((key, _)) = funders.iter().find(|(_, name)| name == id) {
            (format!("这里写出资方的 id：{key}"), format!("write the funder's id here: {key}"))
        } else {
            let known: Vec<&str> = funders.iter().map(|(key, _)| key.as_str()).collect();
            (
                format!("没有 [[funder]] 的 id 叫 {id}；可以写的是：{}", known.join("、")),
                format!("there is no [[funder]] {id}; write one of: {}", known.join(", ")),
            )
        };
        self.wrong(start(written), zh, en);
        String::new()
    }

    /// The words of a list, each of 1 to 60 characters.
    pub(super) fn words(&mut self, written: &[Spanned<String>]) -> Vec<String> {
        let written = self.within(MOST_WORDS, written, start);
        written.iter().map(|word| self.filled(word)).collect()
    }

    /// Groups that a rule names, all of which the policy has.
    pub(super) fn named_groups(&mut self, written: &[Spanned<Group>], groups: &[(Group, AgeRange)]) -> Vec<Group> {
        let named = self.within(MOST_GROUPS, written, start);
        for group in named {
            let (at, group) = (start(group), group.get_ref());
            if !groups.iter().any(|(known, _)| known == group) {
                self.wrong(
                    at,
                    format!("没有 [[group]] 叫 {}", group.as_str()),
                    format!("there is no [[group]] {}", group.as_str()),
                );
            }
        }
        named.iter().map(|group| *group.get_ref()).collect()
    }

    /// Whom a rule is for.
    pub(super) fn who(&mut self, who: &WhoText, groups: &[(Group, AgeRange)]) -> Who {
        let (out, except): (Vec<String>, Vec<String>) = self.words(&who.except).into_iter().partition(|word| word == CARE_HOME);
        if let Some(first) = who
            .residency
            .first()
            .filter(|_| who.with_document && who.classes.is_empty() && who.all_classes.is_empty())
        {
            self.wrong(
                start(first),
                "with_document 要和 classes 或 all_classes 一起写：要求哪一类身份的证件",
                "with_document goes with classes or all_classes: whose document is asked for",
            );
        }
        Who {
            groups: self.named_groups(&who.groups, groups),
            age: who.age.as_ref().map(|age| self.age(age)),
            residency: self
                .words(&who.residency)
                .iter()
                .map(|word| standing::residency_code(word))
                .collect(),
            classes: self.words(&who.classes).iter().map(|word| standing::class_code(word)).collect(),
            all_classes: self.words(&who.all_classes).iter().map(|word| standing::class_code(word)).collect(),
            proof: if who.with_document { Proof::Document } else { Proof::Register },
            except: except.iter().map(|word| standing::class_code(word)).collect(),
            care_home: if out.is_empty() { CareHome::Included } else { CareHome::Excluded },
            homes: self.words(&who.homes).into_iter().map(homes).collect(),
        }
    }
}

fn homes(word: String) -> Homes {
    match word.strip_suffix('*') {
        Some(prefix) => Homes::Prefix(prefix.to_owned()),
        None if word == OWN => Homes::Own,
        None => Homes::Code(word),
    }
}
