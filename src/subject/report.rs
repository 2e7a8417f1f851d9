//! Everything pages show, computed once.

use std::collections::BTreeMap;

use crate::core::attainment::{Judged, judge_all, judge_earlier};
use crate::core::charted::{ChartIndex, Charted, PartIndex, charted_metrics, charts, charts_earlier};
use crate::core::credit::{CreditMonth, credits, recent_credits, uninvoiced};
use crate::core::rollup::{Rollup, Subject};
use crate::core::score::{Scorecard, report_period, scorecards};
use crate::core::shift_share::{Shifts, shifts};
use crate::kit::id::{ContractId, MetricId};
use crate::kit::period::Period;
use crate::kit::source::Snapshot;
use crate::subject::executive::{Executive, Inputs, executive};
use crate::subject::finance::{Finance, finance};
use crate::subject::given::{Computed, Given};
use crate::subject::history::History;
use crate::subject::register::Register;

macro_rules! report {
    ($($field:ident: $subject:ident $name:ident),* $(,)?) => {
        #[derive(Debug)]
        pub struct Report<'a> {
            pub register: &'a Register,
            /// The sums that everything rests on.
            pub rollup: Rollup<'a>,
            /// The last week, in a monthly book the last month, that ended by the as-of date: what the report is about.
            pub period: Period,
            /// By contract, service level, subject (vendor before sites).
            pub judged: Vec<Judged>,
            /// Index into `charts` of each whole metric, by subject and metric.
            pub chart_of: BTreeMap<(Subject, MetricId), usize>,
            /// Of whole metrics first, then of the parts that clauses judge.
            pub charts: Vec<Charted>,
            /// Index into `charts` of the rows that a clause judges.
            pub part_of: PartIndex,
            /// One a subject and period, newest last; so many are kept: [`crate::core::Book::history`].
            pub scorecards: BTreeMap<Subject, Vec<Scorecard>>,
            /// By contract, then month.
            pub credits: Vec<CreditMonth>,
            /// Months of which it is not known what they cost, since nothing is invoiced for them.
            pub uninvoiced: Vec<(ContractId, Period)>,
            pub executive: Executive,
            /// Why ratios moved that did.
            pub shifts: Shifts,
            /// What the accounts come to.
            pub finance: Finance,
            $(pub $field: crate::subject::$subject::figures::Figures),*
        }

        impl<'a> Report<'a> {
            /// What every report has: rulings. The rest is empty.
            fn new(register: &'a Register, rollup: Rollup<'a>, judged: Vec<Judged>) -> Report<'a> {
                Report {
                    register,
                    rollup,
                    period: report_period(register),
                    judged,
                    chart_of: ChartIndex::new(),
                    charts: Vec::new(),
                    part_of: PartIndex::new(),
                    scorecards: BTreeMap::new(),
                    credits: Vec::new(),
                    uninvoiced: Vec::new(),
                    executive: Executive::default(),
                    shifts: Shifts::new(),
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
pub fn report_with<'a>(register: &'a Register, snapshot: &Snapshot, history: &History) -> Report<'a> {
    computed(register, Some((snapshot, history)))
}

fn computed<'a>(register: &'a Register, recorded: Option<(&Snapshot, &History)>) -> Report<'a> {
    let mut report = judged(register);
    let money = || (credits(register, &report.judged), uninvoiced(register, &report.judged));
    let (money, charts) = rayon::join(money, || charts(register, &report.rollup));
    (report.credits, report.uninvoiced) = money;
    (report.charts, report.chart_of, report.part_of) = charts;
    report.scorecards = scorecards(register, &report.judged, &report.charts, &report.part_of);
    report.compute_subjects(recorded);
    let accounts = || finance(&report.given(None), &report.invoices, &report.budgets, &report.visits);
    let front = || rayon::join(|| report.front(), || shifts(register, &report.charts));
    let (finance, (executive, shifts)) = rayon::join(accounts, front);
    (report.finance, report.executive, report.shifts) = (finance, executive, shifts);
    report
}

/// What the issue of a week shows: rulings, charts, scorecards, plans and actions, the first page, and of the credits those of the
/// newest month and of the quarter, and the accounts. The rest stays empty. `later` is a report of the same records for a later day, where there is
/// one: what has stood ever since is taken from it.
pub fn report_of_week<'a>(register: &'a Register, later: Option<&Report<'_>>) -> Report<'a> {
    let mut report = judged_by(register, later);
    report.credits = recent_credits(register, &report.judged);
    report.chart(later);
    report.compute_subjects_of_issue();
    report.account(later);
    report.executive = report.front();
    report
}

/// What the issue of a month shows: rulings, which metrics have a chart, what subjects say in an issue, and the accounts. Charts stay undrawn. `later` as
/// for a week.
pub fn report_of_month<'a>(register: &'a Register, later: Option<&Report<'_>>) -> Report<'a> {
    let mut report = judged_by(register, later);
    report.chart_of = charted_metrics(register, &report.rollup);
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

    /// Charts and scorecards.
    fn chart(&mut self, later: Option<&Report<'_>>) {
        let register = self.register;
        (self.charts, self.chart_of, self.part_of) = match later {
            Some(later) => {
                let later = (later.charts.as_slice(), &later.chart_of, &later.part_of);
                charts_earlier(register, &self.rollup, later)
            }
            None => charts(register, &self.rollup),
        };
        self.scorecards = scorecards(register, &self.judged, &self.charts, &self.part_of);
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

fn judged_by<'a>(register: &'a Register, later: Option<&Report<'_>>) -> Report<'a> {
    let Some(later) = later else { return judged(register) };
    let rollup = later.rollup.on(register);
    let judged = judge_earlier(register, &rollup, later.register, &later.judged);
    Report::new(register, rollup, judged)
}

fn judged(register: &Register) -> Report<'_> {
    let rollup = Rollup::new(register);
    let judged = judge_all(register, &rollup);
    Report::new(register, rollup, judged)
}
