//! The file in few bytes: what several figures say alike (files, formulas, questions, settings) is said once and named by its number in a
//! list, from 0, and a question says only what the one before it does not. docs/evidence.md has the format.

use std::collections::HashMap;
use std::hash::Hash;

use serde::ser::{SerializeSeq as _, SerializeTuple as _};
use serde::{Serialize, Serializer};

use crate::evidence::document::{Document, SetBy};
use crate::evidence::figure::{Asked, Detail, Exact, FigureEntry, Micro, Setting};
use crate::evidence::lines::by_line;
use crate::evidence::question::Query;
use crate::id::{ContractId, ServiceLevelId};
use crate::source::RepoPath;

/// Version of the file beside a page.
const FORMAT: u32 = 3;
/// Formulas of scores whose first input is the result of a clause.
const OF_A_RESULT: [&str; 3] = ["score-met", "score-linear", "score-bands"];

impl Document {
    /// The file beside a page, each figure on a line of its own.
    pub fn json(&self) -> String {
        by_line(&packed(self), 2)
    }
}

/// The file as it is written.
#[derive(Serialize)]
struct Packed<'d> {
    format: u32,
    page: &'d str,
    as_of: &'d str,
    week: &'d str,
    commit: Option<&'d str>,
    files: Vec<&'d RepoPath>,
    formulas: Vec<&'static str>,
    queries: Vec<Query<'d>>,
    /// Of settings.
    names: Vec<&'d str>,
    settings: Vec<PlacedAlike>,
    figures: Vec<Told<'d>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    commits: &'d [(String, String, String)],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set_by: Vec<(usize, &'d [SetBy])>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pulled: Vec<(usize, Vec<PulledLines>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effects: Option<&'d serde_json::Value>,
}

/// First and last line of a file that a pull brought, the file of pulls and its line there.
type PulledLines = (u32, u32, usize, u32);

/// Name, value, file and line of a setting.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Placed(usize, Micro, Option<usize>, Option<u32>);

/// Settings of one name and value in one file, and the line of each: a scorecard holds twenty clauses to three of them.
struct PlacedAlike(Placed, Vec<Option<u32>>);

/// Settings, and their names.
struct Set<'d> {
    names: Once<&'d str>,
    settings: Once<Placed>,
}

/// What was seen so far, in the order in which it first came.
struct Once<T> {
    all: Vec<T>,
    number: HashMap<T, usize>,
}

impl<T: Copy + Eq + Hash> Once<T> {
    fn new() -> Once<T> {
        Once { all: Vec::new(), number: HashMap::new() }
    }

    fn number(&mut self, one: T) -> usize {
        *self.number.entry(one).or_insert_with(|| {
            self.all.push(one);
            self.all.len() - 1
        })
    }
}

fn packed(document: &Document) -> Packed<'_> {
    let mut files = Once::new();
    let mut formulas = Once::new();
    let mut queries: Once<&Asked> = Once::new();
    let mut set = Set { names: Once::new(), settings: Once::new() };
    let asked = document.figures.iter().filter_map(|figure| figure.query.as_deref());
    asked.for_each(|query| {
        queries.number(query);
    });
    // The clause of a score is that of a question, most of the time.
    let clauses: HashMap<(&str, &str), usize> = queries
        .all
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(at, query)| {
            let (contract, level) = query.contract.as_ref().zip(query.service_level.as_ref())?;
            Some(((contract.as_str(), level.as_str()), at))
        })
        .collect();
    let results: Vec<Option<&Asked>> =
        document.figures.iter().map(|figure| figure.query.as_deref()).collect();
    let mut figures: Vec<Told<'_>> = Vec::with_capacity(document.figures.len());
    let mut alike: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
    for figure in &document.figures {
        let figure = Figure {
            formula: formulas.number(figure.formula),
            shown: &figure.shown,
            value: &figure.value,
            said: said(figure, &mut files, &mut queries, &mut set, &clauses, &results),
        };
        let others = alike.entry((figure.formula, figure.shown)).or_default();
        let is_same = |at: &&usize| matches!(&figures[**at], Told::Whole(other) if figure.is_as(other));
        match others.iter().find(is_same) {
            Some(other) => figures.push(Told::As(other + 1)),
            None => {
                others.push(figures.len());
                figures.push(Told::Whole(figure));
            }
        }
    }
    let settings = gathered(&set.settings.all, &mut figures);
    let set_by = document.set_by.iter().map(|(path, lines)| (files.number(path), lines.as_slice())).collect();
    let mut pulled = Vec::with_capacity(document.pulled.len());
    for (path, lines) in &document.pulled {
        let of = lines.iter().map(|(from, to, pulls, line)| (*from, *to, files.number(pulls), *line));
        let of = of.collect();
        pulled.push((files.number(path), of));
    }
    let before = std::iter::once(None).chain(queries.all.iter().copied().map(Some));
    Packed {
        format: FORMAT,
        page: &document.page,
        as_of: &document.as_of,
        week: &document.week,
        commit: document.commit.as_deref(),
        queries: queries.all.iter().zip(before).map(|(now, before)| Query { now, before }).collect(),
        files: files.all,
        formulas: formulas.all,
        names: set.names.all,
        settings,
        figures,
        commits: &document.commits,
        set_by,
        pulled,
        effects: document.effects.as_ref(),
    }
}

