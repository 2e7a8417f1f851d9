//! What the data say of a criterion, in words with their evidence.

use crate::core::contract::record::Target;
use crate::core::formula::of_kind;
use crate::core::rollup::{Cell as Rows, Subject};
use crate::kit::id::SiteId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::access::figures::Where;
use crate::subject::access::page::told::Teller;
use crate::subject::access::record::AccessMeasure;
use crate::subject::acknowledgement::page::number_of;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::gate::figures::found::{Found, Wanted, Why};
use crate::subject::gate::figures::site::{place, scope};
use crate::subject::gate::record::{Criterion, Gate};
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Inline;
use crate::subject::wording::figure::Measure;
use crate::subject::wording::{names, phrase};

/// A criterion of a gate at one of its sites.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub gate: &'a Gate,
    pub criterion: &'a Criterion,
    pub site: &'a SiteId,
}

/// `36 of 40 usable`, `none missing`, `97.2% in week 46 of 2026, needs 95% or more`, or why nothing can be said.
pub fn found(
    context: &PageContext<'_>,
    asked: Asked<'_>,
    found: &Found,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    match found {
        Found::Enough { measure, wanted, .. } => enough(context, asked, *measure, *wanted, evidence),
        Found::Left { measure, .. } => {
            let words = match measure {
                AccessMeasure::Missing => " missing",
                AccessMeasure::Held => " still held",
                _ => " still active",
            };
            vec![counted(context, asked, *measure, evidence), Inline::literal(words)]
        }
        Found::Read { procedures, .. } => read(context, asked, procedures, evidence),
        Found::Value { period, value, cell, .. } => {
            value_told(context, asked, (*period, *value, cell), evidence)
        }
        Found::Unknown(why) => unknown(context, why),
    }
}

/// A count of the project at the site; nothing of it in an export is none.
fn counted(
    context: &PageContext<'_>,
    asked: Asked<'_>,
    measure: AccessMeasure,
    evidence: &mut Evidence<'_>,
) -> Inline {
    let register = context.report.register;
    let of = register.sites.get(asked.site).zip(register.projects.get(&*asked.gate.project));
    let of = of.map_or_else(Where::default, |(site, project)| place(site, project));
    let figure = Teller { context, evidence }.figure(measure, of);
    figure.map_or_else(|| Inline::literal("none"), Inline::from)
}

fn enough(
    context: &PageContext<'_>,
    asked: Asked<'_>,
    measure: AccessMeasure,
    wanted: Wanted,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let have = counted(context, asked, measure, evidence);
    let planned = asked.gate.planned_at(asked.site);
    let (key, at, words) = match measure {
        AccessMeasure::People => {
            ("people", planned.and_then(|planned| planned.people.as_ref()), " planned people are there")
        }
        _ => (
            "accounts",
            planned.and_then(|planned| planned.accounts.as_ref()),
            " planned accounts are usable",
        ),
    };
    let (whole, words) = match (wanted, at) {
        (Wanted::Planned(_), Some(count)) => {
            let value = Decimal::from_int(i64::from(**count));
            (Inline::from(evidence.written(key, value, Some(&count.place), value.show(0))), words)
        }
        _ => (counted(context, asked, AccessMeasure::Active, evidence), " active accounts are usable"),
    };
    vec![have, Inline::literal(" of "), whole, Inline::literal(words)]
}

/// Of the procedures, added up.
fn read(
    context: &PageContext<'_>,
    asked: Asked<'_>,
    procedures: &[crate::kit::id::SopId],
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let mut holds: Vec<(u32, Option<FigureNumber>)> = Vec::new();
    let mut required: Vec<(u32, Option<FigureNumber>)> = Vec::new();
    for sop in procedures {
        let Some(state) = context.report.acknowledgements.get(sop) else { continue };
        for row in state.rows.iter().filter(|row| *row.row.site == *asked.site) {
            let of = *row.row.required;
            required.push((of, number_of(evidence, row, "required", of).number));
            if row.holds() > 0 {
                holds.push((row.holds(), number_of(evidence, row, "acknowledged", row.holds()).number));
            }
        }
    }
    let mut sum = |of: Vec<(u32, Option<FigureNumber>)>| {
        let value = Decimal::from_int(of.iter().map(|(count, _)| i64::from(*count)).sum::<i64>());
        evidence.made_of(
            value.show(0),
            Quotient::from(value),
            "sum",
            of.into_iter().map(|(_, number)| number),
        )
    };
    let all = Inline::from(sum(required));
    let have = if holds.is_empty() { Inline::literal("none") } else { Inline::from(sum(holds)) };
    let mut line = vec![have, Inline::literal(" of "), all];
    match procedures {
        [one] => line.extend([Inline::literal(" have read "), names::sop(context, one)]),
        _ => line.push(Inline::literal(" acknowledgements hold")),
    }
    line
}

fn value_told(
    context: &PageContext<'_>,
    asked: Asked<'_>,
    (period, value, cell): (Period, Quotient, &Rows),
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let criterion = asked.criterion;
    let (Some(id), Some(direction), Some(target)) =
        (&criterion.metric, &criterion.direction, &criterion.target)
    else {
        return Vec::new();
    };
    let Some(metric) = context.report.register.metrics.get(&**id) else { return Vec::new() };
    let subject = Subject::Site(asked.site.clone());
    let scope = scope(criterion);
    let line = Target::Line(**target);
    let shown = Measure::of(metric).show_against(value, &line);
    let query = Query {
        clause: None,
        metric: &metric.id,
        subject: &subject,
        scope: &scope,
        slice: None,
        pooled: &[],
        period,
        window: "period",
    };
    let entry = evidence.figure(&shown, value, of_kind(metric.kind)).query(&query);
    let entry = entry.sums(cell.numerator, cell.denominator).rows(&cell.rows);
    let told = FigureRef::new(entry.done(), value, shown);
    let wanted = format!(", needs {}", phrase::bound(**direction, line, metric.unit));
    let number = evidence.quoted(&[], [("target", **target, Some(&target.place))]);
    let mut line = vec![
        names::metric(context, &subject, &metric.id, &metric.name),
        Inline::literal(": "),
        Inline::from(told),
        Inline::dated(format!(" in {}", period.label())),
        Inline::words(wanted).of(number),
    ];
    if cell.provisional {
        line.push(Inline::literal(" (provisional)"));
    }
    line
}

fn unknown(context: &PageContext<'_>, why: &Why) -> Vec<Inline> {
    match why {
        Why::NotEffective(id) => vec![names::sop(context, id), Inline::quiet(" is not in effect")],
        Why::NotAcknowledged(id) => {
            vec![Inline::quiet("nothing says who has read "), names::sop(context, id)]
        }
        Why::NoFigure(_) => vec![Inline::quiet(why.text()).dated()],
        _ => vec![Inline::quiet(why.text()).because(Exempt::Name)],
    }
}
