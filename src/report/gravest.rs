//! The gravest findings in plain words, for pages that are read without the audit page: a notice day or a price review that has passed, a breach without a
//! plan, a launch or an exit that is not ready, acknowledgements that are void, a live queue without a procedure, an overdue review, a target that was
//! loosened while it was missed, a site that nobody has visited in time, a brief of a market that is out of date.

use std::sync::Arc;

use crate::core::contract::record::Contract;
use crate::core::contract::record::SharedClause;
use crate::core::organisation::record::Queue;
use crate::core::rollup::Subject;
use crate::kit::calendar::add_days;
use crate::kit::diag::{Code, Diagnostic, codes};
use crate::kit::id::{ContractId, SiteId, VendorId};
use crate::kit::picture::exempt::Exempt;
use crate::subject::access::address::AccessPage;
use crate::subject::access::figures::{Sum, Where};
use crate::subject::access::record::AccessMeasure;
use crate::subject::clause::page as clause_page;
use crate::subject::contract::figures::price_reviews;
use crate::subject::escalation::address::EscalationPage;
use crate::subject::escalation::page as escalation_page;
use crate::subject::evidence::clause::clause;
use crate::subject::executive::{Exception, ExceptionKind};
use crate::subject::gate::address::GatePage;
use crate::subject::gate::page::rows::{known, named};
use crate::subject::incident::address::IncidentPage;
use crate::subject::market::address::MarketPage;
use crate::subject::market::page as market_page;
use crate::subject::meeting::address::MeetingPage;
use crate::subject::meeting::page as meeting_page;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Inline, listed};
use crate::subject::visit::address::VisitPage;
use crate::subject::visit::page as visit_page;
use crate::subject::wording::names;
use crate::subject::wording::phrase::day;

/// Whose findings are shown: those of some vendors' contracts, and those at some sites.
#[derive(Clone, Copy)]
pub struct Whose<'w> {
    pub vendor: &'w dyn Fn(&VendorId) -> bool,
    pub site: &'w dyn Fn(&SiteId) -> bool,
}

/// Named one by one in a line; the rest are `others`.
const NAMED: usize = 2;

/// One line a kind of finding, in the order of what it costs to overlook it; none where nothing is found.
pub fn gravest(context: &PageContext<'_>, whose: Whose<'_>) -> Vec<Vec<Inline>> {
    let lines = [
        notice_missed(context, whose),
        price_reviews_missed(context, whose),
        without_plan(context, whose),
        escalations_late(context, whose),
        gates_late(context, whose),
        accounts_left(context, whose),
        incidents_past_clock(context, whose),
        void_acknowledgements(context, whose),
        queues_without_procedure(context, whose),
        reviews_overdue(context, whose),
        loosened(context, whose),
        not_visited(context, whose),
        meetings_missed(context, whose),
        markets_expired(context, whose),
    ];
    lines.into_iter().flatten().collect()
}

/// A line: what it is, with a link to where it is shown whole, and of whom.
fn line(head: Inline, of: Vec<Inline>) -> Option<Vec<Inline>> {
    if of.is_empty() {
        return None;
    }
    let more = of.len() > NAMED;
    let mut named: Vec<Inline> = of.into_iter().take(NAMED).collect();
    named.extend(more.then(|| Inline::literal("others")));
    let mut line = vec![head, Inline::literal(": ")];
    line.extend(listed(named));
    Some(line)
}

fn found<'a>(context: &PageContext<'a>, code: &'static Code) -> impl Iterator<Item = &'a Diagnostic> {
    let all = context.diagnostics.iter();
    all.filter(move |found| found.code == code && found.waived_by.is_none())
}

fn audited(code: &Code, words: &'static str) -> Inline {
    Inline::anchor(&Route::Audit, code.name, words)
}

/// The contract in whose folder a finding stands.
fn contract_of<'a>(context: &PageContext<'a>, found: &Diagnostic) -> Option<&'a Contract> {
    let id = found.place.path.as_str().strip_prefix("data/contracts/")?.split('/').next()?;
    context.report.register.contracts.get(&ContractId::new(id))
}

/// Sites with accounts that should be gone, in the order of how many.
fn accounts_left(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let report = context.report;
    let counts = &report.register.access.counts;
    let overdue = |id: &SiteId| {
        let of = Where { site: Some(id), ..Where::default() };
        let sum = report.access.sum(counts, AccessMeasure::Overdue, of).filter(Sum::is_some)?;
        // What is hidden is at least one.
        Some(sum.count.unwrap_or(1))
    };
    let own = report.register.sites.iter().filter(|(id, _)| (whose.site)(id));
    let mut sites: Vec<(u64, &SiteId)> = own.filter_map(|(id, _)| Some((overdue(id)?, id))).collect();
    sites.sort_by_key(|(many, _)| std::cmp::Reverse(*many));
    let of = sites.into_iter().map(|(_, id)| names::site(context, id)).collect();
    line(Inline::link(&Route::Access(AccessPage::All), "Accounts that should be gone"), of)
}

