//! How does a receipt printer hear it? ESC/POS with the text in GB18030 (Epson's command reference; FS & chooses Chinese).

use super::layout::{PaperLine, Style};
use super::rare::{Glyphs, Print};
use crate::residents::mask::letters;

/// ESC @: begin anew.
const BEGIN: &[u8] = &[0x1b, 0x40];
/// FS &: two-byte characters.
const CHINESE: &[u8] = &[0x1c, 0x26];
/// ESC a: left or in the middle.
const ALIGN: [u8; 2] = [0x1b, 0x61];
/// GS !: how often as wide and high.
const SIZE: [u8; 2] = [0x1d, 0x21];
/// ESC E: bold or not.
const BOLD: [u8; 2] = [0x1b, 0x45];
/// ESC * 33 24: a picture of 24 columns, each 24 dots high, between the letters of a line.
const DOTS: [u8; 5] = [0x1b, 0x2a, 33, 24, 0];
/// ESC d 4: four empty lines. Printers without a knife tear 15 mm above the line that they print.
const TEAR: [u8; 3] = [0x1b, 0x64, 4];
/// GS V B 0: feed the paper to the knife and cut.
const CUT: &[u8] = &[0x1d, 0x56, 0x42, 0x00];

/// The bytes of a paper, with the cut at its end. Letters that printers may not hold go out as the pictures that `glyphs` has.
#[must_use]
pub fn bytes(lines: &[PaperLine], glyphs: &Glyphs) -> Vec<u8> {
    let mut bytes = [BEGIN, CHINESE].concat();
    for line in lines {
        let (align, bold, size) = match line.style {
            Style::Plain => (0, 0, 0x00),
            Style::Heading => (1, 1, 0x00),
            Style::Large => (1, 0, 0x11),
        };
        for (command, how) in [(ALIGN, align), (BOLD, bold), (SIZE, size)] {
            bytes.extend(command);
            bytes.push(how);
        }
        for letter in letters(&line.text) {
            match glyphs.print(letter) {
                Print::Text(text) => bytes.extend(text),
                Print::Dots(dots) => {
                    bytes.extend(DOTS);
                    bytes.extend(dots);
                }
            }
        }
        bytes.push(b'\n');
    }
    bytes.extend(TEAR);
    bytes.extend_from_slice(CUT);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_out_in_gb18030_between_its_commands() {
        let line = PaperLine {
            text: "自付 ￥9.90".to_owned(),
            style: Style::Large,
        };
        let sent = bytes(&[line], &Glyphs::default());
        let text = [0xd7, 0xd4, 0xb8, 0xb6, b' ', 0xa3, 0xa4, b'9', b'.', b'9', b'0', b'\n'];
        let expected = [
            &[0x1b, 0x40, 0x1c, 0x26, 0x1b, 0x61, 1, 0x1b, 0x45, 0, 0x1d, 0x21, 0x11][..],
            &text,
            &TEAR,
            CUT,
        ]
        .concat();
        assert_eq!(sent, expected);
    }
}
