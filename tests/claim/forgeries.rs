//! Does somebody who makes all hashes and the signature anew get away with it? Each forgery is what one rule of the verifier is for.

use pos_server::finance::bundle::CLAIM_CSV;
use serde_json::{Value, json};

use super::bundle::Bundle;
use super::{exported, two_closed_months};
use crate::harness::on_both;

/// What somebody does to a bundle.
type Forge<'f> = &'f dyn Fn(&mut Bundle);

/// What the verifier says of a bundle that was changed, approved and signed anew: the file, the row and the sentence.
fn said(sound: &Bundle, forge: impl FnOnce(&mut Bundle)) -> String {
    let mut bundle = sound.clone();
    forge(&mut bundle);
    bundle.reapprove();
    bundle.reseal();
    let wrong = bundle.fault(None).expect("nothing was found");
    format!("{} {}: {}", wrong.file, wrong.row.unwrap_or_default(), wrong.what.en)
}

#[test]
fn who_signs_a_changed_month_anew_is_found_out_by_what_it_says() {
    on_both(async |canteen| {
        two_closed_months(canteen).await;
        let november = exported(canteen, "2026-11").await;
        let mut resealed = november.clone();
        resealed.reapprove();
        resealed.reseal();
        assert_eq!(resealed.fault(None), None, "the forger's tools are right");
        let from_cover = |bundle: &mut Bundle, change: fn(&mut Value)| bundle.edit("cover.jsonl", 0, change);
        let forgeries: [(&str, Forge<'_>); 17] = [
            (
                "journal.jsonl 2: It is not what the month's own line (row 1) says",
                &(|bundle: &mut Bundle| {
                    bundle.edit("meal.jsonl", 0, |meal| meal["pays"] = json!("0.90"));
                }),
            ),
            ("journal.jsonl 2: It is not what the month's own line (row 1) says", &|bundle| {
                bundle.edit("meal.jsonl", 0, |meal| meal["resident_id"] = Value::Null);
            }),
            ("journal.jsonl 22: It is not what the month's own line (row 18) says", &|bundle| {
                bundle.edit("meal.jsonl", 17, |meal| meal["state"] = json!("claimable"));
            }),
            ("journal.jsonl 21: What the month says does not tell of this meal", &|bundle| {
                bundle.remove("meal.jsonl", 17);
            }),
            ("meal.jsonl 19: The journal has no such meal", &|bundle| {
                bundle.copy("meal.jsonl", 0, |meal| {
                    meal["sale_id"] = json!("00000000-0000-7000-8000-000000000001");
                    meal["resident_id"] = json!("00000000-0000-7000-8000-000000000002");
                    meal["receipt_no"] = json!(9_999);
                });
            }),
            ("meal.jsonl 6: The same resident is claimed twice", &|bundle| {
                let twin = bundle.value("meal.jsonl", 4)["resident_id"].clone();
                let day = bundle.value("meal.jsonl", 4)["service_date"].clone();
                bundle.edit("meal.jsonl", 5, |meal| {
                    meal["resident_id"] = twin;
                    meal["service_date"] = day;
                });
            }),
            ("cover.jsonl 1: The sums on the cover are not those of the meals", &|bundle| {
                from_cover(bundle, |cover| cover["sums"]["shares"]["example"] = json!("986.70"));
            }),
            ("cover.jsonl 1: The sums on the cover", &|bundle| {
                from_cover(bundle, |cover| cover["month"] = json!("2026-10"));
            }),
            ("journal.jsonl 3: Entry 3 was changed after it was booked", &|bundle| {
                bundle.edit("journal.jsonl", 2, |row| {
                    row["booked"]["sale"]["cashier_id"] = json!("00000000-0000-7000-8000-000000000001");
                });
            }),
            (
                "journal.jsonl 3: The standard, what the diner pays, the shares and the lines",
                &|bundle| {
                    bundle.edit("journal.jsonl", 2, |row| row["booked"]["sale"]["pays_fen"] = json!(0));
                },
            ),
            ("journal.jsonl 3: The lines should sum to zero", &|bundle| {
                bundle.edit("journal.jsonl", 2, |row| row["lines"][0]["amount_fen"] = json!(1));
            }),
            (
                "journal.jsonl 3: The entry, its lines and the row that it books are not of one entry",
                &|bundle| {
                    bundle.edit("journal.jsonl", 2, |row| row["entry"]["kind"] = json!("movement"));
                },
            ),
            ("journal.jsonl 3: After entry 2 comes 4", &|bundle| {
                bundle.remove("journal.jsonl", 2);
            }),
            ("journal.jsonl 0: The journal ends at entry", &|bundle| {
                let rows = bundle.rows("journal.jsonl").len();
                bundle.remove("journal.jsonl", rows - 1);
            }),
            ("closed_months.jsonl 1: The same person proposed and approved", &|bundle| {
                bundle.edit("closed_months.jsonl", 0, |month| {
                    month["approved_by"] = month["proposed_by"].clone();
                });
            }),
            ("closed_months.jsonl 1: It was proposed before the month was over", &|bundle| {
                bundle.edit("closed_months.jsonl", 0, |month| {
                    month["proposed_at"] = json!("2026-11-30T15:59:59Z");
                });
            }),
            ("closing.jsonl 1: It is not what was kept of the closing", &|bundle| {
                bundle.edit("closing.jsonl", 0, |closing| closing["approved_at"] = json!("2026-12-01T09:00:00Z"));
            }),
        ];
        for (found, forge) in forgeries {
            let said = said(&november, forge);
            assert!(said.starts_with(found), "{said}\n{found}");
        }
    });
}

/// What the verifier says of a bundle whose claim alone was changed and signed anew.
fn said_of_claim(sound: &Bundle, forge: impl FnOnce(&mut Bundle)) -> String {
    let mut bundle = sound.clone();
    forge(&mut bundle);
    bundle.reseal();
    let wrong = bundle.fault(None).expect("nothing was found");
    format!(
        "{} {}: {} {}",
        wrong.file,
        wrong.row.unwrap_or_default(),
        wrong.what.zh,
        wrong.what.en
    )
}

/// Changes one row of the claim's CSV file.
fn in_row(bundle: &mut Bundle, row: usize, change: impl FnOnce(&str) -> String) {
    let text = String::from_utf8(bundle.files[CLAIM_CSV].clone()).unwrap();
    let mut rows: Vec<String> = text.split_inclusive('\n').map(ToOwned::to_owned).collect();
    let changed = change(&rows[row - 1]);
    assert_ne!(changed, rows[row - 1]);
    rows[row - 1] = changed;
    bundle.files.insert(CLAIM_CSV.to_owned(), rows.concat().into_bytes());
}

#[test]
fn who_hands_in_another_claim_than_the_month_says_is_found_out_by_its_row() {
    on_both(async |canteen| {
        two_closed_months(canteen).await;
        for month in ["2026-11", "2026-12"] {
            let sound = exported(canteen, month).await;
            let mut resealed = sound.clone();
            resealed.remake_claim();
            assert_eq!(resealed, sound, "made again from the lines it is the same bytes");
            // Another machine may pack the same sheets into other bytes.
            resealed.repack(|_, text| text, None);
            assert_ne!(resealed, sound);
            resealed.reseal();
            assert_eq!(resealed.fault(None), None);
        }
        let november = exported(canteen, "2026-11").await;
        let share = said_of_claim(&november, |bundle| in_row(bundle, 4, |row| row.replace(",5.10,", ",9.10,")));
        assert!(
            share.starts_with("claim.csv 4: ") && share.ends_with("an amount or a word was changed, or a row was put in or taken out."),
            "{share}"
        );
        let one_less = said_of_claim(&november, |bundle| in_row(bundle, 9, |_| String::new()));
        assert!(one_less.starts_with("claim.csv 9: "), "{one_less}");
        let one_more = said_of_claim(&november, |bundle| in_row(bundle, 19, |row| row.repeat(2)));
        assert!(one_more.starts_with("claim.csv 20: "), "{one_more}");
        let lines = said_of_claim(&november, |bundle| in_row(bundle, 2, |row| row.replace("\r\n", "\n")));
        assert!(lines.starts_with("claim.csv 2: "), "{lines}");
        // The fourth sheet is 明细: a meal's share in its third row.
        let sum = said_of_claim(&november, |bundle| {
            let change = |name: &str, text: String| match (name, text.split_once("<row r=\"3\"")) {
                ("xl/worksheets/sheet4.xml", Some((before, rest))) => format!("{before}<row r=\"3\"{}", rest.replacen(">5.1<", ">9.1<", 1)),
                _ => text,
            };
            bundle.repack(change, None);
        });
        assert!(sum.starts_with("claim.xlsx 3: 工作簿的“明细”不是由月结内容得出的"), "{sum}");
        let capitals = said_of_claim(&november, |bundle| {
            bundle.repack(|_, text| text.replace("人民币", "人民币玖拾"), None);
        });
        assert!(capitals.starts_with("claim.xlsx ") && capitals.contains("“封面”"), "{capitals}");
        let more = said_of_claim(&november, |bundle| bundle.repack(|_, text| text, Some("xl/vbaProject.bin")));
        assert!(
            more.starts_with("claim.xlsx 0: ") && more.contains("Its parts are not those"),
            "{more}"
        );
        let bomb = said_of_claim(&november, |bundle| {
            bundle.repack(|_, text| text.replace("</sheetData>", &" ".repeat(64 << 20)), None);
        });
        assert!(bomb.starts_with("claim.xlsx "), "{bomb}");
        let none = said_of_claim(&november, |bundle| bundle.file("claim.xlsx").truncate(100));
        assert!(
            none.starts_with("claim.xlsx 0: ") && none.contains("The workbook cannot be read"),
            "{none}"
        );
    });
}

#[test]
fn what_was_corrected_of_a_closed_month_cannot_be_forged_either() {
    on_both(async |canteen| {
        two_closed_months(canteen).await;
        let december = exported(canteen, "2026-12").await;
        let taken_away = said(&december, |bundle| {
            bundle.edit("correction.jsonl", 2, |meal| meal["shares"] = json!({}));
        });
        assert!(
            taken_away.contains("It is not what the month's own line (row 3) says"),
            "{taken_away}"
        );
        let left_out = said(&december, |bundle| bundle.remove("correction.jsonl", 0));
        assert!(left_out.contains("does not tell of this meal or void"), "{left_out}");
        let invented = said(&december, |bundle| {
            bundle.copy("correction.jsonl", 0, |meal| {
                meal["sale_id"] = json!("00000000-0000-7000-8000-000000000001");
            });
        });
        assert!(
            invented.starts_with("correction.jsonl 4: The journal has no such meal"),
            "{invented}"
        );
        let forgotten = said(&december, |bundle| bundle.remove("closed_months.jsonl", 0));
        assert!(
            forgotten.starts_with("correction.jsonl 1: The journal has no such meal"),
            "{forgotten}"
        );
    });
}
