//! `pull [SOURCE]`: rows of the team's own engines, as they would stand in the book; unless it is a dry run, in the book.

use std::collections::BTreeMap;

use super::args::Pull;
use super::import_book::{Book, of_file, said, shown, told};
use super::{CLEAN, DEFECTS};
use crate::edge::{Answered, Request, Stream, say};
use crate::import::imported::NewFile;
use crate::import::refusal::Refusal;
use crate::import::{accepted, summary};
use crate::kit::diag::did_you_mean;
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::source::{AsOf, AsOfSource, Snapshot, sha256};
use crate::pull::facts::Facts;
use crate::pull::plan::{Plan, plan};
use crate::pull::question::Question;
use crate::pull::{checked, shaped, told as words};
use crate::subject::import::row::Cells;
use crate::subject::read;
use crate::subject::register::Register;
use crate::subject::source::asked::{Asked, identity};
use crate::subject::source::row_source::RowSource;
use crate::{edge, emit, pipeline};

/// The exit status: 0 when everything is written or nothing changes, 1 when something is refused.
///
/// # Errors
/// Wrong use, an engine that fails or a failing disk, as a message; then nothing was written.
pub fn pull(asked: &Pull) -> Result<u8, String> {
    edge::threads(None).map_err(told)?.install(|| pulled(asked))
}

fn pulled(asked: &Pull) -> Result<u8, String> {
    let reason = reason(asked)?;
    let opened = edge::open(&asked.root, None).map_err(told)?;
    let (register, found) = read::read(&opened.snapshot);
    let book = Book { snapshot: opened.snapshot, register, found };
    if let Some(id) = &asked.source {
        let of_source = of_file(&book.found, &format!("data/sources/{id}.toml"));
        if of_source.defects() > 0 {
            return shown(&of_source, &book.snapshot, "the source cannot be asked yet");
        }
    }
    let register = book.register()?;
    let sources = sources(asked, register)?;
    let catalog = read::declared(&book.snapshot);
    let mut pull = Pulling {
        asked,
        reason,
        register,
        catalog,
        state: book.snapshot.clone(),
        files: BTreeMap::new(),
        text: String::new(),
        refused: false,
    };
    let mut last = register.as_of();
    for source in &sources {
        let periods = periods(asked, source, register)?;
        last = last.max(periods.last_day());
        pull.of(source, &periods)?;
    }
    let Pulling { mut state, files, mut text, refused, .. } = pull;
    if refused {
        return said(&format!("{text}nothing is written\n"), DEFECTS);
    }
    if files.is_empty() {
        return said(&format!("{text}nothing changes, and nothing is written\n"), CLEAN);
    }
    // Both speak for the last day that was asked for, as the report will once the rows are committed.
    let as_of = Some(AsOf { on: last, source: AsOfSource::Flag });
    let before = Snapshot { as_of, ..book.snapshot.clone() };
    state.as_of = as_of;
    let defects = accepted::new_defects(&read::read(&before).1, &state);
    if !defects.is_empty() {
        say(Stream::Out, &text).map_err(no_output)?;
        return shown(&defects, &state, "the book could not be read any more");
    }
    let difference = pipeline::difference(before, &state).map_err(told)?;
    text.push_str(&emit::difference::brief(&difference));
    if asked.dry_run {
        return said(&format!("{text}a dry run: nothing is written\n"), CLEAN);
    }
    let files: Vec<NewFile> = files.into_iter().map(|(path, text)| NewFile { path, text }).collect();
    book.write(&asked.root, &files)?;
    let wrote: String = files.iter().map(|file| format!("wrote {}\n", file.path)).collect();
    say(Stream::Out, &format!("{text}{wrote}"))
        .map_err(|error| format!("the files are written; {}", no_output(error)))?;
    Ok(CLEAN)
}

/// A pull that goes on.
struct Pulling<'p> {
    asked: &'p Pull,
    reason: &'p str,
    register: &'p Register,
    catalog: Catalog,
    /// The book with what came so far.
    state: Snapshot,
    /// What is to be written, by path.
    files: BTreeMap<String, String>,
    text: String,
    refused: bool,
}

/// What a source gave, held against the book.
struct Came {
    answered: Answered,
    query_sha256: String,
    rows: Vec<Cells>,
    plan: Plan,
}

/// Why a source gave nothing that could be taken.
enum Stop {
    /// The other sources are asked all the same.
    Refused(Vec<Refusal>),
    Failed(String),
}

