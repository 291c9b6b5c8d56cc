//! Importing a register file over HTTP: first a dry run that shows the difference, then all or nothing.

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::super::apply::{self, Applied, ImportError, RegisterFile};
use super::super::difference::{Change, Changed, Difference};
use super::super::entry::{Entry, Wrong};
use super::super::file_problem::{FileProblem, Measure};
use super::super::footers::Skipped;
use super::super::import::line;
use super::super::sheet::MAX_BYTES;
use super::super::{clean, mask};
use crate::app::App;
use crate::calendar;
use crate::db;
use crate::error::Problem;
use crate::json::{Json, Query, too_slow, within};
use crate::keys::sha256;
use crate::staff::{actor::Actor, audit};
use crate::text::{Sentence, say};

/// The largest upload in bytes: a register file and the form around it.
const LARGEST_FORM: usize = MAX_BYTES + 64 * 1024;
/// Items of each list that an answer shows; its counts are always whole.
const MOST_SHOWN: usize = 500;

/// The routes of imports; their bodies may be as large as a register file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(dry_run))
        .routes(routes!(import))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
}

/// A register file.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form; `Upload` reads it")]
struct UploadForm {
    /// The .xlsx or .csv file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The one file of a form.
struct Upload {
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
        let mut upload = None;
        while let Some(field) = form.next_field().await.map_err(|error| unread(&error))? {
            if field.name() != Some("file") || upload.is_some() {
                return Err(no_file(StatusCode::UNPROCESSABLE_ENTITY));
            }
            let name = clean::visible(field.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default());
            let bytes = field.bytes().await.map_err(|error| unread(&error))?.to_vec();
            upload = Some(Self { name, bytes });
        }
        upload.ok_or_else(|| no_file(StatusCode::UNPROCESSABLE_ENTITY))
    }
}

fn unread(error: &MultipartError) -> Problem {
    too_slow(error).unwrap_or_else(|| no_file(error.status()))
}

fn no_file(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return FileProblem::TooLarge(Measure::Bytes).into();
    }
    Problem::unprocessable(
        "file_missing",
        say(
            "请选择一个 .xlsx 或 .csv 文件。",
            "Choose one .xlsx or .csv file, as the field `file`.",
        ),
    )
}

/// How many people a file has, and what becomes of them.
#[derive(Debug, Serialize, ToSchema)]
struct Counts {
    rows: usize,
    new: usize,
    changed: usize,
    unchanged: usize,
    /// Wrong cells: with a single one nothing is imported.
    wrong: usize,
    /// Cells that were not understood whole; they are imported as they stand.
    doubtful: usize,
    /// Rows about nobody: totals, signatures, notes.
    skipped: usize,
}

/// A column of the file.
#[derive(Debug, Serialize, ToSchema)]
struct ColumnView {
    header: String,
    /// What it is read as; `null` if nobody reads it.
    meaning: Option<&'static str>,
}

/// A wrong cell.
#[derive(Debug, Serialize, ToSchema)]
struct WrongView {
    /// The row as the spreadsheet program numbers it.
    row: u32,
    /// The column's header.
    column: String,
    /// What stands there, masked where it is about a person.
    value: String,
    reason: Sentence,
}

/// A row that was left out.
#[derive(Debug, Serialize, ToSchema)]
struct SkippedView {
    /// The row as the spreadsheet program numbers it.
    row: u32,
    /// The word by which it was told: 合计, 填表人.
    text: String,
}

/// A person that the register does not have yet.
#[derive(Debug, Serialize, ToSchema)]
struct NewView {
    row: u32,
    /// Masked.
    name: String,
    /// Birth date and place.
    summary: String,
}

/// A person that the register has otherwise.
#[derive(Debug, Serialize, ToSchema)]
struct ChangedView {
    row: u32,
    /// Masked, as the register has it.
    name: String,
    changes: Vec<Change>,
}

/// What an import would change.
#[derive(Debug, Serialize, ToSchema)]
struct DryRun {
    file_name: String,
    /// Of the file.
    sha256: String,
    /// Give it to the import: it is refused when the register changed since.
    difference: String,
    /// The sheet that was read.
    sheet: Option<String>,
    counts: Counts,
    columns: Vec<ColumnView>,
    wrong: Vec<WrongView>,
    doubtful: Vec<WrongView>,
    skipped: Vec<SkippedView>,
    new: Vec<NewView>,
    changed: Vec<ChangedView>,
}

