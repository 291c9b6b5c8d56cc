//! How is a text read that is no policy yet? One mistake after the other: each is told and mended in a copy, so that it hides no
//! other. The copy keeps its lines.

use chrono::NaiveDate;

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

/// What is written in braces, by the reader's name for it, and how it looks.
const IN_BRACES: [(&str, &str); 12] = [
    ("AgeText", "{ from = 70, to = 79 }"),
    ("WhoText", "{ classes = [\"低保\"] }"),
    ("WhenText", "{ meals = [\"lunch\"], days = \"workdays\" }"),
    ("SeasonText", "{ from = \"06-15\", to = \"09-15\" }"),
    ("SpendText", "{ at_least = \"10.00\" }"),
    ("LimitText", "{ per = \"month\", times = 20 }"),
    ("LayerText", "{ funder = \"city\", part = \"50%\" }"),
    ("ShareText", "{ funder = \"city\", amount = \"5.00\" }"),
    ("EatenText", "{ date = 2026-01-31, meal = \"lunch\" }"),
    ("OwingText", "{ limit = \"30.00\" }"),
    ("ChecksText", "{ warn = [\"E12\"] }"),
    ("DeliveriesText", "{ hot_for_minutes = 120 }"),
];
/// Keys whose value is a part of something.
const PARTS: [&str; 4] = ["rate", "part", "attendance", "without_card"];

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
        return Some((replaced(&format!("\"{}\"", meant(text, span.start, written)))?, String::new()));
    }
    if reader.contains("expected a sequence") && written.starts_with('"') {
        return Some((replaced(&format!("[{written}]"))?, String::new()));
    }
    if wants_number(reader) {
        let digits = digits(written).parse::<u32>().ok()?;
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
    let place = error.span().map_or(0, |span| span.start);
    let message = if reader.starts_with("missing field") {
        say(format!("少了一项：{word}"), format!("{word} is missing"))
    } else if reader.contains("__toml_private_datetime") {
        say(
            format!("这里不能只写日期，要写在花括号里；里面可以写的是：{}", expected(reader).join("、")),
            format!(
                "a date alone cannot stand here: write it in braces, with: {}",
                expected(reader).join(", ")
            ),
        )
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
    } else if let Some((_, like)) = IN_BRACES.iter().find(|(name, _)| reader.contains(name)) {
        say(
            format!("这里要写在花括号里，例如 {like}"),
            format!("write this in braces, like {like}"),
        )
    } else if wants_number(reader) {
        let number = digits(written);
        let number = if number.is_empty() { "5" } else { &number };
        say(
            format!("这里写数字，不加引号：{number}"),
            format!("write a number here, without quotes: {number}"),
        )
    } else if reader.starts_with("invalid value: integer") {
        say(
            "这里写 0 或更大的整数，不加引号",
            "write a whole number here, 0 or more, without quotes",
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
    } else if reader.contains("wanted string or table") {
        say(
            "这里只写一个词，加引号，不写成列表；要几样时分成几条写，每条一个词",
            "write one word here, in quotes, no list; for several write several rules, each with one",
        )
    } else if wants_quotes(reader) && written.starts_with(['[', '{']) {
        one_thing(key_before(text, place))
    } else if wants_quotes(reader) {
        let meant = meant(text, place, written);
        say(
            format!("这里要用引号，写成 \"{meant}\""),
            format!("write this in quotes: \"{meant}\""),
        )
    } else {
        say(
            "这一行的写法不对，请对照示例检查引号、等号、括号和逗号",
            format!("this line cannot be read: check quotes, equals signs, brackets and commas ({reader})"),
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

/// Several things where one must stand.
fn one_thing(key: &str) -> Sentence {
    if key == "funder" {
        return say(
            "funder 只写一方；几方出钱写 shares = [ … ]",
            "funder is one; for several write shares = [ … ]",
        );
    }
    say(
        "这里只写一样，加引号，不写成列表；对不同的人、不同的时候不一样，就分成几条 [[subsidy]]，用 who、when、spend 分开",
        "write one thing here, in quotes, no list; where it differs by whom or when, write several [[subsidy]], told apart by who, when and spend",
    )
}

/// What somebody means who left out the quotes: a part is a percentage, a season's day has no year, an hour has a colon.
fn meant(text: &str, at: usize, written: &str) -> String {
    let key = key_before(text, at);
    let day = written.parse::<NaiveDate>().ok().filter(|_| matches!(key, "from" | "to"));
    match day {
        Some(day) => day.format("%m-%d").to_string(),
        None if PARTS.contains(&key) => percentage(written),
        None if matches!(key, "opens" | "closes") => written.replace('.', ":"),
        None => written.to_owned(),
    }
}

/// A part as a percentage: `0.25` and `25` are both 25%.
fn percentage(written: &str) -> String {
    let Some(parts) = written
        .strip_prefix("0.")
        .filter(|parts| parts.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return format!("{written}%");
    };
    let parts = format!("{parts:0<2}");
    let (whole, rest) = parts.split_at(2);
    let whole = whole.strip_prefix('0').unwrap_or(whole);
    if rest.is_empty() {
        format!("{whole}%")
    } else {
        format!("{whole}.{rest}%")
    }
}

/// The key of the value that stands at a place.
fn key_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default().trim_end();
    let key = before.strip_suffix('=').unwrap_or(before).trim_end();
    key.rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .next()
        .unwrap_or_default()
}

/// The digits of what is written.
fn digits(written: &str) -> String {
    written.chars().filter(char::is_ascii_digit).collect()
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
