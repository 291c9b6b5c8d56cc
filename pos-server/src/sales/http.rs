//! Selling over HTTP: scan, sell, void, and what the sale page shows at its edge.

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use chrono::{SubsecRound, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::ask::{self, Named, id_reused, short_text};
use super::display::live::{Moment, Watched};
use super::judge::judge;
use super::order::{SaleOrder, ServeAs, Tender};
use super::queue::{SaleQueue, SellError};
use super::sell::Refusal;
use super::snapshot::{Facts, Question};
use super::today::{self, Today};
use super::view::{Sale, Verdict};
use super::void::{self, VoidError, VoidOrder, Voided};
use super::{store, view};
use crate::app::App;
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{self, DbError};
use crate::error::Problem;
use crate::ids::{ResidentId, SaleId, VoidId};
use crate::json::{Json, Path};
use crate::money::Fen;
use crate::residents::mask;
use crate::residents::search::Typed;
use crate::staff::act::Act;
use crate::staff::actor::{AtLane, LaneDevice};
use crate::staff::{self, audit};
use crate::subsidy::book::PolicyBook;
use crate::subsidy::decide::Order;
use crate::subsidy::words::{Channel, DinerGroup, Meal};
use crate::text::say;

/// So long after a meal was sold its diner is taken to stand at the counter, whose clock may differ from the server's. What a
/// lane kept for longer shows on no display: there somebody else stands.
const DINER_STAYS: TimeDelta = TimeDelta::minutes(2);

/// The routes of the counter.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(scan))
        .routes(routes!(sell))
        .routes(routes!(void_sale))
        .routes(routes!(lane_today))
        .routes(routes!(search))
        .merge(super::shifts::http::routes())
        .merge(super::till::http::routes())
        .merge(super::receipts::http::routes())
        .merge(super::display::http::routes())
}

/// Who stands at the counter: exactly one of the first five.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScanBody {
    /// What the scanner read.
    token: Option<String>,
    /// The printed card number.
    number: Option<String>,
    /// A resident found by name.
    resident_id: Option<ResidentId>,
    /// A guest.
    guest: Option<bool>,
    /// Somebody whom nobody can find.
    unknown: Option<bool>,
    /// The meal; by default the one whose hours are nearest.
    meal: Option<Meal>,
}

/// One meal to sell: exactly one of token, number, `resident_id`, guest, unknown.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SaleBody {
    /// Made by the lane before it asks; asking again with it changes nothing.
    id: SaleId,
    /// What the scanner read.
    token: Option<String>,
    /// The printed card number.
    number: Option<String>,
    /// A resident found by name.
    resident_id: Option<ResidentId>,
    /// A guest.
    guest: Option<bool>,
    /// Somebody whom nobody can find: only as pending.
    unknown: Option<bool>,
    /// The meal; by default the one whose hours are nearest.
    meal: Option<Meal>,
    /// How the diner pays.
    tender: Tender,
    /// Whether the wallet pays instead where it covers the meal.
    #[serde(skip_serializing_if = "Option::is_none")]
    wallet_first: Option<bool>,
    /// The payment's number at WeChat or Alipay, at most 64 characters.
    tender_reference: Option<String>,
    /// Whether the cashier insists on serving where the rule says no.
    serve_as: ServeAs,
    /// The price that the page showed; another one is refused with 409. For a meal that is eaten: what was taken for it.
    pays: Option<Fen>,
    /// When the meal was sold, if that is not now: at most 72 hours ago. The rules of that moment count.
    #[serde(skip_serializing_if = "Option::is_none")]
    sold_at: Option<Timestamp>,
}

/// A sale to undo.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VoidBody {
    /// Made by the lane before it asks.
    id: VoidId,
    /// Why; needed after fifteen minutes.
    reason: Option<String>,
    /// The second person; needed after fifteen minutes or at another lane.
    approver: Option<Approver>,
}

/// The second person's proof.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Approver {
    login: String,
    password: String,
}

impl std::fmt::Debug for Approver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Approver(***)")
    }
}

/// A void as it was booked.
#[derive(Debug, Serialize, ToSchema)]
struct Void {
    id: VoidId,
    sale_id: SaleId,
    at: Timestamp,
    receipt_no: i64,
}

/// What to look for. It stands in a body: addresses are kept by browsers and proxies, and a whole card may have been scanned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LaneSearch {
    /// A name, its pinyin initials, a building or a card number.
    q: String,
}

/// Residents who fit.
#[derive(Debug, Serialize, ToSchema)]
struct FoundList {
    items: Vec<FoundResident>,
}

/// A resident whom the cashier may mean.
#[derive(Debug, Serialize, ToSchema)]
struct FoundResident {
    resident_id: ResidentId,
    name: String,
    initial: String,
    group: DinerGroup,
    compound: Option<String>,
    building: Option<String>,
    unit: Option<String>,
    room: Option<String>,
    served: bool,
}

