//! How fast is a meal sold? Measures the sale path beside the bare databases, in turns within one run, and prints one table.
//!
//! The figures are for people to judge and fail the run only with `--strict`. A sale that was lost, doubled or refused always
//! does: after each measurement the books are compared with what the clients were told.

mod bare;
mod books;
mod callers;
mod ground;
mod http;
mod postgres;
mod speed;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use pos_server::db::Db;
use pos_server::keys::Keys;
use pos_server::sales::queue::SaleQueue;
use tokio::runtime;

use books::Told;
use callers::{Till, closed_loop};
use ground::Ground;
use http::{Connection, Server};
use postgres::{Chain, Cluster};
use speed::Speed;
use table::{Table, Way};

/// What a step of a measurement comes to.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How many callers at once.
const CALLERS: [usize; 4] = [1, 8, 64, 256];
/// How many callers at once on PostgreSQL, where batches are to be compared.
const MANY: [usize; 2] = [64, 256];

/// Measures the sale path.
#[derive(Debug, Parser)]
struct Options {
    /// How often everything is measured in turns.
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// How long each measurement lasts.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    /// How many residents have a card. Over HTTP each eats once, so there must be enough for one measurement.
    #[arg(long, default_value_t = 30_000)]
    diners: u32,
    /// Only these ways.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Way>,
    /// Fail when a target is missed.
    #[arg(long)]
    strict: bool,
    /// Leave one sale out of the clients' log: the run must fail.
    #[arg(long)]
    plant: bool,
    /// The PostgreSQL that `scripts/bench` starts, without a database.
    #[arg(long, env = "CANTEEN_BENCH_POSTGRES", hide = true)]
    postgres: Option<String>,
    /// The program pgbench.
    #[arg(long, env = "CANTEEN_BENCH_PGBENCH", hide = true)]
    pgbench: Option<PathBuf>,
    /// Cargo says this to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    fn wants(&self, way: Way) -> bool {
        self.only.is_empty() || self.only.contains(&way)
    }

    fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// The PostgreSQL, if anything is to be measured on it.
    fn cluster(&self) -> Outcome<Option<Cluster>> {
        if ![Way::Batches, Way::Pgbench, Way::Unchained].iter().any(|way| self.wants(*way)) {
            return Ok(None);
        }
        match (&self.postgres, &self.pgbench) {
            (Some(url), Some(pgbench)) => Ok(Some(Cluster {
                url: url.clone(),
                pgbench: pgbench.clone(),
            })),
            _ => Err("PostgreSQL is missing: run scripts/bench, or measure SQLite alone with --only bare,direct,alone,http".into()),
        }
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let options = Options::parse();
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut bench = Bench::prepare(options, home.path()).await?;
    bench.judge_sees_the_planted_bug().await?;
    for round in 1..=bench.options.rounds {
        eprintln!("round {round} of {}", bench.options.rounds);
        bench.round().await?;
    }
    bench.table.assert_not_empty()?;
    match bench.table.print() {
        0 => Ok(()),
        missed if bench.options.strict => Err(format!("{missed} targets were missed").into()),
        _ => Ok(()),
    }
}

/// Everything prepared, and what was measured so far.
struct Bench<'b> {
    options: Options,
    home: &'b Path,
    ground: Arc<Ground>,
    cluster: Option<(Cluster, Arc<Ground>)>,
    table: Table,
}

impl<'b> Bench<'b> {
    async fn prepare(options: Options, home: &'b Path) -> Outcome<Self> {
        let keys = Keys::load_or_create(&home.join("canteen.key"))?;
        let db = Db::open(&url_of(&template(home))).await?;
        let ground = Arc::new(Ground::prepare(&db, &keys, options.diners).await?);
        db.close().await;
        let cluster = match options.cluster()? {
            Some(cluster) => {
                let ground = Arc::new(cluster.prepare(&keys, options.diners).await?);
                Some((cluster, ground))
            }
            None => None,
        };
        Ok(Self {
            options,
            home,
            ground,
            cluster,
            table: Table::default(),
        })
    }

    /// Before anything counts: a judge who misses a lost sale judges nothing.
    async fn judge_sees_the_planted_bug(&self) -> Outcome<()> {
        let db = Db::open(&url_of(&self.copy()?)).await?;
        let (_, mut log) = closed_loop(queues(&db, 8), &self.ground, Duration::from_millis(100)).await?;
        books::check(&db, &log).await?;
        books::plant(&mut log);
        let verdict = books::check(&db, &log).await;
        db.close().await;
        match verdict {
            Err(caught) if self.options.plant => Err(caught),
            Err(caught) => {
                eprintln!("planted bug caught: {caught}");
                Ok(())
            }
            Ok(()) => Err("the judge did not notice a sale that was left out".into()),
        }
    }

