//! Audits of procedures: tables of them, and a page each with its checklist, findings and the actions that answer them.

use crate::core::settings::host;
use crate::kit::calendar::{day_label, days_between};
use crate::kit::diag::plural;
use crate::kit::id::{AuditId, PartId, PlanId};
use crate::kit::number::Decimal;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::audit::address::AuditPage;
use crate::subject::audit::figures::{AuditState, AuditVerdict};
use crate::subject::audit::record::{Audit, AuditFinding, AuditItem, AuditResult};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::page::verdict::severity_chip;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::sop::address::SopPage;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, spaced};
use crate::subject::wording::{figure, names, phrase};
use serde::Serialize;

pub use crate::subject::absent::page::offered;

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<AuditPage> {
    context.report.audits.keys().map(|id| AuditPage::One(id.clone())).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &AuditPage) -> Option<Page<Shown>> {
    Some(match address {
        AuditPage::One(id) => page(context, route, id)?.shown("sop_audit.html"),
    })
}

/// `templates/sop_audit.html`.
#[derive(Serialize)]
pub struct SopAuditView {
    status: Vec<Inline>,
    lede: Html,
    note: Label,
    facts: Vec<Fact>,
    items: Table,
    findings: Table,
    matrix: Link,
    source: Vec<Inline>,
    edit: Vec<Inline>,
}

/// Audits as rows, newest first. `with_sop`: of several procedures.
pub fn table<'a>(
    context: &PageContext<'a>,
    name: &str,
    caption: &'static str,
    audits: impl Iterator<Item = &'a Audit>,
    evidence: &mut Evidence<'a>,
) -> Table {
    let mut audits: Vec<(&Audit, &AuditState)> =
        audits.filter_map(|audit| Some((audit, context.report.audits.get(&audit.id)?))).collect();
    audits.sort_by(|a, b| (*b.0.on, &a.0.id).cmp(&(*a.0.on, &b.0.id)));
    Columns::over(audits, evidence)
        .column("Audit", "", |(audit, _), _| {
            let route = Route::Audited(AuditPage::One(audit.id.clone()));
            Cell::head(Inline::link(&route, phrase::day(*audit.on)).dated())
                .under(vec![names::sop(context, &audit.sop)])
                .key(*audit.on)
        })
        .column("Site", "", |(audit, _), _| names::site(context, &audit.site).into())
        .column("Sample", "num", |(audit, _), evidence| {
            Inline::words(audit.sample.to_string()).of(sample(audit, evidence)).into()
        })
        .column("Adherence", "num", |(audit, state), evidence| {
            match (adherence(audit, state, evidence), state.adherence) {
                (Some(shown), Some(share)) => {
                    let interval = Inline::words(interval(state)).of(&shown);
                    Cell::new(shown).under(interval).key(share.show(6))
                }
                _ => Cell::dash(),
            }
        })
        .column("Result", "", |(_, state), evidence| verdict(state, evidence).into())
        .column("Findings", "", |(audit, _), evidence| answered(audit, evidence).into())
        .table(name, caption)
        .titled()
        .empty("No audit is recorded.", "A file under data/audits becomes a page here.")
}

/// What the audit says, as a mark with its words.
pub fn verdict(state: &AuditState, evidence: &mut Evidence<'_>) -> Inline {
    match state.verdict {
        AuditVerdict::Passed => Inline::mark("met", "Passed"),
        AuditVerdict::FailedCritical => Inline::mark("missed", "Failed: critical item"),
        AuditVerdict::BelowThreshold => Inline::mark("missed", format!("Failed: under {}%", state.threshold))
            .of(threshold(state, evidence)),
        AuditVerdict::NotMeasured => Inline::mark("none", "Not measured: nothing applied"),
    }
}

/// The figure of the least adherence.
fn threshold(state: &AuditState, evidence: &mut Evidence<'_>) -> Option<FigureNumber> {
    evidence.quoted(&[], [("audit-threshold", *state.threshold, state.threshold.place.as_ref())])
}

/// The figure of how many cases were looked at.
fn sample(audit: &Audit, evidence: &mut Evidence<'_>) -> Option<FigureNumber> {
    evidence.quoted(&[], [("sample", Decimal::from_int((*audit.sample).into()), Some(&audit.sample.place))])
}

fn answered(audit: &Audit, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let id = audit.id.as_str();
    let without: Vec<&Place> =
        audit.findings.iter().filter(|finding| finding.action.is_none()).map(|one| &one.id.place).collect();
    let mut line = vec![match audit.findings.len() {
        0 => Inline::quiet("none"),
        n => {
            let all = audit.findings.iter().map(|finding| &finding.id.place);
            Inline::words(plural(n, "finding")).of(evidence.count(&["findings", id], all).number)
        }
    }];
    if !without.is_empty() {
        let said = format!("{} without action", without.len());
        let number = evidence.count(&["findings-without-action", id], without).number;
        line.push(Inline::chip("near", said).of(number));
    }
    spaced(line)
}

