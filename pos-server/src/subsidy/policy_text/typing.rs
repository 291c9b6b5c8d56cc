//! What does a Chinese keyboard, a spreadsheet or a word processor write into a policy? Each slip is told and mended in a copy that
//! keeps its lines, so that it makes no second mistake.

use chrono::{Days, NaiveDate};

use super::super::policy::Mistake;
use crate::text::{Sentence, say};

/// Keys whose value is a date.
const DATES: [&str; 5] = ["valid_from", "valid_to", "born", "date", "classes_until"];
/// Keys whose value is a time of day.
const TIMES: [&str; 2] = ["opens", "closes"];
/// Tables of which a policy may have several.
const TABLES: [&str; 7] = ["group", "funder", "meal", "meal.price", "subsidy", "fee", "example"];
/// What people write behind a number.
const UNITS: [&str; 6] = ["岁", "周岁", "元", "块", "次", "天"];
/// What people write for a key, and the key.
const KEYS: &[(&str, &str)] = &[
    ("版本", "version"),
    ("版本号", "version"),
    ("名称", "name"),
    ("名字", "name"),
    ("生效日期", "valid_from"),
    ("开始日期", "valid_from"),
    ("失效日期", "valid_to"),
    ("结束日期", "valid_to"),
    ("人群", "groups"),
    ("年龄", "age"),
    ("户籍", "residency"),
    ("身份", "classes"),
    ("身份类别", "classes"),
    ("除外", "except"),
    ("餐次", "meals"),
    ("餐标", "standard"),
    ("金额", "amount"),
    ("比例", "rate"),
    ("自付", "pays"),
    ("封顶", "cap"),
    ("最高", "cap"),
    ("取整", "rounding"),
    ("限额", "limits"),
    ("出资方", "funder"),
    ("分担", "shares"),
    ("出生日期", "born"),
    ("日期", "date"),
    ("消费", "spend"),
    ("补贴", "subsidy"),
    ("理由", "because"),
];

/// A text without such slips, and what they were.
pub(super) fn mend(text: &str) -> (String, Vec<Mistake>) {
    // A text of several lines in one string is no slip, and nobody writes one who makes them.
    if text.contains("\"\"\"") || text.contains("'''") {
        return (text.to_owned(), Vec::new());
    }
    let (mut copy, mut mistakes) = (Vec::new(), Vec::new());
    for (number, written) in (1..).zip(text.split('\n')) {
        let (mut line, mut told) = (written.to_owned(), Vec::new());
        for mend_one in [date, half_width, heading, key, time] {
            if let Some((mended, message)) = mend_one(&line) {
                line = mended;
                told.push(message);
            }
        }
        mistakes.extend(told.into_iter().map(|message| Mistake { line: number, message }));
        copy.push(line);
    }
    (copy.join("\n"), mistakes)
}

/// A line's key and value, without a comment.
fn parts(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(['=', '＝'])?;
    let value = value.split('#').next().unwrap_or_default();
    Some((key.trim(), value.trim()))
}

/// A date as a spreadsheet or a person writes it.
fn date(line: &str) -> Option<(String, Sentence)> {
    let (_, value) = parts(line).filter(|(key, _)| DATES.contains(key))?;
    if value.parse::<NaiveDate>().is_ok() && value.len() == 10 {
        return None;
    }
    let day = read_date(value.trim_matches(['"', '\'', '“', '”']))?;
    let message = say(
        format!("“{value}”：日期写成 {day}，不加引号"),
        format!("{value}: write the date as {day}, without quotes"),
    );
    Some((line.replacen(value, &day.to_string(), 1), message))
}

fn read_date(written: &str) -> Option<NaiveDate> {
    let numbers: Option<Vec<u32>> = written
        .split(['/', '-', '.', '年', '月', '日', '—', '／', '－'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect();
    match *numbers?.as_slice() {
        // A spreadsheet counts the days from here.
        [days @ 10_000..=99_999] => NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days.into())),
        [digits @ 19_000_000..=22_001_231] => {
            NaiveDate::from_ymd_opt(i32::try_from(digits / 10_000).ok()?, digits / 100 % 100, digits % 100)
        }
        [year @ 1900..=2200, month, day] => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day),
        _ => None,
    }
}

