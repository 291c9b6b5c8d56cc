//! Which letters does no usual printer hold, and what does it print instead? The picture that the counter's page drew of them.
//!
//! Every printer sold for Chinese receipts holds GB 2312, most hold GBK, and hardly one the four-byte part of GB 18030, where the
//! surnames stand that only a few people have. The page has the fonts of its computer; the server has none.

use std::collections::HashMap;

use encoding_rs::GB18030;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A letter on paper is so many dots wide and high.
pub const DOTS: usize = 24;
/// The bytes of its picture: columns from the left, each from the top.
const BYTES: usize = DOTS * DOTS / 8;
/// How many pictures one receipt takes at most.
const MOST: usize = 40;
/// The most bytes of one letter with its marks.
const LONGEST: usize = 32;
/// 〓, what printers of books set where they have no type for a letter.
const NO_TYPE: char = '〓';

/// A letter that the page drew because printers may not hold it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Glyph {
    /// The letter.
    pub letter: String,
    /// 24 columns of 24 dots from the left, each column three bytes from the top, hexadecimal.
    pub dots: String,
}

/// A list of pictures that makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a glyph is a letter and 144 hexadecimal digits, and a receipt has at most {MOST}")]
pub struct BadGlyph;

/// The pictures of one receipt, by letter.
#[derive(Debug, Default)]
pub struct Glyphs(HashMap<String, [u8; BYTES]>);

/// What a printer gets for one letter.
#[derive(Debug, PartialEq, Eq)]
pub enum Print<'a> {
    /// Bytes of text.
    Text(Vec<u8>),
    /// A picture.
    Dots(&'a [u8; BYTES]),
}

impl Glyphs {
    /// Checks what a page sent.
    pub fn read(sent: Vec<Glyph>) -> Result<Self, BadGlyph> {
        if sent.len() > MOST {
            return Err(BadGlyph);
        }
        let read = sent.into_iter().map(|glyph| {
            let mut dots = [0; BYTES];
            hex::decode_to_slice(&glyph.dots, &mut dots).map_err(|_| BadGlyph)?;
            let is_letter = !glyph.letter.is_empty() && glyph.letter.len() <= LONGEST;
            is_letter.then_some((glyph.letter, dots)).ok_or(BadGlyph)
        });
        read.collect::<Result<_, _>>().map(Self)
    }

    /// What a printer gets for a letter: text where every printer holds it, otherwise its picture; without one the text of
    /// those that most printers hold, and 〓 for the others.
    #[must_use]
    pub fn print(&self, letter: &str) -> Print<'_> {
        let text = GB18030.encode(letter).0.into_owned();
        if is_in_gb2312(&text) {
            return Print::Text(text);
        }
        match self.0.get(letter) {
            Some(dots) => Print::Dots(dots),
            None => Print::Text(without_marks(letter).unwrap_or_else(|| bytes(NO_TYPE))),
        }
    }
}

/// The letter without the marks on it, where most printers hold that.
fn without_marks(letter: &str) -> Option<Vec<u8>> {
    letter.chars().next().map(bytes).filter(|text| text.len() == 2)
}

fn bytes(letter: char) -> Vec<u8> {
    GB18030.encode(letter.encode_utf8(&mut [0; 4])).0.into_owned()
}

/// ASCII, or two bytes in the square that GB 2312 fills.
fn is_in_gb2312(text: &[u8]) -> bool {
    text.is_ascii() || matches!(text, [0xa1..=0xf7, 0xa1..=0xfe])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(letter: &str, dots: &str) -> Glyph {
        Glyph {
            letter: letter.to_owned(),
            dots: dots.to_owned(),
        }
    }

    #[test]
    fn only_letters_that_printers_may_not_hold_are_drawn() {
        let drawn = Glyphs::read(["王", "堃", "𠮷"].map(|letter| glyph(letter, &"a5".repeat(BYTES))).to_vec()).unwrap();
        assert_eq!(drawn.print("王"), Print::Text(vec![0xcd, 0xf5]));
        assert_eq!(drawn.print("￥"), Print::Text(vec![0xa3, 0xa4]));
        assert_eq!(drawn.print("堃"), Print::Dots(&[0xa5; BYTES]));
        assert_eq!(drawn.print("𠮷"), Print::Dots(&[0xa5; BYTES]));
        let none = Glyphs::default();
        assert_eq!(none.print("堃"), Print::Text(vec![0x88, 0xd2]));
        assert_eq!(none.print("葛\u{e0100}"), Print::Text(vec![0xb8, 0xf0]));
        for letter in ["𠮷", "㛃", "𬴊", "𰻞", "e\u{301}"] {
            assert_eq!(none.print(letter), Print::Text(vec![0xa1, 0xfe]), "{letter}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for (letter, dots) in [
            ("𠮷", "a5".repeat(BYTES - 1)),
            ("𠮷", "a5".repeat(BYTES + 1)),
            ("𠮷", "xy".repeat(BYTES)),
            ("", "a5".repeat(BYTES)),
            (&"𠮷".repeat(9), "a5".repeat(BYTES)),
        ] {
            assert_eq!(Glyphs::read(vec![glyph(letter, &dots)]).unwrap_err(), BadGlyph);
        }
        let many = vec![glyph("𠮷", &"00".repeat(BYTES)); MOST + 1];
        assert_eq!(Glyphs::read(many).unwrap_err(), BadGlyph);
    }
}
