//! `data/acknowledgements/<file>.csv`: how many people of a role at a site have read which text of an SOP.

use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::reading::{Reading, Registered};
use crate::kit::declared::{Existing as _, Reference, Table};
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::csv::distinct::Repeats;
use crate::kit::csv::sheet;
use crate::kit::csv::sheet::SheetRow;
use crate::kit::diag::{Code, Diagnostic, codes};
use crate::kit::id::{SiteId, SopId, is_valid_id};
use crate::kit::record::catalog::{Catalog, Sort};
use crate::kit::record::future::Today;
use crate::kit::record::layout::{File, Folder, Kind};
use crate::kit::source::{Place, Text};
use crate::subject::acknowledgement::record::Acknowledgement;
use crate::subject::sop::normative::is_hexadecimal;

/// Where the files stand.
const PATH: &str = "data/acknowledgements/<file>.csv";

/// Columns, all required.
pub const NAMES: [&str; 8] = ["sop", "version", "hash", "site", "role", "required", "acknowledged", "as_of"];

const SOP: usize = 0;
const VERSION: usize = 1;
const HASH: usize = 2;
const SITE: usize = 3;
const ROLE: usize = 4;
const REQUIRED: usize = 5;
const ACKNOWLEDGED: usize = 6;
const AS_OF: usize = 7;

/// Largest count of people: what a page can still add up without a thought.
const MOST: u32 = 1_000_000;

type Row<'a> = SheetRow<'a, { NAMES.len() }>;

/// Every file's rows in the order of paths and lines.
fn read<'f>(
    files: impl Iterator<Item = &'f File<'f>>,
    catalog: &Catalog,
    today: Today,
) -> (Vec<Acknowledgement>, Vec<Diagnostic>) {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for text in files.filter_map(|file| file.text) {
        let (rows, found) = read_file(text, catalog, today);
        all.extend(rows);
        wrong.extend(found);
    }
    wrong.extend(repeated(&all));
    (all, wrong)
}

fn read_file(text: &Text, catalog: &Catalog, today: Today) -> (Vec<Acknowledgement>, Vec<Diagnostic>) {
    let mut wrong = Vec::new();
    let rows = sheet::rows(text, &NAMES, "acknowledgements", &mut wrong);
    let mut repeats = Repeats::default();
    let read = rows.iter().filter_map(|row| one(row, catalog, today, &mut repeats)).collect();
    wrong.extend(repeats.finish());
    (read, wrong)
}

/// Rows of all files that speak of one SOP, site, role and day twice.
fn repeated(all: &[Acknowledgement]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(&SopId, &SiteId, &str, Date), &Acknowledgement> = BTreeMap::new();
    let mut found = Vec::new();
    for row in all {
        let earlier = *first.entry((&row.sop, &row.site, &row.role, row.as_of)).or_insert(row);
        if std::ptr::eq(earlier, row) {
            continue;
        }
        found.push(
            Diagnostic::new(
                &codes::DUPLICATE_ROW,
                row.place.clone(),
                "the row's key stands here a second time",
            )
            .label("second row of this SOP, site, role and day")
            .help("keep one of the two")
            .related(earlier.place.clone(), "first row"),
        );
    }
    found
}

fn one(row: &Row<'_>, catalog: &Catalog, today: Today, repeats: &mut Repeats) -> Option<Acknowledgement> {
    let empty: Vec<usize> = (0..NAMES.len()).filter(|&column| row.get(column).trim().is_empty()).collect();
    for &column in &empty {
        let name = NAMES[column];
        repeats.row(
            Diagnostic::new(&codes::MISSING_KEY, row.place(column), format!("a row has no {name}"))
                .label(format!("every row names its {name}"))
                .help("fill in the cell"),
        );
    }
    let filled = |column: usize| !empty.contains(&column);
    let sop = filled(SOP).then(|| id(row, SOP, repeats)).flatten();
    let hash = filled(HASH).then(|| hash(row, repeats)).flatten();
    let site = filled(SITE).then(|| site(row, catalog, repeats)).flatten();
    let role = filled(ROLE).then(|| id(row, ROLE, repeats)).flatten();
    let required = filled(REQUIRED).then(|| count(row, REQUIRED, repeats)).flatten();
    let acknowledged = filled(ACKNOWLEDGED).then(|| count(row, ACKNOWLEDGED, repeats)).flatten();
    let as_of = filled(AS_OF).then(|| day(row, today, repeats)).flatten();
    let (required, acknowledged) = (required?, acknowledged?);
    if acknowledged > required {
        let message = format!("{acknowledged} acknowledged, of {required} who have to");
        repeats.row(
            Diagnostic::new(&codes::NUMERATOR_OVER_DENOMINATOR, row.place(ACKNOWLEDGED), message)
                .label(format!("expected {required} or less"))
                .help("correct one of the two, or exchange them"),
        );
        return None;
    }
    Some(Acknowledgement {
        sop: SopId::new(&sop?),
        version: filled(VERSION).then(|| row.get(VERSION))?,
        hash: hash?,
        site: SiteId::new(&site?),
        role: role?,
        required,
        acknowledged,
        as_of: as_of?,
        place: row.row_place(),
        sop_place: row.place(SOP),
        hash_place: row.place(HASH),
    })
}

