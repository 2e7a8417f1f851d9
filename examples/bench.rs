//! Times one build of a book, phase by phase, and a copy of the finished site. `bench/run` makes the book and calls it.
//!
//!     cargo run --example bench -- BOOK SITE
//!
//! SITE must not exist. Peak memory is the high-water mark of this process.
// Its output is what it is run for.
#![allow(clippy::print_stdout)]

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use scorebook::edge::FolderSink;
use scorebook::render::site::Sink;
use scorebook::{edge, pipeline};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(book), Some(site)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: bench BOOK SITE");
        return ExitCode::from(2);
    };
    match run(&book, &site) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn run(book: &Path, site: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut watch = Watch { last: start };
    let snapshot = edge::open(book, None)?.snapshot;
    let earlier = edge::GitCommits::of(book)?;
    watch.lap("open");
    let folder = FolderSink::create(site, book)?;
    let sink = Timed { sink: &folder, writing: AtomicU64::new(0) };
    let mut rendering = Duration::ZERO;
    let done = pipeline::build_by_phase(&snapshot, &earlier, &sink, false, &mut |phase| {
        rendering = watch.lap(phase);
    })?;
    let provenance = done.provenance.ok_or("the book has defects")?;
    let put = Duration::from_nanos(sink.writing.into_inner());
    let published = folder.publish(provenance)?;
    watch.lap("publish");
    let built = start.elapsed();
    let spent = processor();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!("  of which hash and write {:.2} s over {threads} threads", put.as_secs_f64());
    println!("built          {:>8.2} s", built.as_secs_f64());
    let copy = site.with_extension("copy");
    let begun = Instant::now();
    let copied = Command::new("cp").arg("-r").arg(site).arg(&copy).status()?;
    let copying = begun.elapsed();
    std::fs::remove_dir_all(&copy)?;
    if !copied.success() {
        return Err("cp -r failed".into());
    }
    println!("cp -r          {:>8.2} s", copying.as_secs_f64());
    println!("ratio          {:>8.2}", built.as_secs_f64() / copying.as_secs_f64());
    let rate = published.pages as f64 / rendering.as_secs_f64();
    println!("{} pages, {:.1} MB, {rate:.0} pages a second", published.pages, published.bytes as f64 / 1e6);
    if let Some(spent) = spent {
        println!("processor      {:>8.2} s, user and system together", spent.as_secs_f64());
    }
    if let Some(peak) = peak() {
        println!("peak memory    {:>8.0} MB", peak as f64 / 1e3);
    }
    Ok(())
}

struct Watch {
    last: Instant,
}

impl Watch {
    fn lap(&mut self, phase: &str) -> Duration {
        let took = self.last.elapsed();
        println!("{phase:<14} {:>8.2} s", took.as_secs_f64());
        self.last = Instant::now();
        took
    }
}

/// A sink with the time that hashing and writing take, over all threads, in nanoseconds.
struct Timed<'a> {
    sink: &'a FolderSink,
    writing: AtomicU64,
}

impl Sink for Timed<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let begun = Instant::now();
        let put = self.sink.put(path, bytes);
        let took = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.writing.fetch_add(took, Ordering::Relaxed);
        put
    }
}

/// User and system time of this process so far, where the system tells: its clock counts hundredths of a second. Other work on
/// the machine hardly moves it, so two versions are best compared by it.
fn processor() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold spaces; behind it user time is the 12th word, system time the 13th.
    let words: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = words.get(11)?.parse::<u64>().ok()? + words.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// The high-water mark of resident memory in kB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
