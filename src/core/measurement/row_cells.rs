//! The cells of a metric row: each checked against the book. Ids become numbers once per file, so that a good row
//! allocates nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::columns::Column;
use super::numbers::Line;
use crate::core::measurement::record::{Figure, Source};
use crate::core::metric::record::Metric;
use crate::core::organisation::record::Site;
use crate::kit::calendar::Grain;
use crate::kit::csv::distinct::{Distinct, Standing};
use crate::kit::csv::repeats::Repeats;
use crate::kit::diag::{Diagnostic, codes, did_you_mean, list_and, quoted_list};
use crate::kit::id::{MetricId, SiteId};
use crate::kit::period::Period;
use crate::kit::record::catalog::{Catalog, Sort};
use crate::kit::record::lists;
use crate::kit::source::Text;
use crate::kit::words::ClosedList;

/// What rows are checked against.
pub struct Against<'c> {
    pub catalog: &'c Catalog,
    pub metrics: &'c BTreeMap<MetricId, Metric>,
    pub sites: &'c BTreeMap<SiteId, Site>,
    /// `None` when the book says no date: then no row is late.
    pub as_of: Option<Date>,
    pub committed_on: Option<Date>,
}

/// One row with numbers into the file's lists.
#[derive(Clone, Copy)]
pub struct Row {
    pub line: u32,
    pub site: u32,
    pub project: Option<u32>,
    pub queue: Option<u32>,
    pub language: Option<u32>,
    pub metric: u32,
    pub period: u32,
    pub source: Source,
    /// `None`: withheld by its sender.
    pub figure: Option<Figure>,
}

#[derive(Clone, Copy)]
pub struct When {
    pub period: Period,
    first_day: Date,
    last_day: Date,
    pub after_as_of: bool,
    /// After the commit too.
    after_commit: bool,
}

/// A file as it was read.
pub struct FileRows<'a> {
    pub text: &'a Text,
    pub rows: Vec<Row>,
    pub sites: Distinct<'a, (Date, Option<Date>)>,
    pub projects: Distinct<'a, ()>,
    /// Each with its project.
    pub queues: Distinct<'a, &'a str>,
    pub languages: Distinct<'a, ()>,
    pub metrics: Distinct<'a, &'a Metric>,
    pub periods: Distinct<'a, When>,
    /// Row's place in `rows`, and its note.
    pub notes: Vec<(u32, String)>,
    pub wrong: Vec<Diagnostic>,
}

/// Checks the cells of one file's rows.
pub struct Reader<'r, 'a> {
    pub file: &'r mut FileRows<'a>,
    pub repeats: &'r mut Repeats,
    /// The folder's vendor, when it is one.
    pub vendor: Option<&'r str>,
    pub against: &'a Against<'a>,
}

