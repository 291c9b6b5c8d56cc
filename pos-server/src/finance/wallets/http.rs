//! Wallets over HTTP, for the office: who has what, one wallet's statement, refunds, repayments, and who pays for whom.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::payers::{self, AllowError, Allowing, NoPayer};
use super::settle::{self, OfficeTender, SettleError, Settling};
use super::store::Wanted;
use super::view::{self, WalletFile, WalletList};
use crate::app::App;
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{self, Tx};
use crate::error::Problem;
use crate::ids::{MovementId, PayerId, ResidentId};
use crate::json::{Json, Path, Query};
use crate::ledger::movement::{Kind, Moved};
use crate::ledger::store::end_payer;
use crate::money::Fen;
use crate::residents::search::Typed;
use crate::sales::ask::{id_reused, request_hash, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// The routes of wallets.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(wallets))
        .routes(routes!(search_wallets))
        .routes(routes!(wallet))
        .routes(routes!(refund))
        .routes(routes!(repay))
        .routes(routes!(allow, end))
}

/// In which state wallets are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WalletState {
    /// 欠费
    Owing,
    /// 有余额
    Positive,
}

/// Which wallets. What is looked for stands in bodies only, because addresses are kept by browsers and proxies.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct WalletQuery {
    /// Only those who owe, or those with money on the card.
    #[param(inline)]
    state: Option<WalletState>,
    /// Where the page before ended.
    cursor: Option<ResidentId>,
}

/// The wallets that somebody looks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WalletSearchBody {
    /// A part of the name, its pinyin or initials, of the address, or a card's number.
    q: Option<String>,
    /// Only those who owe, or those with money on the card.
    #[schema(inline)]
    state: Option<WalletState>,
    /// Where the page before ended.
    cursor: Option<ResidentId>,
}

/// Whoever has money on the card, owes some, pays for others or is paid for; with the sums of all.
#[utoipa::path(get, path = "/wallets", params(WalletQuery), responses((status = 200, body = WalletList)))]
async fn wallets(State(app): State<App>, actor: Actor, Query(query): Query<WalletQuery>) -> Result<Json<WalletList>, Problem> {
    list(&app, &actor, query, None).await
}

/// The same among all residents who fit what is looked for.
#[utoipa::path(post, path = "/wallets/search", request_body = WalletSearchBody, responses((status = 200, body = WalletList), (status = 422, body = Problem)))]
async fn search_wallets(State(app): State<App>, actor: Actor, Json(body): Json<WalletSearchBody>) -> Result<Json<WalletList>, Problem> {
    let query = WalletQuery {
        state: body.state,
        cursor: body.cursor,
    };
    list(&app, &actor, query, body.q).await
}

async fn list(app: &App, actor: &Actor, query: WalletQuery, looked_for: Option<String>) -> Result<Json<WalletList>, Problem> {
    let text: String = looked_for.unwrap_or_default().trim().chars().take(60).collect();
    let wanted = Wanted {
        search: Some(text).filter(|text| !text.is_empty()).map(|text| Typed::read(&text)),
        owing: query.state == Some(WalletState::Owing),
        positive: query.state == Some(WalletState::Positive),
    };
    let mut tx = app.db.snapshot().await?;
    let list = view::list(&mut tx, actor.canteen, &wanted, query.cursor).await?;
    tx.commit().await?;
    Ok(Json(list))
}

/// Which page of a statement.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct LinesQuery {
    /// What the page before gave as `next_cursor`.
    cursor: Option<i64>,
}

/// One wallet: what is on it, what is owed, who pays for whom, and what happened.
#[utoipa::path(get, path = "/wallets/{id}", params(("id" = ResidentId, Path), LinesQuery), responses((status = 200, body = WalletFile), (status = 404, body = Problem)))]
async fn wallet(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ResidentId>,
    Query(query): Query<LinesQuery>,
) -> Result<Json<WalletFile>, Problem> {
    let today = calendar::day_of(app.clock.now());
    let mut tx = app.db.snapshot().await?;
    let view = view::one(&mut tx, actor.canteen, id, (query.cursor, today)).await?;
    tx.commit().await?;
    view.map(Json).ok_or_else(Problem::not_found)
}