/// Answers what selling would come to; nothing is written.
#[utoipa::path(post, path = "/scan", request_body = ScanBody, responses((status = 200, body = Verdict), (status = 422, body = Problem)))]
async fn scan(
    State(app): State<App>,
    Extension(watched): Extension<Watched>,
    AtLane { lane, .. }: AtLane,
    Json(body): Json<ScanBody>,
) -> Result<Json<Verdict>, Problem> {
    let now = app.clock.now();
    let who = ask::who(Named {
        token: body.token.as_deref(),
        number: body.number.as_deref(),
        resident: body.resident_id,
        guest: body.guest,
        unknown: body.unknown,
    })?;
    let order = Order {
        service_date: calendar::day_of(now),
        time: calendar::time_of(now),
        meal: body.meal,
        channel: Channel::Counter,
        spend: None,
    };
    let question = Question {
        canteen: lane.canteen,
        who,
        order,
    };
    let mut tx = app.db.read().await?;
    let facts = Facts::load(&mut tx, std::slice::from_ref(&question)).await?;
    let verdict = Verdict::of(judge(&facts, 0, &question), order.service_date);
    watched.tell(lane.id, || Moment::of_verdict(&verdict));
    Ok(Json(verdict))
}

/// Sells one meal. The same id and body again give the first answer with 200.
#[utoipa::path(post, path = "/sales", request_body = SaleBody, responses((status = 201, body = Sale), (status = 200, body = Sale), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn sell(
    State(app): State<App>,
    Extension(queue): Extension<SaleQueue>,
    Extension(watched): Extension<Watched>,
    at_lane: AtLane,
    Json(body): Json<SaleBody>,
) -> Result<(StatusCode, Json<Sale>), Problem> {
    let order = order(body, at_lane, app.clock.now())?;
    let is_here = order.at - order.sold_at < DINER_STAYS;
    let sold = queue.sell(order).await?;
    let sale = Sale::from(sold.sale);
    if sold.is_new && is_here {
        watched.tell(sale.lane.id, || Moment::of_sale(&sale, sold.balance));
    }
    Ok((if sold.is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(sale)))
}

/// Undoes a sale: alone within fifteen minutes at the lane that sold, afterwards with a second person and a reason. The same id
/// and body again give the first answer with 200.
#[utoipa::path(post, path = "/sales/{id}/void", params(("id" = SaleId, Path)), request_body = VoidBody, responses((status = 201, body = Void), (status = 200, body = Void), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn void_sale(
    State(app): State<App>,
    AtLane { cashier, lane }: AtLane,
    Path(sale): Path<SaleId>,
    Json(body): Json<VoidBody>,
) -> Result<(StatusCode, Json<Void>), Problem> {
    let approver = match &body.approver {
        Some(second) => Some(staff::approver(&app, &second.login, &second.password, lane.canteen).await?),
        None => None,
    };
    let reason = short_text("reason", body.reason, 200)?.unwrap_or_default();
    db::own_task(async move {
        let order = VoidOrder {
            id: body.id,
            sale,
            reason,
            lane,
            cashier: cashier.staff,
            approver,
            at: app.clock.now(),
        };
        let mut tx = app.db.begin(order.lane.canteen).await?;
        let Voided { row, is_new } = void::void(&mut tx, &order).await?;
        if is_new {
            let act = Act::SaleVoided { reason: order.reason };
            audit::record(&mut tx, &cashier, &act, &format!("sale:{sale}"), order.at).await?;
        }
        tx.commit().await?;
        Ok((
            if is_new { StatusCode::CREATED } else { StatusCode::OK },
            Json(Void {
                id: row.id,
                sale_id: row.sale_id,
                at: row.at,
                receipt_no: row.entry_no,
            }),
        ))
    })
    .await
}

/// Today's counters and this lane's last sales.
#[utoipa::path(get, path = "/lane/today", responses((status = 200, body = Today)))]
async fn lane_today(State(app): State<App>, AtLane { lane, .. }: AtLane) -> Result<Json<Today>, Problem> {
    Ok(Json(today::today(&mut app.db.read().await?, &lane, app.clock.now()).await?))
}

/// Finds residents of this canteen for a sale without a card.
#[utoipa::path(post, path = "/lane/search", request_body = LaneSearch, responses((status = 200, body = FoundList), (status = 422, body = Problem)))]
async fn search(State(app): State<App>, AtLane { lane, .. }: AtLane, Json(wanted): Json<LaneSearch>) -> Result<Json<FoundList>, Problem> {
    let text: String = wanted.q.trim().chars().take(40).collect();
    let mut tx = app.db.read().await?;
    Ok(Json(FoundList {
        items: found(&mut tx, &lane, &text, app.clock.now()).await?,
    }))
}

