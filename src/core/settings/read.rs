//! Reading `data/book.toml`: what is wrong in it is reported and replaced by its default, so that the other records can be read by it.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::forms::{AddressTemplate, Currency, ReportDay, zones};
use crate::core::settings::forms;
use crate::core::settings::incident::IncidentClock;
use crate::core::settings::record::{HostLayout, Publication, RatingBand, Settings, SettingsDraft};
use crate::kit::calendar::{Calendar, add_days};
use crate::kit::declared::{Node, Reader, Record};
use crate::kit::diag::{Diagnostic, codes, list_and};
use crate::kit::id::SopId;
use crate::kit::number::Decimal;
use crate::kit::record::catalog::Catalog;
use crate::kit::source::{AsOf, AsOfSource, At, Snapshot};
use crate::kit::toml::log::Log;
use crate::kit::words::{ClosedList, RatingName};

/// The version of the format that this program reads.
const FORMAT: u32 = 1;

/// ISO 4217's code for "no currency". A book without one is a defect already: this shows in a draft alone.
const NO_CURRENCY: &str = "XXX";

/// Reads the book. Only the as-of date has no default: without one there is no book.
pub fn read(root: &Node<'_>, snapshot: &Snapshot, catalog: &Catalog, log: &Log) -> Option<Settings> {
    let check = |draft: &mut SettingsDraft, reader: &Reader<'_, '_, '_>| {
        Settings::check(draft, reader, snapshot);
    };
    Settings::read_as("the book", "", (root, root.place()), catalog, log, check)
}

impl Settings {
    fn check(draft: &mut SettingsDraft, reader: &Reader<'_, '_, '_>, snapshot: &Snapshot) {
        format_version(draft, reader);
        let zone = draft.time_zone.get_or_insert_with(|| forms::TimeZone::new("UTC"));
        let as_of = as_of(draft.pinned, zone, snapshot);
        if as_of.is_none() {
            if !reader.fields.has("as-of") {
                reader.log().push(no_as_of(reader));
            }
            reader.refuse();
        }
        draft.as_of = as_of;
        draft.title.get_or_insert_default();
        draft.organisation.get_or_insert_default();
        draft.currency.get_or_insert_with(|| Currency::new(NO_CURRENCY));
        draft.publication.get_or_insert(Publication::Restricted);
        let year_starts = i8::try_from(draft.fiscal_year_starts).unwrap_or(1);
        draft.calendar = Some(Calendar { holidays: draft.holidays.clone(), year_starts });
        draft.host = draft.written_host.or_else(|| Some(usual_host(draft.repository.as_deref())));
        preset(draft, reader);
        with_places(&mut draft.permalink, "permalink", &["{commit}", "{path}"], reader);
        with_places(&mut draft.edit_link, "edit-link", &["{path}"], reader);
        ratings(&mut draft.ratings, reader);
        forget(&mut draft.forget, reader);
        clocks(&draft.incident_clocks, reader);
    }
}

/// Only what is gone can be forgotten: a procedure that is there has its page.
fn forget(ids: &mut Vec<At<SopId>>, reader: &Reader<'_, '_, '_>) {
    ids.retain(|id| {
        let is_there = reader.catalog.sops.contains(id.as_str());
        if is_there {
            let message = format!("`forget` names SOP `{}`, which has a file", id.value);
            let label = "expected a procedure whose file is gone";
            reader.bad_value(id, message, label, "remove the file of the SOP, or its name here");
        }
        !is_there
    });
}

/// A severity has one clock: of two, nobody could say which holds.
fn clocks(clocks: &[IncidentClock], reader: &Reader<'_, '_, '_>) {
    for (at, clock) in clocks.iter().enumerate() {
        if clocks[..at].iter().any(|earlier| *earlier.severity == *clock.severity) {
            let message = format!("severity `{}` has a clock already", clock.severity.word());
            let label = "it stands above";
            reader.bad_value(&clock.severity, message, label, "remove one of the two");
        }
    }
}

/// A rule set that is written brings its tool's settings; a key that is written beside it stays.
fn preset(draft: &mut SettingsDraft, reader: &Reader<'_, '_, '_>) {
    let brought = draft.rule_set.place.as_ref().and_then(|_| draft.rule_set.preset());
    let Some(brought) = brought else { return };
    if !reader.fields.has("fix-limits-after") {
        draft.fix_limits_after.value = brought.fix_limits_after;
    }
    if !reader.fields.has("screen-ranges") {
        draft.screen_ranges.value = brought.screen_ranges;
    }
}

/// The day of the report: from the flag, else the book, else the commit.
fn as_of(pinned: Option<ReportDay>, time_zone: &str, snapshot: &Snapshot) -> Option<AsOf> {
    let by_book = pinned.map(|day| AsOf { on: day.0, source: AsOfSource::Book });
    let by_commit =
        || commit_date(snapshot, time_zone).filter(|day| AsOf::allows(*day)).map(last_sunday_before);
    snapshot.as_of.or(by_book).or_else(by_commit)
}

/// The commit's day in a time zone of the database.
pub fn commit_date(snapshot: &Snapshot, time_zone: &str) -> Option<Date> {
    let commit = snapshot.commit.as_ref()?;
    Some(day_of(commit.committed_at, time_zone))
}

