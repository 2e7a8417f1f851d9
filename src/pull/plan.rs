//! What rows that came would change: held against the rows of the same periods, metrics and sites that stand in the metric file. Every other row stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::measurement::columns::Column;
use crate::core::measurement::record::{Source, Status};
use crate::import::refusal::Refusal;
use crate::import::rewritten::{Edits, Rewritten};
use crate::kit::period::Period;
use crate::kit::source::{RepoPath, Snapshot};
use crate::pull::shaped::row_of;
use crate::subject::import::row::{self, Cells, KeptRow, key, said};
use crate::subject::source::asked::Asked;
use crate::subject::source::row_source::RowSource;

/// A row of the book, and what comes in its place; `None`: it is taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub line: u32,
    pub before: Cells,
    pub after: Option<Cells>,
}

/// What becomes of a metric file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The metric file.
    pub path: String,
    /// Rows that the book does not have, by period, site, project, queue, language and metric.
    pub new: Vec<Cells>,
    /// Provisional rows that came otherwise, and rows with another note.
    pub changed: Vec<Change>,
    /// Provisional rows that did not come.
    pub gone: Vec<Change>,
    /// Final rows that came otherwise, or did not come.
    pub restated: Vec<Change>,
    pub unchanged: usize,
    /// The file as it would be; `None` where nothing changes.
    pub text: Option<String>,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.text.is_none()
    }
}

/// The plan of rows that are whole and checked. The order of the file stays: a row comes in the place of the one that it replaces, new rows come at the end.
///
/// # Errors
/// Rows that stand in another file of the vendor, and a result without a row where the book has some.
pub fn plan(
    rows: &[Cells],
    source: &RowSource,
    asked: &Asked,
    snapshot: &Snapshot,
) -> Result<Plan, Vec<Refusal>> {
    let path = source.path();
    let book = row::of_book(snapshot);
    elsewhere(rows, &book, &path)?;
    let kept = book.get(&path).map_or(&[][..], Vec::as_slice);
    let own: Vec<&KeptRow> = kept.iter().filter(|row| is_asked(row, source, asked)).collect();
    if rows.is_empty() && !own.is_empty() {
        let message = format!("the result has no row, and {path} has {} of these periods", own.len());
        let help = "look whether the engine has the days; a source that is empty for good is removed from data/sources/";
        return Err(vec![Refusal::of_file(message, help)]);
    }
    let came: BTreeMap<[&str; 6], &Cells> = rows.iter().map(|cells| (key(cells), cells)).collect();
    let stands: BTreeSet<[&str; 6]> = own.iter().map(|row| key(&row.cells)).collect();
    let mut plan = Plan { path: path.to_string(), ..Plan::default() };
    for old in own {
        match came.get(&key(&old.cells)) {
            Some(new) => plan.beside(old, new),
            None => plan.without(old),
        }
    }
    let mut new: Vec<&Cells> = rows.iter().filter(|cells| !stands.contains(&key(cells))).collect();
    new.sort_by_key(|cells| order(cells));
    plan.new = new.into_iter().cloned().collect();
    plan.text = plan.carried_out(snapshot, &path);
    Ok(plan)
}

impl Plan {
    fn beside(&mut self, old: &KeptRow, new: &Cells) {
        let after = kept(&old.cells, new);
        let change = Change { line: old.line, before: old.cells.clone(), after: Some(after.clone()) };
        let is_said = said(&old.cells) == said(&after);
        let note = Column::Note as usize;
        match (is_said, old.cells[note] == after[note]) {
            (true, true) => self.unchanged += 1,
            (true, false) => self.changed.push(change),
            // A figure that comes where there was none takes none back.
            (false, _) if is_final(old) && !row::is_withheld(&old.cells) => self.restated.push(change),
            (false, _) => self.changed.push(change),
        }
    }

    fn without(&mut self, old: &KeptRow) {
        let change = Change { line: old.line, before: old.cells.clone(), after: None };
        if is_final(old) { self.restated.push(change) } else { self.gone.push(change) }
    }

