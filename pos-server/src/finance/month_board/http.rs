//! The month's board over HTTP: what is left to do, and what the month corrects of closed ones.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{BoardError, MonthBoard};
use crate::app::App;
use crate::calendar::Month;
use crate::error::Problem;
use crate::finance::close_month::meal_line::MealLine;
use crate::ids::SaleId;
use crate::json::{Json, Path};
use crate::money::Fen;
use crate::staff::actor::Actor;

/// The routes of the board.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(month_board)).routes(routes!(month_corrections))
}

/// What a month corrects of closed ones.
#[derive(Debug, Serialize, ToSchema)]
struct MonthCorrections {
    /// The month in which it was booked.
    #[schema(value_type = String, example = "2026-12")]
    month: Month,
    /// By receipt.
    items: Vec<CorrectionView>,
    /// The names of the funders, by their keys.
    funders: BTreeMap<String, String>,
}

/// A meal of a closed month that came late, or that was taken back.
#[derive(Debug, Serialize, ToSchema)]
struct CorrectionView {
    /// The sale.
    sale_id: SaleId,
    /// The day on which it was eaten.
    service_date: NaiveDate,
    /// Which meal.
    meal: String,
    /// As whom the diner ate.
    group: String,
    /// The masked name, if known.
    name: Option<String>,
    /// The receipt.
    receipt_no: i64,
    /// The receipt of the void, where the meal was taken back.
    void_no: Option<i64>,
    /// Why it was taken back.
    void_reason: Option<String>,
    /// Where it was sold.
    lane: String,
    /// What it cost; less than nothing where it was taken back.
    standard: Fen,
    /// What the diner paid, or got back.
    pays: Fen,
    /// What the funders owe more, or less.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    shares: BTreeMap<String, Fen>,
}

impl From<MealLine> for CorrectionView {
    fn from(line: MealLine) -> Self {
        Self {
            sale_id: line.sale_id,
            service_date: line.service_date,
            meal: line.meal,
            group: line.group,
            name: line.name,
            receipt_no: line.receipt_no,
            void_no: line.void_no,
            void_reason: line.void_reason,
            lane: line.lane,
            standard: line.standard,
            pays: line.pays,
            shares: line.shares,
        }
    }
}

/// How far the month is, and what somebody must do.
#[utoipa::path(get, path = "/months/{month}/board", params(("month" = String, Path, example = "2026-11")),
    responses((status = 200, body = MonthBoard), (status = 422, body = Problem)))]
async fn month_board(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<MonthBoard>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let board = super::read(&mut tx, actor.canteen, month, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(board))
}

/// What was booked in the month about closed ones.
#[utoipa::path(get, path = "/months/{month}/corrections", params(("month" = String, Path, example = "2026-11")),
    responses((status = 200, body = MonthCorrections), (status = 422, body = Problem)))]
async fn month_corrections(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<MonthCorrections>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let lines = super::corrected(&mut tx, actor.canteen, month).await?;
    let funders = super::funders(&mut tx, actor.canteen, lines.iter().flat_map(|line| line.shares.keys())).await?;
    tx.commit().await?;
    Ok(Json(MonthCorrections {
        month,
        items: lines.into_iter().map(CorrectionView::from).collect(),
        funders,
    }))
}

impl From<BoardError> for Problem {
    fn from(error: BoardError) -> Self {
        match error {
            BoardError::Db(error) => error.into(),
            BoardError::Unread(error) => Self::internal(error),
        }
    }
}
