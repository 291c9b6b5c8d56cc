//! What must somebody do before a month is closed, who may do it, and on which page? Pure.

use serde::Serialize;
use utoipa::ToSchema;

use super::{ExceptionCounts, MonthState};
use crate::calendar::Month;
use crate::finance::close_month::store::Open;
use crate::staff::actor::Role;
use crate::staff::roles::{Action, roles_of};
use crate::subsidy::check_rules::Severity;

/// What a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Earlier months are not closed.
    EarlierMonths,
    /// Shifts that should be over are open.
    Shifts,
    /// Rounds that should be back are out.
    Rounds,
    /// Exceptions keep the month open.
    Blocking,
    /// Exceptions that keep nothing open wait for somebody to look.
    Warning,
    /// Nobody has proposed to close it.
    Propose,
    /// A proposal waits for a second person.
    Approve,
}

/// Something that somebody must do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthStep {
    /// What it is about.
    pub kind: StepKind,
    /// How many of it.
    pub count: usize,
    /// `block`: the month is not closed before it is done.
    pub severity: Severity,
    /// Who may do it.
    pub roles: Vec<Role>,
    /// The office's page on which it is done.
    pub link: String,
}

/// What is known of an open month.
#[derive(Debug)]
pub struct Steps<'m> {
    /// The month.
    pub month: Month,
    /// Earlier months that are not closed.
    pub earlier: &'m [Month],
    /// Shifts and rounds that should be over.
    pub left: Open,
    /// What the checks found.
    pub exceptions: ExceptionCounts,
}

impl Steps<'_> {
    /// Does anything keep the month open?
    #[must_use]
    pub fn block(&self) -> bool {
        !self.earlier.is_empty() || self.left.shifts + self.left.rounds > 0 || self.exceptions.blocking > 0
    }

    /// What somebody must do, what blocks the month first.
    #[must_use]
    pub fn list(&self, state: MonthState) -> Vec<MonthStep> {
        let month = self.month;
        let rounds = self.left.round_on.map_or_else(String::new, |day| format!("?day={day}"));
        let exceptions = format!("/office/month/exceptions?month={month}");
        let earlier = self.earlier.first().unwrap_or(&month);
        let all = [
            (
                StepKind::EarlierMonths,
                self.earlier.len(),
                format!("/office/month/board?month={earlier}"),
            ),
            (StepKind::Shifts, many(self.left.shifts), "/office/shifts".to_owned()),
            (
                StepKind::Rounds,
                many(self.left.rounds),
                format!("/office/deliveries/rounds{rounds}"),
            ),
            (StepKind::Blocking, self.exceptions.blocking, exceptions.clone()),
            (StepKind::Warning, self.exceptions.warning, exceptions),
            (StepKind::Propose, usize::from(state == MonthState::Ready), close(month)),
            (StepKind::Approve, usize::from(state == MonthState::Proposed), close(month)),
        ];
        let to_do = all.into_iter().filter(|(_, count, _)| *count > 0);
        to_do.map(|(kind, count, link)| kind.step(count, link)).collect()
    }
}

impl StepKind {
    fn step(self, count: usize, link: String) -> MonthStep {
        let (severity, action) = match self {
            Self::EarlierMonths => (Severity::Block, Action::ProposeClosing),
            Self::Shifts => (Severity::Block, Action::Sell),
            Self::Rounds => (Severity::Block, Action::PlanDeliveries),
            Self::Blocking => (Severity::Block, Action::SettleExceptions),
            Self::Warning => (Severity::Warn, Action::SettleExceptions),
            Self::Propose => (Severity::Warn, Action::ProposeClosing),
            Self::Approve => (Severity::Warn, Action::ApproveClosing),
        };
        MonthStep {
            kind: self,
            count,
            severity,
            roles: roles_of(action).to_vec(),
            link,
        }
    }
}

fn close(month: Month) -> String {
    format!("/office/month/close?month={month}")
}

fn many(count: i64) -> usize {
    usize::try_from(count).unwrap_or_default()
}
