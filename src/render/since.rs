//! What has changed since an issue came out: its figures then beside those that today's data gives.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::diag::plural;
use crate::page::route::Route;

/// Version of `since.json`.
const FORMAT: u32 = 1;
/// Where the templates of issues have the banner.
const PLACE: &str = "<!--since-->";
/// Formulas that count records and their changes: a plan goes on after its week.
const OF_RECORDS: [&str; 2] = ["count", "slips"];

/// Figures of an issue that today's data would show otherwise.
pub struct Since {
    /// 1 or more.
    pub count: usize,
    /// `since.json`.
    pub json: String,
}

/// A figure of an issue, as its evidence has it.
#[derive(Debug)]
struct Figure {
    n: u64,
    formula: String,
    shown: String,
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
}

impl Change {
    fn both(&self) -> bool {
        self.then.is_some() && self.now.is_some()
    }
}

/// Compares the evidence of an issue judged by `commit` with that of the same issue by today's data; `None` when no figure differs.
/// Counts of records are left out.
pub fn since(route: &Route, commit: &str, then: Option<&str>, now: Option<&str>) -> Option<Since> {
    let figures = changes(then?, now?);
    if figures.is_empty() {
        return None;
    }
    let count = figures.len();
    let file = File { format: FORMAT, page: route.path(), commit, figures };
    let mut json = serde_json::to_string_pretty(&file).unwrap_or_default();
    json.push('\n');
    Some(Since { count, json })
}

/// `15 figures of this issue differ in today’s data`
pub fn differ(count: usize) -> String {
    let verb = if count == 1 { "differs" } else { "differ" };
    format!("{} of this issue {verb} in today\u{2019}s data", plural(count, "figure"))
}

/// The page with the banner in its place, or with nothing there.
pub fn with_banner(html: &str, root: &str, since: Option<&Since>) -> String {
    let Some(since) = since else { return html.replacen(PLACE, "", 1) };
    let ledger = Route::Restatements.path();
    let banner = format!(
        "<p class=\"banner banner-provisional\"><strong>Changed since.</strong> {}: <a href=\"{root}{ledger}\">what was \
         restated</a>, <a href=\"since.json\">each then and now</a>.</p>",
        differ(since.count),
    );
    html.replacen(PLACE, &banner, 1)
}

fn changes(then: &str, now: &str) -> Vec<Change> {
    let (then, now) = (figures(then), figures(now));
    let was = then.iter().map(|(key, old)| change(Some(old), now.get(key)));
    let came = now.iter().filter(|(key, _)| !then.contains_key(*key));
    let mut changes: Vec<Change> = was.chain(came.map(|(_, new)| change(None, Some(new)))).collect();
    // A target comes and goes with the result beside it.
    changes.retain(|change| change.then != change.now && (change.formula != "target" || change.both()));
    changes.sort_by_key(|change| (change.n.is_none(), change.n));
    changes
}

fn change(then: Option<&Figure>, now: Option<&Figure>) -> Change {
    Change {
        n: then.map(|figure| figure.n),
        formula: then.or(now).map_or_else(String::new, |figure| figure.formula.clone()),
        then: then.map(|figure| figure.shown.clone()),
        now: now.map(|figure| figure.shown.clone()),
    }
}

/// Figures by what they speak of: rows asked for, clause, family, months, settings. A figure that names none of them speaks of what
/// was asked for last. What a page says several times is one figure.
fn figures(evidence: &str) -> BTreeMap<String, Figure> {
    let parsed: Value = serde_json::from_str(evidence).unwrap_or_default();
    let mut figures: BTreeMap<String, Figure> = BTreeMap::new();
    let mut about = String::new();
    for entry in parsed["figures"].as_array().into_iter().flatten() {
        let formula = entry["formula"].as_str().unwrap_or_default();
        let Some(n) = entry["n"].as_u64().filter(|_| !OF_RECORDS.contains(&formula)) else { continue };
        let named = ["query", "clause", "ledger", "from"].map(|key| &entry[key]);
        if named.iter().any(|value| !value.is_null()) {
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
        r#"{"n":2,"shown":"≥ 95%","value":"95","formula":"target","settings":[["t","95","x",3]]}"#;

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
            [Change { n: None, formula: "attainment".into(), then: None, now: Some("9".into()) }]
        );
        let back = changes(&evidence(&[more, ONE, TARGET, count]), &evidence(&[ONE, TARGET]));
        assert_eq!(back.iter().map(|change| change.n).collect::<Vec<_>>(), [Some(3)]);
    }

    #[test]
    fn the_banner_takes_the_place_that_else_is_empty() {
        let page = format!("<nav></nav>\n{PLACE}\n<h1>x</h1>");
        assert_eq!(with_banner(&page, "../../", None), "<nav></nav>\n\n<h1>x</h1>");
        let since = Since { count: 2, json: String::new() };
        let html = with_banner(&page, "../../", Some(&since));
        assert!(html.contains("2 figures of this issue differ in"), "{html}");
        assert!(html.contains("href=\"../../restatements/index.html\""), "{html}");
    }
}