/// Launches and exits that are past their day, or due within a week and not ready.
fn gates_late(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    const WEEK: i32 = 7;
    let gates = known(context).into_iter().filter_map(|(gate, state)| {
        let due = state.due.as_ref().filter(|_| state.is_open())?;
        let is_soon = due.age_days >= -WEEK && !state.is_ready();
        let is_told = (due.age_days > 0 || is_soon) && state.sites.iter().any(|site| (whose.site)(site));
        let words = format!("{} (due {})", gate.title.value, day(*due.on));
        is_told.then(|| named(gate).reworded(words).because(Exempt::Name))
    });
    line(Inline::link(&Route::Gate(GatePage::All), "Launch or exit not ready"), gates.collect())
}

/// Sites with incidents past their clock, the gravest first.
fn incidents_past_clock(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let report = context.report;
    let rows = &report.register.incidents.rows;
    let past = report.incidents.states.iter().filter(|state| state.is_past_clock());
    let mut sites: Vec<&SiteId> = Vec::new();
    for site in past.filter_map(|state| Some(&*rows.get(state.at)?.site)) {
        if (whose.site)(site) && !sites.contains(&site) {
            sites.push(site);
        }
    }
    let of = sites.into_iter().map(|site| names::site(context, site)).collect();
    line(Inline::link(&Route::Incident(IncidentPage::All), "Incidents past their clock"), of)
}

/// Escalations past a clock.
fn escalations_late(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let late = escalation_page::known(context).into_iter();
    let of = late.filter(|(one, state)| state.is_overdue() && (whose.vendor)(&one.vendor));
    let of = of.map(|(one, _)| escalation_page::link(one)).collect();
    line(Inline::link(&Route::Escalation(EscalationPage::All), "Escalation past its clock"), of)
}

/// Meetings with vendors that were not held.
fn meetings_missed(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let missed = meeting_page::known(context).into_iter();
    let is_ours = |vendor: Option<&VendorId>| vendor.is_some_and(|vendor| (whose.vendor)(vendor));
    let of = missed.filter(|(one, state)| state.is_missed() && is_ours(one.vendor.as_deref()));
    let of = of.map(|(one, _)| meeting_page::link(one)).collect();
    line(Inline::link(&Route::Meeting(MeetingPage::All), "Meeting missed"), of)
}

/// Sites that wait for a visit, the longest first.
fn not_visited(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let sites = visit_page::overdue(context, whose.site).into_iter();
    let of = sites.map(|site| names::site(context, &site.id)).collect();
    line(Inline::link(&Route::Visit(VisitPage::All), "Visit overdue"), of)
}

/// Briefs of markets that are past their last day.
fn markets_expired(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let of = market_page::expired(context, whose.site);
    line(Inline::link(&Route::Market(MarketPage::All), "Brief of a market out of date"), of)
}

fn notice_missed(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let register = context.report.register;
    let of = found(context, &codes::CONTRACT_ENDS_UNDECIDED).filter_map(|found| {
        let contract = contract_of(context, found).filter(|contract| (whose.vendor)(&contract.vendor))?;
        let terms = contract.terms_on(register.as_of())?;
        let by = add_days(*terms.ends_on, -i32::try_from(*terms.notice_days).unwrap_or(0));
        let vendor = register.vendors.get(&contract.vendor)?;
        let words = format!("{} (due by {})", vendor.name, day(by));
        Some(Inline::link(&Route::Contract(contract.id.clone()), words).because(Exempt::Name))
    });
    line(audited(&codes::CONTRACT_ENDS_UNDECIDED, "Notice day missed"), of.collect())
}

fn price_reviews_missed(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let register = context.report.register;
    let of = found(context, &codes::PRICE_REVIEW_UNDECIDED).filter_map(|found| {
        let contract = contract_of(context, found).filter(|contract| (whose.vendor)(&contract.vendor))?;
        let missed =
            price_reviews(register, contract).into_iter().find(|one| one.is_missed(register.as_of()))?;
        let vendor = register.vendors.get(&contract.vendor)?;
        let words = if missed.has_notice() {
            format!("{} (notice was due by {})", vendor.name, day(missed.by))
        } else {
            format!("{} (was on {})", vendor.name, day(**missed.on))
        };
        Some(Inline::link(&Route::Contract(contract.id.clone()), words).because(Exempt::Name))
    });
    line(audited(&codes::PRICE_REVIEW_UNDECIDED, "Price review missed"), of.collect())
}

