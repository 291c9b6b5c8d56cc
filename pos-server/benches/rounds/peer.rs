//! How does `PyVRP` walk? One Python process that is asked walk by walk.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use pos_server::deliveries::walk::Point;

use crate::Outcome;

const PROGRAM: &str = include_str!("peer.py");

/// The peer at work.
#[derive(Debug)]
pub struct Peer {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What the peer says of a walk, in metres.
#[derive(Debug, serde::Deserialize)]
pub struct Walked {
    /// The length of its own walk.
    pub theirs: i64,
    /// The length of ours, measured by the peer.
    pub ours_again: i64,
}

impl Peer {
    /// Starts it; it searches for so many seconds each time.
    pub fn start(python: &Path, seconds: u32) -> Outcome<Self> {
        let mut process = Command::new(python)
            .args(["-c", PROGRAM, &seconds.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(questions), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("the peer cannot be spoken to".into());
        };
        Ok(Self {
            process,
            questions,
            answers: BufReader::new(answers),
        })
    }

    /// Walks to the places from the canteen and back, and measures our order of them.
    pub fn walk(&mut self, places: &[Point], order: &[usize]) -> Outcome<Walked> {
        let places: Vec<[i64; 2]> = places.iter().map(|place| [place.x, place.y]).collect();
        writeln!(self.questions, "{}", serde_json::json!({ "places": places, "order": order }))?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(serde_json::from_str(&answer)?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
