//! What came out? One table of medians over the rounds, and each target with what was measured.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Outcome;
use crate::speed::Speed;

/// How sales were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, clap::ValueEnum)]
pub enum Way {
    /// The C library on one thread.
    Bare,
    /// Callers of the queue.
    Direct,
    /// Each sale in a transaction of its own.
    Alone,
    /// Over HTTP, from the real program.
    Http,
    /// Callers of the queue, on PostgreSQL.
    Batches,
    /// pgbench with the same statements.
    Pgbench,
    /// pgbench without numbers and chain.
    Unchained,
}

impl Way {
    const fn words(self) -> &'static str {
        match self {
            Self::Bare => "SQLite: rusqlite, one thread, groups",
            Self::Direct => "SQLite: sale queue",
            Self::Alone => "SQLite: one transaction per sale",
            Self::Http => "SQLite: HTTP, the real server",
            Self::Batches => "PostgreSQL: sale queue",
            Self::Pgbench => "PostgreSQL: pgbench, same statements",
            Self::Unchained => "PostgreSQL: pgbench, chain given up",
        }
    }
}

/// All measurements, round by round.
#[derive(Debug, Default)]
pub struct Table {
    runs: BTreeMap<(Way, usize), Vec<Speed>>,
    peak_memory_kb: u64,
}

impl Table {
    /// Keeps one measurement.
    pub fn add(&mut self, way: Way, speed: Speed) {
        self.runs.entry((way, speed.callers)).or_default().push(speed);
    }

    /// Keeps what memory a server took under load.
    pub fn add_memory(&mut self, peak_kb: u64) {
        self.peak_memory_kb = self.peak_memory_kb.max(peak_kb);
    }

    /// Prints the table and the targets, and tells how many targets were missed.
    pub fn print(&self) -> usize {
        println!(
            "\n{:<40}{:>8}{:>10}{:>10}{:>10}{:>10}",
            "", "callers", "sales/s", "p50 ms", "p99 ms", "of bare"
        );
        for ((way, callers), runs) in &self.runs {
            let rate = median(runs.iter().map(|run| run.per_second));
            let bare = self.percent((*way, *callers), (Way::Bare, *callers)).filter(|_| *way <= Way::Http);
            println!(
                "{:<40}{callers:>8}{rate:>10}{:>10}{:>10}{:>10}",
                way.words(),
                millis(median(runs.iter().map(|run| run.p50))),
                millis(median(runs.iter().map(|run| run.p99))),
                bare.map_or_else(|| "-".to_owned(), ratio),
            );
        }
        println!("\nMedians of {} rounds; ratios are taken within each round.\n", self.rounds());
        let targets = self.targets();
        println!("{:<44}{:>10}   target", "", "measured");
        for Target { words, is_reached } in &targets {
            println!("{words}{}", if *is_reached { "reached" } else { "missed" });
        }
        targets.iter().filter(|target| !target.is_reached).count()
    }

    fn rounds(&self) -> usize {
        self.runs.values().map(Vec::len).max().unwrap_or_default()
    }

    /// The median over the rounds of one speed in hundredths of another of the same round.
    fn percent(&self, of: (Way, usize), by: (Way, usize)) -> Option<u128> {
        let (of, by) = (self.runs.get(&of)?, self.runs.get(&by)?);
        let percents = of.iter().zip(by).map(|(of, by)| of.per_second * 100 / by.per_second.max(1));
        Some(median(percents))
    }

    fn targets(&self) -> Vec<Target> {
        let mut targets = Vec::new();
        let mut at_least = |what: &str, percent: Option<u128>, least: u128| {
            if let Some(percent) = percent {
                targets.push(target(what, &ratio(percent), &format!(">= {}", ratio(least)), percent >= least));
            }
        };
        at_least("queue at 64 callers, of bare", self.percent((Way::Direct, 64), (Way::Bare, 64)), 50);
        at_least("HTTP at 64 callers, of bare", self.percent((Way::Http, 64), (Way::Bare, 64)), 33);
        at_least(
            "queue at 64 callers, of one by one",
            self.percent((Way::Direct, 64), (Way::Alone, 64)),
            600,
        );
        for callers in [64, 256] {
            let what = format!("PostgreSQL queue at {callers}, of pgbench");
            at_least(&what, self.percent((Way::Batches, callers), (Way::Pgbench, callers)), 100);
        }
        for (what, way) in [("queue", Way::Direct), ("HTTP", Way::Http)] {
            if let Some(runs) = self.runs.get(&(way, 64)) {
                let p99 = median(runs.iter().map(|run| run.p99));
                let what = format!("{what} at 64 callers, p99 in ms");
                targets.push(target(&what, &millis(p99), "< 30", p99 < Duration::from_millis(30)));
            }
        }
        if self.peak_memory_kb > 0 {
            let mib = self.peak_memory_kb / 1024;
            targets.push(target("server's peak memory in MiB", &mib.to_string(), "< 150", mib < 150));
        }
        targets
    }

    /// Fails when nothing was measured.
    pub fn assert_not_empty(&self) -> Outcome<()> {
        if self.runs.is_empty() {
            Err("nothing was measured".into())
        } else {
            Ok(())
        }
    }
}

/// What was to be reached, and whether it was.
struct Target {
    words: String,
    is_reached: bool,
}

fn target(what: &str, measured: &str, bound: &str, is_reached: bool) -> Target {
    let words = format!("{what:<44}{measured:>10}   {bound:<10}");
    Target { words, is_reached }
}

fn median<T: Ord + Copy + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn ratio(percent: u128) -> String {
    format!("{}.{:02}", percent / 100, percent % 100)
}

fn millis(took: Duration) -> String {
    let tenths = took.as_micros() / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}