    fn carried_out(&self, snapshot: &Snapshot, path: &RepoPath) -> Option<String> {
        let all = || self.changed.iter().chain(&self.gone).chain(&self.restated);
        if self.new.is_empty() && all().next().is_none() {
            return None;
        }
        let removed: BTreeSet<u32> =
            all().filter(|change| change.after.is_none()).map(|change| change.line).collect();
        let before = snapshot.texts.get(path);
        let has = |column: Column| {
            let first = before.map_or("", |text| text.body()).lines().find(|line| !line.is_empty());
            first
                .unwrap_or_default()
                .trim_end()
                .split(',')
                .any(|name| name.trim_matches('"') == column.name())
        };
        // What holds where a cell is empty makes no column of its own.
        let defaults = [(Column::Source, Source::System.word()), (Column::Status, Status::Final.word())];
        let implied: Vec<(usize, &str)> = defaults
            .into_iter()
            .filter(|(column, _)| !has(*column))
            .map(|(column, word)| (column as usize, word))
            .collect();
        let spelled = |cells: &Cells| {
            let mut cells = cells.clone();
            for (at, word) in &implied {
                if cells[*at] == *word {
                    cells[*at].clear();
                }
            }
            cells
        };
        let new: Vec<Cells> = self.new.iter().map(spelled).collect();
        let replaced: Vec<(u32, Cells)> =
            all().filter_map(|change| Some((change.line, spelled(change.after.as_ref()?)))).collect();
        let edits = Edits {
            added: new.iter().map(|cells| cells.as_slice()).collect(),
            replaced: replaced.iter().map(|(line, cells)| (*line, cells.as_slice())).collect(),
            removed: &removed,
        };
        let always = [Column::Period, Column::Site, Column::Metric].map(Column::name);
        let Rewritten { text, .. } = edits.carried_out(before, &Column::NAMES, &always);
        Some(before.map_or_else(|| text.clone(), |before| spelled_as(before.content(), &text)))
    }
}

/// A text with the byte order mark and the line ends of another.
fn spelled_as(before: &str, text: &str) -> String {
    let mark = if before.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let ends = if before.contains("\r\n") { "\r\n" } else { "\n" };
    format!("{mark}{}", text.replace('\n', ends))
}

/// Whether a row of the book is one that the source would give for what it is asked.
fn is_asked(row: &KeptRow, source: &RowSource, asked: &Asked) -> bool {
    let get = |column: Column| row.cells[column as usize].as_str();
    source.has(get(Column::Site), get(Column::Metric))
        && Period::parse(get(Column::Period)).is_some_and(|period| asked.has(period))
}

fn is_final(row: &KeptRow) -> bool {
    row.cells[Column::Status as usize] != "provisional"
}

/// A row in the place of another keeps its note, and the project that its queue is of, where it says none.
fn kept(old: &Cells, new: &Cells) -> Cells {
    let mut after = new.clone();
    for column in [Column::Note, Column::Project] {
        let at = column as usize;
        if after[at].is_empty() {
            after[at].clone_from(&old[at]);
        }
    }
    after
}

/// By which new rows are sorted, so that a file has the same bytes from every engine.
fn order(cells: &Cells) -> [String; 6] {
    [Column::Period, Column::Site, Column::Project, Column::Queue, Column::Language, Column::Metric]
        .map(|column| cells[column as usize].clone())
}

