//! Which row is meant? A type per kind of id, so that a lane can never be passed for a resident.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Declares newtypes over a UUIDv7 that the creator of the row makes.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, ToSchema)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id that sorts after those made before it on this machine.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a default id would not be the same twice")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The bare UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A canteen.
    CanteenId,
    /// A member of the staff.
    StaffId,
    /// A counter device.
    LaneId,
    /// A building of the register.
    BuildingId,
    /// A household of the register.
    HouseholdId,
    /// A resident, one person in the whole database.
    ResidentId,
    /// A dated fact about a resident.
    FactId,
    /// A meal card.
    CardId,
    /// Cards issued together.
    BatchId,
    /// A loaded policy.
    PolicyId,
    /// A sale; made by the lane before it asks.
    SaleId,
    /// A void; made by the lane before it asks.
    VoidId,
    /// A shift of one lane.
    ShiftId,
    /// A count of a drawer; made by the lane before it asks.
    CountId,
    /// A Z-report; made by the lane before it asks.
    ZReportId,
    /// Money moved without a meal; made by whoever asks.
    MovementId,
    /// A print of a receipt; made by the lane before it asks.
    PrintId,
    /// A permission to pay from another one's wallet.
    PayerId,
    /// A version of a delivery plan; made by the office before it asks.
    PlanId,
    /// A hold of deliveries; made by the office before it asks.
    HoldId,
    /// Somebody to call when nobody opens; made by the office before it asks.
    ContactId,
    /// The tag at a door.
    TagId,
    /// A volunteer's round.
    RoundId,
    /// A stop of a round; also the id of the sale that it becomes.
    StopId,
    /// What a phone says of a stop; made by the phone.
    ResultId,
    /// A photo that a volunteer took at a door; made by the phone.
    PhotoId,
    /// A rung of a ladder that somebody climbed; made by whoever asks.
    StepId,
    /// What a second person decided of a stop, or of an exception of a month; made by the office before it asks.
    SettlementId,
    /// A dish; made by the office before it asks.
    DishId,
    /// The menu of a day and meal as somebody set it.
    MenuId,
    /// A sample that the kitchen keeps; made by the office before it asks.
    SampleId,
    /// A day that the calendar moves.
    HolidayId,
    /// A policy that somebody proposed; made by the office before it asks.
    ProposalId,
    /// A record of where a policy was made public; made by the office before it asks.
    PublicationId,
    /// A proposal to close a month; made by the office before it asks.
    ClosingId,
    /// What a coordinator answers in words; made by the office before it asks.
    AnswerId,
    /// A certificate of a volunteer's month; made by the office before it asks.
    CertificateId,
    /// A line of the audit trail.
    AuditId,
}
