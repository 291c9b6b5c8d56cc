//! Which words do acts use? What is done with a round, and by what somebody signs in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can be done with a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundChange {
    /// Its stops were put in another order.
    Ordered,
    /// It was walked anew, by the shortest way.
    Walked,
    /// It was given to a volunteer, or taken from one.
    Given,
    /// Its meals were packed.
    Packed,
    /// A link was made.
    LinkMade,
    /// Its link was revoked.
    LinkRevoked,
    /// It was closed.
    Closed,
    /// Its sheet was printed.
    Printed,
}

/// By what somebody is known who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Login and password.
    Password,
    /// A cashier's PIN at a lane.
    Pin,
}
