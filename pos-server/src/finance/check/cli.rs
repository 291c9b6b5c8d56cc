//! `pos-server check`: are the books sound? For whoever sits at the server's console, beside a running server or a backup.

use super::fault::{CheckError, Fault};
use super::{Sound, check_with_file};
use crate::app::App;

/// What `pos-server check --help` ends with.
pub const EXAMPLES: &str = "Examples:
  pos-server check                                             the canteen in the usual folder; the server may be running
  pos-server check --data restored/canteen-data                a restored backup, before anybody sells on it
  pos-server check --database postgres://canteen@db.lan/city   all canteens of a city
  pos-server check && pos-server serve                         serve only sound books

Everything that can be computed again is: each entry is numbered and chained over all columns of itself, its lines and the sale,
void, movement, shift or Z-report that it books; lines sum to zero; standard = pays + shares; claimed meals are the standing
claimable ones; wallets are their accounts and never below zero; drawers of closed shifts are empty; a lane has one open shift; a
Z-report says what was counted; policies are as they were loaded; ID numbers and phones open under the key. On SQLite the file itself is
read too: every page, and every index beside its table.

The first wrong row is named with its table and key, and the exit code is 1. Without a fault the last entry of each journal is
printed: compare it with the newest Z-report, or keep it elsewhere, and a journal that lost its end is noticed too.";

/// Checks the database and prints how it went. A fault is an error.
pub async fn run(app: &App) -> Result<(), String> {
    let began = std::time::Instant::now();
    match check_with_file(&app.db, &app.keys).await {
        Ok(sound) if sound.heads.is_empty() => Err(
            "✗ 这里没有食堂的账：请检查 --data 或 --database 写得对不对\n  There are no books here: look whether --data or --database is right".to_owned(),
        ),
        Ok(sound) => {
            println!("{}", told(&sound, began.elapsed().as_secs()));
            Ok(())
        }
        Err(CheckError::Fault(fault)) => Err(named(&fault)),
        Err(error @ CheckError::Unread { .. }) => Err(format!("✗ {error}")),
        Err(error @ CheckError::Unasked(_)) => Err(format!(
            "✗ 现在无法读取数据库，没有得出结论：请稍后再查一次\n  {error}. Nothing is known: try again in a while"
        )),
        Err(error @ CheckError::Damaged(_)) => Err(format!(
            "✗ 数据库文件已损坏，各行内容仍与记账时一致：请先备份这份文件，再用最近一份核对无误的备份恢复\n  {error}; the rows are as they were \
             booked. Keep this file, and restore the newest backup that checks without a fault"
        )),
    }
}

/// What a sound database holds, in lines.
fn told(sound: &Sound, seconds: u64) -> String {
    let mut lines = vec![
        "账目没有错误 The books are sound.".to_owned(),
        format!(
            "分录 {} 笔，余额 {} 个，居民 {} 人，用时 {seconds} 秒 ({} entries, {} wallets, {} residents, {seconds} s)",
            sound.entries, sound.wallets, sound.residents, sound.entries, sound.wallets, sound.residents
        ),
    ];
    for head in &sound.heads {
        lines.push(format!(
            "{} {}: #{} {}",
            head.code,
            head.name,
            head.entry_no,
            hex::encode(&head.hash)
        ));
    }
    lines.join("\n")
}

/// The first wrong row, in lines.
fn named(fault: &Fault) -> String {
    format!(
        "✗ 账目有错 The books are wrong\n  表 table:  {}\n  行 row:    {}\n  错误 what: {}\n             {}\n  处理 do:   {}\n             {}",
        fault.table, fault.key, fault.what.zh, fault.what.en, fault.advice.zh, fault.advice.en
    )
}
