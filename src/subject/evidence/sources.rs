//! The panel below a block: what its figures are made of, one level deep, readable without scripts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::core::contract::record::Aggregation;
use crate::core::formula::formula;
use crate::core::measurement::record::Measurements;
use crate::core::settings::host;
use crate::core::settings::host::Permalinks;
use crate::core::settings::read::day_of;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::evidence::commits_of;
use crate::kit::picture::pen;
use crate::kit::source::{CommitIndex, Place, RecordedCommit, RepoPath};
use crate::subject::evidence::clause::Clause;
use crate::subject::evidence::runs;
use crate::subject::shell::PageContext;

/// Line ranges named before the panel points to evidence.json.
const SHOWN_RUNS: usize = 4;

/// Lines that are cited of files: the file, the first and the last line.
type Ranges<'a> = Vec<(&'a RepoPath, u32, u32)>;

/// Commits named in a panel before it points to evidence.json, and ranges of lines of each.
const SHOWN_COMMITS: usize = 8;
const SHOWN_OF_COMMIT: usize = 3;

/// A panel being written.
pub struct Sources {
    items: String,
    links: Permalinks,
    /// What it cites, where git recorded who set it: first and last lines by file.
    cited: Option<BTreeMap<RepoPath, Vec<(u32, u32)>>>,
}

impl Sources {
    pub fn new(context: &PageContext<'_>) -> Sources {
        let recorded = !context.recorded.files.is_empty();
        Sources { items: String::new(), links: context.permalinks(), cited: recorded.then(BTreeMap::new) }
    }

    /// One item: words, then places.
    pub fn item(&mut self, label: &str, places: &[&Place]) {
        self.items.push_str("<li>");
        pen::text(&mut self.items, label);
        for place in places {
            self.place(&place.path, place.line, place.line);
        }
        self.items.push_str("</li>");
    }

    /// A clause: its formula, its rows, its target.
    pub fn of_clause(&mut self, clause: &Clause<'_>, measurements: &Measurements) {
        self.items.push_str("<li><b>");
        pen::text(&mut self.items, &clause.level.name);
        self.items.push_str("</b>");
        if let (Some(over), Some(under)) = (&clause.metric.numerator, &clause.metric.denominator) {
            self.items.push_str(" (");
            pen::text(&mut self.items, over);
            self.items.push_str(" ÷ ");
            pen::text(&mut self.items, under);
            self.items.push(')');
        }
        if clause.level.aggregation != Aggregation::Occurrences {
            self.items.push_str(", ");
            self.items.push_str(clause.level.aggregation.label());
        }
        if let Some(ruling) = clause.ruling {
            self.items.push_str("; rows");
            self.rows(measurements, &ruling.rows);
            self.items.push_str("; target");
            self.place(&ruling.target_place.path, ruling.target_place.line, ruling.target_place.line);
        }
        self.items.push_str("</li>");
    }

    /// One item: words, then the rows behind them.
    pub fn rows_of(&mut self, label: &str, measurements: &Measurements, rows: &[u32]) {
        self.items.push_str("<li>");
        pen::text(&mut self.items, label);
        self.items.push_str(": rows");
        self.rows(measurements, rows);
        self.items.push_str("</li>");
    }

    /// Rows as short lists of lines.
    fn rows(&mut self, measurements: &Measurements, rows: &[u32]) {
        if rows.is_empty() {
            self.items.push_str(" none");
            return;
        }
        let mut left = 0;
        for (at, (file, from, to)) in runs(measurements, rows).enumerate() {
            if at >= SHOWN_RUNS {
                left += (to - from + 1) as usize;
                continue;
            }
            if let Some(path) = measurements.files.get(file as usize) {
                self.place(path, from, to);
            }
        }
        if left > 0 {
            let _infallible = write!(self.items, " and {left} more, listed in evidence.json");
        }
    }

    fn place(&mut self, path: &RepoPath, from: u32, to: u32) {
        if let Some(cited) = &mut self.cited {
            cited.entry(path.clone()).or_default().push((from, to));
        }
        let path = path.as_str();
        let out = &mut self.items;
        out.push(' ');
        let link = self.links.lines(path, from, to);
        if let Some(url) = &link {
            out.push_str("<a href=\"");
            pen::text(out, url);
            out.push_str("\">");
        }
        out.push_str("<code>");
        pen::text(out, path);
        out.push(':');
        pen::whole(out, from.into());
        if to > from {
            out.push('–');
            pen::whole(out, to.into());
        }
        out.push_str("</code>");
        if link.is_some() {
            out.push_str("</a>");
        }
    }

    /// The panel with the commits that last set what it cites; empty when it has no item.
    pub fn panel_of(&self, context: &PageContext<'_>, formula_id: &str) -> String {
        self.written(formula_id, &self.commits(context))
    }