/// The share of items passed, with its lines in the evidence.
fn adherence(audit: &Audit, state: &AuditState, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let share = state.adherence?;
    let shown = format!("{}%", figure::cut(share));
    let places: Vec<&Place> = audit.items.iter().map(|item| &item.result.place).collect();
    let micro = |count: u32| i128::from(count) * 1_000_000;
    let mut entry = evidence.figure(&shown, share, "audit-adherence");
    if let Some((lower, upper)) = state.interval.map(figure::percents) {
        entry = entry.interval(&lower, &upper);
    }
    let number = entry
        .sums(micro(state.passed), micro(state.passed + state.failed))
        .lines(&places)
        .note("audit", &[audit.id.as_str()])
        .done();
    Some(FigureRef::new(number, share, shown))
}

/// `95% interval 62.3% to 98.4%, of the 10 items that applied`: it rests on the checklist, however many cases each item was looked for in.
fn interval(state: &AuditState) -> String {
    let items = plural((state.passed + state.failed) as usize, "item");
    state.interval.map_or_else(String::new, |(lower, upper)| {
        format!("95% interval {:.1}% to {:.1}%, of the {items} that applied", lower * 100.0, upper * 100.0)
    })
}

pub fn page<'a>(context: &PageContext<'a>, route: &Route, id: &AuditId) -> Option<Page<SopAuditView>> {
    let register = context.report.register;
    let audit = register.audits.get(id)?;
    let state = context.report.audits.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let sop = names::sop(context, &audit.sop);
    let site = names::site(context, &audit.site);
    let title = format!("Audit in {} on {}", site.text(), day_label(*audit.on));
    let passed = adherence(audit, state, &mut evidence);
    let view = SopAuditView {
        status: spaced([verdict(state, &mut evidence)]),
        lede: lede(audit, state, passed.as_ref(), &mut evidence),
        note: Label::because(Exempt::Quoted, audit.note.as_deref().cloned().unwrap_or_default()),
        facts: facts(context, audit, state, passed.as_ref(), &mut evidence),
        items: items(audit),
        findings: findings(context, audit, &mut evidence),
        matrix: Link::to(&Route::Sop(SopPage::Traceability), "From clause to action"),
        source: vec![names::place(context, &audit.place)],
        edit: edit_links(context, &audit.place, &title),
    };
    let above = match register.sops.contains_key(&*audit.sop) {
        true => vec![Link::to(&Route::Sop(SopPage::One(audit.sop.value.clone())), sop)],
        false => Vec::new(),
    };
    Some(Page { title: Label::named(title), above, view, evidence: Some(evidence.finish()) })
}

/// Links to change a file or to say what should change; where the book names no host, the file to edit.
pub fn edit_links(context: &PageContext<'_>, place: &Place, title: &str) -> Vec<Inline> {
    let book = &context.report.register.settings;
    let edit = host::edit(book, place.path.as_str()).map(|url| Inline::away(url, "Edit this page"));
    let propose = host::propose(book, title).map(|url| Inline::away(url, "Propose a change"));
    let mut line = Vec::new();
    for link in edit.into_iter().chain(propose) {
        if !line.is_empty() {
            line.push(Inline::literal(" · "));
        }
        line.push(link);
    }
    if line.is_empty() {
        let file = Inline::code(place.path.as_str().to_owned()).because(Exempt::Name);
        line.extend([
            Inline::literal("To propose a change, edit "),
            file,
            Inline::literal(" in the book\u{2019}s repository and open a pull request"),
        ]);
    }
    line
}

/// `passed` is the figure of the adherence; `None` where nothing was measured.
fn lede(audit: &Audit, state: &AuditState, passed: Option<&FigureRef>, evidence: &mut Evidence<'_>) -> Html {
    let id = audit.id.as_str();
    let measured = state.passed + state.failed;
    let lead = match measured {
        0 => "No item of the checklist applied.".to_owned(),
        _ => format!("{} of {} passed.", state.passed, plural(measured as usize, "item")),
    };
    let mut said = Html::part_of(passed, &lead);
    let places = |which: &dyn Fn(&AuditItem) -> bool| -> Vec<&Place> {
        audit.items.iter().filter(|item| which(item)).map(|item| &item.result.place).collect()
    };
    let critical = places(&|item| *item.critical && item.result == AuditResult::Fail);
    if !critical.is_empty() {
        let words = format!(
            " {} failed, and one is enough to fail the audit.",
            plural(critical.len(), "critical item")
        );
        let number = evidence.count(&["critical-items-failed", id], critical).number;
        said = said.then(Html::part_of(number, &words));
    }
    let left_out = places(&|item| item.result == AuditResult::NotApplicable);
    if !left_out.is_empty() {
        let verb = if left_out.len() == 1 { "is" } else { "are" };
        let words = format!(" {} did not apply and {verb} left out.", plural(left_out.len(), "item"));
        let number = evidence.count(&["items-not-applicable", id], left_out).number;
        said = said.then(Html::part_of(number, &words));
    }
    said
}

