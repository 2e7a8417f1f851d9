//! A map: how the cells of a spreadsheet become rows of metrics. It says what a file cannot say of itself, and nothing is guessed that it leaves out.

use crate::core::measurement::record::{Source, Status};
use crate::kit::declared::{Language, Node, Reader, Record, Shape, text_forms};
use crate::kit::diag::{Diagnostic, codes, plural};
use crate::kit::id::{MapId, MetricId, PartId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::source::{At, Place};
use crate::kit::toml::log::Log;
use crate::kit::toml::values;
use crate::kit::words::closed_list;

closed_list! {
    /// What parts the cells of a text file.
    Separator {
        Comma = "comma" "comma",
        Semicolon = "semicolon" "semicolon",
        Tab = "tab" "tab",
        Bar = "bar" "bar",
    }
    /// What stands before the decimals of a number.
    DecimalMark {
        Point = "point" "point",
        Comma = "comma" "comma",
    }
    /// Which number stands first in a date such as 03/04/2026.
    DateOrder {
        DayFirst = "day-first" "day first",
        MonthFirst = "month-first" "month first",
    }
    /// From which day a spreadsheet counts its days.
    Serials {
        Since1900 = "1900" "1900",
        Since1904 = "1904" "1904",
    }
    /// Which day of its week a date is.
    WeekDay {
        Start = "start" "its Monday",
        End = "end" "its Sunday",
        Within = "within" "any of its days",
    }
    /// What becomes of rows and columns that a workbook hides.
    HiddenCells {
        Read = "read" "read as the others",
        LeaveOut = "leave-out" "left out",
    }
    /// What a column holds.
    Role {
        Period = "period" "period",
        Vendor = "vendor" "vendor",
        Site = "site" "site",
        Project = "project" "project",
        Queue = "queue" "queue",
        Language = "language" "language",
        Metric = "metric" "metric",
        Numerator = "numerator" "numerator",
        Denominator = "denominator" "denominator",
        Value = "value" "value",
        Samples = "samples" "samples",
        Share = "share" "share",
        Source = "source" "source",
        Status = "status" "status",
        Note = "note" "note",
        Ignore = "ignore" "not read",
    }
    /// In what a number is written: a unit of metrics, or a share of one.
    NumberUnit {
        Share = "share" "a share of one",
        Percent = "percent" "percent",
        PerHour = "per-hour" "per hour",
        Hours = "hours" "hours",
        Minutes = "minutes" "minutes",
        Seconds = "seconds" "seconds",
        Days = "days" "days",
        Units = "units" "units",
        Points = "points" "points",
        People = "people" "people",
    }
}

text_forms! {
    /// The name of a cell, such as `B2`.
    CellName cell_name, Shape::Pattern("^[A-Z]{1,3}[1-9][0-9]{0,6}$");
}

fn cell_name(found: &str, node: &Node<'_>, _: &str, log: &Log) -> Option<String> {
    let letters = found.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = &found[letters..];
    let is_row = (1..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if (1..=3).contains(&letters) && is_row && !digits.starts_with('0') {
        return Some(found.to_owned());
    }
    let message = format!("`{found}` is no cell");
    values::bad_value(node, message, "expected a column and a row", "write it as B2", log)
}

/// How a spreadsheet becomes rows of metrics.
#[derive(Clone, Debug, Record)]
#[record(noun = "map", path = "data/maps/<map>.toml")]
pub struct Map {
    pub id: MapId,
    /// What it reads, and from whom it comes.
    #[key(example = "Acme's monthly workbook")]
    pub title: At<String>,
    /// The sheet; needed where the workbook has several.
    #[key(example = "Monthly")]
    pub sheet: Option<At<String>>,
    /// The rows that name the columns, counted from 1; of merged heads all of them, from above.
    #[key(example = "3, 4", range = 1..=4)]
    pub head: Vec<At<u32>>,
    /// Of a text file that is not UTF-8: how it is encoded, as the web names it.
    #[key(example = "windows-1252")]
    pub encoding: Option<At<String>>,
    /// What parts the cells of a text file; absent: what its head rows show.
    #[key(example = "semicolon")]
    pub separator: Option<At<Separator>>,
    /// Of numbers written as text; absent: 27,834 is not read.
    #[key(example = "comma")]
    pub decimal_mark: Option<At<DecimalMark>>,
    /// Of dates such as 03/04/2026, which are not read without it.
    #[key(example = "day-first")]
    pub dates: Option<At<DateOrder>>,
    /// Of days that are plain numbers, which are not read without it; 1904 in books from old Macs.
    #[key(example = "1900")]
    pub serials: Option<At<Serials>>,
    /// Names of the twelve months where they are not English; three letters are enough in the file.
    #[key(
        example = "janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre"
    )]
    pub months: Vec<At<String>>,
    /// Of dates where the metric wants a week: which day of it they are.
    #[key(example = "end")]
    pub weeks: Option<At<WeekDay>>,
    /// Words of cells for which there is no figure; an empty cell always is one.
    #[key(example = "n/a, -")]
    pub missing: Vec<At<String>>,
    /// Words of cells whose figure is withheld, which is neither zero nor missing.
    #[key(example = "*")]
    pub suppressed: Vec<At<String>>,
    /// Rows with one of these texts in a cell are left out; `Total*` is every text that begins so.
    #[key(example = "Total*")]
    pub skip_rows: Vec<At<String>>,
    /// Of rows and columns of the table that a workbook hides, by a filter or otherwise; absent: a table with some is not read.
    #[key(example = "read")]
    pub hidden: Option<At<HiddenCells>>,
    /// Name of the file in each vendor's folder below data/metrics/; absent: the map's id.
    #[key(example = "acme-monthly")]
    pub file: Option<At<PartId>>,
    /// Whose figures they are.
    #[key(example = "vendor", default = Source::Vendor)]
    pub source: At<Source>,
    /// Whether they may still change.
    #[key(example = "provisional", default = Status::Final)]
    pub status: At<Status>,
    /// Of every row, where no column says it.
    #[key(example = "acme", loose)]
    pub vendor: Option<At<VendorId>>,
    /// Likewise.
    #[key(example = "# acme-porto", loose)]
    pub site: Option<At<SiteId>>,
    /// Likewise.
    #[key(example = "# atlas", loose)]
    pub project: Option<At<ProjectId>>,
    /// Likewise.
    #[key(example = "# atlas-pt", loose)]
    pub queue: Option<At<QueueId>>,
    /// Likewise.
    #[key(example = "# pt-PT")]
    pub language: Option<At<Language>>,
    /// Likewise, and where the column of a number does not name one.
    #[key(example = "# accuracy", loose)]
    pub metric: Option<At<MetricId>>,
    #[key(name = "cell")]
    pub cells: Vec<MapCell>,
    #[key(name = "column", range = 1..)]
    pub columns: Vec<MapColumn>,
    #[key(name = "name")]
    pub names: Vec<MapName>,
    pub place: Place,
}

