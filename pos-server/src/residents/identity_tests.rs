//! Are document numbers checked as GB 11643 says, and never guessed?

use super::*;

fn today() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn the_check_character_is_that_of_gb_11643() {
    // The two examples of the standard, and one for each value of the check character.
    for (digits, check) in [
        ("11010519491231002", 'X'),
        ("44052418800101001", '4'),
        ("41100219500105001", check_by_definition("41100219500105001")),
        ("41100219500105002", check_by_definition("41100219500105002")),
    ] {
        assert_eq!(check_character(digits), check, "{digits}");
    }
}

/// The definition itself: the sum of a(i) * 2^(i-1) over all 18 places is 1 modulo 11.
fn check_by_definition(digits: &str) -> char {
    "0123456789X"
        .chars()
        .find(|check| {
            let all = format!("{digits}{check}");
            let sum: u32 = all
                .chars()
                .rev()
                .enumerate()
                .map(|(i, c)| if c == 'X' { 10 } else { c.to_digit(10).unwrap() } * (2_u32.pow(u32::try_from(i).unwrap()) % 11))
                .sum();
            sum % 11 == 1
        })
        .unwrap()
}

#[test]
fn a_number_says_birth_date_and_sex() {
    let number = IdNumber::parse("11010519491231002X", today()).unwrap();
    assert_eq!((number.birth_date(), number.sex()), ("1949-12-31".parse().unwrap(), Sex::Female));
    let old = IdNumber::parse("110105491231002", today()).unwrap();
    assert_eq!(old, number);
    let male = format!("41100219500105001{}", check_character("41100219500105001"));
    assert_eq!(IdNumber::parse(&male, today()).unwrap().sex(), Sex::Male);
}

#[test]
fn a_wrong_number_is_refused_with_its_reason() {
    let with_check = |digits: &str| format!("{digits}{}", check_character(digits));
    for (number, word) in [
        ("110105194912310021".to_owned(), "校验码"),
        ("11010519491231002".to_owned(), "18 位"),
        ("1101051949123100AX".to_owned(), "前 17 位"),
        (with_check("11010519490230002"), "不存在"),
        (with_check("11010520990101002"), "今天之后"),
        (with_check("44052418800101001"), "130"),
        ("110105194912310000".to_owned(), "丢失"),
        ("1.10105E+17".to_owned(), "丢失"),
        ("１１０１０５１９４９１２３１００２１".to_owned(), "校验码"),
    ] {
        let refusal = Document::parse(&text(&number), None, today()).unwrap_err();
        assert!(refusal.0.zh.contains(word), "{number}: {refusal:?}");
    }
}

#[test]
fn a_number_of_fifteen_places_survives_excel() {
    let old = Document::parse(&Cell::Number("110105491231002".to_owned()), None, today()).unwrap();
    assert_eq!(old.number(), Some("11010519491231002X"));
    let impossible = Document::parse(&Cell::Number("110105491331002".to_owned()), None, today()).unwrap_err();
    assert!(impossible.0.zh.contains("不存在"), "{impossible:?}");
    let short = Document::parse(&Cell::Number("12345678".to_owned()), Some("护照"), today()).unwrap_err();
    assert!(short.0.zh.contains("开头的 0"), "{short:?}");
}

#[test]
fn another_document_is_known_by_its_form() {
    for number in [
        "E12345678",
        "g12345678",
        "EA1234567",
        "H12345678",
        "M1234567890",
        "P410123456",
        "USA110081010101",
    ] {
        assert_eq!(Document::parse(&text(number), None, today()).unwrap().kind(), "other", "{number}");
        assert!(Document::parse(&text(number), Some("身份证"), today()).is_err(), "{number}");
    }
    for number in [
        "E1234567",
        "A12345678",
        "1101051949123100AX",
        "HH12345678",
        "12345678",
        "E1234567890",
        "E1234567\u{fffd}",
    ] {
        assert!(Document::parse(&text(number), None, today()).is_err(), "{number}");
    }
}

#[test]
fn a_number_that_excel_stored_as_a_number_is_never_guessed() {
    for number in ["411023194901011200", "411023000000000000", "4110234901011230", "4.11023E17"] {
        let refusal = Document::parse(&Cell::Number(number.to_owned()), Some("护照"), today()).unwrap_err();
        assert!(refusal.0.zh.contains("丢失"), "{refusal:?}");
    }
}

#[test]
fn the_same_number_is_found_however_it_is_written() {
    let wanted = Document::parse(&text("11010519491231002X"), None, today()).unwrap();
    for written in [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X",
        "'11010519491231002X",
        "\u{202d}11010519491231002X\u{202c}",
        "110105491231002",
    ] {
        assert_eq!(
            Document::parse(&text(written), Some("居民身份证"), today()).unwrap(),
            wanted,
            "{written}"
        );
    }
}

#[test]
fn other_documents_are_taken_as_such_when_the_register_says_so() {
    for (number, kind, wanted) in [
        ("E12345678", Some("护照"), "other"),
        ("H01234567", Some("港澳居民来往内地通行证"), "other"),
        ("P410123456", Some("出生医学证明"), "other"),
        ("11010519491231002X", Some("户口簿"), "id_card"),
        ("无", None, "none"),
        ("无证件", Some("无"), "none"),
    ] {
        assert_eq!(Document::parse(&text(number), kind, today()).unwrap().kind(), wanted, "{number}");
    }
    for (number, kind) in [
        ("12345678", None),
        ("E12345678", Some("身份证")),
        ("E12345678", Some("无")),
        ("?", Some("护照")),
        ("abcde", Some("护照")),
    ] {
        assert!(Document::parse(&text(number), kind, today()).is_err(), "{number}");
    }
}

#[test]
fn a_document_never_prints_its_number() {
    let document = Document::parse(&text("11010519491231002X"), None, today()).unwrap();
    assert!(!format!("{document:?}").contains("1949"));
}

proptest::proptest! {
    #[test]
    fn one_wrong_digit_never_passes(order in 0_u32..1000, place in 0_usize..17, step in 1_u32..10) {
        let digits = format!("41100219500105{order:03}");
        let good = format!("{digits}{}", check_character(&digits));
        proptest::prop_assert!(IdNumber::parse(&good, today()).is_ok());
        let mut bad: Vec<char> = good.chars().collect();
        bad[place] = char::from_digit((bad[place].to_digit(10).unwrap() + step) % 10, 10).unwrap();
        let bad: String = bad.into_iter().collect();
        proptest::prop_assert!(IdNumber::parse(&bad, today()).is_err());
    }
}
