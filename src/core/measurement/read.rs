//! All metric files together: rows of each file, joined in the order of paths, their ids sorted and numbered anew.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use jiff::civil::Date;
use rayon::prelude::*;

use super::row_cells::{Against, FileRows, Row};
use super::rows;
use crate::core::measurement::record::{Figure, Measurements, WithheldRow};
use crate::kit::calendar::days_between;
use crate::kit::csv::distinct::{Distinct, Standing};
use crate::kit::csv::repeats::Repeats;
use crate::kit::diag::{Diagnostic, codes, plural};
use crate::kit::id::{MetricId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::record::catalog::Sort;
use crate::kit::record::layout::{File, Kind};

pub fn read(files: &[File<'_>], against: &Against<'_>) -> (Measurements, Vec<Diagnostic>) {
    let files: Vec<(&File<'_>, &str)> = files
        .iter()
        .filter_map(|file| match &file.kind {
            Kind::Rows(vendor) => Some((file, vendor.as_str())),
            _ => None,
        })
        .collect();
    let mut wrong = unknown_folders(&files, against);
    let mut read: Vec<FileRows<'_>> = files
        .par_iter()
        .filter_map(|(file, vendor)| {
            let known = against.catalog.vendors.contains(vendor);
            Some(rows::read(file.text?, known.then_some(*vendor), against))
        })
        .collect();
    for file in &mut read {
        wrong.append(&mut file.wrong);
    }
    let sorts = Sorts::of(&read);
    let joined = join(&read, &sorts);
    wrong.extend(repeated(&read, &joined));
    wrong.extend(against.as_of.map_or_else(Vec::new, |as_of| far_future(&read, &joined, as_of)));
    (settle(&read, joined, sorts, against), wrong)
}

/// A folder that no vendor has, reported at its first file.
fn unknown_folders(files: &[(&File<'_>, &str)], against: &Against<'_>) -> Vec<Diagnostic> {
    let mut told = BTreeSet::new();
    let mut wrong = Vec::new();
    for (file, vendor) in files {
        let whole = || Diagnostic::of_file(&codes::UNKNOWN_VENDOR, file.path.clone(), "").place;
        let owner = format!("the folder {}", file.path.folder());
        let unknown = against.catalog.unknown(Sort::Vendor, vendor, &owner, whole);
        wrong.extend(unknown.filter(|_| told.insert(*vendor)));
    }
    wrong
}

/// The distinct texts of all files, sorted.
struct Sorts<'a> {
    sites: Vec<&'a str>,
    projects: Vec<&'a str>,
    queues: Vec<&'a str>,
    languages: Vec<&'a str>,
    metrics: Vec<&'a str>,
    periods: Vec<&'a str>,
}

impl<'a> Sorts<'a> {
    fn of(files: &[FileRows<'a>]) -> Self {
        Sorts {
            sites: sorted(files.iter().map(|file| &file.sites)),
            projects: sorted(files.iter().map(|file| &file.projects)),
            queues: sorted(files.iter().map(|file| &file.queues)),
            languages: sorted(files.iter().map(|file| &file.languages)),
            metrics: sorted(files.iter().map(|file| &file.metrics)),
            periods: sorted(files.iter().map(|file| &file.periods)),
        }
    }
}

fn sorted<'d, 'a: 'd, T: 'd>(columns: impl Iterator<Item = &'d Distinct<'a, T>>) -> Vec<&'a str> {
    let good =
        |(text, standing): &(&'a str, Standing<T>)| matches!(standing, Standing::Good(_)).then_some(*text);
    let all: BTreeSet<&str> = columns.flat_map(|column| column.list.iter().filter_map(good)).collect();
    all.into_iter().collect()
}

/// For each number of a file's column, the place of its text in the sorted list.
fn renumber<T>(column: &Distinct<'_, T>, sorted: &[&str]) -> Vec<u32> {
    let at =
        |text: &str| sorted.binary_search(&text).map_or(u32::MAX, |at| u32::try_from(at).unwrap_or(u32::MAX));
    column.list.iter().map(|(text, _)| at(text)).collect()
}

/// A row with book-wide numbers.
struct Joined {
    key: WithheldRow,
    /// `None`: withheld by its sender.
    figure: Option<Figure>,
    /// Number of the period in the sorted list of their texts.
    period: u32,
    late: bool,
    /// Places of the file and the row in the lists that were read.
    file: usize,
    row: usize,
}

fn join(files: &[FileRows<'_>], sorts: &Sorts<'_>) -> Vec<Joined> {
    let mut joined = Vec::with_capacity(files.iter().map(|file| file.rows.len()).sum());
    for (at, file) in files.iter().enumerate() {
        let sites = renumber(&file.sites, &sorts.sites);
        let projects = renumber(&file.projects, &sorts.projects);
        let queues = renumber(&file.queues, &sorts.queues);
        let languages = renumber(&file.languages, &sorts.languages);
        let metrics = renumber(&file.metrics, &sorts.metrics);
        let periods = renumber(&file.periods, &sorts.periods);
        let number = |list: &[u32], number: u32| list[number as usize];
        for (row_at, row) in file.rows.iter().enumerate() {
            let Row { site, project, queue, language, metric, period, .. } = *row;
            let (_, Standing::Good(when)) = file.periods.list[period as usize] else { continue };
            let key = WithheldRow {
                site: number(&sites, site),
                project: project.map(|project| number(&projects, project)),
                queue: queue.map(|queue| number(&queues, queue)),
                language: language.map(|language| number(&languages, language)),
                metric: number(&metrics, metric),
                period: when.period,
                source: row.source,
                file: u32::try_from(at).unwrap_or(u32::MAX),
                line: row.line,
            };
            let period = number(&periods, period);
            joined.push(Joined {
                key,
                figure: row.figure,
                period,
                late: when.after_as_of,
                file: at,
                row: row_at,
            });
        }
    }
    joined
}

/// Numbers of site, project, queue, language, metric and period; the largest number is none.
type Key = [u32; 6];

/// Mixes the few small numbers of a key; the usual hasher guards against chosen keys, which numbers given here are not.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(4) {
            let number = chunk.iter().rev().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
            self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

/// Rows whose key another row has; a site's rows lie in its vendor's folder, so the site stands for both.
fn repeated(files: &[FileRows<'_>], joined: &[Joined]) -> Vec<Diagnostic> {
    let mut first: HashMap<Key, usize, BuildHasherDefault<KeyHasher>> =
        HashMap::with_capacity_and_hasher(joined.len(), BuildHasherDefault::default());
    let mut repeats: Vec<Repeats> = files.iter().map(|_| Repeats::default()).collect();
    for (at, row) in joined.iter().enumerate() {
        let o = &row.key;
        let number = |part: Option<u32>| part.unwrap_or(u32::MAX);
        let key = [o.site, number(o.project), number(o.queue), number(o.language), o.metric, row.period];
        let earlier = *first.entry(key).or_insert(at);
        if earlier == at {
            continue;
        }
        let place = |row: &Joined| {
            let text = files[row.file].text;
            text.place(text.line_span(row.key.line))
        };
        let earlier = &joined[earlier];
        let numbers = |row: &Joined| row.figure.map(|figure| (figure.numerator, figure.denominator));
        let message = match (numbers(earlier), numbers(row)) {
            (one, other) if one == other => "the row stands here a second time",
            (Some(_), Some(_)) => "two rows have the same key and other numbers",
            _ => "two rows have the same key, and one of them is withheld",
        };
        repeats[row.file].row(
            Diagnostic::new(&codes::DUPLICATE_ROW, place(row), message)
                .label("second row of this site, project, queue, language, metric and period")
                .help("keep one of the two")
                .related(place(earlier), "first row"),
        );
    }
    repeats.into_iter().flat_map(Repeats::finish).collect()
}

/// Days that no period may lie after all others and the as-of date.
const FAR: i32 = 366;

/// Periods that end more than a year after the as-of date and after every earlier period of the book: a slip of the pen that would
/// stay unseen, since rows after the as-of are left out. Told once a file, at the first such row.
fn far_future(files: &[FileRows<'_>], joined: &[Joined], as_of: Date) -> Vec<Diagnostic> {
    let ends: BTreeSet<Date> =
        joined.iter().filter(|row| row.late).map(|row| row.key.period.last_day()).collect();
    let mut latest = as_of;
    let Some(far) = ends.into_iter().find(|end| {
        let is_far = days_between(latest, *end) > FAR;
        latest = *end;
        is_far
    }) else {
        return Vec::new();
    };
    let mut told = BTreeSet::new();
    let is_far = |row: &&Joined| row.key.period.last_day() >= far;
    let rows = joined.iter().filter(is_far).filter(|row| told.insert(row.file));
    let diagnostic = |row: &Joined| {
        let text = files[row.file].text;
        let end = row.key.period.last_day();
        Diagnostic::new(
            &codes::FAR_FUTURE,
            text.place(text.line_span(row.key.line)),
            format!(
                "`{}` ends {} after the as-of date",
                row.key.period,
                plural(usize::try_from(days_between(as_of, end)).unwrap_or(0), "day")
            ),
        )
        .label(format!("the report speaks for {as_of}; rows after it are left out"))
        .help("correct the period")
    };
    rows.map(diagnostic).collect()
}

fn settle(
    files: &[FileRows<'_>],
    joined: Vec<Joined>,
    sorts: Sorts<'_>,
    against: &Against<'_>,
) -> Measurements {
    let vendor_of =
        |site: &&str| against.sites.get(*site).map_or(VendorId::new(""), |site| site.vendor.value.clone());
    let mut measurements = Measurements {
        files: files.iter().map(|file| file.text.path.clone()).collect(),
        vendor_of_site: sorts.sites.iter().map(vendor_of).collect(),
        sites: sorts.sites.into_iter().map(SiteId::new).collect(),
        projects: sorts.projects.into_iter().map(ProjectId::new).collect(),
        queues: sorts.queues.into_iter().map(QueueId::new).collect(),
        languages: sorts.languages.into_iter().map(str::to_owned).collect(),
        metrics: sorts.metrics.into_iter().map(MetricId::new).collect(),
        ..Measurements::default()
    };
    measurements.rows.reserve(joined.len());
    let mut notes_of = files.iter().map(|file| file.notes.iter().peekable()).collect::<Vec<_>>();
    for row in joined {
        let note = notes_of[row.file].next_if(|(at, _)| *at as usize == row.row);
        if row.late {
            measurements.after_as_of += 1;
            continue;
        }
        let Measurements { rows, notes, withheld, withheld_notes, .. } = &mut measurements;
        let next = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        match row.figure {
            Some(figure) => {
                notes.extend(note.map(|(_, note)| (next(rows.len()), note.clone())));
                rows.push(row.key.with(figure));
            }
            None => {
                withheld_notes.extend(note.map(|(_, note)| (next(withheld.len()), note.clone())));
                withheld.push(row.key);
            }
        }
    }
    measurements
}
