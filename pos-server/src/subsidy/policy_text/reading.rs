//! How is a text read that is no policy yet? One mistake after the other: each is told and mended in a copy, so that it hides no
//! other. The copy keeps its lines.

use super::super::policy::Mistake;
use super::mistakes::MOST_TOLD;
use super::shape::PolicyText;
use super::typing;
use crate::text::{Sentence, say};

/// A text as far as it could be read.
pub(super) struct Reading {
    /// What it says; `None` where too much is wrong.
    pub raw: Option<PolicyText>,
    /// The text that was read in the end.
    pub copy: String,
    /// What was wrong on the way.
    pub mistakes: Vec<Mistake>,
    /// The lines that were taken out of the copy.
    pub removed: Vec<usize>,
}

/// Keys of the whole policy: they stand before the first table.
const HEAD: [&str; 6] = ["version", "valid_from", "valid_to", "age_counts_from", "guests", "limits"];

/// Reads a policy's text.
pub(super) fn read(text: &str) -> Reading {
    let (mut copy, mut mistakes) = typing::mend(text);
    let (mut taken_out, mut removed) = (String::new(), Vec::new());
    for _ in 0..MOST_TOLD {
        let error = match toml::from_str(&copy) {
            Ok(raw) => {
                return Reading {
                    raw: Some(raw),
                    copy,
                    mistakes,
                    removed,
                };
            }
            Err(error) => error,
        };
        let is_consequence = error.message().starts_with("missing field") && taken_out.contains(quoted(error.message()));
        if !is_consequence {
            mistakes.push(explain(&copy, &error));
        }
        let Some((next, line)) = mended(&copy, &error) else { break };
        if !line.is_empty() {
            removed.push(error.span().map_or(1, |span| line_of(&copy, span.start)));
            taken_out.push_str(&line);
        }
        copy = next;
    }
    Reading {
        raw: None,
        copy,
        mistakes,
        removed,
    }
}

/// The text without one mistake, and the line that was taken out for it. `None` where nothing can be guessed.
fn mended(text: &str, error: &toml::de::Error) -> Option<(String, String)> {
    let span = error.span()?;
    let (reader, written) = (error.message(), text.get(span.clone())?);
    let from = text.get(..span.start)?.rfind('\n').map_or(0, |end| end + 1);
    let to = text.get(span.start..)?.find('\n').map_or(text.len(), |end| span.start + end);
    let line = text.get(from..to)?;
    let replaced = |instead: &str| Some(format!("{}{instead}{}", text.get(..span.start)?, text.get(span.end..)?));
    if wants_quotes(reader) && !written.contains(['"', '\n', '[', '{']) {
        return Some((replaced(&format!("\"{written}\""))?, String::new()));
    }
    if reader.contains("expected a sequence") && written.starts_with('"') {
        return Some((replaced(&format!("[{written}]"))?, String::new()));
    }
    if wants_number(reader) {
        let digits = written.trim_matches('"').parse::<u32>().ok()?;
        return Some((replaced(&digits.to_string())?, String::new()));
    }
    if reader.starts_with("unknown variant") {
        // Another group or meal in its place might stand there twice.
        let said = line.split('#').next().unwrap_or_default();
        let word = expected(reader).into_iter().find(|word| !said.contains(word))?;
        return Some((replaced(&format!("\"{word}\""))?, String::new())).filter(|_| !line.trim_start().starts_with("id"));
    }
    // A line that is wrong by itself is taken out; one that is part of something longer would only make more mistakes.
    let is_whole = toml::from_str::<toml::Table>(line).is_ok();
    let is_syntax = toml::from_str::<toml::Table>(text).is_err();
    let stands_alone = is_whole != is_syntax || is_whole && reader.starts_with("duplicate key");
    if line.trim_start().starts_with(char::is_alphanumeric) && stands_alone && !reader.starts_with("missing field") {
        let without = format!("{}{}", text.get(..from)?, text.get(to..)?);
        return Some((without, line.to_owned())).filter(|(without, _)| is_syntax || toml::from_str::<toml::Table>(without).is_ok());
    }
    None
}

