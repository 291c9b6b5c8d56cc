//! Which mistakes of a policy's text are told, and on which line does each stand? So many as somebody mends in one go; whatever
//! is sent, finding them costs no more than reading the text.

use super::super::policy::Mistake;
use crate::text::Sentence;

/// More mistakes than these are not told; who mends these sees the others.
pub(super) const MOST_TOLD: usize = 50;

/// The mistakes of one text.
pub(super) struct Mistakes {
    /// Where each line begins.
    lines: Vec<usize>,
    told: Vec<Mistake>,
    /// Headings of tables of which a line was taken out: what they seem to miss stood there.
    incomplete: Vec<usize>,
}

impl Mistakes {
    /// The mistakes of a text of which some were found while it was read, and some lines taken out.
    pub(super) fn of(text: &str, told: Vec<Mistake>, removed: &[usize]) -> Self {
        let headings: Vec<usize> = (1..)
            .zip(text.lines())
            .filter(|(_, line)| line.starts_with("[["))
            .map(|(line, _)| line)
            .collect();
        let heading = |line: &usize| headings.iter().rev().find(|heading| *heading < line).copied();
        let after_newline = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self {
            lines: std::iter::once(0).chain(after_newline).collect(),
            told,
            incomplete: removed.iter().filter_map(heading).collect(),
        }
    }

    /// Tells a mistake at a place of the text.
    pub(super) fn tell(&mut self, at: usize, message: Sentence) {
        let line = self.line(at);
        if self.told.len() < MOST_TOLD && !self.incomplete.contains(&line) {
            self.told.push(Mistake { line, message });
        }
    }

    /// How many are told so far.
    pub(super) const fn count(&self) -> usize {
        self.told.len()
    }

    /// The line of a place of the text, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    /// Is something wrong?
    pub(super) const fn are_there(&self) -> bool {
        !self.told.is_empty()
    }

    /// The mistakes from top to bottom.
    pub(super) fn told(mut self) -> Vec<Mistake> {
        self.told.sort_by_key(|mistake| mistake.line);
        self.told
    }
}