impl Pulling<'_> {
    /// Asks a source, and adds what becomes of the book.
    fn of(&mut self, source: &RowSource, asked: &Asked) -> Result<(), String> {
        let Came { answered, query_sha256, rows, plan } = match self.came(source, asked) {
            Ok(came) => came,
            Err(Stop::Failed(why)) => return Err(why),
            Err(Stop::Refused(wrong)) => {
                self.text.push_str(&format!("{}: refused\n{}", source.id, summary::refused(&wrong)));
                self.refused = true;
                return Ok(());
            }
        };
        self.text.push_str(&words::told(source, asked, &answered.answer, answered.milliseconds, &plan));
        if !plan.restated.is_empty() && !self.asked.restate {
            self.text.push_str(&words::restated(&plan));
            self.refused = true;
            return Ok(());
        }
        let pulls: Vec<_> = self.register.sources.of(source.id.as_str()).collect();
        let facts = Facts {
            source,
            asked,
            answer: &answered.answer,
            query_sha256: &query_sha256,
            at: answered.at,
            milliseconds: answered.milliseconds,
            reason: self.reason,
        };
        let fact = facts.file(&rows, &plan, &pulls, &self.state);
        let Plan { path, text, .. } = plan;
        let new: Vec<NewFile> = text
            .map(|text| (path, text))
            .into_iter()
            .chain(fact)
            .map(|(path, text)| NewFile { path, text })
            .collect();
        self.state = accepted::with_files(&self.state, &new);
        self.files.extend(new.into_iter().map(|file| (file.path, file.text)));
        Ok(())
    }

    fn came(&self, source: &RowSource, asked: &Asked) -> Result<Came, Stop> {
        let query = identity(source, &self.state)
            .ok_or_else(|| Stop::Failed(format!("source `{}` has no query to ask by", source.id)))?;
        let question = (!source.is_of_files()).then(|| Question::of(query, asked)).transpose();
        let question = question.map_err(|wrong| Stop::Refused(vec![wrong]))?;
        let request = Request { source, asked, question: question.as_ref(), root: &self.asked.root };
        let answered = edge::ask(&request)
            .map_err(|error| Stop::Failed(format!("source `{}`: {error}\nnothing is written", source.id)))?;
        let rows = shaped::shaped(&answered.answer, source, asked).map_err(Stop::Refused)?;
        let wrong = checked::wrong(&rows, source, self.register, &self.catalog);
        if !wrong.is_empty() {
            return Err(Stop::Refused(wrong));
        }
        let plan = plan(&rows, source, asked, &self.state).map_err(Stop::Refused)?;
        Ok(Came { query_sha256: sha256(query.content()), answered, rows, plan })
    }
}

/// Why final rows are replaced; empty where none may be.
fn reason(asked: &Pull) -> Result<&str, String> {
    let reason = asked.reason.as_deref().unwrap_or_default().trim();
    if asked.restate && (reason.is_empty() || reason.contains(['\n', '\r'])) {
        return Err(
            "--reason says nothing that could be kept\n  = help: say in one line why the rows were wrong"
                .to_owned(),
        );
    }
    Ok(reason)
}

fn sources<'r>(asked: &Pull, register: &'r Register) -> Result<Vec<&'r RowSource>, String> {
    let all = &register.sources.sources;
    let Some(id) = &asked.source else {
        return match all.is_empty() {
            true => Err("the book has no source\n  = help: `scorebook new source ID` writes one".to_owned()),
            false => Ok(all.values().collect()),
        };
    };
    let source = all.get(id.as_str()).ok_or_else(|| {
        let help = match did_you_mean(id, all.keys().map(|id| id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`scorebook new source {}` writes it", id.escape_debug()),
        };
        format!("the book has no data/sources/{}.toml\n  = help: {help}", id.escape_debug())
    })?;
    Ok(vec![source])
}

/// For which periods a source is asked: those of `--period`, else the newest that have ended.
fn periods(asked: &Pull, source: &RowSource, register: &Register) -> Result<Asked, String> {
    let today = edge::today(&register.settings.time_zone);
    let Some(period) = &asked.period else {
        return Asked::by(source, today).ok_or_else(|| "the clock of this machine is wrong".to_owned());
    };
    let (first, last) = period.split_once("..").unwrap_or((period, period));
    let read = |text: &str| Period::parse(text).filter(|period| period.grain() == Some(*source.window));
    let wrong = || {
        let grain = source.window.noun();
        format!(
            "`{}` is no {grain}, and source `{}` is asked by the {grain}\n  = help: write one such as 2026-W46, 2026-11 or 2026-11-18, or two with two dots between them",
            period.escape_debug(),
            source.id
        )
    };
    let asked = Asked::of(read(first).ok_or_else(wrong)?, read(last).ok_or_else(wrong)?).ok_or_else(wrong)?;
    if asked.last_day() >= today {
        return Err(format!(
            "`{}` has not ended yet\n  = help: ask for periods up to the last whole one",
            asked.last
        ));
    }
    Ok(asked)
}

fn no_output(error: impl std::fmt::Display) -> String {
    format!("cannot write to standard output: {error}")
}
