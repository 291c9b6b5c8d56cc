//! Which numbers does the kitchen write down, and what can become of a sample? The words of the tables and the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A number that the kitchen writes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KitchenNumber {
    /// 员工餐: remembered for later days.
    Staff,
    /// 做了多少份
    Prepared,
    /// 剩下多少份
    LeftOver,
}

impl KitchenNumber {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Prepared => "prepared",
            Self::LeftOver => "left_over",
        }
    }
}

impl TryFrom<String> for KitchenNumber {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Staff, Self::Prepared, Self::LeftOver]
            .into_iter()
            .find(|what| what.as_str() == text)
            .ok_or_else(|| format!("the kitchen counts no {text}"))
    }
}

/// What became of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SampleEnd {
    /// 倒掉: not before its time.
    ThrownAway,
    /// 送检: handed to whoever examines it.
    HandedOver,
    /// 录错: it was never taken so.
    Mistaken,
}

impl SampleEnd {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ThrownAway => "thrown_away",
            Self::HandedOver => "handed_over",
            Self::Mistaken => "mistaken",
        }
    }
}

impl TryFrom<String> for SampleEnd {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::ThrownAway, Self::HandedOver, Self::Mistaken]
            .into_iter()
            .find(|end| end.as_str() == text)
            .ok_or_else(|| format!("no sample ends {text}"))
    }
}
