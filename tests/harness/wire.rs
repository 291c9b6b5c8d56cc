//! How does a story speak below HTTP? Byte by byte, slowly, half a request, or not at all.

use std::time::Duration;

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a server may keep a connection that it ought to close.
const LONGEST: Duration = Duration::from_secs(15);
/// How often a dribbling client sends a byte.
const DRIP: Duration = Duration::from_millis(100);

/// One connection.
#[derive(Debug)]
pub struct Wire(TcpStream);

impl Wire {
    /// Connects to a server's address, such as `http://127.0.0.1:8080`.
    pub async fn connect(base: &str) -> Self {
        Self(TcpStream::connect(base.trim_start_matches("http://")).await.unwrap())
    }

    /// Connects and says something.
    pub async fn saying(base: &str, text: &str) -> Self {
        let mut wire = Self::connect(base).await;
        wire.0.write_all(text.as_bytes()).await.unwrap();
        wire
    }

    /// Is the connection open, and has the server said nothing so far?
    pub fn is_silent(&self) -> bool {
        let mut byte = [0];
        self.0
            .try_read(&mut byte)
            .is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    }

    /// All that the server says until it closes.
    pub async fn until_closed(mut self) -> String {
        let mut heard = Vec::new();
        let closed = tokio::time::timeout(LONGEST, self.0.read_to_end(&mut heard)).await;
        // A connection that is reset is closed too.
        let _ = closed.expect("the server keeps the connection");
        String::from_utf8_lossy(&heard).into_owned()
    }

    /// The same while a text is sent byte by byte, again and again.
    pub async fn dribbling_until_closed(self, text: &'static str) -> String {
        let (mut reader, mut writer) = self.0.into_split();
        let dribble = tokio::spawn(async move {
            let mut drip = tokio::time::interval(DRIP);
            for byte in text.bytes().cycle() {
                drip.tick().await;
                if writer.write_all(&[byte]).await.is_err() {
                    break;
                }
            }
        });
        let mut heard = Vec::new();
        let closed = tokio::time::timeout(LONGEST, reader.read_to_end(&mut heard)).await;
        dribble.abort();
        let _ = closed.expect("the server keeps the connection");
        String::from_utf8_lossy(&heard).into_owned()
    }
}

/// Lets this process have as many connections as the system allows.
pub fn allow_many_connections() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}
