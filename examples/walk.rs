//! For `bench/walk`: a `git fast-import` stream of 10,000 commits over 300 files, every tenth a merge; and the time of its walk.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use scorebook::edge::{self, Cache};

type Outcome = Result<(), Box<dyn Error>>;

/// The same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

const FILES: usize = 300;
const COMMITS: usize = 10_000;

fn path(file: usize) -> String {
    match file % 3 {
        0 => format!("data/metrics/vendor-{:02}/{file:03}.csv", file % 12),
        1 => format!("data/plans/plan-{file:03}.toml"),
        _ => format!("data/sops/team-{}/sop-{file:03}.md", file % 5),
    }
}

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["stream"] => stream(&mut io::stdout().lock()),
        ["time", book, cache] => time(Path::new(book), Path::new(cache)),
        _ => Err("walk stream, or walk time BOOK CACHE".into()),
    }
}

/// Walks `book` cold and from a cache in the folder `cache`, each several times; the shortest counts.
fn time(book: &Path, cache: &Path) -> Outcome {
    let shortest = |times: usize, run: &dyn Fn() -> Outcome| -> Result<Duration, Box<dyn Error>> {
        let mut best = Duration::MAX;
        for _ in 0..times {
            let begun = Instant::now();
            run()?;
            best = best.min(begun.elapsed());
        }
        Ok(best)
    };
    let git = gix::open(book)?;
    let mut objects = 0;
    for id in git.objects.iter()? {
        git.find_object(id?)?;
        objects += 1;
    }
    let yardstick = shortest(3, &|| {
        for id in git.objects.iter()? {
            std::hint::black_box(git.find_object(id?)?);
        }
        Ok(())
    })?;
    let walk = |cache: &Cache| -> Outcome {
        std::hint::black_box(edge::recorded(book, "main", cache)?);
        Ok(())
    };
    let cold = shortest(3, &|| walk(&Cache::Off))?;
    let kept = Cache::Folder(cache.to_owned());
    walk(&kept)?;
    let warm = shortest(5, &|| walk(&kept))?;
    let recorded = edge::recorded(book, "main", &Cache::Off)?;
    println!(
        "{} commits, {} files, {} edits, {objects} objects",
        recorded.commits.len(),
        recorded.files.len(),
        recorded.edits.len()
    );
    for (what, time) in [("every object once", yardstick), ("cold walk", cold), ("from the cache", warm)] {
        let ratio = time.as_secs_f64() / yardstick.as_secs_f64();
        println!("{what:<18} {:>8.0} ms {ratio:>7.2}", time.as_secs_f64() * 1e3);
    }
    Ok(())
}

fn stream(into: &mut impl io::Write) -> Outcome {
    let mut numbers = Numbers(2026);
    let mut files: Vec<Vec<String>> =
        (0..FILES).map(|file| (0..40).map(|line| format!("{file},{line},start\n")).collect()).collect();
    let mut stream = String::new();
    let (mut tip, mut side): (usize, Option<usize>) = (0, None);
    for mark in 1..=COMMITS {
        let branch = if side.is_some() { "side" } else { "main" };
        let at = 1_600_000_000 + mark * 3600;
        let who = ["Ada North <ada@example.org>", "Ben Field <ben@example.org>"][mark % 2];
        let message = format!("Change {mark}\n\nAs agreed.\n\nReviewed-by: Cy Lake\n");
        let _ = writeln!(stream, "commit refs/heads/{branch}\nmark :{mark}\nauthor {who} {at} +0000");
        let _ = writeln!(stream, "committer {who} {at} +0000\ndata {}\n{message}", message.len());
        let merges = mark % 10 == 0;
        match (merges, side) {
            _ if mark == 1 => {}
            (true, Some(last)) => {
                let _ = writeln!(stream, "from :{tip}\nmerge :{last}");
            }
            (_, Some(last)) => {
                let _ = writeln!(stream, "from :{last}");
            }
            _ => {
                let _ = writeln!(stream, "from :{tip}");
            }
        }
        let changed: Vec<usize> = if mark == 1 { (0..FILES).collect() } else { vec![numbers.below(FILES)] };
        let show = |stream: &mut String, file: usize, lines: &[String]| {
            let text = lines.concat();
            let _ = writeln!(stream, "M 100644 inline {}\ndata {}\n{text}", path(file), text.len());
        };
        for file in changed {
            let lines = &mut files[file];
            if mark > 1 {
                let at = numbers.below(lines.len());
                lines[at] = format!("{file},{at},{mark}\n");
                lines.push(format!("{file},{},{mark}\n", lines.len()));
            }
            show(&mut stream, file, lines);
        }
        if merges && side.is_some() {
            // The merge has what its side branch made: the last two files were changed there.
            for (file, lines) in files.iter().enumerate() {
                if lines.iter().any(|line| {
                    line.ends_with(&format!(",{}\n", mark - 1)) || line.ends_with(&format!(",{}\n", mark - 2))
                }) {
                    show(&mut stream, file, lines);
                }
            }
        }
        (tip, side) = match (mark % 10, side) {
            (8, _) => (mark, Some(mark)),
            (9, Some(_)) => (tip, Some(mark)),
            _ => (mark, None),
        };
        into.write_all(stream.as_bytes())?;
        stream.clear();
    }
    Ok(())
}
