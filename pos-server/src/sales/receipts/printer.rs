//! Where does the paper go? To the lane's printer, in a task of its own: no sale ever waits for paper.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::ids::LaneId;

/// How long a printer may take to answer and to take a receipt.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many receipts may wait for one printer; more are not sent, and the lane is told.
const WAITING: usize = 32;

/// A printer's address, `tcp://host:9100`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    host: String,
    port: u16,
}

/// A text that is no printer's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a printer's address looks like tcp://192.168.1.50:9100")]
pub struct NoAddress;

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let (host, port) = text
            .strip_prefix("tcp://")
            .and_then(|rest| rest.rsplit_once(':'))
            .ok_or(NoAddress)?;
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let port: u16 = port.parse().map_err(|_| NoAddress)?;
        if host.is_empty() || host.len() > 100 || port == 0 || !host.chars().all(fits) {
            return Err(NoAddress);
        }
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tcp://{}:{}", self.host, self.port)
    }
}

/// What waits for a lane's printer, and how the last receipt went.
#[derive(Debug, Clone, Default)]
pub struct Printers(Arc<Mutex<HashMap<LaneId, Printer>>>);

#[derive(Debug)]
struct Printer {
    queue: mpsc::Sender<(Address, Vec<u8>)>,
    trouble: Arc<Mutex<Option<Trouble>>>,
}

/// Why a lane's paper does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The printer does not answer.
    Away,
    /// Too many receipts wait.
    Full,
}

impl Printers {
    /// Hands a receipt to a lane's printer and returns at once.
    pub fn send(&self, lane: LaneId, address: Address, bytes: Vec<u8>) {
        let mut printers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let printer = printers.entry(lane).or_insert_with(Printer::start);
        if printer.queue.try_send((address, bytes)).is_err() {
            tracing::warn!(%lane, "too many receipts wait for the printer");
            *printer.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(Trouble::Full);
        }
    }

    /// What is wrong with a lane's printer, as far as the last receipt tells.
    #[must_use]
    pub fn trouble(&self, lane: LaneId) -> Option<Trouble> {
        let printers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let printer = printers.get(&lane)?;
        *printer.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Printer {
    fn start() -> Self {
        let (queue, mut waiting) = mpsc::channel::<(Address, Vec<u8>)>(WAITING);
        let trouble = Arc::new(Mutex::new(None));
        let last = Arc::clone(&trouble);
        tokio::spawn(async move {
            while let Some((address, bytes)) = waiting.recv().await {
                let printed = tokio::time::timeout(PATIENCE, write(&address, &bytes)).await;
                let trouble = match printed {
                    Ok(Ok(())) => None,
                    Ok(Err(error)) => {
                        tracing::warn!(%address, %error, "the receipt printer refused");
                        Some(Trouble::Away)
                    }
                    Err(_) => {
                        tracing::warn!(%address, "the receipt printer does not answer");
                        Some(Trouble::Away)
                    }
                };
                *last.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
            }
        });
        Self { queue, trouble }
    }
}

async fn write(address: &Address, bytes: &[u8]) -> std::io::Result<()> {
    let mut stream = TcpStream::connect((address.host.trim_matches(['[', ']']), address.port)).await?;
    stream.write_all(bytes).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_nonsense_is_not() {
        for text in ["tcp://192.168.1.50:9100", "tcp://printer.local:9100", "tcp://[::1]:9100"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "192.168.1.50:9100",
            "http://a:80",
            "tcp://:9100",
            "tcp://a:0",
            "tcp://a:99999",
            "tcp://a b:9100",
            "tcp://a",
        ] {
            assert_eq!(text.parse::<Address>(), Err(NoAddress), "{text}");
        }
    }
}
