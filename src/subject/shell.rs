//! What every page has around its own content: title, navigation, breadcrumb, banners, footer.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use crate::core::settings::host::Permalinks;
use crate::kit::calendar::{Grain, day_label};
use crate::kit::diag::{Diagnostics, plural, tally};
use crate::kit::evidence::Document;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::{Commit, Recorded, RepoPath, Text, Tree};
use crate::subject::history::History;
use crate::subject::report::Report;
use crate::subject::restatement::address::RestatementPage;
use crate::subject::route::{Route, SECTIONS};
use crate::subject::signoff::address::SignoffPage;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Inline;

/// Facts of the build that are not in the report.
#[derive(Clone, Debug)]
pub struct BuildFacts {
    pub commit: Option<Commit>,
    pub tree: Tree,
    pub input_hash: String,
    pub program_version: &'static str,
    /// Built although the book has defects.
    pub draft: bool,
    /// Where the site is published, with a slash at its end.
    pub base_url: Option<String>,
    /// Of an issue: from what it was judged. Empty on every other page.
    pub judged: String,
}

/// How a page that is gone is named in place of a link; a `</span>` ends it.
pub const GONE: &str = "<span class=\"quiet\" title=\"No longer in the book\">";

/// Everything a page is made from.
#[derive(Clone, Copy)]
pub struct PageContext<'a> {
    pub report: &'a Report<'a>,
    pub diagnostics: &'a Diagnostics,
    pub facts: &'a BuildFacts,
    /// Every file that was read: SOP pages show theirs, the audit page quotes lines.
    pub texts: &'a BTreeMap<RepoPath, Text>,
    /// What git recorded, and the values made from it.
    pub recorded: &'a Recorded,
    pub history: &'a History,
    /// Pages that the book of an earlier day had and this site has not, by their paths: an issue of that day names them without a link.
    pub gone: &'a BTreeSet<String>,
}

impl PageContext<'_> {
    /// Addresses of lines at the commit of this build.
    pub fn permalinks(&self) -> Permalinks {
        let commit = self.facts.commit.as_ref().filter(|_| self.facts.tree == Tree::Committed);
        commit.map_or_else(Permalinks::default, |commit| {
            Permalinks::at(&self.report.register.settings, &commit.id)
        })
    }
}

/// Known to every page.
#[derive(Serialize)]
pub struct Everywhere {
    site: SiteFacts,
    nav: Vec<Link>,
    banners: Vec<Banner>,
    footer: Footer,
}

#[derive(Serialize)]
struct SiteFacts {
    title: Label,
    organisation: Label,
    home: String,
    as_of: Label,
    as_of_iso: String,
}

#[derive(Serialize)]
struct Banner {
    kind: &'static str,
    title: &'static str,
    text: Label,
}

#[derive(Serialize)]
struct Footer {
    facts: Vec<Fact>,
    note: &'static str,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Fact {
    label: &'static str,
    value: Label,
    href: Option<String>,
}

impl Fact {
    fn new(label: &'static str, value: impl Into<Label>) -> Fact {
        Fact { label, value: value.into(), href: None }
    }

    /// A fact whose numbers have their evidence on a page, with the way to it.
    fn shown_on(label: &'static str, page: &Route, words: String) -> Fact {
        Fact { label, value: Label::shown_on(page, words), href: Some(page.path()) }
    }
}

/// A link below the site's root.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub label: Label,
    /// Path below the root; templates write `{{ root }}{{ href }}`.
    pub href: String,
}

impl Link {
    /// To a place of a page.
    pub fn at(route: &Route, anchor: &str, label: impl Into<Label>) -> Link {
        Link { label: label.into(), href: format!("{}#{anchor}", route.path()) }
    }

    pub fn to(route: &Route, label: impl Into<Label>) -> Link {
        Link { label: label.into(), href: route.path() }
    }
}

/// What the module of a page makes: its title, the pages above it, its view and the evidence of its figures.
pub struct Page<T> {
    pub title: Label,
    pub above: Vec<Link>,
    pub view: T,
    pub evidence: Option<Document>,
}

/// What a page of a subject shows: its template's file below `templates/`, and what the template gets.
pub struct Shown {
    pub template: &'static str,
    pub view: Box<dyn erased_serde::Serialize>,
    /// Given to the template as `body`.
    pub text: Option<RunningText>,
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view.serialize(serializer)
    }
}

/// Text in Markdown.
pub struct RunningText {
    pub markdown: String,
    /// The file it stands in: links are relative to it.
    pub file: RepoPath,
    /// Title of the page. A first heading that repeats it is left out, its anchor kept.
    pub title: String,
    /// File to page: path in the repository and path below the site's root.
    pub pages: BTreeMap<String, String>,
}

