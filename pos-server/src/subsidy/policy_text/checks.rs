//! What does a policy ask of the month's checks? From where on they light, which of them block and which warn.

use std::ops::RangeInclusive;

use chrono::TimeDelta;
use toml::Spanned;

use super::super::check_rules::{CheckRules, Severity};
use super::shape::ChecksText;
use super::{Check, MOST_WORDS, start};

impl Check {
    /// What is not written stays as usual.
    pub(super) fn check_rules(&mut self, written: &ChecksText) -> CheckRules {
        let mut rules = CheckRules::default();
        for (list, severity) in [(&written.block, Severity::Block), (&written.warn, Severity::Warn)] {
            for check in self.within(MOST_WORDS, list, start) {
                let code = *check.get_ref();
                if rules.severities.insert(code, severity).is_some() {
                    self.wrong(
                        start(check),
                        format!("{} 写了两次：block（未处理不能月结）和 warn（只提醒）里只写一次", code.code()),
                        format!("{} is written twice: write it once, in block or in warn", code.code()),
                    );
                }
            }
        }
        self.percent(&mut rules.attendance_percent, written.attendance.as_ref());
        self.percent(&mut rules.without_card_percent, written.without_card.as_ref());
        self.count(&mut rules.equal_days, written.equal_days.as_ref(), 2..=31);
        self.count(&mut rules.same_order_days, written.same_order_days.as_ref(), 2..=31);
        self.count(&mut rules.meals_a_minute, written.meals_a_minute.as_ref(), 1..=600);
        self.time_within(&mut rules.apart, written.apart_minutes.as_ref(), TimeDelta::minutes, 1..=600);
        self.time_within(&mut rules.late, written.late_hours.as_ref(), TimeDelta::hours, 1..=720);
        self.time_within(&mut rules.clock_ahead, written.clock_minutes.as_ref(), TimeDelta::minutes, 1..=600);
        rules
    }

    fn percent(&mut self, rule: &mut usize, written: Option<&Spanned<String>>) {
        let Some(written) = written else { return };
        let text = written.get_ref();
        let percent = text.strip_suffix('%').and_then(|number| number.parse().ok());
        if let Some(percent) = percent.filter(|percent| (1..=100).contains(percent)) {
            *rule = percent;
        } else {
            self.wrong(
                start(written),
                format!("“{text}”不是 1% 到 100% 的整数百分比，请写成 \"90%\""),
                format!("{text:?} is no whole percentage from 1% to 100%: write \"90%\""),
            );
        }
    }

    fn count(&mut self, rule: &mut usize, written: Option<&Spanned<i64>>, bounds: RangeInclusive<i64>) {
        if let Some(count) = written.and_then(|written| self.bounded(written, bounds)) {
            *rule = usize::try_from(count).unwrap_or(*rule);
        }
    }

    fn time_within(
        &mut self,
        rule: &mut TimeDelta,
        written: Option<&Spanned<i64>>,
        unit: fn(i64) -> TimeDelta,
        bounds: RangeInclusive<i64>,
    ) {
        if let Some(count) = written.and_then(|written| self.bounded(written, bounds)) {
            *rule = unit(count);
        }
    }

    /// A number between two bounds.
    pub(super) fn bounded(&mut self, written: &Spanned<i64>, bounds: RangeInclusive<i64>) -> Option<i64> {
        let number = *written.get_ref();
        if bounds.contains(&number) {
            return Some(number);
        }
        let (least, most) = (bounds.start(), bounds.end());
        self.wrong(
            start(written),
            format!("{number} 不行，请写 {least} 到 {most} 的整数"),
            format!("{number} will not do: write a whole number from {least} to {most}"),
        );
        None
    }
}
