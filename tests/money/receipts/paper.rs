//! What lies in the diner's hand? A receipt printer of the usual kind, as a page of cells: it knows the commands that a receipt
//! uses and no others, holds the letters of GBK and no others, and its picture (SVG) can be opened in any browser.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use encoding_rs::GB18030;

/// Dots of half a Chinese letter, and of a letter's height.
const HALF: usize = 12;
const HEIGHT: usize = 24;
/// Dots from one line to the next.
const FEED: usize = 30;
/// Dots between the head that prints and the edge that tears.
const HEAD_TO_EDGE: usize = 120;

/// One strip of paper.
#[derive(Debug)]
pub struct Paper {
    /// How many dots a line has: 384 on 58 mm, 576 on 80 mm.
    pub width: usize,
    pub lines: Vec<Line>,
    /// How many dots are empty below the last line.
    pub fed: usize,
    pub is_cut: bool,
}

/// One line of it, from the left.
#[derive(Debug, Default)]
pub struct Line {
    pub pieces: Vec<Piece>,
    /// Whether the printer had to begin it because the line before was full.
    pub is_torn_off: bool,
    /// How often as wide and high.
    pub scale: usize,
    pub is_bold: bool,
}

/// One letter or picture.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    pub left: usize,
    pub width: usize,
    pub ink: Ink,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Ink {
    Letter(char),
    /// A letter that the printer does not hold: nothing is printed.
    Nothing,
    /// Columns from the left, three bytes each from the top.
    Dots(Vec<u8>),
}

impl Paper {
    /// What a printer makes of some bytes on paper of so many millimetres.
    pub fn print(bytes: &[u8], width_mm: usize) -> Self {
        let mut head = Head {
            paper: Self {
                width: if width_mm == 58 { 384 } else { 576 },
                lines: Vec::new(),
                fed: 0,
                is_cut: false,
            },
            line: Line::default(),
            is_centred: false,
            scale: 1,
            is_bold: false,
        };
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = head.hear(rest);
        }
        assert!(head.line.pieces.is_empty(), "the last line stays in the printer");
        head.paper
    }

    /// The lines' texts; a picture reads ▦.
    pub fn texts(&self) -> Vec<String> {
        self.lines.iter().map(Line::text).collect()
    }

    /// What nobody wants to see: something beyond the edge, a line that the printer broke, a letter it does not hold, a line that
    /// cannot be torn off.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for line in &self.lines {
            if line.right() > self.width {
                faults.push(format!("beyond the edge: {}", line.text()));
            }
            if line.is_torn_off {
                faults.push(format!("broken by the printer: {}", line.text()));
            }
            if line.pieces.iter().any(|piece| piece.ink == Ink::Nothing) {
                faults.push(format!("a letter is missing: {}", line.text()));
            }
        }
        if self.fed < HEAD_TO_EDGE || !self.is_cut {
            faults.push(format!("cannot be torn off: {} dots below", self.fed));
        }
        faults
    }

    /// Writes the picture among the build's files and tells where it is.
    pub fn draw(&self, name: &str) -> PathBuf {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("receipt-{name}.svg"));
        std::fs::write(&path, self.svg()).unwrap();
        path
    }

    fn svg(&self) -> String {
        let mut marks = String::new();
        let mut top = FEED;
        for line in &self.lines {
            for piece in &line.pieces {
                piece.mark(&mut marks, top, line);
            }
            top += line.scale * HEIGHT + FEED - HEIGHT;
        }
        let height = top + self.fed;
        let Self { width, .. } = self;
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' font-size='24' text-anchor='middle' \
             font-family='Noto Sans CJK SC, sans-serif'><rect width='100%' height='100%' fill='white'/>{marks}</svg>\n"
        )
    }
}

impl Line {
    pub fn text(&self) -> String {
        let letters = self.pieces.iter().map(|piece| match piece.ink {
            Ink::Letter(letter) => letter,
            Ink::Nothing => '□',
            Ink::Dots(_) => '▦',
        });
        letters.collect()
    }

    /// The first dot that is not its own any more.
    pub fn right(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.left + piece.width)
    }
}

