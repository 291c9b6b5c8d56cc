//! Does an import change what the file says otherwise, and nothing else?

use std::collections::BTreeMap;

use super::super::difference::KnownFact;
use super::super::entry::document_index;
use super::super::homes::{Homes, Made};
use super::super::identity::{Document, IdNumber, check_character};
use super::super::phones::Phone;
use super::super::sheet::Cell;
use super::*;
use crate::ids::FactId;
use crate::keys::Keys;

const HEADERS: Headers<'_> = Headers {
    document: "身份证号",
    name: "姓名",
};

fn id_card(order: u32) -> Document {
    let digits = format!("41100219500105{order:03}");
    let number = format!("{digits}{}", check_character(&digits));
    Document::IdCard(IdNumber::parse(&number, "2026-11-23".parse().unwrap()).unwrap())
}

fn entry(row: u32, name: &str, document: Document) -> Entry {
    Entry {
        row,
        name: name.to_owned(),
        document_index: document_index(&Keys::new(&[7; 32]), &document),
        document,
        sex: Sex::Male,
        birth_date: "1950-01-05".parse().unwrap(),
        place: Some(Place {
            grid: None,
            compound: "阳光花园".into(),
            building: "3栋".into(),
            unit: "2".into(),
            room: "501".into(),
        }),
        phone: None,
        residency: None,
        classes: None,
        note: None,
    }
}

/// Writes a difference into a register, as the database would.
fn apply(register: &mut Register, difference: Difference) {
    let mut made = Made::default();
    let Difference { new, changed, .. } = difference;
    let with_ids = new.into_iter().map(|entry| (ResidentId::new(), None, entry));
    let all: Vec<_> = with_ids
        .chain(
            changed
                .into_iter()
                .map(|changed| (changed.known.id, Some(changed.known), changed.entry)),
        )
        .collect();
    for (id, before, entry) in all {
        let fact = |value: &String| KnownFact {
            id: FactId::new(),
            value: value.clone(),
            document: String::new(),
            true_from: entry.birth_date,
        };
        let household = entry.place.as_ref().map(|place| register.homes.household_for(place, &mut made));
        let known = Known {
            id,
            name: entry.name.clone(),
            sex: entry.sex,
            birth_date: entry.birth_date,
            document_index: entry.document_index,
            phone: entry
                .phone
                .as_ref()
                .map(|phone| phone.as_str().to_owned())
                .or_else(|| before.as_ref().and_then(|known| known.phone.clone())),
            note: entry
                .note
                .clone()
                .or_else(|| before.as_ref().map(|known| known.note.clone()))
                .unwrap_or_default(),
            household,
            residency: entry
                .residency
                .as_ref()
                .map(fact)
                .or_else(|| before.as_ref().and_then(|known| known.residency.clone())),
            classes: entry.classes.as_ref().map_or_else(
                || before.as_ref().map(|known| known.classes.clone()).unwrap_or_default(),
                |classes| classes.iter().map(|class| (class.clone(), fact(class))).collect::<BTreeMap<_, _>>(),
            ),
        };
        register.residents.retain(|other| other.id != id);
        register.residents.push(known);
    }
}

fn imported(entries: &[Entry]) -> Register {
    let mut register = Register {
        homes: Homes::default(),
        ..Register::default()
    };
    let difference = compare(entries.to_vec(), vec![], &register, HEADERS);
    assert_eq!((difference.new.len(), difference.wrong.len()), (entries.len(), 0));
    apply(&mut register, difference);
    register
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let entries = [
        entry(2, "张三", id_card(1)),
        entry(3, "李四", id_card(2)),
        entry(4, "王五", Document::None),
    ];
    let register = imported(&entries);
    let again = compare(entries.to_vec(), vec![], &register, HEADERS);
    assert_eq!(
        (again.rows, again.new.len(), again.changed.len(), again.unchanged, again.wrong.len()),
        (3, 0, 0, 3, 0)
    );
}

#[test]
fn every_changed_part_is_named_and_masked() {
    let register = imported(&[entry(2, "张三", id_card(1))]);
    let mut changed = entry(2, "张小三", id_card(1));
    changed.place.as_mut().unwrap().room = "502".to_owned();
    changed.phone = Phone::parse(&Cell::Text("13812345678".to_owned())).unwrap();
    changed.residency = Some("local".to_owned());
    changed.classes = Some(["dibao".to_owned()].into());
    changed.note = Some("听力不好".to_owned());
    let difference = compare(vec![changed], vec![], &register, HEADERS);
    let found: Vec<(Field, &str, &str)> = difference.changed[0]
        .changes
        .iter()
        .map(|change| (change.field, change.before.as_str(), change.after.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (Field::Name, "张*", "张*三"),
            (Field::Phone, "", "138****5678"),
            (Field::Place, "阳光花园 3栋 2 501", "阳光花园 3栋 2 502"),
            (Field::Residency, "", "local"),
            (Field::Class, "", "dibao"),
            (Field::Note, "", "听力不好"),
        ]
    );
}