/// The day of a moment in a time zone of the database.
pub fn day_of(moment: Timestamp, time_zone: &str) -> Date {
    let zone = zones().get(time_zone).unwrap_or(TimeZone::UTC);
    moment.to_zoned(zone).date()
}

fn last_sunday_before(day: Date) -> AsOf {
    let back = match day.weekday() {
        Weekday::Sunday => 7,
        weekday => i32::from(weekday.to_monday_one_offset()),
    };
    AsOf { on: add_days(day, -back), source: AsOfSource::Commit }
}

/// Whether a diagnostic says that nothing sets the as-of date: a matter of the command line as much as of the book.
pub fn is_missing_as_of(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == &codes::MISSING_KEY && diagnostic.message == NO_AS_OF
}

const NO_AS_OF: &str = "nothing says which day the report speaks for: no --as-of, no `as-of`, no commit";

fn no_as_of(reader: &Reader<'_, '_, '_>) -> Diagnostic {
    Diagnostic::new(&codes::MISSING_KEY, reader.place(), NO_AS_OF)
        .label("expected `as-of` here when there is neither the flag nor a commit")
        .help("add `as-of = 2026-11-15`, or pass --as-of")
}

fn format_version(draft: &mut SettingsDraft, reader: &Reader<'_, '_, '_>) {
    let version = *draft.format.get_or_insert(FORMAT);
    if let (true, Some(node)) = (version != FORMAT, reader.fields.node.get("format")) {
        let diagnostic =
            Diagnostic::new(&codes::FORMAT_VERSION, node.place(), format!("the book is of format {version}"));
        reader.log().push(
            diagnostic
                .label(format!("this program reads format {FORMAT}"))
                .help("use the program's version that reads this format"),
        );
    }
}

/// The layout of a host by its name: GitLab's where it says so, else GitHub's, which most others follow.
fn usual_host(repository: Option<&str>) -> HostLayout {
    let host = repository.and_then(|address| address.split("//").nth(1)).unwrap_or("");
    let host = host.split('/').next().unwrap_or("");
    if host.split('.').any(|part| part == "gitlab") { HostLayout::Gitlab } else { HostLayout::Github }
}

/// Leaves out, and reports, an address that lacks a place to be filled in.
fn with_places(
    address: &mut Option<At<AddressTemplate>>,
    key: &str,
    wanted: &[&str],
    reader: &Reader<'_, '_, '_>,
) {
    let Some(found) = address else { return };
    let Some(lacking) = wanted.iter().find(|part| !found.contains(**part)) else { return };
    let message = format!("`{key}` has no `{lacking}`");
    let label = format!("expected {}", list_and(wanted));
    reader.bad_value(found, message, label, "say where it stands in the address");
    *address = None;
}

/// The usual bands where none are written, or where those that are cannot be.
fn ratings(bands: &mut Vec<RatingBand>, reader: &Reader<'_, '_, '_>) {
    let nodes = reader.fields.node.get("rating").map_or(&[][..], Node::items);
    let wrong = if bands.len() == nodes.len() { wrong_bands(bands, nodes) } else { None };
    let stand = reader.fields.has("rating") && bands.len() == nodes.len() && wrong.is_none();
    wrong.into_iter().for_each(|diagnostic| reader.log().push(diagnostic));
    if !stand {
        let rows = RatingName::WORDS.iter().zip([90, 75, 50, 0]);
        let usual =
            rows.map(|(&(_, name), at)| RatingBand { name, at_least: Decimal::from_int(at), place: None });
        *bands = usual.collect();
    }
}

fn wrong_bands(bands: &[RatingBand], nodes: &[Node<'_>]) -> Option<Diagnostic> {
    let wrong = |node: &Node<'_>, message: String| {
        Diagnostic::new(&codes::BANDS, node.place(), message).label(
            "expected good, approaching-target, requires-improvement and inadequate, best first, down to 0",
        )
    };
    for (at, pair) in bands.windows(2).enumerate() {
        let (before, band) = (&pair[0], &pair[1]);
        let node = nodes.get(at + 1)?;
        let place = |key: &str| node.get(key).unwrap_or(node);
        let name = band.name.word();
        if before.name >= band.name {
            let message = format!("rating `{name}` stands after `{}`", before.name.word());
            return Some(wrong(place("name"), message).help("name each rating once, best first"));
        }
        if before.at_least <= band.at_least {
            let message = format!(
                "rating `{name}` starts at {}, not below `{}` with {}",
                band.at_least,
                before.name.word(),
                before.at_least
            );
            return Some(
                wrong(place("at-least"), message).help("let each rating start below the one before"),
            );
        }
    }
    let missing: Vec<&str> = RatingName::WORDS
        .iter()
        .filter(|(_, name)| !bands.iter().any(|band| band.name == *name))
        .map(|(word, _)| *word)
        .collect();
    let (node, last) = nodes.last().zip(bands.last())?;
    if !missing.is_empty() {
        let message = format!("there is no band for {}", list_and(&missing));
        return Some(wrong(node, message).help("add a [[rating]] for each, or remove all for the default"));
    }
    if last.at_least != Decimal::ZERO {
        let message = format!("scores under {} have no rating", last.at_least);
        let node = node.get("at-least").unwrap_or(node);
        return Some(wrong(node, message).help("let the last rating start at 0"));
    }
    None
}
