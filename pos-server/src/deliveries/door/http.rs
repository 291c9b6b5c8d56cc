//! The volunteer's phone over HTTP: its link, its round, and what it brings back. No login: the link of the round is the key, good on its
//! day.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::close;
use super::photos::Shot;
use super::results::{Answer, Became, Climbed, Intake, Said, TakeError};
use super::sheet::{self, RoundSheet, SheetError};
use super::store::MONEY_UNTOLD;
use super::words::{Found, Rung, StopOutcome, Welfare};
use crate::app::App;
use crate::calendar;
use crate::cards::token::Scanned;
use crate::clock::{Timestamp, cut};
use crate::db::{self, Tx};
use crate::deliveries::rounds::link::{Shown, shown};
use crate::deliveries::rounds::store::RoundRow;
use crate::error::Problem;
use crate::ids::{PhotoId, ResultId, StepId, StopId};
use crate::json::Json;
use crate::keys::sha256;
use crate::money::Fen;
use crate::sales::queue::SellError;
use crate::staff::cookies::{Cookie, Token};
use crate::staff::store::staff_by_id;
use crate::text::{Sentence, say};

/// How many days after its own a round's phone may still bring what happened: it may have been out of reach.
const LATE_DAYS: i64 = 3;
/// How much one upload brings at most.
const MOST_ITEMS: usize = 200;

/// The routes of the volunteer's phone.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(open))
        .routes(routes!(round))
        .routes(routes!(bring))
        .routes(routes!(end))
}

/// What a round's link holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkBody {
    /// The part behind the `#`.
    token: String,
}

impl std::fmt::Debug for LinkBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkBody(***)")
    }
}

/// What happened at one stop.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResultReport {
    /// Made by the phone; bringing it again changes nothing.
    id: ResultId,
    /// Which stop.
    stop_id: StopId,
    /// How it went.
    outcome: StopOutcome,
    /// What was scanned at the door, as it was read. Whether it is hers is decided here.
    token: Option<String>,
    /// Who took the meal.
    person: Option<String>,
    /// When.
    at: Timestamp,
    /// What was collected in cash. Where something is due, a hand-over without it waits for a second report that says so.
    collected: Option<Fen>,
    /// How she is.
    welfare: Option<Welfare>,
    /// What else there is to say.
    note: Option<String>,
}

/// A rung that the volunteer climbed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LadderReport {
    /// Made by the phone; bringing it again changes nothing.
    id: StepId,
    /// For which stop.
    stop_id: StopId,
    /// Which rung.
    rung: Rung,
    /// When.
    at: Timestamp,
    /// Who was asked.
    who: Option<String>,
    /// Was somebody found?
    found: Found,
    /// What else there is to say.
    note: Option<String>,
}

/// A photo that the volunteer took at a stop.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PhotoReport {
    /// Made by the phone; bringing it again changes nothing.
    id: PhotoId,
    /// At which stop.
    stop_id: StopId,
    /// When.
    at: Timestamp,
    /// The JPEG in base64: at most 190,000 bytes and 2,000 dots on a side.
    jpeg: String,
}

/// What a phone brings: at most 200 items together, in any order, any number of times.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reports {
    #[serde(default)]
    results: Vec<ResultReport>,
    #[serde(default)]
    ladder: Vec<LadderReport>,
    #[serde(default)]
    photos: Vec<PhotoReport>,
}

/// What became of each item: it need not be brought again.
#[derive(Debug, Serialize, ToSchema)]
struct ReportsTaken {
    items: Vec<ReportTaken>,
}

/// What became of one item.
#[derive(Debug, Serialize, ToSchema)]
struct ReportTaken {
    id: Uuid,
    state: ReportState,
    /// What the coordinator will look at.
    code: Option<String>,
    /// The same in words.
    message: Option<Sentence>,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReportState {
    /// A meal is in the books.
    Booked,
    /// Kept, and it counts.
    Recorded,
    /// Kept beside what counts.
    Kept,
    /// Not of this round: nothing was kept.
    Refused,
}

/// Nothing is asked but the question itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Opens a round on this phone.
#[utoipa::path(post, path = "/round/session", request_body = LinkBody,
    responses((status = 204), (status = 401, body = Problem), (status = 410, body = Problem)))]
