//! `tally`: a register that stays where it lies, counted. The list for today goes to standard output, what there is to say beside it to standard error.

use std::path::Path;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::args::TallyArgs;
use super::import_book::{Book, file_name, near_map, of_file, told};
use super::{CLEAN, DEFECTS};
use crate::edge::{self, Stream, say};
use crate::emit;
use crate::import::accepted;
use crate::import::refusal::causes;
use crate::import::spreadsheet::{Refused, Source};
use crate::kit::diag::plural;
use crate::subject::import::register_map::{RegisterKind, RegisterMap};
use crate::subject::read;
use crate::subject::register::Register;
use crate::tally::counted::ToDo;
use crate::tally::register::{self, Beside, Outcome};
use crate::tally::written;

/// The exit status: 0 when every row is counted, 1 when one is not.
///
/// # Errors
/// Wrong use or a failing disk, as a message.
pub fn tally(asked: &TallyArgs) -> Result<u8, String> {
    let opened =
        edge::threads(None).map_err(told)?.install(|| edge::open(&asked.root, None)).map_err(told)?;
    let (register, found) = read::read(&opened.snapshot);
    let book = Book { snapshot: opened.snapshot, register, found };
    let map_id = id(&asked.map);
    let of_map = of_file(&book.found, &format!("data/register-maps/{map_id}.toml"));
    if !of_map.is_empty() {
        note(&emit::human(&of_map, &book.snapshot.texts, false))?;
        return refused("the map cannot be used yet");
    }
    let own = book.register()?;
    let map = named(own, &map_id)?;
    if map.kind.word() != asked.kind {
        return Err(format!(
            "`{map_id}` reads {}\n  = help: run `scorebook tally {}`, or name a map of {}",
            map.kind.label(),
            map.kind.word(),
            asked.kind
        ));
    }
    if let Some(vendor) = asked.vendor.as_deref().filter(|vendor| !own.vendors.contains_key(*vendor)) {
        return Err(format!("the book has no vendor `{vendor}`"));
    }
    let bytes = edge::named_file(&asked.file).map_err(told)?;
    let name = file_name(&asked.file);
    let source = Source { name: &name, bytes: &bytes, sheet: None };
    let outcome = match counted(asked, source, map, own, &book) {
        Ok(outcome) => outcome,
        Err(Fault::Use(message)) => return Err(message),
        Err(Fault::File(refusals)) => {
            note(&told_of(&refusals))?;
            return refused("nothing is counted: file and map do not fit");
        }
    };
    let is_listed = |one: &&ToDo| asked.vendor.as_deref().is_none_or(|id| one.spot.vendor.as_str() == id);
    let listed: Vec<ToDo> = outcome.counted.to_do.iter().filter(is_listed).cloned().collect();
    say(Stream::Out, &written::list(&listed))
        .map_err(|error| format!("cannot write to standard output: {error}"))?;
    note(&summary(&outcome, &listed))?;
    let status = if outcome.refusals.is_empty() { CLEAN } else { DEFECTS };
    if !asked.write {
        note("nothing is written; --write does\n")?;
        return Ok(status);
    }
    if status == DEFECTS && !asked.skip_refused {
        return refused(
            "nothing is written\n  = help: mend the rows or the map; --skip-refused counts the others",
        );
    }
    if outcome.rows == 0 {
        return refused("nothing is written: no row was counted");
    }
    write(asked, &outcome, map, own, &book, &bytes)?;
    Ok(status)
}

enum Fault {
    /// Wrong use, as a message.
    Use(String),
    File(Refused),
}

fn counted(
    asked: &TallyArgs,
    source: Source<'_>,
    map: &RegisterMap,
    own: &Register,
    book: &Book,
) -> Result<Outcome, Fault> {
    let (Some(file), Some(of_accounts)) = (&asked.accounts, &asked.accounts_map) else {
        return register::count(source, map, (own, &book.snapshot), asked.as_of, None).map_err(Fault::File);
    };
    if map.kind.word() != "grants" {
        return Err(Fault::Use("--accounts stands beside a register of permissions alone".to_owned()));
    }
    let beside = named(own, &id(of_accounts)).map_err(Fault::Use)?;
    if beside.kind.word() != "accounts" {
        return Err(Fault::Use(format!("`{}` reads {}, and no accounts", beside.id, beside.kind.label())));
    }
    let bytes = edge::named_file(file).map_err(|error| Fault::Use(error.to_string()))?;
    let name = file_name(file);
    let accounts = Beside { source: Source { name: &name, bytes: &bytes, sheet: None }, map: beside };
    register::count(source, map, (own, &book.snapshot), asked.as_of, Some(accounts)).map_err(Fault::File)
}

