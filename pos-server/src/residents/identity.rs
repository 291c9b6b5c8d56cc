//! Whose document is this, and what does its number say? Citizen identification numbers after GB 11643-1999.
//!
//! 18 places: 6 for the district, 8 for the birth date, 3 for the order (odd: male, even: female), 1 check character after
//! ISO 7064 MOD 11-2. The old form of 15 places lacks the century and the check character.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clean::plain;
use super::refusal::{Refusal, refuse};
use super::sheet::Cell;

/// The sex as the register has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 女
    Female,
    /// 男
    Male,
    /// Not known: another document, and no column that says it.
    Unknown,
}

/// A person's document. Printing it shows `***`.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// A citizen's number, or one made the same way (residence permits, foreigners' permanent residence).
    IdCard(IdNumber),
    /// A passport, travel permit, birth certificate and the like, as written.
    Other(String),
    /// None at all.
    None,
}

/// A number that passed every check of GB 11643, in its form of 18 places.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct IdNumber(String);

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IdCard(_) => "IdCard(***)",
            Self::Other(_) => "Other(***)",
            Self::None => "None",
        })
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(***)")
    }
}

impl Sex {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the database's word.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "female" => Self::Female,
            "male" => Self::Male,
            _ => Self::Unknown,
        }
    }

    /// The word of a register's column.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        match plain(text).to_lowercase().as_str() {
            "男" | "男性" | "m" | "male" => Ok(Self::Male),
            "女" | "女性" | "f" | "female" => Ok(Self::Female),
            _ => Err(refuse("性别请填“男”或“女”。", "Write 男 (male) or 女 (female).")),
        }
    }
}

impl Document {
    /// The kind's word in the database.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::IdCard(_) => "id_card",
            Self::Other(_) => "other",
            Self::None => "none",
        }
    }

    /// The number as it is sealed.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::IdCard(number) => Some(&number.0),
            Self::Other(number) => Some(number),
            Self::None => None,
        }
    }

    /// The form under which the number is found again, however it was written.
    #[must_use]
    pub fn search_form(&self) -> Option<String> {
        match self {
            Self::IdCard(number) => Some(format!("id_card:{}", number.0)),
            Self::Other(number) => Some(format!("other:{}", plain(number).to_uppercase())),
            Self::None => None,
        }
    }

    /// Reads the document of a row: the cell with its number, and the kind where the register has such a column.
    pub fn parse(cell: &Cell, kind: Option<&str>, today: NaiveDate) -> Result<Self, Refusal> {
        check_stored(cell)?;
        let number = plain(cell.text()).to_uppercase();
        let kind = kind.map(plain).unwrap_or_default();
        if is_none(&number) {
            return Ok(Self::None);
        }
        if is_none(&kind) {
            return Err(refuse(
                "证件类型写着没有证件，却填了证件号码。",
                "The kind says there is no document, yet a number is given.",
            ));
        }
        match IdNumber::parse(&number, today) {
            Ok(id) => Ok(Self::IdCard(id)),
            Err(_) if kind.is_empty() && is_of_another_document(&number) => other(cell.text()),
            Err(refusal) if kind.is_empty() || kind.contains("身份证") => Err(refusal),
            Err(_) => other(cell.text()),
        }
    }
}

/// Refuses a number that Excel keeps as a number and may have changed. The old form of 15 places is kept whole (it begins
/// with 1 to 9, and Excel holds 15 digits exactly).
fn check_stored(cell: &Cell) -> Result<(), Refusal> {
    let text = cell.text();
    match cell {
        Cell::Number(_) if text.len() == 15 && text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
        Cell::Number(_) if text.len() < 15 && !text.contains(['.', 'E', 'e']) => Err(refuse(
            "Excel 把证件号码存成了数字，开头的 0 可能已经丢失。请把这一列设为“文本”格式，再重新填写号码。",
            "Excel stored the number as a number and may have dropped zeros at its start. Format the column as text and fill in the number again.",
        )),
        Cell::Number(_) | Cell::Date(_) => Err(digits_lost()),
        _ if is_scientific(text) => Err(digits_lost()),
        _ => Ok(()),
    }
}

