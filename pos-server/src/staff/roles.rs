//! Who may do what? The role x action table and the table of routes: the only two places that say so.
//!
//! A new route gets a row in [`ROUTES`]; without one the server refuses it and a test fails.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::Method;
use serde::Serialize;
use utoipa::ToSchema;

use super::actor::Role;
use super::actor::Role::{Admin, Auditor, Cashier, Checker, Coordinator, Finance, Volunteer};

/// What somebody can be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Scan, sell, void within the limit: everything at a counter.
    Sell,
    /// Be the second person who agrees to a late void.
    ApproveVoid,
    /// See the people of the register, masked.
    ReadRegister,
    /// Import, and record facts about residents.
    ChangeRegister,
    /// See one person's ID number and phone, with a reason.
    RevealPerson,
    /// See cards and their states.
    ReadCards,
    /// Issue, block, replace and close cards.
    ManageCards,
    /// Get the sheets with the cards' codes.
    PrintCards,
    /// Read the policies.
    ReadPolicy,
    /// Propose a policy, record where it was made public, and rehearse a month under it.
    ChangePolicy,
    /// Be the second person who approves or rejects a policy.
    ApprovePolicy,
    /// See day sheets and months.
    ReadReports,
    /// Take the month's meals away as a file.
    ExportMonth,
    /// See the meals that wait for a decision.
    ReadInbox,
    /// See trial balances, statements of accounts, and what funders owe.
    ReadBooks,
    /// Be the second person who says, with a reason, that an exception of a month stands.
    SettleExceptions,
    /// Propose to close a month.
    ProposeClosing,
    /// Be the second person who closes a month.
    ApproveClosing,
    /// Move money between safe, bank and payment services, book funders' payments, import merchant statements.
    KeepBooks,
    /// See what is on the cards, who owes, and who pays for whom.
    ReadWallets,
    /// Say who may pay from whose wallet.
    ManageWallets,
    /// Give a balance back, and take what is owed, at the office.
    SettleWallets,
    /// See who gets meals at the door.
    ReadDeliveries,
    /// Plan, change, hold and end deliveries.
    PlanDeliveries,
    /// Be the second person who says whether a meal without proof was delivered.
    SettleDeliveries,
    /// See dishes and menus.
    ReadMenus,
    /// Keep the dishes and set the menus.
    PlanMenus,
    /// See the kitchen's sheets and print labels.
    ReadKitchen,
    /// Write down what the kitchen cooked, kept and measured, and close its sheets.
    KeepKitchen,
    /// See the lanes.
    ReadLanes,
    /// Enrol and revoke lanes.
    ManageLanes,
    /// See the staff.
    ReadStaff,
    /// Add staff, set passwords and PINs, disable and enable.
    ManageStaff,
    /// Read the audit trail.
    ReadAudit,
    /// Read the server's measurements.
    ReadMetrics,
    /// Give oneself another password.
    ChangePassword,
}

/// Every action and the roles that have it. An admin may do all daily work, because the smallest canteen has one person in
/// the office; an auditor reads everything and changes nothing.
pub const ACTIONS: [(Action, &[Role]); 36] = [
    (Action::Sell, &[Admin, Cashier]),
    (Action::ApproveVoid, &[Admin, Coordinator, Finance, Checker]),
    (Action::ReadRegister, &[Admin, Coordinator, Auditor]),
    (Action::ChangeRegister, &[Admin, Coordinator]),
    (Action::RevealPerson, &[Admin, Coordinator, Auditor]),
    (Action::ReadCards, &[Admin, Coordinator, Auditor]),
    (Action::ManageCards, &[Admin, Coordinator]),
    (Action::PrintCards, &[Admin, Coordinator]),
    (
        Action::ReadPolicy,
        &[Admin, Coordinator, Cashier, Volunteer, Finance, Checker, Auditor],
    ),
    (Action::ChangePolicy, &[Admin]),
    (Action::ApprovePolicy, &[Admin, Finance, Checker]),
    (Action::ReadReports, &[Admin, Coordinator, Finance, Checker, Auditor]),
    (Action::ExportMonth, &[Admin, Finance, Checker, Auditor]),
    (Action::ReadInbox, &[Admin, Coordinator, Finance, Checker, Auditor]),
    (Action::ReadBooks, &[Admin, Finance, Checker, Auditor]),
    (Action::SettleExceptions, &[Admin, Finance, Checker]),
    (Action::ProposeClosing, &[Admin, Finance]),
    (Action::ApproveClosing, &[Admin, Checker]),
    (Action::KeepBooks, &[Admin, Finance]),
    (Action::ReadWallets, &[Admin, Coordinator, Finance, Auditor]),
    (Action::ManageWallets, &[Admin, Coordinator]),
    (Action::SettleWallets, &[Admin, Coordinator, Finance]),
    (Action::ReadDeliveries, &[Admin, Coordinator, Checker, Auditor]),
    (Action::PlanDeliveries, &[Admin, Coordinator]),
    (Action::SettleDeliveries, &[Admin, Coordinator, Checker]),
    (Action::ReadMenus, &[Admin, Coordinator, Auditor]),
    (Action::PlanMenus, &[Admin, Coordinator]),
    (Action::ReadKitchen, &[Admin, Coordinator, Auditor]),
    (Action::KeepKitchen, &[Admin, Coordinator]),
    (Action::ReadLanes, &[Admin, Coordinator, Auditor]),
    (Action::ManageLanes, &[Admin]),
    (Action::ReadStaff, &[Admin, Auditor]),
    (Action::ManageStaff, &[Admin]),
    (Action::ReadAudit, &[Admin, Auditor]),
    (Action::ReadMetrics, &[Admin, Auditor]),
    (
        Action::ChangePassword,
        &[Admin, Coordinator, Cashier, Volunteer, Finance, Checker, Auditor],
    ),
];

