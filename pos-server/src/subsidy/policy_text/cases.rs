//! Which outcomes does a policy tell itself? Checks the examples' own text; whether they come out is asked elsewhere.

use chrono::NaiveDate;
use toml::Spanned;

use super::super::decide::{Facts, Held, Home};
use super::super::proof::{Eaten, Example, Expected};
use super::super::standing::{Kind, class_code, residency_code};
use super::super::words::{Channel, Meal};
use super::shape::{ChannelText, EatenText, ExampleText};
use super::when::channel_of;
use super::{Check, MOST_EXAMPLES, MOST_WORDS, start};

impl Check {
    pub(super) fn examples(&mut self, written: &[Spanned<ExampleText>]) -> Vec<Example> {
        let written = self.within(MOST_EXAMPLES, written, start);
        written.iter().map(|example| self.example(example)).collect()
    }

    fn example(&mut self, written: &Spanned<ExampleText>) -> Example {
        let (line, example) = (self.mistakes.line(start(written)), written.get_ref());
        let before = self.within(MOST_WORDS, &example.before, start);
        Example {
            line,
            name: self.filled(&example.name),
            facts: self.facts(example),
            before: before.iter().map(|eaten| self.eaten_before(eaten.get_ref())).collect(),
            eaten: self.eaten((&example.date, &example.meal), example.channel, example.spend.as_ref()),
            expected: Expected {
                subsidy: self.money(&example.subsidy),
                pays: self.money(&example.pays),
                shares: example
                    .shares
                    .iter()
                    .take(MOST_WORDS)
                    .map(|share| (share.funder.get_ref().clone(), self.money(&share.amount)))
                    .collect(),
                because: example.because.as_ref().map(|code| code.get_ref().clone()),
            },
        }
    }

    fn facts(&mut self, example: &ExampleText) -> Facts {
        let birth_date = self.date(&example.born);
        let until = example.classes_until.as_ref().map(|last| self.date(last));
        let held = |kind, value: String, to: Option<NaiveDate>| Held {
            kind,
            value,
            has_document: example.with_document,
            from: birth_date,
            to,
        };
        let residency = example.residency.as_ref().map(|word| self.filled(word));
        let residency = residency.map(|word| held(Kind::Residency, residency_code(&word), None));
        let classes = self.words(&example.classes).into_iter();
        let classes = classes.map(|word| held(Kind::Class, class_code(&word), until));
        let care_home = example.care_home.then(|| held(Kind::CareHome, String::new(), None));
        Facts {
            birth_date,
            held: residency.into_iter().chain(classes).chain(care_home).collect(),
            home: example.home.as_ref().map_or(Home::Own, |code| Home::Other(code.get_ref().clone())),
            ..Facts::default()
        }
    }

    fn eaten_before(&mut self, eaten: &EatenText) -> Eaten {
        self.eaten((&eaten.date, &eaten.meal), eaten.channel, eaten.spend.as_ref())
    }

    fn eaten(
        &mut self,
        (date, meal): (&Spanned<toml::value::Datetime>, &Spanned<Meal>),
        channel: Option<ChannelText>,
        spend: Option<&Spanned<String>>,
    ) -> Eaten {
        Eaten {
            date: self.date(date),
            meal: *meal.get_ref(),
            channel: channel.map_or(Channel::Counter, channel_of),
            spend: spend.map(|spend| self.money(spend)),
        }
    }
}
