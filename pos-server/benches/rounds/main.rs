//! How long does laying out a day's rounds take, and how much longer are its walks than those of `PyVRP`, which searches for five
//! seconds each? One run prints both.
//!
//! The figures fail the run only with `--strict`. A walk that leaves a building out, or comes to another length when it is
//! walked again by the peer, always does.

#![allow(clippy::print_stdout, reason = "a measurement prints what it measured")]

mod community;
mod peer;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use pos_server::deliveries::rounds::draft;
use pos_server::deliveries::walk::{Point, length, shortest};

use community::Community;
use peer::{Peer, Walked};

/// What a step of a measurement comes to.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How many buildings a walk reaches; four communities of each size.
const SIZES: [usize; 5] = [10, 20, 40, 80, 120];
const COMMUNITIES: u64 = 4;
/// The stops of a day, and the grids they lie in.
const STOPS: usize = 120;
const GRIDS: usize = 12;
/// What laying them out may take.
const LONGEST: Duration = Duration::from_secs(2);
/// What a walk may be longer than the peer's, in basis points.
const LONGER: i64 = 100;

/// Measures the rounds.
#[derive(Debug, Parser)]
struct Options {
    /// How often the day is laid out.
    #[arg(long, default_value_t = 20)]
    rounds: u64,
    /// How many seconds the peer searches for each walk.
    #[arg(long, default_value_t = 5)]
    seconds: u32,
    /// Fail when a target is missed.
    #[arg(long)]
    strict: bool,
    /// Walk to the buildings in the order of the list: the run must miss its target.
    #[arg(long)]
    plant: bool,
    /// A Python that has `PyVRP`, which `scripts/bench` brings.
    #[arg(long, env = "CANTEEN_BENCH_PYVRP")]
    pyvrp: PathBuf,
    /// Cargo says this to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Outcome<()> {
    let options = Options::parse();
    let missed = [lay_out(&options), compare(&options)?].iter().sum::<usize>();
    match missed {
        0 => Ok(()),
        missed if options.strict => Err(format!("{missed} targets were missed").into()),
        missed => {
            println!("{missed} targets were missed");
            Ok(())
        }
    }
}

/// Lays a day out in rounds: spread over the grids, and at the worst all in one grid. Tells how many targets were missed.
fn lay_out(options: &Options) -> usize {
    let mut missed = 0;
    println!("{:<46}{:>12}{:>12}   target", "", "median ms", "worst ms");
    for grids in [GRIDS, 1] {
        let mut taken: Vec<Duration> = (0..options.rounds.max(1))
            .map(|seed| {
                let doors = Community::of(STOPS, seed).doors(grids);
                let begun = Instant::now();
                let rounds = draft::rounds(&doors, &draft::Remembered::default(), seed);
                let taken = begun.elapsed();
                assert_eq!(
                    rounds.iter().map(|round| round.stops.len()).sum::<usize>(),
                    STOPS,
                    "a stop was left out"
                );
                taken
            })
            .collect();
        taken.sort_unstable();
        let worst = taken.last().copied().unwrap_or_default();
        let median = taken.get(taken.len() / 2).copied().unwrap_or_default();
        let verdict = if worst <= LONGEST { "reached" } else { "MISSED" };
        missed += usize::from(worst > LONGEST);
        let what = format!("{STOPS} stops in {grids} grids, laid out");
        println!(
            "{what:<46}{:>12}{:>12}   {} ms: {verdict}",
            median.as_millis(),
            worst.as_millis(),
            LONGEST.as_millis()
        );
    }
    missed
}

/// Walks through communities of each size beside the peer. Tells how many targets were missed.
fn compare(options: &Options) -> Outcome<usize> {
    let mut missed = 0;
    let mut peer = Peer::start(&options.pyvrp, options.seconds)?;
    println!("\n{:<46}{:>12}{:>12}{:>10}   target", "metres", "ours", "PyVRP", "longer");
    for (size, seed) in SIZES.iter().flat_map(|size| (1..=COMMUNITIES).map(move |seed| (*size, seed))) {
        let places = Community::of(size, seed).places;
        let begun = Instant::now();
        let order = if options.plant {
            (0..size).collect()
        } else {
            shortest(Point::default(), &places, seed)
        };
        let taken = begun.elapsed();
        let ours = length(Point::default(), order.iter().filter_map(|place| places.get(*place).copied()));
        let Walked { theirs, ours_again } = peer.walk(&places, &order)?;
        if ours_again != ours {
            return Err(format!("the walk of {ours} m is {ours_again} m for the peer").into());
        }
        let longer = (ours - theirs) * 10_000 / theirs.max(1);
        missed += usize::from(longer > LONGER);
        let verdict = if longer <= LONGER { "reached" } else { "MISSED" };
        let what = format!("{size} buildings, seed {seed}, {} ms", taken.as_millis());
        let (whole, hundredths) = (longer / 100, (longer % 100).abs());
        let sign = if longer < 0 && whole == 0 { "-" } else { "" };
        println!(
            "{what:<46}{ours:>12}{theirs:>12}{:>10}   1 %: {verdict}",
            format!("{sign}{whole}.{hundredths:02} %")
        );
    }
    Ok(missed)
}
