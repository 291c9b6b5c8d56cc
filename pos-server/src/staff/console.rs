//! How is a secret asked for at the console, without anybody reading it over the shoulder?

use std::io::{self, BufRead, IsTerminal, Write};

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The two entries differ.
    #[error("两次输入不一致 the two entries differ")]
    Differ,
    /// The terminal cannot be read.
    #[error("the terminal cannot be read: {0}")]
    Terminal(#[from] io::Error),
}

/// Asks for a secret: twice at a terminal, without showing it; once from a file or a pipe.
pub fn ask_twice(what: &str) -> Result<String, SecretError> {
    if !io::stdin().is_terminal() {
        return Ok(read_line()?);
    }
    let first = ask(what)?;
    if ask(&format!("{what} (再输一次 again)"))? == first {
        Ok(first)
    } else {
        Err(SecretError::Differ)
    }
}

fn ask(what: &str) -> Result<String, io::Error> {
    let mut err = io::stderr();
    write!(err, "{what}: ")?;
    err.flush()?;
    let secret = without_echo(read_line)?;
    writeln!(err)?;
    Ok(secret)
}

#[cfg(unix)]
fn without_echo<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    let terminal = io::stdin();
    let shown = tcgetattr(&terminal)?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&terminal, OptionalActions::Flush, &hidden)?;
    let answer = read();
    tcsetattr(&terminal, OptionalActions::Now, &shown)?;
    answer
}

#[cfg(not(unix))]
fn without_echo<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    read()
}

fn read_line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
