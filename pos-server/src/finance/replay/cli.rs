//! `pos-server policy why` and `policy rehearse`: a meal explained and a month under another policy, at the server's console.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::rehearse::{self, Compared, Rehearsal};
use super::why::{self, Answer, Question, Why};
use crate::app::App;
use crate::calendar::{Day, Month};
use crate::db::DbError;
use crate::ids::{CanteenId, ResidentId};
use crate::money::Fen;
use crate::staff::store::canteens;
use crate::subsidy::file::{self, FileError};
use crate::subsidy::policy::{Mistake, Policy};
use crate::subsidy::words::{Channel, Meal};

/// A meal to explain.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// Who eats, by the id that the resident's page shows.
    #[arg(long)]
    resident: ResidentId,
    /// The day.
    #[arg(long)]
    date: Day,
    /// `lunch` or `dinner`.
    #[arg(long, value_parser = |text: &str| Meal::try_from(text.to_owned()))]
    meal: Meal,
    /// `counter`, `take_away` or `delivery`; as booked if it is left out.
    #[arg(long, value_parser = |text: &str| Channel::try_from(text.to_owned()))]
    channel: Option<Channel>,
    /// The price in yuan; as booked, or the standard.
    #[arg(long)]
    spend: Option<Fen>,
    /// At which canteen, if the database keeps several.
    #[arg(long, value_name = "CODE")]
    canteen: Option<String>,
}

/// A month to rehearse.
#[derive(Debug, Args)]
pub struct RehearseArgs {
    /// The policy's TOML file.
    file: PathBuf,
    /// The month, like 2026-10.
    #[arg(long)]
    month: Month,
    /// Whose month, if the database keeps several canteens.
    #[arg(long, value_name = "CODE")]
    canteen: Option<String>,
}

