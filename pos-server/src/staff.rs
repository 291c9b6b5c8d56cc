//! Who may do what? Login, roles, lanes' enrolment and the audit trail.

pub mod actor;
pub mod audit;
pub mod authorize;
pub mod roles;
pub mod store;
