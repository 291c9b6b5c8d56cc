//! Receipts over HTTP: what one says, its prints, and each lane's printer.

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::escpos;
use super::layout::{Paper, Receipt, lines};
use super::printer::{Address, Printers, Trouble};
use super::rare::{Glyph, Glyphs};
use super::store::{self, LanePrinter};
use crate::app::App;
use crate::db::{self, Tx};
use crate::error::Problem;
use crate::ids::{CanteenId, LaneId, PrintId, SaleId};
use crate::json::{Json, Path};
use crate::ledger::store::wallet_of;
use crate::residents::mask;
use crate::sales::ask::id_reused;
use crate::sales::order::Tender;
use crate::sales::store::{SaleRow, sales_by_id};
use crate::staff::act::Act;
use crate::staff::actor::{Actor, AtLane};
use crate::staff::audit;
use crate::staff::store::lanes::canteen_of_lane;
use crate::text::say;

/// The routes of receipts.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(receipt))
        .routes(routes!(print))
        .routes(routes!(lane_printer))
        .routes(routes!(printer_of_lane, set_printer))
}

/// A print to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PrintBody {
    /// Made by the lane before it asks; asking again with it prints nothing again.
    id: PrintId,
    /// The receipt's letters that printers may not hold, as the page drew them; others are left out.
    #[serde(default)]
    glyphs: Vec<Glyph>,
}

/// A print that was made.
#[derive(Debug, Serialize, ToSchema)]
struct Printed {
    /// Its number; from 2 on the paper says 补打.
    print_no: i64,
    /// Who prints: the lane's printer, or the browser.
    sent_to: SentTo,
    /// What the browser prints.
    receipt: Receipt,
}

/// Who prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SentTo {
    /// The lane's own printer.
    Printer,
    /// The browser.
    Browser,
}

/// When receipts are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Prints {
    /// After every sale.
    Always,
    /// When the diner asks.
    OnRequest,
}

/// A lane's printer; without an address the browser prints.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PrinterBody {
    /// `tcp://host:9100`, or nothing.
    address: Option<String>,
    /// 58 or 80.
    width_mm: i64,
    /// When receipts are printed.
    prints: Prints,
}

/// A lane's printer and how it does.
#[derive(Debug, Serialize, ToSchema)]
struct PrinterView {
    /// `tcp://host:9100`, or nothing.
    address: Option<String>,
    /// 58 or 80.
    width_mm: i64,
    /// When receipts are printed.
    prints: Prints,
    /// What is wrong with it, as far as the last receipt tells.
    trouble: Option<PrinterTrouble>,
}

/// What is wrong with a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PrinterTrouble {
    /// It does not answer.
    Away,
    /// Too many receipts wait.
    Full,
}

/// What a receipt says; nothing is printed.
#[utoipa::path(get, path = "/lane/sales/{id}/receipt", params(("id" = SaleId, Path)), responses((status = 200, body = Receipt), (status = 404, body = Problem)))]
async fn receipt(State(app): State<App>, AtLane { lane, .. }: AtLane, Path(id): Path<SaleId>) -> Result<Json<Receipt>, Problem> {
    let mut tx = app.db.read().await?;
    Ok(Json(read(&mut tx, lane.canteen, &lane.canteen_name, id).await?))
}

/// Prints a receipt: on the lane's printer if it has one, otherwise in the browser. Never waits for paper.
#[utoipa::path(post, path = "/lane/sales/{id}/prints", params(("id" = SaleId, Path)), request_body = PrintBody, responses((status = 201, body = Printed), (status = 200, body = Printed), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn print(
    State(app): State<App>,
    Extension(printers): Extension<Printers>,
    AtLane { cashier, lane }: AtLane,
    Path(sale): Path<SaleId>,
    Json(body): Json<PrintBody>,
) -> Result<(StatusCode, Json<Printed>), Problem> {
    let glyphs = Glyphs::read(body.glyphs).map_err(|_| wrong_glyphs())?;
    db::own_task(async move {
        let mut tx = app.db.begin(lane.canteen).await?;
        let receipt = read(&mut tx, lane.canteen, &lane.canteen_name, sale).await?;
        if let Some((printed, print_no, sent_to)) = store::print_by_id(&mut tx, body.id).await? {
            let sent_to = if sent_to == "printer" { SentTo::Printer } else { SentTo::Browser };
            return if printed == sale {
                Ok((
                    StatusCode::OK,
                    Json(Printed {
                        print_no,
                        sent_to,
                        receipt,
                    }),
                ))
            } else {
                Err(id_reused())
            };
        }
        let printer = store::printer_of(&mut tx, lane.id).await?;
        let print_no = receipt.prints + 1;
        let (sent_to, word) = match printer {
            Some(_) => (SentTo::Printer, "printer"),
            None => (SentTo::Browser, "browser"),
        };
        store::insert_print(&mut tx, (body.id, sale, print_no), (cashier.staff, app.clock.now()), word).await?;
        tx.commit().await?;
        if let Some(printer) = printer {
            let address: Address = printer.address.parse().map_err(Problem::internal)?;
            let paper = lines(&receipt, print_no, Paper::of_width(printer.width_mm));
            printers.send(lane.id, address, escpos::bytes(&paper, &glyphs));
        }
        Ok((
            StatusCode::CREATED,
            Json(Printed {
                print_no,
                sent_to,
                receipt,
            }),
        ))
    })
    .await
}

