//! What the book gets of a register: files of its counts and the record of how it was counted; and the list for today, which is no part of the book.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;

use crate::core::settings::access::CountedTable;
use crate::import::imported::NewFile;
use crate::import::rewritten::quoted;
use crate::kit::declared::Written as _;
use crate::kit::id::VendorId;
use crate::kit::source::{Place, Snapshot};
use crate::subject::import::register_map::RegisterMap;
use crate::subject::register::Register;
use crate::subject::wellness::record::WellnessCount;
use crate::tally::counted::{Counted, Spot, ToDo};
use crate::tally::register::Outcome;
use crate::tally::suppressed::told;
use crate::tally::wellness;

const HEADER: &str = "as_of,vendor,site,project,queue,role,measure,count\n";

const LIST: &str = "step,what,account_or_issue,permission,vendor,site,project,queue,role,why,since\n";

/// What an export is counted for.
#[derive(Clone, Copy)]
pub struct Into<'i> {
    pub map: &'i RegisterMap,
    pub book: &'i Register,
    pub snapshot: &'i Snapshot,
    /// The day of the export.
    pub as_of: Date,
    /// HMAC-SHA-256 of the file, as 64 digits; `None`: the team keeps no key.
    pub keyed_hash: Option<&'i str>,
}

/// Of accounts, permissions, permission issues and people: the counts of the day, and the record.
pub fn files(outcome: &Outcome, into: Into<'_>) -> Vec<NewFile> {
    let Into { map, book, as_of, .. } = into;
    let (least, _) = book.settings.suppression(CountedTable::Access);
    let path = format!("data/access/{}-{as_of}.csv", map.id);
    let mut counted = outcome.counted.clone();
    still_counted(&mut counted, into);
    let own: BTreeSet<&VendorId> = counted.counts.keys().map(|spot| &spot.vendor).collect();
    // Of vendors of which this export says nothing, what an earlier one of the day said stays.
    let others = book
        .access
        .counts
        .iter()
        .filter(|row| row.place.path.as_str() == path && !own.contains(&row.vendor.value));
    let others = others.filter_map(|row| line(into.snapshot, &row.place));
    let mut rows = others.fold(HEADER.to_owned(), |text, line| text + line + "\n");
    for ((spot, measure), count) in told(&counted, least) {
        let (vendor, site) = (&spot.vendor, &spot.site);
        // Writing to a String cannot fail.
        let _infallible = writeln!(
            rows,
            "{as_of},{vendor},{site},{},{},{},{},{}",
            spot.project.as_ref().map_or("", |id| id.as_str()),
            spot.queue.as_ref().map_or("", |id| id.as_str()),
            spot.role.as_ref().map_or("", |id| id.as_str()),
            measure.word(),
            count.written(),
        );
    }
    vec![NewFile { path, text: rows }, record(outcome, into, least)]
}

/// Of wellness: the weeks of each year, the record, and which weeks are hidden whole because nothing less would do.
pub fn wellness_files(outcome: &Outcome, into: Into<'_>) -> (Vec<NewFile>, Vec<String>) {
    let Into { map, book, as_of, .. } = into;
    let (least, _) = book.settings.suppression(CountedTable::Wellness);
    // A week that is not over would be counted too low.
    let weeks = || outcome.weeks.iter().filter(|((week, _), _)| week.sunday() <= as_of);
    let is_new =
        |row: &WellnessCount| weeks().any(|((week, vendor), _)| *row.week == *week && *row.vendor == *vendor);
    let path = |year: i16| format!("data/wellness/{}-{year}.csv", map.id);
    let mut years: BTreeMap<i16, String> = BTreeMap::new();
    let mut hidden = Vec::new();
    for ((week, vendor), counts) in weeks() {
        let year = week.thursday().year();
        let text = years.entry(year).or_insert_with(|| {
            let kept = |row: &&WellnessCount| row.place.path.as_str() == path(year) && !is_new(row);
            let kept = book.wellness.iter().filter(kept).filter_map(|row| line(into.snapshot, &row.place));
            kept.fold(wellness::HEADER.to_owned(), |text, line| text + line + "\n")
        });
        let is_standing = |row: &&WellnessCount| *row.week == *week && *row.vendor == *vendor;
        let standing: Vec<&WellnessCount> = book.wellness.iter().filter(is_standing).collect();
        let is_rotation_known = outcome.rotations.contains(&(*week, vendor.clone()));
        let (rows, why) = wellness::rows((*week, vendor), counts, (least, is_rotation_known), &standing);
        text.push_str(&rows);
        hidden.extend(why);
    }
    let mut files: Vec<NewFile> =
        years.into_iter().map(|(year, text)| NewFile { path: path(year), text }).collect();
    files.push(record(outcome, into, least));
    (files, hidden)
}

