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
use crate::subject::executive::completeness;
use crate::subject::history::History;
use crate::subject::one_page::OnePage;
use crate::subject::report::Report;
use crate::subject::restatement::address::RestatementPage;
use crate::subject::restatement::figures::Effects;
use crate::subject::route::{Route, SECTIONS};
use crate::subject::signoff::address::SignoffPage;
use crate::subject::sop::picture::{self, Pictures};
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
    /// The pictures of procedures.
    pub pictures: &'a Pictures,
    /// What git recorded, and the values made from it.
    pub recorded: &'a Recorded,
    pub history: &'a History,
    /// What restatements did to the report.
    pub effects: &'a Effects<'a>,
    /// Pages that the book of an earlier day had and this site has not, by their paths: an issue of that day names them without a link.
    pub gone: &'a BTreeSet<String>,
    /// Metrics that have one page with those of their vendors.
    pub one_page: &'a OnePage,
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
    nav: Vec<Entry>,
    banners: Vec<Banner>,
    footer: Footer,
}

/// An entry of the main navigation.
#[derive(Serialize)]
struct Entry {
    label: Label,
    href: String,
    /// As the frame of a page has it.
    section: usize,
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
    /// The pictures that it shows or links to, by path in the repository.
    pub pictures: BTreeMap<String, picture::Shown>,
    /// Why others are not shown, by path in the repository: words behind the address.
    pub absent: BTreeMap<String, &'static str>,
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

/// What a page has around its content by what it is, and by what book it is of.
#[derive(Clone, Default)]
pub struct Surroundings {
    /// Lines above the content: of its other edition, and of what was recorded since.
    pub notices: Vec<Vec<Inline>>,
    /// Pages that it names without a link.
    pub gone: BTreeSet<String>,
    /// Pages that other books have beside the first one of its section.
    pub without: Vec<Route>,
}

/// What stands on every page of this build.
pub fn everywhere(report: &Report<'_>, diagnostics: &Diagnostics, facts: &BuildFacts) -> Everywhere {
    let site = site_facts(report);
    let nav =
        SECTIONS.iter().filter(|(_, _, to)| to.stands_in(report.register)).map(|(label, section, to)| {
            Entry { label: (*label).into(), href: to.path(), section: *section as usize }
        });
    let nav = nav.collect();
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
    // The as-of date stands above; what else the site is made from, such as the hash of its input, stands on the audit page.
    let mut list = Vec::new();
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
    if let Some(share) = report.executive.completeness {
        list.push(Fact::shown_on("Data completeness", &Route::Home, completeness::shown(share)));
    }
    list.push(Fact::shown_on("Checks", &Route::Audit, tally(diagnostics)));
    let signed_periods = Route::Signoff(SignoffPage::All);
    if signed_periods.stands_in(report.register) {
        let signed =
            report.signoffs.by_line(report.register, report.period).unwrap_or_else(|| "not yet".to_owned());
        let month = report.register.pace() == Grain::Month;
        let label = if month { "Month signed off" } else { "Week signed off" };
        list.push(Fact::new(label, Label::dated(signed)));
    }
    list.push(Fact::new("Publication", book.publication.label()));
    list.push(Fact::new("Made with", Label::named(format!("scorebook {}", facts.program_version))));
    // What the navigation above has is not said again.
    let links = [
        (signed_periods, "Signed periods"),
        (Route::Restatement(RestatementPage::All), "What was restated"),
        (Route::TakeAway, "Files to take away"),
    ];
    let links = links.iter().filter(|(page, _)| page.stands_in(report.register));
    Footer {
        facts: list,
        note: "Every figure is computed from the files of the book.",
        links: links.map(|(page, label)| Link::to(page, *label)).collect(),
    }
}

fn short(id: &str) -> String {
    id.chars().take(12).collect()
}
