//! The command line.

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = pos_server::cli::Cli::parse();
    pos_server::cli::start_log();
    pos_server::cli::run(cli).await
}
