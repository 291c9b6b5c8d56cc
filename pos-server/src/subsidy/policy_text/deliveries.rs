//! How are meals at the door watched? Checks the two numbers; what is not written is as usual.

use std::ops::RangeInclusive;

use toml::Spanned;

use super::super::policy::Deliveries;
use super::shape::DeliveriesText;
use super::{Check, start};

/// For how many minutes a packed meal may be called hot: after four hours at room temperature food is thrown away.
const HOT_FOR_MINUTES: RangeInclusive<i64> = 15..=240;
/// After how many open days without a sign somebody may be asked after: later nobody would be helped.
const SILENT_AFTER_DAYS: RangeInclusive<i64> = 1..=30;

impl Check {
    pub(super) fn deliveries(&mut self, written: Option<&DeliveriesText>) -> Deliveries {
        let usual = Deliveries::default();
        let Some(written) = written else { return usual };
        Deliveries {
            hot_for_minutes: self.whole(written.hot_for_minutes.as_ref(), &HOT_FOR_MINUTES, usual.hot_for_minutes),
            silent_after_days: self.whole(written.silent_after_days.as_ref(), &SILENT_AFTER_DAYS, usual.silent_after_days),
        }
    }

    /// A whole number within its bounds, or the usual one.
    fn whole(&mut self, written: Option<&Spanned<i64>>, bounds: &RangeInclusive<i64>, usual: i64) -> i64 {
        let Some(written) = written else { return usual };
        let (number, least, most) = (*written.get_ref(), bounds.start(), bounds.end());
        if !bounds.contains(&number) {
            self.wrong(
                start(written),
                format!("{number} 不行，这里写 {least} 到 {most} 的整数"),
                format!("{number} cannot be: write a whole number from {least} to {most}"),
            );
        }
        number
    }
}
