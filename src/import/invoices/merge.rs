//! Lines that are taken, put into the invoice files of the book. A line that the book has stays as it is; an invoice of which the book has other lines is
//! corrected, goes on or is refused, as the map says.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::import::invoices::reading::{Line, Outcome};
use crate::import::refusal::Refusal;
use crate::import::rewritten::{Edits, Rewritten};
use crate::import::sheet::Sheet;
use crate::kit::source::{RepoPath, Snapshot};
use crate::subject::import::invoice_map::{Completeness, InvoiceMap};
use crate::subject::import::invoice_row::{self, Column, Digests, KeptLine, LineCells, invoice, said};
use crate::subject::import::record::Import;

/// A file as it would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    pub text: String,
    pub header: String,
    /// Lines that are new, as the file has them.
    pub added: Vec<String>,
    /// By line: what it said, and what it says.
    pub replaced: Vec<(u32, LineCells, LineCells)>,
    pub removed: usize,
    pub unchanged: usize,
}

/// A line of the book that an earlier import wrote and that the file has no longer.
#[derive(Clone, Debug)]
pub struct Gone {
    pub path: String,
    pub line: u32,
    pub cells: LineCells,
    pub import: String,
    /// Whether it is taken out: its invoice is in the file, which has all lines of it, or that was asked for.
    pub is_removed: bool,
}

/// What the book becomes.
#[derive(Clone, Debug, Default)]
pub struct Merge {
    pub files: BTreeMap<String, Changed>,
    /// Digests of lines that stand in the book already.
    pub standing: Vec<String>,
    pub written: Vec<String>,
    /// Digests of lines that are replaced or taken out.
    pub replaced: Vec<String>,
    pub gone: Vec<Gone>,
}

/// What an import knows of the book beside its lines.
#[derive(Clone, Copy, Debug)]
pub struct Before<'b> {
    /// Imports by the same map.
    pub imports: &'b [&'b Import],
    /// The record of the same file, if it was imported before.
    pub earlier: Option<&'b Import>,
    /// Whether lines of invoices that the file has no longer are taken out.
    pub removes: bool,
}

#[derive(Default)]
struct Plan<'p> {
    added: Vec<&'p LineCells>,
    replaced: Vec<(&'p KeptLine<'p>, &'p LineCells)>,
    removed: BTreeSet<u32>,
    unchanged: usize,
}

/// Puts lines into the book. Lines that cannot be told from a correction go to the refusals of the outcome.
pub fn merge(
    outcome: &mut Outcome,
    (map, sheet): (&InvoiceMap, &Sheet),
    snapshot: &Snapshot,
    before: Before<'_>,
) -> Merge {
    let kept = invoice_row::of_book(snapshot);
    let fate = Fate::of(&outcome.lines, &kept, map, before);
    let refused = fate.refusals(&outcome.lines, sheet);
    let mut plans: BTreeMap<String, Plan<'_>> = BTreeMap::new();
    let mut digests = Digests::default();
    kept.iter().for_each(|line| drop(digests.next(&said(&line.cells))));
    let mut merge = Merge::default();
    for (nth, line) in outcome.lines.iter().enumerate() {
        let plan_of = |path: &RepoPath| path.as_str().to_owned();
        match fate.of_lines[nth] {
            Becomes::Stands(at) => {
                plans.entry(plan_of(kept[at].path)).or_default().unchanged += 1;
                merge.standing.push(kept[at].digest.clone());
            }
            Becomes::Replaces(at) => {
                plans.entry(plan_of(kept[at].path)).or_default().replaced.push((&kept[at], &line.cells));
                merge.replaced.push(kept[at].digest.clone());
                merge.written.push(digests.next(&said(&line.cells)));
            }
            Becomes::New => {
                let path = format!("data/invoices/{}", map.file_name());
                plans.entry(path).or_default().added.push(&line.cells);
                merge.written.push(digests.next(&said(&line.cells)));
            }
            Becomes::Since | Becomes::Refused(_) => {}
        }
    }
    for (at, import, is_removed) in &fate.gone {
        let line = &kept[*at];
        if *is_removed {
            plans.entry(line.path.as_str().to_owned()).or_default().removed.insert(line.line);
            merge.replaced.push(line.digest.clone());
        }
        merge.gone.push(Gone {
            path: line.path.as_str().to_owned(),
            line: line.line,
            cells: line.cells.clone(),
            import: (*import).to_owned(),
            is_removed: *is_removed,
        });
    }
    for (path, plan) in plans {
        let changed = plan.carried_out(snapshot, &path);
        merge.files.insert(path, changed);
    }
    let mut nth = 0;
    outcome.lines.retain(|_| {
        nth += 1;
        !matches!(fate.of_lines[nth - 1], Becomes::Refused(_))
    });
    refused.into_iter().for_each(|refusal| outcome.refuse(vec![refusal]));
    merge
}

