//! Who lives together? Households as they are common, with ages that fit each other.

use super::dice::Dice;

/// Somebody in a household, before they have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Age in full years.
    pub age: i64,
    /// A woman or a girl?
    pub is_female: bool,
    /// Which surname of the household: the line of the man of the house (`false`), or one's own (`true`).
    pub has_own_surname: bool,
}

/// The kinds of household.
#[derive(Debug, Clone, Copy)]
enum Shape {
    YoungAlone,
    YoungCouple,
    OneChild,
    TwoChildren,
    SingleParent,
    ThreeGenerations,
    GrownUpChild,
    GrandparentsAndChild,
    ElderCouple,
    ElderAlone,
}

/// How common each is, of 1,000 households in an old inner-city quarter.
const SHAPES: [(Shape, i64); 10] = [
    (Shape::YoungAlone, 45),
    (Shape::YoungCouple, 65),
    (Shape::OneChild, 200),
    (Shape::TwoChildren, 115),
    (Shape::SingleParent, 35),
    (Shape::ThreeGenerations, 170),
    (Shape::GrownUpChild, 155),
    (Shape::GrandparentsAndChild, 30),
    (Shape::ElderCouple, 135),
    (Shape::ElderAlone, 50),
];

/// The members of one household, the oldest generation first.
pub fn household(dice: &mut Dice) -> Vec<Member> {
    let shape = dice.weighted(&SHAPES).copied().unwrap_or(Shape::OneChild);
    let mut members = Vec::new();
    match shape {
        Shape::YoungAlone => members.push(alone(dice, 22, 40)),
        Shape::ElderAlone => {
            let age = elder_age(dice, 62);
            members.push(alone(dice, age, age));
        }
        Shape::YoungCouple => couple(dice, 24, 36, &mut members),
        Shape::ElderCouple => {
            let age = elder_age(dice, 60);
            couple(dice, age, age, &mut members);
        }
        Shape::OneChild => with_children(dice, (31, 54), 1, &mut members),
        Shape::TwoChildren => with_children(dice, (32, 50), 2, &mut members),
        Shape::SingleParent => {
            let mother = alone(dice, 27, 50);
            members.push(mother);
            child(dice, mother.age, 22, &mut members);
        }
        Shape::ThreeGenerations => three_generations(dice, &mut members),
        Shape::GrownUpChild => {
            couple(dice, 47, 62, &mut members);
            let mother = youngest(&members);
            push(
                &mut members,
                dice.between(18, (mother - 22).clamp(18, 33)),
                dice.happens(480),
                false,
            );
        }
        Shape::GrandparentsAndChild => {
            couple(dice, 58, 74, &mut members);
            push(&mut members, dice.between(3, 17), dice.happens(480), false);
        }
    }
    members
}

/// Grandparents, their son with his wife, and one or two children.
fn three_generations(dice: &mut Dice, members: &mut Vec<Member>) {
    let father = dice.between(31, 49);
    let grandmother = father + dice.between(21, 31);
    if dice.happens(620) {
        push(members, grandmother + dice.between(0, 4), false, false);
    }
    push(members, grandmother, true, true);
    push(members, father, false, false);
    let mother = father - dice.between(-1, 4);
    push(members, mother, true, true);
    for _ in 0..dice.between(1, 2) {
        child(dice, mother, 21, members);
    }
}

fn with_children(dice: &mut Dice, ages: (i64, i64), children: usize, members: &mut Vec<Member>) {
    couple(dice, ages.0, ages.1, members);
    let mother = youngest(members);
    for _ in 0..children {
        child(dice, mother, 23, members);
    }
}

/// A child that its mother bore between 22 and 36.
fn child(dice: &mut Dice, mother: i64, most: i64, members: &mut Vec<Member>) {
    let oldest = (mother - 22).clamp(0, most);
    let youngest = (mother - 36).clamp(0, oldest);
    // Fewer were born in the last years: of two draws the older counts.
    let age = dice.between(youngest, oldest).max(dice.between(youngest, oldest));
    push(members, age, dice.happens(475), false);
}

fn couple(dice: &mut Dice, low: i64, high: i64, members: &mut Vec<Member>) {
    let husband = dice.between(low, high);
    push(members, husband, false, false);
    push(members, (husband - dice.between(-1, 4)).max(22), true, true);
}

fn alone(dice: &mut Dice, low: i64, high: i64) -> Member {
    let age = dice.between(low, high);
    // Women outlive men; the young who live alone are more often men.
    Member {
        age,
        is_female: dice.happens(if age >= 60 { 680 } else { 430 }),
        has_own_surname: false,
    }
}

/// Few are very old: of two draws the lower counts.
fn elder_age(dice: &mut Dice, low: i64) -> i64 {
    dice.between(low, 96).min(dice.between(low, 96))
}

fn youngest(members: &[Member]) -> i64 {
    members.iter().map(|member| member.age).min().unwrap_or_default()
}

fn push(members: &mut Vec<Member>, age: i64, is_female: bool, has_own_surname: bool) {
    members.push(Member {
        age,
        is_female,
        has_own_surname,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mother_is_a_child_and_no_child_is_older_than_its_mother() {
        let mut dice = Dice::from_seed(3);
        for _ in 0..5_000 {
            let members = household(&mut dice);
            assert!((1..=6).contains(&members.len()));
            assert!(members.iter().all(|member| (0..=100).contains(&member.age)), "{members:?}");
            let adults = members.iter().filter(|member| member.age >= 22).count();
            assert!(adults >= 1, "{members:?}");
        }
    }
}
