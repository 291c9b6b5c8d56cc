//! Are two hundred damaged bundles each found, and does none of them stop the verifier?

use pos_server::finance::bundle::{CLAIM_CSV, CLAIM_XLSX, CLOSED_MONTHS, JOURNAL, MANIFEST, SIGNATURE};

use super::bundle::Bundle;
use super::{exported, two_closed_months};
use crate::harness::on_both;

/// How many bundles each database's months are damaged into.
const BUNDLES: u64 = 240;

/// Numbers that follow from a seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn one<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

/// Damages a bundle in one of the known ways, and tells how. With `other` comes the same canteen's other month.
fn damage(bundle: &mut Bundle, other: &Bundle, dice: &mut Dice) -> String {
    let full: Vec<String> = bundle
        .files
        .iter()
        .filter(|(_, bytes)| !bytes.is_empty())
        .map(|(name, _)| name.clone())
        .collect();
    let name = dice.one(&full).clone();
    let way = dice.below(13);
    let bytes = bundle.file(&name);
    let place = dice.below(bytes.len());
    let mut rows: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (row, other_row) = (dice.below(rows.len()), dice.below(rows.len()));
    match way {
        0 => bytes[place] ^= 1 << dice.below(8),
        1 => {
            rows.remove(row);
            *bytes = rows.concat();
        }
        2 => {
            rows.swap(row, other_row);
            *bytes = rows.concat();
        }
        3 => {
            rows.insert(row, rows[row].clone());
            *bytes = rows.concat();
        }
        4 => bytes.truncate(place),
        5 => *bytes = [&bytes[..place], b"\xff\xfe\x00", &bytes[place..]].concat(),
        6 => *bytes = [bytes.as_slice(), &vec![b'7'; 3 << 20]].concat(),
        7 => bytes.clear(),
        8 => {
            bundle.files.remove(&name);
        }
        9 => {
            let stranger = *dice.one(&["meal.jsonl.bak", "..", "notes.txt", "\u{202e}gpj.x", "journal"]);
            bundle.files.insert(stranger.replace("..", ".hidden"), b"{}".to_vec());
        }
        10 => bundle.reseal(),
        11 => {
            bundle.files.insert(name.clone(), other.files[&name].clone());
        }
        _ => {
            // A path that leads out of the folder.
            let text = String::from_utf8(bundle.files[MANIFEST].clone()).unwrap();
            let text = text.replace(
                &format!("\"{}\"", dice.one(&["meal.jsonl", "journal.jsonl"])),
                "\"../../etc/passwd\"",
            );
            bundle.files.insert(MANIFEST.to_owned(), text.into_bytes());
        }
    }
    format!("way {way}, {name}, byte {place}, row {row}")
}

/// Changes one digit of what the journal, the meals, the cover, the claim or the closing say, and makes all hashes and the signature anew.
fn forge(bundle: &mut Bundle, dice: &mut Dice) -> String {
    let names = ["meal.jsonl", "cover.jsonl", "correction.jsonl", JOURNAL, CLAIM_CSV, CLOSED_MONTHS];
    let full: Vec<&str> = names.into_iter().filter(|name| !bundle.files[*name].is_empty()).collect();
    let name = *dice.one(&full);
    let keys: &[&str] = match name {
        JOURNAL => &["amount_fen\":", "standard_fen\":", "\"at\":\"20", "\"hash\":\""],
        CLOSED_MONTHS => &["last_entry_no\":", "sha256\":\"", "approved_at\":\"2", "head\":\""],
        CLAIM_CSV => &[",2026-", "餐,", "_v1,"],
        _ => &["standard\":\"", "pays\":\"", "example\":\""],
    };
    let text = String::from_utf8(bundle.files[name].clone()).unwrap();
    let key = *dice.one(keys);
    let places: Vec<usize> = text.match_indices(key).map(|(at, _)| at + key.len()).collect();
    // Of closed months only the bundle's own is vouched for by its other files.
    let from = if name == CLOSED_MONTHS {
        places[places.len() - 1]
    } else {
        *dice.one(&places)
    };
    let place = from + text[from..].find(|letter: char| letter.is_ascii_digit()).unwrap();
    bundle.file(name)[place] = if text.as_bytes()[place] == b'1' { b'2' } else { b'1' };
    bundle.reseal();
    format!("{name}, {key} at byte {place}")
}

#[test]
fn two_hundred_damaged_bundles_are_each_found() {
    on_both(async |canteen| {
        two_closed_months(canteen).await;
        let months = [exported(canteen, "2026-11").await, exported(canteen, "2026-12").await];
        let key = canteen.app.keys.claim_public_key().unwrap();
        assert!(months.iter().all(|month| month.fault(Some(&key)).is_none()));
        let (mut found, mut whole, mut claims) = (0, 0, 0);
        for seed in 0..BUNDLES {
            let mut dice = Dice(seed);
            let (sound, other) = if seed % 2 == 0 {
                (&months[0], &months[1])
            } else {
                (&months[1], &months[0])
            };
            let mut bundle = sound.clone();
            let forged = seed % 5 == 0;
            let how = if forged {
                forge(&mut bundle, &mut dice)
            } else {
                damage(&mut bundle, other, &mut dice)
            };
            if bundle == *sound {
                // Two equal rows were swapped, or one with itself.
                whole += 1;
                continue;
            }
            claims += i32::from(
                [CLAIM_CSV, CLAIM_XLSX]
                    .iter()
                    .any(|name| bundle.files.get(*name) != sound.files.get(*name)),
            );
            let wrong = bundle.fault((!forged).then_some(key.as_slice()));
            let wrong = wrong.unwrap_or_else(|| panic!("seed {seed}: {how}: nothing was found"));
            assert!(!wrong.what.zh.is_empty() && !wrong.what.en.is_empty() && !wrong.file.is_empty());
            found += 1;
        }
        assert!(found >= 200 && whole < 40, "{found} found, {whole} whole");
        assert!(claims >= 20, "the claim's own files were damaged {claims} times");
    });
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_file_is_no_file() {
    on_both(async |canteen| {
        two_closed_months(canteen).await;
        let bundle = exported(canteen, "2026-11").await;
        for name in [JOURNAL, MANIFEST, SIGNATURE] {
            let (folder, elsewhere) = (bundle.written(), bundle.written());
            std::fs::remove_file(folder.path().join(name)).unwrap();
            std::os::unix::fs::symlink(elsewhere.path().join(name), folder.path().join(name)).unwrap();
            let wrong = pos_server::finance::verify::verify(folder.path(), None).unwrap_err();
            assert_eq!((wrong.file.as_str(), wrong.what.en.as_str()), (name, "It is not a plain file."));
        }
    });
}