    /// Each commit once, newest first: its id, day, author and first line, and the lines of the panel that it last set.
    fn commits(&self, context: &PageContext<'_>) -> String {
        let Some(cited) = &self.cited else { return String::new() };
        let mut by_commit: BTreeMap<CommitIndex, Ranges<'_>> = BTreeMap::new();
        for (path, lines) in cited {
            for (from, to, commit) in commits_of(context.recorded, path, lines) {
                by_commit.entry(commit).or_default().push((path, from, to));
            }
        }
        let mut found: Vec<(&RecordedCommit, Ranges<'_>)> = by_commit
            .into_iter()
            .filter_map(|(at, lines)| Some((context.recorded.commit(at)?, lines)))
            .collect();
        let changed = self.changed(context);
        if found.is_empty() {
            return changed;
        }
        found.sort_by(|a, b| (b.0.committed_at, &b.0.id).cmp(&(a.0.committed_at, &a.0.id)));
        let mut html = String::from("<p>Last set by</p><ul>");
        for (commit, lines) in found.iter().take(SHOWN_COMMITS) {
            html.push_str("<li>");
            short_commit(&mut html, context, commit);
            for (at, (path, from, to)) in lines.iter().take(SHOWN_OF_COMMIT).enumerate() {
                html.push_str(if at == 0 { ": <code>" } else { ", <code>" });
                pen::text(&mut html, path.file_name());
                let _infallible = write!(html, ":{from}");
                if to > from {
                    let _infallible = write!(html, "–{to}");
                }
                html.push_str("</code>");
            }
            more(&mut html, lines.len(), SHOWN_OF_COMMIT);
            html.push_str("</li>");
        }
        html.push_str("</ul>");
        if found.len() > SHOWN_COMMITS {
            let left = plural(found.len() - SHOWN_COMMITS, "earlier commit");
            let _infallible = write!(html, "<p>and {left}, listed in evidence.json</p>");
        }
        html + &changed
    }

    /// Files that it cites and that nobody has committed as they stand: whose their lines are is not known yet.
    fn changed(&self, context: &PageContext<'_>) -> String {
        let is_committed = |path: &RepoPath| {
            context.recorded.files.get(path.as_str()).is_some_and(|file| !file.lines.is_empty())
        };
        let cited = self.cited.iter().flat_map(BTreeMap::keys);
        let names = cited.filter(|path| !is_committed(path)).map(|path| {
            let mut name = String::from("<code>");
            pen::text(&mut name, path.file_name());
            name + "</code>"
        });
        let names: Vec<String> = names.collect();
        if names.is_empty() {
            return String::new();
        }
        format!("<p>Not committed as it stands: {}</p>", names.join(", "))
    }

    /// The panel without commits, for pages that keep their bytes; empty when it has no item.
    pub fn panel(&self, formula_id: &str) -> String {
        self.written(formula_id, "")
    }

    fn written(&self, formula_id: &str, commits: &str) -> String {
        if self.items.is_empty() {
            return String::new();
        }
        let mut html = String::with_capacity(self.items.len() + 256);
        html.push_str(
            "<details class=\"sources\" data-x=\"place\"><summary>Where these figures come from</summary>",
        );
        if let Some(formula) = formula(formula_id) {
            html.push_str("<p class=\"formula\">");
            html.push_str(formula.name);
            html.push_str(": ");
            html.push_str(formula.text);
            html.push_str("</p>");
        }
        html.push_str("<ul>");
        html.push_str(&self.items);
        html.push_str("</ul>");
        html.push_str(commits);
        html.push_str("<p>Every figure, with its rows and settings: <a href=\"evidence.json\">evidence.json</a></p></details>");
        html
    }
}

fn more(html: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _infallible = write!(html, " and {} more", all - shown);
    }
}

/// Ten digits of the id, linked to the host, with day, author and first line.
fn short_commit(html: &mut String, context: &PageContext<'_>, commit: &RecordedCommit) {
    let book = &context.report.register.settings;
    let url = host::commit(book, &commit.id);
    if let Some(url) = &url {
        html.push_str("<a href=\"");
        pen::text(html, url);
        html.push_str("\">");
    }
    html.push_str("<code>");
    pen::text(html, commit.id.get(..10).unwrap_or(&commit.id));
    html.push_str(if url.is_some() { "</code></a> " } else { "</code> " });
    pen::text(html, &day_label(day_of(commit.committed_at, &book.time_zone)));
    html.push_str(", ");
    pen::text(html, &commit.author);
    if !commit.subject.is_empty() {
        html.push_str(", \u{201c}");
        pen::text(html, &commit.subject);
        html.push('\u{201d}');
    }
}

/// Appends rows in a table's cell: file names without their folders, two ranges at most.
pub fn short_rows(html: &mut String, measurements: &Measurements, rows: &[u32]) {
    let mut left = 0;
    let mut last = None;
    for (at, (file, from, to)) in runs(measurements, rows).enumerate() {
        if at >= 2 {
            left += 1;
            continue;
        }
        html.push_str(if at > 0 { ", " } else { "" });
        if last != Some(file) {
            let name = measurements.files.get(file as usize).map_or("", |path| path.file_name());
            pen::text(html, name);
            html.push(':');
            last = Some(file);
        }
        let _infallible = write!(html, "{from}");
        if to > from {
            let _infallible = write!(html, "–{to}");
        }
    }
    if left > 0 {
        let _infallible = write!(html, " +{left}");
    }
}
