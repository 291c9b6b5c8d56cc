//! Who can read the data folder, and what happens when its key file is gone?

use std::fs::{Permissions, read_dir, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use pos_server::app::App;
use pos_server::clock::Clock;
use pos_server::config::Store;
use pos_server::serve::{self, ServeError};

use crate::harness::on_both;

async fn open(store: &Store) -> Result<App, ServeError> {
    serve::open(store, Clock::System, "http://127.0.0.1", false).await
}

/// What everybody may do with a file, as `ls` would count it.
fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// The files of a folder with their modes.
fn modes(folder: &Path) -> Vec<(String, u32)> {
    let file = |path: std::path::PathBuf| (path.file_name().unwrap().to_str().unwrap().to_owned(), mode(&path));
    let mut files: Vec<_> = read_dir(folder).unwrap().map(|entry| file(entry.unwrap().path())).collect();
    files.sort();
    files
}

#[tokio::test]
async fn what_the_program_keeps_only_its_own_user_can_read() {
    let above = tempfile::tempdir().unwrap();
    let store = Store {
        data: above.path().join("canteen-data"),
        database: None,
        key_file: None,
    };
    let closed = ["canteen.key", "canteen.sqlite", "canteen.sqlite-shm", "canteen.sqlite-wal"].map(|name| (name.to_owned(), 0o600));
    let app = open(&store).await.unwrap();
    assert_eq!((mode(&store.data), modes(&store.data)), (0o700, closed.to_vec()));
    // As an earlier version left them.
    for (name, _) in &closed[1..] {
        set_permissions(store.data.join(name), Permissions::from_mode(0o644)).unwrap();
    }
    let again = open(&store).await.unwrap();
    assert_eq!(modes(&store.data), closed);
    again.db.close().await;
    app.db.close().await;
}

#[test]
fn a_book_whose_key_file_is_missing_is_not_opened_and_no_key_is_made() {
    on_both(async |canteen| {
        canteen.admin().await;
        let key_path = canteen.key_path();
        let store = Store {
            data: key_path.parent().unwrap().to_owned(),
            database: Some(canteen.database_url().to_owned()),
            key_file: None,
        };
        let safe = key_path.with_extension("safe");
        std::fs::rename(&key_path, &safe).unwrap();
        let refused = open(&store).await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains("is missing") && refused.contains("--key-file"), "{refused}");
        assert!(!key_path.exists());
        std::fs::rename(&safe, &key_path).unwrap();
        open(&store).await.unwrap().db.close().await;
    });
}
