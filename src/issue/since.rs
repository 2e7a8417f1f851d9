//! What has changed since an issue came out: its figures then beside those that today's data gives.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::issue::why::{Basis, Later, Why};
use crate::kit::beside::beside;
use crate::kit::diag::plural;
use crate::kit::evidence::figure::{FigureEntry, Setting};
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::subject::edition::Edition;
use crate::subject::evidence::Document;
use crate::subject::restatement::address::RestatementPage;
use crate::subject::route::Route;
use crate::subject::text::piece::Inline;

/// Version of `since.json`.
const FORMAT: u32 = 1;
/// Formulas that count records and their changes, and what no plan answers: a plan goes on after its week.
const OF_RECORDS: [&str; 3] = ["count", "slips", "unanswered"];
/// Formulas whose inputs are shown by their number alone.
const TOLD_ALONE: [&str; 2] = ["moved", "unanswered"];

/// Figures of an issue that today's data would show otherwise.
pub struct Since {
    pub count: Count,
    /// `since.json`.
    pub json: String,
}

/// So many figures by why they are others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub restated: usize,
    pub settled: usize,
    pub other: usize,
}

#[derive(Serialize)]
struct File<'a> {
    format: u32,
    page: String,
    commit: &'a str,
    figures: Vec<Change>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Change {
    /// Number among the evidence of the page; `None` for a figure that it did not have.
    n: Option<FigureNumber>,
    formula: &'static str,
    then: Option<String>,
    now: Option<String>,
    why: Why,
}

/// Compares the evidence of an issue judged by `commit` with that of the same issue by today's data, `later` being what was recorded
/// anew in between; `None` when no figure differs. Counts of records are left out.
pub fn since(
    route: &Route,
    commit: &str,
    later: &Later<'_>,
    then: Option<&Document>,
    now: Option<&Document>,
) -> Option<Since> {
    let figures = changes(later, &then?.figures, &now?.figures);
    if figures.is_empty() {
        return None;
    }
    let count = |why: Why| figures.iter().filter(|change| change.why == why).count();
    let (restated, settled, other) = (count(Why::Restated), count(Why::Settled), count(Why::Other));
    let file = File { format: FORMAT, page: route.path(), commit, figures };
    let mut json = serde_json::to_string_pretty(&file).unwrap_or_default();
    json.push('\n');
    Some(Since { count: Count { restated, settled, other }, json })
}

