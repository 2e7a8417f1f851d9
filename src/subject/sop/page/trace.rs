//! From clause to action: which procedures serve a promise, how they were audited, what was found, and what answers it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::core::contract::record::{Contract, ServiceLevel};
use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::audit::address::AuditPage;
use crate::subject::audit::record::Audit;
use crate::subject::context::terms_today;
use crate::subject::evidence::Evidence;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext};
use crate::subject::sop::page::version;
use crate::subject::sop::record::Sop;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::{names, phrase};

/// `templates/traceability.html`.
#[derive(Serialize)]
pub struct TraceView {
    lede: Html,
    matrix: Table,
    uncovered: Table,
    orphans: Table,
    audits: Table,
}

/// A clause in force today with the procedures in effect that serve it.
struct Served<'a> {
    contract: &'a Contract,
    level: &'a ServiceLevel,
    sops: Vec<&'a Sop>,
}

pub fn page<'a>(context: &PageContext<'a>, route: &Route) -> Page<TraceView> {
    let register = context.report.register;
    let served = served(context);
    let mut evidence = Evidence::new(context, route);
    let columns = [("Clause", ""), ("Procedure", ""), ("Audit", ""), ("Finding", ""), ("Action", "")];
    let mut matrix = Table::new("traceability", "Clause, procedure, audit, finding, action", &columns)
        .titled()
        .filtered()
        .note("Clauses in force, and procedures in effect; of each procedure the audits at the contract’s sites, newest first.")
        .empty("No clause is served by a procedure.", "");
    for clause in &served {
        for sop in &clause.sops {
            rows(context, &mut matrix, clause, sop, &mut evidence);
        }
    }
    let mut uncovered =
        Table::new("uncovered", "Clauses without a procedure", &[("Clause", ""), ("Contract", "")])
            .titled()
            .empty("Every clause in force has a procedure.", "");
    for clause in served.iter().filter(|clause| clause.sops.is_empty()) {
        uncovered.push([
            Cell::head(names::service_level(context, &clause.contract.id, &clause.level.id)),
            names::contract(context, &clause.contract.id).into(),
        ]);
    }
    let serving: BTreeSet<&SopId> =
        served.iter().flat_map(|clause| &clause.sops).map(|sop| &sop.id).collect();
    let has_some = register.sops.values().any(|sop| sop.is_effective(register.as_of()));
    let none_orphaned =
        if has_some { "Every procedure in effect serves a clause." } else { "No procedure is in effect." };
    let mut orphans =
        Table::new("orphans", "Procedures that serve no clause", &[("Procedure", ""), ("Version", "tight")])
            .titled()
            .empty(none_orphaned, "");
    let mut orphaned: Vec<&Place> = Vec::new();
    let live = register.sops.values().filter(|sop| sop.is_effective(register.as_of()));
    for sop in live.filter(|sop| !serving.contains(&sop.id)) {
        orphans.push([Cell::head(names::sop(context, &sop.id)), version(sop).into()]);
        orphaned.push(&sop.place);
    }
    let audits = crate::subject::audit::page::table(
        context,
        "audits",
        "Audits, newest first",
        register.audits.values(),
        &mut evidence,
    );
    let all = served.iter().map(|clause| &clause.level.place);
    let without = served.iter().filter(|clause| clause.sops.is_empty()).map(|clause| &clause.level.place);
    let said = phrase::sentences(&[phrase::are(served.len(), "clause", "in force")]);
    let in_force = evidence.told(&["clauses-in-force"], all, &said);
    let said = phrase::sentences(&[match uncovered.rows.len() {
        0 if served.is_empty() => String::new(),
        0 => "each has a procedure".to_owned(),
        1 => "1 of them has no procedure".to_owned(),
        n => format!("{n} of them have no procedure"),
    }]);
    let lacking = evidence.told(&["clauses-without-procedure"], without, &said);
    let said = phrase::sentences(&[match orphans.rows.len() {
        0 => none_orphaned.trim_end_matches('.').to_owned(),
        n => format!("{} in effect without a clause", plural(n, "procedure")),
    }]);
    let unserving = evidence.told(&["procedures-without-clause"], orphaned, &said);
    let lede = in_force.then(" ").then(lacking).then(" ").then(unserving);
    let view = TraceView { lede, matrix, uncovered, orphans, audits };
    Page {
        title: "From clause to action".to_owned(),
        above: Vec::new(),
        view,
        evidence: Some(evidence.finish()),
    }
}

