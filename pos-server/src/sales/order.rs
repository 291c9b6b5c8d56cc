//! What does a lane ask for? One meal for one diner, with the id that makes asking twice harmless.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ResidentId, SaleId, StaffId};
use crate::money::Fen;
use crate::staff::actor::LaneDevice;
use crate::subsidy::words::{Channel, Meal};
use crate::text::Sentence;

/// How the diner was identified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// By the SHA-256 of a card's token.
    Card([u8; 32]),
    /// By a code that is no card's; the sentence says what was read and what to do.
    NoCard(Sentence),
    /// By a card's short printed number, digits only.
    Number(String),
    /// By name: a resident of the lane's canteen.
    Resident(ResidentId),
    /// Somebody who says that they belong to no group.
    Guest,
    /// Somebody whom nobody can find.
    Unknown,
}

impl Who {
    /// The word that the sale keeps.
    #[must_use]
    pub const fn identified_by(&self) -> &'static str {
        match self {
            Self::Card(_) => "card",
            Self::Number(_) => "number",
            Self::Resident(_) => "name",
            Self::NoCard(_) | Self::Guest | Self::Unknown => "none",
        }
    }
}

/// How the diner pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tender {
    /// 现金
    Cash,
    /// 微信
    Wechat,
    /// 支付宝
    Alipay,
    /// 餐卡余额: the diner's own wallet, or the one of the household that they may pay from.
    Wallet,
    /// 欠费: for a pending meal, or up to the policy's limit.
    Owed,
}

impl Tender {
    /// All tenders, in the order in which people name them.
    pub const ALL: [Self; 5] = [Self::Cash, Self::Wechat, Self::Alipay, Self::Wallet, Self::Owed];

    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Wechat => "wechat",
            Self::Alipay => "alipay",
            Self::Wallet => "wallet",
            Self::Owed => "owed",
        }
    }
}

impl TryFrom<String> for Tender {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|tender| tender.as_str() == text)
            .ok_or_else(|| format!("unknown tender {text}"))
    }
}

/// How long a lane may keep a sale before it brings it.
const LONGEST_KEPT: TimeDelta = TimeDelta::hours(72);
/// For so many days a delivered meal may wait for the second person who settles it: two months and a little, longer than a month stays
/// open.
pub const LONGEST_UNSETTLED: TimeDelta = TimeDelta::days(70);
/// How far the clock of a lane may be ahead.
const CLOCK_AHEAD: TimeDelta = TimeDelta::minutes(2);

/// Whether the cashier takes the rule's answer or insists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServeAs {
    /// As the rule decides; a "no" stays a "no".
    Decided,
    /// Where the rule says no: serve all the same, as pending, at the full standard.
    Pending,
    /// The meal was eaten while the server was away: what does not fit the rule is booked as pending at what the page had
    /// shown; nothing is refused.
    Eaten,
}

/// One meal to sell.
#[derive(Debug, Clone)]
pub struct SaleOrder {
    /// Made by the lane before it asks.
    pub id: SaleId,
    /// The lane that sells, and through it the canteen.
    pub lane: LaneDevice,
    /// The cashier.
    pub cashier: StaffId,
    /// The cashier's name, as the receipt shows it.
    pub cashier_name: String,
    /// Who eats.
    pub who: Who,
    /// The meal, where the cashier names one.
    pub meal: Option<Meal>,
    /// At the counter, or at the diner's door.
    pub channel: Channel,
    /// How the diner pays, unless the wallet comes first and covers the meal.
    pub tender: Tender,
    /// Whether the wallet pays where it covers the meal.
    pub wallet_first: bool,
    /// The payment's number at WeChat or Alipay.
    pub tender_reference: Option<String>,
    /// Whether the cashier insists.
    pub serve_as: ServeAs,
    /// What the page showed; another price is refused.
    pub expected_pays: Option<Fen>,
    /// When the meal was sold, as the lane says: the rules of that moment count.
    pub sold_at: Timestamp,
    /// When it is booked.
    pub at: Timestamp,
    /// SHA-256 of the request: tells a repetition from another order under the same id.
    pub request_hash: [u8; 32],
}

impl SaleOrder {
    /// May a sale of that moment still be brought?
    #[must_use]
    pub fn is_timely(&self) -> bool {
        let longest = match self.channel {
            Channel::Counter | Channel::TakeAway => LONGEST_KEPT,
            Channel::Delivery => LONGEST_UNSETTLED,
        };
        self.at - longest <= self.sold_at && self.sold_at <= self.at + CLOCK_AHEAD
    }

    /// The moment whose rules count. An order that is not timely is refused; its moment may be one that no calendar has.
    #[must_use]
    pub fn judged_at(&self) -> Timestamp {
        if self.is_timely() { self.sold_at } else { self.at }
    }
}
