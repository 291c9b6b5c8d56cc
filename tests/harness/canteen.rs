//! Where does a story happen? In a canteen with a fresh database, a clock that stands until the story moves it, and the real
//! server behind a real socket.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pos_server::app::App;
use pos_server::clock::Clock;
use pos_server::config::{Listen, PATIENCE_SECONDS};
use pos_server::db::Db;
use pos_server::keys::Keys;
use pos_server::serve::{self, Running};

use super::books::Books;
use super::client::Client;
use super::database::{Fresh, Which};
use super::sound;

/// When every story begins: Monday, 2026-11-23, 11:30 in the canteen, in the middle of lunch.
pub const LUNCH: &str = "2026-11-23T03:30:00Z";

/// A running canteen.
#[derive(Debug)]
pub struct Canteen {
    pub app: App,
    running: Running,
    /// Keeps the story's folder until the end.
    fresh: Fresh,
}

/// Tells a story once on each database. At its end the books must be sound.
pub fn on_both(story: impl AsyncFn(&Canteen)) {
    on_both_with_patience(PATIENCE_SECONDS, story);
}

/// The same before a server that has only so much patience with slow clients.
pub fn on_both_with_patience(seconds: u64, story: impl AsyncFn(&Canteen)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        for which in [Which::Sqlite, Which::Postgres] {
            println!("on {which:?}:");
            let canteen = Canteen::start_with_patience(which, seconds).await;
            story(&canteen).await;
            canteen.assert_sound().await;
            canteen.stop().await;
        }
    });
}

impl Canteen {
    /// Starts a server on a fresh database.
    pub async fn start(which: Which) -> Self {
        Self::start_with_patience(which, PATIENCE_SECONDS).await
    }

    async fn start_with_patience(which: Which, patience_seconds: u64) -> Self {
        let fresh = Fresh::new(which).await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let listen = Listen {
            listen: address,
            public_url: None,
            tls_cert: None,
            tls_key: None,
            patience_seconds,
        };
        let app = App {
            db: Db::open(&fresh.url).await.unwrap(),
            clock: Clock::manual(LUNCH.parse().unwrap()),
            keys: Arc::new(Keys::load_or_create(&fresh.folder.path().join("canteen.key")).unwrap()),
            base_url: format!("http://{address}").into(),
            program: Path::new(env!("CARGO_BIN_EXE_pos-server")).into(),
            is_https: false,
        };
        let running = serve::start(app.clone(), listener, &listen).await.unwrap();
        Self { app, running, fresh }
    }

    /// A browser in which nobody is signed in.
    pub fn client(&self) -> Client {
        Client::new(&self.app.base_url)
    }

    /// Moves the clock to a moment like `2026-11-23T09:00:00Z`.
    pub fn at(&self, moment: &str) {
        self.app.clock.set(moment.parse().unwrap());
    }

    /// Moves the clock on.
    pub fn wait_seconds(&self, seconds: i64) {
        self.app.clock.set(self.now() + chrono::TimeDelta::seconds(seconds));
    }

    /// What the canteen's clock says.
    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// The database's URL, for a second program beside the server.
    pub fn database_url(&self) -> &str {
        &self.fresh.url
    }

    /// The key file, for a second program beside the server.
    pub fn key_path(&self) -> PathBuf {
        self.fresh.folder.path().join("canteen.key")
    }

    /// All rows of the books.
    pub async fn books(&self) -> Books {
        Books::read(&self.app.db).await
    }

    /// Fails unless the books are sound.
    pub async fn assert_sound(&self) {
        assert_eq!(sound::faults(&self.books().await), Vec::<String>::new());
    }

    /// Stops the server and lets the database go.
    pub async fn stop(self) {
        self.running.stop().await.unwrap();
        self.app.db.close().await;
    }
}