/// A character of the Chinese keyboard, and a unit behind a number, outside of quotes and comments.
fn half_width(line: &str) -> Option<(String, Sentence)> {
    let (mut mended, mut found, mut units) = (String::new(), Vec::new(), Vec::new());
    let (mut until, mut unit) = (None, String::new());
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        if let Some(end) = until {
            let is_end = letter == end || end == '”' && matches!(letter, '“' | '"');
            until = until.filter(|_| !is_end);
            mended.push(if is_end && end == '”' { '"' } else { letter });
            if end == '"' && letter == '\\' {
                mended.extend(letters.next());
            }
            continue;
        }
        let half = ascii_of(letter, &mended);
        if letter == '#' || half == Some('#') {
            mended.push(letter);
            mended.extend(letters.by_ref());
        } else if let Some(half) = half {
            found.push((letter, half));
            until = (half == '"').then_some('”');
            mended.push(half);
        } else if is_chinese(letter) && (!unit.is_empty() || mended.ends_with(|last: char| last.is_ascii_digit())) {
            unit.push(letter);
            if !letters.peek().copied().is_some_and(is_chinese) {
                if UNITS.contains(&unit.as_str()) {
                    units.push(unit.clone());
                } else {
                    mended.push_str(&unit);
                }
                unit.clear();
            }
        } else {
            until = matches!(letter, '"' | '\'').then_some(letter);
            mended.push(letter);
        }
    }
    found.dedup();
    let zh = found.iter().map(|(full, half)| format!("全角的 {full} 要写成半角的 {half}"));
    let zh = zh.chain(units.iter().map(|unit| format!("数字后面不写“{unit}”")));
    let en = found.iter().map(|(full, half)| format!("write {half} for the full-width {full}"));
    let en = en.chain(units.iter().map(|unit| format!("leave out {unit} behind the number")));
    let message = say(zh.collect::<Vec<String>>().join("，"), en.collect::<Vec<String>>().join(", "));
    (mended != line).then_some((mended, message))
}

fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// The character of an English keyboard for one of a Chinese one; a colon behind a digit is a time's.
fn ascii_of(letter: char, before: &str) -> Option<char> {
    Some(match letter {
        '“' | '”' | '＂' => '"',
        '：' if !before.ends_with(|last: char| last.is_ascii_digit()) => '=',
        '、' => ',',
        '。' => '.',
        '【' => '[',
        '】' => ']',
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0)?,
        _ => return None,
    })
}

/// A table's heading with too few or too many brackets.
fn heading(line: &str) -> Option<(String, Sentence)> {
    let written = line.split('#').next().unwrap_or_default().trim();
    let name = written.trim_matches(['[', ']', ' ']);
    let right = format!("[[{name}]]");
    let is_meant = written.starts_with('[') && TABLES.contains(&name) && written.replace(' ', "") != right;
    let message = say(format!("表头要写成 {right}，两层方括号"), format!("write this heading as {right}"));
    is_meant.then(|| (line.replacen(written, &right, 1), message))
}

/// A key in Chinese.
fn key(line: &str) -> Option<(String, Sentence)> {
    let (written, _) = parts(line)?;
    let (_, key) = KEYS.iter().find(|(word, _)| *word == written)?;
    let message = say(
        format!("“{written}”要写成英文的 {key}"),
        format!("write the key {key} for {written}"),
    );
    Some((line.replacen(written, key, 1), message))
}

/// A time of day without quotes.
fn time(line: &str) -> Option<(String, Sentence)> {
    let (_, value) = parts(line).filter(|(key, _)| TIMES.contains(key))?;
    let mut numbers = value.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let right = format!("\"{hour:02}:{minute:02}\"");
    let message = say(format!("时间要加引号，写成 {right}"), format!("write the time in quotes: {right}"));
    Some((line.replacen(value, &right, 1), message))
}