#[test]
fn what_a_file_does_not_say_stays() {
    let mut full = entry(2, "张三", id_card(1));
    full.phone = Phone::parse(&Cell::Text("13812345678".to_owned())).unwrap();
    full.note = Some("听力不好".to_owned());
    full.classes = Some(["dibao".to_owned()].into());
    let register = imported(&[full]);
    let mut sparse = entry(9, "张三", id_card(1));
    sparse.place = None;
    sparse.sex = Sex::Unknown;
    let difference = compare(vec![sparse.clone()], vec![], &register, HEADERS);
    assert_eq!((difference.unchanged, difference.changed.len()), (1, 0));
    sparse.classes = Some(BTreeSet::new());
    let difference = compare(vec![sparse], vec![], &register, HEADERS);
    assert_eq!(
        difference.changed[0].changes,
        [Change {
            field: Field::Class,
            before: "dibao".into(),
            after: String::new()
        }]
    );
}

#[test]
fn one_person_in_two_rows_is_an_error_that_names_both() {
    let entries = vec![
        entry(2, "张三", id_card(1)),
        entry(3, "李四", id_card(2)),
        entry(7, "张三", id_card(1)),
        entry(8, "王五", Document::None),
        entry(9, "王五", Document::None),
    ];
    let difference = compare(entries, vec![], &Register::default(), HEADERS);
    let found: Vec<(u32, &str, bool)> = difference
        .wrong
        .iter()
        .map(|wrong| {
            (
                wrong.row,
                wrong.column.as_str(),
                wrong.zh.contains("第 7 行") || wrong.zh.contains("第 2 行"),
            )
        })
        .collect();
    assert_eq!(
        found,
        [(2, "身份证号", true), (7, "身份证号", true), (8, "姓名", false), (9, "姓名", false)]
    );
    assert_eq!((difference.rows, difference.new.len()), (5, 1));
}

#[test]
fn a_document_of_another_canteen_is_a_row_error() {
    let entry = entry(2, "张三", id_card(1));
    let register = Register {
        elsewhere: [entry.document_index.unwrap()].into(),
        ..Register::default()
    };
    let difference = compare(vec![entry], vec![], &register, HEADERS);
    assert_eq!((difference.wrong[0].row, difference.wrong[0].column.as_str()), (2, "身份证号"));
    assert!(difference.wrong[0].zh.contains("另一个食堂"));
}

#[test]
fn people_without_documents_are_known_by_name_birth_and_household() {
    let register = imported(&[entry(2, "王五", Document::None), entry(3, "张三", id_card(1))]);
    let now_with_document = compare(vec![entry(2, "王五", id_card(5))], vec![], &register, HEADERS);
    assert_eq!(now_with_document.changed[0].changes[0].field, Field::Document);
    let now_without = compare(vec![entry(2, "张三", Document::None)], vec![], &register, HEADERS);
    assert!(now_without.wrong[0].zh.contains("请填写证件号码"));
    let both = compare(
        vec![entry(2, "王五", id_card(5)), entry(3, "王五", Document::None)],
        vec![],
        &register,
        HEADERS,
    );
    assert_eq!((both.changed.len(), both.wrong.len(), both.wrong[0].row), (1, 1, 3));
    let mut twins = imported(&[entry(2, "王五", Document::None)]);
    let mut second = twins.residents[0].clone();
    second.id = ResidentId::new();
    twins.residents.push(second);
    let unclear = compare(vec![entry(2, "王五", Document::None)], vec![], &twins, HEADERS);
    assert!(unclear.wrong[0].zh.contains("无法确定"));
}

#[test]
fn the_difference_has_a_hash_that_changes_with_the_register() {
    let entries = [entry(2, "张三", id_card(1)), entry(3, "李四", id_card(2))];
    let empty = compare(entries.to_vec(), vec![], &Register::default(), HEADERS);
    assert_eq!(
        empty.hash(),
        compare(entries.to_vec(), vec![], &Register::default(), HEADERS).hash()
    );
    let register = imported(&entries[..1]);
    assert_ne!(empty.hash(), compare(entries.to_vec(), vec![], &register, HEADERS).hash());
    let mut edited = imported(&entries[..1]);
    let mut moved = entries.to_vec();
    moved[0].note = Some("新".to_owned());
    let before = compare(moved.clone(), vec![], &edited, HEADERS).hash();
    edited.residents[0].note = "别的".to_owned();
    assert_ne!(before, compare(moved, vec![], &edited, HEADERS).hash());
}

proptest::proptest! {
    #[test]
    fn importing_twice_is_importing_once(people in proptest::collection::vec((0_u32..40, "[\\p{Han}]{2,4}", 0_u32..4, 0_u32..3, proptest::bool::ANY), 1..30)) {
        let mut entries = Vec::new();
        for (row, (order, name, building, room, has_class)) in (2_u32..).zip(people) {
            let mut entry = entry(row, &name, id_card(order));
            entry.place = Some(Place {
                grid: (building % 2 == 0).then(|| "1".to_owned()),
                compound: "阳光花园".into(),
                building: format!("{building}栋"),
                unit: String::new(),
                room: room.to_string(),
            });
            entry.classes = has_class.then(|| ["dibao".to_owned()].into());
            entries.retain(|other: &Entry| other.document_index != entry.document_index);
            entries.push(entry);
        }
        let mut register = Register::default();
        let first = compare(entries.clone(), vec![], &register, HEADERS);
        proptest::prop_assert_eq!((first.new.len(), first.wrong.len()), (entries.len(), 0));
        apply(&mut register, first);
        let second = compare(entries.clone(), vec![], &register, HEADERS);
        proptest::prop_assert_eq!((second.unchanged, second.changed.len(), second.new.len(), second.wrong.len()), (entries.len(), 0, 0, 0));
    }
}
