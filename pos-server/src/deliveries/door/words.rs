//! Which words say how a stop ends, what proves it, how somebody is, and whom one asks when nobody opens?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares words that stand in the database, on the wire and in the program.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident => $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$word_doc])* $word,)+
        }

        impl $name {
            /// The word in the database and on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)+
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                match text.as_str() {
                    $($text => Ok(Self::$word),)+
                    _ => Err(format!("{text} is no {}", stringify!($name))),
                }
            }
        }
    )+};
}

words! {
    /// How a stop went.
    StopOutcome {
        /// 交到本人手里
        HandedOver => "handed_over",
        /// 交给邻居
        Neighbour => "neighbour",
        /// 不在家: nobody opens, and somebody has to find out why.
        NotAtHome => "not_at_home",
        /// 不要
        Refused => "refused",
        /// 地址不对
        WrongAddress => "wrong_address",
    }
    /// What shows that somebody stood at the door.
    Proof {
        /// 餐卡
        Card => "card",
        /// 门牌码
        DoorTag => "door_tag",
    }
    /// How the elder is.
    Welfare {
        /// 好
        Good => "good",
        /// 和平时不一样
        Unusual => "unusual",
        /// 需要帮助
        Help => "help",
    }
    /// Whom one asks when nobody opens, one after the other.
    Rung {
        /// 再敲门
        Ring => "ring",
        /// 打电话
        Phone => "phone",
        /// 问邻居
        Neighbour => "neighbour",
        /// 网格员
        GridWorker => "grid_worker",
        /// 120 or 110
        Emergency => "emergency",
        /// The coordinator ends the search with words.
        Closed => "closed",
    }
    /// Was somebody found?
    Found {
        /// The elder, or somebody who knows where they are.
        Reached => "reached",
        /// Nobody.
        NotReached => "not_reached",
    }
    /// What the second person says of a meal without proof.
    Decision {
        /// It was handed over.
        Delivered => "delivered",
        /// It was not.
        NotDelivered => "not_delivered",
    }
}
impl StopOutcome {
    /// Does it say that somebody took the meal?
    #[must_use]
    pub const fn is_hand_over(self) -> bool {
        matches!(self, Self::HandedOver | Self::Neighbour)
    }
}
