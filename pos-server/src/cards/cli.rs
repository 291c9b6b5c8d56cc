//! `pos-server cards …`: make cards and their sheets without a browser. For whoever sits at the server's console.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::issue::{self, IssueError, Issued, Issuer, Order, To};
use super::today::Ages;
use super::{sheet_page, sheets, store};
use crate::app::App;
use crate::calendar::{self, Day};
use crate::db::{self, DbError};
use crate::ids::{BatchId, CanteenId};
use crate::qr::TooLong;
use crate::staff::act::Act;
use crate::staff::audit::{self, By};
use crate::staff::store::canteens;

/// What to do with cards.
#[derive(Debug, Subcommand)]
pub enum CardsCommand {
    /// Make cards for everybody who is eligible today and has none.
    #[command(after_help = "Examples:\n  pos-server cards issue\n  pos-server cards issue --expires-on 2027-12-31 --canteen 02")]
    Issue(IssueArgs),
    /// Write the cards of a batch as A4 sheets, an HTML file to print at 100 %. The file holds the codes: delete it afterwards.
    #[command(after_help = "Example:\n  pos-server cards sheet --batch 0190a1b2-0000-7000-8000-000000000001 --out cards.html")]
    Sheet(SheetArgs),
}

/// An order for cards.
#[derive(Debug, Args)]
pub struct IssueArgs {
    /// The last day the cards are good for.
    #[arg(long, value_name = "DATE")]
    expires_on: Option<Day>,
    /// Whose cards, if the database keeps several canteens.
    #[arg(long, value_name = "CODE")]
    canteen: Option<String>,
}

/// Sheets to write.
#[derive(Debug, Args)]
pub struct SheetArgs {
    /// The batch, as `cards issue` named it.
    #[arg(long)]
    batch: BatchId,
    /// The file to write; it must not exist yet.
    #[arg(long)]
    out: PathBuf,
    /// Whose cards, if the database keeps several canteens.
    #[arg(long, value_name = "CODE")]
    canteen: Option<String>,
}

/// Why no cards were made or written.
#[derive(Debug, thiserror::Error)]
pub enum CardsError {
    /// There are several canteens, or none of that code.
    #[error("请用 --canteen 指明食堂 say which canteen with --canteen (known: {0})")]
    WhichCanteen(String),
    /// Nobody is known to be eligible.
    #[error("今天没有生效的就餐政策 no policy is in force today")]
    NoPolicy,
    /// The canteen has no such batch, or none of its cards is in use.
    #[error("没有这个批次，或其中没有在用的卡 there is no such batch, or none of its cards is in use")]
    NoCards,
    /// The last day has passed.
    #[error("有效期不能早于今天 the last day may not be before today")]
    Expired,
    /// The file cannot be written.
    #[error("{0}: {1}")]
    File(String, #[source] io::Error),
    /// A token that fits into no code of version 2: a defect.
    #[error(transparent)]
    Code(#[from] TooLong),
    /// The cards could not be made.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Does what the command says and tells it on the console.
pub async fn run(app: &App, command: CardsCommand) -> Result<(), CardsError> {
    match command {
        CardsCommand::Issue(args) => {
            let issued = issue_all(app, args).await?;
            println!("已发卡 issued: {}  跳过 skipped: {}", issued.issued, issued.skipped.len());
            println!("打印 to print: pos-server cards sheet --batch {} --out cards.html", issued.batch);
        }
        CardsCommand::Sheet(args) => {
            let cards = write_sheets(app, &args).await?;
            println!("{}: {cards} 张卡 cards", args.out.display());
        }
    }
    Ok(())
}

async fn issue_all(app: &App, args: IssueArgs) -> Result<Issued, CardsError> {
    let canteen = canteen_of(app, args.canteen.as_deref()).await?;
    let today = calendar::day_of(app.clock.now());
    let expires_on = args.expires_on.map(Day::date);
    if expires_on.is_some_and(|day| day < today) {
        return Err(CardsError::Expired);
    }
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin(canteen).await?;
        let ages = Ages::read(&mut tx, canteen, today).await?;
        if !ages.is_known() {
            return Err(CardsError::NoPolicy);
        }
        let order = Order {
            batch: BatchId::new(),
            to: To::AllEligible,
            expires_on,
        };
        let issued = issue::issue(&mut tx, &Issuer::console(&app, canteen), &order, |birth| ages.is_eligible(birth)).await?;
        tx.commit().await?;
        Ok(issued)
    })
    .await
}

async fn write_sheets(app: &App, args: &SheetArgs) -> Result<usize, CardsError> {
    let canteen = canteen_of(app, args.canteen.as_deref()).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin(canteen).await?;
    let printed = store::printed_of_batch(&mut tx, canteen, args.batch).await?;
    if printed.is_empty() {
        return Err(CardsError::NoCards);
    }
    let ages = Ages::read(&mut tx, canteen, calendar::day_of(now)).await?;
    let name = store::canteen_name(&mut tx, canteen).await?;
    let act = Act::CardsPrinted { cards: printed.len() };
    audit::record_by(&mut tx, &By::Console(canteen), &act, &format!("batch:{}", args.batch), now).await?;
    tx.commit().await?;
    let cards = sheets::draw(&app.keys, printed, |birth| ages.group_of(birth))?;
    let page = sheet_page::html(&name, &cards);
    write_private(&args.out, &page).map_err(|error| CardsError::File(args.out.display().to_string(), error))?;
    Ok(cards.len())
}

/// The canteen with this code, or the only one.
async fn canteen_of(app: &App, code: Option<&str>) -> Result<CanteenId, CardsError> {
    let known = canteens::canteens(&mut app.db.read().await?).await?;
    let fitting: Vec<_> = known.iter().filter(|row| code.is_none_or(|code| row.code == code)).collect();
    if let [one] = fitting.as_slice() {
        return Ok(one.id);
    }
    let codes: Vec<_> = known.iter().map(|row| format!("{} {}", row.code, row.name)).collect();
    Err(CardsError::WhichCanteen(codes.join(", ")))
}

/// Writes a new file that only its owner can read: who has a code has the card.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
