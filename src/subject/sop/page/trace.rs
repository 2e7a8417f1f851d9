//! From clause to action: which procedures serve a promise, how they were audited, what was found, and what answers it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::core::contract::record::{Contract, ServiceLevel};
use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::audit::address::AuditPage;
use crate::subject::audit::figures::AuditState;
use crate::subject::audit::record::{Audit, AuditFinding};
use crate::subject::context::terms_today;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext};
use crate::subject::sop::figures::is_in_effect;
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
    let matrix = chain(context, &served, &mut evidence);
    let uncovered = Columns::over(served.iter().filter(|clause| clause.sops.is_empty()), &mut ())
        .column("Clause", "", |clause, _| {
            Cell::head(names::service_level(context, &clause.contract.id, &clause.level.id))
        })
        .column("Contract", "", |clause, _| names::contract(context, &clause.contract.id).into())
        .table("uncovered", "Clauses without a procedure")
        .titled()
        .empty("Every clause in force has a procedure.", "");
    let serving: BTreeSet<&SopId> =
        served.iter().flat_map(|clause| &clause.sops).map(|sop| &sop.id).collect();
    let has_some = register.sops.values().any(|sop| is_in_effect(context.history, sop, register.as_of()));
    let none_orphaned =
        if has_some { "Every procedure in effect serves a clause." } else { "No procedure is in effect." };
    let live = register.sops.values().filter(|sop| is_in_effect(context.history, sop, register.as_of()));
    let orphaned: Vec<&Sop> = live.filter(|sop| !serving.contains(&sop.id)).collect();
    let orphans = Columns::over(&orphaned, &mut ())
        .column("Procedure", "", |sop, _| Cell::head(names::sop(context, &sop.id)))
        .column("Version", "tight", |sop, _| version(sop).into())
        .table("orphans", "Procedures that serve no clause")
        .titled()
        .empty(none_orphaned, "");
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
    let unserving =
        evidence.told(&["procedures-without-clause"], orphaned.iter().map(|sop| &sop.place), &said);
    let lede = in_force.then(" ").then(lacking).then(" ").then(unserving);
    let view = TraceView { lede, matrix, uncovered, orphans, audits };
    Page { title: "From clause to action".into(), above: Vec::new(), view, evidence: Some(evidence.finish()) }
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
                is_in_effect(context.history, sop, as_of)
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

/// What serves a clause, and an audit of it with a finding, where there are any.
struct Link<'a> {
    clause: &'a Served<'a>,
    sop: &'a Sop,
    audit: Option<(&'a Audit, &'a AuditState)>,
    finding: Option<&'a AuditFinding>,
}

/// One row a finding; one where there is no finding, or no audit.
fn chain(context: &PageContext<'_>, served: &[Served<'_>], evidence: &mut Evidence<'_>) -> Table {
    let mut links: Vec<Link<'_>> = Vec::new();
    for (clause, sop) in served.iter().flat_map(|clause| clause.sops.iter().map(move |sop| (clause, *sop))) {
        let audits = audits_of(context, clause, sop);
        if audits.is_empty() {
            links.push(Link { clause, sop, audit: None, finding: None });
        }
        for audit in audits {
            let state = context.report.audits.get(&audit.id).map(|state| (audit, state));
            if audit.findings.is_empty() {
                links.push(Link { clause, sop, audit: state, finding: None });
            }
            let findings = audit.findings.iter();
            links.extend(findings.map(|one| Link { clause, sop, audit: state, finding: Some(one) }));
        }
    }
    Columns::over(links, evidence)
        .column("Clause", "", |Link { clause, .. }, _| {
            Cell::head(names::service_level(context, &clause.contract.id, &clause.level.id))
                .under(vec![names::contract(context, &clause.contract.id)])
        })
        .column("Procedure", "", |link, _| names::sop(context, &link.sop.id).into())
        .column("Audit", "", |link, evidence| {
            let Some((audit, state)) = link.audit else { return Inline::chip("plain", "never audited").into() };
            let route = Route::Audited(AuditPage::One(audit.id.clone()));
            let on = Inline::link(&route, phrase::day(*audit.on)).dated();
            Cell::new(vec![on, Inline::literal(", "), names::site(context, &audit.site)])
                .under(vec![crate::subject::audit::page::verdict(state, evidence)])
                .key(*audit.on)
        })
        .column("Finding", "", |link, _| match (link.finding, link.audit) {
            (Some(finding), _) => Cell::new(Inline::words(finding.title.as_str()).because(Exempt::Quoted))
                .under(finding.severity.label()),
            (None, Some((_, state))) if state.is_failed() => Inline::chip("near", "no finding").into(),
            (None, _) => Cell::dash(),
        })
        .column("Action", "", |link, evidence| {
            let Some((finding, (audit, _))) = link.finding.zip(link.audit) else { return Cell::dash() };
            let state = crate::subject::audit::page::action_state(context, audit, finding, evidence);
            Cell::new(crate::subject::audit::page::action(context, finding))
                .under(state.into_iter().collect::<Vec<_>>())
        })
        .table("traceability", "Clause, procedure, audit, finding, action")
        .titled()
        .filtered()
        .note("Clauses in force, and procedures in effect; of each procedure the audits at the contract’s sites, newest first.")
        .empty("No clause is served by a procedure.", "")
}
