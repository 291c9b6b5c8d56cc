//! What does a meal cost whom? The client's own price lists, from which it also writes the policies that it loads. It asks nobody.

use std::fmt::Write;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};

/// A moment in UTC.
pub type Moment = DateTime<Utc>;

/// The meals, the groups and the tenders, in the order in which papers list them.
pub const MEALS: [&str; 2] = ["lunch", "dinner"];
pub const GROUPS: [&str; 4] = ["elder", "child", "guest", "none"];
pub const TENDERS: [&str; 5] = ["cash", "wechat", "alipay", "wallet", "owed"];
/// The funders and their names, by their keys.
pub const FUNDERS: [(&str, &str); 2] = [("street", "街道办事处"), ("town", "镇财政所")];
/// How much somebody may owe for meals.
pub const MOST_OWED: i64 = 3_000;
/// When each meal begins and ends, in minutes of the canteen's day.
const HOURS: [(u32, u32); 2] = [(10 * 60 + 30, 13 * 60 + 30), (16 * 60 + 30, 19 * 60)];

/// A funder's part of a meal, in fen.
pub type Share = (&'static str, i64);

/// What somebody pays, and what the funders pay.
type Price = (i64, &'static [Share]);

/// What lunch and dinner cost from a day on.
struct List {
    from: &'static str,
    standard: [i64; 2],
    elder: [Price; 2],
    child: [Price; 2],
}

/// Prices change in the middle of the month; a child's dinner is free.
const LISTS: [List; 2] = [
    List {
        from: "2026-11-01",
        standard: [1_500, 1_000],
        elder: [(990, &[("street", 310), ("town", 200)]), (590, &[("street", 410)])],
        child: [(750, &[("town", 750)]), (0, &[("street", 400), ("town", 600)])],
    },
    List {
        from: "2026-11-16",
        standard: [1_600, 1_050],
        elder: [(1_040, &[("street", 560)]), (600, &[("street", 250), ("town", 200)])],
        child: [(800, &[("street", 100), ("town", 700)]), (0, &[("town", 1_050)])],
    },
];

/// What one meal comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub meal: &'static str,
    pub group: &'static str,
    pub standard: i64,
    pub pays: i64,
    pub shares: Vec<Share>,
}

/// The day of a moment in the canteen.
pub fn day_of(at: Moment) -> NaiveDate {
    (at + TimeDelta::hours(8)).date_naive()
}

fn minute_of(at: Moment) -> u32 {
    let local = at + TimeDelta::hours(8);
    local.hour() * 60 + local.minute()
}

/// The meal that a moment means: the nearest one. Half past one and half past four are equally far from three.
pub fn meal_at(at: Moment) -> usize {
    let local = (at + TimeDelta::hours(8)).num_seconds_from_midnight();
    usize::from(local > 15 * 3_600)
}

/// Is the meal of a moment being sold?
pub fn is_open(at: Moment) -> bool {
    let (opens, closes) = HOURS[meal_at(at)];
    (opens..closes).contains(&minute_of(at))
}

/// Elders from 60 years on, children up to 12, everybody else a guest.
pub fn group_of(birth: &str, day: NaiveDate) -> &'static str {
    let birth: NaiveDate = birth.parse().unwrap();
    let is_before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    match day.year() - birth.year() - i32::from(is_before_birthday) {
        60.. => "elder",
        ..=12 => "child",
        _ => "guest",
    }
}

fn list_on(day: NaiveDate) -> &'static List {
    LISTS.iter().rfind(|list| list.from.parse::<NaiveDate>().unwrap() <= day).unwrap()
}

/// What a meal costs somebody of a group who is served by the rule.
pub fn terms(day: NaiveDate, meal: usize, group: &'static str) -> Terms {
    let list = list_on(day);
    let (pays, shares) = match group {
        "elder" => list.elder[meal],
        "child" => list.child[meal],
        _ => return full(day, meal, group),
    };
    Terms {
        pays,
        shares: shares.to_vec(),
        ..full(day, meal, group)
    }
}

/// The full standard: what guests pay, and whoever is served on the cashier's word.
pub fn full(day: NaiveDate, meal: usize, group: &'static str) -> Terms {
    let standard = list_on(day).standard[meal];
    Terms {
        meal: MEALS[meal],
        group,
        standard,
        pays: standard,
        shares: Vec::new(),
    }
}

/// The texts of the policies.
pub fn policies() -> Vec<String> {
    LISTS.iter().map(policy).collect()
}

fn policy(list: &List) -> String {
    let mut text = format!(
        "version = \"month-{0}\"\nname = \"一个月\"\nvalid_from = {0}\nage_counts_from = \"birthday\"\nguests = \"full_standard\"\n\
         [owing]\nlimit = \"{1}\"\n[[group]]\nid = \"elder\"\nage = {{ from = 60 }}\n[[group]]\nid = \"child\"\nage = {{ to = 12 }}\n",
        list.from,
        yuan(MOST_OWED)
    );
    for (id, name) in FUNDERS {
        writeln!(text, "[[funder]]\nid = \"{id}\"\nname = \"{name}\"").unwrap();
    }
    for (meal, (opens, closes)) in HOURS.into_iter().enumerate() {
        let time = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        writeln!(
            text,
            "[[meal]]\nid = \"{}\"\nopens = \"{}\"\ncloses = \"{}\"\nstandard = \"{}\"",
            MEALS[meal],
            time(opens),
            time(closes),
            yuan(list.standard[meal])
        )
        .unwrap();
        for (group, (pays, shares)) in [("elder", list.elder[meal]), ("child", list.child[meal])] {
            let share = |(funder, fen): &Share| format!("{{ funder = \"{funder}\", amount = \"{}\" }}", yuan(*fen));
            let shares: Vec<String> = shares.iter().map(share).collect();
            writeln!(
                text,
                "[[meal.price]]\ngroups = [\"{group}\"]\npays = \"{}\"\nshares = [{}]",
                yuan(pays),
                shares.join(", ")
            )
            .unwrap();
        }
    }
    text
}

/// Fen as papers write them: yuan with two decimals.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}