    async fn round(&mut self) -> Outcome<()> {
        for callers in CALLERS {
            if self.options.wants(Way::Bare) {
                self.bare(callers).await?;
            }
            for way in [Way::Direct, Way::Alone] {
                if self.options.wants(way) {
                    self.embedded(way, callers).await?;
                }
            }
            if self.options.wants(Way::Http) {
                self.http(callers).await?;
            }
        }
        for callers in MANY {
            self.postgres(callers).await?;
        }
        Ok(())
    }

    async fn bare(&mut self, callers: usize) -> Outcome<()> {
        let path = self.copy()?;
        let (ground, length, file) = (Arc::clone(&self.ground), self.options.length(), path.clone());
        let (speed, log) = tokio::task::spawn_blocking(move || bare::sell(&file, &ground, callers, length)).await??;
        self.judged(Way::Bare, speed, &url_of(&path), &log).await
    }

    async fn embedded(&mut self, way: Way, callers: usize) -> Outcome<()> {
        let url = url_of(&self.copy()?);
        let db = Db::open(&url).await?;
        let tills = if way == Way::Direct {
            queues(&db, callers)
        } else {
            alone(&db, callers)
        };
        let (speed, log) = closed_loop(tills, &self.ground, self.options.length()).await?;
        db.close().await;
        self.judged(way, speed, &url, &log).await
    }

    async fn http(&mut self, callers: usize) -> Outcome<()> {
        let path = self.copy()?;
        let server = Server::start(path.parent().ok_or("no folder")?).await?;
        let (address, ground, length) = (server.address(), Arc::clone(&self.ground), self.options.length());
        // All clients on one thread: the cores are the server's, too.
        let clients = move || {
            let runtime = runtime::Builder::new_current_thread().enable_io().build()?;
            runtime.block_on(async {
                let mut tills = Vec::with_capacity(callers);
                for _ in 0..callers {
                    tills.push(Till::Http(Connection::open(address, &ground).await?));
                }
                closed_loop(tills, &ground, length).await
            })
        };
        let (speed, log) = tokio::task::spawn_blocking(clients).await??;
        self.table.add_memory(server.peak_memory_kb()?);
        server.stop()?;
        self.judged(Way::Http, speed, &url_of(&path), &log).await
    }

    async fn postgres(&mut self, callers: usize) -> Outcome<()> {
        let Some((cluster, ground)) = &self.cluster else { return Ok(()) };
        for (way, chain) in [(Way::Pgbench, Chain::Kept), (Way::Unchained, Chain::GivenUp)] {
            if self.options.wants(way) {
                let speed = cluster.one_by_one(ground, self.home, callers, self.options.length(), chain).await?;
                self.table.add(way, speed);
            }
        }
        if self.options.wants(Way::Batches) {
            let url = cluster.copy().await?;
            let db = Db::open(&url).await?;
            let (speed, log) = closed_loop(queues(&db, callers), ground, self.options.length()).await?;
            db.close().await;
            self.judged(Way::Batches, speed, &url, &log).await?;
        }
        Ok(())
    }

    /// Keeps a measurement whose books are right.
    async fn judged(&mut self, way: Way, speed: Speed, url: &str, log: &[Told]) -> Outcome<()> {
        let db = Db::open(url).await?;
        let verdict = books::check(&db, log).await;
        db.close().await;
        verdict.map_err(|error| format!("{way:?} at {} callers: {error}", speed.callers))?;
        self.table.add(way, speed);
        Ok(())
    }

    /// A fresh copy of the prepared SQLite file, in a folder with the key file.
    fn copy(&self) -> Outcome<PathBuf> {
        let folder = self.home.join("canteen");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        let path = ground::copy(&template(self.home), &folder)?;
        std::fs::copy(self.home.join("canteen.key"), folder.join("canteen.key"))?;
        Ok(path)
    }
}

fn template(home: &Path) -> PathBuf {
    home.join("template.sqlite")
}

fn url_of(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

fn queues(db: &Db, callers: usize) -> Vec<Till> {
    let queue = SaleQueue::new(db.clone());
    (0..callers).map(|_| Till::Queue(queue.clone())).collect()
}

fn alone(db: &Db, callers: usize) -> Vec<Till> {
    (0..callers).map(|_| Till::Alone(db.clone())).collect()
}
