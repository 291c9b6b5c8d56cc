//! The books over HTTP: trial balance, statements, the advance ledger, transfers and funders' payments.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::AccountError;
use super::advances::{self, Advances};
use super::statement::{self, Statement, Wanted};
use super::transfer::{self, Ordered, TransferError};
use super::trial_balance::{self, TrialBalance};
use crate::app::App;
use crate::calendar::{self, Day, Month};
use crate::clock::Timestamp;
use crate::db;
use crate::error::Problem;
use crate::ids::MovementId;
use crate::json::{Json, Path, Query};
use crate::keys::sha256;
use crate::ledger::account::Account;
use crate::ledger::movement::Moved;
use crate::ledger::store::Movement;
use crate::money::Fen;
use crate::sales::ask::short_text;
use crate::staff::actor::Actor;
use crate::text::say;

/// The routes of the books.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(trial_balance))
        .routes(routes!(account_statement))
        .routes(routes!(advance_ledger))
        .routes(routes!(transfer_money))
        .routes(routes!(pay_for_funder))
}

/// The day of a trial balance.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AtDate {
    /// The day at whose end it holds; today by default.
    date: Option<Day>,
}

/// 试算平衡表: what stands on all accounts at the end of a day.
#[utoipa::path(get, path = "/books/trial-balance", params(AtDate), responses((status = 200, body = TrialBalance), (status = 422, body = Problem)))]
async fn trial_balance(State(app): State<App>, actor: Actor, Query(at): Query<AtDate>) -> Result<Json<TrialBalance>, Problem> {
    let date = at.date.map_or_else(|| calendar::day_of(app.clock.now()), Day::date);
    let mut tx = app.db.snapshot().await?;
    let view = trial_balance::read(&mut tx, actor.canteen, date).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Which part of an account is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Between {
    /// The first day; the first of the last day's month by default.
    from: Option<Day>,
    /// The last day; today by default.
    to: Option<Day>,
    /// What the page before gave as `next_cursor`.
    cursor: Option<i64>,
}

/// The entries of one account between two days, with the balance after each.
#[utoipa::path(get, path = "/books/accounts/{account}", params(("account" = String, Path, example = "tender:wechat"), Between),
    responses((status = 200, body = Statement), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn account_statement(
    State(app): State<App>,
    actor: Actor,
    Path(account): Path<String>,
    Query(between): Query<Between>,
) -> Result<Json<Statement>, Problem> {
    let wanted = wanted(&account, &between, calendar::day_of(app.clock.now()))?;
    let mut tx = app.db.snapshot().await?;
    let page = statement::read(&mut tx, actor.canteen, wanted).await?;
    tx.commit().await?;
    Ok(Json(page))
}

fn wanted(account: &str, between: &Between, today: NaiveDate) -> Result<Wanted, Problem> {
    let account = account.parse().map_err(|_| Problem::not_found())?;
    let to = between.to.map_or(today, Day::date);
    let from = between.from.map_or_else(|| Month::of(to).first(), Day::date);
    if from > to {
        let message = say("开始日期在结束日期之后。", "The first day is after the last.");
        return Err(Problem::field("from", message));
    }
    Ok(Wanted {
        account,
        from,
        to,
        cursor: between.cursor,
    })
}

/// 垫付: what each funder owes by month, and for how many days.
#[utoipa::path(get, path = "/books/advances", responses((status = 200, body = Advances)))]
async fn advance_ledger(State(app): State<App>, actor: Actor) -> Result<Json<Advances>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let view = advances::read(&mut tx, actor.canteen, calendar::day_of(app.clock.now())).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Money to move between the canteen's own places: `safe`, `bank`, `tender:wechat`, `tender:alipay`, `opening`, `fees`,
/// `expenses`, `other_income`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TransferBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: MovementId,
    /// Where the money leaves.
    from: String,
    /// Where it arrives.
    to: String,
    /// What leaves.
    amount: Fen,
    /// What of it a bank or a payment service keeps; the rest arrives.
    fee: Option<Fen>,
    /// The payment's own number, at most 64 characters.
    reference: Option<String>,
    /// Why, at most 200 characters.
    reason: String,
}

/// A transfer as it was booked.
#[derive(Debug, Serialize, ToSchema)]
struct Transfer {
    id: MovementId,
    /// Its entry.
    entry_no: i64,
    from: String,
    to: String,
    /// What left.
    amount: Fen,
    /// What of it arrived.
    arrived: Fen,
    at: Timestamp,
}

/// Moves money between the canteen's own places. Audited. The same id and body again give the first answer with 200.
#[utoipa::path(post, path = "/books/transfers", request_body = TransferBody, responses((status = 201, body = Transfer), (status = 200, body = Transfer), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn transfer_money(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<TransferBody>,
) -> Result<(StatusCode, Json<Transfer>), Problem> {
    let places = (place("from", &body.from)?, place("to", &body.to)?);
    let note = (body.reference.clone(), body.reason.clone());
    let order = ordered(&actor, &body, (body.id, body.amount), note, app.clock.now())?;
    if order.reason.is_empty() {
        return Err(Problem::field("reason", say("请写明原因。", "Say why.")));
    }
    let fee = body.fee.unwrap_or_default();
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let moved = transfer::transfer(&mut tx, order, places, fee).await?;
        transfer::record(&mut tx, &actor, &moved).await?;
        tx.commit().await?;
        Ok(answer(&moved, |movement| Transfer {
            id: movement.id,
            entry_no: movement.entry_no,
            from: movement.credit_account.clone(),
            to: movement.debit_account.clone(),
            amount: movement.amount_fen.plus(fee),
            arrived: movement.amount_fen,
            at: movement.at,
        }))
    })
    .await
}