impl Piece {
    fn mark(&self, marks: &mut String, top: usize, line: &Line) {
        let (left, scale) = (self.left, line.scale);
        match &self.ink {
            Ink::Letter(' ') | Ink::Nothing => {}
            Ink::Letter(letter) => {
                let letter = match letter {
                    '<' => "&lt;".to_owned(),
                    '&' => "&amp;".to_owned(),
                    letter => letter.to_string(),
                };
                let middle = self.width / scale / 2;
                let weight = if line.is_bold { "bold" } else { "normal" };
                write!(
                    marks,
                    "<text transform='translate({left} {top}) scale({scale})' x='{middle}' y='21' font-weight='{weight}'>{letter}</text>"
                )
                .unwrap();
            }
            Ink::Dots(columns) => {
                for (x, column) in columns.chunks(HEIGHT / 8).enumerate() {
                    for y in (0..HEIGHT).filter(|y| column[y / 8] & (0x80 >> (y % 8)) != 0) {
                        write!(marks, "<rect x='{}' y='{}' width='1' height='1'/>", left + x, top + y).unwrap();
                    }
                }
            }
        }
    }
}

/// The head above its paper.
struct Head {
    paper: Paper,
    line: Line,
    is_centred: bool,
    scale: usize,
    is_bold: bool,
}

impl Head {
    /// Does what stands at the beginning of the bytes, and gives those behind it.
    fn hear<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        match bytes {
            [0x1b, 0x40, rest @ ..] | [0x1c, 0x26, rest @ ..] => rest,
            [0x1b, 0x61, how @ (0 | 1), rest @ ..] => {
                self.is_centred = *how == 1;
                rest
            }
            [0x1b, 0x45, how @ (0 | 1), rest @ ..] => {
                self.is_bold = *how == 1;
                rest
            }
            [0x1d, 0x21, how @ (0x00 | 0x11), rest @ ..] => {
                self.scale = if *how == 0 { 1 } else { 2 };
                rest
            }
            [0x1b, 0x2a, 33, low, high, rest @ ..] => {
                let width = usize::from(*low) + 256 * usize::from(*high);
                let (dots, rest) = rest.split_at(width * HEIGHT / 8);
                // A picture is not made larger with the letters beside it.
                self.put(width, Ink::Dots(dots.to_vec()));
                rest
            }
            [0x1b, 0x64, lines, rest @ ..] => {
                self.paper.fed += usize::from(*lines) * FEED;
                rest
            }
            [0x1d, 0x56, 0x42, 0, rest @ ..] => {
                self.paper.is_cut = true;
                rest
            }
            [b'\n', rest @ ..] => {
                self.end_line(false);
                rest
            }
            [letter @ 0x20..0x7f, rest @ ..] => {
                self.put(HALF * self.scale, Ink::Letter(char::from(*letter)));
                rest
            }
            [_, b'0'..=b'9', _, _, rest @ ..] => {
                self.put(2 * HALF * self.scale, Ink::Nothing);
                rest
            }
            [0x81..=0xfe, _, rest @ ..] => {
                let (text, _, is_wrong) = GB18030.decode(&bytes[..2]);
                assert!(!is_wrong, "no letter: {:x?}", &bytes[..2]);
                self.put(2 * HALF * self.scale, Ink::Letter(text.chars().next().unwrap()));
                rest
            }
            _ => panic!("an unknown command: {bytes:x?}"),
        }
    }

    fn put(&mut self, width: usize, ink: Ink) {
        if self.line.right() + width > self.paper.width {
            self.end_line(true);
        }
        let left = self.line.right();
        self.line.pieces.push(Piece { left, width, ink });
    }

    fn end_line(&mut self, is_full: bool) {
        let mut line = std::mem::take(&mut self.line);
        if self.is_centred {
            let indent = (self.paper.width - line.right()) / 2;
            line.pieces.iter_mut().for_each(|piece| piece.left += indent);
        }
        (line.scale, line.is_bold) = (self.scale, self.is_bold);
        self.paper.lines.push(line);
        self.line.is_torn_off = is_full;
    }
}