impl<'a> Reader<'_, 'a> {
    /// Whether the row says where, when and of what it is; a row that lacks two of the three is reported and is none.
    pub fn is_row(&mut self, line: &Line<'_, '_>) -> bool {
        let empty = |column: &Column| line.get(*column).trim().is_empty();
        let lacks: Vec<Column> =
            [Column::Period, Column::Site, Column::Metric].into_iter().filter(empty).collect();
        let [first, _, ..] = lacks.as_slice() else { return true };
        let lacks_words: Vec<String> = lacks.iter().map(|column| format!("no {}", column.name())).collect();
        self.repeats.row(
            Diagnostic::new(
                &codes::MISSING_KEY,
                line.place(*first),
                format!("a row has {}", list_and(&lacks_words)),
            )
            .label("every row names its period, site and metric")
            .help("fill in the cells, or remove a row that is no measurement"),
        );
        false
    }

    fn empty(&mut self, line: &Line<'_, '_>, column: Column) {
        let name = column.name();
        self.repeats.row(
            Diagnostic::new(&codes::MISSING_KEY, line.place(column), format!("a row has no {name}"))
                .label(format!("every row names its {name}"))
                .help("fill in the cell"),
        );
    }

    pub fn period(&mut self, line: &Line<'_, 'a>) -> Option<(u32, When)> {
        let text = line.get(Column::Period);
        if text.is_empty() {
            self.empty(line, Column::Period);
            return None;
        }
        let against = self.against;
        let (number, standing) = self.file.periods.number(text, || match Period::parse(text) {
            Some(period) => {
                let last_day = period.last_day();
                Standing::Good(When {
                    period,
                    first_day: period.first_day(),
                    last_day,
                    after_as_of: against.as_of.is_some_and(|as_of| last_day > as_of),
                    after_commit: against.committed_on.is_some_and(|committed| last_day > committed),
                })
            }
            None => Standing::Wrong,
        });
        match standing {
            Standing::Good(when) if when.after_as_of && when.after_commit => {
                let dates = (against.as_of, against.committed_on);
                self.repeats.once(&codes::FUTURE_PERIOD, (number, 0), line.number, || {
                    let message =
                        format!("`{text}` ends on {}, after the commit and the as-of date", when.last_day);
                    let diagnostic =
                        Diagnostic::new(&codes::FUTURE_PERIOD, line.place(Column::Period), message);
                    let label = match dates {
                        (Some(as_of), Some(commit)) => {
                            format!("the report speaks for {as_of} and the commit is of {commit}")
                        }
                        _ => String::new(),
                    };
                    diagnostic.label(label).help("correct the period, or leave the row out until it is over")
                });
                None
            }
            Standing::Good(when) => Some((number, when)),
            Standing::Unread | Standing::Wrong => {
                self.repeats.once(&codes::BAD_DATE, (number, 0), line.number, || {
                    let message = format!("`{text}` is no period");
                    Diagnostic::new(&codes::BAD_DATE, line.place(Column::Period), message)
                        .label("expected a week such as 2026-W46, a month such as 2026-11, or a day such as 2026-11-18")
                        .help("write the period in one of these forms")
                });
                None
            }
        }
    }

    pub fn site(&mut self, line: &Line<'_, 'a>) -> Option<(u32, (Date, Option<Date>))> {
        let text = line.get(Column::Site);
        if text.is_empty() {
            self.empty(line, Column::Site);
            return None;
        }
        let (against, vendor) = (self.against, self.vendor);
        let wrong = || {
            let place = || line.place(Column::Site);
            let unknown = against.catalog.unknown(Sort::Site, text, "a row", place);
            unknown.or_else(|| against.catalog.site_of_other_vendor(text, vendor?, "a row", place))
        };
        let (number, standing) = self.file.sites.number(text, || match (wrong(), against.sites.get(text)) {
            (Some(_), _) => Standing::Wrong,
            (None, Some(site)) => Standing::Good(site.days()),
            (None, None) => Standing::Unread,
        });
        match standing {
            Standing::Good(open) => return Some((number, open)),
            Standing::Unread => {}
            Standing::Wrong => self.repeats.once(&codes::UNKNOWN_SITE, (number, 0), line.number, || {
                wrong()
                    .unwrap_or_else(|| Diagnostic::new(&codes::UNKNOWN_SITE, line.place(Column::Site), text))
            }),
        }
        None
    }

    /// `Some(None)`: no queue. `None`: reported, or unreadable.
    pub fn queue(&mut self, line: &Line<'_, 'a>) -> Option<Option<u32>> {
        let text = line.get(Column::Queue);
        if text.is_empty() {
            return Some(None);
        }
        let catalog = &self.against.catalog;
        let wrong = || catalog.unknown(Sort::Queue, text, "a row", || line.place(Column::Queue));
        let (number, standing) =
            self.file.queues.number(text, || match (wrong(), catalog.project_of_queue.get(text)) {
                (Some(_), _) => Standing::Wrong,
                (None, Some(project)) => Standing::Good(project.as_str()),
                (None, None) => Standing::Unread,
            });
        match standing {
            Standing::Good(_) => return Some(Some(number)),
            Standing::Unread => {}
            Standing::Wrong => self.repeats.once(&codes::UNKNOWN_QUEUE, (number, 0), line.number, || {
                wrong().unwrap_or_else(|| {
                    Diagnostic::new(&codes::UNKNOWN_QUEUE, line.place(Column::Queue), text)
                })
            }),
        }
        None
    }

    /// A queue that is named without its project fills it in.
    pub fn project(&mut self, line: &Line<'_, 'a>, queue: Option<Option<u32>>) -> Option<Option<u32>> {
        let of_queue = queue.flatten().and_then(|queue| match self.file.queues.list[queue as usize] {
            (_, Standing::Good(project)) => Some(project),
            _ => None,
        });
        let written = line.get(Column::Project);
        let text = if written.is_empty() { of_queue.unwrap_or("") } else { written };
        if text.is_empty() {
            return Some(None);
        }
        let catalog = &self.against.catalog;
        let wrong = || catalog.unknown(Sort::Project, text, "a row", || line.place(Column::Project));
        let (number, standing) = self.file.projects.number(text, || match wrong() {
            Some(_) => Standing::Wrong,
            None => Standing::Good(()),
        });
        if let Standing::Wrong = standing {
            self.repeats.once(&codes::UNKNOWN_PROJECT, (number, 0), line.number, || {
                let place = line.place(Column::Project);
                wrong().unwrap_or_else(|| Diagnostic::new(&codes::UNKNOWN_PROJECT, place, text))
            });
            return None;
        }
        if let Some(project) = of_queue.filter(|project| *project != text) {
            let queue_text = line.get(Column::Queue);
            let subject = (queue.flatten().unwrap_or(0), number);
            self.repeats.once(&codes::QUEUE_OF_OTHER_PROJECT, subject, line.number, || {
                let message =
                    format!("a row of project `{text}` names queue `{queue_text}` of project `{project}`");
                Diagnostic::new(&codes::QUEUE_OF_OTHER_PROJECT, line.place(Column::Queue), message)
                    .label(format!("expected a queue of `{text}`"))
                    .help("correct the queue or the project")
            });
            return None;
        }
        Some(Some(number))
    }

    pub fn language(&mut self, line: &Line<'_, 'a>) -> Option<Option<u32>> {
        let text = line.get(Column::Language);
        if text.is_empty() {
            return Some(None);
        }
        let known = || if lists::is_language(text) { Standing::Good(()) } else { Standing::Wrong };
        let (number, standing) = self.file.languages.number(text, known);
        if let Standing::Good(()) = standing {
            return Some(Some(number));
        }
        self.repeats.once(&codes::BAD_VALUE, (number, Column::Language as u32), line.number, || {
            let message = format!("`{text}` is no language tag");
            Diagnostic::new(&codes::BAD_VALUE, line.place(Column::Language), message)
                .label("expected a BCP 47 tag")
                .help("write the language in lower case, then a script or region, such as `pt-PT`")
        });
        None
    }

    pub fn metric(&mut self, line: &Line<'_, 'a>) -> Option<(u32, &'a Metric)> {
        let text = line.get(Column::Metric);
        if text.is_empty() {
            self.empty(line, Column::Metric);
            return None;
        }
        let against = self.against;
        let wrong = || against.catalog.unknown(Sort::Metric, text, "a row", || line.place(Column::Metric));
        let (number, standing) =
            self.file.metrics.number(text, || match (wrong(), against.metrics.get(text)) {
                (Some(_), _) => Standing::Wrong,
                (None, Some(metric)) => Standing::Good(metric),
                (None, None) => Standing::Unread,
            });
        match standing {
            Standing::Good(metric) => return Some((number, metric)),
            Standing::Unread => {}
            Standing::Wrong => self.repeats.once(&codes::UNKNOWN_METRIC, (number, 0), line.number, || {
                wrong().unwrap_or_else(|| {
                    Diagnostic::new(&codes::UNKNOWN_METRIC, line.place(Column::Metric), text)
                })
            }),
        }
        None
    }

    pub fn word<T: ClosedList>(&mut self, line: &Line<'_, '_>, column: Column, default: T) -> Option<T> {
        let text = line.get(column);
        if text.is_empty() {
            return Some(default);
        }
        if let Some((_, value)) = T::WORDS.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
        let name = column.name();
        self.repeats.row(
            Diagnostic::new(&codes::UNKNOWN_WORD, line.place(column), format!("{name} cannot be `{text}`"))
                .label(format!("expected {}", quoted_list(&words)))
                .help(match did_you_mean(&text.to_lowercase(), words.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "choose one of them, or leave the cell empty".to_owned(),
                }),
        );
        None
    }

    /// Rows of one file that are days where weeks are wanted have one cause, whatever they measure.
    pub fn grain(&mut self, line: &Line<'_, '_>, (_, when): (u32, When), (_, metric): (u32, &Metric)) {
        if when.period.grain() == Some(metric.grain) {
            return;
        }
        let wanted = metric.grain.noun();
        let grains = (when.period.grain().map_or(u32::MAX, |grain| grain as u32), metric.grain as u32);
        self.repeats.once(&codes::MIXED_GRAIN, grains, line.number, || {
            let found = when.period.grain().map_or("quarter", Grain::noun);
            let message =
                format!("`{}` is a {found}, metric `{}` is measured by the {wanted}", when.period, metric.id);
            Diagnostic::new(&codes::MIXED_GRAIN, line.place(Column::Period), message)
                .label(format!("expected a {wanted}"))
                .help(format!("write a {wanted}, or define another metric for this grain"))
        });
    }

    pub fn open(
        &mut self,
        line: &Line<'_, '_>,
        (_, when): (u32, When),
        (number, (opened, closed)): (u32, (Date, Option<Date>)),
    ) {
        let site = line.get(Column::Site);
        let (message, label, side) = if when.last_day < opened {
            (format!("site `{site}` was not open in {}", when.period), format!("it opened on {opened}"), 0)
        } else if let Some(closed) = closed.filter(|closed| when.first_day > *closed) {
            (format!("site `{site}` was closed in {}", when.period), format!("it closed on {closed}"), 1)
        } else {
            return;
        };
        self.repeats.once(&codes::SITE_NOT_OPEN, (number, side), line.number, || {
            Diagnostic::new(&codes::SITE_NOT_OPEN, line.place(Column::Period), message)
                .label(label)
                .help("correct the period, or the site's dates")
        });
    }
}
