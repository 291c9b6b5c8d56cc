//! `pos-server import …`: what would a register file change, and do it. For whoever sits at the server's console.

use std::path::PathBuf;

use clap::Args;

use crate::app::App;
use crate::calendar;
use crate::db::{self, DbError};
use crate::ids::CanteenId;
use crate::keys::{KeyError, sha256};
use crate::staff::audit::{self, By};
use crate::staff::store::canteens;
use crate::text::{Language, say};

use super::apply::{self, Applied, ImportError, RegisterFile};
use super::difference::{Difference, Field};
use super::import::line;
use super::mask;

/// What `pos-server import --help` ends with.
pub const EXAMPLES: &str = "Examples:
  pos-server import 居民花名册.xlsx                     what would change; nothing is written
  pos-server import 居民花名册.xlsx --apply             import it, all or nothing
  pos-server import register.csv --lang en             the same dry run, told in English
  pos-server import register.csv --canteen 02 --apply  where the database keeps several canteens

The file is .xlsx or .csv (UTF-8, GB18030). The headers may stand in any order: 姓名, 身份证号 (or 证件号码), 证件类型, 性别, 出生日期,
户籍, 网格, 小区, 楼栋, 单元, 房号, 联系电话, 身份类别, 备注. Empty cells change nothing; nobody is ever deleted.
With a single wrong cell nothing is imported: the dry run names each with its row, its column and the reason.";

/// Lines of each list that are printed.
const MOST_SHOWN: usize = 50;

/// A register to import.
#[derive(Debug, Args)]
pub struct ImportCommand {
    /// The register, .xlsx or .csv.
    file: PathBuf,
    /// Write what the dry run shows.
    #[arg(long)]
    apply: bool,
    /// The code of the canteen, if the database keeps several.
    #[arg(long, value_name = "CODE")]
    canteen: Option<String>,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    lang: Language,
}

/// Why the console's import did nothing.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A sentence for the person at the console.
    #[error("{0}")]
    Refused(String),
    /// The file cannot be opened.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// A sealed value.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

fn refuse(error: ImportError, language: Language) -> CommandError {
    let sentence = match error {
        ImportError::File(problem) => problem.sentence(),
        ImportError::Columns(problem) => problem.sentence(),
        ImportError::Wrong(cells) => say(
            format!("有 {cells} 处错误，没有导入任何内容。"),
            format!("{cells} cells are wrong; nothing was imported."),
        ),
        ImportError::RegisterChanged => say(
            "导入期间居民库有变动，没有导入任何内容，请再试一次。",
            "The register changed meanwhile; nothing was imported. Try again.",
        ),
        ImportError::Child(error) => say(error.to_string(), error.to_string()),
        ImportError::Key(error) => return error.into(),
        ImportError::Db(error) => return error.into(),
    };
    CommandError::Refused(language.pick(sentence))
}

/// Tells what the file would change and, with `--apply`, writes it. Wrong cells are an error in both cases.
pub async fn run(app: &App, command: &ImportCommand) -> Result<(), CommandError> {
    let language = command.lang;
    let bytes = std::fs::read(&command.file).map_err(|error| CommandError::File(command.file.display().to_string(), error))?;
    let canteen = canteen(app, command).await?;
    let today = calendar::day_of(app.clock.now());
    let file = apply::read(&app.program, &bytes, today, &app.keys)
        .await
        .map_err(|error| refuse(error, language))?;
    let mut tx = app.db.snapshot().await?;
    let difference = apply::difference(&mut tx, canteen, &file, today, &app.keys)
        .await
        .map_err(|error| refuse(error, language))?;
    drop(tx);
    print!("{}", report(&file, &difference, language));
    if !difference.wrong.is_empty() {
        return Err(refuse(ImportError::Wrong(difference.wrong.len()), language));
    }
    if !command.apply {
        let advice = say(
            "以上是预览，没有写入。确认后加 --apply 导入。",
            "This was a dry run. Add --apply to import.",
        );
        println!("{}", language.pick(advice));
        return Ok(());
    }
    let applied = write(app, canteen, file, difference.hash(), &bytes)
        .await
        .map_err(|error| refuse(error, language))?;
    let Applied { new, changed, unchanged } = applied;
    let done = say(
        format!("已导入：新增 {new} 人，变更 {changed} 人，未变 {unchanged} 人。"),
        format!("Imported: {new} new, {changed} changed, {unchanged} unchanged."),
    );
    println!("{}", language.pick(done));
    Ok(())
}

