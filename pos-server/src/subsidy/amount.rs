//! How much does a subsidy ask for? A fixed amount, a part of the price, or whatever leaves the diner a fixed payment. Rounding is
//! written in the policy.

use crate::money::Fen;

/// How much a subsidy gives, before limits and before what is left to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So much.
    Fixed(Fen),
    /// A part of the price.
    Rate(Rate, Rounding),
    /// What leaves the diner this payment.
    LeavesToPay(Fen),
}

impl Amount {
    /// The amount of a meal: `of` is what a rate counts from, `left` what the diner would pay without it.
    #[must_use]
    pub fn of(self, of: Fen, left: Fen) -> Fen {
        match self {
            Self::Fixed(amount) => amount,
            Self::Rate(rate, rounding) => rounding.round(of, rate),
            Self::LeavesToPay(pays) => left.minus(pays).max(Fen::ZERO),
        }
    }
}

/// A part of an amount in basis points: 10,000 are the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(u32);

/// The whole in basis points.
const WHOLE: u32 = 10_000;

impl Rate {
    /// The whole.
    pub const ALL: Self = Self(WHOLE);

    /// Reads `25%` or `12.5%`: above nothing, at most the whole, at most two decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.strip_suffix('%')?;
        let points: Fen = number.parse().ok()?;
        let points = u32::try_from(points.get()).ok()?;
        (1..=WHOLE).contains(&points).then_some(Self(points))
    }

    /// The sum of two parts.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// What happens to the part of a fen that a rate leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Away with it: 2.475 is 2.47.
    Floor,
    /// Up: 2.471 is 2.48.
    Ceiling,
    /// From the half on up (四舍五入): 2.475 is 2.48.
    HalfUp,
    /// The half goes to the even neighbour: 2.465 is 2.46, 2.475 is 2.48.
    HalfEven,
}

/// How an amount is rounded, and to how many fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    how: How,
    to: i64,
}

impl Rounding {
    /// Rounds to a unit above nothing.
    #[must_use]
    pub fn new(how: How, to: Fen) -> Option<Self> {
        (to > Fen::ZERO).then_some(Self { how, to: to.get() })
    }

    /// A part of an amount, rounded.
    #[must_use]
    pub fn round(self, of: Fen, rate: Rate) -> Fen {
        let unit = self.to.saturating_mul(i64::from(WHOLE));
        let exact = of.get().max(0).saturating_mul(i64::from(rate.0));
        let (whole, part) = (exact / unit, exact % unit);
        let is_up = match self.how {
            How::Floor => false,
            How::Ceiling => part > 0,
            How::HalfUp => part.saturating_mul(2) >= unit,
            How::HalfEven => part.saturating_mul(2) > unit || part.saturating_mul(2) == unit && whole % 2 == 1,
        };
        Fen::new((whole + i64::from(is_up)).saturating_mul(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rounding_does_what_it_is_called() {
        let quarter = Rate::parse("25%").unwrap();
        for (fen, floor, ceiling, half_up, half_even) in [
            (990, 247, 248, 248, 248),
            (986, 246, 247, 247, 246),
            (988, 247, 247, 247, 247),
            (989, 247, 248, 247, 247),
            (0, 0, 0, 0, 0),
        ] {
            for (how, wanted) in [
                (How::Floor, floor),
                (How::Ceiling, ceiling),
                (How::HalfUp, half_up),
                (How::HalfEven, half_even),
            ] {
                let rounding = Rounding::new(how, Fen::new(1)).unwrap();
                assert_eq!(rounding.round(Fen::new(fen), quarter), Fen::new(wanted), "{fen} {how:?}");
            }
        }
        let to_a_tenth = Rounding::new(How::HalfUp, Fen::new(10)).unwrap();
        assert_eq!(to_a_tenth.round(Fen::new(990), quarter), Fen::new(250));
        assert_eq!(to_a_tenth.round(Fen::new(970), quarter), Fen::new(240));
    }

    #[test]
    fn a_rate_is_a_percentage_up_to_the_whole() {
        for (text, points) in [("25%", 2_500), ("12.5%", 1_250), ("33.33%", 3_333), ("100%", 10_000), ("0.01%", 1)] {
            assert_eq!(Rate::parse(text), Some(Rate(points)), "{text}");
        }
        for text in ["0%", "100.01%", "25", "25 %", "-5%", "1.234%", "%", ""] {
            assert_eq!(Rate::parse(text), None, "{text}");
        }
    }
}