/// What becomes of a line of the file; the number is that of a line of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Becomes {
    New,
    Stands(usize),
    Replaces(usize),
    /// This file gave it before, and it was replaced or taken out since.
    Since,
    /// Its invoice has this line in the book, and the map does not say what another means.
    Refused(usize),
}

struct Fate<'k> {
    kept: &'k [KeptLine<'k>],
    of_lines: Vec<Becomes>,
    /// Lines of the book, the import that wrote each, and whether it is taken out.
    gone: Vec<(usize, &'k str, bool)>,
    /// Digests that imports by the same map wrote.
    own: BTreeMap<&'k str, &'k str>,
    /// What is said of a line that none of those wrote.
    foreign: &'static str,
}

impl<'k> Fate<'k> {
    fn of(lines: &[Line], kept: &'k [KeptLine<'k>], map: &InvoiceMap, before: Before<'k>) -> Fate<'k> {
        let imports = before.imports.iter();
        let own =
            imports.flat_map(|import| import.rows.iter().map(move |row| (row.as_str(), import.id.as_str())));
        let own: BTreeMap<&str, &str> = own.collect();
        let mut standing: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (at, line) in kept.iter().enumerate() {
            standing.entry(said(&line.cells)).or_default().push_back(at);
        }
        let mut is_met = vec![false; kept.len()];
        let given = before.earlier.into_iter().flat_map(|import| &import.rows);
        let given: BTreeSet<&str> = given.map(|digest| digest.as_str()).collect();
        let mut digests = Digests::default();
        let mut of_lines: Vec<Becomes> = lines
            .iter()
            .map(|line| {
                let says = said(&line.cells);
                let at = standing.get_mut(&says).and_then(VecDeque::pop_front);
                let digest = digests.next(&says);
                match at {
                    Some(at) => {
                        is_met[at] = true;
                        Becomes::Stands(at)
                    }
                    None if given.contains(digest.as_str()) => Becomes::Since,
                    None => Becomes::New,
                }
            })
            .collect();
        // Lines of the book that no line of the file says, by invoice.
        let mut left: BTreeMap<(&str, &str), VecDeque<usize>> = BTreeMap::new();
        for (at, line) in kept.iter().enumerate().filter(|(at, _)| !is_met[*at]) {
            left.entry(invoice(&line.cells)).or_default().push_back(at);
        }
        let named: BTreeSet<(&str, &str)> = lines.iter().map(|line| invoice(&line.cells)).collect();
        let completeness = map.lines.as_deref().copied();
        let mut corrected: BTreeSet<&str> = BTreeSet::new();
        let is_own = |at: &usize| own.contains_key(kept[*at].digest.as_str());
        for (line, becomes) in
            lines.iter().zip(&mut of_lines).filter(|(_, becomes)| **becomes == Becomes::New)
        {
            let Some(others) = left.get_mut(&invoice(&line.cells)) else { continue };
            *becomes = match completeness {
                Some(Completeness::InParts) => Becomes::New,
                Some(Completeness::Whole) => match others.iter().find(|at| !is_own(at)) {
                    Some(foreign) => Becomes::Refused(*foreign),
                    None => others.pop_front().map_or(Becomes::New, |at| {
                        is_met[at] = true;
                        Becomes::Replaces(at)
                    }),
                },
                None => others.front().map_or(Becomes::New, |at| Becomes::Refused(*at)),
            };
        }
        for becomes in &of_lines {
            if let Becomes::Stands(at) | Becomes::Replaces(at) | Becomes::Refused(at) = becomes {
                corrected.extend(own.get(kept[*at].digest.as_str()));
            }
        }
        // Of an invoice with a refused line nothing is known to be gone.
        let is_refused = |becomes: &Becomes| matches!(becomes, Becomes::Refused(_));
        let refused: BTreeSet<(&str, &str)> = lines
            .iter()
            .zip(&of_lines)
            .filter(|(_, becomes)| is_refused(becomes))
            .map(|(line, _)| invoice(&line.cells))
            .collect();
        let days = || lines.iter().map(|line| line.cells[Column::IssuedOn as usize].as_str());
        let span = days().min().zip(days().max());
        let mut gone = Vec::new();
        for (at, line) in kept.iter().enumerate().filter(|(at, _)| !is_met[*at]) {
            let Some(import) = own.get(line.digest.as_str()).filter(|import| corrected.contains(*import))
            else {
                continue;
            };
            if refused.contains(&invoice(&line.cells)) {
                continue;
            }
            let is_named = named.contains(&invoice(&line.cells));
            let day = line.cells[Column::IssuedOn as usize].as_str();
            let is_covered = span.is_some_and(|(first, last)| (first..=last).contains(&day));
            if is_named || is_covered {
                let is_whole = is_named && completeness == Some(Completeness::Whole);
                gone.push((at, *import, is_whole || before.removes));
            }
        }
        let foreign = match before.earlier {
            None => "which no import by this map wrote",
            Some(_) => "which is not of this file",
        };
        Fate { kept, of_lines, gone, own, foreign }
    }

