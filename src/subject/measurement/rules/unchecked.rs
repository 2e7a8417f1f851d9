//! X30: money that rests on what the vendor says of itself.

use std::collections::BTreeSet;

use crate::core::attainment::{Judged, Outcome};
use crate::core::contract::read::shape::bears_credits;
use crate::core::contract::terms::{clause_on, middle_day};
use crate::core::measurement::record::Source;
use crate::core::rollup::Subject;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{ReportContext, row_place};

/// A service level of which misses cost money, whose every row comes from the vendor, and no audit of a procedure that serves it was ever made at the
/// vendor's sites. Told at the first row of its newest judged window.
pub fn vendor_source_unchecked(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let (report, context) = (figures.report, &figures.context);
    let register = report.register;
    if !context.is_whole("data/metrics/") || !context.is_whole("data/audits/") {
        return;
    }
    for judged in report.judged.iter().filter(|judged| matches!(judged.subject, Subject::Vendor(_))) {
        let Some(contract) = register.contracts.get(&judged.contract) else { continue };
        let on = middle_day(report.period);
        let Some((_, clause)) = clause_on(contract, &judged.service_level, on) else { continue };
        let credits = contract.terms_on(on).and_then(|terms| terms.credits.as_ref());
        let method = credits.map(|credits| credits.method);
        if !bears_credits(clause, method) || is_audited(figures, judged) {
            continue;
        }
        let is_judged = |outcome: &Outcome| matches!(outcome, Outcome::Met | Outcome::Missed);
        let rulings = || judged.rulings.iter().filter(|ruling| is_judged(&ruling.outcome));
        let rows: BTreeSet<u32> = rulings().flat_map(|ruling| &ruling.rows).copied().collect();
        let row = |at: &u32| register.measurements.rows.get(*at as usize);
        if rows.is_empty() || rows.iter().filter_map(row).any(|row| row.source != Source::Vendor) {
            continue;
        }
        let Some(first) = rulings().next_back().and_then(|last| row(last.rows.iter().min()?)) else {
            continue;
        };
        let message = format!(
            "credits of service level `{}/{}` rest on {} of the vendor alone",
            judged.contract,
            judged.service_level,
            plural(rows.len(), "row")
        );
        diagnostics.push(
            Diagnostic::new(
                &codes::VENDOR_SOURCE_UNCHECKED,
                row_place(register, context.snapshot, first),
                message,
            )
            .label("no row of it is the client's or a system's, and no audit looked at it")
            .help("have the client measure a sample, or audit a procedure that satisfies the clause"),
        );
    }
}

/// An audit at a site of the vendor, of a procedure that satisfies the clause.
fn is_audited(figures: &ReportContext<'_>, judged: &Judged) -> bool {
    let register = figures.report.register;
    let vendor = register.contracts.get(&judged.contract).map(|contract| &contract.vendor);
    register.audits.values().any(|audit| {
        let serves = register.sops.get(&*audit.sop).is_some_and(|sop| {
            sop.satisfies.iter().any(|clause| clause.0 == judged.contract && clause.1 == judged.service_level)
        });
        serves && register.sites.get(&*audit.site).map(|site| &*site.vendor) == vendor
    })
}
