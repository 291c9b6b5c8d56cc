//! Does somebody who makes all hashes and the signature anew get away with it? Each forgery is what one rule of the verifier is for.

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
