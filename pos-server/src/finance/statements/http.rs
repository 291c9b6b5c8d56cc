//! Merchant statements over HTTP: take one in, list them, hold one against the journal.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::import::{self, StatementError};
use super::layout::{BadRow, Service};
use super::store;
use super::view::{self, MerchantStatement, Reconciliation};
use crate::app::App;
use crate::db;
use crate::error::{FieldProblem, Problem};
use crate::json::{Json, Path, Query, within};
use crate::residents::clean;
use crate::residents::file_problem::{FileProblem, Measure};
use crate::residents::sheet::MAX_BYTES;
use crate::residents::sheet_child::ReadError;
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// The largest upload in bytes: a statement and the form around it.
const LARGEST_FORM: usize = MAX_BYTES + 64 * 1024;
/// How many statements a page of the list has.
const PAGE: usize = 50;
/// How many rows that cannot be read an answer names.
const MOST_NAMED: usize = 100;

/// The routes of merchant statements; their bodies may be as large as a statement.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, import_statement))
        .routes(routes!(reconcile))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
}

/// A merchant statement as it was downloaded.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form; `Upload` reads it")]
struct StatementForm {
    /// Whose statement.
    tender: Service,
    /// The .csv or .xlsx file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What the form holds.
struct Upload {
    service: Service,
    name: String,
    bytes: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let request = within(LARGEST_FORM, request)
            .await
            .ok_or_else(|| no_file(StatusCode::PAYLOAD_TOO_LARGE))?;
        let mut form = Multipart::from_request(request, state)
            .await
            .map_err(|error: MultipartRejection| no_file(error.status()))?;
        let (mut service, mut file) = (None, None);
        while let Some(field) = form.next_field().await.map_err(|error| no_file(error.status()))? {
            match field.name() {
                Some("tender") if service.is_none() => {
                    let word = field.text().await.map_err(|error| no_file(error.status()))?;
                    service = Some(Service::parse(&word).ok_or_else(no_tender)?);
                }
                Some("file") if file.is_none() => {
                    let name = clean::visible(field.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default());
                    let bytes = field.bytes().await.map_err(|error| no_file(error.status()))?.to_vec();
                    file = Some((name, bytes));
                }
                _ => return Err(no_file(StatusCode::UNPROCESSABLE_ENTITY)),
            }
        }
        let (name, bytes) = file.ok_or_else(|| no_file(StatusCode::UNPROCESSABLE_ENTITY))?;
        let service = service.ok_or_else(no_tender)?;
        Ok(Self { service, name, bytes })
    }
}

fn no_file(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return FileProblem::TooLarge(Measure::Bytes).into();
    }
    Problem::unprocessable(
        "file_missing",
        say(
            "请选择一个账单文件（.csv 或 .xlsx）。",
            "Choose one statement (.csv or .xlsx) as the field `file`, and `tender`.",
        ),
    )
}

fn no_tender() -> Problem {
    Problem::field(
        "tender",
        say("请选择微信（wechat）或支付宝（alipay）。", "Choose wechat or alipay."),
    )
}

/// Takes a statement in, all of it or nothing, and holds it against the journal. Audited. The same file again changes nothing.
#[utoipa::path(post, path = "/books/statements", request_body(content = StatementForm, content_type = "multipart/form-data"), responses((status = 201, body = Reconciliation), (status = 200, body = Reconciliation), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn import_statement(State(app): State<App>, actor: Actor, upload: Upload) -> Result<(StatusCode, Json<Reconciliation>), Problem> {
    let file = import::read(&app.program, upload.service, upload.name, &upload.bytes).await?;
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let (id, is_new) = import::import(&mut tx, &actor, &file, now).await?;
        if is_new {
            let act = Act::StatementImported {
                tender: file.service.as_str().to_owned(),
                sha256: hex::encode(file.sha256),
            };
            audit::record(&mut tx, &actor, &act, &format!("statement:{id}"), now).await?;
        }
        let view = view::read(&mut tx, actor.canteen, id).await?.ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(view)))
    })
    .await
}

/// Where a page begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct StatementPage {
    /// What the page before gave as `next_cursor`.
    cursor: Option<Uuid>,
}

/// A page of statements, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct StatementList {
    items: Vec<MerchantStatement>,
    next_cursor: Option<Uuid>,
}

/// The statements that were imported.
#[utoipa::path(get, path = "/books/statements", params(StatementPage), responses((status = 200, body = StatementList)))]
async fn list(State(app): State<App>, actor: Actor, Query(page): Query<StatementPage>) -> Result<Json<StatementList>, Problem> {
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = store::statements(&mut app.db.read().await?, actor.canteen, page.cursor, most).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok(Json(StatementList {
        next_cursor: rows.last().filter(|_| has_more).map(|row| row.id),
        items: rows.into_iter().map(MerchantStatement::from).collect(),
    }))
}

/// A statement held against the journal as both are now.
#[utoipa::path(get, path = "/books/statements/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = Reconciliation), (status = 404, body = Problem)))]
async fn reconcile(State(app): State<App>, actor: Actor, Path(id): Path<Uuid>) -> Result<Json<Reconciliation>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let view = view::read(&mut tx, actor.canteen, id).await?;
    tx.commit().await?;
    view.map(Json).ok_or_else(Problem::not_found)
}

impl From<BadRow> for FieldProblem {
    fn from(row: BadRow) -> Self {
        Self {
            field: if row.line_no == 0 {
                "file".to_owned()
            } else {
                format!("line {}", row.line_no)
            },
            message: row.message,
        }
    }
}

impl From<StatementError> for Problem {
    fn from(error: StatementError) -> Self {
        match error {
            StatementError::Rows(rows) => Self::unprocessable(
                "statement_has_errors",
                say(
                    format!("账单有 {} 处读不懂，没有导入任何内容。", rows.len()),
                    format!("{} places of the statement cannot be read; nothing was imported.", rows.len()),
                ),
            )
            .with_fields(rows.into_iter().take(MOST_NAMED).map(FieldProblem::from).collect()),
            StatementError::File(ReadError::File(problem)) => problem.into(),
            StatementError::File(error) => Self::internal(error),
            StatementError::Db(error) => error.into(),
        }
    }
}
