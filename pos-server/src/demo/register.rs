//! How does the made-up community reach the canteen? As the kind of file that a real one sends, through the same import.

use super::community::Person;

/// The register of a community as a CSV file.
pub fn csv(people: &[Person]) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record([
        "姓名",
        "证件类型",
        "证件号码",
        "性别",
        "出生日期",
        "户籍",
        "网格",
        "小区",
        "楼栋",
        "单元",
        "户室",
        "联系电话",
        "身份类别",
        "备注",
    ])?;
    for person in people {
        let (kind, number) = &person.document;
        file.write_record([
            person.name.as_str(),
            kind,
            number,
            if person.is_female { "女" } else { "男" },
            &person.birth.to_string(),
            person.residency,
            person.home.grid,
            person.home.compound,
            &person.home.building,
            &person.home.unit,
            &person.home.room,
            person.phone.as_deref().unwrap_or_default(),
            person.class.unwrap_or_default(),
            person.note,
        ])?;
    }
    file.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::demo::community::community;
    use crate::keys::Keys;
    use crate::residents::columns::find_register;
    use crate::residents::entry::{Rows, read_rows};
    use crate::residents::sheet;

    #[test]
    fn the_import_finds_nothing_wrong_with_it() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let people = community(1, today);
        let sheets = sheet::read(&csv(&people).unwrap()).unwrap();
        let (sheet, columns) = find_register(&sheets).unwrap();
        let Rows { entries, wrong, .. } = read_rows(sheet, &columns, today, &Keys::new(&[7; 32]));
        assert_eq!(wrong.first(), None);
        assert_eq!(entries.len(), people.len());
        assert!(entries.iter().zip(&people).all(|(entry, person)| entry.name == person.name));
    }
}