/// Who is let through to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; the handler looks at the cookies itself if it wants to.
    Public,
    /// An enrolled counter device, with or without a cashier.
    LaneDevice,
    /// A cashier with this action at an enrolled counter device.
    AtLane(Action),
    /// A member of the staff with this action, signed in by password.
    Staff(Action),
    /// A program on this very computer, or staff with this action.
    LocalOr(Action),
}

/// What an unsafe request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing that anybody reads.
    None,
    /// `application/json`
    Json,
    /// `multipart/form-data`
    Upload,
}

/// One row of the table of routes.
#[derive(Debug, Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path with its `{parameters}`, as the router knows it.
    pub path: &'static str,
    /// Who is let through.
    pub access: Access,
    /// What the request carries.
    pub body: Body,
}

const fn get(path: &'static str, access: Access) -> Route {
    row(Method::GET, path, access, Body::None)
}

const fn post(path: &'static str, access: Access) -> Route {
    row(Method::POST, path, access, Body::Json)
}

const fn upload(path: &'static str, access: Access) -> Route {
    row(Method::POST, path, access, Body::Upload)
}

const fn delete(path: &'static str, access: Access) -> Route {
    row(Method::DELETE, path, access, Body::None)
}

const fn row(method: Method, path: &'static str, access: Access, body: Body) -> Route {
    Route {
        method,
        path,
        access,
        body,
    }
}

