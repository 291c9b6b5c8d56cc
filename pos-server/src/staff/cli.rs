//! `pos-server user …`: who runs the canteen, when there is no page to do it on. Secrets are asked for; they never stand on
//! the command line, where every program of the computer can read them.

use std::io::{self, Write};

use clap::{Args, Subcommand};

use crate::app::App;
use crate::db::{self, DbError};
use crate::ids::{CanteenId, StaffId};

use super::actor::Role;
use super::audit::By;
use super::console::{SecretError, ask_twice};
use super::credentials::{CredentialError, Login, Name, Password, Pin};
use super::people::{self, NewStaff, StaffError};
use super::setup::{self, FIRST_CODE, Furnish, SetupError};
use super::store::{self, StaffRow, canteens};

/// What the first canteen is called when nobody says otherwise.
const FIRST_NAME: &str = "社区幸福食堂";

/// What to do with the staff.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add somebody; the first one also creates the canteen.
    #[command(
        after_help = "Examples:\n  pos-server user add --login lina --name 李娜 --role admin --canteen-name 七一社区幸福食堂\n  pos-server user add --login wangfang --name 王芳 --role cashier --no-password --pin\n  pos-server user add --login check --name 陈审 --role checker < password.txt\n\nThe password is asked for at the terminal, or read as the first line of the input; a PIN as the next line."
    )]
    Add(AddArgs),
    /// List the staff.
    #[command(after_help = "Example:\n  pos-server user list")]
    List,
    /// Give somebody another password; their sessions end.
    #[command(after_help = "Example:\n  pos-server user password --login lina")]
    Password(Who),
    /// Give somebody another PIN for the counter; their sessions end.
    #[command(after_help = "Example:\n  pos-server user pin --login wangfang")]
    Pin(Who),
    /// Shut somebody out.
    #[command(after_help = "Example:\n  pos-server user disable --login wangfang")]
    Disable(Who),
    /// Let somebody in again.
    #[command(after_help = "Example:\n  pos-server user enable --login wangfang")]
    Enable(Who),
}

/// Somebody to add.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// What they will type to sign in: letters, digits, dots, hyphens.
    #[arg(long)]
    login: String,
    /// The name that receipts show.
    #[arg(long)]
    name: String,
    /// What they may do.
    #[arg(long)]
    role: Role,
    /// Whose staff, if the database keeps several canteens.
    #[arg(long, value_name = "CODE")]
    canteen: Option<String>,
    /// Create the canteen under this name, if there is none of that code yet.
    #[arg(long, value_name = "NAME")]
    canteen_name: Option<String>,
    /// Ask for no password: the person works at a counter only.
    #[arg(long)]
    no_password: bool,
    /// Ask for a PIN, for the counter.
    #[arg(long)]
    pin: bool,
}

/// Somebody who is there.
#[derive(Debug, Args)]
pub struct Who {
    /// What they type to sign in.
    #[arg(long)]
    login: String,
}

