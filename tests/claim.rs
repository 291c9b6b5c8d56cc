//! Does a stranger find out from a bundle's files alone whether it is what the canteen closed?

mod bundle;
mod damage;
mod decisions;
mod flips;
mod forgeries;

use std::path::Path;

use pos_server::calendar::Month;
use pos_server::db::Sql;
use pos_server::finance::bundle::MANIFEST;
use pos_server::finance::bundle::export::{ExportError, export};
use pos_server::finance::bundle::manifest::Manifest;
use pos_server::finance::verify::verify;
use pos_server::ids::CanteenId;

use self::bundle::Bundle;
use crate::harness::{Canteen, on_both};
use crate::month::over::{Over, approve, close_at, close_shift, closed, late_lunch, over, propose, undo};

/// Two closed months: November with its trade, December with what was corrected of November.
pub async fn two_closed_months(canteen: &Canteen) {
    let Over { open, finance, checker } = over(canteen).await;
    let undone = late_lunch(&open, "张德福").await;
    undo(&open, &undone).await;
    let proposal = propose(&finance, "2026-11").await.expect(201);
    approve(&checker, "2026-11", &proposal).await.expect(200);
    late_lunch(&open, "王秀英").await;
    let undone = late_lunch(&open, "田桂英").await;
    undo(&open, &undone).await;
    close_shift(&open).await;
    close_at(canteen, "2027-01-01T01:00:00Z", "2026-12").await;
}

/// Exports a month into a folder.
pub async fn try_export(canteen: &Canteen, month: &str, folder: &Path) -> Result<(), ExportError> {
    let mut tx = canteen.app.db.snapshot().await.unwrap();
    let (id,): (CanteenId,) = Sql::new("SELECT id FROM canteen").one(&mut tx).await.unwrap();
    let month: Month = month.parse().unwrap();
    export(&mut tx, &canteen.app.keys, (id, month), folder).await.map(|_| ())
}

/// The bundle of a month.
pub async fn exported(canteen: &Canteen, month: &str) -> Bundle {
    let folder = tempfile::tempdir().unwrap();
    try_export(canteen, month, folder.path()).await.unwrap();
    Bundle::read(folder.path())
}

#[test]
fn a_closed_month_verifies_and_is_the_same_bytes_whatever_happens_later() {
    on_both(async |canteen| {
        let folder = tempfile::tempdir().unwrap();
        let Over { open, finance, checker } = over(canteen).await;
        let refused = try_export(canteen, "2026-11", folder.path()).await;
        assert!(matches!(refused, Err(ExportError::Open(_))));
        let proposal = propose(&finance, "2026-11").await.expect(201);
        approve(&checker, "2026-11", &proposal).await.expect(200);
        let november = exported(canteen, "2026-11").await;
        late_lunch(&open, "王秀英").await;
        let undone = late_lunch(&open, "田桂英").await;
        undo(&open, &undone).await;
        assert_eq!(exported(canteen, "2026-11").await, november);
        let key = canteen.app.keys.claim_public_key().unwrap();
        let folder = november.written();
        let verified = verify(folder.path(), Some(&key)).unwrap();
        assert_eq!(hex::encode(&key), verified.manifest.public_key);
        // A shift, seventeen meals, the shift's end.
        assert_eq!(verified.entries, 19);
        let again = try_export(canteen, "2026-11", folder.path()).await;
        assert!(matches!(again, Err(ExportError::Folder(_))), "{again:?}");
    });
}

#[test]
fn the_bundle_has_the_claim_as_the_office_downloads_it() {
    on_both(async |canteen| {
        let over = over(canteen).await;
        closed(&over).await;
        let bundle = exported(canteen, "2026-11").await;
        for name in ["claim.csv", "claim.xlsx"] {
            let download = over.finance.get(&format!("/months/2026-11/{name}")).await;
            assert_eq!(download.status, 200, "{}", download.text());
            assert!(bundle.files[name] == download.bytes, "{name}");
            let manifest: Manifest = serde_json::from_slice(&bundle.files[MANIFEST]).unwrap();
            let entry = manifest.files.iter().find(|entry| entry.name == name).unwrap();
            assert_eq!(entry.sha256, hex::encode(pos_server::keys::sha256(&download.bytes)), "{name}");
        }
    });
}

#[test]
fn who_asks_the_program_is_told_in_two_languages() {
    on_both(async |canteen| {
        two_closed_months(canteen).await;
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("claim").display().to_string();
        let store = [
            "--database",
            canteen.database_url(),
            "--key-file",
            &canteen.key_path().display().to_string(),
        ];
        let program = async |args: &[&str]| {
            let done = tokio::process::Command::new(&*canteen.app.program)
                .args(args)
                .env_clear()
                .env("TZ", "America/New_York")
                .env("LC_ALL", "tr_TR.UTF-8")
                .output()
                .await
                .unwrap();
            let said = [done.stdout, done.stderr].concat();
            (done.status.code(), String::from_utf8(said).unwrap())
        };
        let (code, said) = program(&[&["claim", "export", "2026-12", "--out", &out][..], &store].concat()).await;
        assert_eq!(code, Some(0), "{said}");
        let key = hex::encode(canteen.app.keys.claim_public_key().unwrap());
        assert!(program(&[&["claim", "key"][..], &store].concat()).await.1.contains(&key));
        let (code, said) = program(&["claim", "verify", &out]).await;
        assert!(code == Some(0) && said.contains("请与食堂公布的公钥比对"), "{said}");
        let (code, said) = program(&["claim", "verify", &out, "--key", &key]).await;
        assert!(code == Some(0) && said.contains("is sound") && !said.contains("请与食堂"), "{said}");
        let (code, said) = program(&["claim", "verify", &out, "--key", &"0".repeat(64)]).await;
        assert!(code == Some(1) && said.contains("manifest.json"), "{said}");
        // In another zone and language, and from within the server, the bytes are the same.
        assert_eq!(Bundle::read(&folder.path().join("claim")), exported(canteen, "2026-12").await);
        let mut damaged = exported(canteen, "2026-12").await;
        damaged.flip("journal.jsonl", 700);
        let (code, said) = program(&["claim", "verify", &damaged.written().path().display().to_string()]).await;
        assert!(
            code == Some(1) && said.contains("journal.jsonl") && said.contains("行 row") && said.contains("改过"),
            "{said}"
        );
    });
}