/// The settings by what they say alike, in the order in which that first came; figures name them by their places there.
fn gathered(all: &[Placed], figures: &mut [Told<'_>]) -> Vec<PlacedAlike> {
    let mut alike: Vec<PlacedAlike> = Vec::new();
    let mut at: HashMap<(usize, Micro, Option<usize>), usize> = HashMap::new();
    let mut places = Vec::with_capacity(all.len());
    for placed in all {
        let Placed(name, value, file, line) = *placed;
        let group = *at.entry((name, value, file)).or_insert_with(|| {
            alike.push(PlacedAlike(*placed, Vec::new()));
            alike.len() - 1
        });
        places.push((group, alike[group].1.len()));
        alike[group].1.push(line);
    }
    let counts = alike.iter().map(|of| of.1.len());
    let starts: Vec<usize> = counts
        .scan(0, |next, count| {
            *next += count;
            Some(*next - count)
        })
        .collect();
    let settings = figures.iter_mut().filter_map(|figure| match figure {
        Told::Whole(figure) => figure.said.iter_mut().find_map(|said| match said {
            Said::Settings(numbers) => Some(numbers),
            _ => None,
        }),
        Told::As(_) => None,
    });
    for number in settings.flatten() {
        let (group, place) = places[*number];
        *number = starts[group] + place;
    }
    alike
}

fn said<'d>(
    figure: &'d FigureEntry,
    files: &mut Once<&'d RepoPath>,
    queries: &mut Once<&'d Asked>,
    set: &mut Set<'d>,
    clauses: &HashMap<(&str, &str), usize>,
    results: &[Option<&'d Asked>],
) -> Vec<Said<'d>> {
    let mut said = Vec::new();
    let mut rest: Vec<(&'d str, Said<'d>)> = Vec::new();
    let query = figure.query.as_deref().map(|query| Said::Number(queries.number(query)));
    let sums = [figure.numerator, figure.denominator].map(|sum| sum.map(Said::Sum));
    let rows = figure.rows.as_ref().map(|rows| {
        let lines = rows.chunk_by(|one, next| one.0 == next.0).map(|run| {
            let mut lines: Vec<u32> = run.iter().flat_map(|(_, from, to)| [*from, *to]).collect();
            // A last line by itself is said once.
            lines.pop_if(|last| run.last().is_some_and(|(_, from, _)| from == last));
            Lines { file: files.number(&run[0].0), lines }
        });
        Said::Lines(lines.collect())
    });
    match (query, sums, rows) {
        // What most figures have stands by its place.
        (Some(query), [Some(numerator), Some(denominator)], Some(rows)) => {
            said.extend([query, numerator, denominator, rows]);
        }
        (query, [numerator, denominator], rows) => {
            let keys = ["query", "numerator", "denominator", "rows"].into_iter();
            let found = keys.zip([query, numerator, denominator, rows]);
            rest.extend(found.filter_map(|(key, one)| Some((key, one?))));
        }
    }
    let placed = figure.settings.iter().map(|Setting(name, value, path, line)| {
        let file = path.as_ref().map(|path| files.number(path));
        let name = set.names.number(name.as_ref());
        set.settings.number(Placed(name, *value, file, *line))
    });
    let placed: Vec<usize> = placed.collect();
    if !placed.is_empty() || figure.inputs.is_some() {
        said.push(Said::Settings(placed));
    }
    if let Some(inputs) = &figure.inputs {
        said.push(Said::Numbers(inputs.iter().map(|number| number.get() as usize).collect()));
    }
    // The clause of a score is that of the result that it is the score of.
    let of_input = figure.inputs.as_ref().filter(|_| OF_A_RESULT.contains(&figure.formula));
    let of_input = of_input.and_then(|inputs| *results.get(inputs.first()?.get() as usize - 1)?);
    let is_of_input = |key: &str, detail: &Detail| match (key, detail, of_input) {
        ("clause", Detail::Words(words), Some(query)) => {
            let named = [
                query.contract.as_ref().map(ContractId::as_str),
                query.service_level.as_ref().map(ServiceLevelId::as_str),
            ];
            words.len() == 2 && words.iter().zip(named).all(|(word, named)| named == Some(word))
        }
        _ => false,
    };
    let further = figure.further.0.iter().filter(|(key, detail)| !is_of_input(key, detail));
    rest.extend(further.map(|(key, detail)| (*key, detailed(key, detail, files, clauses))));
    if !rest.is_empty() {
        said.push(Said::ByKey(rest));
    }
    said
}