/// Every route of the server.
pub static ROUTES: &[Route] = &[
    get("/healthz", Access::Public),
    get("/readyz", Access::Public),
    get("/metrics", Access::LocalOr(Action::ReadMetrics)),
    get("/api/v1/openapi.json", Access::Public),
    // Session, set-up, staff, lanes.
    get("/api/v1/session", Access::Public),
    post("/api/v1/session", Access::Public),
    delete("/api/v1/session", Access::Public),
    post("/api/v1/session/password", Access::Staff(Action::ChangePassword)),
    post("/api/v1/setup", Access::Public),
    get("/api/v1/staff", Access::Staff(Action::ReadStaff)),
    post("/api/v1/staff", Access::Staff(Action::ManageStaff)),
    post("/api/v1/staff/{id}/password", Access::Staff(Action::ManageStaff)),
    post("/api/v1/staff/{id}/pin", Access::Staff(Action::ManageStaff)),
    post("/api/v1/staff/{id}/disable", Access::Staff(Action::ManageStaff)),
    post("/api/v1/staff/{id}/enable", Access::Staff(Action::ManageStaff)),
    get("/api/v1/staff/residents", Access::Staff(Action::ReadStaff)),
    post("/api/v1/staff/{id}/resident", Access::Staff(Action::ManageStaff)),
    get("/api/v1/lanes", Access::Staff(Action::ReadLanes)),
    post("/api/v1/lanes/codes", Access::Staff(Action::ManageLanes)),
    post("/api/v1/lanes/enrol", Access::Public),
    post("/api/v1/lanes/{id}/revoke", Access::Staff(Action::ManageLanes)),
    get("/api/v1/lane/cashiers", Access::LaneDevice),
    post("/api/v1/lane/cashier", Access::LaneDevice),
    delete("/api/v1/lane/cashier", Access::LaneDevice),
    get("/api/v1/audit", Access::Staff(Action::ReadAudit)),
    // The register.
    get("/api/v1/residents", Access::Staff(Action::ReadRegister)),
    post("/api/v1/residents/search", Access::Staff(Action::ReadRegister)),
    get("/api/v1/places", Access::Staff(Action::ReadRegister)),
    get("/api/v1/residents/template.xlsx", Access::Staff(Action::ReadRegister)),
    get("/api/v1/residents/{id}", Access::Staff(Action::ReadRegister)),
    post("/api/v1/residents/{id}/reveal", Access::Staff(Action::RevealPerson)),
    post("/api/v1/residents/{id}/facts", Access::Staff(Action::ChangeRegister)),
    upload("/api/v1/imports/dry-run", Access::Staff(Action::ChangeRegister)),
    upload("/api/v1/imports", Access::Staff(Action::ChangeRegister)),
    // Cards.
    get("/api/v1/cards", Access::Staff(Action::ReadCards)),
    post("/api/v1/cards/issue", Access::Staff(Action::ManageCards)),
    get("/api/v1/cards/sheets", Access::Staff(Action::PrintCards)),
    post("/api/v1/cards/{id}/block", Access::Staff(Action::ManageCards)),
    post("/api/v1/cards/{id}/replace", Access::Staff(Action::ManageCards)),
    post("/api/v1/cards/{id}/close", Access::Staff(Action::ManageCards)),
    // Policies.
    get("/api/v1/policy", Access::Staff(Action::ReadPolicy)),
    get("/api/v1/policies", Access::Staff(Action::ReadPolicy)),
    get("/api/v1/policies/{id}", Access::Staff(Action::ReadPolicy)),
    get("/api/v1/policies/proposals", Access::Staff(Action::ReadPolicy)),
    post("/api/v1/policies/proposals", Access::Staff(Action::ChangePolicy)),
    post("/api/v1/policies/check", Access::Staff(Action::ChangePolicy)),
    post("/api/v1/policies/proposals/{id}/approval", Access::Staff(Action::ApprovePolicy)),
    post("/api/v1/policies/proposals/{id}/rejection", Access::Staff(Action::ApprovePolicy)),
    get("/api/v1/policies/{id}/publications", Access::Staff(Action::ReadPolicy)),
    post("/api/v1/policies/{id}/publications", Access::Staff(Action::ChangePolicy)),
    get("/api/v1/holidays", Access::Staff(Action::ReadPolicy)),
    post("/api/v1/holidays", Access::Staff(Action::ChangePolicy)),
    get("/api/v1/birthdays", Access::Staff(Action::ReadRegister)),
    // Selling.
    post("/api/v1/scan", Access::AtLane(Action::Sell)),
    post("/api/v1/sales", Access::AtLane(Action::Sell)),
    post("/api/v1/sales/{id}/void", Access::AtLane(Action::Sell)),
    get("/api/v1/lane/today", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/search", Access::AtLane(Action::Sell)),
    // Shifts and the till.
    get("/api/v1/lane/shift", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/shift", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/shift/cash", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/shift/counts", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/shift/close", Access::AtLane(Action::Sell)),
    get("/api/v1/lane/z-reports/{id}", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/top-ups", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/repayments", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/history", Access::AtLane(Action::Sell)),
    get("/api/v1/lane/sales/{id}/receipt", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/sales/{id}/prints", Access::AtLane(Action::Sell)),
    get("/api/v1/lane/printer", Access::AtLane(Action::Sell)),
    get("/api/v1/lanes/{id}/printer", Access::Staff(Action::ReadLanes)),
    post("/api/v1/lanes/{id}/printer", Access::Staff(Action::ManageLanes)),
    post("/api/v1/lane/display", Access::AtLane(Action::Sell)),
    post("/api/v1/lane/display/clear", Access::AtLane(Action::Sell)),
    // The diner's display shows its own cookie.
    post("/api/v1/displays", Access::Public),
    get("/api/v1/display/events", Access::Public),
    get("/api/v1/shifts", Access::Staff(Action::ReadReports)),
    get("/api/v1/shifts/{id}", Access::Staff(Action::ReadReports)),
    get("/api/v1/z-reports", Access::Staff(Action::ReadReports)),
    get("/api/v1/z-reports/{id}", Access::Staff(Action::ReadReports)),
    // Wallets.
    get("/api/v1/wallets", Access::Staff(Action::ReadWallets)),
    post("/api/v1/wallets/search", Access::Staff(Action::ReadWallets)),
    get("/api/v1/wallets/{id}", Access::Staff(Action::ReadWallets)),
    post("/api/v1/wallets/{id}/refunds", Access::Staff(Action::SettleWallets)),
    post("/api/v1/wallets/{id}/repayments", Access::Staff(Action::SettleWallets)),
    post("/api/v1/wallets/{id}/payer", Access::Staff(Action::ManageWallets)),
    delete("/api/v1/wallets/{id}/payer", Access::Staff(Action::ManageWallets)),
    // Deliveries.
    get("/api/v1/office/phone", Access::Staff(Action::ReadDeliveries)),
    post("/api/v1/office/phone", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/plans/search", Access::Staff(Action::ReadDeliveries)),
    post("/api/v1/deliveries/plans", Access::Staff(Action::PlanDeliveries)),
    get("/api/v1/deliveries/plans/{id}", Access::Staff(Action::ReadDeliveries)),
    post("/api/v1/deliveries/plans/{id}/end", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/plans/{id}/contacts", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/holds", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/holds/{id}/lift", Access::Staff(Action::PlanDeliveries)),
    get("/api/v1/deliveries/days/{date}", Access::Staff(Action::ReadDeliveries)),
    get("/api/v1/deliveries/days/{date}/rounds", Access::Staff(Action::ReadDeliveries)),
    get("/api/v1/deliveries/questions", Access::Staff(Action::ReadDeliveries)),
    post("/api/v1/deliveries/questions/{id}/answer", Access::Staff(Action::PlanDeliveries)),
    get("/api/v1/deliveries/silences", Access::Staff(Action::ReadDeliveries)),
    post("/api/v1/deliveries/silences/{id}/answer", Access::Staff(Action::PlanDeliveries)),
    get("/api/v1/deliveries/hours/{month}", Access::Staff(Action::ReadDeliveries)),
    post(
        "/api/v1/deliveries/volunteers/{id}/certificates",
        Access::Staff(Action::PlanDeliveries),
    ),
    get("/api/v1/deliveries/certificates/{id}", Access::Staff(Action::ReadDeliveries)),
    get("/api/v1/deliveries/places", Access::Staff(Action::ReadDeliveries)),
    post("/api/v1/deliveries/places", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/draft", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/order", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/walk", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/move", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/volunteer", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/packed", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/link", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/revoke", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/close", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/stops/{id}/ladder", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/stops/{id}/settle", Access::Staff(Action::SettleDeliveries)),
    post("/api/v1/deliveries/bags/{id}/close", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/rounds/{id}/paper", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/photos/{id}/reveal", Access::Staff(Action::RevealPerson)),
    post("/api/v1/deliveries/contacts/{id}/reveal", Access::Staff(Action::RevealPerson)),
    get("/api/v1/deliveries/tags", Access::Staff(Action::ReadDeliveries)),
    post("/api/v1/deliveries/tags", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/tags/sheets", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/tags/{id}/replace", Access::Staff(Action::PlanDeliveries)),
    post("/api/v1/deliveries/tags/{id}/retire", Access::Staff(Action::PlanDeliveries)),
    // Menus.
    get("/api/v1/menus", Access::Staff(Action::ReadMenus)),
    post("/api/v1/menus", Access::Staff(Action::PlanMenus)),
    get("/api/v1/menus/clashes", Access::Staff(Action::ReadDeliveries)),
    // The board hangs in the hall.
    get("/api/v1/menus/board/{id}", Access::Public),
    get("/api/v1/menus/dishes", Access::Staff(Action::ReadMenus)),
    post("/api/v1/menus/dishes", Access::Staff(Action::PlanMenus)),
    // The kitchen.
    get("/api/v1/kitchen/days/{date}", Access::Staff(Action::ReadKitchen)),
    get("/api/v1/kitchen/days/{date}/labels", Access::Staff(Action::ReadKitchen)),
    post("/api/v1/kitchen/days/{date}/counts", Access::Staff(Action::KeepKitchen)),
    post("/api/v1/kitchen/days/{date}/close", Access::Staff(Action::KeepKitchen)),
    post("/api/v1/kitchen/days/{date}/samples", Access::Staff(Action::KeepKitchen)),
    post("/api/v1/kitchen/days/{date}/temperatures", Access::Staff(Action::KeepKitchen)),
    post("/api/v1/kitchen/samples/{id}/end", Access::Staff(Action::KeepKitchen)),
    // The volunteer's phone shows its own cookie.
    post("/api/v1/round/session", Access::Public),
    get("/api/v1/round", Access::Public),
    post("/api/v1/round/results", Access::Public),
    post("/api/v1/round/close", Access::Public),
    // Reports.
    get("/api/v1/days/{date}", Access::Staff(Action::ReadReports)),
    get("/api/v1/months/{month}", Access::Staff(Action::ReadReports)),
    post("/api/v1/months/{month}/rehearsal", Access::Staff(Action::ChangePolicy)),
    get("/api/v1/months/{month}/differences", Access::Staff(Action::ReadReports)),
    get("/api/v1/months/{month}/board", Access::Staff(Action::ReadReports)),
    get("/api/v1/months/{month}/corrections", Access::Staff(Action::ReadBooks)),
    get("/api/v1/months/{month}/exceptions", Access::Staff(Action::ReadBooks)),
    post(
        "/api/v1/months/{month}/exceptions/{key}/settle",
        Access::Staff(Action::SettleExceptions),
    ),
    get("/api/v1/months/{month}/closings", Access::Staff(Action::ReadBooks)),
    post("/api/v1/months/{month}/closings", Access::Staff(Action::ProposeClosing)),
    post(
        "/api/v1/months/{month}/closings/{id}/approval",
        Access::Staff(Action::ApproveClosing),
    ),
    get("/api/v1/subsidy/why", Access::Staff(Action::ReadReports)),
    get("/api/v1/months/{month}/slips", Access::Staff(Action::ReadReports)),
    get("/api/v1/months/{month}/meals.csv", Access::Staff(Action::ExportMonth)),
    get("/api/v1/months/{month}/meals.xlsx", Access::Staff(Action::ExportMonth)),
    get("/api/v1/months/{month}/summary.csv", Access::Staff(Action::ExportMonth)),
    get("/api/v1/months/{month}/claim", Access::Staff(Action::ReadReports)),
    get("/api/v1/months/{month}/claim.csv", Access::Staff(Action::ExportMonth)),
    get("/api/v1/months/{month}/claim.xlsx", Access::Staff(Action::ExportMonth)),
    get("/api/v1/inbox", Access::Staff(Action::ReadInbox)),
    // The books.
    get("/api/v1/books/trial-balance", Access::Staff(Action::ReadBooks)),
    get("/api/v1/books/accounts/{account}", Access::Staff(Action::ReadBooks)),
    get("/api/v1/books/advances", Access::Staff(Action::ReadBooks)),
    post("/api/v1/books/transfers", Access::Staff(Action::KeepBooks)),
    post("/api/v1/books/funder-payments", Access::Staff(Action::KeepBooks)),
    get("/api/v1/books/statements", Access::Staff(Action::ReadBooks)),
    upload("/api/v1/books/statements", Access::Staff(Action::KeepBooks)),
    get("/api/v1/books/statements/{id}", Access::Staff(Action::ReadBooks)),
];

static BY_PATH: LazyLock<HashMap<&'static str, Vec<&'static Route>>> = LazyLock::new(|| {
    let mut by_path: HashMap<_, Vec<_>> = HashMap::new();
    for route in ROUTES {
        by_path.entry(route.path).or_default().push(route);
    }
    by_path
});

/// The row of a request. HEAD counts as GET.
#[must_use]
pub fn route(method: &Method, path: &str) -> Option<&'static Route> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    BY_PATH.get(path)?.iter().find(|route| route.method == method).copied()
}

/// Has any method of this path a row?
#[must_use]
pub fn is_known(path: &str) -> bool {
    BY_PATH.contains_key(path)
}

/// May this role do this?
#[must_use]
pub fn may(role: Role, action: Action) -> bool {
    roles_of(action).contains(&role)
}

/// The roles that may do this.
#[must_use]
pub fn roles_of(action: Action) -> &'static [Role] {
    ACTIONS.iter().find(|(known, _)| *known == action).map_or(&[], |(_, roles)| roles)
}

/// Everything that a role may do.
pub fn actions_of(role: Role) -> impl Iterator<Item = Action> {
    ACTIONS.iter().map(|(action, _)| *action).filter(move |action| may(role, *action))
}

impl Action {
    /// Is this done at a counter? A session opened by a PIN can do nothing else: four digits do not open the office.
    #[must_use]
    pub const fn is_at_lane(self) -> bool {
        matches!(self, Self::Sell)
    }
}
