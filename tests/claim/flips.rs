//! Is one flipped bit found, in whichever file?

use pos_server::finance::bundle::{CLAIM_XLSX, MANIFEST, SIGNATURE};

use super::{exported, two_closed_months};
use crate::harness::on_both;

#[test]
fn one_flipped_bit_in_any_file_is_found_and_its_row_is_named() {
    on_both(async |canteen| {
        two_closed_months(canteen).await;
        for month in ["2026-11", "2026-12"] {
            let bundle = exported(canteen, month).await;
            let key = canteen.app.keys.claim_public_key().unwrap();
            assert_eq!(bundle.fault(Some(&key)), None);
            for (name, bytes) in &bundle.files {
                let last = bytes.len().saturating_sub(1);
                let mut places = vec![0, last / 3, last / 2, last * 2 / 3, last];
                places.dedup();
                for place in places.into_iter().filter(|place| *place < bytes.len()) {
                    let mut damaged = bundle.clone();
                    damaged.flip(name, place);
                    let wrong = damaged.fault(Some(&key)).unwrap_or_else(|| panic!("{name}, byte {place}"));
                    if [MANIFEST, SIGNATURE].contains(&name.as_str()) {
                        assert!(
                            [MANIFEST, SIGNATURE].contains(&wrong.file.as_str()),
                            "{name}, byte {place}: {wrong}"
                        );
                        continue;
                    }
                    // A workbook has no rows to name.
                    let row = (name != CLAIM_XLSX).then(|| bytes[..place].split(|byte| *byte == b'\n').count());
                    assert_eq!(
                        (&wrong.file, wrong.row),
                        (name, row.and_then(|row| u64::try_from(row).ok())),
                        "{name}, byte {place}: {wrong}"
                    );
                }
            }
        }
    });
}

#[test]
fn a_signature_in_capitals_is_another_file() {
    on_both(async |canteen| {
        two_closed_months(canteen).await;
        let bundle = exported(canteen, "2026-11").await;
        let changes: [fn(&mut Vec<u8>); 3] = [
            |text| text.make_ascii_uppercase(),
            |text| text.push(b'\n'),
            |text| text.truncate(128),
        ];
        for change in changes {
            let mut other = bundle.clone();
            change(other.file(SIGNATURE));
            assert_eq!(other.fault(None).map(|wrong| wrong.file), Some(SIGNATURE.to_owned()));
        }
    });
}
