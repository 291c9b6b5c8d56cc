//! Who reads a stranger's spreadsheet? A child process with little memory and little time, so that the worst file costs
//! the server nothing but an answer.
//!
//! The child is this same program, started as `pos-server read-sheet`: the file on its standard input, one JSON line per
//! sheet and row on its standard output, and a last line that says that all is told.

use std::io::{BufWriter, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::Semaphore;

use super::file_problem::{FileProblem, Measure};
use super::sheet::{Epoch, MAX_BYTES, Row, Sheet, read};

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "read-sheet";

/// Address space of the child in bytes.
const MEMORY_BYTES: u64 = 512 * 1024 * 1024;
/// Processor time of the child. A register of ten thousand people takes a tenth of it, and ten times that in a debug build.
const WORK: Duration = Duration::from_millis(1_600);
/// Enough for a loop that looks at a clock.
const WATCHING_STACK: usize = 64 * 1024;
/// How often the child looks at how long it has worked.
const LOOK: Duration = Duration::from_millis(50);
/// The system's own limit, which counts whole seconds only, if the child cannot look any more.
const CPU_SECONDS: u64 = 2;
/// Time on the wall, for a machine that does other work too.
const WALL_SECONDS: u64 = 20;
/// What the child may answer.
const MAX_ANSWER_BYTES: u64 = 32 * 1024 * 1024;
/// Children at a time; further uploads wait their turn.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Why a file could not be read: the file's fault or the machine's.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// The child could not be started or spoke nonsense.
    #[error("the reader of spreadsheets failed: {0}")]
    Child(#[from] std::io::Error),
}

/// One line of the child's answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Sheet { name: Option<String>, epoch: Epoch },
    Row(Row),
    Problem(FileProblem),
    End,
}

/// The child's work: limits itself, reads the file from standard input and tells its cells.
pub fn run_child() -> std::io::Result<()> {
    limit_myself()?;
    std::thread::Builder::new().stack_size(WATCHING_STACK).spawn(watch_myself)?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) + 1)
        .read_to_end(&mut bytes)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    match read(&bytes) {
        Ok(sheets) => {
            for Sheet { name, epoch, rows } in sheets {
                tell(&mut out, &Line::Sheet { name, epoch })?;
                for row in rows {
                    tell(&mut out, &Line::Row(row))?;
                }
            }
            tell(&mut out, &Line::End)?;
        }
        Err(problem) => tell(&mut out, &Line::Problem(problem))?,
    }
    out.flush()
}

fn limit_myself() -> std::io::Result<()> {
    let limits = [
        (Resource::As, MEMORY_BYTES),
        (Resource::Cpu, CPU_SECONDS),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
    ];
    for (resource, most) in limits {
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )?;
    }
    Ok(())
}

/// Ends this process, in the middle of whatever it does, once it has worked for too long.
fn watch_myself() {
    loop {
        std::thread::sleep(LOOK);
        let worked = clock_gettime(ClockId::ProcessCPUTime);
        let seconds = u64::try_from(worked.tv_sec).unwrap_or(u64::MAX);
        if Duration::from_secs(seconds).saturating_add(Duration::from_nanos(u64::try_from(worked.tv_nsec).unwrap_or_default())) > WORK {
            std::process::abort();
        }
    }
}

fn tell(out: &mut impl Write, line: &Line) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Reads a file in a child process of `program`, when its turn comes. Whatever the file does to the child, it ends in time.
pub async fn read_in_child(program: &Path, bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let _turn = TURNS.acquire().await.map_err(std::io::Error::other)?;
    read_at_once(program, bytes).await
}

/// The same without waiting for a turn.
pub async fn read_at_once(program: &Path, bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(FileProblem::TooLarge(Measure::Bytes).into());
    }
    let mut child = Command::new(program)
        .arg(SUBCOMMAND)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let answer = tokio::time::timeout(Duration::from_secs(WALL_SECONDS), converse(&mut child, bytes)).await;
    if let Ok(answer) = answer {
        return answer;
    }
    child.kill().await?;
    Err(FileProblem::Overwhelmed.into())
}

async fn converse(child: &mut Child, bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(std::io::Error::other("the child has no pipes").into());
    };
    let lines = BufReader::new(stdout.take(MAX_ANSWER_BYTES));
    let (sent, told) = tokio::join!(send(stdin, bytes), collect(lines, MAX_ANSWER_BYTES));
    sent?;
    let told = told?;
    let status = child.wait().await?;
    match told {
        Some(answer) => answer.map_err(ReadError::from),
        None if status.success() => Err(std::io::Error::other("the child said nothing").into()),
        // Out of memory or out of time: the system ended it in the middle of its answer.
        None if status.signal().is_some() => Err(FileProblem::Overwhelmed.into()),
        // The reader gave up on something that no sheet holds.
        None => Err(FileProblem::Damaged.into()),
    }
}

async fn send(mut stdin: ChildStdin, bytes: &[u8]) -> std::io::Result<()> {
    match stdin.write_all(bytes).await {
        // A child that has seen enough closes its end: what it says counts, not that it stopped listening.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The child's answer, or `None` when it broke off. An answer of `most` bytes is more than a register has.
async fn collect(mut lines: impl AsyncBufReadExt + Unpin, most: u64) -> std::io::Result<Option<Result<Vec<Sheet>, FileProblem>>> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut line = Vec::new();
    let mut told: u64 = 0;
    loop {
        line.clear();
        // Bytes, not text: what is cut off may end within a letter.
        let length = lines.read_until(b'\n', &mut line).await?;
        told = told.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        if told >= most {
            return Ok(Some(Err(FileProblem::TooLarge(Measure::Cells))));
        }
        if length == 0 {
            return Ok(None);
        }
        match serde_json::from_slice(&line) {
            Ok(Line::Sheet { name, epoch }) => sheets.push(Sheet {
                name,
                epoch,
                rows: Vec::new(),
            }),
            Ok(Line::Row(row)) => sheets
                .last_mut()
                .ok_or_else(|| std::io::Error::other("a row without a sheet"))?
                .rows
                .push(row),
            Ok(Line::Problem(problem)) => return Ok(Some(Err(problem))),
            Ok(Line::End) => return Ok(Some(Ok(sheets))),
            // The last line of a child that was killed is cut off.
            Err(_) => return Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Cell;
    use super::*;

    #[tokio::test]
    async fn an_answer_that_does_not_end_is_too_large() {
        let mut answer = Vec::new();
        tell(
            &mut answer,
            &Line::Sheet {
                name: None,
                epoch: Epoch::From1900,
            },
        )
        .unwrap();
        for number in 1..=20 {
            let cells = vec![Some(Cell::Text("字".repeat(20)))];
            tell(&mut answer, &Line::Row(Row { number, cells })).unwrap();
        }
        tell(&mut answer, &Line::End).unwrap();
        let all = u64::try_from(answer.len()).unwrap();
        let told = |most: u64, bytes: usize| {
            let answer = answer[..bytes].to_vec();
            async move { collect(BufReader::new(&answer[..]), most).await.unwrap() }
        };
        assert_eq!(told(all + 1, answer.len()).await.unwrap().unwrap()[0].rows.len(), 20);
        let half = answer.len() / 2;
        for cut in half..half + 3 {
            let most = u64::try_from(cut).unwrap();
            let refused = told(most, cut).await.unwrap().unwrap_err();
            assert_eq!(refused, FileProblem::TooLarge(Measure::Cells));
            assert!(told(all, cut).await.is_none(), "the child broke off");
        }
    }
}
