//! Which rows of metric files came from an engine, and by which pull.

use std::collections::BTreeMap;

use crate::core::measurement::record::{Measurements, Observation};
use crate::kit::period::Period;
use crate::kit::source::RepoPath;
use crate::subject::register::Register;
use crate::subject::source::pulled::Pull;

/// What a report keeps of them.
pub type Figures = ();

/// Lines of a metric file, the first and the last, and the pull that gave them.
pub type Pulled<'r> = (u32, u32, &'r Pull);

/// Of lines of a metric file those that a source gave, rising, neighbours of one pull together.
pub fn pulled<'r>(register: &'r Register, path: &RepoPath, lines: &[(u32, u32)]) -> Vec<Pulled<'r>> {
    let list: &Measurements = &register.measurements;
    let vendor = path.as_str().strip_prefix("data/metrics/").and_then(|below| below.split('/').next());
    let (Some(vendor), false) = (vendor, register.sources.pulls.is_empty()) else { return Vec::new() };
    let Some(file) = list.files.binary_search(path).ok().and_then(|at| u32::try_from(at).ok()) else {
        return Vec::new();
    };
    // Rows stand by file and line.
    let of_file =
        list.rows.partition_point(|row| row.file < file)..list.rows.partition_point(|row| row.file <= file);
    let rows = list.rows.get(of_file).unwrap_or_default();
    let mut known: BTreeMap<(u32, u32, Period), Option<&Pull>> = BTreeMap::new();
    let mut of_row = |row: &Observation| {
        *known.entry((row.site, row.metric, row.period)).or_insert_with(|| {
            let [site, _, _, _, metric] = list.ids(row.of());
            register.sources.pull_of(vendor, (site, metric), (row.period.first_day(), row.period.last_day()))
        })
    };
    let is_cited = |line: u32| lines.iter().any(|(from, to)| (*from..=*to).contains(&line));
    let mut found: Vec<Pulled<'r>> = Vec::new();
    for row in rows.iter().filter(|row| is_cited(row.line)) {
        let Some(pull) = of_row(row) else { continue };
        match found.last_mut() {
            Some((_, to, before)) if before.place == pull.place && *to + 1 == row.line => *to = row.line,
            _ => found.push((row.line, row.line, pull)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sources::{pull, source};
    use crate::testing::{Bench, BenchRow};

    #[test]
    fn a_row_is_of_the_newest_pull_that_asked_for_its_days() {
        let mut bench = Bench::new();
        for week in ["2026-W43", "2026-W44", "2026-W45", "2026-W46"] {
            bench.add(BenchRow::new("acme-porto", "accuracy", week, 95, 100));
        }
        let sources = &mut bench.register.sources;
        sources.sources.insert(source().id, source());
        sources.pulls = vec![
            pull(2, "2026-11-09T06:00:00Z", ["2026-10-26", "2026-11-08"]),
            pull(3, "2026-11-16T06:00:00Z", ["2026-11-02", "2026-11-15"]),
        ];
        let path = bench.register.measurements.files[0].clone();
        let lines: Vec<u32> = bench.register.measurements.rows.iter().map(|row| row.line).collect();
        let all = [(lines[0], lines[3])];
        let found = pulled(&bench.register, &path, &all);
        let told: Vec<_> = found.iter().map(|(from, to, pull)| (*from, *to, pull.place.line)).collect();
        assert_eq!(told, [(lines[1], lines[1], 2), (lines[2], lines[3], 3)]);
        assert!(
            pulled(&bench.register, &path, &[(lines[0], lines[0])]).is_empty(),
            "nobody asked for week 43"
        );
    }
}
