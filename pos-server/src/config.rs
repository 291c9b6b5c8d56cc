//! How was the server started? Everything that an operator can set, in one place.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tracing_subscriber::EnvFilter;

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
    /// How many seconds a client may take for the head of a request, and may pause in its body, before it is cut off.
    #[arg(long, env = "CANTEEN_PATIENCE_SECONDS", default_value_t = PATIENCE_SECONDS, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub patience_seconds: u64,
}

/// The usual patience with a slow client.
pub const PATIENCE_SECONDS: u64 = 10;

impl Listen {
    /// The patience with a slow client.
    #[must_use]
    pub const fn patience(&self) -> Duration {
        Duration::from_secs(self.patience_seconds)
    }

    /// Does the server speak https itself?
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.tls_cert.is_some()
    }

    /// The address for links, without a trailing slash.
    #[must_use]
    pub fn base_url(&self, bound: SocketAddr) -> String {
        let scheme = if self.is_https() { "https" } else { "http" };
        let bound = if bound.ip().is_unspecified() {
            SocketAddr::new(own_address(), bound.port())
        } else {
            bound
        };
        self.public_url
            .as_ref()
            .map_or_else(|| format!("{scheme}://{bound}"), |url| url.trim_end_matches('/').to_owned())
    }
}

/// This computer's address in its network, for links that tablets can open; the loopback address where there is no network.
/// Asks the routing table only: a datagram socket that is connected sends nothing.
fn own_address() -> IpAddr {
    let asked = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        // TEST-NET-1 (RFC 5737): an address outside every network, so the answer is the way out.
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    asked.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip())
}

/// What the log tells: `CANTEEN_LOG`, such as `debug` or `info,sqlx=warn`.
#[must_use]
pub fn log_filter() -> EnvFilter {
    EnvFilter::try_from_env("CANTEEN_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"))
}
