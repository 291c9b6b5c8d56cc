//! How was the server started? Everything that an operator can set, in one place.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// Where the data is. The same for every subcommand.
#[derive(Debug, Clone, Args)]
pub struct Store {
    /// The folder of the key file and, without --database, of the SQLite file.
    #[arg(long, env = "CANTEEN_DATA", default_value = "canteen-data", global = true)]
    pub data: PathBuf,
    /// Another database: sqlite:PATH or `postgres://user@host/name`.
    #[arg(long, env = "CANTEEN_DATABASE", hide_env_values = true, global = true)]
    pub database: Option<String>,
    /// Another key file. Keep a copy of it away from the database's backups: without it nobody can read the ID numbers.
    #[arg(long, env = "CANTEEN_KEY_FILE", global = true)]
    pub key_file: Option<PathBuf>,
}

impl Store {
    /// The database's URL.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data.join("canteen.sqlite").display()))
    }

    /// The key file's path.
    #[must_use]
    pub fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data.join("canteen.key"))
    }
}

/// How the web server listens.
#[derive(Debug, Clone, Args)]
pub struct Listen {
    /// The address to listen on. 127.0.0.1 serves this computer only; 0.0.0.0 serves the canteen's network.
    #[arg(long, env = "CANTEEN_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address that people type, for links and QR codes, like <https://canteen.lan:8443>.
    #[arg(long, env = "CANTEEN_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// A certificate chain (PEM); with it the server speaks https.
    #[arg(long, env = "CANTEEN_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's key (PEM).
    #[arg(long, env = "CANTEEN_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
}

impl Listen {
    /// Does the server speak https itself?
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.tls_cert.is_some()
    }

    /// The address for links, without a trailing slash.
    #[must_use]
    pub fn base_url(&self, bound: SocketAddr) -> String {
        let scheme = if self.is_https() { "https" } else { "http" };
        self.public_url
            .as_ref()
            .map_or_else(|| format!("{scheme}://{bound}"), |url| url.trim_end_matches('/').to_owned())
    }
}