/// How a register was counted.
fn record(outcome: &Outcome, into: Into<'_>, least: u32) -> NewFile {
    let Into { map, as_of, .. } = into;
    let mut text = format!(
        "register = \"{}\"\nmap = \"{}\"\nas-of = {as_of}\nrows = {}\n",
        map.kind.word(),
        map.id,
        outcome.rows
    );
    // Writing to a String cannot fail.
    for (key, count) in [("skipped", outcome.skipped), ("refused", outcome.refusals.len())] {
        if count > 0 {
            let _infallible = writeln!(text, "{key} = {count}");
        }
    }
    if let Some(hash) = into.keyed_hash {
        let _infallible = writeln!(text, "keyed-hash = \"{hash}\"");
    }
    let _infallible = writeln!(text, "at-least = {least}");
    NewFile { path: format!("data/tallies/{}-{as_of}.toml", map.id), text }
}

/// The line of a file at a place.
fn line<'s>(snapshot: &'s Snapshot, place: &Place) -> Option<&'s str> {
    let text = snapshot.texts.get(&place.path)?;
    text.content().lines().nth(usize::try_from(place.line).ok()?.checked_sub(1)?)
}

/// Places at which a vendor's last export had something and this one has nothing are counted too: there is 0 now.
fn still_counted(counted: &mut Counted, into: Into<'_>) {
    let Some(register) = into.map.kind.register() else { return };
    let rows = &into.book.access.counts;
    let vendors: BTreeSet<VendorId> = counted.counts.keys().map(|spot| spot.vendor.clone()).collect();
    for vendor in vendors {
        let own = rows.iter().filter(|row| {
            *row.vendor == vendor && row.measure.register() == register && *row.as_of < into.as_of
        });
        let newest = own.clone().map(|row| *row.as_of).max();
        for row in own.filter(|row| Some(*row.as_of) == newest && row.count.known() != Some(0)) {
            let spot = Spot {
                vendor: row.vendor.value.clone(),
                site: row.site.value.clone(),
                project: row.project.as_deref().cloned(),
                queue: row.queue.as_deref().cloned(),
                role: row.role.as_deref().cloned(),
            };
            counted.add_many(&spot, register.base(), 0);
        }
    }
}

/// The list for today as CSV, by vendor and site.
pub fn list(to_do: &[ToDo]) -> String {
    let mut list = LIST.to_owned();
    for one in to_do {
        let Spot { vendor, site, project, queue, role } = &one.spot;
        let id = |id: Option<&str>| id.unwrap_or_default().to_owned();
        let cells = [
            one.step.word().to_owned(),
            one.step.label().to_owned(),
            neutral(&one.whom),
            one.level.clone(),
            vendor.to_string(),
            site.to_string(),
            id(project.as_ref().map(|id| id.as_str())),
            id(queue.as_ref().map(|id| id.as_str())),
            id(role.as_ref().map(|id| id.as_str())),
            one.why.clone(),
            one.since.map(|day| day.to_string()).unwrap_or_default(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        list.push_str(&cells.join(","));
        list.push('\n');
    }
    list
}

/// A spreadsheet takes a text that starts so for a formula.
fn neutral(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