/// What a funder paid into the bank.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FunderPaymentBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: MovementId,
    /// The funder's key in the policy.
    funder: String,
    /// The month it pays for.
    #[schema(value_type = String, example = "2026-11")]
    month: Month,
    /// How much: at most what is open.
    amount: Fen,
    /// The bank's number, at most 64 characters.
    reference: Option<String>,
    /// A remark, at most 200 characters.
    reason: Option<String>,
}

/// A funder's payment as it was booked.
#[derive(Debug, Serialize, ToSchema)]
struct FunderPayment {
    id: MovementId,
    /// Its entry.
    entry_no: i64,
    /// The funder's account.
    account: String,
    month: Option<String>,
    amount: Fen,
    at: Timestamp,
}

/// Books what a funder paid for a month. Audited. The same id and body again give the first answer with 200.
#[utoipa::path(post, path = "/books/funder-payments", request_body = FunderPaymentBody, responses((status = 201, body = FunderPayment), (status = 200, body = FunderPayment), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn pay_for_funder(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<FunderPaymentBody>,
) -> Result<(StatusCode, Json<FunderPayment>), Problem> {
    let note = (body.reference.clone(), body.reason.clone().unwrap_or_default());
    let order = ordered(&actor, &body, (body.id, body.amount), note, app.clock.now())?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let moved = transfer::funder_payment(&mut tx, order, body.funder, body.month).await?;
        transfer::record(&mut tx, &actor, &moved).await?;
        tx.commit().await?;
        Ok(answer(&moved, |movement| FunderPayment {
            id: movement.id,
            entry_no: movement.entry_no,
            account: movement.credit_account.clone(),
            month: movement.month.clone(),
            amount: movement.amount_fen,
            at: movement.at,
        }))
    })
    .await
}

fn place(field: &str, text: &str) -> Result<Account, Problem> {
    let account = text.parse().ok().filter(transfer::is_place);
    account.ok_or_else(|| not_a_place(field))
}

fn not_a_place(field: &str) -> Problem {
    let message = say(
        "请填 safe、bank、tender:wechat、tender:alipay、opening、fees、expenses 或 other_income。",
        "Name safe, bank, tender:wechat, tender:alipay, opening, fees, expenses or other_income.",
    );
    Problem::field(field, message)
}

/// An order of the office, with the mark that tells a repetition from another request.
fn ordered(
    actor: &Actor,
    body: &impl Serialize,
    (id, amount): (MovementId, Fen),
    (reference, reason): (Option<String>, String),
    at: Timestamp,
) -> Result<Ordered, Problem> {
    let request = serde_json::to_vec(&(actor.canteen, body)).map_err(Problem::internal)?;
    Ok(Ordered {
        id,
        canteen: actor.canteen,
        amount,
        reference: short_text("reference", reference, 64)?,
        reason: short_text("reason", Some(reason), 200)?.unwrap_or_default(),
        staff: actor.staff,
        request_hash: sha256(&request),
        at,
    })
}

fn answer<T>(moved: &Moved, view: impl FnOnce(&Movement) -> T) -> (StatusCode, Json<T>) {
    let status = if moved.is_new { StatusCode::CREATED } else { StatusCode::OK };
    (status, Json(view(&moved.movement)))
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Account(_) => Self::internal(error),
            AccountError::Db(error) => error.into(),
        }
    }
}

impl From<TransferError> for Problem {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::NotAPlace(_) => not_a_place("from"),
            TransferError::SamePlace => Self::field("to", say("转出与转入是同一个账户。", "From and to are the same account.")),
            TransferError::FeeTooHigh => Self::field("fee", say("手续费要小于金额。", "The fee must be less than the amount.")),
            TransferError::Overpaid(open) => Self::conflict(
                "overpaid",
                say(
                    format!("该出资方这个月只欠 {open} 元，请核对月份和金额。"),
                    format!("The funder owes only {open} yuan for that month. Check the month and the amount."),
                ),
            ),
            TransferError::Move(error) => error.into(),
        }
    }
}
