//! Does a stranger decide each meal again, and find what the checks found? Who hides a mistake and makes all hashes anew is found out by
//! the rest of what was known.

use pos_server::finance::verify::wrong::Wrong;
use serde_json::{Value, json};
use uuid::Uuid;

use super::bundle::Bundle;
use super::exported;
use crate::harness::{Canteen, on_both};
use crate::month::frauds::{fact, five_a_day};
use crate::month::over::{Over, close_at, close_shift, closed, ended};
use crate::month::{clean_month, exceptions};

const EXCEPTIONS: &str = "exception.jsonl";

/// The file and the row that are named, a piece of the sentence, and what somebody does.
type Forgery<'f> = (&'static str, u64, &'static str, &'f dyn Fn(&mut Bundle));

/// November with a second lunch and one after a death that was known late, both settled, closed.
async fn with_mistakes(canteen: &Canteen) -> Over {
    let open = clean_month(canteen).await;
    canteen.wait_seconds(1200);
    let again = json!({ "token": open.token("李建国"), "serve_as": "pending" });
    open.lane.order(again).await.expect(201);
    fact(&open, "欧阳秀兰", json!({ "kind": "died", "value": "", "true_from": "2026-11-24" })).await;
    let over = ended(canteen, open).await;
    for item in exceptions(&over.finance).await {
        let path = format!("/months/2026-11/exceptions/{}/settle", item["key"].as_str().unwrap());
        let body = json!({ "id": Uuid::now_v7(), "facts": item["facts"], "reason": "已核实" });
        over.finance.post(&path, body).await.expect(204);
    }
    closed(&over).await;
    over
}

/// What the verifier says of a bundle that was changed, approved and signed anew.
fn said(sound: &Bundle, forge: impl FnOnce(&mut Bundle)) -> Wrong {
    let mut bundle = sound.clone();
    forge(&mut bundle);
    bundle.reapprove();
    bundle.reseal();
    bundle.fault(None).expect("nothing was found")
}

/// The row of a part in which a field has a value.
fn row_of(bundle: &Bundle, part: &str, is_it: impl Fn(&Value) -> bool) -> usize {
    let rows = bundle.rows(part).len();
    (0..rows).find(|row| is_it(&bundle.value(part, *row))).unwrap()
}

#[test]
fn who_hides_what_the_checks_found_is_found_out() {
    on_both(async |canteen| {
        let Over { open, .. } = with_mistakes(canteen).await;
        let sound = exported(canteen, "2026-11").await;
        let key = canteen.app.keys.claim_public_key().unwrap();
        assert_eq!(sound.fault(Some(&key)), None);
        let checks: Vec<Value> = (0..sound.rows(EXCEPTIONS).len())
            .map(|row| sound.value(EXCEPTIONS, row)["check"].clone())
            .collect();
        assert_eq!(checks, ["E01", "E05"]);
        let of = |name: &str| json!(open.residents[name]);
        let elder = of("王秀英");
        let person = row_of(&sound, "person.jsonl", |row| row["id"] == elder);
        let forgeries: [Forgery<'_>; 9] = [
            (EXCEPTIONS, 1, "E01 is found here", &|bundle| bundle.remove(EXCEPTIONS, 0)),
            (EXCEPTIONS, 2, "E05 is found here", &|bundle| bundle.remove(EXCEPTIONS, 1)),
            (EXCEPTIONS, 3, "there is no such exception", &|bundle| {
                bundle.copy(EXCEPTIONS, 0, |_| {});
            }),
            (EXCEPTIONS, 1, "nobody settled it", &|bundle| {
                bundle.edit(EXCEPTIONS, 0, |row| row["settled"] = Value::Null);
            }),
            (EXCEPTIONS, 1, "E01 is found here", &|bundle| {
                bundle.edit(EXCEPTIONS, 0, |row| row["severity"] = json!("warn"));
            }),
            // She was made old enough by a birth date that the month does not know.
            (EXCEPTIONS, 2, "E04 is found here", &|bundle| {
                bundle.edit("person.jsonl", person, |row| row["birth_date"] = json!("1988-03-12"));
            }),
            // Nobody died.
            (EXCEPTIONS, 2, "there is no such exception", &|bundle| {
                bundle.remove("fact.jsonl", 0);
            }),
            ("policy.jsonl", 1, "does not have the policy's hash", &|bundle| {
                bundle.edit("policy.jsonl", 0, |row| {
                    row["text"] = json!(row["text"].as_str().unwrap().replace("9.90", "8.90"));
                });
            }),
            ("meal.jsonl", 1, "is not among the people", &|bundle| {
                bundle.remove("person.jsonl", person);
            }),
        ];
        for (file, row, sentence, forge) in forgeries {
            let wrong = said(&sound, forge);
            assert_eq!((wrong.file.as_str(), wrong.row), (file, Some(row)), "{sentence}: {wrong}");
            assert!(wrong.what.en.contains(sentence), "{sentence}: {wrong}");
        }
        let other_price = said(&sound, |bundle| {
            bundle.edit("policy.jsonl", 0, |row| {
                let text = row["text"].as_str().unwrap();
                let text = text.replace("\"9.90\"", "\"10.90\"").replace("\"5.10\"", "\"4.10\"");
                row["sha256"] = json!(hex::encode(pos_server::keys::sha256(text.as_bytes())));
                row["text"] = json!(text);
            });
        });
        assert_eq!((other_price.file.as_str(), other_price.row), (EXCEPTIONS, Some(2)), "{other_price}");
        let never_seen = said(&sound, |bundle| {
            bundle.edit("policy.jsonl", 0, |row| row["published"] = json!([]));
        });
        assert!(never_seen.what.en.contains("E24 is found here"), "{never_seen}");
        let crowd = said(&sound, |bundle| {
            bundle.files.insert("neighbour.jsonl".to_owned(), Vec::new());
        });
        assert!(crowd.what.en.contains("E06 is found here"), "{crowd}");
    });
}

#[test]
fn what_was_taken_before_the_month_counts_to_its_limits() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        five_a_day(&open, "once-a-week", |text| {
            let (before, examples) = text.split_once("[[example]]").unwrap();
            assert!(examples.contains("limit_reached"));
            before.replace("per = \"day\", times = 1", "per = \"week\", times = 1")
        })
        .await;
        fact(&open, "王秀英", json!({})).await;
        canteen.at("2026-11-30T03:30:00Z");
        open.sign_in_again().await;
        let monday = open.lane.sell(open.token("王秀英")).await.expect(201);
        let Over { open, .. } = ended(canteen, open).await;
        canteen.at("2026-12-01T03:30:00Z");
        open.sign_in_again().await;
        let tuesday = open.lane.sell(open.token("王秀英")).await.expect(201);
        assert_ne!(monday["pays"], tuesday["pays"]);
        close_at(canteen, "2026-12-02T01:00:00Z", "2026-11").await;
        open.sign_in_again().await;
        close_shift(&open).await;
        close_at(canteen, "2027-01-01T01:00:00Z", "2026-12").await;
        let sound = exported(canteen, "2026-12").await;
        assert_eq!(sound.fault(None), None);
        assert_eq!(sound.value("taken.jsonl", 0)["sale_id"], monday["id"]);
        let forgotten = said(&sound, |bundle| bundle.remove("taken.jsonl", 0));
        assert!(forgotten.what.en.contains("E22 is found here"), "{forgotten}");
    });
}
