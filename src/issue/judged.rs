//! An issue as it was judged when it came out: from the files of its commit where they can be read, else from today's.

use std::collections::BTreeSet;
use std::io;
use std::sync::OnceLock;

use jiff::Timestamp;

use crate::issue::judging::Judging;
use crate::issue::page::index::{Changed, IssueSummary};
use crate::issue::since::{Since, edition_notice, since, since_notice};
use crate::issue::why::Later;
use crate::kit::calendar::day_label;
use crate::kit::period::Period;
use crate::kit::source::{
    AsOf, AsOfSource, Commit, CommitIndex, CommitStore, Recorded, RecordedCommit, Recording, Snapshot, Tree,
};
use crate::report::view::PageView;
use crate::subject::edition::Edition;
use crate::subject::history::History;
use crate::subject::read;
use crate::subject::register::Register;
use crate::subject::report::Report;
use crate::subject::route::Route;
use crate::subject::shell::{BuildFacts, Page, PageContext, Shown, Surroundings};
use crate::subject::text::piece::Inline;
use crate::subject::waiver::rules::waive;

/// What every issue of a build is judged with.
pub struct Bench<'a> {
    context: &'a PageContext<'a>,
    earlier: &'a dyn CommitStore,
    judging: Judging,
    /// What git recorded, of commits alone: who set a line today is not what an issue says.
    commits: OnceLock<Recorded>,
    /// Paths of the pages that this site has.
    pages: BTreeSet<String>,
}

/// The page of an issue, and what to tell of it elsewhere.
pub struct Judged {
    pub route: Route,
    pub view: PageView,
    /// `since.json` beside the page; `None` where no figure is another by now.
    pub since: Option<String>,
    pub told: IssueSummary,
}

/// From what an issue is judged.
enum From {
    /// Earlier files, as they were recorded.
    Then(CommitIndex, Box<(Snapshot, Register)>, String),
    /// The files that the build reads, with the commit that has them where one has.
    Today(Option<Commit>, String),
}

