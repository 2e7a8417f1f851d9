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

use scorebook::edge::{self, FolderSink};
use scorebook::page::{BuildFacts, House, everywhere};
use scorebook::render::{Templates, write_site};
use scorebook::site::Sink as _;
use scorebook::{check, compute, pipeline, read};

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
    watch.lap("open");
    let (register, mut diagnostics) = read::read(&snapshot);
    let register = register.ok_or("the book has no register")?;
    watch.lap("read");
    let history = scorebook::history::history(&snapshot.recorded);
    check::check(&register, &snapshot, &history, &mut diagnostics);
    watch.lap("check");
    let report = compute::compute(&register, &snapshot, &history, &mut diagnostics);
    check::waive(&register, &mut diagnostics);
    diagnostics.sort();
    watch.lap("compute");
    let facts = BuildFacts {
        commit: snapshot.commit.clone(),
        tree: snapshot.tree,
        input_hash: snapshot.input_hash.clone(),
        program_version: env!("CARGO_PKG_VERSION"),
        draft: false,
    };
    let house = House {
        report: &report,
        diagnostics: &diagnostics,
        facts: &facts,
        texts: &snapshot.texts,
        recorded: &snapshot.recorded,
        history: &history,
    };
    let templates = Templates::new(&snapshot.templates, &everywhere(&report, &diagnostics, &facts))?;
    let sink = FolderSink::create(site, book)?;
    let writing = AtomicU64::new(0);
    let written = write_site(&house, &templates, &|path: &str, bytes: &[u8]| -> io::Result<()> {
        let begun = Instant::now();
        let put = sink.put(path, bytes);
        writing.fetch_add(u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        put
    })?;
    let rendering = watch.lap("render and write");
    sink.publish(pipeline::provenance(&snapshot, register.book.as_of, false))?;
    watch.lap("publish");
    let built = start.elapsed();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let put = Duration::from_nanos(writing.into_inner());
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
    let rate = written.pages as f64 / rendering.as_secs_f64();
    println!("{} pages, {:.1} MB, {rate:.0} pages a second", written.pages, written.bytes as f64 / 1e6);
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

/// The high-water mark of resident memory in kB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