async fn open(State(app): State<App>, Json(body): Json<LinkBody>) -> Result<impl IntoResponse, Problem> {
    let token = Token::parse(&body.token).ok_or_else(not_open)?;
    visible(&app, &mut app.db.read().await?, Some(token)).await?;
    let cookie = Cookie::Round.set(&app, &token);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// The round of this phone, on its day, until it is closed.
#[utoipa::path(get, path = "/round", responses((status = 200, body = RoundSheet), (status = 401, body = Problem), (status = 410, body = Problem)))]
async fn round(State(app): State<App>, headers: HeaderMap) -> Result<Json<RoundSheet>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let round = visible(&app, &mut tx, Cookie::Round.read(&app, &headers)).await?;
    let sheet = sheet::read(&app, &mut tx, &round, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(sheet))
}

/// Takes what happened at the doors, also after the round was closed and for some days: nothing is dropped.
#[utoipa::path(post, path = "/round/results", request_body = Reports,
    responses((status = 200, body = ReportsTaken), (status = 401, body = Problem), (status = 409, body = Problem), (status = 410, body = Problem)))]
async fn bring(State(app): State<App>, headers: HeaderMap, Json(body): Json<Reports>) -> Result<Json<ReportsTaken>, Problem> {
    let token = Cookie::Round.read(&app, &headers);
    if body.results.len() + body.ladder.len() + body.photos.len() > MOST_ITEMS {
        let message = say(
            format!("一次最多 {MOST_ITEMS} 条。"),
            format!("At most {MOST_ITEMS} items at a time."),
        );
        return Err(Problem::field("results", message));
    }
    db::own_task(async move {
        let at = app.clock.now();
        let round = genuine(&app, &mut app.db.read().await?, token).await?;
        if calendar::day_of(at) - round.service_date > chrono::TimeDelta::days(LATE_DAYS) {
            return Err(over());
        }
        let mut tx = app.db.begin(round.canteen_id).await?;
        let mut intake = Intake::of(&mut tx, &app.keys, &round, at).await?;
        let mut answers = intake.results(&mut tx, body.results.into_iter().map(Said::from).collect()).await?;
        answers.extend(intake.rungs(&mut tx, body.ladder.into_iter().map(Climbed::from).collect()).await?);
        answers.extend(intake.photos(&mut tx, body.photos.into_iter().map(Shot::from).collect()).await?);
        intake.sell(&mut tx).await?;
        tx.commit().await?;
        Ok(Json(ReportsTaken {
            items: answers.into_iter().map(ReportTaken::from).collect(),
        }))
    })
    .await
}

/// Ends the round on this phone; refused while somebody may still be waiting behind a door.
#[utoipa::path(post, path = "/round/close", request_body = Nothing,
    responses((status = 204), (status = 401, body = Problem), (status = 409, body = Problem), (status = 410, body = Problem)))]
