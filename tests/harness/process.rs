//! How is the real program started and killed? As an operator starts it, and as a power cut ends it.

use std::fs::File;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::database::Fresh;

/// The file with the program's log, in the story's folder.
pub const LOG: &str = "server.log";

/// A server in a process of its own.
#[derive(Debug)]
pub struct Server {
    /// The address, the same after each restart.
    pub base: String,
    /// What the console shows on the first start.
    pub setup_token: String,
    port: u16,
    child: Child,
    /// Kept open: a program whose console is gone dies of its next line.
    _console: Option<Console>,
}

type Console = Lines<BufReader<ChildStdout>>;

impl Server {
    /// Starts the program on an empty database and reads the set-up link from its console.
    pub async fn start(fresh: &Fresh) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = spawn(fresh, port);
        let mut console = BufReader::new(child.stdout.take().unwrap()).lines();
        let setup_token = setup_token(&mut console).await;
        let server = Self {
            base: format!("http://127.0.0.1:{port}"),
            setup_token,
            port,
            child,
            _console: Some(console),
        };
        server.is_ready().await;
        server
    }

    /// Starts the program again on the same database, after it was killed.
    pub async fn start_again(self, fresh: &Fresh) -> Self {
        let child = spawn(fresh, self.port);
        let server = Self {
            child,
            _console: None,
            ..self
        };
        server.is_ready().await;
        server
    }

    /// SIGKILL: no farewell, no flush.
    pub async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits until the server says that it can book.
    async fn is_ready(&self) {
        let url = format!("{}/readyz", self.base);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        for _ in 0..1_500 {
            if client.get(&url).send().await.is_ok_and(|response| response.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server did not get ready within 30 seconds");
    }
}

fn spawn(fresh: &Fresh, port: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pos-server"))
        .arg("serve")
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .args(["--database", &fresh.url])
        .arg("--data")
        .arg(fresh.folder.path())
        .env("CANTEEN_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(log_of(fresh))
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Everything that the program logs goes here, at its most talkative.
fn log_of(fresh: &Fresh) -> File {
    let path = fresh.folder.path().join(LOG);
    File::options().create(true).append(true).open(path).unwrap()
}

async fn setup_token(console: &mut Console) -> String {
    while let Some(line) = console.next_line().await.unwrap() {
        if let Some((_, token)) = line.split_once("/setup#") {
            return token.split_whitespace().next().unwrap().to_owned();
        }
    }
    panic!("the console showed no set-up link");
}