fn detailed<'d>(
    key: &str,
    detail: &'d Detail,
    files: &mut Once<&'d RepoPath>,
    clauses: &HashMap<(&str, &str), usize>,
) -> Said<'d> {
    match detail {
        Detail::Words(words) if key == "clause" => match words.as_slice() {
            [contract, level] => {
                let query = clauses.get(&(contract.as_str(), level.as_str()));
                query.map_or(Said::Plain(detail), |query| Said::Number(*query))
            }
            _ => Said::Plain(detail),
        },
        Detail::Tables(tables) => Said::Lines(
            tables
                .iter()
                .map(|(path, from, to)| Lines { file: files.number(path), lines: vec![*from, *to] })
                .collect(),
        ),
        Detail::Records(records) => {
            let runs = records.chunk_by(|one, next| one.0 == next.0);
            let lines = runs.map(|run| {
                let lines = run.iter().map(|(_, line)| *line).collect();
                Lines { file: files.number(&run[0].0), lines }
            });
            Said::Lines(lines.collect())
        }
        Detail::Dates(dates) => Said::Dates(
            dates
                .iter()
                .map(|(name, day, path, line)| (name.as_str(), day.to_string(), files.number(path), *line))
                .collect(),
        ),
        Detail::Whole(_)
        | Detail::Wholes(_)
        | Detail::Words(_)
        | Detail::Interval(..)
        | Detail::Limits(_)
        | Detail::Floats(_) => Said::Plain(detail),
    }
}

/// A figure, or the number of an earlier one that says the same.
#[derive(Serialize)]
#[serde(untagged)]
enum Told<'d> {
    As(usize),
    Whole(Figure<'d>),
}

/// Formula, what the page shows, exact value, and what else there is: first by its place, then by its keys.
struct Figure<'d> {
    formula: usize,
    shown: &'d str,
    value: &'d Exact,
    said: Vec<Said<'d>>,
}

impl Figure<'_> {
    fn is_as(&self, other: &Figure<'_>) -> bool {
        let is_near = self.value.near == other.value.near && self.value.beyond == other.value.beyond;
        is_near && self.formula == other.formula && self.shown == other.shown && self.said == other.said
    }
}

/// What a figure says beside its value.
#[derive(PartialEq, Serialize)]
#[serde(untagged)]
enum Said<'d> {
    Number(usize),
    Numbers(Vec<usize>),
    Settings(Vec<usize>),
    Sum(Micro),
    Lines(Vec<Lines>),
    Dates(Vec<(&'d str, String, usize, u32)>),
    Plain(&'d Detail),
    #[serde(serialize_with = "by_key")]
    ByKey(Vec<(&'d str, Said<'d>)>),
}

/// A file and lines of it, in one list.
#[derive(PartialEq)]
struct Lines {
    file: usize,
    lines: Vec<u32>,
}

impl Serialize for Figure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_tuple(3 + self.said.len())?;
        list.serialize_element(&self.formula)?;
        list.serialize_element(self.shown)?;
        list.serialize_element(self.value)?;
        self.said.iter().try_for_each(|said| list.serialize_element(said))?;
        list.end()
    }
}

fn by_key<S: Serializer>(said: &[(&str, Said<'_>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(said.iter().map(|(key, said)| (key, said)))
}

impl Serialize for Lines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(1 + self.lines.len()))?;
        list.serialize_element(&self.file)?;
        self.lines.iter().try_for_each(|line| list.serialize_element(line))?;
        list.end()
    }
}

impl Serialize for PlacedAlike {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let PlacedAlike(Placed(name, value, file, _), lines) = self;
        let mut list = serializer.serialize_seq(Some(3 + lines.len()))?;
        list.serialize_element(name)?;
        list.serialize_element(value)?;
        list.serialize_element(file)?;
        lines.iter().try_for_each(|line| list.serialize_element(line))?;
        list.end()
    }
}

#[cfg(test)]
#[path = "packed_tests.rs"]
mod tests;