/// Turns an error of the TOML reader into a sentence for a community worker.
fn explain(text: &str, error: &toml::de::Error) -> Mistake {
    let reader = error.message();
    let word = quoted(reader);
    let written = error.span().and_then(|span| text.get(span)).unwrap_or_default();
    let message = if reader.starts_with("missing field") {
        say(format!("少了一项：{word}"), format!("{word} is missing"))
    } else if reader.starts_with("unknown field") {
        unknown_key(word, &expected(reader))
    } else if reader.starts_with("duplicate key") {
        let key = written.split(['=', '\n']).next().unwrap_or_default().trim();
        say(
            format!("“{key}”写了两次，请删掉一个"),
            format!("{key} is written twice: remove one"),
        )
    } else if reader.contains("expected a sequence") {
        let list = written.lines().next().unwrap_or_default();
        say(format!("这里要写成列表：[{list}]"), format!("write a list here: [{list}]"))
    } else if reader.contains("expected day between") {
        say(
            "没有这一天；日期写成 2026-01-31，不加引号",
            "there is no such day; write a date as 2026-01-31, without quotes",
        )
    } else if reader.contains("expected a TOML datetime") || reader.starts_with("invalid date") {
        say("日期写成 2026-01-31，不加引号", "write a date as 2026-01-31, without quotes")
    } else if wants_number(reader) {
        let number = written.trim_matches('"');
        say(
            format!("这里写数字，不加引号：{number}"),
            format!("write a number here, without quotes: {number}"),
        )
    } else if reader.contains("expected a boolean") {
        say("这里写 true 或 false，不加引号", "write true or false here, without quotes")
    } else if reader.starts_with("string values must be quoted") {
        say(
            "这里的字要放在引号里，例如 \"助餐补贴\"",
            "put these words in quotes, like \"meal subsidy\"",
        )
    } else if reader.starts_with("invalid basic string") {
        say("这一行的引号没有成对", "a quote of this line has no partner")
    } else if reader.starts_with("unknown variant") {
        say(
            format!("不认识“{word}”；可以写的是：{}", expected(reader).join("、")),
            format!("{word} is not known; write one of: {}", expected(reader).join(", ")),
        )
    } else if wants_quotes(reader) {
        say("这里要用引号，例如 \"9.90\"", "write this in quotes, like \"9.90\"")
    } else {
        say(
            "这一行的写法不对，请对照示例检查引号、等号、括号和逗号",
            format!("this line cannot be read: {reader}"),
        )
    };
    Mistake {
        line: error.span().map_or(1, |span| line_of(text, span.start)),
        message,
    }
}

/// A key that is not known here; one of the whole policy has its place before the first table.
fn unknown_key(word: &str, known: &[&str]) -> Sentence {
    if HEAD.contains(&word) {
        return say(
            format!("“{word}”是整份政策的，要移到第一个 [[…]] 之前"),
            format!("{word} is of the whole policy: move it before the first [[…]]"),
        );
    }
    say(
        format!("不认识“{word}”，请检查拼写，或删掉它；这里可以写的是：{}", known.join("、")),
        format!(
            "{word} is not known: check the spelling or remove it; here you can write: {}",
            known.join(", ")
        ),
    )
}

fn wants_number(reader: &str) -> bool {
    reader.starts_with("invalid type: string") && (reader.contains("expected u32") || reader.contains("expected i64"))
}

fn wants_quotes(reader: &str) -> bool {
    reader.contains("expected a string") || reader.contains("invalid type: floating point")
}

/// The first word that the reader quotes.
fn quoted(reader: &str) -> &str {
    reader.split('`').nth(1).unwrap_or_default()
}

/// The words that the reader would take.
fn expected(reader: &str) -> Vec<&str> {
    let (_, expected) = reader.split_once("expected").unwrap_or_default();
    expected.split('`').skip(1).step_by(2).collect()
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
