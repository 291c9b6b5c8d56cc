//! How fast is it through the real program? Starts `pos-server serve` on a prepared database, buys over plain kept-alive
//! connections, and asks the operating system how much memory the program took. Clients and server share the machine's
//! cores, so a client does little: it sends bytes and looks at the status, the id and the receipt's number.

use std::fmt::Write;
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

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
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
    request: String,
    received: Vec<u8>,
}

impl Connection {
    /// Connects the lane's device with its cashier signed in.
    pub async fn open(address: SocketAddr, ground: &Ground) -> Outcome<Self> {
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
            request: String::with_capacity(1024),
            received: Vec::with_capacity(4096),
        })
    }

    /// Sells the n-th meal; every diner eats once, because the server's day does not end.
    pub async fn sell(&mut self, ground: &Ground, n: usize) -> Outcome<Told> {
        let id = SaleId::new();
        let diner = ground.diners.get(n).ok_or("everybody has eaten: prepare more diners")?;
        let token = diner.token.digits();
        let body = format!(r#"{{"id":"{id}","token":"{token}","tender":"cash","serve_as":"decided","pays":"9.90"}}"#);
        self.request.clear();
        write!(self.request, "{}{}\r\n\r\n{body}", self.head, body.len())?;
        self.stream.write_all(self.request.as_bytes()).await?;
        self.receive().await?;
        match receipt_no(&self.received, id) {
            Some(receipt_no) => Ok(Told { id, receipt_no }),
            None => Err(format!("the server refused: {}", String::from_utf8_lossy(&self.received)).into()),
        }
    }

    /// Reads one answer, head and body.
    async fn receive(&mut self) -> Outcome<()> {
        self.received.clear();
        while !is_whole(&self.received) {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server hung up".into());
            }
        }
        Ok(())
    }
}

/// Has an answer arrived to its end? Only its head is read, and that is ASCII.
fn is_whole(received: &[u8]) -> bool {
    let is_end = |place: &usize| received.get(*place..*place + 4) == Some(b"\r\n\r\n");
    let Some(end) = (0..received.len()).find(is_end) else {
        return false;
    };
    let head = received
        .get(..end)
        .and_then(|head| std::str::from_utf8(head).ok())
        .unwrap_or_default();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    length.is_some_and(|length| received.len() >= end + 4 + length)
}

/// The receipt's number, if the answer says that this very sale was booked just now.
fn receipt_no(answer: &[u8], id: SaleId) -> Option<i64> {
    let (head, body) = std::str::from_utf8(answer).ok()?.split_once("\r\n\r\n")?;
    let sale = body.strip_prefix(r#"{"id":""#)?.strip_prefix(&id.to_string())?;
    let number = sale.strip_prefix(r#"","receipt_no":"#)?.split(',').next()?.parse().ok()?;
    head.starts_with("HTTP/1.1 201 ").then_some(number)
}