impl<T: Serialize + 'static> Page<T> {
    pub fn new(title: impl Into<Label>, view: T, evidence: Option<Document>) -> Page<T> {
        Page { title: title.into(), above: Vec::new(), view, evidence }
    }

    /// As its template shows it.
    pub fn shown(self, template: &'static str) -> Page<Shown> {
        let Page { title, above, view, evidence } = self;
        Page { title, above, view: Shown { template, view: Box::new(view), text: None }, evidence }
    }

    /// As its template shows it, with running text where there is some.
    pub fn shown_with(self, template: &'static str, text: impl Into<Option<RunningText>>) -> Page<Shown> {
        let page = self.shown(template);
        Page { view: Shown { text: text.into(), ..page.view }, ..page }
    }
}

/// What an issue says beside its content, because it is one. Empty on every other page.
#[derive(Clone, Default)]
pub struct Surroundings {
    /// Lines above the content: of its other edition, and of what was recorded since.
    pub notices: Vec<Vec<Inline>>,
    /// Pages that it names without a link.
    pub gone: BTreeSet<String>,
}

#[derive(Serialize)]
struct Crumb {
    label: Label,
    href: Option<String>,
}

#[derive(Serialize)]
struct PageFacts {
    title: Label,
    /// Its own address below the root.
    path: String,
}

/// What stands around one page: its title, the way to the root, where it is in the navigation.
#[derive(Serialize)]
pub struct Frame {
    page: PageFacts,
    root: String,
    /// Index into the navigation, which stands on every page.
    section: usize,
    /// For `aria-current` there: the page itself, or one below it.
    current: &'static str,
    crumbs: Vec<Crumb>,
    /// The first page of the section and those beside it, on each of them; `href` is empty for the page itself.
    beside: Vec<Crumb>,
    /// Lines above the content of an issue: of its other edition, and of what was recorded since.
    notices: Vec<Vec<Inline>>,
    /// Pages that an issue of an earlier day names without a link.
    gone: BTreeSet<String>,
}

impl Frame {
    /// The way from the page up to the site's root.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Pages that it names without a link.
    pub fn gone(&self) -> &BTreeSet<String> {
        &self.gone
    }
}

/// What stands on every page of this build.
pub fn everywhere(report: &Report<'_>, diagnostics: &Diagnostics, facts: &BuildFacts) -> Everywhere {
    let site = site_facts(report);
    let nav = SECTIONS.iter().map(|(label, _, to)| Link::to(to, *label)).collect();
    Everywhere { site, nav, banners: banners(diagnostics, facts), footer: footer(report, diagnostics, facts) }
}

/// What stands around an issue in place of [`Everywhere`]: it speaks of the issue, so that the page stays as it is when the book
/// goes on.
#[derive(Serialize)]
pub struct Around {
    site: SiteFacts,
    footer: Footer,
}

/// Around the issue that the report's own day ends.
pub fn around(report: &Report<'_>, facts: &BuildFacts) -> Around {
    around_day(report, facts, report.register.as_of())
}

/// Around an issue of an earlier day: `facts.judged` says from what it was judged.
pub fn around_day(report: &Report<'_>, facts: &BuildFacts, on: Date) -> Around {
    let book = &report.register.settings;
    let mut list = vec![Fact::new("As of", Label::dated(day_label(on)))];
    list.push(Fact::new("Judged from", Label::because(Exempt::Place, facts.judged.clone())));
    list.push(Fact::new("Publication", book.publication.label()));
    list.push(Fact::new("Made with", Label::named(format!("scorebook {}", facts.program_version))));
    Around {
        site: SiteFacts {
            as_of: Label::dated(day_label(on)),
            as_of_iso: on.to_string(),
            ..site_facts(report)
        },
        footer: Footer {
            facts: list,
            note: "Every figure is computed from the files of the book.",
            links: vec![Link::to(&Route::Method, "How figures are made")],
        },
    }
}

fn site_facts(report: &Report<'_>) -> SiteFacts {
    let book = &report.register.settings;
    SiteFacts {
        title: Label::named(book.title.clone()),
        organisation: Label::named(book.organisation.clone()),
        home: Route::Home.path(),
        as_of: Label::dated(day_label(report.register.as_of())),
        as_of_iso: report.register.as_of().to_string(),
    }
}