    fn refusals(&self, lines: &[Line], sheet: &Sheet) -> Vec<Refusal> {
        let told = lines.iter().zip(&self.of_lines).filter_map(|(line, becomes)| {
            let Becomes::Refused(at) = becomes else { return None };
            let other = &self.kept[*at];
            let (contract, number) = invoice(&other.cells);
            let of_book = format!(
                "invoice `{number}` of contract `{contract}` has another line in the book, {} line {}",
                other.path, other.line
            );
            let (message, help) = match self.own.get(other.digest.as_str()) {
                Some(import) => (
                    format!("{of_book}, of import `{import}`"),
                    "say `lines` in the map: \"whole\" where this file corrects the invoice, \"in-parts\" where it goes on",
                ),
                None => (
                    format!("{of_book}, {}", self.foreign),
                    "take one of the two out, or say `lines = \"in-parts\"` in the map where both are billed",
                ),
            };
            Some(Refusal::new(sheet.named(line.at), message, help))
        });
        told.collect()
    }
}

impl Plan<'_> {
    fn carried_out(self, snapshot: &Snapshot, path: &str) -> Changed {
        let edits = Edits {
            added: self.added.iter().map(|cells| cells.as_slice()).collect(),
            replaced: self.replaced.iter().map(|(old, after)| (old.line, after.as_slice())).collect(),
            removed: &self.removed,
        };
        let always = [
            Column::Invoice,
            Column::Contract,
            Column::IssuedOn,
            Column::Month,
            Column::AmountMinor,
            Column::Currency,
        ];
        let text = snapshot.texts.get(&RepoPath::new(path));
        let Rewritten { text, header, added } =
            edits.carried_out(text, &Column::NAMES, &always.map(Column::name));
        let replaced =
            self.replaced.iter().map(|(old, after)| (old.line, old.cells.clone(), (*after).clone()));
        Changed {
            text,
            header,
            added,
            replaced: replaced.collect(),
            removed: self.removed.len(),
            unchanged: self.unchanged,
        }
    }
}
