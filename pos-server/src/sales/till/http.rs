//! The counter's money without meals, over HTTP. What moves goes through the lane's open shift.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::history::{self, History};
use super::moves::{self, AtCounter, Brought, Money, Purpose};
use super::store;
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{self, DbError, Tx};
use crate::error::Problem;
use crate::ids::{MovementId, ResidentId};
use crate::json::Json;
use crate::ledger::movement::{Kind, MoveError, Moved, repeated};
use crate::ledger::store::{Movement, wallet_of};
use crate::money::Fen;
use crate::residents::mask;
use crate::sales::ask::{self, Named, id_reused, request_hash, short_text};
use crate::staff::actor::AtLane;
use crate::text::say;

/// The smallest and the largest top-up.
const TOP_UP: (Fen, Fen) = (Fen::new(100), Fen::new(200_000));

/// The routes of the till.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(top_up))
        .routes(routes!(repay))
        .routes(routes!(cash))
        .routes(routes!(diner_history))
}

/// Money for a wallet or a debt: exactly one of token, number and `resident_id`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaymentBody {
    /// Made by the lane before it asks; asking again with it changes nothing.
    id: MovementId,
    /// What the scanner read.
    token: Option<String>,
    /// The printed card number.
    number: Option<String>,
    /// A resident found by name.
    resident_id: Option<ResidentId>,
    /// How much.
    amount: Fen,
    /// How it is paid.
    tender: Money,
    /// The payment's number at WeChat or Alipay, at most 64 characters.
    reference: Option<String>,
}

/// Cash in or out of the drawer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CashBody {
    /// Made by the lane before it asks; asking again with it changes nothing.
    id: MovementId,
    /// What it is for; it also says whether the cash goes in or out.
    purpose: Purpose,
    /// How much.
    amount: Fen,
    /// Why, in words.
    reason: String,
}

/// Who is asked about: exactly one of the three.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DinerBody {
    /// What the scanner read.
    token: Option<String>,
    /// The printed card number.
    number: Option<String>,
    /// A resident found by name.
    resident_id: Option<ResidentId>,
}

/// Money moved at a lane, as its receipt shows it.
#[derive(Debug, Serialize, ToSchema)]
struct MoneyReceipt {
    /// The movement.
    id: MovementId,
    /// The number of its receipt: its number in the journal.
    receipt_no: i64,
    /// What it was.
    kind: Kind,
    /// How much.
    amount: Fen,
    /// When.
    at: Timestamp,
    /// Whose wallet or debt, masked.
    name: Option<String>,
    /// What is on the card now.
    balance: Option<Fen>,
    /// What is still owed now.
    owed: Option<Fen>,
}

/// Tops a wallet up. Personal money only: no subsidy ever goes there.
#[utoipa::path(post, path = "/lane/top-ups", request_body = PaymentBody, responses((status = 201, body = MoneyReceipt), (status = 200, body = MoneyReceipt), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn top_up(
    State(app): State<App>,
    at_lane: AtLane,
    Json(body): Json<PaymentBody>,
) -> Result<(StatusCode, Json<MoneyReceipt>), Problem> {
    if body.amount < TOP_UP.0 || body.amount > TOP_UP.1 {
        return Err(Problem::field(
            "amount",
            say(
                format!("每次充值 {} 到 {} 元。", TOP_UP.0, TOP_UP.1),
                format!("Top up {} to {} yuan at a time.", TOP_UP.0, TOP_UP.1),
            ),
        ));
    }
    pay_in(app, at_lane, body, Kind::TopUp).await
}

/// Takes money for what a diner owes.
#[utoipa::path(post, path = "/lane/repayments", request_body = PaymentBody, responses((status = 201, body = MoneyReceipt), (status = 200, body = MoneyReceipt), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn repay(
    State(app): State<App>,
    at_lane: AtLane,
    Json(body): Json<PaymentBody>,
) -> Result<(StatusCode, Json<MoneyReceipt>), Problem> {
    pay_in(app, at_lane, body, Kind::Repayment).await
}

