//! What does somebody type to find a resident? A name, a place or a door: each part is compared in its own form.

use unicode_normalization::UnicodeNormalization;

use super::{doors, names};

/// What was typed, as patterns of `LIKE … ESCAPE '!'` that mean it letter by letter. A part that it cannot be is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// A part of the name, its pinyin or its initials, or the beginning of a card's number.
    pub name: Option<String>,
    /// A part of the place as the register writes it.
    pub place: Option<String>,
    /// A door in one of its short forms.
    pub door: Option<String>,
}

impl Typed {
    /// Reads what was typed.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let place: String = text.nfkc().filter(|letter| !letter.is_whitespace()).collect();
        let pattern = |text: String| Some(literally(&text)).filter(|pattern| !pattern.is_empty());
        Self {
            name: pattern(names::search_form(text)),
            place: pattern(place.to_lowercase()),
            door: doors::search_form(text).and_then(pattern),
        }
    }
}

/// The text with its wildcards escaped.
fn literally(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_themselves() {
        for (text, name, place, door) in [
            ("王秀英", Some("王秀英"), Some("王秀英"), None),
            ("买合•木提", Some("买合木提"), Some("买合•木提"), None),
            ("·", None, Some("·"), None),
            ("  ", None, None, None),
            ("50%_!", Some("50!%!_!!"), Some("50!%!_!!"), None),
            ("A-1", Some("a1"), Some("a-1"), Some("/A-1 ")),
            ("%3-501", Some("!%3501"), Some("!%3-501"), Some("!%/3-501 ")),
        ] {
            let own = |part: Option<&str>| part.map(str::to_owned);
            let (name, place, door) = (own(name), own(place), own(door));
            assert_eq!(Typed::read(text), Typed { name, place, door }, "{text}");
        }
    }
}
