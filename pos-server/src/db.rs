//! Which database is it? This module alone knows that there are two. Everything else writes one portable SQL text.
//!
//! A statement is a [`Sql`]: a literal with `$1` parameters, bound values, and one of `execute`, `one`, `optional`, `all`,
//! `each`. It runs on a [`Tx`], which is a write transaction or a connection of the read pool.

#![expect(clippy::disallowed_methods, reason = "the one file that may call sqlx::query")]

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, Executor, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction};

use crate::ids::CanteenId;
use crate::private;

mod arg;
mod columns;
mod fault;
mod guard;
mod packed;
mod sql;
pub use arg::{Arg, rows_for_postgres, rows_for_sqlite};
pub use fault::DbError;
pub(crate) use packed::packed_row;
pub use packed::{Cell, Cells, Literal, Packed, Page};
pub use sql::{Row, Sql, read_rows, write_rows};

/// The schema, one text for both databases.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// How many statements the write connection of SQLite keeps prepared: a batch of sales has seven with a list of rows, each in
/// 31 sizes, and reading the text of a large one takes as long as running it for a few sales.
const STATEMENTS: usize = 512;
/// How many rows SQLite's thread may be ahead of whoever reads them: all that a batch asks for, so that it need not wait.
const ROWS_AHEAD: usize = 512;

/// A database: where writes go and where reads go.
#[derive(Debug, Clone)]
pub enum Db {
    /// The embedded default: one write connection, several readers, WAL and `synchronous=FULL`.
    Sqlite {
        /// The one connection that writes.
        write: SqlitePool,
        /// Connections that can only read.
        read: SqlitePool,
    },
    /// One database for a whole city.
    Postgres {
        /// Connections that write, each canteen under its own advisory lock.
        write: PgPool,
        /// Connections whose transactions are read-only.
        read: PgPool,
    },
}

/// Where statements run. A write transaction that is dropped before [`Tx::commit`] leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// A write transaction (or a read snapshot) on SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// A write transaction (or a read snapshot) on PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
    /// A read connection on SQLite.
    SqliteRead(PoolConnection<Sqlite>),
    /// A read connection on PostgreSQL.
    PostgresRead(PoolConnection<Postgres>),
}

impl Db {
    /// Opens the database that `url` names (`sqlite:PATH` or `postgres://…`), brings its schema up to date, and refuses one
    /// that would not keep what it acknowledged.
    pub async fn open(url: &str) -> Result<Self, DbError> {
        let db = if url.starts_with("postgres") {
            Self::open_postgres(url).await?
        } else {
            Self::open_sqlite(url).await?
        };
        db.assert_durable().await?;
        Ok(db)
    }

    async fn open_sqlite(url: &str) -> Result<Self, DbError> {
        let path = Path::new(url.trim_start_matches("sqlite:").trim_start_matches("//"));
        keep_private(path).map_err(sqlx::Error::Io)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .disable_statement_logging()
            .pragma("cache_size", "-16000");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            // On a full disk SQLite itself rolls back, and the driver (sqlx 0.9.0) then takes the connection to be in a transaction
            // for ever: each later BEGIN would fail. The ping waits for the driver's own rollback.
            .after_release(|connection, _| {
                Box::pin(async move {
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            })
            .connect_with(
                options
                    .clone()
                    .create_if_missing(true)
                    .statement_cache_capacity(STATEMENTS)
                    .row_buffer_size(ROWS_AHEAD),
            )
            .await?;
        MIGRATIONS.run(&write).await?;
        guard::sqlite(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.read_only(true).pragma("cache_size", "-4000"))
            .await?;
        Ok(Self::Sqlite { write, read })
    }

    async fn open_postgres(url: &str) -> Result<Self, DbError> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("pos-server")
            .options([("timezone", "UTC")])
            // A slow statement would be logged whole, with its thousands of parameters.
            .disable_statement_logging();
        let write = takes_back_idle_ones(PgPoolOptions::new())
            .max_connections(16)
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&write).await?;
        guard::postgres(&write).await?;
        let read = takes_back_idle_ones(PgPoolOptions::new())
            .max_connections(8)
            .connect_with(options.options([("default_transaction_read_only", "on")]))
            .await?;
        Ok(Self::Postgres { write, read })
    }

