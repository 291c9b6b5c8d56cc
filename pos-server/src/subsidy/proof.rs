//! Does a policy give what it says itself that it gives? Its examples, each eaten meal by meal.

use chrono::{NaiveDate, NaiveTime};

use super::decide::{Code, Diner, Facts, Order, Taken, Terms, Verdict, decide};
use super::holidays::Holidays;
use super::limits::Past;
use super::policy::{Mistake, Policy};
use super::words::{Channel, Meal};
use crate::money::Fen;
use crate::text::say;

/// A meal whose outcome a policy tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The line it stands on, from 1.
    pub line: usize,
    /// What it shows.
    pub name: String,
    /// Who eats.
    pub facts: Facts,
    /// What they ate before.
    pub before: Vec<Eaten>,
    /// What they eat now.
    pub eaten: Eaten,
    /// What it should come to.
    pub expected: Expected,
}

/// A meal of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eaten {
    /// The day.
    pub date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// How it is handed over.
    pub channel: Channel,
    /// The price, if it is not the standard.
    pub spend: Option<Fen>,
}

/// What an example should come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// What the funders pay together.
    pub subsidy: Fen,
    /// What the diner pays.
    pub pays: Fen,
    /// What single funders pay, where the example says so.
    pub shares: Vec<(String, Fen)>,
    /// The code of the verdict or of a reason.
    pub because: Option<String>,
}

impl Policy {
    /// Reads and checks a policy's text, and asks whether its examples come out.
    pub fn proved(text: &str) -> Result<Self, Vec<Mistake>> {
        let policy = Self::parse(text)?;
        let holidays = Holidays::shipped().unwrap_or_default();
        let wrong: Vec<Mistake> = policy
            .examples
            .iter()
            .filter_map(|example| example.mistake(&policy, &holidays))
            .collect();
        if wrong.is_empty() { Ok(policy) } else { Err(wrong) }
    }
}

impl Example {
    /// What is wrong with the outcome; `None` if it is as the example says.
    fn mistake(&self, policy: &Policy, holidays: &Holidays) -> Option<Mistake> {
        let verdict = self.verdict(policy, holidays);
        let (Verdict::Serve { code, reasons, .. } | Verdict::Refuse { code, reasons, .. }) = &verdict;
        let told = |message| Some(Mistake { line: self.line, message });
        let Some(terms) = terms(&verdict) else {
            return told(say(
                format!("例子“{}”：这一餐不供应（{}）", self.name, code.sentence().zh),
                format!("example \"{}\": the meal is not served ({})", self.name, code.sentence().en),
            ));
        };
        let date = self.eaten.date;
        let outside = (!policy.holds_on(date)).then(|| {
            say(
                format!("{date} 这一天政策没有生效，按全价算。"),
                format!("The policy does not hold on {date}: the price is the full one. "),
            )
        });
        let subsidy = terms.standard.minus(terms.pays);
        let Expected { shares, because, .. } = &self.expected;
        if (subsidy, terms.pays) != (self.expected.subsidy, self.expected.pays) {
            let steps: Vec<_> = reasons.iter().map(super::reasons::Reason::sentence).collect();
            let steps: Vec<_> = outside.into_iter().chain(steps).collect();
            let zh: String = steps.iter().map(|step| step.zh.as_str()).collect();
            let en: Vec<&str> = steps.iter().map(|step| step.en.as_str()).collect();
            return told(say(
                format!(
                    "例子“{}”算出来是补贴 {subsidy}、自付 {}，写的是补贴 {}、自付 {}。{zh}",
                    self.name, terms.pays, self.expected.subsidy, self.expected.pays
                ),
                format!(
                    "example \"{}\" comes to a subsidy of {subsidy} and {} to pay, it says {} and {}. {}",
                    self.name,
                    terms.pays,
                    self.expected.subsidy,
                    self.expected.pays,
                    en.join(" ")
                ),
            ));
        }
        let of = |funder: &str| {
            terms
                .shares
                .iter()
                .filter(|share| share.funder == funder)
                .map(|share| share.amount)
                .sum()
        };
        if let Some((funder, amount)) = shares.iter().find(|(funder, amount)| of(funder) != *amount) {
            let is: Fen = of(funder);
            return told(say(
                format!("例子“{}”算出来 {funder} 出 {is}，写的是 {amount}", self.name),
                format!("example \"{}\": {funder} bears {is}, it says {amount}", self.name),
            ));
        }
        let said = |word: &str| code.as_str() == word || reasons.iter().any(|reason| reason.code() == word);
        let unsaid = because.as_deref().filter(|word| !said(word))?;
        let codes: Vec<&str> = std::iter::once(code.as_str())
            .chain(reasons.iter().map(super::reasons::Reason::code))
            .collect();
        told(say(
            format!("例子“{}”的理由里没有 {unsaid}，有的是：{}", self.name, codes.join("、")),
            format!("example \"{}\" is not explained by {unsaid} but by {}", self.name, codes.join(", ")),
        ))
    }

    /// The verdict on the example's meal, after those before it.
    #[must_use]
    pub fn verdict(&self, policy: &Policy, holidays: &Holidays) -> Verdict {
        let mut facts = self.facts.clone();
        let mut served: Vec<(NaiveDate, Meal)> = Vec::new();
        for eaten in &self.before {
            if let Verdict::Serve {
                code: Code::Eligible,
                terms,
                reasons,
            } = eaten.verdict(policy, holidays, &facts, &served)
            {
                served.push((eaten.date, eaten.meal));
                facts.past.push(Past::of((eaten.date, eaten.meal), &reasons, &terms.shares));
            }
        }
        self.eaten.verdict(policy, holidays, &facts, &served)
    }
}

impl Eaten {
    fn verdict(&self, policy: &Policy, holidays: &Holidays, facts: &Facts, served: &[(NaiveDate, Meal)]) -> Verdict {
        let order = Order {
            service_date: self.date,
            time: policy.meal(self.meal).map_or(NaiveTime::MIN, |rule| rule.opens),
            meal: Some(self.meal),
            channel: self.channel,
            spend: self.spend,
        };
        let facts = Facts {
            day: holidays.day(self.date),
            ..facts.clone()
        };
        let taken = served.contains(&(self.date, self.meal)).then(Taken::default);
        decide(Some(policy), &Diner::Resident(facts), taken.as_ref(), &order)
    }
}

/// What a meal costs whom, subsidised or as pending.
const fn terms(verdict: &Verdict) -> Option<&Terms> {
    match verdict {
        Verdict::Serve { terms, .. } => Some(terms),
        Verdict::Refuse { pending, .. } => pending.as_ref(),
    }
}

#[cfg(test)]
mod tests;
