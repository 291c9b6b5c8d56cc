//! How much of a narrow paper does a text take, and where may it be broken? In half-width columns, by what a reader sees as one
//! letter. Pure.

use crate::residents::mask::letters;

/// No line begins with one of these.
const CLOSING: &str = "，。、；：！？）》」』”’…·•%*";
/// No line ends with one of these.
const OPENING: &str = "（《「『“‘￥";

/// Names of places and offices end so: a reader pauses there.
const PLACE: &str = "省市县区乡镇处局";

/// How many half-width columns a text takes: a letter that is not ASCII takes two.
#[must_use]
pub fn columns(text: &str) -> usize {
    letters(text).into_iter().map(columns_of).sum()
}

fn columns_of(letter: &str) -> usize {
    if letter.is_ascii() { letter.len() } else { 2 }
}

/// Breaks a text into lines that fit: best behind a mark or the name of a place, otherwise between two Chinese letters, never inside a word or an
/// amount unless it is longer than the paper.
#[must_use]
pub fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = letters(text.trim());
    while rest.iter().copied().map(columns_of).sum::<usize>() > width {
        let (line, further) = rest.split_at(end_of_line(&rest, width));
        lines.push(line.concat().trim_end().to_owned());
        rest = further.iter().copied().skip_while(|letter| *letter == " ").collect();
    }
    lines.push(rest.concat());
    lines
}

/// The same in lines of about one length, as a heading has them.
#[must_use]
pub fn balanced(text: &str, width: usize) -> Vec<String> {
    let lines = columns(text).div_ceil(width.max(1)).max(1);
    let even = columns(text).div_ceil(lines).next_multiple_of(2).min(width);
    let narrow = broken(text, even);
    // A mark that may not begin a line can cost a line more.
    if narrow.len() > lines { broken(text, width) } else { narrow }
}

/// How many letters the first line takes.
fn end_of_line(letters: &[&str], width: usize) -> usize {
    let mut taken = 0;
    let fitting = letters.iter().take_while(|letter| {
        taken += columns_of(letter);
        taken <= width
    });
    let most = fitting.count().max(1);
    let breaks = |at: &usize| may_break(letters.get(at - 1).copied(), letters.get(*at).copied());
    let pauses = |letter: &&str| *letter == " " || CLOSING.contains(*letter) || PLACE.contains(*letter);
    let is_behind_pause = |at: &usize| letters.get(at - 1).is_some_and(pauses);
    let well = (most.div_ceil(2)..=most).rev().filter(breaks).find(is_behind_pause);
    well.or_else(|| (1..=most).rev().find(breaks)).unwrap_or(most)
}

fn may_break(before: Option<&str>, after: Option<&str>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return true;
    };
    let is_word = |letter: &str| letter.is_ascii() && letter != " ";
    let is_bound = is_word(before) && (is_word(after) || after == "￥");
    !is_bound && !CLOSING.contains(after) && !OPENING.contains(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_what_a_reader_sees() {
        assert_eq!(columns("￥9.90 元"), 9);
        assert_eq!(columns("𠮷*英"), 5);
        assert_eq!(columns("葛\u{e0100}*明"), 5, "a variation selector takes no room");
    }

    #[test]
    fn lines_are_broken_where_a_reader_would() {
        for (text, width, lines) in [
            (
                "待核：由办公室处理，如有多收会退还。",
                32,
                &["待核：由办公室处理，", "如有多收会退还。"][..],
            ),
            ("阿*·阿*·买*·伊*", 14, &["阿*·阿*·", "买*·伊*"]),
            ("街道办事处 -￥5.10", 12, &["街道办事处", "-￥5.10"]),
            ("Qiyi Community Canteen", 16, &["Qiyi Community", "Canteen"]),
            (
                "魏都区民政局居家和社区养老服务补贴专项资金",
                32,
                &["魏都区民政局居家和社区", "养老服务补贴专项资金"],
            ),
            ("1234567890", 4, &["1234", "5678", "90"]),
            ("七一社区", 3, &["七", "一", "社", "区"]),
            ("", 8, &[""]),
        ] {
            assert_eq!(broken(text, width), lines, "{text}");
        }
        assert_eq!(
            balanced("许昌市魏都区七一社区幸福食堂便民服务点", 32),
            ["许昌市魏都区七一社区", "幸福食堂便民服务点"]
        );
        assert_eq!(balanced("七一社区幸福食堂", 32), ["七一社区幸福食堂"]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_wider_than_the_paper(text in "[\\p{Han}a-z0-9￥·*，（） .-]{0,60}", width in 2_usize..50) {
            for lines in [broken(&text, width), balanced(&text, width)] {
                proptest::prop_assert!(lines.iter().all(|line| columns(line) <= width), "{lines:?}");
                let bare = |text: &str| text.replace(' ', "");
                proptest::prop_assert_eq!(bare(&lines.concat()), bare(&text));
            }
        }
    }
}