/// Why the staff stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Nobody has that login.
    #[error("没有这个登录名 nobody has the login {0}")]
    NoSuchLogin(String),
    /// There are several canteens, or none of that code.
    #[error(
        "请用 --canteen 指明食堂，新食堂再加 --canteen-name: say which canteen with --canteen (known: {0}); a new one also needs --canteen-name"
    )]
    WhichCanteen(String),
    /// The secret could not be asked for.
    #[error("{0}")]
    Secret(#[from] SecretError),
    /// Something typed is not taken.
    #[error("{0}")]
    Credential(#[from] CredentialError),
    /// The staff stays as it is.
    #[error("{0}")]
    Staff(#[from] StaffError),
    /// The canteen could not be created.
    #[error("{0}")]
    Setup(#[from] SetupError),
    /// The terminal cannot be written.
    #[error("the terminal cannot be written: {0}")]
    Terminal(#[from] io::Error),
    /// The database failed.
    #[error("{0}")]
    Db(#[from] DbError),
}

/// Does what the command says and tells it on the console.
pub async fn run(app: &App, furnish: Furnish, command: UserCommand) -> Result<(), UserError> {
    match command {
        UserCommand::Add(args) => add(app, furnish, args).await,
        UserCommand::List => list(app).await,
        UserCommand::Password(who) => {
            let (by, id) = find(app, &who).await?;
            people::set_password(app, &by, id, &ask_twice("密码 password")?).await?;
            told("密码已更改 the password is changed", &who.login)
        }
        UserCommand::Pin(who) => {
            let (by, id) = find(app, &who).await?;
            people::set_pin(app, &by, id, &ask_twice("PIN")?).await?;
            told("PIN 已更改 the PIN is changed", &who.login)
        }
        UserCommand::Disable(who) => {
            let (by, id) = find(app, &who).await?;
            people::disable(app, &by, id).await?;
            told("已停用 shut out", &who.login)
        }
        UserCommand::Enable(who) => {
            let (by, id) = find(app, &who).await?;
            people::enable(app, &by, id).await?;
            told("已启用 let in again", &who.login)
        }
    }
}

async fn add(app: &App, furnish: Furnish, args: AddArgs) -> Result<(), UserError> {
    let login = Login::parse(&args.login)?;
    let known = canteens::canteens(&mut app.db.read().await?).await?;
    let place = place_of(&known, &args)?;
    let password = if args.no_password {
        None
    } else {
        Some(Password::parse(&ask_twice("密码 password")?, &login)?)
    };
    let pin = if args.pin { Some(Pin::parse(&ask_twice("PIN")?)?) } else { None };
    let new = NewStaff {
        id: StaffId::new(),
        name: Name::parse(&args.name)?,
        role: args.role,
        login,
        password,
        pin,
    };
    match place {
        Place::Known(canteen) => {
            people::add(app, &By::Console(canteen), new).await?;
        }
        Place::New { code, name } => create(app, furnish, &code, name, new).await?,
    }
    told("已添加 added", &args.login)
}

/// Where somebody belongs.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Known(CanteenId),
    New { code: String, name: Name },
}

fn place_of(known: &[canteens::CanteenRow], args: &AddArgs) -> Result<Place, UserError> {
    let wanted = |row: &&canteens::CanteenRow| args.canteen.as_ref().is_none_or(|code| *code == row.code);
    let fitting: Vec<_> = known.iter().filter(wanted).collect();
    match (fitting.as_slice(), &args.canteen_name) {
        ([one], _) => Ok(Place::Known(one.id)),
        ([], name) if known.is_empty() || name.is_some() => Ok(Place::New {
            code: args.canteen.clone().unwrap_or_else(|| FIRST_CODE.to_owned()),
            name: Name::parse(name.as_deref().unwrap_or(FIRST_NAME))?,
        }),
        _ => {
            let codes: Vec<_> = known.iter().map(|row| format!("{} {}", row.code, row.name)).collect();
            Err(UserError::WhichCanteen(codes.join(", ")))
        }
    }
}

async fn create(app: &App, furnish: Furnish, code: &str, name: Name, new: NewStaff) -> Result<(), UserError> {
    // `found_canteen` puts the new canteen's id in.
    let person = people::hashed(app, CanteenId::new(), new).await?;
    let (app, code) = (app.clone(), code.to_owned());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        if store::staff_by_login(&mut tx, &person.login).await?.is_some() {
            return Err(StaffError::LoginTaken.into());
        }
        setup::found_canteen(&mut tx, &app.keys, furnish, &code, &name, person, app.clock.now()).await?;
        Ok(tx.commit().await?)
    })
    .await
}

async fn list(app: &App) -> Result<(), UserError> {
    let mut tx = app.db.read().await?;
    let mut out = io::stdout().lock();
    for canteen in canteens::canteens(&mut tx).await? {
        writeln!(out, "{} {}", canteen.code, canteen.name)?;
        for row in store::staff_of(&mut tx, canteen.id).await? {
            writeln!(out, "  {}", line(&row))?;
        }
    }
    Ok(())
}

fn line(row: &StaffRow) -> String {
    let mut words = vec![row.login.as_str(), row.role.as_str(), row.name.as_str()];
    if row.pin_hash.is_some() {
        words.push("PIN");
    }
    if row.disabled_at.is_some() {
        words.push("已停用 disabled");
    }
    words.join("  ")
}

async fn find(app: &App, who: &Who) -> Result<(By, StaffId), UserError> {
    let login = Login::parse(&who.login)?;
    let row = store::staff_by_login(&mut app.db.read().await?, login.as_str()).await?;
    row.map(|row| (By::Console(row.canteen_id), row.id))
        .ok_or_else(|| UserError::NoSuchLogin(who.login.clone()))
}

fn told(what: &str, login: &str) -> Result<(), UserError> {
    Ok(writeln!(io::stdout(), "{what}: {login}")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(canteen: Option<&str>, canteen_name: Option<&str>) -> AddArgs {
        AddArgs {
            login: "lina".to_owned(),
            name: "李娜".to_owned(),
            role: Role::Admin,
            canteen: canteen.map(str::to_owned),
            canteen_name: canteen_name.map(str::to_owned),
            no_password: false,
            pin: false,
        }
    }

    fn row(code: &str) -> canteens::CanteenRow {
        canteens::CanteenRow {
            id: CanteenId::new(),
            code: code.to_owned(),
            name: code.to_owned(),
            key_check: Vec::new(),
        }
    }

    #[test]
    fn the_first_person_creates_the_canteen_and_a_new_one_needs_a_name() {
        let new = |place: Result<Place, UserError>| match place {
            Ok(Place::New { code, name }) => Some(format!("{code} {}", name.as_str())),
            _ => None,
        };
        let (one, two) = ([row("01")], [row("01"), row("02")]);
        assert_eq!(new(place_of(&[], &args(None, None))), Some("01 社区幸福食堂".to_owned()));
        assert_eq!(
            new(place_of(&one, &args(Some("02"), Some("东苑食堂")))),
            Some("02 东苑食堂".to_owned())
        );
        assert_eq!(place_of(&one, &args(None, None)).unwrap(), Place::Known(one[0].id));
        assert_eq!(place_of(&two, &args(Some("02"), None)).unwrap(), Place::Known(two[1].id));
        assert!(matches!(place_of(&two, &args(None, None)), Err(UserError::WhichCanteen(_))));
        assert!(matches!(place_of(&one, &args(Some("02"), None)), Err(UserError::WhichCanteen(_))));
    }
}
