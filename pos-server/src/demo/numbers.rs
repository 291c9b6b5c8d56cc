//! Which ID and phone numbers can a made-up person have so that no real person is ever hit?
//!
//! An ID number (GB 11643) opens with a province, 11 to 83, or with 9 and a province for a foreigner's permanent residence.
//! 99 is no province, so nobody has ever been given, or can be given, a number that opens with 999; the rest passes every
//! check. A phone number opens with 154, which no operator has been assigned.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::dice::Dice;

/// The weights of GB 11643 for the first 17 places.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Gives out numbers, none twice.
#[derive(Debug, Default)]
pub struct Numbers {
    given: HashSet<String>,
}

impl Numbers {
    /// An ID number with its check character.
    pub fn id_number(&mut self, dice: &mut Dice, birth: NaiveDate, is_female: bool) -> String {
        loop {
            let area = dice.between(1, 12);
            let order = dice.between(1, 499) * 2 - i64::from(!is_female);
            let body = format!("999{area:03}{}{order:03}", birth.format("%Y%m%d"));
            let number = format!("{body}{}", check_character(&body));
            if self.given.insert(number.clone()) {
                return number;
            }
        }
    }

    /// A mobile phone number.
    pub fn phone(&mut self, dice: &mut Dice) -> String {
        loop {
            let number = format!("154{:08}", dice.between(0, 99_999_999));
            if self.given.insert(number.clone()) {
                return number;
            }
        }
    }
}

/// The check character: ISO 7064 MOD 11-2.
fn check_character(body: &str) -> char {
    let digits = body.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    match (12 - sum % 11) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        // The two examples of GB 11643-1999, appendix.
        assert_eq!(check_character("11010519491231002"), 'X');
        assert_eq!(check_character("44052418800101001"), '4');
    }

    #[test]
    fn numbers_say_birth_and_sex_and_belong_to_nobody() {
        let (mut numbers, mut dice) = (Numbers::default(), Dice::from_seed(1));
        let birth = NaiveDate::from_ymd_opt(1958, 3, 7).unwrap();
        let mut seen = HashSet::new();
        for is_female in [true, false].repeat(200) {
            let number = numbers.id_number(&mut dice, birth, is_female);
            assert!(number.starts_with("999") && &number[6..14] == "19580307" && number.len() == 18);
            assert_eq!(number.as_bytes()[16] % 2 == 0, is_female);
            assert!(seen.insert(number));
        }
        assert!(numbers.phone(&mut dice).starts_with("154"));
    }
}
