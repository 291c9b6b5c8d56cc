//! What does a file cost that keeps the reader busy within every limit? Two seconds of work, little memory, and then an answer.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::workbook::{cell, packed, parts, sheet};

/// How much work the worst file may make.
const WORK: Duration = Duration::from_secs(2);

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

#[test]
fn a_file_that_keeps_the_reader_busy_ends_within_two_seconds_of_work() {
    let mut child = reader();
    let mut stdin = child.stdin.take().unwrap();
    let sent = std::thread::spawn(move || stdin.write_all(&busy()));
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
    let status = child.wait().unwrap();
    sent.join().unwrap().unwrap();
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
