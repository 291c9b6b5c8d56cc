//! What does somebody avoid? The words of a note such as 不吃香菜、牛肉, and what each of them also means.

use crate::deliveries::plan::{Diet, Diets};
use crate::menu::dishes::dish::Allergen;

/// What stands between two words of a note.
const BETWEEN: &[char] = &[
    '，', ',', '、', '；', ';', '。', '.', '！', '!', '/', '：', ':', '（', '）', '(', ')', '和', '及', '与', '跟', '或', ' ', '\u{3000}',
];
/// What a note says before the food itself, longer ones first.
const BEFORE: [&str; 16] = [
    "不能吃",
    "不可吃",
    "不喜欢",
    "不爱吃",
    "不能",
    "不吃",
    "不要",
    "不放",
    "不加",
    "别放",
    "别加",
    "忌口",
    "忌食",
    "忌",
    "对",
    "不",
];
/// What it says after it.
const AFTER: [&str; 6] = ["过敏", "之类", "一类", "类", "等", "的"];
/// By these a note without the code 忌口 is known to be one all the same.
const MARKS: [&str; 5] = ["忌", "不吃", "不能吃", "过敏", "allergic"];
/// English words that name no food.
const SMALL_WORDS: [&str; 12] = [
    "no", "not", "without", "avoid", "avoids", "eat", "eats", "allergic", "to", "or", "and", "any",
];

/// What one word means in a kitchen: other names, what belongs to it, and the allergen that a dish may be marked with.
#[derive(Debug)]
pub struct Meaning {
    /// The words of a note that mean this.
    words: &'static [&'static str],
    /// What names and ingredients may say instead.
    pub parts: &'static [&'static str],
    /// The allergen.
    pub allergens: &'static [Allergen],
}

/// What is pork, though nothing says 猪.
pub const PORK: &[&str] = &["猪", "五花肉", "大肉", "里脊", "排骨", "腊肉", "火腿", "培根"];

static MEANINGS: [Meaning; 14] = [
    means(
        &["海鲜", "水产", "海产", "seafood"],
        &["鱼", "虾", "蟹", "贝", "鱿", "蛤"],
        &[Allergen::Fish, Allergen::Crustaceans],
    ),
    means(&["鱼", "fish"], &["鱼"], &[Allergen::Fish]),
    means(&["虾", "蟹", "虾蟹", "shrimp", "crab"], &[], &[Allergen::Crustaceans]),
    means(&["蛋", "鸡蛋", "egg", "eggs"], &["蛋"], &[Allergen::Eggs]),
    means(
        &["奶", "牛奶", "乳", "奶制品", "乳制品", "乳糖", "milk"],
        &["奶"],
        &[Allergen::Milk],
    ),
    means(&["花生", "peanut", "peanuts"], &["花生"], &[Allergen::Peanuts]),
    means(&["坚果", "nuts"], &["核桃", "腰果", "杏仁", "榛", "开心果"], &[Allergen::Nuts]),
    means(
        &["大豆", "黄豆", "豆制品", "soy"],
        &["豆腐", "豆干", "豆皮", "腐竹", "豆浆"],
        &[Allergen::Soy],
    ),
    means(
        &["麸质", "小麦", "面食", "gluten", "wheat"],
        &["面", "馒头", "包子", "饺", "饼"],
        &[Allergen::Gluten],
    ),
    means(&["猪肉", "大肉", "pork"], PORK, &[]),
    means(&["辣", "辣椒", "麻辣", "spicy"], &["辣", "麻婆", "剁椒", "泡椒"], &[]),
    means(&["番茄", "西红柿"], &["番茄", "西红柿"], &[]),
    means(&["土豆", "马铃薯"], &["土豆", "马铃薯"], &[]),
    means(&["香菜", "芫荽"], &["香菜", "芫荽"], &[]),
];

/// Words that hold another one without having anything of it: who avoids 鱼 may eat 鱼香.
static WITHOUT: [(&str, &[&str]); 7] = [
    ("鱼", &["鱼香"]),
    ("鸡", &["鸡蛋", "鸡精"]),
    ("鸭", &["鸭蛋"]),
    ("牛", &["牛奶"]),
    ("油", &["油麦菜", "油菜"]),
    ("奶", &["奶白菜"]),
    ("辣", &["不辣"]),
];

const fn means(words: &'static [&'static str], parts: &'static [&'static str], allergens: &'static [Allergen]) -> Meaning {
    Meaning { words, parts, allergens }
}

/// The foods that a note names, each once, in its order: of everybody with the code 忌口, and of whoever's note reads like one.
#[must_use]
pub fn avoided(diets: &Diets, note: &str) -> Vec<String> {
    let note = note.to_lowercase();
    let is_meant = diets.as_slice().contains(&Diet::Avoid) || MARKS.iter().any(|mark| note.contains(mark));
    let mut words: Vec<String> = Vec::new();
    for part in note.split(BETWEEN).filter(|_| is_meant) {
        let word = food(part);
        if !word.is_empty() && !SMALL_WORDS.contains(&word) && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// The food in 不吃香菜, 对虾过敏 or 海鲜类.
fn food(part: &str) -> &str {
    let mut word = part.trim();
    while let Some(rest) = BEFORE.iter().find_map(|before| word.strip_prefix(before)) {
        word = rest;
    }
    while let Some(rest) = AFTER.iter().find_map(|after| word.strip_suffix(after)) {
        word = rest;
    }
    word
}

/// What else a word means, if it is a known one.
#[must_use]
pub fn meaning(word: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|meaning| meaning.words.contains(&word))
}

/// Does a text of the kitchen name this food?
#[must_use]
pub fn names(text: &str, food: &str) -> bool {
    let mut text = text.to_lowercase();
    for (_, harmless) in WITHOUT.iter().filter(|(word, _)| *word == food) {
        for word in *harmless {
            text = text.replace(word, "-");
        }
    }
    text.contains(food)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_foods_of_a_note_are_found_however_it_is_written() {
        let avoid = Diets::from(vec![Diet::Avoid]);
        for (note, foods) in [
            ("不吃香菜、牛肉", &["香菜", "牛肉"][..]),
            ("忌口：海鲜类，辣", &["海鲜", "辣"]),
            ("对花生、虾过敏", &["花生", "虾"]),
            ("对虾过敏；不辣", &["虾", "辣"]),
            ("羊肉 羊肉和鱼", &["羊肉", "鱼"]),
            ("不能吃鸡蛋等", &["鸡蛋"]),
            ("No peanuts, allergic to Milk", &["peanuts", "milk"]),
            ("花生", &["花生"]),
            ("、 不吃，", &[]),
        ] {
            assert_eq!(avoided(&avoid, note), foods, "{note}");
        }
    }

    #[test]
    fn a_note_without_the_code_counts_if_it_reads_like_one() {
        let soft = Diets::from(vec![Diet::Soft]);
        assert_eq!(avoided(&soft, "切碎，花生过敏"), ["切碎", "花生"]);
        assert_eq!(avoided(&soft, "饭软一点，多加汤"), Vec::<String>::new());
    }

    #[test]
    fn a_food_is_not_found_in_a_word_that_only_sounds_like_it() {
        for (text, food, is_named) in [
            ("清蒸鲈鱼", "鱼", true),
            ("鱼香肉丝", "鱼", false),
            ("鱼香鱼片", "鱼", true),
            ("番茄炒鸡蛋", "鸡", false),
            ("鸡汤", "鸡", true),
            ("蒜蓉油麦菜", "油", false),
            ("Peanut salad", "peanut", true),
        ] {
            assert_eq!(names(text, food), is_named, "{text} {food}");
        }
    }
}
