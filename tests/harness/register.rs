//! Who lives in the stories? A small register, written the way a community would send it.

use chrono::NaiveDate;

/// Somebody of the small register.
#[derive(Debug, Clone, Copy)]
pub struct Neighbour {
    pub name: &'static str,
    pub birth: &'static str,
    pub is_female: bool,
    pub building: &'static str,
    pub room: &'static str,
}

const fn neighbour(name: &'static str, birth: &'static str, is_female: bool, building: &'static str, room: &'static str) -> Neighbour {
    Neighbour {
        name,
        birth,
        is_female,
        building,
        room,
    }
}

/// The small register. On the day on which stories begin, 李建国 becomes 60 and 周子涵 becomes 13; 孙浩宇 is 12 for one more day.
pub const NEIGHBOURS: [Neighbour; 12] = [
    neighbour("王秀英", "1948-03-12", true, "1号楼", "101"),
    neighbour("张德福", "1945-10-01", false, "1号楼", "101"),
    neighbour("李建国", "1966-11-23", false, "1号楼", "102"),
    neighbour("赵玉兰", "1966-11-24", true, "1号楼", "102"),
    neighbour("陈小明", "2018-06-01", false, "2号楼", "201"),
    neighbour("周子涵", "2013-11-23", true, "2号楼", "201"),
    neighbour("孙浩宇", "2013-11-24", false, "2号楼", "202"),
    neighbour("刘强", "1985-05-05", false, "2号楼", "202"),
    neighbour("欧阳秀兰", "1950-02-28", true, "3号楼", "301"),
    neighbour("王𠮷祥", "1952-02-29", false, "3号楼", "301"),
    neighbour("阿卜杜拉·买合木提", "1955-07-07", false, "3号楼", "302"),
    neighbour("田桂英", "1939-01-09", true, "3号楼", "302"),
];

/// The small register as a CSV file.
pub fn small_register() -> String {
    let rows = NEIGHBOURS.iter().zip(1..).map(|(one, order)| {
        format!(
            "{},{},{},{},第一网格,向阳花园,{},1单元,{},154{order:08},\n",
            one.name,
            id_number(one.birth, one.is_female, order),
            if one.is_female { "女" } else { "男" },
            one.birth,
            one.building,
            one.room
        )
    });
    std::iter::once("姓名,身份证号,性别,出生日期,网格,小区,楼栋,单元,户室,联系电话,备注\n".to_owned())
        .chain(rows)
        .collect()
}

/// An ID number that passes every check and belongs to nobody: 999 is no province. `order` tells people with one birthday apart.
pub fn id_number(birth: &str, is_female: bool, order: u32) -> String {
    let birth: NaiveDate = birth.parse().unwrap();
    let body = format!("999001{}{:03}", birth.format("%Y%m%d"), order * 2 + u32::from(!is_female));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .chars()
        .map(|c| c.to_digit(10).unwrap())
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][usize::try_from(sum % 11).unwrap()];
    format!("{body}{check}")
}

#[test]
fn the_check_character_is_that_of_the_standard() {
    assert!(id_number("1949-12-31", true, 1).starts_with("99900119491231002"));
    let example = "11010519491231002X";
    assert!(example.ends_with('X') && id_number("1949-12-31", true, 1).len() == 18);
}
