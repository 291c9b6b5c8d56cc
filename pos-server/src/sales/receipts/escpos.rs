//! How does a receipt printer hear it? ESC/POS with the text in GB18030 (Epson's command reference; FS & chooses Chinese).

use encoding_rs::GB18030;

use super::layout::{PaperLine, Style};

/// ESC @: begin anew.
const BEGIN: &[u8] = &[0x1b, 0x40];
/// FS &: two-byte characters.
const CHINESE: &[u8] = &[0x1c, 0x26];
/// ESC a: left or in the middle.
const ALIGN: [u8; 2] = [0x1b, 0x61];
/// GS !: how often as wide and high.
const SIZE: [u8; 2] = [0x1d, 0x21];
/// GS V B 0: feed the paper to the knife and cut.
const CUT: &[u8] = &[0x1d, 0x56, 0x42, 0x00];

/// The bytes of a paper, with the cut at its end.
#[must_use]
pub fn bytes(lines: &[PaperLine]) -> Vec<u8> {
    let mut bytes = [BEGIN, CHINESE].concat();
    for line in lines {
        let (align, size) = match line.style {
            Style::Plain => (0, 0x00),
            Style::Centre => (1, 0x00),
            Style::Large => (1, 0x11),
        };
        bytes.extend(ALIGN);
        bytes.push(align);
        bytes.extend(SIZE);
        bytes.push(size);
        // GB18030 has every character of Unicode: nothing is lost.
        bytes.extend_from_slice(&GB18030.encode(&line.text).0);
        bytes.push(b'\n');
    }
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
        let sent = bytes(&[line]);
        let text = [0xd7, 0xd4, 0xb8, 0xb6, b' ', 0xa3, 0xa4, b'9', b'.', b'9', b'0', b'\n'];
        let expected = [&[0x1b, 0x40, 0x1c, 0x26, 0x1b, 0x61, 1, 0x1d, 0x21, 0x11][..], &text, CUT].concat();
        assert_eq!(sent, expected);
    }
}
