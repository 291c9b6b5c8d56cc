//! Which phone numbers does a cell hold? Mobile and landline numbers in the usual ways of writing them.

use std::fmt;

use serde::Serialize;

use super::clean::plain;
use super::refusal::{Refusal, refuse};
use super::sheet::Cell;

/// One or more numbers, digits only, joined by 、. Printing them shows `***`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Phone(String);

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(***)")
    }
}

impl Phone {
    /// The numbers as they are sealed and searched for.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The numbers of several cells as one, each of them once.
    #[must_use]
    pub fn joined(phones: &[Self]) -> Option<Self> {
        let mut numbers: Vec<&str> = Vec::new();
        for number in phones.iter().flat_map(|phone| phone.0.split('、')) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        (!numbers.is_empty()).then(|| Self(numbers.join("、")))
    }

    /// Reads up to three numbers from a cell; `None` where it says that there is none.
    pub fn parse(cell: &Cell) -> Result<Option<Self>, Refusal> {
        let text = match cell {
            Cell::Text(text) | Cell::Number(text) => text.trim(),
            Cell::Date(_) | Cell::Bool(_) | Cell::Error(_) => return Err(not_a_phone()),
        };
        let numbers: Vec<&str> = text
            .split(['、', '/', ',', '，', ';', '；', '\n', '|'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        if numbers.iter().all(|part| matches!(*part, "无" | "没有" | "-" | "暂无")) {
            return Ok(None);
        }
        if numbers.len() > 3 {
            return Err(not_a_phone());
        }
        let numbers: Vec<String> = numbers
            .into_iter()
            .map(|part| one(part).ok_or_else(not_a_phone))
            .collect::<Result<_, _>>()?;
        Ok(Some(Self(numbers.join("、"))))
    }
}

/// One number: a mobile number, a landline with or without its area code, or a service number.
fn one(text: &str) -> Option<String> {
    let text = plain(text).replace('—', "-");
    let is_dialled = |letter: char| letter.is_ascii_digit() || "-()+.".contains(letter);
    if !text.chars().all(is_dialled) || text.contains('.') {
        return None;
    }
    let bare: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = bare
        .strip_prefix("0086")
        .or_else(|| text.strip_prefix("+86").and(bare.strip_prefix("86")))
        .unwrap_or(&bare);
    let digits = digits.strip_prefix("86").filter(|rest| is_mobile(rest)).unwrap_or(digits);
    let is_local = (7..=8).contains(&digits.len()) && !digits.starts_with(['0', '1']);
    let is_service = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    (is_mobile(digits) || is_landline(digits) || is_local || is_service).then(|| digits.to_owned())
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// An area code of 3 or 4 digits and 7 or 8 digits of the line.
fn is_landline(digits: &str) -> bool {
    digits.starts_with('0') && (10..=12).contains(&digits.len()) && !digits.starts_with("00")
}

fn not_a_phone() -> Refusal {
    refuse(
        "不是电话号码。手机号为 11 位，座机请带区号，如 0374-2345678；多个号码用顿号分开。",
        "Not a phone number. Mobile numbers have 11 digits; write landlines with their area code, like 0374-2345678.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_read_however_they_are_written() {
        for (written, wanted) in [
            ("13812345678", "13812345678"),
            ("138 1234 5678", "13812345678"),
            ("138-1234-5678", "13812345678"),
            ("+86 13812345678", "13812345678"),
            ("8613812345678", "13812345678"),
            ("１３８１２３４５６７８", "13812345678"),
            ("\u{202d}13812345678\u{202c}", "13812345678"),
            ("0374-2345678", "03742345678"),
            ("(0374)2345678", "03742345678"),
            ("010 62345678", "01062345678"),
            ("2345678", "2345678"),
            ("400-123-4567", "4001234567"),
            ("13812345678/0374-2345678", "13812345678、03742345678"),
            ("13812345678、15912345678", "13812345678、15912345678"),
        ] {
            assert_eq!(
                Phone::parse(&Cell::Text(written.to_owned())).unwrap().unwrap().as_str(),
                wanted,
                "{written}"
            );
        }
        assert_eq!(
            Phone::parse(&Cell::Number("13812345678".to_owned())).unwrap().unwrap().as_str(),
            "13812345678"
        );
        assert_eq!(Phone::parse(&Cell::Text("无".to_owned())).unwrap(), None);
    }

    #[test]
    fn the_numbers_of_two_cells_are_joined() {
        let phone = |text: &str| Phone::parse(&Cell::Text(text.to_owned())).unwrap().unwrap();
        let joined = Phone::joined(&[phone("13812345678、2345678"), phone("0374-2345678"), phone("138 1234 5678")]);
        assert_eq!(joined.unwrap().as_str(), "13812345678、2345678、03742345678");
        assert_eq!(Phone::joined(&[]), None);
    }

    #[test]
    fn what_is_no_phone_is_refused() {
        for written in [
            "1381234567",
            "12812345678",
            "1.38E+10",
            "138123456789",
            "同上",
            "3742345678",
            "13812345678、同上",
            "00123456789",
        ] {
            assert!(Phone::parse(&Cell::Text(written.to_owned())).is_err(), "{written}");
        }
        assert!(Phone::parse(&Cell::Number("13812345678.5".to_owned())).is_err());
    }
}