/// Clauses by contract, then name.
fn served<'a>(context: &PageContext<'a>) -> Vec<Served<'a>> {
    let register = context.report.register;
    let as_of = register.as_of();
    let mut served = Vec::new();
    for contract in register.contracts.values() {
        let Some(terms) = terms_today(contract, as_of) else { continue };
        for level in terms.service_levels.values() {
            let serves = |sop: &&Sop| {
                sop.is_effective(as_of)
                    && (sop.satisfies.iter().any(|clause| clause.0 == contract.id && clause.1 == level.id)
                        || level.sops.iter().any(|id| *id == sop.id))
            };
            served.push(Served { contract, level, sops: register.sops.values().filter(serves).collect() });
        }
    }
    served
}

/// Audits of the SOP at sites of the clause, newest first.
fn audits_of<'a>(context: &PageContext<'a>, clause: &Served<'_>, sop: &Sop) -> Vec<&'a Audit> {
    let register = context.report.register;
    let at_site = |audit: &&Audit| {
        let scope = &clause.level.scope.sites;
        let of_vendor =
            register.sites.get(&*audit.site).is_some_and(|site| site.vendor == clause.contract.vendor);
        of_vendor && (scope.is_empty() || scope.contains(&*audit.site))
    };
    let counted = |audit: &&Audit| audit.sop == sop.id && context.report.audits.contains_key(&audit.id);
    let mut audits: Vec<&Audit> = register.audits.values().filter(counted).filter(at_site).collect();
    audits.sort_by(|a, b| (*b.on, &a.id).cmp(&(*a.on, &b.id)));
    audits
}

/// One row a finding; one where there is no finding, or no audit.
fn rows(
    context: &PageContext<'_>,
    table: &mut Table,
    clause: &Served<'_>,
    sop: &Sop,
    evidence: &mut Evidence<'_>,
) {
    let head = || {
        Cell::head(names::service_level(context, &clause.contract.id, &clause.level.id))
            .under(vec![names::contract(context, &clause.contract.id)])
    };
    let audits = audits_of(context, clause, sop);
    if audits.is_empty() {
        let never = Cell::new(Inline::chip("plain", "never audited"));
        table.push([head(), names::sop(context, &sop.id).into(), never, Cell::dash(), Cell::dash()]);
    }
    for audit in audits {
        let Some(state) = context.report.audits.get(&audit.id) else { continue };
        let cell = |evidence: &mut Evidence<'_>| {
            Cell::new(vec![
                Inline::link(&Route::Audited(AuditPage::One(audit.id.clone())), phrase::day(*audit.on)),
                Inline::literal(", "),
                names::site(context, &audit.site),
            ])
            .under(vec![crate::subject::audit::page::verdict(state, evidence)])
            .key(*audit.on)
        };
        if audit.findings.is_empty() {
            let none = match state.is_failed() {
                true => Cell::new(Inline::chip("near", "no finding")),
                false => Cell::dash(),
            };
            let told = cell(evidence);
            table.push([head(), names::sop(context, &sop.id).into(), told, none, Cell::dash()]);
        }
        for finding in &audit.findings {
            let told = cell(evidence);
            table.push([
                head(),
                names::sop(context, &sop.id).into(),
                told,
                Cell::new(Inline::words(finding.title.as_str()).because(Exempt::Quoted))
                    .under(finding.severity.label()),
                Cell::new(crate::subject::audit::page::action(context, finding)).under(
                    crate::subject::audit::page::action_state(context, finding, evidence)
                        .into_iter()
                        .collect::<Vec<_>>(),
                ),
            ]);
        }
    }
}
