//! What is kept of an act? Its stable code and its facts; the pages make sentences of them in either language.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actor::Role;
use crate::ids::{CardId, ContactId, ResidentId, TagId};
use crate::money::Fen;

mod kept;
mod words;
pub use words::{Means, RoundChange};

/// An act of the audit trail. The code and the names of the facts are kept for ever: add to them, never change them. No fact
/// may hold a secret or an ID number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", content = "detail", rename_all = "snake_case")]
pub enum Act {
    /// The canteen was opened.
    CanteenCreated {
        /// Its name.
        name: String,
    },
    /// The number of the office was written down.
    OfficePhoneSet {
        /// The number; empty when it was taken away.
        phone: String,
    },
    /// Somebody signed in.
    SignIn {
        /// By what they were known.
        by: Means,
    },
    /// Somebody gave themselves another password.
    OwnPasswordChanged,
    /// Somebody was added to the staff.
    StaffAdded {
        /// What they type to sign in.
        login: String,
        /// What they may do.
        role: Role,
    },
    /// Somebody got another password.
    StaffPasswordSet {
        /// Whose.
        login: String,
    },
    /// Somebody got another PIN.
    StaffPinSet {
        /// Whose.
        login: String,
    },
    /// Somebody was shut out.
    StaffDisabled {
        /// Who.
        login: String,
    },
    /// Somebody was let in again.
    StaffEnabled {
        /// Who.
        login: String,
    },
    /// Somebody of the staff was named as somebody of the register.
    StaffResidentSet {
        /// Who.
        login: String,
        /// Who that is in the register; nobody any more.
        resident: Option<ResidentId>,
    },
    /// A code was made by which a device becomes a lane.
    LaneCodeMade {
        /// The lane's name.
        name: String,
    },
    /// A device became a lane.
    LaneEnrolled,
    /// A lane's device may sell no more, because another took its place.
    LaneDeviceEnded,
    /// A lane may sell no more.
    LaneRevoked,
    /// A lane got another receipt printer, or none.
    PrinterSet {
        /// Its address; empty for none.
        address: String,
    },
    /// Somebody saw a resident's full name and numbers.
    ResidentRevealed {
        /// Why.
        reason: String,
    },
    /// A dated fact about a resident was recorded.
    FactRecorded {
        /// The kind of fact.
        kind: String,
    },
    /// A file was imported into the register.
    RegisterImported {
        /// The file's SHA-256.
        sha256: String,
        /// Residents added.
        new: usize,
        /// Residents changed.
        changed: usize,
        /// Residents that were just so.
        unchanged: usize,
    },
    /// Cards were made.
    CardsIssued {
        /// How many.
        issued: i64,
        /// How many residents got none.
        skipped: usize,
    },
    /// Sheets with cards' codes were taken.
    CardsPrinted {
        /// How many cards.
        cards: usize,
    },
    /// A card was reported lost.
    CardBlocked {
        /// Why.
        reason: String,
    },
    /// A card was replaced.
    CardReplaced {
        /// By which.
        by: CardId,
        /// Why.
        reason: String,
    },
    /// A card was taken out of use.
    CardClosed {
        /// Why.
        reason: String,
    },
    /// A policy was loaded without a second person: the shipped one, when the canteen was opened.
    PolicyLoaded,
    /// A policy was proposed.
    PolicyProposed,
    /// Somebody else's proposal was approved and loaded.
    PolicyApproved,
    /// A proposal was rejected, or taken back by whoever made it.
    PolicyRejected {
        /// Why.
        reason: String,
    },
    /// A policy's prices were made public.
    PolicyPublished {
        /// Where.
        place: String,
        /// On which day.
        on: NaiveDate,
    },
    /// Days were recorded that the State Council's calendar moves.
    HolidaysRecorded {
        /// How many.
        days: usize,
        /// By which notice.
        notice: String,
    },
    /// A sale was undone.
    SaleVoided {
        /// Why.
        reason: String,
    },
    /// A month was taken away as a file.
    MonthExported {
        /// The file: `meals.csv`, `meals.xlsx` or `summary.csv`.
        file: String,
    },
    /// An exception of a month was settled with a reason.
    ExceptionSettled {
        /// Which check lit it.
        check: String,
        /// Why it stands.
        reason: String,
    },
    /// Somebody proposed to close a month.
    MonthProposed,
    /// A second person closed a month.
    MonthClosed {
        /// SHA-256 of everything that it says.
        sha256: String,
    },
    /// Money was moved between the canteen's own places.
    MoneyTransferred {
        /// The account that it left.
        from: String,
        /// The account where it arrived.
        to: String,
        /// What arrived, in yuan.
        amount: Fen,
    },
    /// A funder's payment was booked.
    FunderPaid {
        /// The funder's account.
        from: String,
        /// How much, in yuan.
        amount: Fen,
    },
    /// A merchant statement was imported.
    StatementImported {
        /// Whose: `wechat` or `alipay`.
        tender: String,
        /// The file's SHA-256.
        sha256: String,
    },
    /// A balance was given back.
    WalletRefunded {
        /// How much, in yuan.
        amount: Fen,
        /// Why.
        reason: String,
    },
    /// The office took money for what somebody owed.
    DebtRepaid {
        /// How much, in yuan.
        amount: Fen,
    },
    /// Somebody may pay from another one's wallet.
    PayerAllowed {
        /// Whose.
        wallet: ResidentId,
    },
    /// Somebody pays from another one's wallet no more.
    PayerEnded {
        /// Whose it was.
        wallet: ResidentId,
    },
    /// Somebody got a delivery plan, or another one.
    DeliveryPlanned {
        /// Which meal: `lunch` or `dinner`.
        meal: String,
        /// Its first day.
        from: NaiveDate,
    },
    /// A delivery plan was ended.
    DeliveryEnded {
        /// Which meal.
        meal: String,
        /// Its last day.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Somebody's deliveries are held for some days.
    DeliveryHeld {
        /// The first day without.
        from: NaiveDate,
        /// The last day without, if it is known.
        until: Option<NaiveDate>,
        /// Why.
        reason: String,
    },
    /// A hold ends early.
    DeliveryHoldLifted {
        /// The last day without.
        until: NaiveDate,
    },
    /// The list of whom to call was changed.
    DeliveryContactsSet {
        /// How many there are.
        contacts: usize,
    },
    /// A dish was added or changed.
    DishSaved {
        /// Its name.
        name: String,
    },
    /// The menu of a day and meal was set.
    MenuSet {
        /// Of which day.
        date: NaiveDate,
        /// Which meal.
        meal: String,
        /// How many dishes it has.
        dishes: usize,
    },
    /// Rounds were laid out.
    RoundsDrafted {
        /// For which day.
        date: NaiveDate,
        /// For which meal.
        meal: String,
        /// How many rounds.
        rounds: usize,
        /// How many stops they have together.
        stops: usize,
    },
    /// Something was done with a round.
    RoundChanged {
        /// What.
        change: RoundChange,
    },
    /// Stops went from one round to another.
    StopsMoved {
        /// How many.
        stops: usize,
    },
    /// The office asked where somebody is who did not open.
    LadderClimbed {
        /// Whom it asked.
        rung: String,
        /// Whether somebody was found.
        found: String,
    },
    /// A second person said whether a meal without proof was delivered.
    StopSettled {
        /// What they said.
        decision: String,
        /// Why.
        reason: String,
    },
    /// Doors got tags.
    DoorTagsIssued {
        /// How many.
        tags: usize,
    },
    /// Sheets with doors' tags were taken.
    DoorTagsPrinted {
        /// How many tags.
        tags: usize,
    },
    /// A door got another tag.
    DoorTagReplaced {
        /// Which.
        by: TagId,
        /// Why.
        reason: String,
    },
    /// A door's tag was taken out of use.
    DoorTagRetired {
        /// Why.
        reason: String,
    },
    /// Somebody looked at a photo from a door.
    PhotoSeen {
        /// Why.
        reason: String,
    },
    /// Somebody saw the number of a contact.
    ContactRevealed {
        /// Whose number.
        contact: ContactId,
        /// Why.
        reason: String,
    },
    /// A report from a door was answered.
    ReportAnswered {
        /// What was found out.
        words: String,
    },
    /// Somebody asked after an elder of whom nothing was seen for days.
    SilenceAnswered {
        /// What was found out.
        words: String,
    },
    /// A volunteer's month was certified.
    CertificateIssued {
        /// The certificate's number.
        number: i64,
    },
    /// The community's buildings were drawn anew.
    PlacesDrawn {
        /// How many.
        buildings: usize,
    },
    /// The kitchen wrote a number down.
    KitchenCounted {
        /// Of which day.
        date: NaiveDate,
        /// Of which meal.
        meal: String,
        /// Which number: `staff`, `prepared` or `left_over`.
        what: String,
        /// How many meals.
        meals: i64,
    },
    /// The kitchen's sheet of a meal was closed.
    KitchenClosed {
        /// Of which day.
        date: NaiveDate,
        /// Of which meal.
        meal: String,
        /// How many meals were not accounted for.
        difference: i64,
        /// Why.
        reason: String,
    },
    /// A sample of a dish was put into the cold case.
    SampleKept {
        /// Of which day.
        date: NaiveDate,
        /// Of which meal.
        meal: String,
        /// Of which dish.
        dish: String,
        /// How much.
        grams: i64,
    },
    /// A sample is there no more.
    SampleEnded {
        /// Of which dish.
        dish: String,
        /// What became of it: `thrown_away`, `handed_over` or `mistaken`.
        end: String,
        /// Why.
        reason: String,
    },
    /// A dish's temperature was taken.
    TemperatureTaken {
        /// Of which day.
        date: NaiveDate,
        /// Of which meal.
        meal: String,
        /// Of which dish.
        dish: String,
        /// In tenths of a degree Celsius.
        core_tenths: i64,
    },
    /// What a program of another version wrote, in its own words. This one never writes it.
    Other {
        /// The other program's code.
        code: String,
        /// What it kept.
        text: String,
    },
}

#[cfg(test)]
mod tests;
