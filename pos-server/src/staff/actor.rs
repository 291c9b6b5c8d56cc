//! Who is asking? What the authorisation layer found out about a request, for handlers to extract.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Problem;
use crate::ids::{CanteenId, LaneId, StaffId};
use crate::text::say;

/// A role of the staff. What each may do stands in the role x action table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps the staff and the lanes.
    Admin,
    /// Keeps the register and the cards.
    Coordinator,
    /// Sells meals.
    Cashier,
    /// Carries meals to the door.
    Volunteer,
    /// Prepares the month.
    Finance,
    /// Approves the month: the second person.
    Checker,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the table's order.
    pub const ALL: [Self; 7] = [
        Self::Admin,
        Self::Coordinator,
        Self::Cashier,
        Self::Volunteer,
        Self::Finance,
        Self::Checker,
        Self::Auditor,
    ];

    /// The role's word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Coordinator => "coordinator",
            Self::Cashier => "cashier",
            Self::Volunteer => "volunteer",
            Self::Finance => "finance",
            Self::Checker => "checker",
            Self::Auditor => "auditor",
        }
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("unknown role {text}"))
    }
}

/// A signed-in member of the staff, on a lane or in the office.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Whose books are meant.
    pub canteen: CanteenId,
    /// The person.
    pub staff: StaffId,
    /// The person's name, as receipts show it.
    pub name: String,
    /// The person's role.
    pub role: Role,
    /// The lane that the session belongs to, if it was opened by PIN at a counter.
    pub lane: Option<LaneDevice>,
}

/// An enrolled counter device.
#[derive(Debug, Clone)]
pub struct LaneDevice {
    /// Whose counter it is.
    pub canteen: CanteenId,
    /// The canteen's name, as receipts show it.
    pub canteen_name: String,
    /// The lane.
    pub id: LaneId,
    /// Its short code, `01`.
    pub code: String,
    /// Its name, as receipts show it.
    pub name: String,
}

/// A cashier at an enrolled lane: what every sale needs.
#[derive(Debug, Clone)]
pub struct AtLane {
    /// The cashier.
    pub cashier: Actor,
    /// The counter device.
    pub lane: LaneDevice,
}

/// 401: nobody is signed in.
pub(super) fn sign_in_first() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", say("请先登录。", "Sign in first."))
}

impl LaneDevice {
    /// 401: the device is no lane.
    pub(super) fn missing() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "lane_not_enrolled",
            say(
                "这台设备还不是收银窗口，请在办公室取得绑定码后绑定。",
                "This device is not a lane yet. Get a code from the office and enrol it.",
            ),
        )
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(sign_in_first)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LaneDevice {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Self::missing)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AtLane {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(sign_in_first)
    }
}