impl Count {
    /// `2 figures of this issue were restated, 3 provisional figures became final`
    pub fn words(self) -> String {
        let told = [
            (self.restated, "", "was restated", "were restated"),
            (self.settled, "provisional ", "became final", "became final"),
            (self.other, "", "rests on what was recorded later", "rest on what was recorded later"),
        ];
        let told = told.into_iter().filter(|(count, ..)| *count > 0).enumerate();
        let told = told.map(|(at, (count, what, one, many))| {
            let figures = plural(count, &format!("{what}figure"));
            let of = if at == 0 { " of this issue" } else { "" };
            format!("{figures}{of} {}", if count == 1 { one } else { many })
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// What to call it beside the title of the issue.
    pub fn mark(self) -> &'static str {
        match self {
            Count { restated: 1.., .. } => "restated",
            Count { settled: 1.., .. } => "settled",
            _ => "recorded later",
        }
    }
}

/// What a page says above its content of the figures that are others by now.
pub fn since_notice(since: &Since) -> Vec<Inline> {
    let ledger = match since.count {
        Count { restated: 1.., .. } => {
            Some(Inline::link(&Route::Restatement(RestatementPage::All), "what was restated"))
        }
        Count { settled: 1.., .. } => {
            Some(Inline::anchor(&Route::Restatement(RestatementPage::All), "matured", "what was settled"))
        }
        _ => None,
    };
    let mut line = vec![Inline::strong("Changed since."), Inline::literal(" By today\u{2019}s data ")];
    // The reader can count them in the file that is linked.
    line.extend([Inline::exempt(Exempt::Rows, &since.count.words()), Inline::literal(": ")]);
    line.extend(ledger.into_iter().flat_map(|link| [link, Inline::literal(", ")]));
    line.extend([Inline::away("since.json", "each then and now"), Inline::literal(".")]);
    line
}

/// What a page says above its content of the other edition of its issue, where there is one.
pub fn edition_notice(edition: &Edition) -> Option<Vec<Inline>> {
    let other = Route::edition(&Edition { is_second: !edition.is_second, ..*edition });
    let line = match edition.is_second {
        true => [
            Inline::strong("Second edition."),
            Inline::literal(" It speaks of figures that were not due when "),
            Inline::link(&other, "the first edition"),
            Inline::literal(" came out, which stays as it was."),
        ],
        false => [
            Inline::strong("First edition."),
            Inline::literal(" Figures that were not due when it came out have come since: "),
            Inline::link(&other, "the second edition"),
            Inline::literal(" speaks of them."),
        ],
    };
    edition.has_other.then(|| line.into())
}

fn changes(later: &Later<'_>, then: &[FigureEntry], now: &[FigureEntry]) -> Vec<Change> {
    let (old_basis, new_basis) = (Basis::new(then, false), Basis::new(now, true));
    // A target comes and goes with the result beside it.
    let differs = |old: Option<&FigureEntry>, new: Option<&FigureEntry>| match (old, new) {
        (Some(old), Some(new)) => old.shown != new.shown,
        (Some(figure), None) | (None, Some(figure)) => figure.formula != "target",
        (None, None) => false,
    };
    let pairs = beside(figures(then), figures(now)).map(|(_, old, new)| (old, new));
    let mut pairs: Vec<_> = pairs.filter(|(old, new)| differs(*old, *new)).collect();
    // As they stand on the page, then those that it did not have.
    let number =
        |figure: &Option<&FigureEntry>| figure.map_or((true, None), |figure| (false, Some(figure.n)));
    pairs.sort_by_key(|(old, new)| (number(old), number(new)));
    let why = |(old, new): &(Option<&FigureEntry>, Option<&FigureEntry>)| match (new, old) {
        (Some(new), _) => later.of(new, new_basis),
        (None, Some(old)) => later.of(old, old_basis),
        (None, None) => None,
    };
    let found: Vec<Option<Why>> = pairs.iter().map(why).collect();
    let of_all = later.of_all(found.iter().flatten().copied());
    let told = pairs.into_iter().zip(found);
    told.map(|((old, new), why)| change(old, new, why.unwrap_or(of_all))).collect()
}

fn change(then: Option<&FigureEntry>, now: Option<&FigureEntry>, why: Why) -> Change {
    let shown = |figure: Option<&FigureEntry>| figure.map(|figure| figure.shown.clone());
    let formula = then.or(now).map_or("", |figure| figure.formula);
    Change { n: then.map(|figure| figure.n), formula, then: shown(then), now: shown(now), why }
}

/// Figures by what they speak of: rows asked for, clause, family, months, settings. A figure that names none of them speaks of what
/// was asked for last. What a page says several times is one figure.
fn figures(entries: &[FigureEntry]) -> BTreeMap<String, &FigureEntry> {
    let alone = entries.iter().filter(|figure| TOLD_ALONE.contains(&figure.formula));
    let untold: BTreeSet<FigureNumber> =
        alone.flat_map(|figure| figure.inputs.iter().flatten().copied()).collect();
    let told = entries.iter();
    let told = told.filter(|figure| !OF_RECORDS.contains(&figure.formula) && !untold.contains(&figure.n));
    let mut figures = BTreeMap::new();
    let mut about = String::new();
    for figure in told {
        if let Some(moved) = figure.detail("moved") {
            about = format!("moved {moved:?}");
        } else if let Some(named) = named(figure) {
            about = named;
        }
        // The same rows may be measured one day and not another, by one kind of clause or another: that is one figure.
        let kind = if figure.query.is_none() { figure.formula } else { "result" };
        let rest = ["family", "part", "without", "criterion"].map(|key| figure.detail(key));
        let setting = figure.settings.first().filter(|_| figure.formula == "target");
        let setting = setting.map(|Setting(name, _, path, _)| (name, path));
        figures.entry(format!("{kind} {about} {rest:?} {setting:?}")).or_insert(figure);
    }
    figures
}

/// The rows, clause, months, accounts or page that a figure names; `None` where it names none.
fn named(figure: &FigureEntry) -> Option<String> {
    let others = ["clause", "ledger", "from", "asked"].map(|key| figure.detail(key));
    // What became of a credit is told by its contract and month alone.
    let month = figure.detail("month").filter(|_| figure.formula.starts_with("claim-"));
    let names = figure.query.is_some() || month.is_some() || others.iter().any(Option::is_some);
    names.then(|| format!("{:?} {others:?} {month:?}", figure.query))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::evidence::figure::{Asked, Detail, Exact, Micro};
    use crate::kit::id::MetricId;
    use crate::kit::number::{Decimal, Quotient};
    use crate::kit::source::RepoPath;

    /// What a page shows as `shown`, without a source so far.
    fn figure(n: usize, shown: &str, formula: &'static str) -> FigureEntry {
        let value = Exact { near: Quotient::from(Decimal::from_int(1)), beyond: None };
        FigureEntry::new(FigureNumber::after(n - 1), shown, value, formula)
    }

    fn result(n: usize, shown: &str, metric: &str) -> FigureEntry {
        let query = Asked {
            contract: None,
            service_level: None,
            metric: MetricId::new(metric),
            vendor: None,
            site: None,
            sites: Vec::new(),
            projects: Vec::new(),
            queues: Vec::new(),
            languages: Vec::new(),
            slice: None,
            window: "period",
            periods: Vec::new(),
        };
        FigureEntry { query: Some(Box::new(query)), ..figure(n, shown, "attainment") }
    }

    fn target(line: u32) -> FigureEntry {
        let setting = Setting("t".into(), Micro(95_000_000), Some(RepoPath::new("x")), Some(line));
        FigureEntry { settings: vec![setting], ..figure(2, "95% or more", "target") }
    }

    fn changes(then: &[FigureEntry], now: &[FigureEntry]) -> Vec<Change> {
        let register =
            crate::testing::computed::register(jiff::civil::date(2026, 1, 31), Vec::new(), Vec::new());
        let period = crate::testing::computed::period("2026-W04");
        super::changes(&Later { changes: Vec::new(), register: &register, period }, then, now)
    }

    #[test]
    fn a_figure_is_another_when_it_is_shown_otherwise_and_not_when_its_line_moved() {
        let one = || result(1, "94%", "a");
        assert_eq!(changes(&[one(), target(3)], &[one(), target(9)]), []);
        let told = changes(&[one(), target(3)], &[result(1, "96%", "a"), target(3)]);
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].n, told[0].then.as_deref(), told[0].now.as_deref()),
            (Some(FigureNumber::after(0)), Some("94%"), Some("96%"))
        );
    }

    #[test]
    fn a_figure_that_came_or_went_is_told_and_moves_no_other() {
        let (then, now) = (
            [result(1, "94%", "a"), target(3)],
            [result(1, "94%", "a"), target(3), result(3, "9", "b"), figure(4, "7", "count")],
        );
        let came =
            Change { n: None, formula: "attainment", then: None, now: Some("9".into()), why: Why::Other };
        assert_eq!(changes(&then, &now), [came]);
        let back = changes(&now, &then);
        assert_eq!(back.iter().map(|change| change.n).collect::<Vec<_>>(), [Some(FigureNumber::after(2))]);
    }

    #[test]
    fn how_many_figures_moved_is_told_and_not_each_of_them() {
        let moved = |shown: &str, input: usize| {
            let mut figure = FigureEntry {
                inputs: Some(vec![FigureNumber::after(input - 1)]),
                ..figure(3, shown, "moved")
            };
            figure.further.0.push(("moved", Detail::Words(vec!["worse".to_owned()])));
            figure
        };
        let told = changes(&[result(1, "94%", "a"), moved("1", 1)], &[result(2, "94%", "b"), moved("2", 2)]);
        let change = Change {
            n: Some(FigureNumber::after(2)),
            formula: "moved",
            then: Some("1".into()),
            now: Some("2".into()),
            why: Why::Other,
        };
        assert_eq!(told, [change]);
    }

    #[test]
    fn the_notice_leads_to_the_ledger_of_what_it_counts() {
        let with = |restated, settled, other| {
            let since = Since { count: Count { restated, settled, other }, json: String::new() };
            since_notice(&since)
        };
        let links = |line: &[Inline]| {
            line.iter()
                .map(|piece| piece.href().to_owned())
                .filter(|href| !href.is_empty())
                .collect::<Vec<_>>()
        };
        assert_eq!(links(&with(2, 3, 1)), ["restatements/index.html", "since.json"]);
        assert_eq!(links(&with(0, 1, 0)), ["restatements/index.html#matured", "since.json"]);
        assert_eq!(links(&with(0, 0, 1)), ["since.json"]);
        let count = Count { restated: 2, settled: 3, other: 1 };
        assert_eq!(
            count.words(),
            "2 figures of this issue were restated, 3 provisional figures became final, 1 figure rests on what was recorded later"
        );
    }
}