/// A balance to give back, as a whole.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefundBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: MovementId,
    /// How the money is given back.
    tender: OfficeTender,
    /// The payment's number at WeChat, Alipay or the bank, at most 64 characters.
    reference: Option<String>,
    /// Why, at most 200 characters.
    reason: String,
}

/// What somebody pays of what they owe.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RepaymentBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: MovementId,
    /// How much: at most what is owed.
    amount: Fen,
    /// How it is paid.
    tender: OfficeTender,
    /// The payment's number at WeChat, Alipay or the bank, at most 64 characters.
    reference: Option<String>,
}

/// What the office settled.
#[derive(Debug, Serialize, ToSchema)]
struct Settled {
    id: MovementId,
    /// The number of its receipt: its entry in the journal.
    receipt_no: i64,
    kind: Kind,
    amount: Fen,
    at: Timestamp,
}

/// Gives back all that is on the card of somebody without a card in use. Audited. The same id and body again give the first
/// answer with 200.
#[utoipa::path(post, path = "/wallets/{id}/refunds", params(("id" = ResidentId, Path)), request_body = RefundBody,
    responses((status = 201, body = Settled), (status = 200, body = Settled), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn refund(
    State(app): State<App>,
    actor: Actor,
    Path(resident): Path<ResidentId>,
    Json(body): Json<RefundBody>,
) -> Result<(StatusCode, Json<Settled>), Problem> {
    let reason = short_text("reason", Some(body.reason.clone()), 200)?;
    let order = Settling {
        id: body.id,
        canteen: actor.canteen,
        resident,
        tender: body.tender,
        reference: short_text("reference", body.reference.clone(), 64)?,
        reason: reason.ok_or_else(|| Problem::field("reason", say("请写明原因。", "Say why.")))?,
        staff: actor.staff,
        request_hash: request_hash((actor.canteen, resident, "refund"), &body)?,
        at: app.clock.now(),
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let moved = settle::refund(&mut tx, &order).await?;
        settled(tx, &actor, &order, &moved).await
    })
    .await
}

/// Takes money for what somebody owes. Audited. The same id and body again give the first answer with 200.
#[utoipa::path(post, path = "/wallets/{id}/repayments", params(("id" = ResidentId, Path)), request_body = RepaymentBody,
    responses((status = 201, body = Settled), (status = 200, body = Settled), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn repay(
    State(app): State<App>,
    actor: Actor,
    Path(resident): Path<ResidentId>,
    Json(body): Json<RepaymentBody>,
) -> Result<(StatusCode, Json<Settled>), Problem> {
    let order = Settling {
        id: body.id,
        canteen: actor.canteen,
        resident,
        tender: body.tender,
        reference: short_text("reference", body.reference.clone(), 64)?,
        reason: String::new(),
        staff: actor.staff,
        request_hash: request_hash((actor.canteen, resident, "repayment"), &body)?,
        at: app.clock.now(),
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let moved = settle::repay(&mut tx, &order, body.amount).await?;
        settled(tx, &actor, &order, &moved).await
    })
    .await
}

/// Writes the line of the audit trail for what was newly booked, commits, and answers.
async fn settled(mut tx: Tx, actor: &Actor, order: &Settling, moved: &Moved) -> Result<(StatusCode, Json<Settled>), Problem> {
    let movement = &moved.movement;
    let amount = movement.amount_fen;
    if moved.is_new {
        let act = match movement.kind {
            Kind::Refund => Act::WalletRefunded {
                amount,
                reason: order.reason.clone(),
            },
            _ => Act::DebtRepaid { amount },
        };
        audit::record(&mut tx, actor, &act, &format!("resident:{}", order.resident), order.at).await?;
    }
    tx.commit().await?;
    let answer = Settled {
        id: movement.id,
        receipt_no: movement.entry_no,
        kind: movement.kind,
        amount,
        at: movement.at,
    };
    Ok((made(moved.is_new), Json(answer)))
}

/// Whose wallet somebody may pay from.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PayerBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: PayerId,
    /// The wallet's owner, of the same household.
    wallet_of: ResidentId,
}