fn elsewhere(
    rows: &[Cells],
    book: &BTreeMap<&RepoPath, Vec<KeptRow>>,
    own: &RepoPath,
) -> Result<(), Vec<Refusal>> {
    let folder = own.folder();
    let mut others: BTreeMap<[&str; 6], (&RepoPath, u32)> = BTreeMap::new();
    for (path, kept) in book.iter().filter(|(path, _)| **path != own && path.folder() == folder) {
        others.extend(kept.iter().map(|row| (key(&row.cells), (*path, row.line))));
    }
    let mut wrong = Vec::new();
    for (at, cells) in rows.iter().enumerate() {
        if let Some((path, line)) = others.get(&key(cells)) {
            let message = format!("the row stands in {path} line {line} already");
            wrong.push(Refusal::new(
                row_of(at),
                message,
                "a row has one file: take it out there, or let `fills` name that file",
            ));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::Text;
    use crate::testing::sources::{asked, cells, source};

    const FILE: &str = "period,site,metric,numerator,denominator,status,note
2026-W43,acme-porto,accuracy,470,500,,
2026-W44,acme-porto,accuracy,471,500,final,
2026-W44,acme-porto,throughput,9,1,final,
2026-W45,acme-porto,accuracy,472,500,final,\"agreed, twice\"
2026-W46,acme-porto,accuracy,473,500,provisional,
2026-W46,acme-lyon,accuracy,90,100,provisional,
";

    fn planned(files: &[(&str, &str)], rows: &[&str]) -> Result<Plan, Vec<Refusal>> {
        let texts = files.iter().map(|(path, text)| {
            let path = RepoPath::new(path);
            (path.clone(), Text::new(path, *text))
        });
        let snapshot = Snapshot { texts: texts.collect(), ..Snapshot::default() };
        let rows: Vec<Cells> = rows.iter().map(|row| cells(row)).collect();
        plan(&rows, &source(), &asked("2026-W44", "2026-W47"), &snapshot)
    }

    const PATH: &str = "data/metrics/acme/quality.csv";

    #[test]
    fn rows_are_new_changed_gone_restated_or_as_they_are_and_others_are_not_touched() {
        let plan = planned(
            &[(PATH, FILE)],
            &[
                "2026-W47,acme-porto,,,,accuracy,480,500,,,,provisional,",
                "2026-W47,acme-lyon,,,,accuracy,91,100,,,,provisional,",
                "2026-W46,acme-porto,,,,accuracy,474,500,,,,final,",
                "2026-W45,acme-porto,,,,accuracy,475,500.0,,,,final,",
                "2026-W44,acme-porto,,,,accuracy,471,500,,,,,",
            ],
        )
        .expect("a plan");
        let lines = |changes: &[Change]| changes.iter().map(|change| change.line).collect::<Vec<_>>();
        assert_eq!(
            (lines(&plan.changed), lines(&plan.gone), lines(&plan.restated)),
            (vec![6], vec![7], vec![5])
        );
        assert_eq!((plan.new.len(), plan.unchanged), (2, 1));
        assert_eq!(
            plan.text.as_deref(),
            Some(
                "period,site,metric,numerator,denominator,status,note
2026-W43,acme-porto,accuracy,470,500,,
2026-W44,acme-porto,accuracy,471,500,final,
2026-W44,acme-porto,throughput,9,1,final,
2026-W45,acme-porto,accuracy,475,500.0,final,\"agreed, twice\"
2026-W46,acme-porto,accuracy,474,500,final,
2026-W47,acme-lyon,accuracy,91,100,provisional,
2026-W47,acme-porto,accuracy,480,500,provisional,
"
            )
        );
    }

    #[test]
    fn what_comes_as_it_stands_changes_nothing() {
        let rows = [
            "2026-W44,acme-porto,,,,accuracy,471.0,500,,,system,final,",
            "2026-W45,acme-porto,,,,accuracy,472,500,,,,,",
            "2026-W46,acme-porto,,,,accuracy,473,500,,,,provisional,",
            "2026-W46,acme-lyon,,,,accuracy,90,100,,,,provisional,",
        ];
        let plan = planned(&[(PATH, FILE)], &rows).expect("a plan");
        assert!(plan.is_empty() && plan.unchanged == 4, "{plan:?}");
    }

    #[test]
    fn a_final_row_that_is_provisional_again_or_does_not_come_is_restated() {
        let plan = planned(&[(PATH, FILE)], &["2026-W45,acme-porto,,,,accuracy,472,500,,,,provisional,"])
            .expect("a plan");
        assert_eq!(
            plan.restated.iter().map(|change| (change.line, change.after.is_some())).collect::<Vec<_>>(),
            [(3, false), (5, true)]
        );
    }

    #[test]
    fn an_empty_result_and_rows_of_another_file_are_refused() {
        let told = |wrong: Vec<Refusal>| wrong.into_iter().map(|one| one.message).collect::<Vec<_>>();
        let empty = planned(&[(PATH, FILE)], &[]).map_err(told);
        assert_eq!(
            empty,
            Err(vec![
                "the result has no row, and data/metrics/acme/quality.csv has 4 of these periods".to_owned()
            ])
        );
        assert!(planned(&[], &[]).expect("a plan").is_empty(), "nothing was there");
        let twice = planned(
            &[("data/metrics/acme/2026.csv", FILE)],
            &["2026-W44,acme-porto,,,,accuracy,471,500,,,,,"],
        );
        assert_eq!(
            twice.map_err(told),
            Err(vec!["the row stands in data/metrics/acme/2026.csv line 3 already".to_owned()])
        );
    }

    #[test]
    fn marks_and_line_ends_stay() {
        let file = format!("\u{feff}{}", FILE.replace('\n', "\r\n"));
        let rows = [
            "2026-W44,acme-porto,,,,accuracy,471.0,500,,,system,final,",
            "2026-W45,acme-porto,,,,accuracy,472,500,,,,,",
            "2026-W46,acme-porto,,,,accuracy,473,500,,,,provisional,",
            "2026-W46,acme-lyon,,,,accuracy,91,100,,,,provisional,",
        ];
        let plan = planned(&[(PATH, &file)], &rows).expect("a plan");
        assert_eq!(plan.text, Some(file.replace("accuracy,90,", "accuracy,91,")));
    }

    #[test]
    fn a_new_file_has_the_columns_that_rows_fill() {
        let plan =
            planned(&[], &["2026-W44,acme-porto,,,,accuracy,471,500,,,system,final,"]).expect("a plan");
        assert_eq!(
            plan.text.as_deref(),
            Some("period,site,metric,numerator,denominator\n2026-W44,acme-porto,accuracy,471,500\n")
        );
    }
}