async fn found(tx: &mut db::Tx, lane: &LaneDevice, text: &str, now: Timestamp) -> Result<Vec<FoundResident>, Problem> {
    let (day, time) = (calendar::day_of(now), calendar::time_of(now));
    let policy = PolicyBook::read(tx, &[lane.canteen]).await?.on(lane.canteen, day);
    let meal = policy.as_ref().and_then(|loaded| loaded.policy.nearest(time)).map(|rule| rule.meal);
    let rows = store::search(tx, lane.canteen, Typed::read(text), day, meal).await?;
    Ok(rows
        .into_iter()
        .map(|row| FoundResident {
            resident_id: row.id,
            initial: mask::initial(&row.name),
            name: mask::name(&row.name),
            group: policy
                .as_ref()
                .and_then(|loaded| loaded.policy.group_of(row.birth_date, day))
                .into(),
            compound: row.compound,
            building: row.building,
            unit: row.unit,
            room: row.room,
            served: row.served,
        })
        .collect())
}

fn order(body: SaleBody, AtLane { cashier, lane }: AtLane, at: Timestamp) -> Result<SaleOrder, Problem> {
    let request_hash = ask::request_hash(lane.id, &body)?;
    if body.serve_as == ServeAs::Eaten && body.pays.is_none() {
        return Err(Problem::field("pays", say("请写明当时收了多少。", "Say what was taken for it.")));
    }
    Ok(SaleOrder {
        id: body.id,
        who: ask::who(Named {
            token: body.token.as_deref(),
            number: body.number.as_deref(),
            resident: body.resident_id,
            guest: body.guest,
            unknown: body.unknown,
        })?,
        lane,
        cashier: cashier.staff,
        cashier_name: cashier.name,
        meal: body.meal,
        channel: Channel::Counter,
        tender: body.tender,
        wallet_first: body.wallet_first.unwrap_or_default(),
        tender_reference: short_text("tender_reference", body.tender_reference, 64)?,
        serve_as: body.serve_as,
        expected_pays: body.pays,
        sold_at: body.sold_at.map_or(at, |said| said.trunc_subsecs(6)),
        at,
        request_hash,
    })
}

impl From<SellError> for Problem {
    fn from(error: SellError) -> Self {
        match error {
            SellError::Refused(Refusal::Rule(code)) => Self::conflict(code.as_str(), code.sentence()),
            SellError::Refused(Refusal::IdReused) => Self::conflict(
                "id_reused",
                say(
                    "这个编号已用于另一笔，请重新扫码。",
                    "This id was used for another sale. Scan again.",
                ),
            ),
            SellError::Refused(Refusal::PriceChanged(now)) => Self::conflict(
                "price_changed",
                say(
                    format!("价格已变为 {now} 元，请重新确认。"),
                    format!("The price is {now} yuan now. Confirm again."),
                ),
            ),
            SellError::Refused(Refusal::NotThen) => Self::field(
                "sold_at",
                say(
                    "只收最近 72 小时内卖出的餐。",
                    "Only meals sold within the last 72 hours are taken.",
                ),
            ),
            SellError::Refused(Refusal::Payment(why)) => Self::conflict(why.code(), why.sentence()),
            SellError::Refused(Refusal::NoJournal) => Self::internal("the canteen has no journal"),
            SellError::Db(error) if error.is_outage() => Self::from(&*error),
            SellError::Db(error) if matches!(*error, DbError::Conflict(_)) => Self::try_again(error),
            SellError::Db(error) => Self::internal(error),
            SellError::Busy => Self::unavailable("the sale queue is full or stopping"),
        }
    }
}

impl From<VoidError> for Problem {
    fn from(error: VoidError) -> Self {
        match error {
            VoidError::NotFound => Self::not_found(),
            VoidError::AlreadyVoid => Self::conflict("already_void", say("这一笔已经冲红。", "This sale is void already.")),
            VoidError::SecondPersonNeeded => Self::new(
                StatusCode::FORBIDDEN,
                "second_person_needed",
                say(
                    format!(
                        "超过 {} 分钟或不是本窗口的，要第二个人登录确认并写明原因。",
                        view::VOID_ALONE.num_minutes()
                    ),
                    format!(
                        "After {} minutes or at another lane a second person signs in and gives a reason.",
                        view::VOID_ALONE.num_minutes()
                    ),
                ),
            ),
            VoidError::SamePerson => Self::new(
                StatusCode::FORBIDDEN,
                "second_person_needed",
                say(
                    "第二个人不能是收银员本人。",
                    "The second person must be somebody else than the cashier.",
                ),
            ),
            VoidError::DebtPaid => Self::conflict(
                "debt_paid",
                say(
                    "这一餐的欠费已经还了，不能再冲红。要退钱，请从钱箱支出并写明原因。",
                    "What was owed for this meal is paid, so it cannot be voided. To give money back, take it out of the drawer and say why.",
                ),
            ),
            VoidError::ReasonNeeded => Self::field("reason", say("请写明冲红原因。", "Say why the sale is voided.")),
            VoidError::IdReused | VoidError::Db(DbError::Conflict(_)) => id_reused(),
            VoidError::Db(error) => error.into(),
        }
    }
}