/// Lets a resident pay from the wallet of somebody in the same household, in place of the one before. Audited. The same id and
/// body again change nothing and answer with 200.
#[utoipa::path(post, path = "/wallets/{id}/payer", params(("id" = ResidentId, Path)), request_body = PayerBody,
    responses((status = 201, body = PayerBody), (status = 200, body = PayerBody), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn allow(
    State(app): State<App>,
    actor: Actor,
    Path(resident): Path<ResidentId>,
    Json(body): Json<PayerBody>,
) -> Result<(StatusCode, Json<PayerBody>), Problem> {
    if body.wallet_of == resident {
        let message = say(
            "自己的餐卡不用设置，请选择同住的另一位。",
            "Everybody pays from their own wallet. Name another one.",
        );
        return Err(Problem::field("wallet_of", message));
    }
    let order = Allowing {
        id: body.id,
        canteen: actor.canteen,
        resident,
        wallet: body.wallet_of,
        by: actor.staff,
        at: app.clock.now(),
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let is_new = payers::allow(&mut tx, &order).await?;
        if is_new {
            let act = Act::PayerAllowed { wallet: order.wallet };
            audit::record(&mut tx, &actor, &act, &format!("resident:{resident}"), order.at).await?;
        }
        tx.commit().await?;
        Ok((made(is_new), Json(body)))
    })
    .await
}

/// From now on a resident pays from their own wallet only. Audited; where there is nothing to end, nothing changes.
#[utoipa::path(delete, path = "/wallets/{id}/payer", params(("id" = ResidentId, Path)), responses((status = 204), (status = 404, body = Problem)))]
async fn end(State(app): State<App>, actor: Actor, Path(resident): Path<ResidentId>) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let at = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let known = super::store::holder(&mut tx, actor.canteen, resident).await?;
        let holder = known.ok_or_else(Problem::not_found)?;
        if let Some(wallet) = holder.payer_id {
            end_payer(&mut tx, resident, actor.staff, at).await?;
            let act = Act::PayerEnded { wallet };
            audit::record(&mut tx, &actor, &act, &format!("resident:{resident}"), at).await?;
        }
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

const fn made(is_new: bool) -> StatusCode {
    if is_new { StatusCode::CREATED } else { StatusCode::OK }
}

impl From<SettleError> for Problem {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::NotFound => Self::not_found(),
            SettleError::CardStillActive(number) => Self::conflict(
                "card_still_active",
                say(
                    format!("餐卡 {number} 还在使用，余额不能退。请先注销这张卡，再退余额。"),
                    format!("Card {number} is in use, so the balance stays on it. Close the card first, then refund."),
                ),
            ),
            SettleError::WalletEmpty => Self::conflict(
                "wallet_empty",
                say(
                    "餐卡上没有余额，不用退款。",
                    "Nothing is on the card, so there is nothing to refund.",
                ),
            ),
            SettleError::OwesFirst(owed) => Self::conflict(
                "owes_first",
                say(
                    format!("还欠 {owed} 元。请先收欠费，再退余额。"),
                    format!("{owed} yuan are still owed. Take that first, then refund."),
                ),
            ),
            SettleError::Move(error) => error.into(),
        }
    }
}

impl From<AllowError> for Problem {
    fn from(error: AllowError) -> Self {
        match error {
            AllowError::NotFound => Self::not_found(),
            AllowError::IdReused => id_reused(),
            AllowError::Rule(rule) => rule.into(),
            AllowError::Db(error) => error.into(),
        }
    }
}

impl From<NoPayer> for Problem {
    fn from(rule: NoPayer) -> Self {
        let (code, message) = match rule {
            NoPayer::OtherHousehold => (
                "other_household",
                say(
                    "两人在居民登记里不是同一户，不能共用余额。请先核对并更正住址。",
                    "The register has the two at different doors, so they cannot share a wallet. Check and correct the address first.",
                ),
            ),
            NoPayer::Gone => (
                "payer_gone",
                say(
                    "对方已迁出或去世，不能再从其余额支付。请选择同住的另一位。",
                    "That person moved away or died, so nobody can pay from that wallet. Choose somebody else of the household.",
                ),
            ),
            NoPayer::Chain => (
                "payer_chain",
                say(
                    "代付不能连环：其中一位已在代付或被代付。请先结束那一项。",
                    "One of the two already pays for somebody or is paid for, and payers cannot form a chain. End that first.",
                ),
            ),
            NoPayer::InForce => (
                "payer_in_force",
                say(
                    "已经可以从这位的余额支付，不用再设。",
                    "It is so already; nothing needs to be done.",
                ),
            ),
        };
        Self::conflict(code, message)
    }
}
