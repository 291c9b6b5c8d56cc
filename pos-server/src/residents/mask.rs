//! How does a person's data look to somebody who need not know it? Masked here, by the server, for every screen.

use unicode_normalization::char::is_combining_mark;

/// Surnames of two characters; of the others the first character is the surname.
const COMPOUND_SURNAMES: &[&str] = &[
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "轩辕", "令狐", "慕容", "宇文", "长孙", "夏侯", "端木", "独孤",
    "南宫", "西门", "百里", "呼延", "东郭", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "钟离", "鲜于", "闾丘", "亓官",
    "赫连", "澹台", "第五", "万俟", "闻人", "拓跋", "梁丘", "左丘", "东门", "公羊", "巫马", "微生", "谷梁",
];

/// A name: 张*, 张*三, 欧阳*, 欧阳*娜. Of names with dots or spaces each part keeps its first letter: 阿*·买*.
#[must_use]
pub fn name(name: &str) -> String {
    let is_gap = |letter: &char| matches!(letter, '·' | '•' | '・' | '‧' | '.' | ' ' | '\u{3000}' | '-');
    if !name.chars().any(|letter| is_gap(&letter)) {
        return one_name(name);
    }
    let mut masked = String::new();
    for part in name.split_inclusive(|letter| is_gap(&letter)) {
        let gap = part.chars().last().filter(is_gap);
        let word = gap.map_or(part, |gap| part.strip_suffix(gap).unwrap_or(part));
        if let Some(first) = letters(word).first() {
            masked.push_str(first);
            masked.push('*');
        }
        masked.extend(gap);
    }
    masked
}

fn one_name(name: &str) -> String {
    let letters = letters(name);
    if letters.len() < 2 {
        return "*".to_owned();
    }
    let is_compound = letters.len() > 2 && COMPOUND_SURNAMES.iter().any(|surname| name.starts_with(surname));
    let shown = if is_compound { 2 } else { 1 };
    let surname = letters.iter().take(shown).copied().collect::<String>();
    let last = letters.last().filter(|_| letters.len() > shown + 1 && letters.len() <= 4);
    format!("{surname}*{}", last.copied().unwrap_or_default())
}

/// The first letter of a name as a whole, for the round picture on the counter's screen.
#[must_use]
pub fn initial(name: &str) -> String {
    letters(name).first().copied().unwrap_or_default().to_owned()
}

/// Cuts a text where a reader sees one letter end: marks, variation selectors and skin tones stay with what they change.
#[must_use]
pub fn letters(text: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = text
        .char_indices()
        .filter(|(_, letter)| !continues(*letter))
        .map(|(at, _)| at)
        .collect();
    if cuts.first() != Some(&0) {
        cuts.insert(0, 0);
    }
    let ends = cuts.iter().skip(1).copied().chain(std::iter::once(text.len()));
    cuts.iter()
        .zip(ends)
        .filter_map(|(from, to)| text.get(*from..to))
        .filter(|part| !part.is_empty())
        .collect()
}

fn continues(letter: char) -> bool {
    is_combining_mark(letter)
        || matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{200d}')
}

/// The number of a document: 4110**********1234. Shorter numbers show less: E******12.
#[must_use]
pub fn document(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    match letters.len() {
        0..=4 => "*".repeat(letters.len()),
        5..=11 => stars(&letters, 1, 2),
        _ => stars(&letters, 4, 4),
    }
}

/// Phone numbers, several joined by 、: 138****5678, 0374****678.
#[must_use]
pub fn phone(numbers: &str) -> String {
    let one = |number: &str| {
        let letters: Vec<char> = number.chars().collect();
        match letters.len() {
            0..=4 => "*".repeat(letters.len()),
            5..=8 => stars(&letters, 0, 3),
            _ if number.starts_with('1') => stars(&letters, 3, 4),
            _ => stars(&letters, 4, 3),
        }
    };
    numbers.split('、').map(one).collect::<Vec<_>>().join("、")
}

/// A text in which nobody looks for numbers, but where one may stand: every run of seven or more digits, and every run of
/// eleven or more with blanks or hyphens between them, shows only its ends.
#[must_use]
pub fn digits(text: &str) -> String {
    let shown = runs(text).into_iter().map(|run| match run {
        Run::Digits(run) => hidden_run(&run),
        Run::Text(text) => text,
    });
    shown.collect()
}

/// Takes phones and ID numbers out of a text in which they do not belong: eleven or more digits, perhaps with blanks or
/// hyphens between them. Gives the text without them, and them.
#[must_use]
pub fn without_numbers(text: &str) -> (String, Vec<String>) {
    let (mut rest, mut numbers) = (String::new(), Vec::new());
    for run in runs(text) {
        match run {
            Run::Digits(run) if count(&run) >= LONG => numbers.push(run.trim().to_owned()),
            Run::Digits(text) | Run::Text(text) => rest.push_str(&text),
        }
    }
    (rest.trim().to_owned(), numbers)
}

/// So many digits, whatever parts them, are a phone or an ID number.
const LONG: usize = 11;
/// So many digits in a row are the number of something.
const IN_A_ROW: usize = 7;

enum Run {
    Digits(String),
    Text(String),
}

