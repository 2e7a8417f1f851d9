//! The panel below a block: what its figures are made of, one level deep, readable without scripts.

use std::collections::BTreeMap;

use crate::core::contract::record::Aggregation;
use crate::core::formula::formula;
use crate::core::measurement::record::Measurements;
use crate::core::settings::host;
use crate::core::settings::host::Permalinks;
use crate::core::settings::read::day_of;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::evidence::commits_of;
use crate::kit::source::{CommitIndex, Place, RecordedCommit, RepoPath};
use crate::subject::evidence::clause::Clause;
use crate::subject::evidence::places::{Ranges, files_said, lines_said, linked, more};
use crate::subject::evidence::pulls::pulls;
use crate::subject::evidence::{runs, withheld_runs};
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Html;

/// Line ranges named before the panel points to evidence.json.
const SHOWN_RUNS: usize = 4;

/// Files named after the same words.
const SHOWN_FILES: usize = 8;

/// Commits named in a panel before it points to evidence.json.
const SHOWN_COMMITS: usize = 8;

/// What the rows of a scorecard cite alike: the words before it, and of each file the first and the last line. Other lines may stand
/// between them.
type Gathered = (&'static str, BTreeMap<RepoPath, (u32, u32)>);

/// A panel being written.
pub struct Sources {
    items: Html,
    /// Told after the items, each file once: a scorecard of a hundred rows has as long a panel as one of two. Each row's own lines stand
    /// on the page of its metric, that of its target on the contract's, and both in the evidence.
    gathered: Vec<Gathered>,
    links: Permalinks,
    /// What it cites, where git recorded who set it or an engine gave it: first and last lines by file.
    cited: Option<BTreeMap<RepoPath, Vec<(u32, u32)>>>,
}

impl Sources {
    pub fn new(context: &PageContext<'_>) -> Sources {
        let recorded =
            !context.recorded.files.is_empty() || !context.report.register.sources.pulls.is_empty();
        Sources {
            items: Html::default(),
            gathered: Vec::new(),
            links: context.permalinks(),
            cited: recorded.then(BTreeMap::new),
        }
    }

    /// One item: words, then places.
    pub fn item(&mut self, label: &str, places: &[&Place]) {
        self.items.tags("<li>");
        self.items.push_inside(label);
        for place in places {
            self.place(&place.path, place.line, place.line);
        }
        self.items.tags("</li>");
    }

    /// A clause: its formula, its rows, its target.
    pub fn of_clause(&mut self, clause: &Clause<'_>, measurements: &Measurements) {
        self.items.tags("<li><b>");
        self.items.push_inside(&clause.level.name);
        self.items.tags("</b>");
        if let (Some(over), Some(under)) = (&clause.metric.numerator, &clause.metric.denominator) {
            self.items.tags(" (");
            self.items.push_inside(over);
            self.items.tags(" ÷ ");
            self.items.push_inside(under);
            self.items.tags(")");
        }
        if clause.level.aggregation != Aggregation::Occurrences {
            self.items.tags(", ");
            self.items.tags(clause.level.aggregation.label());
        }
        if let Some(ruling) = clause.ruling {
            self.items.tags("; rows");
            self.rows(measurements, &ruling.rows);
            if !ruling.withheld_rows.is_empty() {
                self.items.tags("; withheld by the sender");
                self.runs(measurements, withheld_runs(measurements, &ruling.withheld_rows));
            }
            self.items.tags("; target");
            self.place(&ruling.target_place.path, ruling.target_place.line, ruling.target_place.line);
            if let Some(clause) = &clause.level.clause {
                self.items.tags("; shared clause referred to in");
                self.place(&clause.place.path, clause.place.line, clause.place.line);
            }
        }
        self.items.tags("</li>");
    }

    /// A row of a scorecard: the same, told together with the other rows.
    pub fn of_row(&mut self, clause: &Clause<'_>, measurements: &Measurements) {
        let Some(ruling) = clause.ruling else { return };
        for (file, from, to) in runs(measurements, &ruling.rows) {
            if let Some(path) = measurements.files.get(file as usize) {
                self.gather("The values stand in", path, from, to);
            }
        }
        for (file, from, to) in withheld_runs(measurements, &ruling.withheld_rows) {
            if let Some(path) = measurements.files.get(file as usize) {
                self.gather("Figures were withheld by their sender in", path, from, to);
            }
        }
        self.gather(
            "The targets stand in",
            &ruling.target_place.path,
            ruling.target_place.line,
            ruling.target_place.line,
        );
        if let Some(clause) = &clause.level.clause {
            let place = &clause.place;
            self.gather("Shared clauses are referred to in", &place.path, place.line, place.line);
        }
    }

    fn gather(&mut self, what: &'static str, path: &RepoPath, from: u32, to: u32) {
        self.cite(path, from, to);
        let at = self.gathered.iter().position(|(known, _)| *known == what).unwrap_or_else(|| {
            self.gathered.push((what, BTreeMap::new()));
            self.gathered.len() - 1
        });
        let lines = self.gathered[at].1.entry(path.clone()).or_insert((from, to));
        *lines = (lines.0.min(from), lines.1.max(to));
    }

    fn cite(&mut self, path: &RepoPath, from: u32, to: u32) {
        if let Some(cited) = &mut self.cited {
            cited.entry(path.clone()).or_default().push((from, to));
        }
    }

    /// One item: words, then the rows behind them.
    pub fn rows_of(&mut self, label: &str, measurements: &Measurements, rows: &[u32]) {
        self.items.tags("<li>");
        self.items.push_inside(label);
        self.items.tags(": rows");
        self.rows(measurements, rows);
        self.items.tags("</li>");
    }

    /// Rows as short lists of lines.
    fn rows(&mut self, measurements: &Measurements, rows: &[u32]) {
        if rows.is_empty() {
            self.items.tags(" none");
            return;
        }
        self.runs(measurements, runs(measurements, rows));
    }

    fn runs(&mut self, measurements: &Measurements, runs: impl Iterator<Item = (u32, u32, u32)>) {
        let mut left = 0;
        for (at, (file, from, to)) in runs.enumerate() {
            if at >= SHOWN_RUNS {
                left += (to - from + 1) as usize;
                continue;
            }
            if let Some(path) = measurements.files.get(file as usize) {
                self.place(path, from, to);
            }
        }
        if left > 0 {
            self.items.push_inside(&format!(" and {left} more, listed in evidence.json"));
        }
    }

    fn place(&mut self, path: &RepoPath, from: u32, to: u32) {
        self.cite(path, from, to);
        linked(&mut self.items, &self.links, path, from, to);
    }

    /// The panel with the commits that last set what it cites; empty when it has no item.
    pub fn panel_of(&self, context: &PageContext<'_>, formula_id: &str) -> Html {
        self.written(
            formula_id,
            &pulls(context, &self.links, self.cited.as_ref()).then(self.commits(context)),
        )
    }

    /// Each commit once, newest first: its id, day, author and first line, and the lines of the panel that it last set.
    fn commits(&self, context: &PageContext<'_>) -> Html {
        let Some(cited) = &self.cited else { return Html::default() };
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
        let mut html = Html::default();
        html.tags("<p>Last set by</p><ul>");
        for (commit, lines) in found.iter().take(SHOWN_COMMITS) {
            html.tags("<li>");
            short_commit(&mut html, context, commit);
            files_said(&mut html, lines);
            html.tags("</li>");
        }
        html.tags("</ul>");
        if found.len() > SHOWN_COMMITS {
            let left = plural(found.len() - SHOWN_COMMITS, "earlier commit");
            html.tags("<p>and ");
            html.push_inside(&left);
            html.tags(", listed in evidence.json</p>");
        }
        html.then(changed)
    }

    /// Files that it cites and that nobody has committed as they stand: whose their lines are is not known yet.
    fn changed(&self, context: &PageContext<'_>) -> Html {
        let is_committed = |path: &RepoPath| !context.recorded.lines(path.as_str()).is_empty();
        let mut html = Html::default();
        if context.recorded.files.is_empty() {
            return html;
        }
        let cited = self.cited.iter().flat_map(BTreeMap::keys);
        for path in cited.filter(|path| !is_committed(path)) {
            html.tags(if html.is_empty() { "<p>Not committed as it stands: <code>" } else { ", <code>" });
            html.push_inside(path.file_name());
            html.tags("</code>");
        }
        if !html.is_empty() {
            html.tags("</p>");
        }
        html
    }

    /// The panel without commits, for pages that keep their bytes; empty when it has no item.
    pub fn panel(&self, formula_id: &str) -> Html {
        self.written(formula_id, &Html::default())
    }

    fn write_gathered(&self, html: &mut Html) {
        for (what, files) in &self.gathered {
            html.tags("<li>");
            html.tags(what);
            for (at, (path, (from, to))) in files.iter().take(SHOWN_FILES).enumerate() {
                html.tags(if at > 0 { "," } else { "" });
                linked(html, &self.links, path, *from, *to);
            }
            more(html, files.len(), SHOWN_FILES);
            html.tags("</li>");
        }
    }

    fn written(&self, formula_id: &str, commits: &Html) -> Html {
        if self.items.is_empty() && self.gathered.is_empty() {
            return Html::default();
        }
        let mut html = Html::with_capacity(self.items.as_str().len() + 256);
        html.tags(
            "<details class=\"sources\" data-x=\"place\"><summary>Where these figures come from</summary>",
        );
        if let Some(formula) = formula(formula_id) {
            html.tags("<p class=\"formula\">");
            html.tags(formula.name);
            html.tags(": ");
            html.tags(formula.text);
            html.tags("</p>");
        }
        html.tags("<ul>");
        html.push(&self.items);
        self.write_gathered(&mut html);
        html.tags("</ul>");
        html.push(commits);
        html.tags("<p>Every figure, with its rows and settings: <a href=\"evidence.json\">evidence.json</a></p></details>");
        html
    }
}

/// Ten digits of the id, linked to the host, with day, author and first line.
fn short_commit(html: &mut Html, context: &PageContext<'_>, commit: &RecordedCommit) {
    let book = &context.report.register.settings;
    let url = host::commit(book, &commit.id);
    if let Some(url) = &url {
        html.tags("<a href=\"");
        html.push_address(url);
        html.tags("\">");
    }
    html.tags("<code>");
    html.push_inside(commit.id.get(..10).unwrap_or(&commit.id));
    html.tags(if url.is_some() { "</code></a> " } else { "</code> " });
    html.push_inside(&day_label(day_of(commit.committed_at, &book.time_zone)));
    html.tags(", ");
    html.push_inside(&commit.author);
    if !commit.subject.is_empty() {
        html.tags(", \u{201c}");
        html.push_inside(&commit.subject);
        html.tags("\u{201d}");
    }
}

/// Appends rows in a table's cell: file names without their folders, two ranges at most.
pub fn short_rows(html: &mut Html, measurements: &Measurements, runs: impl Iterator<Item = (u32, u32, u32)>) {
    let mut left = 0;
    let mut last = None;
    for (at, (file, from, to)) in runs.enumerate() {
        if at >= 2 {
            left += 1;
            continue;
        }
        html.tags(if at > 0 { ", " } else { "" });
        if last != Some(file) {
            let name = measurements.files.get(file as usize).map_or("", |path| path.file_name());
            html.push_inside(name);
            last = Some(file);
            html.tags(":");
        }
        html.push_inside(&lines_said(from, to));
    }
    if left > 0 {
        html.push_inside(&format!(" +{left}"));
    }
}