async fn pay_in(
    app: App,
    AtLane { cashier, lane }: AtLane,
    body: PaymentBody,
    kind: Kind,
) -> Result<(StatusCode, Json<MoneyReceipt>), Problem> {
    let hash = request_hash(lane.id, &(kind.as_str(), &body))?;
    let reference = short_text("reference", body.reference.clone(), 64)?;
    let named = Named {
        token: body.token.as_deref(),
        number: body.number.as_deref(),
        resident: body.resident_id,
        ..Named::default()
    };
    let who = ask::who(named)?;
    db::own_task(async move {
        let at = app.clock.now();
        let mut tx = app.db.begin(lane.canteen).await?;
        if let Some(done) = repeated(&mut tx, body.id, lane.canteen, &hash).await? {
            return keep(tx, done).await;
        }
        let diner = history::diner(&mut tx, &lane, who, at).await?;
        let counter = AtCounter {
            id: body.id,
            canteen: lane.canteen,
            lane: lane.id,
            cashier: cashier.staff,
            request_hash: hash,
            amount: body.amount,
            at,
        };
        let brought = Brought {
            kind,
            resident: diner.resident_id,
            money: body.tender,
            reference,
        };
        let moved = moves::take(&mut tx, &counter, brought).await?;
        keep(tx, moved).await
    })
    .await
}

/// Puts cash into the drawer or takes it out, with a reason.
#[utoipa::path(post, path = "/lane/shift/cash", request_body = CashBody, responses((status = 201, body = MoneyReceipt), (status = 200, body = MoneyReceipt), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn cash(
    State(app): State<App>,
    AtLane { cashier, lane }: AtLane,
    Json(body): Json<CashBody>,
) -> Result<(StatusCode, Json<MoneyReceipt>), Problem> {
    let hash = request_hash(lane.id, &body)?;
    let reason =
        short_text("reason", Some(body.reason.clone()), 100)?.ok_or_else(|| Problem::field("reason", say("请写明原因。", "Say why.")))?;
    db::own_task(async move {
        let mut tx = app.db.begin(lane.canteen).await?;
        if let Some(done) = repeated(&mut tx, body.id, lane.canteen, &hash).await? {
            return keep(tx, done).await;
        }
        let counter = AtCounter {
            id: body.id,
            canteen: lane.canteen,
            lane: lane.id,
            cashier: cashier.staff,
            request_hash: hash,
            amount: body.amount,
            at: app.clock.now(),
        };
        let moved = moves::move_cash(&mut tx, &counter, body.purpose, reason).await?;
        keep(tx, moved).await
    })
    .await
}

/// 近期就餐和余额: what a diner ate and has left, for the diner at the counter.
#[utoipa::path(post, path = "/lane/history", request_body = DinerBody, responses((status = 200, body = History), (status = 404, body = Problem)))]
async fn diner_history(State(app): State<App>, AtLane { lane, .. }: AtLane, Json(body): Json<DinerBody>) -> Result<Json<History>, Problem> {
    let who = ask::who(Named {
        token: body.token.as_deref(),
        number: body.number.as_deref(),
        resident: body.resident_id,
        ..Named::default()
    })?;
    let mut tx = app.db.read().await?;
    let now = app.clock.now();
    let diner = history::diner(&mut tx, &lane, who, now).await?;
    Ok(Json(history::of(&mut tx, &diner, now).await?))
}

/// Commits what was booked, now or by a request before.
async fn keep(mut tx: Tx, moved: Moved) -> Result<(StatusCode, Json<MoneyReceipt>), Problem> {
    let status = if moved.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let receipt = receipt(&mut tx, moved.movement).await?;
    tx.commit().await?;
    Ok((status, Json(receipt)))
}

async fn receipt(tx: &mut Tx, movement: Movement) -> Result<MoneyReceipt, DbError> {
    let diner = match movement.resident_id {
        Some(diner) => Some((store::name_of(tx, diner).await?, wallet_of(tx, diner).await?)),
        None => None,
    };
    Ok(MoneyReceipt {
        id: movement.id,
        receipt_no: movement.entry_no,
        kind: movement.kind,
        amount: movement.amount_fen,
        at: movement.at,
        name: diner.as_ref().map(|(name, _)| mask::name(name)),
        balance: diner.as_ref().map(|(_, purse)| purse.balance_fen),
        owed: diner.as_ref().map(|(_, purse)| purse.owed_fen),
    })
}

impl From<MoveError> for Problem {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::IdReused => id_reused(),
            MoveError::Nothing => Self::field("amount", say("金额要大于 0。", "The amount must be above 0.")),
            MoveError::WalletTooLow(balance) => Self::conflict(
                "wallet_too_low",
                say(
                    format!("餐卡余额只有 {balance} 元。"),
                    format!("Only {balance} yuan are on the card."),
                ),
            ),
            MoveError::OwesLess(owed) => Self::conflict(
                "owes_less",
                say(
                    format!("只欠 {owed} 元，请按欠款金额收。"),
                    format!("Only {owed} yuan are owed. Take no more than that."),
                ),
            ),
            MoveError::Db(error) => error.into(),
        }
    }
}
