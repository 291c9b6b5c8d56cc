//! Which checks does a month go through, from where on does each light, and does it keep the month open? A policy may say otherwise.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The numbered checks. A number is never given to another check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Check {
    /// 同一餐次重复享受
    E01,
    /// 超过每日/每周/每月次数
    E02,
    /// 就餐时不在资格有效期
    E03,
    /// 年龄边界不符
    E04,
    /// 死亡/迁出/入住机构后仍有就餐
    E05,
    /// 当日人次大于合格人数×出勤系数
    E06,
    /// 人次大于出餐数
    E07,
    /// 每日人次完全相同/名单顺序重复
    E09,
    /// 刷卡速度异常
    E10,
    /// 同一时刻两处就餐
    E11,
    /// 送达无门牌扫描
    E12,
    /// 无卡就餐比例过高
    E13,
    /// 收银员为同户成员刷卡
    E14,
    /// 离线补传超期
    E15,
    /// 设备时钟偏差
    E16,
    /// 手工补录未经二人
    E17,
    /// 资金来源合计不等于餐标
    E20,
    /// 应补未补
    E22,
    /// 卡已挂失后仍有交易
    E23,
    /// 政策版本未公示
    E24,
}

impl Check {
    /// The number as people write it.
    #[must_use]
    pub fn code(self) -> String {
        format!("{self:?}")
    }

    /// What it does to the month where no policy says otherwise.
    #[must_use]
    pub const fn usual_severity(self) -> Severity {
        match self {
            Self::E06 | Self::E09 | Self::E10 | Self::E13 | Self::E14 | Self::E15 | Self::E16 | Self::E22 => Severity::Warn,
            _ => Severity::Block,
        }
    }
}

/// What an exception does to the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The month does not close before it is mended or settled.
    Block,
    /// The month closes with it; it is listed.
    Warn,
}

/// From where on the checks light, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRules {
    /// E06: of a hundred people of the groups, so many come to one meal at most.
    pub attendance_percent: usize,
    /// E09: equal counts on so many serving days running.
    pub equal_days: usize,
    /// E09: the same order of cards on so many serving days running.
    pub same_order_days: usize,
    /// E09: fewer meals than this are equal by chance.
    pub least_meals: usize,
    /// E10: more meals than this in one minute at one lane.
    pub meals_a_minute: usize,
    /// E11: two meals of one person at two places within this time.
    pub apart: TimeDelta,
    /// E13: of a hundred meals of residents, so many may be sold without a card.
    pub without_card_percent: usize,
    /// E13: fewer meals than this say nothing.
    pub least_by_card: usize,
    /// E15: what was booked later than this after it was eaten.
    pub late: TimeDelta,
    /// E16: what a lane says that it sold so long after it arrived here.
    pub clock_ahead: TimeDelta,
    /// The checks that do something else than usual.
    pub severities: BTreeMap<Check, Severity>,
}

impl CheckRules {
    /// Whether the month can close while a check is lit and not settled.
    #[must_use]
    pub fn severity(&self, check: Check) -> Severity {
        self.severities.get(&check).copied().unwrap_or(check.usual_severity())
    }
}

impl Default for CheckRules {
    fn default() -> Self {
        Self {
            attendance_percent: 90,
            equal_days: 5,
            same_order_days: 3,
            least_meals: 5,
            meals_a_minute: 15,
            apart: TimeDelta::minutes(10),
            without_card_percent: 30,
            least_by_card: 10,
            late: TimeDelta::hours(24),
            clock_ahead: TimeDelta::minutes(1),
            severities: BTreeMap::new(),
        }
    }
}