/// The frame of a page. `above` are the pages between the section and this one.
pub fn frame(route: &Route, title: &Label, above: &[Link], around: Surroundings) -> Frame {
    let section = route.section() as usize;
    let current = if SECTIONS[section].2 == *route { "page" } else { "true" };
    let page = PageFacts { title: title.clone(), path: route.path() };
    let crumbs = crumbs(route, title, above);
    let Surroundings { notices, gone } = around;
    Frame { page, root: route.root(), section, current, crumbs, beside: beside(route), notices, gone }
}

fn crumbs(route: &Route, title: &Label, above: &[Link]) -> Vec<Crumb> {
    let (label, _, section) = &SECTIONS[route.section() as usize];
    if section == route {
        return Vec::new();
    }
    let mut crumbs = vec![Crumb { label: Label::from(*label), href: Some(section.path()) }];
    crumbs
        .extend(above.iter().map(|link| Crumb { label: link.label.clone(), href: Some(link.href.clone()) }));
    crumbs.push(Crumb { label: title.clone(), href: None });
    crumbs
}

/// Empty where a section has one page, and on pages of single records.
fn beside(route: &Route) -> Vec<Crumb> {
    let (label, section, first) = &SECTIONS[route.section() as usize];
    let others = Route::beside(*section);
    if others.is_empty() || (route != first && others.iter().all(|(page, _)| page != route)) {
        return Vec::new();
    }
    let all = std::iter::once((first, *label)).chain(others.iter().map(|(page, label)| (page, *label)));
    let href = |page: &Route| (page != route).then(|| page.path());
    all.map(|(page, label)| Crumb { label: Label::from(label), href: href(page) }).collect()
}

fn banners(diagnostics: &Diagnostics, facts: &BuildFacts) -> Vec<Banner> {
    let mut banners = Vec::new();
    if facts.draft {
        let text = format!(
            "Built although the book has {}: do not rely on any number.",
            plural(diagnostics.defects(), "defect")
        );
        banners.push(Banner { kind: "draft", title: "Draft.", text: Label::because(Exempt::Rows, text) });
    }
    match facts.tree {
        Tree::Committed => {}
        Tree::Uncommitted => banners.push(Banner {
            kind: "uncommitted",
            title: "Uncommitted changes.",
            text: "Built from a working tree that differs from its commit; sources carry no permanent links."
                .into(),
        }),
        Tree::Untracked => banners.push(Banner {
            kind: "uncommitted",
            title: "No git history.",
            text: "Built from a folder that is in no git repository, or in one without a commit; sources carry no permanent links."
                .into(),
        }),
    }
    banners
}

fn footer(report: &Report<'_>, diagnostics: &Diagnostics, facts: &BuildFacts) -> Footer {
    let book = &report.register.settings;
    let mut list = vec![Fact::new("As of", Label::dated(day_label(report.register.as_of())))];
    let commit = match (&facts.commit, facts.tree) {
        (Some(commit), Tree::Committed) => short(&commit.id),
        (Some(commit), _) => format!("{} and uncommitted changes", short(&commit.id)),
        (None, _) => "none".to_owned(),
    };
    list.push(Fact::new("Commit", Label::because(Exempt::Place, commit)));
    if let (Some(commit), Tree::Committed) = (&facts.commit, facts.tree) {
        let at = commit.committed_at.to_zoned(TimeZone::UTC);
        let value = format!("{}, {} UTC", day_label(at.date()), at.strftime("%H:%M"));
        list.push(Fact::new("Known at", Label::dated(value)));
    }
    list.push(Fact::new("Input hash", Label::because(Exempt::Place, short(&facts.input_hash))));
    if let Some(share) = report.executive.completeness {
        list.push(Fact::shown_on("Data completeness", &Route::Home, format!("{}%", share.show(1))));
    }
    list.push(Fact::shown_on("Checks", &Route::Audit, tally(diagnostics)));
    let signed =
        report.signoffs.by_line(report.register, report.period).unwrap_or_else(|| "not yet".to_owned());
    let label = if report.register.pace() == Grain::Month { "Month signed off" } else { "Week signed off" };
    list.push(Fact::new(label, Label::dated(signed)));
    list.push(Fact::new("Publication", book.publication.label()));
    list.push(Fact::new("Made with", Label::named(format!("scorebook {}", facts.program_version))));
    Footer {
        facts: list,
        note: "Every figure is computed from the files of the book.",
        links: vec![
            Link::to(&Route::Method, "How figures are made"),
            Link::to(&Route::Audit, "What the checks found"),
            Link::to(&Route::Signoff(SignoffPage::All), "Signed periods"),
            Link::to(&Route::Restatement(RestatementPage::All), "What was restated"),
        ],
    }
}

fn short(id: &str) -> String {
    id.chars().take(12).collect()
}