    /// Refuses a database that could lose what it acknowledged.
    async fn assert_durable(&self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { write, .. } => {
                let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(write).await?;
                let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(write).await?;
                let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(write).await?;
                if journal != "wal" || synchronous < 2 {
                    return Err(DbError::Unsafe(format!(
                        "SQLite must run with WAL and synchronous=FULL, found {journal} and {synchronous}"
                    )));
                }
                tracing::info!(version, "SQLite, WAL, synchronous=FULL");
            }
            Self::Postgres { write, .. } => {
                let settings: Vec<(String, String)> = sqlx::query_as(
                    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'server_encoding')",
                )
                .fetch_all(write)
                .await?;
                for (name, setting) in &settings {
                    if name == "synchronous_commit" && setting == "off" {
                        return Err(DbError::Unsafe(
                            "PostgreSQL runs with synchronous_commit=off: it would lose acknowledged sales".to_owned(),
                        ));
                    }
                    if name == "server_encoding" && setting != "UTF8" {
                        return Err(DbError::Unsafe(format!(
                            "PostgreSQL must store UTF8, this database stores {setting}"
                        )));
                    }
                    if name != "server_encoding" && setting == "off" {
                        tracing::warn!(
                            name,
                            "this PostgreSQL can lose acknowledged sales in a power cut; only a test may run so"
                        );
                    }
                }
            }
        }
        Ok(())
    }

    /// Begins an exclusive write for one canteen: alone on SQLite, under the canteen's advisory lock on PostgreSQL.
    pub async fn begin(&self, canteen: CanteenId) -> Result<Tx, DbError> {
        let (high, low) = canteen.uuid().as_u64_pair();
        self.begin_locked((high ^ low).cast_signed()).await
    }

    /// Begins an exclusive write that belongs to no canteen: the first set-up, sessions, the shared register.
    pub async fn begin_shared(&self) -> Result<Tx, DbError> {
        self.begin_locked(0).await
    }

    async fn begin_locked(&self, lock: i64) -> Result<Tx, DbError> {
        match self {
            Self::Sqlite { write, .. } => Ok(Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)),
            Self::Postgres { write, .. } => {
                let mut tx = write.begin().await?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(lock).execute(&mut *tx).await?;
                Ok(Tx::Postgres(tx))
            }
        }
    }

    /// A connection that can only read. Each statement sees the newest committed state.
    pub async fn read(&self) -> Result<Tx, DbError> {
        match self {
            Self::Sqlite { read, .. } => Ok(Tx::SqliteRead(read.acquire().await?)),
            Self::Postgres { read, .. } => Ok(Tx::PostgresRead(read.acquire().await?)),
        }
    }

    /// A read transaction whose statements all see one state: for reports and exports.
    pub async fn snapshot(&self) -> Result<Tx, DbError> {
        match self {
            Self::Sqlite { read, .. } => Ok(Tx::Sqlite(read.begin().await?)),
            Self::Postgres { read, .. } => Ok(Tx::Postgres(
                read.begin_with("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            )),
        }
    }

    /// Does the database take writes right now? For `/readyz`.
    pub async fn is_writable(&self) -> Result<(), DbError> {
        let mut tx = self.begin_locked(-1).await?;
        Sql::new("UPDATE book SET id = id WHERE id = 1").execute(&mut tx).await?;
        tx.commit().await
    }

    /// What is damaged in the file, in the database's own words: a page, or an index that says something else than its table.
    /// PostgreSQL keeps its files itself.
    pub async fn damage(&self) -> Result<Option<String>, DbError> {
        match self {
            Self::Sqlite { read, .. } => {
                let first: String = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(read).await?;
                Ok(Some(first).filter(|said| said != "ok"))
            }
            Self::Postgres { .. } => Ok(None),
        }
    }

    /// Is this the embedded database, where one writer serves all canteens?
    #[must_use]
    pub const fn is_embedded(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// Closes all connections; on SQLite this also folds the WAL back into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { write, read } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

/// A pool to which only idle sessions come back. A handler dropped in mid-flight can hand back a connection with an open
/// transaction (sqlx 0.9.0): what the next one wrote on it would be lost, what it read would be of yesterday.
fn takes_back_idle_ones(pool: PgPoolOptions) -> PgPoolOptions {
    pool.after_release(|connection, _| {
        Box::pin(async move {
            // The simple protocol: in the extended one now() is taken earlier than statement_timestamp() and never equal.
            let row = connection.fetch_one(sqlx::raw_sql("SELECT now() = statement_timestamp()")).await?;
            row.try_get(0)
        })
    })
}

impl Tx {
    /// Makes the transaction durable. After an error nothing of it remains; on a read connection there is nothing to do.
    ///
    /// PostgreSQL answers COMMIT of an aborted transaction with ROLLBACK and the driver does not look, so one more statement
    /// runs first: it fails in an aborted transaction.
    pub async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => Ok(tx.commit().await?),
            Self::Postgres(mut tx) => {
                sqlx::query("SELECT 1").execute(&mut *tx).await?;
                Ok(tx.commit().await?)
            }
            Self::SqliteRead(_) | Self::PostgresRead(_) => Ok(()),
        }
    }
}

/// Makes the file of an SQLite database, or closes it to others; SQLite gives the files beside it the same rights.
fn keep_private(path: &Path) -> std::io::Result<()> {
    private::make_file(path)?;
    ["-wal", "-shm"].iter().try_for_each(|ending| {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        private::close_to_others(Path::new(&beside))
    })
}

/// Runs a write in a task of its own, so that a client that hangs up cannot stop it half-way.
pub async fn own_task<T, E>(write: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    match tokio::spawn(write).await {
        Ok(answer) => answer,
        Err(error) => Err(DbError::Task(error.to_string()).into()),
    }
}

/// Calculates something long away from the threads that serve.
pub async fn aside<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(error) => Err(DbError::Task(error.to_string()).into()),
    }
}