/// Misses in a row, and misses that cost credits, that no open plan answers.
fn without_plan(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let report = context.report;
    let costs = |judged, ruling| {
        let mut lines = report.credits.iter().flat_map(|month| &month.lines);
        lines.any(|line| (line.judged, line.ruling) == (judged, ruling))
    };
    // Those of today that no open plan answers, then those whose plan is overdue though the newest window was met.
    let standing: Vec<&Exception> = report.executive.unanswered().collect();
    let of_past = report
        .plans
        .unplanned
        .iter()
        .filter(|one| !standing.iter().any(|exception| exception.judged == one.judged));
    let of_past = of_past.filter_map(|one| {
        let judged = report.judged.get(one.judged)?;
        let level = names::service_level(context, &judged.contract, &judged.service_level);
        let who = names::subject(context, &judged.subject);
        let is_ours = is_ours(&judged.subject, whose);
        let words = format!("{} at {}", level.text(), who.text());
        is_ours.then(|| who.reworded(words).because(Exempt::Name))
    });
    let of = standing.iter().filter_map(|exception| {
        let is_breach =
            exception.kind != ExceptionKind::NewBreach || costs(exception.judged, exception.ruling);
        let clause = clause(report, exception.judged, Some(exception.ruling)).filter(|_| is_breach)?;
        let subject = &clause.judged.subject;
        let is_ours = is_ours(subject, whose);
        let who = names::subject(context, subject);
        let words = format!("{} at {}", clause.level.name, who.text());
        is_ours.then(|| who.reworded(words).because(Exempt::Name))
    });
    line(audited(&codes::BREACH_WITHOUT_PLAN, "Breach without a plan"), of.chain(of_past).collect())
}

fn is_ours(subject: &Subject, whose: Whose<'_>) -> bool {
    match subject {
        Subject::Vendor(vendor) => (whose.vendor)(vendor),
        Subject::Site(site) => (whose.site)(site),
    }
}

fn void_acknowledgements(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let report = context.report;
    let mut of = Vec::new();
    for found in found(context, &codes::ACKNOWLEDGEMENT_VOID) {
        let at = |state: &&crate::subject::acknowledgement::figures::Row| state.row.hash.place == found.place;
        let rows = report.acknowledgements.iter();
        let Some((sop, row)) =
            rows.filter_map(|(sop, state)| Some((sop, state.rows.iter().find(at)?))).next()
        else {
            continue;
        };
        if (whose.site)(&row.row.site) {
            let site = names::site(context, &row.row.site);
            let piece = names::sop(context, sop);
            let words = format!("{} at {}", piece.text(), site.text());
            of.push(piece.reworded(words).because(Exempt::Name));
        }
    }
    line(audited(&codes::ACKNOWLEDGEMENT_VOID, "Acknowledgements void"), of)
}

fn queues_without_procedure(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let register = context.report.register;
    let of = found(context, &codes::QUEUE_WITHOUT_SOP).filter_map(|found| {
        let at = |queue: &&Queue| queue.written_id.place == found.place;
        let mut projects = register.projects.values();
        let (project, queue) =
            projects.find_map(|project| Some((project, project.queues.iter().find(at)?)))?;
        let is_ours = project.sites.iter().any(|site| (whose.site)(site));
        is_ours.then(|| names::queue(context, &queue.id).because(Exempt::Name))
    });
    line(audited(&codes::QUEUE_WITHOUT_SOP, "Live queue without a procedure"), of.collect())
}

/// Procedures that are followed past their review, the longest overdue first.
fn reviews_overdue(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let report = context.report;
    let late = found(context, &codes::SOP_PAST_REVIEW).filter_map(|found| {
        let sop = report.register.sops.values().find(|sop| sop.place.path == found.place.path)?;
        let state = report.sops.get(&sop.id)?;
        state.sites.iter().any(|site| (whose.site)(site)).then_some(state)
    });
    let mut late: Vec<_> = late.collect();
    late.sort_by_key(|state| (state.review_due_on, &state.sop));
    let of = late.into_iter().map(|state| names::sop(context, &state.sop).because(Exempt::Name));
    line(audited(&codes::SOP_PAST_REVIEW, "Review of a procedure overdue"), of.collect())
}

fn loosened(context: &PageContext<'_>, whose: Whose<'_>) -> Option<Vec<Inline>> {
    let shared = found(context, &codes::TARGET_LOOSENED).filter_map(|found| {
        let at = |clause: &&Arc<SharedClause>| {
            let mut changes = clause.amendments.iter().flat_map(|amendment| &amendment.changes);
            changes.any(|change| change.place == found.place)
        };
        let clause = context.report.register.clauses.values().find(at)?;
        let mut contracts = context.report.register.contracts.values();
        let is_ours = contracts
            .any(|contract| contract.clauses.contains_key(&clause.id) && (whose.vendor)(&contract.vendor));
        is_ours.then(|| clause_page::link(clause))
    });
    let of = found(context, &codes::TARGET_LOOSENED).filter_map(|found| {
        let contract = contract_of(context, found).filter(|contract| (whose.vendor)(&contract.vendor))?;
        let mut changes = contract.amendments.iter().flat_map(|amendment| &amendment.changes);
        let change = changes.find(|change| change.place == found.place)?;
        let id = change.path.strip_prefix("service-level.")?.split('.').next()?;
        let level = crate::kit::id::ServiceLevelId::new(id);
        let piece = names::service_level(context, &contract.id, &level);
        let vendor = names::vendor(context, &contract.vendor);
        let words = format!("{} of {}", piece.text(), vendor.text());
        Some(piece.reworded(words).because(Exempt::Name))
    });
    line(audited(&codes::TARGET_LOOSENED, "Target loosened while it was missed"), shared.chain(of).collect())
}
