//! Everything pages show, computed once.

use std::ops::Deref;
use std::sync::Arc;

use crate::core::attainment::{Judged, judge_all, judge_earlier};
use crate::core::charted::{charted_metrics, charts, charts_earlier};
use crate::core::credit::{credits, recent_credits, uninvoiced};
use crate::core::figures::{Figures, FiguresOf, KeptFigures, figures};
use crate::core::rollup::Rollup;
use crate::core::score::{report_period, scorecards};
use crate::kit::period::Period;
use crate::kit::source::{RepoPath, Snapshot};
use crate::subject::executive::{Executive, Inputs, executive};
use crate::subject::finance::{Finance, finance};
use crate::subject::given::{Computed, Given};
use crate::subject::history::History;
use crate::subject::register::{Register, folders};

macro_rules! report {
    ($($field:ident: $subject:ident $name:ident),* $(,)?) => {
        #[derive(Debug)]
        pub struct Report<'a> {
            pub register: &'a Register,
            /// The sums that everything rests on.
            pub rollup: Rollup<'a>,
            /// The last week, in a monthly book the last month, that ended by the as-of date: what the report is about.
            pub period: Period,
            /// What the records of core come to; it is read as if it were the report's own.
            pub figures: Arc<Figures>,
            pub executive: Executive,
            /// What the accounts come to.
            pub finance: Finance,
            $(pub $field: crate::subject::$subject::figures::Figures),*
        }

        impl<'a> Report<'a> {
            /// A report without subjects.
            fn new(register: &'a Register, rollup: Rollup<'a>, figures: Arc<Figures>) -> Report<'a> {
                Report {
                    register,
                    rollup,
                    period: report_period(register),
                    figures,
                    executive: Executive::default(),
                    finance: Finance::default(),
                    $($field: Default::default()),*
                }
            }

            /// The figures of every subject.
            fn compute_subjects(&mut self, recorded: Option<(&Snapshot, &History)>) {
                // None of them rests on another.
                let given = self.given(recorded);
                $(let mut $field = None;)*
                rayon::in_place_scope(|scope| {
                    $(
                        let computed = &mut $field;
                        scope.spawn(|_| *computed = Some(crate::subject::$subject::figures::Figures::compute(&given)));
                    )*
                });
                $(self.$field = $field.unwrap_or_default();)*
            }

            /// What the issue of an earlier week shows of them.
            fn compute_subjects_of_issue(&mut self) {
                $(self.$field = crate::subject::$subject::figures::Figures::of_issue(&self.given(None));)*
            }
        }
    };
}

subjects!(report);

/// All figures of a register on its as-of date, of the records alone: what rests on what git recorded is empty.
pub fn report(register: &Register) -> Report<'_> {
    computed(register, None)
}

/// All figures of a register on its as-of date.
pub fn report_with<'a>(
    register: &'a Register,
    snapshot: &Snapshot,
    history: &History,
    kept: Option<&KeptFigures>,
) -> Report<'a> {
    let Some(kept) = kept else { return computed(register, Some((snapshot, history))) };
    let rollup = Rollup::known(register, &kept.rollup);
    let figures = kept.figures.of(figures_of(register, snapshot), |_| Arc::new(figures(register, &rollup)));
    with_subjects(Report::new(register, rollup, figures), Some((snapshot, history)))
}

fn computed<'a>(register: &'a Register, recorded: Option<(&Snapshot, &History)>) -> Report<'a> {
    let rollup = Rollup::new(register);
    let figures = Arc::new(figures(register, &rollup));
    with_subjects(Report::new(register, rollup, figures), recorded)
}

/// What the figures of core rest on.
fn figures_of(register: &Register, snapshot: &Snapshot) -> FiguresOf {
    let subjects = folders();
    let is_of_subject = |path: &RepoPath| {
        let below = path.as_str().strip_prefix("data/").unwrap_or_default();
        let name = below.split('/').next().unwrap_or_default();
        subjects.iter().any(|folder| folder.name == name)
    };
    let texts = snapshot.texts.values().filter(|text| !is_of_subject(&text.path));
    FiguresOf {
        texts: texts.cloned().collect(),
        as_of: register.settings.as_of,
        rebases: register.rebases.clone(),
        invoiced: register.invoiced.iter().map(|of| (of.clone(), of.amount.place.clone())).collect(),
    }
}