async fn canteen(app: &App, command: &ImportCommand) -> Result<CanteenId, CommandError> {
    let rows = canteens::canteens(&mut app.db.read().await?).await?;
    let fits = |code: &str| command.canteen.as_deref().is_none_or(|wanted| wanted == code);
    let mut fitting = rows.iter().filter(|row| fits(&row.code));
    if let (Some(only), None) = (fitting.next(), fitting.next()) {
        return Ok(only.id);
    }
    let codes = rows
        .iter()
        .map(|row| format!("{} {}", row.code, row.name))
        .collect::<Vec<_>>()
        .join("、");
    Err(CommandError::Refused(command.lang.pick(say(
        format!("请用 --canteen 指明食堂代码。现有食堂：{codes}"),
        format!("Name the canteen by --canteen CODE. There are: {codes}"),
    ))))
}

async fn write(app: &App, canteen: CanteenId, file: RegisterFile, hash: String, bytes: &[u8]) -> Result<Applied, ImportError> {
    let (app, sha256) = (app.clone(), hex::encode(sha256(bytes)));
    db::own_task(async move {
        let now = app.clock.now();
        let mut before = app.db.snapshot().await?;
        let ready = apply::prepare(&mut before, canteen, file, hash, &app.keys, (now, None)).await?;
        drop(before);
        let mut tx = app.db.begin(canteen).await?;
        let applied = apply::apply(&mut tx, canteen, ready).await?;
        audit::record_by(&mut tx, &By::Console(canteen), &applied.act(sha256), "register", now).await?;
        tx.commit().await?;
        Ok(applied)
    })
    .await
}

/// The dry run in lines: columns, wrong cells, new and changed people; masked.
fn report(file: &RegisterFile, difference: &Difference, language: Language) -> String {
    let say = |zh: &str, en: &str| language.pick(say(zh, en));
    let mut lines = Vec::new();
    let unread: Vec<&str> = file
        .columns
        .iter()
        .filter(|column| column.meaning.is_none())
        .map(|column| column.header.as_str())
        .collect();
    if !unread.is_empty() {
        lines.push(format!(
            "{}{}",
            say("不读取的列：", "Columns that are not read: "),
            unread.join("、")
        ));
    }
    for wrong in difference.wrong.iter().take(MOST_SHOWN) {
        let place = match language {
            Language::Zh => format!("第 {} 行，{}", wrong.row, wrong.column),
            Language::En => format!("row {}, {}", wrong.row, wrong.column),
        };
        lines.push(format!("✗ {place}: {} {}", wrong.value, language.pick(wrong.reason())));
    }
    for doubt in file.doubtful().iter().take(MOST_SHOWN) {
        let place = match language {
            Language::Zh => format!("第 {} 行，{}", doubt.row, doubt.column),
            Language::En => format!("row {}, {}", doubt.row, doubt.column),
        };
        lines.push(format!("? {place}: {} {}", doubt.value, language.pick(doubt.reason())));
    }
    let skipped = file
        .skipped()
        .iter()
        .take(MOST_SHOWN)
        .map(|row| format!("{} {}", row.row, row.text));
    let skipped = skipped.collect::<Vec<_>>().join("、");
    if !skipped.is_empty() {
        lines.push(format!(
            "{}{skipped}",
            say("不是居民而略过的行：", "Rows left out because they are nobody: ")
        ));
    }
    for entry in difference.new.iter().take(MOST_SHOWN) {
        lines.push(format!(
            "+ {} {} {} {}",
            entry.row,
            mask::name(&entry.name),
            entry.birth_date,
            mask::digits(&line(entry.place.as_ref()))
        ));
    }
    for changed in difference.changed.iter().take(MOST_SHOWN) {
        let change = |field: Field, before: &str, after: &str| format!("{}: {before} → {after}", language.pick(field.word()));
        let parts: Vec<String> = changed
            .changes
            .iter()
            .map(|part| change(part.field, &part.before, &part.after))
            .collect();
        lines.push(format!(
            "~ {} {} {}",
            changed.entry.row,
            mask::name(&changed.known.name),
            parts.join("; ")
        ));
    }
    if difference.wrong.len().max(difference.new.len()).max(difference.changed.len()) > MOST_SHOWN {
        lines.push(say("……（每类只列出前 50 条）", "… (the first 50 of each kind)"));
    }
    let (rows, new, changed, unchanged, wrong) = (
        difference.rows,
        difference.new.len(),
        difference.changed.len(),
        difference.unchanged,
        difference.wrong.len(),
    );
    lines.push(match language {
        Language::Zh => format!("共 {rows} 人：新增 {new}，变更 {changed}，未变 {unchanged}；错误 {wrong} 处。"),
        Language::En => format!("{rows} people: {new} new, {changed} changed, {unchanged} unchanged; {wrong} cells wrong."),
    });
    lines.push(String::new());
    lines.join("\n")
}
