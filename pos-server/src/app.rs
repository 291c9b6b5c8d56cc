//! What does every request share? The database, the clock, the keys, and how the server is reached.

use std::path::Path;
use std::sync::Arc;

use crate::clock::Clock;
use crate::db::Db;
use crate::keys::Keys;

/// The state that every handler can ask for.
#[derive(Debug, Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The keys of sealed data.
    pub keys: Arc<Keys>,
    /// The address people type, without a trailing slash.
    pub base_url: Arc<str>,
    /// The program that reads register files in a child process: this one, `std::env::current_exe()`.
    pub program: Arc<Path>,
    /// Is the page served over https? Decides the cookies' names and flags.
    pub is_https: bool,
}