/// A cell that speaks for every row, such as the month in a title.
#[derive(Clone, Debug, Record)]
#[record(noun = "cell", check = MapCell::check)]
pub struct MapCell {
    /// Which cell.
    #[key(example = "B1")]
    pub at: At<CellName>,
    /// What it says: period, vendor, site, project, queue, language or metric.
    #[key(example = "project")]
    pub is: At<Role>,
    pub place: Place,
}

/// A column, or every column whose head is alike.
#[derive(Clone, Debug, Record)]
#[record(noun = "column", check = MapColumn::check)]
pub struct MapColumn {
    /// What its head says; of two rows both, as `above / below`. `{period}` stands for a period in the head, so do `{site}`, `{metric}` and the other keys.
    #[key(example = "{period} / Right")]
    pub head: At<String>,
    /// What it holds.
    #[key(example = "numerator")]
    pub is: At<Role>,
    /// Of a number: what it measures.
    #[key(example = "accuracy", loose, only = "is = numerator | denominator | value | samples | share")]
    pub metric: Option<At<MetricId>>,
    /// Of a value or a share: in what the file has it. It is converted to the unit of the metric.
    #[key(example = "# minutes", when = "is = value | share", only = "is = value | share")]
    pub unit: Option<At<NumberUnit>>,
    /// Of a value: round it to so many decimals; absent: more than 6 are refused.
    #[key(example = "# 2", range = 0..=6, only = "is = value")]
    pub decimals: Option<At<u8>>,
    /// Of a key: an empty cell stands for the one above.
    #[key(example = "# true", default = false)]
    pub fill_down: bool,
    pub place: Place,
}

