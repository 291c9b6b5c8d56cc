//! How is the real program started and ended? As an operator starts and stops it, and as a power cut ends it.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
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
        Self::start_after(fresh, ":").await
    }

    /// The same from a shell that first did something to itself, such as `ulimit -S -n 1024`.
    pub async fn start_after(fresh: &Fresh, first: &str) -> Self {
        let port = free_port();
        let mut child = spawn(fresh, port, first, &[]);
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

    /// Starts the program with https; whoever talks to it knows the certificate.
    pub async fn start_with_tls(fresh: &Fresh, cert: &Path, key: &Path) -> Self {
        let port = free_port();
        let tls = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
        let mut child = spawn(fresh, port, ":", &tls);
        let mut console = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            base: format!("https://127.0.0.1:{port}"),
            // The program listens before it shows the link.
            setup_token: setup_token(&mut console).await,
            port,
            child,
            _console: Some(console),
        }
    }

    /// Starts the demo of a small community, and brings back what its console says.
    pub async fn demo(folder: &Path) -> (Self, Vec<String>) {
        let port = free_port();
        let mut child = Command::new(env!("CARGO_BIN_EXE_pos-server"))
            .args(["demo", "--residents", "400", "--days", "2"])
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .arg("--data")
            .arg(folder.join("demo"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut console = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        while !said.last().is_some_and(|line: &String| line.contains("PIN")) {
            said.push(console.next_line().await.unwrap().expect("the demo ended early"));
        }
        let server = Self {
            base: format!("http://127.0.0.1:{port}"),
            setup_token: String::new(),
            port,
            child,
            _console: Some(console),
        };
        server.is_ready().await;
        (server, said)
    }

    /// Starts the program again on the same database, after it was killed.
    pub async fn start_again(self, fresh: &Fresh) -> Self {
        let child = spawn(fresh, self.port, ":", &[]);
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

    /// SIGTERM: the operator's wish. Brings back how the program ended.
    pub async fn stop(&mut self) -> ExitStatus {
        kill_process(self.process(), Signal::TERM).unwrap();
        self.child.wait().await.unwrap()
    }

    /// The program's process.
    pub fn process(&self) -> Pid {
        Pid::from_raw(self.child.id().unwrap().try_into().unwrap()).unwrap()
    }

    /// The most memory that the program has had so far, in KiB.
    pub fn peak_memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Waits until the server says that it can book.
    pub async fn is_ready(&self) {
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

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn spawn(fresh: &Fresh, port: u16, first: &str, more: &[&str]) -> Child {
    Command::new("sh")
        .args(["-c", &format!("{first}; exec \"$@\""), "sh"])
        .args([env!("CARGO_BIN_EXE_pos-server"), "serve"])
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .args(["--database", &fresh.url])
        .arg("--data")
        .arg(fresh.folder.path())
        .args(more)
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

impl Server {
    /// The memory that the program takes up, in MiB.
    pub fn memory_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
        kib / 1024
    }
}
