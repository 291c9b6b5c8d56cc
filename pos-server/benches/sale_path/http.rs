//! How fast is it through the real program? Starts `pos-server serve` on a prepared database, buys over plain kept-alive
//! connections, and asks the operating system how much memory the program took.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pos_server::ids::SaleId;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;
use crate::books::Told;
use crate::ground::Ground;

/// How often the server is asked whether it is there.
const TRIES: u32 = 200;

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts the program on a folder with a database and a key file, and waits until it takes connections.
    pub async fn start(folder: &Path) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new(env!("CARGO_BIN_EXE_pos-server"))
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = Self { child, address };
        for _ in 0..TRIES {
            if TcpStream::connect(address).await.is_ok() {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("the server does not answer".into())
    }

    /// Connects a number of clients.
    pub async fn connect(&self, count: usize, ground: &Ground) -> Outcome<Vec<Connection>> {
        let mut connections = Vec::with_capacity(count);
        for _ in 0..count {
            connections.push(Connection::open(self.address, ground).await?);
        }
        Ok(connections)
    }

    /// The most memory that the server ever held, in kB.
    pub fn peak_memory_kb(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }

    /// Asks the server to finish and waits until it has.
    pub fn stop(mut self) -> Outcome<()> {
        kill_process(pid_of(&self.child)?, Signal::TERM)?;
        let status = self.child.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("the server ended with {status}").into())
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already, unless a measurement failed half-way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn pid_of(child: &Child) -> Outcome<Pid> {
    Ok(Pid::from_raw(child.id().try_into()?).ok_or("a process has a number")?)
}

/// A client that keeps its connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    head: String,
    received: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr, ground: &Ground) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (session, lane) = (ground.session.text(), ground.device.text());
        let head = format!(
            "POST /api/v1/sales HTTP/1.1\r\nhost: {address}\r\ncookie: canteen_session={session}; canteen_lane={lane}\r\n\
             content-type: application/json\r\ncontent-length: "
        );
        Ok(Self {
            stream,
            head,
            received: Vec::with_capacity(4096),
        })
    }

    /// Sells the n-th meal; every diner eats once, because the server's day does not end.
    pub async fn sell(&mut self, ground: &Ground, n: usize) -> Outcome<Told> {
        let (id, diner) = (
            SaleId::new(),
            ground.diners.get(n).ok_or("everybody has eaten: prepare more diners")?,
        );
        let token = diner.token.digits();
        let body = format!(r#"{{"id":"{id}","token":"{token}","tender":"cash","serve_as":"decided","pays":"9.90"}}"#);
        let request = format!("{}{}\r\n\r\n{body}", self.head, body.len());
        self.stream.write_all(request.as_bytes()).await?;
        let answer = self.answer().await?;
        let receipt_no = answer
            .split_once(r#""receipt_no":"#)
            .and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
        match receipt_no {
            Some(receipt_no) if answer.starts_with("HTTP/1.1 201") && answer.contains(&id.to_string()) => Ok(Told { id, receipt_no }),
            _ => Err(format!("the server refused: {answer}").into()),
        }
    }

    /// Reads one answer, head and body.
    async fn answer(&mut self) -> Outcome<String> {
        self.received.clear();
        loop {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server hung up".into());
            }
            let text = std::str::from_utf8(&self.received).unwrap_or_default();
            if let Some((head, body)) = text.split_once("\r\n\r\n")
                && let Some(length) = length_of(head)
                && body.len() >= length
            {
                return Ok(text.to_owned());
            }
        }
    }
}

fn length_of(head: &str) -> Option<usize> {
    head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
}
