//! What can be asked on the command line? Each subcommand teaches by example.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cards::{self, cli::CardsCommand};
use crate::clock::Clock;
use crate::config::{Listen, Store, log_filter};
use crate::demo::{self, Extent};
use crate::finance;
use crate::finance::bundle::{self, cli::ExportArgs};
use crate::finance::replay::{self, cli::RehearseArgs, cli::WhyArgs};
use crate::finance::verify::{self, cli::VerifyArgs};
use crate::residents::{self, cli::ImportCommand};
use crate::serve;
use crate::simulate::{self, Simulation};
use crate::staff::{self, cli::UserCommand};
use crate::subsidy::file;
use crate::subsidy::holidays::Holidays;
use crate::subsidy::policy::Policy;
use crate::subsidy::warnings::warnings;

/// Point of sale and meal subsidies for neighbourhood canteens.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "First time:\n  pos-server serve            open the address it prints and follow the set-up link\n  pos-server demo             a community of ten thousand to look around in"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the canteen: counter page, office and interface.
    #[command(
        after_help = "Examples:\n  pos-server serve\n  pos-server serve --listen 0.0.0.0:8443 --tls-cert canteen.crt --tls-key canteen.key\n  pos-server serve --database postgres://canteen@db.lan/city --data /var/lib/canteen"
    )]
    Serve {
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        listen: Listen,
    },
    /// Serve a made-up community of ten thousand with three weeks of meals behind it, to look around in.
    #[command(
        after_help = "Examples:\n  pos-server demo\n  pos-server demo --data somewhere/else --seed 7 --listen 127.0.0.1:9090\n  pos-server demo --data small --residents 500 --days 3"
    )]
    Demo {
        /// The folder of the demo. It is made on the first start and used again afterwards.
        #[arg(long, default_value = "canteen-data/demo")]
        data: PathBuf,
        #[command(flatten)]
        extent: Extent,
        #[command(flatten)]
        listen: Listen,
    },
    /// Drive days of realistic trade over HTTP against a server of its own, and compare the lanes' receipts with its books.
    #[command(after_help = "Examples:\n  pos-server simulate\n  pos-server simulate --days 30 --lanes 4 --diners 1000 --seed 7")]
    Simulate(Simulation),
    /// Check a policy's text, rehearse a month under it, and ask why a meal costs what it costs.
    #[command(
        subcommand,
        after_help = "Examples:\n  pos-server policy check our-policy.toml\n  pos-server policy rehearse our-policy.toml --month 2026-10\n  pos-server policy why --resident 0190a1b2-0000-7000-8000-000000000001 --date 2026-10-08 --meal lunch"
    )]
    Policy(PolicyCommand),
    /// Add, list and change the staff.
    #[command(after_help = "Example:\n  pos-server user add --login lina --name 李娜 --role admin")]
    User {
        #[command(flatten)]
        store: Store,
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Make cards and the sheets to print them.
    #[command(after_help = "Example:\n  pos-server cards issue")]
    Cards {
        #[command(flatten)]
        store: Store,
        #[command(subcommand)]
        command: CardsCommand,
    },
    /// Import a register from an Excel or CSV file: first a dry run, then with --apply.
    #[command(after_help = residents::cli::EXAMPLES)]
    Import {
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        command: ImportCommand,
    },
    /// Check the books: compute everything again and name the first row that is wrong.
    #[command(after_help = finance::check::cli::EXAMPLES)]
    Check {
        #[command(flatten)]
        store: Store,
    },
    /// Take a closed month away as a signed bundle, and verify one without a server.
    #[command(subcommand, after_help = verify::cli::EXAMPLES)]
    Claim(ClaimCommand),
    /// Print the interface's description (OpenAPI).
    Openapi,
    /// Read a register file in a process with limits; the server calls this itself.
    #[command(hide = true)]
    ReadSheet,
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// Tell each mistake with its line; nothing is loaded.
    Check {
        /// The policy's TOML file.
        file: PathBuf,
    },
    /// Decide a month's meals again under another policy; nothing is changed.
    Rehearse {
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        args: RehearseArgs,
    },
    /// Explain a meal by what was known then and by what is known now.
    Why {
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        args: WhyArgs,
    },
}

#[derive(Debug, Subcommand)]
enum ClaimCommand {
    /// Write the bundle of a closed month into a new folder.
    Export {
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        args: ExportArgs,
    },
    /// Compute everything in a bundle again and name the first row that is wrong.
    Verify(VerifyArgs),
    /// Print the public key that belongs to the canteen's signatures.
    Key {
        #[command(flatten)]
        store: Store,
    },
}

/// Runs what the command line asks for.
pub async fn run(cli: Cli) -> ExitCode {
    match cli.command {
        Command::Serve { store, listen } => serve_canteen(&store, &listen).await,
        Command::Demo { data, extent, listen } => finish(serve_demo(data, extent, &listen).await),
        Command::Simulate(simulation) => finish(simulate_trade(&simulation).await),
        Command::Policy(command) => policy(command).await,
        Command::User { store, command } => users(&store, command).await,
        Command::Cards { store, command } => make_cards(&store, command).await,
        Command::Import { store, command } => import(&store, &command).await,
        Command::Check { store } => check_books(&store).await,
        Command::Claim(command) => claim(command).await,
        Command::Openapi => print_openapi(),
        Command::ReadSheet => finish(residents::sheet_child::run_child()),
    }
}