/// Why nothing was explained or rehearsed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There are several canteens, or none of that code.
    #[error("请用 --canteen 指明食堂 say which canteen with --canteen (known: {0})")]
    WhichCanteen(String),
    /// Nobody has opened a canteen there.
    #[error("这里还没有食堂，请检查 --data 或 --database there is no canteen here: check --data or --database")]
    NoCanteen,
    /// Nobody has that id.
    #[error("没有这位居民 there is no such resident")]
    NoResident,
    /// The file cannot be read.
    #[error("{0}: {1}")]
    File(PathBuf, #[source] FileError),
    /// The policy has mistakes.
    #[error("政策有错误，先用 policy check 检查 the policy has mistakes, see policy check: {0}")]
    Mistakes(String),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Explains a meal on the console.
pub async fn explain(app: &App, args: &WhyArgs) -> Result<(), ReplayError> {
    let mut tx = app.db.snapshot().await?;
    let question = Question {
        canteen: canteen(&mut tx, args.canteen.as_deref()).await?,
        resident: args.resident,
        date: args.date.date(),
        meal: args.meal,
        channel: args.channel,
        spend: args.spend,
    };
    let why = why::why(&mut tx, question, app.clock.now()).await?.ok_or(ReplayError::NoResident)?;
    println!("{}", told(&why));
    Ok(())
}

/// Rehearses a month on the console.
pub async fn rehearse(app: &App, args: &RehearseArgs) -> Result<(), ReplayError> {
    let text = file::read(&args.file).map_err(|error| ReplayError::File(args.file.clone(), error))?;
    let policy = Policy::proved(&text).map_err(|mistakes| ReplayError::Mistakes(first(&mistakes)))?;
    let mut tx = app.db.snapshot().await?;
    let canteen = canteen(&mut tx, args.canteen.as_deref()).await?;
    let rehearsal = rehearse::rehearse(&mut tx, canteen, args.month, &policy).await?;
    println!("{} {} · {}\n", args.month, policy.version, policy.name);
    println!("{}", table(&rehearsal, &policy.funders.iter().cloned().collect()));
    Ok(())
}

/// The canteen of a code, or the only one that there is.
pub async fn canteen(tx: &mut crate::db::Tx, code: Option<&str>) -> Result<CanteenId, ReplayError> {
    let canteens = canteens::canteens(tx).await?;
    let mut named = canteens.iter().filter(|row| code.is_none_or(|code| row.code == code));
    if let (Some(row), None) = (named.next(), named.next()) {
        return Ok(row.id);
    }
    if canteens.is_empty() {
        return Err(ReplayError::NoCanteen);
    }
    let known: Vec<&str> = canteens.iter().map(|row| row.code.as_str()).collect();
    Err(ReplayError::WhichCanteen(known.join(", ")))
}

fn first(mistakes: &[Mistake]) -> String {
    let told = mistakes
        .iter()
        .take(1)
        .map(|mistake| format!("{}: {}", mistake.line, mistake.message.zh));
    told.collect()
}

fn told(why: &Why) -> String {
    let word = (why.meal.word(), why.channel.word());
    let mut lines = vec![format!("{} {} {} {}", why.name, why.date, word.0.zh, word.1.zh)];
    if let Some(booked) = &why.booked {
        lines.push(format!(
            "已入账 booked: #{} {} 餐标 {} 自付 {}",
            booked.receipt_no, booked.state, booked.standard, booked.pays
        ));
    }
    for (title, answer) in [("当时所知 as known then", &why.then), ("现在所知 as known now", &why.now)] {
        lines.push(format!("\n{title} ({})", answer.known_at.format("%Y-%m-%dT%H:%M:%SZ")));
        lines.extend(answer_lines(answer));
    }
    lines.join("\n")
}

fn answer_lines(answer: &Answer) -> Vec<String> {
    let sentence = |zh: &str, en: &str| format!("  {zh} {en}");
    let mut lines = vec![sentence(&answer.message.zh, &answer.message.en)];
    if let (Some(standard), Some(pays)) = (answer.standard, answer.pays) {
        let shares: Vec<String> = answer
            .shares
            .iter()
            .map(|share| format!("{} {}", share.name, share.amount))
            .collect();
        lines.push(format!("  餐标 standard {standard} = 自付 pays {pays} + {}", shares.join(" + ")));
    }
    lines.extend(answer.reasons.iter().map(|reason| sentence(&reason.message.zh, &reason.message.en)));
    lines
}

fn table(rehearsal: &Rehearsal, names: &BTreeMap<String, String>) -> String {
    let mut lines = vec![
        "| | 补贴餐数 原→试算 | 自付 原→试算 | 补贴 原→试算 | 相差 |".to_owned(),
        "|---|---|---|---|---|".to_owned(),
    ];
    lines.push(row("合计 total", &rehearsal.total));
    lines.extend(rehearsal.groups.iter().map(|(group, compared)| row(&group.word().zh, compared)));
    lines.push("\n| 出资方 funder | 原 booked | 试算 rehearsed | 相差 |\n|---|---|---|---|".to_owned());
    for (funder, (booked, again)) in &rehearsal.funders {
        let name = names.get(funder).unwrap_or(funder);
        lines.push(format!("| {name} ({funder}) | {booked} | {again} | {} |", again.minus(*booked)));
    }
    lines.push("\n| 居民 resident | 补贴餐数 | 自付 | 补贴 | 相差 |\n|---|---|---|---|---|".to_owned());
    lines.extend(
        rehearsal
            .residents
            .iter()
            .map(|(id, (name, compared))| row(&format!("{name} {id}"), compared)),
    );
    lines.join("\n")
}

fn row(title: &str, Compared { booked, again }: &Compared) -> String {
    format!(
        "| {title} | {} → {} | {} → {} | {} → {} | {} |",
        booked.subsidised,
        again.subsidised,
        booked.pays,
        again.pays,
        booked.subsidy,
        again.subsidy,
        again.subsidy.minus(booked.subsidy)
    )
}