/// Does a number have a form that only another document has? Passports (E12345678, EA1234567, G12345678), permits for Hong
/// Kong and Macao (H or M and 8 to 10 digits), birth certificates (a letter and 9 digits), foreigners' permanent residence
/// (three letters and 12 digits).
fn is_of_another_document(number: &str) -> bool {
    let digits_at = number.find(|letter: char| letter.is_ascii_digit()).unwrap_or(number.len());
    let (letters, digits) = number.split_at_checked(digits_at).unwrap_or_default();
    let is_plain = letters.bytes().all(|byte| byte.is_ascii_uppercase()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_known = matches!(
        (letters.as_bytes(), digits.len()),
        ([b'E' | b'G'], 8) | ([b'E', _], 7) | ([b'H' | b'M'], 8..=10) | ([_], 9) | ([_, _, _], 12)
    );
    is_plain && is_known
}

/// Words for "has no document".
fn is_none(text: &str) -> bool {
    matches!(
        text,
        "无" | "无证件" | "无证" | "没有" | "暂无" | "未办" | "未办理" | "NONE" | "none"
    )
}

fn other(text: &str) -> Result<Document, Refusal> {
    let number: String = text.split_whitespace().collect::<Vec<_>>().join("");
    let is_known = |letter: char| letter.is_alphanumeric() || "-/()（）〔〕[].·".contains(letter);
    if (4..=40).contains(&number.chars().count()) && number.chars().all(is_known) && number.chars().any(char::is_numeric) {
        Ok(Document::Other(number))
    } else {
        Err(refuse(
            "证件号码应为 4 至 40 个字母和数字。",
            "A document's number has 4 to 40 letters and digits.",
        ))
    }
}

fn is_scientific(text: &str) -> bool {
    let text = plain(text).to_uppercase();
    text.split_once('E').is_some_and(|(mantissa, exponent)| {
        mantissa.contains('.')
            && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.')
            && exponent.trim_start_matches('+').parse::<u8>().is_ok()
    })
}

fn digits_lost() -> Refusal {
    refuse(
        "Excel 把证件号码存成了数字，后几位已经丢失。请把这一列设为“文本”格式，再重新填写号码。",
        "Excel stored the number as a number and its last digits are lost. Format the column as text and fill in the number again.",
    )
}

impl IdNumber {
    /// Checks a number of 18 or 15 places.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, Refusal> {
        let full = match text.len() {
            18 => text.to_owned(),
            15 if text.bytes().all(|byte| byte.is_ascii_digit()) => widened(text),
            _ => {
                return Err(refuse(
                    "不是 18 位（或旧的 15 位）居民身份证号码。其他证件请填“证件类型”；没有证件请填“无”。",
                    "Not a citizen's number of 18 (or formerly 15) places. For another document fill in its kind (证件类型); for none write 无.",
                ));
            }
        };
        let (digits, check) = full.split_at_checked(17).unwrap_or_default();
        if !digits.bytes().all(|byte| byte.is_ascii_digit())
            || digits.starts_with('0')
            || !check.bytes().all(|b| b.is_ascii_digit() || b == b'X')
        {
            return Err(refuse(
                "身份证号码前 17 位应为数字，最后一位为数字或 X。",
                "The first 17 places must be digits, the last a digit or X.",
            ));
        }
        if check_character(digits).to_string() != check {
            if full.ends_with("000") {
                return Err(digits_lost());
            }
            return Err(refuse(
                "身份证号码的校验码不对，可能有一位抄错了。",
                "The check character is wrong: one of the digits was probably copied wrongly.",
            ));
        }
        let number = Self(full);
        match number.birth_date_unchecked() {
            Some(birth) => check_birth_date(birth, today).map(|()| number),
            None => Err(refuse(
                "身份证号码里的出生日期不存在。",
                "The birth date in the number does not exist.",
            )),
        }
    }

    /// The birth date in the number.
    #[must_use]
    pub fn birth_date(&self) -> NaiveDate {
        // `parse` has seen that it is a date.
        self.birth_date_unchecked().unwrap_or_default()
    }

    fn birth_date_unchecked(&self) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(self.0.get(6..14)?, "%Y%m%d").ok()
    }

    /// The sex in the number.
    #[must_use]
    pub fn sex(&self) -> Sex {
        match self.0.as_bytes().get(16) {
            Some(digit) if digit % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// All 18 places.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The old number of 15 places in the form of 18: all of them belong to the 20th century.
fn widened(old: &str) -> String {
    let (district, rest) = old.split_at_checked(6).unwrap_or_default();
    let digits = format!("{district}19{rest}");
    let check = check_character(&digits);
    format!("{digits}{check}")
}

/// The check character over the first 17 digits (ISO 7064 MOD 11-2).
#[must_use]
pub fn check_character(digits: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .chars()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
        .sum();
    match (12 - sum % 11) % 11 {
        10 => 'X',
        value => char::from_digit(value, 10).unwrap_or('0'),
    }
}

/// Refuses a birth date in the future or more than 130 years ago.
pub fn check_birth_date(birth: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    match today.years_since(birth) {
        Some(age) if age <= 130 => Ok(()),
        Some(_) => Err(refuse("出生日期在 130 多年以前。", "The birth date is more than 130 years ago.")),
        None => Err(refuse("出生日期在今天之后。", "The birth date is in the future.")),
    }
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