impl<'a> Bench<'a> {
    /// `routes` are those of the pages beside the issues.
    pub fn new(
        context: &'a PageContext<'a>,
        earlier: &'a dyn CommitStore,
        routes: impl Iterator<Item = Route>,
    ) -> Bench<'a> {
        Bench {
            judging: Judging::new(context.report.register, context.recorded),
            pages: routes.map(|route| route.path()).collect(),
            context,
            earlier,
            commits: OnceLock::new(),
        }
    }

    /// Judges an edition of an issue. `page` makes its view from the context of its day.
    ///
    /// # Errors
    /// A commit that cannot be read.
    pub fn judge(
        &self,
        edition: &Edition,
        page: &dyn Fn(&PageContext<'_>) -> (Page<Shown>, IssueSummary),
    ) -> io::Result<Judged> {
        let route = Route::edition(edition);
        let (view, told, found) = match self.from(edition)? {
            From::Today(commit, words) => {
                let (view, told) = self.today(edition, commit, words, page);
                (view, told, None)
            }
            From::Then(at, then, words) => {
                let (snapshot, register) = *then;
                let (view, mut told) = self.then(at, &snapshot, &register, edition, words, page);
                let (now, _) = self.today(edition, None, String::new(), page);
                let commit = snapshot.commit.as_ref().map_or("", |commit| &commit.id);
                let later = self.later(at, edition.period);
                let found = since(&route, commit, &later, view.evidence.as_ref(), now.evidence.as_ref());
                told.changed = found.as_ref().map(|Since { count, .. }| Changed {
                    words: count.words(),
                    mark: count.mark(),
                    at: self.recorded_at(&later),
                });
                (view, told, found)
            }
        };
        let notices = edition_notice(edition).into_iter().chain(found.as_ref().map(since_notice));
        Ok(Judged {
            view: noticed(view, notices),
            since: found.map(|found| found.json),
            route,
            told: told.of_edition(edition),
        })
    }

    fn commits(&self) -> &Recorded {
        self.commits.get_or_init(|| {
            let recorded = self.context.recorded;
            let (commits, line) = (recorded.commits.clone(), recorded.line.clone());
            Recording { commits, line, ..Recording::default() }.into()
        })
    }

    fn from(&self, edition: &Edition) -> io::Result<From> {
        let judges = self.judging.of_edition(edition);
        for &at in &judges.commits {
            let Some(record) = self.context.recorded.commit(at) else { continue };
            if self.judging.newest() == Some(at) {
                return Ok(self.newest(record, judges.signed));
            }
            let Some(mut snapshot) = self.earlier.open(&record.id)? else { continue };
            snapshot.as_of = Some(AsOf { on: edition.on, source: AsOfSource::Flag });
            let (register, mut said) = read::read(&snapshot);
            let Some(register) = register else { continue };
            waive(&register, &mut said);
            if said.defects() == 0 {
                let words = self.words(record, judges.signed);
                return Ok(From::Then(at, Box::new((snapshot, register)), words));
            }
        }
        let why = match (self.context.recorded.commits.is_empty(), judges.commits.is_empty()) {
            (true, _) => "today\u{2019}s data: there is no git history",
            (false, true) => "today\u{2019}s data: nothing was recorded by then",
            (false, false) => "today\u{2019}s data: what was recorded then cannot be read by this version",
        };
        Ok(From::Today(None, why.to_owned()))
    }

    /// What the build reads is what was recorded last, unless somebody is at work on it.
    fn newest(&self, record: &RecordedCommit, signed: bool) -> From {
        if self.context.facts.tree != Tree::Committed {
            return From::Today(None, "files that are not committed".to_owned());
        }
        let commit = Commit {
            id: record.id.clone(),
            committed_at: record.committed_at,
            author: record.author.clone(),
            subject: record.subject.clone(),
        };
        From::Today(Some(commit), self.words(record, signed))
    }

    fn words(&self, record: &RecordedCommit, signed: bool) -> String {
        let zone = &self.context.report.register.settings.time_zone;
        let on = day_label(crate::core::settings::read::day_of(record.committed_at, zone));
        let which = if signed { ", the sign-off" } else { "" };
        format!("commit {:.12} of {on}{which}", record.id)
    }

    /// The page by what the build reads. It speaks of no later commit, so that it stays as it is when the book goes on.
    fn today(
        &self,
        edition: &Edition,
        commit: Option<Commit>,
        judged: String,
        page: &dyn Fn(&PageContext<'_>) -> (Page<Shown>, IssueSummary),
    ) -> (PageView, IssueSummary) {
        let register = crate::subject::edition::register_on(self.context.report.register, edition.on);
        let tree = if commit.is_some() { Tree::Committed } else { self.context.facts.tree };
        let facts = BuildFacts { commit, tree, ..self.facts(judged) };
        let report = report_of(&register, edition.period, Some(self.context.report));
        let context =
            PageContext { report: &report, facts: &facts, recorded: self.commits(), ..*self.context };
        let (view, told) = page(&context);
        (view.into(), told)
    }

    /// The page by earlier files. What was changed later had not been changed.
    fn then(
        &self,
        judge: CommitIndex,
        snapshot: &Snapshot,
        register: &Register,
        edition: &Edition,
        judged: String,
        page: &dyn Fn(&PageContext<'_>) -> (Page<Shown>, IssueSummary),
    ) -> (PageView, IssueSummary) {
        let register = crate::subject::edition::register_on(register, edition.on);
        let facts =
            BuildFacts { commit: snapshot.commit.clone(), tree: Tree::Committed, ..self.facts(judged) };
        let report = report_of(&register, edition.period, None);
        let changes = self.context.history.changes.iter().filter(|change| change.commit <= judge);
        let history = &History::new(changes.cloned().collect());
        let (texts, recorded) = (&snapshot.texts, self.commits());
        let context =
            PageContext { report: &report, facts: &facts, texts, recorded, history, ..*self.context };
        let gone = self.gone(&context);
        let (view, told) = page(&PageContext { gone: &gone, ..context });
        let view = PageView::from(view);
        (PageView { around: Surroundings { gone, ..view.around }, ..view }, told)
    }

    /// Pages of an earlier book that this site has not.
    fn gone(&self, then: &PageContext<'_>) -> BTreeSet<String> {
        let weeks = crate::subject::edition::weeks(then.report).into_iter().map(Period::Week);
        let issues = weeks.chain(crate::subject::edition::months(then.report));
        let issues = issues.flat_map(|period| crate::subject::edition::editions(then.report, period));
        let issues = issues.map(|edition| Route::edition(&edition));
        let pages = crate::report::view::all_routes(then).into_iter().chain(issues).map(|route| route.path());
        pages.filter(|page| !self.pages.contains(page)).collect()
    }

    fn facts(&self, judged: String) -> BuildFacts {
        BuildFacts { input_hash: String::new(), judged, ..self.context.facts.clone() }
    }

    fn later(&self, judge: CommitIndex, period: Period) -> Later<'_> {
        let changes = self.context.history.changes.iter().filter(|change| change.commit > judge);
        Later { changes: changes.collect(), register: self.context.report.register, period }
    }

    /// When something was last recorded anew that the issue may rest on.
    fn recorded_at(&self, later: &Later<'_>) -> Option<Timestamp> {
        let last = later.changes.iter().rfind(|change| later.concerns(change))?;
        Some(self.context.recorded.commit(last.commit)?.committed_at)
    }
}

/// The page with lines above its content.
fn noticed(view: PageView, notices: impl IntoIterator<Item = Vec<Inline>>) -> PageView {
    let notices = notices.into_iter().collect();
    PageView { around: Surroundings { notices, ..view.around }, ..view }
}

/// What the issue of `period` shows, of a register that speaks for its last day; `later` is a report of the same records, if there is
/// one.
fn report_of<'a>(register: &'a Register, period: Period, later: Option<&Report<'_>>) -> Report<'a> {
    match period {
        Period::Week(_) => crate::subject::report::report_of_week(register, later),
        _ => crate::subject::report::report_of_month(register, later),
    }
}