/// The printer of this lane.
#[utoipa::path(get, path = "/lane/printer", responses((status = 200, body = PrinterView)))]
async fn lane_printer(
    State(app): State<App>,
    Extension(printers): Extension<Printers>,
    AtLane { lane, .. }: AtLane,
) -> Result<Json<PrinterView>, Problem> {
    let row = store::printer_of(&mut app.db.read().await?, lane.id).await?;
    Ok(Json(view(row.as_ref(), printers.trouble(lane.id))))
}

/// The printer of a lane.
#[utoipa::path(get, path = "/lanes/{id}/printer", params(("id" = LaneId, Path)), responses((status = 200, body = PrinterView), (status = 404, body = Problem)))]
async fn printer_of_lane(
    State(app): State<App>,
    Extension(printers): Extension<Printers>,
    actor: Actor,
    Path(lane): Path<LaneId>,
) -> Result<Json<PrinterView>, Problem> {
    let mut tx = app.db.read().await?;
    own_lane(&mut tx, lane, actor.canteen).await?;
    let row = store::printer_of(&mut tx, lane).await?;
    Ok(Json(view(row.as_ref(), printers.trouble(lane))))
}

/// Gives a lane a printer, or takes it away.
#[utoipa::path(post, path = "/lanes/{id}/printer", params(("id" = LaneId, Path)), request_body = PrinterBody, responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn set_printer(
    State(app): State<App>,
    actor: Actor,
    Path(lane): Path<LaneId>,
    Json(body): Json<PrinterBody>,
) -> Result<StatusCode, Problem> {
    let address: Option<Address> = match body.address.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Some(text.parse().map_err(|_| wrong_address())?),
        None => None,
    };
    if ![58, 80].contains(&body.width_mm) {
        return Err(Problem::field(
            "width_mm",
            say("纸宽是 58 或 80 毫米。", "The paper is 58 or 80 mm wide."),
        ));
    }
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        own_lane(&mut tx, lane, actor.canteen).await?;
        let written = address.map(|address| address.to_string()).unwrap_or_default();
        if written.is_empty() {
            store::remove_printer(&mut tx, lane).await?;
        } else {
            let printer = LanePrinter {
                address: written.clone(),
                width_mm: body.width_mm,
                prints: if body.prints == Prints::Always { "always" } else { "on_request" }.to_owned(),
            };
            store::set_printer(&mut tx, lane, &printer).await?;
        }
        let act = Act::PrinterSet { address: written };
        audit::record(&mut tx, &actor, &act, &format!("lane:{lane}"), app.clock.now()).await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

async fn own_lane(tx: &mut Tx, lane: LaneId, canteen: CanteenId) -> Result<(), Problem> {
    if canteen_of_lane(tx, lane).await? == Some(canteen) {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}

async fn read(tx: &mut Tx, canteen: CanteenId, canteen_name: &str, id: SaleId) -> Result<Receipt, Problem> {
    let sale = sales_by_id(tx, &[id])
        .await?
        .pop()
        .filter(|sale| sale.canteen_id == canteen)
        .ok_or_else(Problem::not_found)?;
    let balance = match (sale.tender, sale.wallet_id) {
        (Tender::Wallet, Some(wallet)) => Some(wallet_of(tx, wallet).await?.balance_fen),
        _ => None,
    };
    let prints = store::prints_of(tx, id).await?;
    Ok(Receipt {
        balance,
        prints,
        ..said(sale, canteen_name)?
    })
}

fn said(sale: SaleRow, canteen_name: &str) -> Result<Receipt, Problem> {
    Ok(Receipt {
        sale_id: sale.id,
        receipt_no: sale.entry_no,
        canteen: canteen_name.to_owned(),
        lane: sale.lane_name,
        cashier: sale.cashier_name,
        sold_at: sale.sold_at,
        service_date: sale.service_date,
        meal: sale.meal,
        name: sale.resident_name.as_deref().map(mask::name),
        standard: sale.standard_fen,
        shares: serde_json::from_str(&sale.shares).map_err(Problem::internal)?,
        pays: sale.pays_fen,
        tender: sale.tender,
        balance: None,
        is_pending: sale.state == "pending",
        is_void: sale.voided_at.is_some(),
        chain: hex::encode(sale.hash.get(..2).unwrap_or_default()),
        prints: 0,
    })
}

fn view(row: Option<&LanePrinter>, trouble: Option<Trouble>) -> PrinterView {
    PrinterView {
        address: row.map(|row| row.address.clone()),
        width_mm: row.map_or(58, |row| row.width_mm),
        prints: match row.map(|row| row.prints.as_str()) {
            Some("always") => Prints::Always,
            _ => Prints::OnRequest,
        },
        trouble: trouble.map(|trouble| match trouble {
            Trouble::Away => PrinterTrouble::Away,
            Trouble::Full => PrinterTrouble::Full,
        }),
    }
}

fn wrong_glyphs() -> Problem {
    Problem::field(
        "glyphs",
        say(
            "每个字形要写明文字和 24×24 点阵，最多 40 个。",
            "A glyph is a letter and its 24 x 24 dots; at most 40 are taken.",
        ),
    )
}

fn wrong_address() -> Problem {
    Problem::field(
        "address",
        say(
            "打印机地址请写成 tcp://192.168.1.50:9100。",
            "Write the printer's address like tcp://192.168.1.50:9100.",
        ),
    )
}
