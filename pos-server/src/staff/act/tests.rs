//! Is what was kept of an act once read for ever?

use super::*;

#[test]
fn what_was_kept_once_is_read_for_ever() {
    let card: CardId = "01932d1e-0000-7000-8000-000000000001".parse().unwrap();
    let text = str::to_owned;
    for (act, code, facts) in [
        (Act::CanteenCreated { name: text("七一") }, "canteen_created", r#"{"name":"七一"}"#),
        (Act::SignIn { by: Means::Pin }, "sign_in", r#"{"by":"pin"}"#),
        (Act::OwnPasswordChanged, "own_password_changed", ""),
        (
            Act::StaffAdded {
                login: text("li"),
                role: Role::Cashier,
            },
            "staff_added",
            r#"{"login":"li","role":"cashier"}"#,
        ),
        (
            Act::StaffPasswordSet { login: text("li") },
            "staff_password_set",
            r#"{"login":"li"}"#,
        ),
        (Act::StaffPinSet { login: text("li") }, "staff_pin_set", r#"{"login":"li"}"#),
        (Act::StaffDisabled { login: text("li") }, "staff_disabled", r#"{"login":"li"}"#),
        (Act::StaffEnabled { login: text("li") }, "staff_enabled", r#"{"login":"li"}"#),
        (
            Act::StaffResidentSet {
                login: text("li"),
                resident: None,
            },
            "staff_resident_set",
            r#"{"login":"li","resident":null}"#,
        ),
        (Act::LaneCodeMade { name: text("1") }, "lane_code_made", r#"{"name":"1"}"#),
        (Act::LaneEnrolled, "lane_enrolled", ""),
        (
            Act::OfficePhoneSet {
                phone: text("0374-1234567"),
            },
            "office_phone_set",
            r#"{"phone":"0374-1234567"}"#,
        ),
        (Act::LaneDeviceEnded, "lane_device_ended", ""),
        (Act::LaneRevoked, "lane_revoked", ""),
        (Act::PrinterSet { address: text("") }, "printer_set", r#"{"address":""}"#),
        (
            Act::ResidentRevealed {
                reason: text("\"核对\"")
            },
            "resident_revealed",
            r#"{"reason":"\"核对\""}"#,
        ),
        (Act::FactRecorded { kind: text("died") }, "fact_recorded", r#"{"kind":"died"}"#),
        (
            Act::RegisterImported {
                sha256: text("ab"),
                new: 1,
                changed: 2,
                unchanged: 3,
            },
            "register_imported",
            r#"{"changed":2,"new":1,"sha256":"ab","unchanged":3}"#,
        ),
        (
            Act::CardsIssued { issued: 8, skipped: 1 },
            "cards_issued",
            r#"{"issued":8,"skipped":1}"#,
        ),
        (Act::CardsPrinted { cards: 8 }, "cards_printed", r#"{"cards":8}"#),
        (Act::CardBlocked { reason: text("丢") }, "card_blocked", r#"{"reason":"丢"}"#),
        (
            Act::CardReplaced {
                by: card,
                reason: text("折"),
            },
            "card_replaced",
            r#"{"by":"01932d1e-0000-7000-8000-000000000001","reason":"折"}"#,
        ),
        (Act::CardClosed { reason: text("迁") }, "card_closed", r#"{"reason":"迁"}"#),
        (Act::PolicyLoaded, "policy_loaded", ""),
        (Act::PolicyProposed, "policy_proposed", ""),
        (Act::PolicyApproved, "policy_approved", ""),
        (
            Act::PolicyRejected {
                reason: "餐标没有写对".to_owned(),
            },
            "policy_rejected",
            r#"{"reason":"餐标没有写对"}"#,
        ),
        (Act::SaleVoided { reason: text("错") }, "sale_voided", r#"{"reason":"错"}"#),
        (
            Act::MonthExported { file: text("meals.csv") },
            "month_exported",
            r#"{"file":"meals.csv"}"#,
        ),
    ] {
        assert_kept(&act, code, facts);
    }
}

#[test]
fn what_was_kept_of_money_is_read_for_ever() {
    let wallet: ResidentId = "01932d1e-0000-7000-8000-000000000002".parse().unwrap();
    let text = str::to_owned;
    for (act, code, facts) in [
        (
            Act::MoneyTransferred {
                from: text("safe"),
                to: text("bank"),
                amount: Fen::new(990),
            },
            "money_transferred",
            r#"{"amount":"9.90","from":"safe","to":"bank"}"#,
        ),
        (
            Act::FunderPaid {
                from: text("receivable:street"),
                amount: Fen::new(510),
            },
            "funder_paid",
            r#"{"amount":"5.10","from":"receivable:street"}"#,
        ),
        (
            Act::StatementImported {
                tender: text("wechat"),
                sha256: text("ab"),
            },
            "statement_imported",
            r#"{"sha256":"ab","tender":"wechat"}"#,
        ),
        (
            Act::WalletRefunded {
                amount: Fen::new(1510),
                reason: text("迁"),
            },
            "wallet_refunded",
            r#"{"amount":"15.10","reason":"迁"}"#,
        ),
        (Act::DebtRepaid { amount: Fen::new(990) }, "debt_repaid", r#"{"amount":"9.90"}"#),
        (
            Act::PayerAllowed { wallet },
            "payer_allowed",
            r#"{"wallet":"01932d1e-0000-7000-8000-000000000002"}"#,
        ),
        (
            Act::PayerEnded { wallet },
            "payer_ended",
            r#"{"wallet":"01932d1e-0000-7000-8000-000000000002"}"#,
        ),
    ] {
        assert_kept(&act, code, facts);
    }
}

#[test]
fn what_was_kept_of_deliveries_is_read_for_ever() {
    let day = |text: &str| text.parse().unwrap();
    let text = str::to_owned;
    for (act, code, facts) in [
        (
            Act::DeliveryPlanned {
                meal: text("lunch"),
                from: day("2026-11-24"),
            },
            "delivery_planned",
            r#"{"from":"2026-11-24","meal":"lunch"}"#,
        ),
        (
            Act::DeliveryEnded {
                meal: text("dinner"),
                until: day("2026-11-30"),
                reason: text("好了"),
            },
            "delivery_ended",
            r#"{"meal":"dinner","reason":"好了","until":"2026-11-30"}"#,
        ),
        (
            Act::DeliveryHeld {
                from: day("2026-11-24"),
                until: None,
                reason: text("住院"),
            },
            "delivery_held",
            r#"{"from":"2026-11-24","reason":"住院","until":null}"#,
        ),
        (
            Act::DeliveryHoldLifted { until: day("2026-11-25") },
            "delivery_hold_lifted",
            r#"{"until":"2026-11-25"}"#,
        ),
        (
            Act::DeliveryContactsSet { contacts: 2 },
            "delivery_contacts_set",
            r#"{"contacts":2}"#,
        ),
    ] {
        assert_kept(&act, code, facts);
    }
}

#[test]
fn what_was_kept_of_menus_is_read_for_ever() {
    let text = str::to_owned;
    for (act, code, facts) in [
        (Act::DishSaved { name: text("红烧肉") }, "dish_saved", r#"{"name":"红烧肉"}"#),
        (
            Act::MenuSet {
                date: "2026-11-23".parse().unwrap(),
                meal: text("lunch"),
                dishes: 12,
            },
            "menu_set",
            r#"{"date":"2026-11-23","dishes":12,"meal":"lunch"}"#,
        ),
    ] {
        assert_kept(&act, code, facts);
    }
}

#[test]
fn what_was_kept_of_the_kitchen_is_read_for_ever() {
    let (text, date) = (str::to_owned, "2026-11-23".parse().unwrap());
    for (act, code, facts) in [
        (
            Act::KitchenCounted {
                date,
                meal: text("lunch"),
                what: text("left_over"),
                meals: 6,
            },
            "kitchen_counted",
            r#"{"date":"2026-11-23","meal":"lunch","meals":6,"what":"left_over"}"#,
        ),
        (
            Act::KitchenClosed {
                date,
                meal: text("lunch"),
                difference: -1,
                reason: text("少数一份"),
            },
            "kitchen_closed",
            r#"{"date":"2026-11-23","difference":-1,"meal":"lunch","reason":"少数一份"}"#,
        ),
        (
            Act::SampleKept {
                date,
                meal: text("dinner"),
                dish: text("红烧肉"),
                grams: 130,
            },
            "sample_kept",
            r#"{"date":"2026-11-23","dish":"红烧肉","grams":130,"meal":"dinner"}"#,
        ),
        (
            Act::SampleEnded {
                dish: text("红烧肉"),
                end: text("thrown_away"),
                reason: text(""),
            },
            "sample_ended",
            r#"{"dish":"红烧肉","end":"thrown_away","reason":""}"#,
        ),
        (
            Act::TemperatureTaken {
                date,
                meal: text("lunch"),
                dish: text("红烧肉"),
                core_tenths: 745,
            },
            "temperature_taken",
            r#"{"core_tenths":745,"date":"2026-11-23","dish":"红烧肉","meal":"lunch"}"#,
        ),
    ] {
        assert_kept(&act, code, facts);
    }
}

#[test]
fn what_was_kept_of_rounds_is_read_for_ever() {
    let text = str::to_owned;
    for (act, code, facts) in [
        (
            Act::RoundsDrafted {
                date: "2026-11-24".parse().unwrap(),
                meal: text("lunch"),
                rounds: 12,
                stops: 120,
            },
            "rounds_drafted",
            r#"{"date":"2026-11-24","meal":"lunch","rounds":12,"stops":120}"#,
        ),
        (
            Act::RoundChanged {
                change: RoundChange::LinkMade,
            },
            "round_changed",
            r#"{"change":"link_made"}"#,
        ),
        (Act::StopsMoved { stops: 3 }, "stops_moved", r#"{"stops":3}"#),
        (
            Act::LadderClimbed {
                rung: text("phone"),
                found: text("reached"),
            },
            "ladder_climbed",
            r#"{"found":"reached","rung":"phone"}"#,
        ),
        (
            Act::StopSettled {
                decision: text("delivered"),
                reason: text("问过"),
            },
            "stop_settled",
            r#"{"decision":"delivered","reason":"问过"}"#,
        ),
        (Act::DoorTagsIssued { tags: 3 }, "door_tags_issued", r#"{"tags":3}"#),
        (Act::DoorTagsPrinted { tags: 3 }, "door_tags_printed", r#"{"tags":3}"#),
        (
            Act::DoorTagRetired { reason: text("搬走") },
            "door_tag_retired",
            r#"{"reason":"搬走"}"#,
        ),
        (Act::PhotoSeen { reason: text("看看") }, "photo_seen", r#"{"reason":"看看"}"#),
        (Act::PlacesDrawn { buildings: 108 }, "places_drawn", r#"{"buildings":108}"#),
    ] {
        assert_kept(&act, code, facts);
    }
}

fn assert_kept(act: &Act, code: &str, facts: &str) {
    assert_eq!(act.kept().unwrap(), (code.to_owned(), facts.to_owned()));
    assert_eq!(Act::read(code.to_owned(), facts.to_owned()), *act);
}

#[test]
fn what_another_version_wrote_is_shown_as_it_stands() {
    for (code, facts) in [
        ("cards_printed", "8 cards"),
        ("cards_printed", ""),
        ("card_closed", r#"{"because":"x"}"#),
        ("flew", "{}"),
    ] {
        let read = Act::read(code.to_owned(), facts.to_owned());
        let (code, text) = (code.to_owned(), facts.to_owned());
        assert_eq!(read, Act::Other { code, text });
    }
}
