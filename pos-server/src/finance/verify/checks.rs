//! Do the checks find what the month says that they found? Each meal is decided again over what was known, and each check made again.

use std::path::Path;

use super::known;
use super::meals::Meals;
use super::rows;
use super::wrong::Wrong;
use crate::finance::bundle::file_of;
use crate::finance::bundle::manifest::Manifest;
use crate::finance::checks::exception::Found;
use crate::finance::checks::found;
use crate::finance::close_month::lines::{ExceptionLine, Part};
use crate::subsidy::check_rules::Severity;
use crate::text::{Sentence, say};

/// The lines of the exceptions are what the checks find, in the same order, and what blocks was settled.
pub fn same(folder: &Path, manifest: &Manifest, meals: &Meals) -> Result<(), Wrong> {
    let facts = known::read(folder, manifest, meals)?;
    let file = file_of(Part::Exception);
    let found = found(&facts).map_err(|error| Wrong::file(&file, unchecked(&error.to_string())))?;
    let mut found = found.iter();
    let mut last = 0;
    for line in rows::read::<ExceptionLine>(folder, &file)? {
        let (number, line) = line?;
        let wrong = |what| Wrong::row(&file, number, what);
        let again = found.next().ok_or_else(|| wrong(invented()))?;
        judge(&line, again).map_err(wrong)?;
        last = number;
    }
    match found.next() {
        None => Ok(()),
        Some(left_out) => Err(Wrong::row(&file, last.saturating_add(1), untold(left_out))),
    }
}

fn judge(line: &ExceptionLine, again: &Found) -> Result<(), Sentence> {
    let settled = again.settled.as_ref().or(line.settled.as_ref());
    let same = ExceptionLine::of(again, settled).map_err(|error| unchecked(&error.to_string()))?;
    if same != *line {
        return Err(untold(again));
    }
    if line.severity == Severity::Block && line.settled.is_none() {
        return Err(say(
            "这条异常阻止月结，却没有人处理。",
            "This exception keeps a month open, and nobody settled it.",
        ));
    }
    Ok(())
}

fn untold(again: &Found) -> Sentence {
    let (code, message) = (again.check.code(), &again.message);
    say(
        format!("重新核对发现 {code}：{}月结内容没有这样说。", message.zh),
        format!("Checked again, {code} is found here: {} The month does not say so.", message.en),
    )
}

fn invented() -> Sentence {
    say("重新核对没有发现这条异常。", "Checked again, there is no such exception.")
}

fn unchecked(error: &str) -> Sentence {
    say(
        format!("无法重新核对：{error}"),
        format!("The month cannot be checked again: {error}."),
    )
}