fn write(
    asked: &TallyArgs,
    outcome: &Outcome,
    map: &RegisterMap,
    own: &Register,
    book: &Book,
    bytes: &[u8],
) -> Result<(), String> {
    let hash = match edge::secret(&asked.key_env) {
        Some(key) => Some(keyed_hash(&key, bytes)),
        None => {
            note(&format!("no hash of the file is kept: `{}` is not set\n", asked.key_env))?;
            None
        }
    };
    let into = written::Into {
        map,
        book: own,
        snapshot: &book.snapshot,
        as_of: asked.as_of,
        keyed_hash: hash.as_deref(),
    };
    let (files, hidden) = match *map.kind {
        RegisterKind::Wellness => written::wellness_files(outcome, into),
        _ => (written::files(outcome, into), Vec::new()),
    };
    for why in &hidden {
        note(&format!("all of the week is hidden: {why}\n"))?;
    }
    let with = accepted::with_files(&book.snapshot, &files);
    let defects = accepted::new_defects(&book.found, &with);
    if !defects.is_empty() {
        note(&emit::human(&defects, &with.texts, false))?;
        return Err("nothing is written: the book could not be read any more".to_owned());
    }
    book.write(&asked.root, &files)?;
    let as_of = own.as_of();
    if as_of < asked.as_of {
        note(&format!("the report is of {as_of}: what was counted shows from {} on\n", asked.as_of))?;
    }
    note(&files.iter().map(|file| format!("wrote {}\n", file.path)).collect::<String>())
}

/// HMAC-SHA-256, as 64 digits.
fn keyed_hash(key: &[u8], bytes: &[u8]) -> String {
    // A key may have any length.
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    hmac.update(bytes);
    hmac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn named<'r>(own: &'r Register, id: &str) -> Result<&'r RegisterMap, String> {
    let maps = &own.imported.register_maps;
    maps.get(id).ok_or_else(|| {
        let help = match maps.is_empty() {
            true => "`scorebook new register-map ID` writes one with blanks to fill".to_owned(),
            false => near_map(id, maps.keys()),
        };
        format!("the book has no data/register-maps/{id}.toml\n  = help: {help}")
    })
}

fn id(named: &Path) -> String {
    let name = file_name(named);
    name.strip_suffix(".toml").unwrap_or(&name).to_owned()
}

fn note(text: &str) -> Result<(), String> {
    say(Stream::Err, text).map_err(|error| format!("cannot write to standard error: {error}"))
}

fn refused(why: &str) -> Result<u8, String> {
    note(&format!("{why}\n")).map(|()| DEFECTS)
}

fn told_of(refusals: &Refused) -> String {
    crate::import::summary::refused(refusals)
}

/// `1,840 rows counted, 12 left out; to do: remove 6, revoke 3`
fn summary(outcome: &Outcome, listed: &[ToDo]) -> String {
    let mut text = told_of(&outcome.refusals);
    text.push_str(&format!("{} counted", plural(outcome.rows, "row")));
    if outcome.skipped > 0 {
        text.push_str(&format!(", {} left out by the map", outcome.skipped));
    }
    if !outcome.refusals.is_empty() {
        let cells: usize = causes(&outcome.refusals).iter().map(|cause| cause.others.len() + 1).sum();
        text.push_str(&format!(", {cells} not read"));
    }
    if outcome.unknown_accounts > 0 {
        let many = plural(outcome.unknown_accounts, "account");
        text.push_str(&format!("; permissions of {many} that the register of accounts has not"));
    }
    let mut steps: Vec<(&str, usize)> = Vec::new();
    for one in listed {
        match steps.iter_mut().find(|(word, _)| *word == one.step.word()) {
            Some((_, many)) => *many += 1,
            None => steps.push((one.step.word(), 1)),
        }
    }
    let steps: Vec<String> = steps.iter().map(|(word, many)| format!("{word} {many}")).collect();
    match steps.as_slice() {
        [] => text.push_str("; nothing to do today\n"),
        steps => text.push_str(&format!("; to do today: {}\n", steps.join(", "))),
    }
    text
}
