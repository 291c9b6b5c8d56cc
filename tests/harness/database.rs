//! Where does a story's database come from? A temporary file, or a copy of a migrated template on the test PostgreSQL.

use pos_server::db::Db;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// One of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Sqlite,
    Postgres,
}

/// A migrated, empty database that is gone when this value is dropped (or with the test PostgreSQL).
#[derive(Debug)]
pub struct Fresh {
    /// What [`Db::open`] takes.
    pub url: String,
    /// A folder of the story's own, for the key file and whatever else it writes.
    pub folder: TempDir,
}

impl Fresh {
    /// Makes a database.
    pub async fn new(which: Which) -> Self {
        match which {
            Which::Sqlite => {
                let fresh = Self::bare(which).await;
                Db::open(&fresh.url).await.unwrap().close().await;
                fresh
            }
            Which::Postgres => Self {
                url: copy_of_the_template().await,
                folder: tempfile::tempdir().unwrap(),
            },
        }
    }

    /// Makes a database without a single table.
    pub async fn bare(which: Which) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match which {
            Which::Sqlite => format!("sqlite:{}", folder.path().join("canteen.sqlite").display()),
            Which::Postgres => {
                let name = format!("bare_{}", uuid::Uuid::now_v7().simple());
                administer(format!("CREATE DATABASE {name}")).await;
                format!("{}/{name}", postgres())
            }
        };
        Self { url, folder }
    }
}

/// The test PostgreSQL, without a database's name.
fn postgres() -> String {
    #[expect(clippy::disallowed_methods, reason = "scripts/test hands its PostgreSQL over in the environment")]
    std::env::var("CANTEEN_TEST_POSTGRES").expect(
        "This test needs a PostgreSQL. Run scripts/test, or set CANTEEN_TEST_POSTGRES to one that may be filled with databases, \
         such as postgres://postgres@127.0.0.1:5432",
    )
}

async fn administer(statement: String) {
    let mut connection = PgConnection::connect(&format!("{}/postgres", postgres())).await.unwrap();
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
    connection.close().await.unwrap();
}

/// Migrates one database per test process and hands out copies: quicker than migrating each.
async fn copy_of_the_template() -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("template_{}", uuid::Uuid::now_v7().simple());
            administer(format!("CREATE DATABASE {name}")).await;
            Db::open(&format!("{}/{name}", postgres())).await.unwrap().close().await;
            name
        })
        .await;
    let name = format!("story_{}", uuid::Uuid::now_v7().simple());
    administer(format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    format!("{}/{name}", postgres())
}