async fn end(State(app): State<App>, headers: HeaderMap, Json(Nothing {}): Json<Nothing>) -> Result<impl IntoResponse, Problem> {
    let token = Cookie::Round.read(&app, &headers);
    db::own_task(async move {
        let canteen = visible(&app, &mut app.db.read().await?, token).await?.canteen_id;
        let mut tx = app.db.begin(canteen).await?;
        let round = visible(&app, &mut tx, token).await?;
        close::close(&mut tx, &round, app.clock.now()).await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// The round that a token shows, whatever day it is.
async fn genuine(app: &App, tx: &mut Tx, token: Option<Token>) -> Result<RoundRow, Problem> {
    match shown(app, tx, &token.ok_or_else(not_open)?).await? {
        Shown::Round(round) => Ok(*round),
        Shown::Revoked => Err(revoked()),
        Shown::Nothing => Err(not_open()),
    }
}

/// The round that a phone may look at: on its day, until it is closed.
async fn visible(app: &App, tx: &mut Tx, token: Option<Token>) -> Result<RoundRow, Problem> {
    let round = genuine(app, tx, token).await?;
    let is_today = round.service_date == calendar::day_of(app.clock.now());
    if is_today && round.closed_at.is_none() && is_on_the_staff(tx, &round).await? {
        Ok(round)
    } else {
        Err(over())
    }
}

/// Whoever left shows nothing any more; what their phone still holds may come.
async fn is_on_the_staff(tx: &mut Tx, round: &RoundRow) -> Result<bool, Problem> {
    let Some(volunteer) = round.volunteer_id else { return Ok(false) };
    Ok(staff_by_id(tx, volunteer).await?.is_some_and(|person| person.disabled_at.is_none()))
}

fn not_open() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "round_not_open",
        say(
            "这部手机还没有打开路线，请扫路线单上的二维码。",
            "No round is open on this phone. Scan the code on the round's sheet.",
        ),
    )
}

fn over() -> Problem {
    Problem::new(StatusCode::GONE, "round_over", say("这条路线已经结束。", "This round is over."))
}

fn revoked() -> Problem {
    Problem::new(
        StatusCode::GONE,
        "link_revoked",
        say(
            "这个二维码已作废，请向社区工作人员要新的。",
            "This code was revoked. Ask the coordinator for the new one.",
        ),
    )
}

/// A line of text from a phone, which asks nobody to write it again: blanks for control characters, cut where it is too long.
fn line(text: Option<String>, most: usize) -> String {
    let text = text.unwrap_or_default();
    let clean = text.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    clean.take(most).collect()
}

impl From<ResultReport> for Said {
    fn from(item: ResultReport) -> Self {
        let scanned = item.token.filter(|text| !text.trim().is_empty());
        Self {
            id: item.id,
            stop_id: item.stop_id,
            outcome: item.outcome,
            scanned_hash: scanned.as_ref().map(|text| sha256(text.trim().as_bytes())),
            scanned: scanned.and_then(|text| Scanned::parse(&text).ok()),
            person: line(item.person, 40),
            at: cut(item.at),
            collected: item.collected.map(|sum| sum.max(Fen::ZERO)),
            welfare: item.welfare,
            note: line(item.note, 500),
        }
    }
}

impl From<LadderReport> for Climbed {
    fn from(item: LadderReport) -> Self {
        Self {
            id: item.id,
            stop_id: item.stop_id,
            rung: item.rung,
            at: Some(cut(item.at)),
            who: line(item.who, 40),
            found: item.found,
            note: line(item.note, 500),
        }
    }
}

impl From<PhotoReport> for Shot {
    fn from(item: PhotoReport) -> Self {
        Self {
            id: item.id,
            stop_id: item.stop_id,
            at: cut(item.at),
            jpeg: STANDARD.decode(item.jpeg).ok(),
        }
    }
}

impl From<Answer> for ReportTaken {
    fn from((id, became, code): Answer) -> Self {
        let message = code.as_deref().map(|code| match code {
            "proof_not_hers" => say(
                "扫到的不是这位老人的餐卡或门牌码，已记为无凭证。",
                "What was scanned is neither her card nor her door's tag: recorded without proof.",
            ),
            "result_exists" => say(
                "这一站已有结果，这一条留给社区工作人员核对。",
                "The stop has a result; this one is kept for the coordinator.",
            ),
            MONEY_UNTOLD => say(
                "收没收到钱还没有说，说了才入账。",
                "Whether the money was given is not told yet; the meal is booked when it is.",
            ),
            "collected_differs" => say(
                "收的钱和应收不同，由社区工作人员确认。",
                "The money differs from the price: the coordinator settles it.",
            ),
            "id_reused" => say(
                "编号重复，已另存一条核对。",
                "The id was used twice; this one is kept beside the first.",
            ),
            "not_a_photo" => say(
                "这不是能保存的照片，没有收下。",
                "This is no photo that can be kept; it was not taken.",
            ),
            "too_many_photos" => say(
                "这一站的照片已经够多，没有收下。",
                "The stop has enough photos; this one was not taken.",
            ),
            "too_many_results" => say(
                "这一站已经记了太多次，这一条没有收下。请打电话给社区工作人员。",
                "Too much was said of this stop already; this was not taken. Call the coordinator.",
            ),
            "photo_id_reused" => say("照片编号重复，没有收下。", "The photo's id was used before; it was not taken."),
            "office_only" => say("只有社区工作人员可以结束寻找。", "Only the office ends a search."),
            _ => say("这一站不在这条路线上。", "The stop is not on this round."),
        });
        Self {
            id,
            state: match became {
                Became::Booked => ReportState::Booked,
                Became::Recorded => ReportState::Recorded,
                Became::Kept => ReportState::Kept,
                Became::Refused => ReportState::Refused,
            },
            code,
            message,
        }
    }
}

impl From<TakeError> for Problem {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::NotPacked => Self::conflict("not_packed", say("这条路线还没有打包。", "The round is not packed yet.")),
            TakeError::Sale(refusal) => SellError::from(refusal).into(),
            // Another canteen served her at this very moment: the phone brings it again.
            TakeError::Db(db::DbError::Conflict(error)) => Self::try_again(error),
            TakeError::Db(error) => error.into(),
            TakeError::Money(error) => error.into(),
            TakeError::Key(error) => Self::internal(error),
            TakeError::Text(error) => Self::internal(error),
        }
    }
}

impl From<SheetError> for Problem {
    fn from(error: SheetError) -> Self {
        match error {
            SheetError::Key(error) => Self::internal(error),
            SheetError::Db(error) => error.into(),
        }
    }
}