/// Tells what importing a file would change; nothing is written.
#[utoipa::path(post, path = "/imports/dry-run", request_body(content = UploadForm, content_type = "multipart/form-data"), responses((status = 200, body = DryRun), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn dry_run(State(app): State<App>, actor: Actor, upload: Upload) -> Result<Json<DryRun>, Problem> {
    let today: NaiveDate = calendar::day_of(app.clock.now());
    let file = apply::read(&app.program, &upload.bytes, today, &app.keys).await?;
    let mut tx = app.db.snapshot().await?;
    let difference = apply::difference(&mut tx, actor.canteen, &file, today, &app.keys).await?;
    let columns = file.columns.iter().map(|column| ColumnView {
        header: column.header.clone(),
        meaning: column.meaning.map(super::super::columns::Meaning::as_str),
    });
    Ok(Json(DryRun {
        file_name: upload.name,
        sha256: hex::encode(sha256(&upload.bytes)),
        difference: difference.hash(),
        sheet: file.sheet.clone(),
        counts: Counts::of(&difference, &file),
        columns: columns.collect(),
        wrong: difference.wrong.into_iter().take(MOST_SHOWN).map(WrongView::from).collect(),
        doubtful: file.doubtful().iter().take(MOST_SHOWN).cloned().map(WrongView::from).collect(),
        skipped: file.skipped().iter().take(MOST_SHOWN).map(SkippedView::from).collect(),
        new: difference.new.iter().take(MOST_SHOWN).map(NewView::from).collect(),
        changed: difference.changed.into_iter().take(MOST_SHOWN).map(ChangedView::from).collect(),
    }))
}

impl Counts {
    fn of(difference: &Difference, file: &RegisterFile) -> Self {
        Self {
            rows: difference.rows,
            new: difference.new.len(),
            changed: difference.changed.len(),
            unchanged: difference.unchanged,
            wrong: difference.wrong.len(),
            doubtful: file.doubtful().len(),
            skipped: file.skipped().len(),
        }
    }
}

impl From<Wrong> for WrongView {
    fn from(wrong: Wrong) -> Self {
        Self {
            reason: wrong.reason(),
            row: wrong.row,
            column: wrong.column,
            value: wrong.value,
        }
    }
}

impl From<&Skipped> for SkippedView {
    fn from(skipped: &Skipped) -> Self {
        Self {
            row: skipped.row,
            text: skipped.text.clone(),
        }
    }
}

impl From<&Entry> for NewView {
    fn from(entry: &Entry) -> Self {
        let place = mask::digits(&line(entry.place.as_ref()));
        Self {
            row: entry.row,
            name: mask::name(&entry.name),
            summary: format!("{} {place}", entry.birth_date).trim_end().to_owned(),
        }
    }
}

impl From<Changed> for ChangedView {
    fn from(changed: Changed) -> Self {
        Self {
            row: changed.entry.row,
            name: mask::name(&changed.known.name),
            changes: changed.changes,
        }
    }
}

/// Which dry run an import follows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct After {
    /// The dry run's `difference`.
    difference: String,
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
struct Imported {
    applied: AppliedView,
}

/// How many residents an import added, changed and left.
#[derive(Debug, Serialize, ToSchema)]
struct AppliedView {
    new: usize,
    changed: usize,
    unchanged: usize,
}

impl From<Applied> for Imported {
    fn from(Applied { new, changed, unchanged }: Applied) -> Self {
        Self {
            applied: AppliedView { new, changed, unchanged },
        }
    }
}

/// Imports a file, all or nothing, if that still changes what the dry run showed.
#[utoipa::path(post, path = "/imports", params(After), request_body(content = UploadForm, content_type = "multipart/form-data"), responses((status = 200, body = Imported), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn import(State(app): State<App>, actor: Actor, Query(after): Query<After>, upload: Upload) -> Result<Json<Imported>, Problem> {
    let now = app.clock.now();
    let file = apply::read(&app.program, &upload.bytes, calendar::day_of(now), &app.keys).await?;
    let sha256 = hex::encode(sha256(&upload.bytes));
    db::own_task(async move {
        let by = (now, Some(actor.staff));
        let mut before = app.db.snapshot().await?;
        let ready = apply::prepare(&mut before, actor.canteen, file, after.difference, &app.keys, by).await?;
        drop(before);
        let mut tx = app.db.begin(actor.canteen).await?;
        let applied = apply::apply(&mut tx, actor.canteen, ready).await?;
        audit::record(&mut tx, &actor, &applied.act(sha256), "register", now).await?;
        tx.commit().await?;
        Ok(Json(applied.into()))
    })
    .await
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::File(problem) => problem.into(),
            ImportError::Columns(problem) => problem.into(),
            ImportError::Wrong(cells) => Self::unprocessable(
                "import_has_errors",
                say(
                    format!("有 {cells} 处错误，没有导入任何内容。请改正后重新上传。"),
                    format!("{cells} cells are wrong; nothing was imported. Mend them and upload the file again."),
                ),
            ),
            ImportError::RegisterChanged => Self::conflict(
                "register_changed",
                say(
                    "预览之后居民库或文件有变动，没有导入任何内容。请重新预览。",
                    "The register or the file changed since the dry run; nothing was imported. Please look at it again.",
                ),
            ),
            ImportError::Child(error) => Self::internal(error),
            ImportError::Key(error) => Self::internal(error),
            ImportError::Db(error) => error.into(),
        }
    }
}