fn with_subjects<'a>(mut report: Report<'a>, recorded: Option<(&Snapshot, &History)>) -> Report<'a> {
    report.compute_subjects(recorded);
    let accounts = || finance(&report.given(None), &report.invoices, &report.budgets, &report.visits);
    (report.finance, report.executive) = rayon::join(accounts, || report.front());
    report
}

/// What the issue of a week shows: rulings, charts, scorecards, plans and actions, the first page, and of the credits those of the
/// newest month and of the quarter, and the accounts. The rest stays empty. `later` is a report of the same records for a later day, where there is
/// one: what has stood ever since is taken from it.
pub fn report_of_week<'a>(register: &'a Register, later: Option<&Report<'_>>) -> Report<'a> {
    let (rollup, judged) = judged_by(register, later);
    let (charts, chart_of, part_of) = match later {
        Some(later) => {
            charts_earlier(register, &rollup, (later.charts.as_slice(), &later.chart_of, &later.part_of))
        }
        None => charts(register, &rollup),
    };
    let scorecards = scorecards(register, &judged, &charts, &part_of);
    let credits = recent_credits(register, &judged);
    let figures = Figures { judged, charts, chart_of, part_of, scorecards, credits, ..Figures::default() };
    let mut report = Report::new(register, rollup, Arc::new(figures));
    report.compute_subjects_of_issue();
    report.account(later);
    report.executive = report.front();
    report
}

/// What the issue of a month shows: rulings, which metrics have a chart, what subjects say in an issue, and the accounts. Charts stay undrawn. `later` as
/// for a week.
pub fn report_of_month<'a>(register: &'a Register, later: Option<&Report<'_>>) -> Report<'a> {
    let (rollup, judged) = judged_by(register, later);
    let chart_of = charted_metrics(register, &rollup);
    let figures = Figures { judged, chart_of, ..Figures::default() };
    let mut report = Report::new(register, rollup, Arc::new(figures));
    report.compute_subjects_of_issue();
    report.account(later);
    report
}

impl<'a> Report<'a> {
    /// What an issue says of the accounts, as they were known on its day; nothing of a book that keeps none. Of credits it needs every month:
    /// what can still be claimed may be older than what the issue shows of them.
    fn account(&mut self, later: Option<&Report<'_>>) {
        let register = self.register;
        if register.invoices.is_empty() && register.accruals.is_empty() && register.budgets.is_empty() {
            return;
        }
        let (credits, uninvoiced) = (credits(register, &self.judged), uninvoiced(register, &self.judged));
        let given = Given { credits: &credits, uninvoiced: &uninvoiced, ..self.given(None) };
        let claims = crate::subject::claim::figures::Figures::compute(&given);
        let later = later.map(|later| &later.invoices);
        let invoices = crate::subject::invoice::figures::Figures::matched(&given, later);
        let budgets = crate::subject::budget::figures::Figures::compute(&given);
        self.finance = finance(&given, &invoices, &budgets, &self.visits);
        (self.claims, self.invoices, self.budgets) = (claims, invoices, budgets);
    }

    fn given<'g>(&'g self, recorded: Option<(&'g Snapshot, &'g History)>) -> Given<'g> {
        Given {
            register: self.register,
            rollup: &self.rollup,
            period: self.period,
            judged: &self.judged,
            charts: &self.charts,
            part_of: &self.part_of,
            scorecards: &self.scorecards,
            credits: &self.credits,
            uninvoiced: &self.uninvoiced,
            worked_out: &self.worked_out,
            recorded,
        }
    }

    /// The first page, of the figures below it.
    fn front(&self) -> Executive {
        executive(&Inputs {
            register: self.register,
            rollup: &self.rollup,
            period: self.period,
            judged: &self.judged,
            scorecards: &self.scorecards,
            plans: &self.plans.states,
            charts: &self.charts,
            credits: &self.credits,
            chart_of: &self.chart_of,
        })
    }
}

fn judged_by<'a>(register: &'a Register, later: Option<&Report<'_>>) -> (Rollup<'a>, Vec<Judged>) {
    let Some(later) = later else {
        let rollup = Rollup::new(register);
        let judged = judge_all(register, &rollup);
        return (rollup, judged);
    };
    let rollup = later.rollup.on(register);
    let judged = judge_earlier(register, &rollup, later.register, &later.judged);
    (rollup, judged)
}

impl Deref for Report<'_> {
    type Target = Figures;

    fn deref(&self) -> &Figures {
        &self.figures
    }
}