fn hash(row: &Row<'_>, repeats: &mut Repeats) -> Option<String> {
    let found = row.get(HASH);
    if is_hexadecimal(&found, 16..=64) {
        return Some(found);
    }
    let label = "expected 16 to 64 lower-case hexadecimal digits";
    let help = "copy the hash of the text from the SOP's page";
    wrong(&codes::BAD_VALUE, row.place(HASH), format!("`{found}` is no hash of a text"), label, help, repeats)
}

fn id(row: &Row<'_>, column: usize, repeats: &mut Repeats) -> Option<String> {
    let found = row.get(column);
    if is_valid_id(&found) {
        return Some(found);
    }
    let label = "ids are 1 to 63 lower-case letters, digits and single hyphens";
    let help = if column == ROLE {
        "name the role, such as `labeller`"
    } else {
        "write the SOP's file name without `.md`"
    };
    let message = format!("`{found}` is no id");
    wrong(&codes::BAD_ID, row.place(column), message, label, help, repeats)
}

fn site(row: &Row<'_>, catalog: &Catalog, repeats: &mut Repeats) -> Option<String> {
    let found = row.get(SITE);
    let unknown = catalog.unknown(Sort::Site, &found, "a row", || row.place(SITE));
    let known = unknown.is_none();
    unknown.into_iter().for_each(|diagnostic| repeats.row(diagnostic));
    (known && catalog.sites.contains(&found)).then_some(found)
}

fn count(row: &Row<'_>, column: usize, repeats: &mut Repeats) -> Option<u32> {
    let found = row.get(column);
    let plain = found.bytes().all(|b| b.is_ascii_digit());
    let count = found.parse::<u32>().ok().filter(|count| plain && *count <= MOST);
    if count.is_some() {
        return count;
    }
    let message = format!("{} is `{found}`", NAMES[column]);
    let label = format!("expected a whole number of people, 0 to {MOST}");
    wrong(&codes::NOT_A_NUMBER, row.place(column), message, &label, "count people", repeats)
}

fn day(row: &Row<'_>, today: Today, repeats: &mut Repeats) -> Option<Date> {
    let found = row.get(AS_OF);
    let date = found
        .parse::<Date>()
        .ok()
        .filter(|date| date.to_string() == found && (1900..=2200).contains(&date.year()));
    let Some(date) = date else {
        let label = "expected a day of the calendar from 1900 to 2200";
        let help = "write a date as year-month-day, such as 2026-11-15";
        return wrong(
            &codes::BAD_DATE,
            row.place(AS_OF),
            format!("`{found}` is no date"),
            label,
            help,
            repeats,
        );
    };
    let future = today.future(NAMES[AS_OF], date, row.place(AS_OF));
    let is_past = future.is_none();
    future.into_iter().for_each(|diagnostic| repeats.row(diagnostic));
    is_past.then_some(date)
}

fn wrong<T>(
    code: &'static Code,
    place: Place,
    message: String,
    label: &str,
    help: &str,
    repeats: &mut Repeats,
) -> Option<T> {
    repeats.row(Diagnostic::new(code, place, message).label(label).help(help));
    None
}

impl Registered for Vec<Acknowledgement> {
    fn folders() -> Vec<Folder> {
        vec![Folder::of(PATH)]
    }

    fn tables() -> Vec<Table> {
        Vec::new()
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let ours = |kind: &Kind| matches!(kind, Kind::Record(folder, _) if *folder == Folder::of(PATH));
        let (rows, wrong) =
            read(reading.files.iter().filter(|file| ours(&file.kind)), known.catalog, known.today);
        reading.found.extend(wrong);
        rows
    }

    fn close(&mut self, existing: &mut Existing) {
        self.retain(|row| existing.has(Reference::Id(Sort::Site, row.site.as_str())));
    }
}