/// Starts the log: one JSON line per event where nobody watches, plain lines at a terminal.
pub fn start_log() {
    // A log that cannot be written would be complained about on the console, and a console on the same full disk ends the task.
    let log = tracing_subscriber::fmt()
        .with_env_filter(log_filter())
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        log.init();
    } else {
        log.json().init();
    }
}

async fn serve_canteen(store: &Store, listen: &Listen) -> ExitCode {
    let base_url = listen.base_url(listen.listen);
    let served = async {
        let app = serve::open(store, Clock::System, &base_url, base_url.starts_with("https")).await?;
        serve::serve(app, listen).await
    };
    finish(served.await)
}

async fn serve_demo(data: PathBuf, extent: Extent, listen: &Listen) -> Result<(), Box<dyn std::error::Error>> {
    let program = std::env::current_exe()?.into();
    if !data.exists() {
        println!("正在生成演示社区，请稍等…… Making the demo community, one moment");
    }
    demo::prepare(&data, program, serve::SHIPPED_POLICY, extent, Clock::System.now()).await?;
    let store = Store {
        data,
        database: None,
        key_file: None,
    };
    let base_url = listen.base_url(listen.listen);
    let app = serve::open(&store, Clock::System, &base_url, base_url.starts_with("https")).await?;
    println!("{}", demo::welcome(&app).await?);
    Ok(serve::serve(app, listen).await?)
}

async fn simulate_trade(simulation: &Simulation) -> Result<(), Box<dyn std::error::Error>> {
    let report = simulate::run(simulation, std::env::current_exe()?.into()).await?;
    println!("{report}");
    if report.differences.is_empty() {
        Ok(())
    } else {
        Err(format!("{} differences", report.differences.len()).into())
    }
}

async fn users(store: &Store, command: UserCommand) -> ExitCode {
    match serve::open(store, Clock::System, "", false).await {
        Ok(app) => {
            let done = staff::cli::run(&app, serve::SHIPPED_POLICY, command).await;
            app.db.close().await;
            finish(done)
        }
        Err(error) => finish(Err(error)),
    }
}

async fn make_cards(store: &Store, command: CardsCommand) -> ExitCode {
    match serve::open(store, Clock::System, "", false).await {
        Ok(app) => {
            let done = cards::cli::run(&app, command).await;
            app.db.close().await;
            finish(done)
        }
        Err(error) => finish(Err(error)),
    }
}

async fn import(store: &Store, command: &ImportCommand) -> ExitCode {
    match serve::open(store, Clock::System, "", false).await {
        Ok(app) => {
            let done = residents::cli::run(&app, command).await;
            app.db.close().await;
            finish(done)
        }
        Err(error) => finish(Err(error)),
    }
}

async fn check_books(store: &Store) -> ExitCode {
    match serve::open(store, Clock::System, "", false).await {
        Ok(app) => {
            let done = finance::check::cli::run(&app).await;
            app.db.close().await;
            finish(done)
        }
        Err(error) => finish(Err(error)),
    }
}

async fn claim(command: ClaimCommand) -> ExitCode {
    let store = match &command {
        ClaimCommand::Verify(args) => return finish(verify::cli::run(args)),
        ClaimCommand::Export { store, .. } | ClaimCommand::Key { store } => store,
    };
    match serve::open(store, Clock::System, "", false).await {
        Ok(app) => {
            let done = match &command {
                ClaimCommand::Verify(_) => Ok(()),
                ClaimCommand::Export { args, .. } => bundle::cli::export(&app, args).await,
                ClaimCommand::Key { .. } => bundle::cli::key(&app),
            };
            app.db.close().await;
            finish(done)
        }
        Err(error) => finish(Err(error)),
    }
}

async fn policy(command: PolicyCommand) -> ExitCode {
    let store = match &command {
        PolicyCommand::Check { file } => return check_policy(file),
        PolicyCommand::Rehearse { store, .. } | PolicyCommand::Why { store, .. } => store,
    };
    match serve::open(store, Clock::System, "", false).await {
        Ok(app) => {
            let done = match &command {
                PolicyCommand::Check { .. } => Ok(()),
                PolicyCommand::Rehearse { args, .. } => replay::cli::rehearse(&app, args).await,
                PolicyCommand::Why { args, .. } => replay::cli::explain(&app, args).await,
            };
            app.db.close().await;
            finish(done)
        }
        Err(error) => finish(Err(error)),
    }
}

fn check_policy(file: &Path) -> ExitCode {
    let text = match file::read(file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            return ExitCode::FAILURE;
        }
    };
    // Whatever else is wrong: a reminder may say why an example does not come out.
    let holidays = Holidays::shipped().unwrap_or_default();
    for reminder in Policy::parse(&text).iter().flat_map(|policy| warnings(policy, &holidays)) {
        println!("{}: 提醒 reminder: {}\n    {}", file.display(), reminder.zh, reminder.en);
    }
    match Policy::proved(&text) {
        Ok(policy) => {
            println!("政策没有错误 the policy is right: {} {}", policy.version, policy.name);
            ExitCode::SUCCESS
        }
        Err(mistakes) => {
            for mistake in &mistakes {
                eprintln!(
                    "{}:{}: {}\n    {}",
                    file.display(),
                    mistake.line,
                    mistake.message.zh,
                    mistake.message.en
                );
            }
            eprintln!("{} 处错误 mistakes", mistakes.len());
            ExitCode::FAILURE
        }
    }
}

fn print_openapi() -> ExitCode {
    match serve::openapi().to_pretty_json() {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Turns an ending into the process's answer, with the error on the console.
fn finish<E: std::fmt::Display>(ended: Result<(), E>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
