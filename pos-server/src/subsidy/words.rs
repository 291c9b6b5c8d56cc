//! Which meals and which groups are there? The words of the policy, the tables and the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::{Sentence, say};

/// A meal of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Meal {
    /// 午餐
    Lunch,
    /// 晚餐
    Dinner,
}

impl Meal {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lunch => "lunch",
            Self::Dinner => "dinner",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn word(self) -> Sentence {
        match self {
            Self::Lunch => say("午餐", "lunch"),
            Self::Dinner => say("晚餐", "dinner"),
        }
    }
}

impl TryFrom<String> for Meal {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "lunch" => Ok(Self::Lunch),
            "dinner" => Ok(Self::Dinner),
            _ => Err(format!("unknown meal {text}")),
        }
    }
}

/// Where a meal is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 柜台堂食
    Counter,
    /// 自取带走
    TakeAway,
    /// 送餐上门: cooked and packed for its meal, so that the hour at the door is no question.
    Delivery,
}

impl Channel {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::TakeAway => "take_away",
            Self::Delivery => "delivery",
        }
    }
}

impl Channel {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> Sentence {
        match self {
            Self::Counter => say("堂食", "dine-in"),
            Self::TakeAway => say("自取带走", "take-away"),
            Self::Delivery => say("送餐上门", "delivery"),
        }
    }
}

impl TryFrom<String> for Channel {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Counter, Self::TakeAway, Self::Delivery]
            .into_iter()
            .find(|channel| channel.as_str() == text)
            .ok_or_else(|| format!("unknown channel {text}"))
    }
}

/// A group that a policy gives a price to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// 老人
    Elder,
    /// 儿童
    Child,
}

impl Group {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elder => "elder",
            Self::Child => "child",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn word(self) -> Sentence {
        match self {
            Self::Elder => say("老人", "elder"),
            Self::Child => say("儿童", "child"),
        }
    }
}

/// As whom somebody eats: by a group of the policy, as a guest, or nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DinerGroup {
    /// 老人
    Elder,
    /// 儿童
    Child,
    /// 访客: known, or said, to belong to neither group.
    Guest,
    /// Nobody knows: a card that is unknown, a resident who cannot be found.
    None,
}

impl DinerGroup {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elder => "elder",
            Self::Child => "child",
            Self::Guest => "guest",
            Self::None => "none",
        }
    }
}

impl DinerGroup {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> Sentence {
        match self {
            Self::Elder => Group::Elder.word(),
            Self::Child => Group::Child.word(),
            Self::Guest => say("访客", "guest"),
            Self::None => say("未知", "unknown"),
        }
    }
}

impl From<Option<Group>> for DinerGroup {
    fn from(group: Option<Group>) -> Self {
        match group {
            Some(Group::Elder) => Self::Elder,
            Some(Group::Child) => Self::Child,
            None => Self::Guest,
        }
    }
}

impl TryFrom<String> for DinerGroup {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Elder, Self::Child, Self::Guest, Self::None]
            .into_iter()
            .find(|group| group.as_str() == text)
            .ok_or_else(|| format!("unknown group {text}"))
    }
}
