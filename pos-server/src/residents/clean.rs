//! Which characters may a text of the register hold? Everything that people can see; nothing that hides or turns text.

use unicode_normalization::UnicodeNormalization;

use super::refusal::{Refusal, refuse};
use super::sheet::Cell;

/// The text of a cell without the blanks around it; `None` when nothing is left.
///
/// Line breaks inside become a space. Other control characters, direction marks and zero-width characters are named.
pub fn text_of(cell: Option<&Cell>) -> Result<Option<String>, Refusal> {
    let text = match cell {
        None => return Ok(None),
        Some(Cell::Error(error)) => {
            return Err(refuse(
                format!("单元格里的公式出错（{error}），请改成文字。"),
                format!("The cell's formula failed ({error}); write the text instead."),
            ));
        }
        Some(Cell::Date(_)) => {
            return Err(refuse(
                "Excel 把这一格变成了日期，请设为“文本”格式后重新填写。",
                "Excel turned this cell into a date; format it as text and fill it in again.",
            ));
        }
        Some(cell) => cell.text().trim(),
    };
    let text: String = text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
    check_visible(&text)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Names the first character that a reader would not see, if there is one.
pub fn check_visible(text: &str) -> Result<(), Refusal> {
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(refuse(
            "这里有一个字在文件里已经损坏，请重新填写。",
            "A letter here is damaged in the file; fill the cell in again.",
        ));
    }
    let Some(hidden) = text.chars().find(|letter| is_hidden(*letter)) else {
        return Ok(());
    };
    let code = format!("U+{:04X}", u32::from(hidden));
    let (zh, en) = match hidden {
        letter if letter.is_control() => ("控制字符", "a control character"),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}' => {
            ("改变文字方向的字符", "a character that changes the direction of text")
        }
        _ => ("看不见的零宽字符", "an invisible zero-width character"),
    };
    Err(refuse(
        format!("含有{zh}（{code}），请删除后重新输入。"),
        format!("Holds {en} ({code}); delete it and type the text again."),
    ))
}

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Shows a refused value so that what hides in it can be seen: U+202E instead of its effect.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars()
        .take(60)
        .map(|letter| {
            if is_hidden(letter) {
                format!("[U+{:04X}]", u32::from(letter))
            } else {
                letter.to_string()
            }
        })
        .collect()
}

/// Digits and letters as a keyboard without full-width forms types them, without blanks and without the invisible marks
/// that chat programs leave around numbers.
#[must_use]
pub fn plain(text: &str) -> String {
    text.nfkc()
        .filter(|letter| !letter.is_whitespace() && !is_hidden(*letter) && *letter != '\'' && *letter != '`')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_named() {
        for (text, code) in [
            ("张\u{202e}三", "U+202E"),
            ("张\u{200b}三", "U+200B"),
            ("张\u{7}三", "U+0007"),
            ("张\u{2066}三", "U+2066"),
            ("\u{feff}张", "U+FEFF"),
        ] {
            let refusal = text_of(Some(&Cell::Text(text.to_owned()))).unwrap_err();
            assert!(refusal.0.zh.contains(code) && refusal.0.en.contains(code), "{refusal:?}");
        }
        assert_eq!(visible("张\u{202e}三"), "张[U+202E]三");
    }

    #[test]
    fn rare_characters_are_kept_exactly() {
        for text in [
            "𠮷野",
            "阿卜杜热西提·买买提",
            "ئەخمەت",
            "葛\u{e0100}",
            "李👍",
            "<b>王</b>",
            "=1+1",
            "é",
        ] {
            assert_eq!(text_of(Some(&Cell::Text(format!(" {text}\u{3000}")))).unwrap().unwrap(), text);
        }
    }
}
