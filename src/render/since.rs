//! What has changed since an issue came out: its figures then beside those that today's data gives.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::compute::issue::Edition;
use crate::diag::plural;
use crate::page::route::Route;
use crate::picture::exempt::Exempt;
use crate::render::why::{Document, Later, Why};

/// Version of `since.json`.
const FORMAT: u32 = 1;
/// Where the templates of issues have the banner.
const PLACE: &str = "<!--since-->";
/// Formulas that count records and their changes, and what no plan answers: a plan goes on after its week.
const OF_RECORDS: [&str; 3] = ["count", "slips", "unanswered"];
/// Formulas whose inputs are told by their number alone.
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

/// A figure of an issue, as its evidence has it.
#[derive(Debug)]
struct Figure<'v> {
    n: u64,
    formula: String,
    shown: String,
    entry: &'v Value,
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
    n: Option<u64>,
    formula: String,
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
    then: Option<&str>,
    now: Option<&str>,
) -> Option<Since> {
    let figures = changes(later, then?, now?);
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

/// The page with the banner in its place, or with nothing there.
pub fn with_banner(html: &str, root: &str, since: Option<&Since>) -> String {
    let Some(since) = since else { return html.replacen(PLACE, "", 1) };
    let ledger = Route::Restatements.path();
    // The reader can count them in the file that is linked.
    let words = Exempt::Rows.html(&since.count.words());
    let link = match since.count {
        Count { restated: 1.., .. } => format!("<a href=\"{root}{ledger}\">what was restated</a>, "),
        Count { settled: 1.., .. } => format!("<a href=\"{root}{ledger}#matured\">what was settled</a>, "),
        _ => String::new(),
    };
    let banner = format!(
        "<p class=\"banner banner-provisional\"><strong>Changed since.</strong> By today\u{2019}s data {words}: {link}<a \
         href=\"since.json\">each then and now</a>.</p>",
    );
    html.replacen(PLACE, &banner, 1)
}

/// The page with what it says of the other edition of its issue, where there is one. The place of the banner stays.
pub fn with_edition(html: &str, root: &str, edition: &Edition) -> String {
    if !edition.has_other {
        return html.to_owned();
    }
    let other = Edition { is_second: !edition.is_second, ..*edition };
    let href = format!("{root}{}", Route::edition(&other).path());
    let said = match edition.is_second {
        true => format!(
            "<strong>Second edition.</strong> It speaks of figures that were not due when <a href=\"{href}\">the first edition</a> came out, \
             which stays as it was."
        ),
        false => format!(
            "<strong>First edition.</strong> Figures that were not due when it came out have come since: <a href=\"{href}\">the second \
             edition</a> speaks of them."
        ),
    };
    html.replacen(PLACE, &format!("<p class=\"banner banner-provisional\">{said}</p>\n{PLACE}"), 1)
}

fn changes(later: &Later<'_>, then: &str, now: &str) -> Vec<Change> {
    let parse = |evidence: &str| serde_json::from_str::<Value>(evidence).unwrap_or_default();
    let (then, now) = (parse(then), parse(now));
    let documents = (Document::new(&then, false), Document::new(&now, true));
    let (then, now) = (figures(&then), figures(&now));
    // A target comes and goes with the result beside it.
    let differs = |old: Option<&Figure<'_>>, new: Option<&Figure<'_>>| match (old, new) {
        (Some(old), Some(new)) => old.shown != new.shown,
        (Some(figure), None) | (None, Some(figure)) => figure.formula != "target",
        (None, None) => false,
    };
    let was = then.iter().map(|(key, old)| (Some(old), now.get(key)));
    let came = now.iter().filter(|(key, _)| !then.contains_key(*key)).map(|(_, new)| (None, Some(new)));
    let pairs: Vec<_> = was.chain(came).filter(|(old, new)| differs(*old, *new)).collect();
    let why = |(old, new): &(Option<&Figure<'_>>, Option<&Figure<'_>>)| match (new, old) {
        (Some(new), _) => later.of(new.entry, &documents.1),
        (None, Some(old)) => later.of(old.entry, &documents.0),
        (None, None) => None,
    };
    let found: Vec<Option<Why>> = pairs.iter().map(why).collect();
    let of_all = later.of_all(found.iter().flatten().copied());
    let told = pairs.into_iter().zip(found);
    let mut changes: Vec<Change> =
        told.map(|((old, new), why)| change(old, new, why.unwrap_or(of_all))).collect();
    changes.sort_by_key(|change| (change.n.is_none(), change.n));
    changes
}

fn change(then: Option<&Figure<'_>>, now: Option<&Figure<'_>>, why: Why) -> Change {
    Change {
        n: then.map(|figure| figure.n),
        formula: then.or(now).map_or_else(String::new, |figure| figure.formula.clone()),
        then: then.map(|figure| figure.shown.clone()),
        now: now.map(|figure| figure.shown.clone()),
        why,
    }
}

/// Figures by what they speak of: rows asked for, clause, family, months, settings. A figure that names none of them speaks of what
/// was asked for last. What a page says several times is one figure.
fn figures(parsed: &Value) -> BTreeMap<String, Figure<'_>> {
    let entries = parsed["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    let formula_of = |entry: &'_ Value| entry["formula"].as_str().unwrap_or_default().to_owned();
    let alone = entries.iter().filter(|entry| TOLD_ALONE.contains(&formula_of(entry).as_str()));
    let untold: BTreeSet<u64> = alone
        .flat_map(|entry| entry["inputs"].as_array().into_iter().flatten().filter_map(Value::as_u64))
        .collect();
    let mut figures: BTreeMap<String, Figure<'_>> = BTreeMap::new();
    let mut about = String::new();
    for entry in entries {
        let formula = entry["formula"].as_str().unwrap_or_default();
        let told = |n: &u64| !OF_RECORDS.contains(&formula) && !untold.contains(n);
        let Some(n) = entry["n"].as_u64().filter(told) else { continue };
        let named = ["query", "clause", "ledger", "from"].map(|key| &entry[key]);
        if formula == "moved" {
            about = entry["moved"].to_string();
        } else if named.iter().any(|value| !value.is_null()) {
            about = named.map(Value::to_string).join(" ");
        }
        // The same rows may be measured one day and not another, by one kind of clause or another: that is one figure.
        let kind = if entry["query"].is_null() { formula } else { "result" };
        let setting = entry["settings"][0].as_array().filter(|_| formula == "target");
        let setting = setting.map_or_else(String::new, |of| format!("{} {}", of[0], of[2]));
        let rest = ["family", "part", "without", "criterion"].map(|key| entry[key].to_string()).join(" ");
        figures.entry(format!("{kind} {about} {rest} {setting}")).or_insert_with(|| Figure {
            n,
            formula: formula.to_owned(),
            shown: entry["shown"].as_str().unwrap_or_default().to_owned(),
            entry,
        });
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(figures: &[&str]) -> String {
        format!("{{\"figures\":[{}]}}", figures.join(","))
    }

    const ONE: &str = r#"{"n":1,"shown":"94%","value":"94","formula":"attainment","query":{"metric":"a"}}"#;
    const TARGET: &str =
        r#"{"n":2,"shown":"95% or more","value":"95","formula":"target","settings":[["t","95","x",3]]}"#;

    fn changes(then: &str, now: &str) -> Vec<Change> {
        let register =
            crate::compute::testing::register(jiff::civil::date(2026, 1, 31), Vec::new(), Vec::new());
        let period = crate::compute::testing::period("2026-W04");
        super::changes(&Later { changes: Vec::new(), register: &register, period }, then, now)
    }

    #[test]
    fn a_figure_is_another_when_it_is_shown_otherwise_and_not_when_its_line_moved() {
        let moved = TARGET.replace("\"x\",3", "\"x\",9");
        assert_eq!(changes(&evidence(&[ONE, TARGET]), &evidence(&[ONE, &moved])), []);
        let restated = ONE.replace("94", "96");
        let told = changes(&evidence(&[ONE, TARGET]), &evidence(&[&restated, TARGET]));
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].n, told[0].then.as_deref(), told[0].now.as_deref()),
            (Some(1), Some("94%"), Some("96%"))
        );
    }

    #[test]
    fn a_figure_that_came_or_went_is_told_and_moves_no_other() {
        let more = r#"{"n":3,"shown":"9","value":"9","formula":"attainment","query":{"metric":"b"}}"#;
        let count = r#"{"n":4,"shown":"7","value":"7","formula":"count","count":["plans"]}"#;
        let told = changes(&evidence(&[ONE, TARGET]), &evidence(&[more, ONE, TARGET, count]));
        assert_eq!(
            told,
            [Change {
                n: None,
                formula: "attainment".into(),
                then: None,
                now: Some("9".into()),
                why: Why::Other
            }]
        );
        let back = changes(&evidence(&[more, ONE, TARGET, count]), &evidence(&[ONE, TARGET]));
        assert_eq!(back.iter().map(|change| change.n).collect::<Vec<_>>(), [Some(3)]);
    }

    #[test]
    fn how_many_figures_moved_is_told_and_not_each_of_them() {
        let moved = |n: u32, inputs: &str| {
            format!(
                r#"{{"n":{n},"shown":"{inputs}","value":"1","formula":"moved","moved":["worse"],"inputs":[{inputs}]}}"#
            )
        };
        let other = ONE.replace("\"n\":1", "\"n\":2").replace("\"a\"", "\"b\"");
        let told = changes(&evidence(&[ONE, &moved(3, "1")]), &evidence(&[&other, &moved(3, "2")]));
        let change = Change {
            n: Some(3),
            formula: "moved".into(),
            then: Some("1".into()),
            now: Some("2".into()),
            why: Why::Other,
        };
        assert_eq!(told, [change]);
    }

    #[test]
    fn the_banner_takes_the_place_that_else_is_empty() {
        let page = format!("<nav></nav>\n{PLACE}\n<h1>x</h1>");
        assert_eq!(with_banner(&page, "../../", None), "<nav></nav>\n\n<h1>x</h1>");
        let with = |restated, settled, other| {
            let since = Since { count: Count { restated, settled, other }, json: String::new() };
            with_banner(&page, "../../", Some(&since))
        };
        let html = with(2, 3, 1);
        let told = "<span data-x=\"rows\">2 figures of this issue were restated, 3 provisional figures became final, 1 figure rests on what was recorded later</span>: <a";
        assert!(html.contains(told) && html.contains("href=\"../../restatements/index.html\""), "{html}");
        let settled = with(0, 1, 0);
        assert!(settled.contains("1 provisional figure of this issue became final</span>: <a"), "{settled}");
        assert!(
            settled.contains("restatements/index.html#matured") && !settled.contains("restated</a>"),
            "{settled}"
        );
    }
}
