//! Random histories of at least 500 changes: the ledger finds all of them, and nothing in the noise around them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRng;

use super::past::Past;
use super::{ChangeKind, Fact};

const SITES: [&str; 3] = ["porto", "gdansk", "cebu"];

#[derive(Clone, PartialEq)]
struct Row {
    site: usize,
    week: u32,
    numerator: u32,
    is_final: bool,
    file: usize,
    gone: bool,
    /// How it is written, which says nothing.
    spelling: u32,
}

/// What the history did, as the ledger should tell it.
type Told = (u32, String, String, String, String);

struct Team {
    past: Past,
    rows: Vec<Row>,
    names: Vec<String>,
    crlf: bool,
    dates: Vec<u32>,
    expected: Vec<Told>,
    rng: TestRng,
}

impl Team {
    fn dice(&mut self, faces: u32) -> u32 {
        self.rng.next_u32() % faces
    }

    fn tell(&mut self, kind: ChangeKind, what: String, column: &str, before: String, after: String) {
        let commit = u32::try_from(self.past.recorded.commits.len()).unwrap();
        self.expected.push((commit, format!("{kind:?} {what}"), column.to_owned(), before, after));
    }

    fn add(&mut self) {
        let week = u32::try_from(self.rows.len() / SITES.len()).unwrap();
        let (site, numerator) = (self.rows.len() % SITES.len(), self.dice(500));
        let is_final = self.dice(4) > 0;
        let file = self.dice(2) as usize;
        self.rows.push(Row { site, week, numerator, is_final, file, gone: false, spelling: 0 });
    }

    /// One thing that is a change, or none.
    fn act(&mut self) {
        let at = self.dice(u32::try_from(self.rows.len()).unwrap()) as usize;
        let mut row = self.rows[at].clone();
        let (what, open) = (name(&row), !row.is_final);
        let kind = if open { ChangeKind::Matured } else { ChangeKind::Restated };
        match self.dice(8) {
            0..=3 => {
                let before = row.numerator;
                row.numerator = (before + 1 + self.dice(50)) % 1000;
                row.gone = false;
                self.tell(kind, what, "numerator", before.to_string(), row.numerator.to_string());
            }
            4 if open && !row.gone => {
                row.is_final = true;
                self.tell(kind, what, "status", "provisional".to_owned(), "final".to_owned());
            }
            5 if !row.gone => {
                row.gone = true;
                let status = if row.is_final { "final" } else { "provisional" };
                let before = format!("{},1000,,,client,{status}", row.numerator);
                self.tell(ChangeKind::Withdrawn, what, "", before, String::new());
            }
            6 => {
                let action = self.dice(5) as usize;
                let before = self.dates[action];
                let after = (before + 1 + self.dice(20)) % 28;
                self.dates[action] = after;
                self.tell(ChangeKind::Restated, format!("a{action}"), "due-on", date(before), date(after));
            }
            // It comes back as it was.
            7 => row.gone = false,
            _ => {}
        }
        self.rows[at] = row;
    }

    fn noise(&mut self) {
        for _ in 0..3 {
            let (one, two) = (
                self.dice(u32::try_from(self.rows.len()).unwrap()),
                self.dice(u32::try_from(self.rows.len()).unwrap()),
            );
            self.rows.swap(one as usize, two as usize);
            self.rows[one as usize].spelling = self.dice(4);
            self.rows[two as usize].file = self.dice(2) as usize;
        }
        if self.dice(10) == 0 {
            self.crlf = !self.crlf;
        }
    }

    fn commit(&mut self) {
        let mut renames = Vec::new();
        if self.dice(8) == 0 && !self.past.recorded.commits.is_empty() {
            let at = self.dice(2) as usize;
            let new = format!("data/metrics/acme/file-{at}-{}.csv", self.past.recorded.commits.len());
            renames.push((std::mem::replace(&mut self.names[at], new.clone()), new));
        }
        let order = self.dice(2) == 0;
        let plan = self.plan(order);
        let texts: Vec<(String, String)> =
            (0..2).map(|file| (self.names[file].clone(), self.file(file))).collect();
        let mut files: Vec<(&str, Option<&str>)> =
            texts.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
        files.push(("data/plans/porto.toml", Some(&plan)));
        let renames: Vec<(&str, &str)> =
            renames.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        self.past.commit_renaming("Week", &files, &renames);
    }

    fn file(&self, file: usize) -> String {
        let mut text = String::from("period,site,metric,numerator,denominator,source,status,note\n");
        for row in self.rows.iter().filter(|row| row.file == file && !row.gone) {
            let numerator = match row.spelling {
                1 => format!("{}.00", row.numerator),
                2 => format!("\"{}\"", row.numerator),
                _ => row.numerator.to_string(),
            };
            let status = match (row.is_final, row.spelling) {
                (true, 3) => "",
                (true, _) => "final",
                (false, _) => "provisional",
            };
            let (week, site) = (row.week, SITES[row.site]);
            text += &format!(
                "w{week},{site},accuracy,{numerator},1000,client,{status},\"note {}\"\n",
                row.spelling
            );
        }
        if self.crlf { text.replace('\n', "\r\n") } else { text }
    }

    fn plan(&self, forward: bool) -> String {
        let block = |(at, day): (usize, &u32)| {
            format!("\n[[action]]\nid = \"a{at}\"\ndue-on = {} # as agreed\n", date(*day))
        };
        let mut blocks: Vec<String> = self.dates.iter().enumerate().map(block).collect();
        if !forward {
            blocks.reverse();
        }
        blocks.concat()
    }
}

fn name(row: &Row) -> String {
    format!("w{} {}", row.week, SITES[row.site])
}

fn date(day: u32) -> String {
    format!("2026-03-{:02}", day + 1)
}

/// A year of a team whose every change is known; each value changes once a commit at most, so that each is one line of the ledger.
fn team(rng: TestRng) -> Team {
    let names = vec!["data/metrics/acme/file-0.csv".to_owned(), "data/metrics/acme/file-1.csv".to_owned()];
    let mut team = Team {
        past: Past::default(),
        rows: Vec::new(),
        names,
        crlf: false,
        dates: vec![3; 5],
        expected: Vec::new(),
        rng,
    };
    for _ in 0..60 {
        team.add();
    }
    team.commit();
    while team.expected.len() < 500 {
        // What a commit brings for the first time cannot have changed.
        team.act();
        team.add();
        team.noise();
        team.commit();
    }
    team
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_finds_all_changes_and_only_those(rng in Just(()).prop_perturb(|(), rng| rng)) {
        let team = team(rng);
        let mut found: Vec<Told> = Vec::new();
        for change in team.past.history().changes {
            let (what, column) = match change.fact {
                Fact::Measurement { key, column } => (format!("{} {}", key.period, key.site), column),
                Fact::DueDate { action, .. } => (action, "due-on".to_owned()),
                other => (format!("{other:?}"), String::new()),
            };
            let plain = |text: String| text.replace(".00", "");
            let kind = change.kind;
            found.push((change.commit, format!("{kind:?} {what}"), column, plain(change.before), plain(change.after)));
        }
        let count = |all: &[Told]| all.iter().fold(BTreeMap::new(), |mut count, told| {
            *count.entry(told.clone()).or_insert(0) += 1;
            count
        });
        prop_assert!(found.len() >= 500);
        prop_assert_eq!(count(&found), count(&team.expected));
    }
}