/// What the file calls something, and its id; one of them.
#[derive(Clone, Debug, Record)]
#[record(noun = "name", check = MapName::check)]
pub struct MapName {
    /// As the cells have it.
    #[key(example = "Porto (PT)")]
    pub says: At<String>,
    /// The vendor of that name.
    #[key(example = "# acme")]
    pub vendor: Option<At<VendorId>>,
    /// The site.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// The project.
    #[key(example = "# atlas")]
    pub project: Option<At<ProjectId>>,
    /// The queue.
    #[key(example = "# atlas-pt")]
    pub queue: Option<At<QueueId>>,
    /// The language.
    #[key(example = "# pt-PT")]
    pub language: Option<At<Language>>,
    /// The metric.
    #[key(example = "# accuracy")]
    pub metric: Option<At<MetricId>>,
    /// Rows with this name are left out.
    #[key(example = "# true", default = false)]
    pub skip: bool,
    pub place: Place,
}

impl Role {
    pub const KEYS: [Role; 7] =
        [Role::Period, Role::Vendor, Role::Site, Role::Project, Role::Queue, Role::Language, Role::Metric];

    /// Whether it says what a row is of.
    pub fn is_key(self) -> bool {
        Role::KEYS.contains(&self)
    }

    /// Whether it holds a number of a metric.
    pub fn is_number(self) -> bool {
        use Role::{Denominator, Numerator, Samples, Share, Value};
        matches!(self, Numerator | Denominator | Value | Samples | Share)
    }
}

impl MapCell {
    fn check(draft: &mut MapCellDraft, reader: &Reader<'_, '_, '_>) {
        if let Some(is) = draft.is.as_ref().filter(|is| !is.is_key()) {
            let message = format!("one cell is the `{}` of every row", is.word());
            reader.bad_value(
                is,
                message,
                "expected period, vendor, site, project, queue, language or metric",
                "make it a [[column]]",
            );
        }
    }
}

impl MapColumn {
    fn check(draft: &mut MapColumnDraft, reader: &Reader<'_, '_, '_>) {
        let Some(is) = &draft.is else { return };
        if draft.fill_down && !is.is_key() {
            reader.bad_value(
                is,
                "`fill-down` is set on a column that is no key",
                "an empty number is no number",
                "remove it",
            );
        }
    }
}

impl MapName {
    fn check(draft: &mut MapNameDraft, reader: &Reader<'_, '_, '_>) {
        let named = ["vendor", "site", "project", "queue", "language", "metric"];
        let count = named.iter().filter(|key| reader.fields.has(key)).count() + usize::from(draft.skip);
        if count == 1 {
            return;
        }
        let message = match count {
            0 => "a name stands for nothing",
            _ => "a name stands for two things",
        };
        reader.log().push(
            Diagnostic::new(&codes::BAD_VALUE, reader.place(), message)
                .label("expected one of vendor, site, project, queue, language, metric and skip")
                .help("write a [[name]] for each"),
        );
    }
}

/// The rules of what every map says of a table: the rows of its head, and names of months.
pub(super) fn table_form(head: &[At<u32>], months: &[At<String>], reader: &Reader<'_, '_, '_>) {
    for pair in head.windows(2) {
        if pair[1].value != pair[0].value + 1 {
            let message = format!("row {} does not follow row {}", *pair[1], *pair[0]);
            reader.bad_value(
                &pair[1],
                message,
                "head rows stand one below the other",
                "list each row of the head",
            );
        }
    }
    if head.is_empty() {
        reader.refuse();
    }
    if let Some(first) = months.first().filter(|_| months.len() != 12) {
        let message = format!("`months` has {}", plural(months.len(), "name"));
        let label = "expected the twelve months of a year";
        reader.bad_value(first, message, label, "name all of them, from January on");
    }
}

impl Map {
    /// The rules between its keys.
    pub fn check(draft: &mut MapDraft, reader: &Reader<'_, '_, '_>) {
        table_form(&draft.head, &draft.months, reader);
        let numbers = draft.columns.iter().any(|column| column.is.is_number());
        if !draft.columns.is_empty() && !numbers {
            let message = "no column of the map holds a number";
            let help = "say of a column that it is a numerator, denominator, value, samples or share";
            reader.log().push(
                Diagnostic::new(&codes::BAD_VALUE, draft.columns[0].place.clone(), message)
                    .label("a row has a number")
                    .help(help),
            );
        }
    }

    /// The name of its files below the folder of a vendor.
    pub fn file_name(&self) -> String {
        format!("{}.csv", self.file.as_ref().map_or(self.id.as_str(), |file| file.as_str()))
    }
}
