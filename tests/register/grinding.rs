//! What does a file cost that keeps the reader busy within every limit? Two seconds of work, little memory, and then an answer.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::workbook::{cell, packed, parts, sheet};
use crate::harness::Client;
use crate::harness::database::{Fresh, Which};
use crate::harness::process::Server;

/// How much work the worst file may make.
pub const WORK: Duration = Duration::from_secs(2);
/// How much larger hostile files may make the server for a moment, in KiB: eight uploads of ten megabytes, two of them being read.
const SWELLING_KIB: u64 = 160 * 1024;

/// Elements that mean nothing, of chance (xorshift), so that they do not pack like a bomb.
fn nonsense(count: u32) -> String {
    let (mut text, mut chance) = (String::new(), 88_172_645_463_325_252_u64);
    for _ in 0..count {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        write!(text, "<e{} x=\"{}\"/>", chance % 97, chance % 99_991).unwrap();
    }
    text
}

/// A hundred sheets that are all the same part: within every limit, and endless work.
fn busy() -> Vec<u8> {
    let mut parts = parts(&sheet(&format!("<row r=\"1\">{}</row>{}", cell("A1", "姓名"), nonsense(300_000))));
    let workbook = parts.iter_mut().find(|(name, _)| name == "xl/workbook.xml").unwrap();
    let sheets: String = (1..=100)
        .map(|number| format!("<sheet name=\"s{number}\" sheetId=\"{number}\" r:id=\"rId1\"/>"))
        .collect();
    let text = String::from_utf8(workbook.1.clone()).unwrap();
    let (before, rest) = text.split_once("<sheets>").unwrap();
    let after = rest.split_once("</sheets>").unwrap().1;
    workbook.1 = format!("{before}<sheets>{sheets}</sheets>{after}").into_bytes();
    packed(&parts)
}

fn reader() -> Child {
    let mut reader = Command::new(env!("CARGO_BIN_EXE_pos-server"));
    reader.arg("read-sheet").stdin(Stdio::piped()).stdout(Stdio::piped());
    reader.spawn().unwrap()
}

/// How long a process worked that has ended and was not asked about yet: fields 14 and 15 of its `stat`, in hundredths.
fn worked(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let hundredths: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(hundredths * 10)
}

/// Has the reader read a file, or as much of it as it likes. Brings back how long it worked, how it ended and what it said.
pub fn read_by_hand(bytes: Vec<u8>) -> (Duration, ExitStatus, Vec<u8>) {
    let mut child = reader();
    let mut stdin = child.stdin.take().unwrap();
    // A reader that has seen enough listens no more.
    let sent = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
    let mut said = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut said).unwrap();
    // Its output is closed; the process is gone a moment later, but known until it is waited for.
    while !std::fs::read_to_string(format!("/proc/{}/stat", child.id()))
        .unwrap()
        .contains(") Z ")
    {
        std::thread::yield_now();
    }
    let worked = worked(child.id());
    sent.join().unwrap();
    (worked, child.wait().unwrap(), said)
}

#[test]
fn a_file_that_keeps_the_reader_busy_ends_within_two_seconds_of_work() {
    let (worked, status, said) = read_by_hand(busy());
    assert!(status.signal().is_some() && said.is_empty(), "{status}, said {} bytes", said.len());
    assert!(worked < WORK, "worked {worked:?}");
}

#[test]
fn the_reader_limits_its_memory_before_it_sees_a_byte() {
    let mut child = reader();
    let limits = format!("/proc/{}/limits", child.id());
    let is_limited = || {
        let limits = std::fs::read_to_string(&limits).unwrap();
        let of = |name: &str| {
            limits
                .lines()
                .find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse::<u64>().ok())
        };
        (of("Max address space"), of("Max file size"), of("Max cpu time")) == (Some(512 * 1024 * 1024), Some(0), Some(2))
    };
    // It waits for the file, which does not come, and so must limit itself without it.
    let started = Instant::now();
    while !is_limited() {
        assert!(started.elapsed() < Duration::from_secs(10), "the reader does not limit itself");
        std::thread::yield_now();
    }
    drop(child.stdin.take());
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_uploads_do_not_swell_the_server() {
    let fresh = Fresh::new(Which::Sqlite).await;
    let mut server = Server::start(&fresh).await;
    let admin = Client::new(&server.base);
    admin.set_up(&server.setup_token).await;
    let before = server.peak_memory_kib();
    let bomb = packed(&{
        let mut parts = parts("");
        parts.last_mut().unwrap().1 = vec![b' '; 100 * 1024 * 1024];
        parts
    });
    let long_cells = format!("姓名\n{}", format!("{}\n", "字".repeat(600)).repeat(1_000));
    let files = [
        ("bomb.xlsx", bomb, "file_too_large"),
        ("busy.xlsx", busy(), "file_too_costly"),
        ("long.csv", long_cells.into_bytes(), "headers_not_found"),
        ("quotes.csv", "\"\"".repeat(5_000_000).into_bytes(), "file_too_large"),
    ];
    let uploads = [&files, &files].into_iter().flatten();
    let answers =
        join_all(uploads.map(async |(name, bytes, code)| (admin.upload("/imports/dry-run", name, bytes.clone()).await, *code))).await;
    for (answer, code) in answers {
        assert!(matches!(answer.status, 413 | 422), "{} {}", answer.question, answer.text());
        assert_eq!(answer.json()["code"], code, "{}", answer.question);
    }
    let swelling = server.peak_memory_kib() - before;
    println!("from {before} KiB by {swelling} KiB");
    assert!(swelling < SWELLING_KIB, "from {before} KiB by {swelling} KiB");
    assert!(server.stop().await.success());
}