/// Cuts a text into runs of digits, with the blanks and hyphens inside them and the X at their end, and what is between them.
fn runs(text: &str) -> Vec<Run> {
    let (mut runs, mut run, mut between) = (Vec::new(), String::new(), String::new());
    for letter in text.chars() {
        let is_inside = matches!(letter, ' ' | '-' | '\u{3000}') && !run.is_empty();
        if letter.is_numeric() || is_inside {
            if !between.is_empty() {
                runs.push(Run::Text(std::mem::take(&mut between)));
            }
            run.push(letter);
        } else {
            if matches!(letter, 'X' | 'x') && count(&run) == 17 {
                run.push(letter);
            } else {
                between.push(letter);
            }
            if !run.is_empty() {
                runs.push(Run::Digits(std::mem::take(&mut run)));
            }
        }
    }
    runs.push(Run::Digits(run));
    runs.push(Run::Text(between));
    runs
}

fn count(run: &str) -> usize {
    run.chars().filter(|letter| letter.is_numeric()).count()
}

fn hidden_run(run: &str) -> String {
    let all = count(run);
    let longest = run
        .split(|letter: char| !letter.is_numeric())
        .map(|part| part.chars().count())
        .max();
    let (first, last) = match all {
        _ if all < LONG && longest.unwrap_or_default() < IN_A_ROW => return run.to_owned(),
        0..LONG => (0, all - 3),
        LONG..15 => (3, all - 4),
        _ => (4, all - 4),
    };
    let mut place = 0;
    run.chars()
        .map(|letter| {
            let at = place;
            place += usize::from(letter.is_numeric());
            if letter.is_numeric() && (first..last).contains(&at) {
                '*'
            } else {
                letter
            }
        })
        .collect()
}

fn stars(letters: &[char], first: usize, last: usize) -> String {
    let hidden = letters.len().saturating_sub(first + last);
    let head = letters.iter().take(first);
    let tail = letters.iter().skip(first + hidden);
    head.copied().chain(std::iter::repeat_n('*', hidden)).chain(tail.copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_shows_the_surname_and_at_most_the_last_letter() {
        for (full, masked) in [
            ("张三", "张*"),
            ("张小三", "张*三"),
            ("张", "*"),
            ("欧阳锋", "欧阳*"),
            ("欧阳娜娜", "欧阳*娜"),
            ("司马", "司*"),
            ("诸葛孔明亮", "诸葛*"),
            ("𠮷野家", "𠮷*家"),
            ("葛\u{e0100}小明", "葛\u{e0100}*明"),
            ("e\u{301}ab", "e\u{301}*b"),
            ("阿卜杜热西提·买买提", "阿*·买*"),
            ("迪丽热巴・迪力木拉提", "迪*・迪*"),
            ("John Smith", "J* S*"),
            ("张三👍🏽", "张*👍🏽"),
            ("", "*"),
            ("·", "·"),
        ] {
            assert_eq!(name(full), masked, "{full}");
        }
    }

    #[test]
    fn numbers_show_their_ends() {
        assert_eq!(document("411023194901011234"), "4110**********1234");
        assert_eq!(document("411023490101123"), "4110*******0123".replace("0123", "1123"));
        assert_eq!(document("E12345678"), "E******78");
        assert_eq!(document("123"), "***");
        assert_eq!(phone("13812345678"), "138****5678");
        assert_eq!(phone("03742345678"), "0374****678");
        assert_eq!(phone("2345678"), "****678");
        assert_eq!(phone("13812345678、03742345678"), "138****5678、0374****678");
    }

    #[test]
    fn a_number_in_the_wrong_column_shows_only_its_ends() {
        for (text, shown) in [
            ("11010519491231002X", "1101*********1002X"),
            ("住址 110105 19491231 0021", "住址 1101** ******** 0021"),
            ("１１０１０５１９４９１２３１００２１", "１１０１**********００２１"),
            ("13812345678、0374-2345678", "138****5678、037*-***5678"),
            ("阳光花园 3号楼 1950-01-05", "阳光花园 3号楼 1950-01-05"),
            ("1234567890", "*******890"),
            ("电话2345678", "电话****678"),
            ("许低保字123456号", "许低保字123456号"),
            ("", ""),
        ] {
            assert_eq!(digits(text), shown, "{text}");
        }
        for (text, rest, numbers) in [
            ("七一路112号 13812345678", "七一路112号", &["13812345678"][..]),
            ("11010519491231002X阳光花园3号楼", "阳光花园3号楼", &["11010519491231002X"]),
            ("3号楼，0374-2345678", "3号楼，", &["0374-2345678"]),
            ("阳光花园3号楼1单元1203", "阳光花园3号楼1单元1203", &[]),
        ] {
            assert_eq!(
                without_numbers(text),
                (rest.to_owned(), numbers.iter().map(ToString::to_string).collect()),
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn a_masked_name_hides_something_and_shows_only_what_is_there(full in "[\\p{Han}\\p{M}a-z]{2,12}") {
            let masked = name(&full);
            proptest::prop_assert!(masked.contains('*'));
            proptest::prop_assert!(masked.split('*').all(|part| full.contains(part)));
        }
    }
}