fn facts<'a>(
    context: &PageContext<'a>,
    audit: &'a Audit,
    state: &AuditState,
    passed: Option<&FigureRef>,
    evidence: &mut Evidence<'a>,
) -> Vec<Fact> {
    let least = threshold(state, evidence);
    let threshold = match &state.threshold.place {
        Some(place) => {
            let at = format!("{}%", state.threshold);
            vec![Inline::words(at).of(least), Inline::literal(", "), names::place(context, place)]
        }
        None => vec![Inline::words(format!("{}%, the default", state.threshold)).of(least)],
    };
    let mut facts = vec![
        Fact::new("Procedure", names::sop(context, &audit.sop)),
        Fact::new("Site", names::site(context, &audit.site)),
        Fact::new("On", Inline::dated(day_label(*audit.on))),
        Fact::new(
            "Sample",
            Inline::words(plural(*audit.sample as usize, "case")).of(sample(audit, evidence)),
        ),
        Fact::new("Adherence", passed.map_or_else(|| Inline::quiet("not measured"), Inline::from)),
    ];
    if state.interval.is_some() {
        facts.push(Fact::new("How sure", Inline::words(interval(state)).of(passed)));
    }
    facts.push(Fact::new("Must reach", threshold));
    facts
}

fn items(audit: &Audit) -> Table {
    Columns::over(&audit.items, &mut ())
        .column("Item", "", |item, _| Cell::head(Inline::words(item.title.as_str()).because(Exempt::Quoted)))
        .column("Result", "tight", |item, _| match *item.result {
            AuditResult::Pass => Inline::mark("met", "Pass").into(),
            AuditResult::Fail => Inline::mark("missed", "Fail").into(),
            AuditResult::NotApplicable => Inline::mark("none", "Not applicable").into(),
        })
        .column("Critical", "tight", |item, _| match *item.critical {
            true => Inline::chip("poor", "critical").into(),
            false => Cell::dash(),
        })
        .column("Finding", "", |item, _| {
            let found = audit.findings.iter().filter(|finding| finding.item.as_deref() == Some(&*item.id));
            let found: Vec<&str> = found.map(|finding| finding.title.as_str()).collect();
            match found.is_empty() {
                true => Cell::dash(),
                false => Inline::words(found.join("; ")).because(Exempt::Quoted).into(),
            }
        })
        .table("items", "Checklist")
        .titled()
}

fn findings(context: &PageContext<'_>, audit: &Audit, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(&audit.findings, evidence)
        .column("Finding", "", |finding, _| {
            Cell::head(Inline::words(finding.title.as_str()).because(Exempt::Quoted))
        })
        .column("Severity", "tight", |finding, _| severity_chip(*finding.severity).into())
        .column("Action", "", |finding, _| action(context, finding).into())
        .column("State", "tight", |finding, evidence| {
            action_state(context, audit, finding, evidence).map_or_else(Cell::dash, Cell::new)
        })
        .table("findings", "Findings and what answers them")
        .titled()
        .empty("No finding is written down.", "")
}

/// The action that answers a finding, on its plan's page.
pub fn action(context: &PageContext<'_>, finding: &AuditFinding) -> Vec<Inline> {
    let Some((plan_id, id)) = finding.action.as_deref() else {
        return vec![Inline::chip("near", "no action")];
    };
    let title = action_of(context, plan_id, id).map_or(id.as_str(), |action| &action.title);
    let link =
        Inline::link(&Route::Plan(PlanPage::One(plan_id.clone())), title.to_owned()).because(Exempt::Quoted);
    vec![link, Inline::quiet(" · "), names::plan(context, plan_id)]
}

/// Done, due or late; `None` without an action. What was done before the audit does not answer what the audit found.
pub fn action_state(
    context: &PageContext<'_>,
    audit: &Audit,
    finding: &AuditFinding,
    evidence: &mut Evidence<'_>,
) -> Option<Inline> {
    let (plan, id) = finding.action.as_deref()?;
    let action = action_of(context, plan, id)?;
    let as_of = context.report.register.as_of();
    Some(match action.done_on.as_deref().copied().filter(|on| *on <= as_of) {
        Some(on) if on < *audit.on => {
            Inline::chip("near", format!("done on {}, before the finding", phrase::day(on))).dated()
        }
        Some(on) => Inline::chip("good", format!("done on {}", phrase::day(on))).dated(),
        None => {
            let days = days_between(*action.due_on, as_of);
            let number = evidence.age(days, [("due-on", &action.due_on)]);
            phrase::age(days).of(number)
        }
    })
}

fn action_of<'a>(
    context: &PageContext<'a>,
    plan: &PlanId,
    id: &PartId,
) -> Option<&'a crate::subject::plan::record::Action> {
    context.report.register.plans.get(plan)?.actions.iter().find(|action| action.id == *id)
}
