//! How is a text read that is no policy yet? One mistake after the other: each is told and mended in a copy, so that it hides no
//! other. The copy keeps its lines.

use super::super::policy::Mistake;
use super::mistakes::MOST_TOLD;
use super::shape::PolicyText;
use crate::text::say;

/// A text as far as it could be read.
pub(super) struct Reading {
    /// What it says; `None` where too much is wrong.
    pub raw: Option<PolicyText>,
    /// The text that was read in the end.
    pub copy: String,
    /// What was wrong on the way.
    pub mistakes: Vec<Mistake>,
}

/// Reads a policy's text.
pub(super) fn read(text: &str) -> Reading {
    let (mut copy, mut mistakes, mut removed) = (text.to_owned(), Vec::new(), String::new());
    for _ in 0..MOST_TOLD {
        let error = match toml::from_str(&copy) {
            Ok(raw) => {
                return Reading {
                    raw: Some(raw),
                    copy,
                    mistakes,
                };
            }
            Err(error) => error,
        };
        let is_consequence = error.message().starts_with("missing field") && removed.contains(quoted(error.message()));
        if !is_consequence {
            mistakes.push(explain(&copy, &error));
        }
        let Some((next, line)) = mended(&copy, &error) else { break };
        removed.push_str(&line);
        copy = next;
    }
    Reading { raw: None, copy, mistakes }
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
    if reader.starts_with("unknown variant") {
        // Another group or meal in its place might stand there twice.
        let said = line.split('#').next().unwrap_or_default();
        let word = expected(reader).into_iter().find(|word| !said.contains(word))?;
        return Some((replaced(&format!("\"{word}\""))?, String::new())).filter(|_| !line.trim_start().starts_with("id"));
    }
    // A line that is wrong by itself is taken out; one that is part of something longer would only make more mistakes.
    let is_whole = toml::from_str::<toml::Table>(line).is_ok();
    let is_syntax = toml::from_str::<toml::Table>(text).is_err();
    if line.trim_start().starts_with(char::is_alphanumeric) && is_whole != is_syntax && !reader.starts_with("missing field") {
        let without = format!("{}{}", text.get(..from)?, text.get(to..)?);
        return Some((without, line.to_owned())).filter(|(without, _)| is_syntax || toml::from_str::<toml::Table>(without).is_ok());
    }
    None
}

/// Turns an error of the TOML reader into a sentence for a community worker.
fn explain(text: &str, error: &toml::de::Error) -> Mistake {
    let reader = error.message();
    let word = quoted(reader);
    let message = if reader.starts_with("missing field") {
        say(format!("少了一项：{word}"), format!("{word} is missing"))
    } else if reader.starts_with("unknown field") {
        say(
            format!("不认识“{word}”，请检查拼写，或删掉它"),
            format!("{word} is not known: check the spelling or remove it"),
        )
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
