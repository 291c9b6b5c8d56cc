//! What is a resident called, and under which letters do others look for them?

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

use super::clean::text_of;
use super::refusal::{Refusal, refuse};
use super::sheet::Cell;

/// Letters a name may have: the longest known are under 40.
const MAX_LETTERS: usize = 60;

/// What parts a name, or stands in it, and is left out by many: 买买提·阿里, 买买提•阿里, O'Neil, Anna-Lena.
const DOTS: &str = "·•・‧∙⋅ㆍ。.-'’";

/// Surnames whose reading differs from the character's usual one.
const SURNAMES: &[(&str, &[&str])] = &[
    ("万俟", &["mo", "qi"]),
    ("尉迟", &["yu", "chi"]),
    ("长孙", &["zhang", "sun"]),
    ("单于", &["chan", "yu"]),
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("解", &["xie"]),
    ("仇", &["qiu"]),
    ("查", &["zha"]),
    ("区", &["ou"]),
    ("盖", &["ge"]),
    ("朴", &["piao"]),
    ("乐", &["yue"]),
    ("缪", &["miao"]),
    ("种", &["chong"]),
    ("繁", &["po"]),
    ("秘", &["bi"]),
    ("折", &["she"]),
    ("员", &["yun"]),
    ("召", &["shao"]),
    ("黑", &["he"]),
    ("覃", &["qin"]),
    ("翟", &["zhai"]),
    ("冼", &["xian"]),
    ("洗", &["xian"]),
    ("宁", &["ning"]),
    ("任", &["ren"]),
];

/// Reads a name exactly as written. Only the blanks by which registers align two characters (张　三) are taken out.
pub fn parse(cell: Option<&Cell>) -> Result<String, Refusal> {
    let is_text = matches!(cell, None | Some(Cell::Text(_) | Cell::Error(_)));
    let raw = cell.map(|cell| cell.text().trim()).unwrap_or_default();
    if raw.contains(['\n', '\r', '\t']) {
        return Err(refuse(
            "姓名里有换行或制表符，请删除。",
            "The name holds a line break or a tab; delete it.",
        ));
    }
    let Some(text) = text_of(cell)? else {
        return Err(refuse("姓名没有填写。", "The name is missing."));
    };
    if !is_text || !text.chars().any(char::is_alphabetic) {
        return Err(refuse("这不是姓名。", "This is no name."));
    }
    if text.chars().nth(MAX_LETTERS).is_some() {
        return Err(refuse(
            format!("姓名超过 {MAX_LETTERS} 个字。"),
            format!("The name has more than {MAX_LETTERS} letters."),
        ));
    }
    Ok(without_padding(&text))
}

fn without_padding(text: &str) -> String {
    let is_padded = text.chars().all(|letter| letter.is_whitespace() || letter.to_pinyin().is_some()) && !text.is_ascii();
    if is_padded {
        text.split_whitespace().collect()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Under which a name is found: the name without dots and blanks, its pinyin, and the initials, parted by blanks.
#[must_use]
pub fn search_key(name: &str) -> String {
    let bare = search_form(name);
    let syllables = syllables(&bare);
    let full: String = syllables.concat();
    let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    format!("{bare} {full} {initials}")
}

/// A name, or a part of it, as it is compared: no dots, no blanks, no upper case, no compatibility forms.
#[must_use]
pub fn search_form(text: &str) -> String {
    text.nfkc()
        .filter(|letter| !letter.is_whitespace() && !DOTS.contains(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

fn syllables(name: &str) -> Vec<String> {
    let surname = SURNAMES.iter().find(|(surname, _)| name.starts_with(surname));
    let (mut syllables, rest) = match surname {
        Some((surname, readings)) => (
            readings.iter().map(|&reading| reading.to_owned()).collect(),
            name.strip_prefix(surname).unwrap_or(name),
        ),
        None => (Vec::new(), name),
    };
    for letter in rest.chars() {
        syllables.push(match letter.to_pinyin() {
            Some(pinyin) => pinyin.plain().replace('ü', "v"),
            None => letter.to_string(),
        });
    }
    syllables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn names_are_kept_exactly() {
        for name in [
            "张三",
            "张",
            "𠮷野家",
            "阿卜杜热西提·买买提",
            "John Smith",
            "ئەخمەت",
            "欧阳娜娜",
            "=cmd",
            "<b>王</b>",
            "O'Neil",
            "张三2",
            "葛\u{e0100}",
        ] {
            assert_eq!(parse(Some(&text(name))).unwrap(), name);
        }
        let long = "阿".repeat(59) + "·";
        assert_eq!(parse(Some(&text(&long))).unwrap(), long);
    }

    #[test]
    fn blanks_that_only_align_are_taken_out() {
        for name in ["张 三", "张　三", " 张　　三 "] {
            assert_eq!(parse(Some(&text(name))).unwrap(), "张三");
        }
        assert_eq!(parse(Some(&text("John   Smith"))).unwrap(), "John Smith");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for name in ["张\n三", "张\u{202e}三", "张\u{200b}三", "123", "--", ""] {
            assert!(parse(Some(&text(name))).is_err(), "{name}");
        }
        assert!(parse(None).is_err());
        assert!(parse(Some(&Cell::Number("5".to_owned()))).is_err());
        assert!(parse(Some(&text(&"王".repeat(61)))).is_err());
    }

    #[test]
    fn a_dot_is_any_dot_or_none() {
        for dot in ["·", "•", "・", "･", "‧", "∙", "⋅", ".", "．", "。", "\u{387}", " ", ""] {
            assert_eq!(search_form(&format!("阿里{dot}买买提")), "阿里买买提", "{dot:?}");
        }
    }

    #[test]
    fn a_name_is_found_by_its_characters_its_pinyin_and_its_initials() {
        for (name, key) in [
            ("张小三", "张小三 zhangxiaosan zxs"),
            ("单雄信", "单雄信 shanxiongxin sxx"),
            ("曾国藩", "曾国藩 zengguofan zgf"),
            ("吕布", "吕布 lvbu lb"),
            ("万俟卨", "万俟卨 moqixie mqx"),
            ("阿里·买买提", "阿里买买提 alimaimaiti almmt"),
            ("John Smith", "johnsmith johnsmith johnsmith"),
        ] {
            assert_eq!(search_key(name), key);
        }
    }
}
