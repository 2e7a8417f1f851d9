//! What left tolerance, in one line: whose, what, why, and the plan that answers it.

use serde::Serialize;

use crate::core::attainment::Ruling;
use crate::core::rollup::Subject;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{Clause, clause, subject_name};
use crate::subject::executive::{Exception, ExceptionKind};
use crate::subject::plan::address::PlanPage;
use crate::subject::response::page::ReplyMark;
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::ordinal;
use crate::subject::wording::tone::Tone;
use crate::subject::wording::{names, phrase, tone};

#[derive(Serialize)]
pub struct ExceptionLine {
    pub kind: Tone,
    /// To the metric's page where there is one, else to the subject's.
    pub link: Link,
    /// Ready-made markup of the value, or empty.
    pub value: Html,
    /// Ready-made markup of the target.
    pub target: Html,
    pub why: Html,
    /// The same without the vendor, where there is little room.
    pub brief: Html,
    pub plan: Option<Link>,
    pub provisional: bool,
    /// What the vendor says of it.
    pub replies: Vec<ReplyMark>,
}

/// `None` for an exception whose ruling is gone: a wrong program.
pub fn exception_line<'a>(
    context: &PageContext<'a>,
    exception: &Exception,
    evidence: &mut Evidence<'a>,
) -> Option<ExceptionLine> {
    let clause = clause(context.report, exception.judged, Some(exception.ruling))?;
    let ruling = clause.ruling?;
    let register = context.report.register;
    let subject = &clause.judged.subject;
    let name = subject_name(register, subject);
    let value = clause.value(evidence);
    let figure = value.as_ref().and_then(|value| value.number);
    let reasons = reasons(exception, &clause, ruling).into_iter().map(|reason| match reason.of_figure {
        true => Html::part_of(figure, &reason.words),
        false => Html::dated(&reason.words),
    });
    let brief = joined(reasons.collect());
    let why = match (subject, register.vendors.get(&exception.vendor)) {
        (Subject::Site(_), Some(vendor)) => {
            joined(vec![Html::exempt(Exempt::Name, &vendor.name), brief.clone()])
        }
        _ => brief.clone(),
    };
    let route = names::page_of_metric(context, subject, &clause.metric.id);
    let plan = exception.plan.as_ref().and_then(|id| register.plans.get(id));
    let target = Html::from(clause.target(evidence)).then(clause.parts(evidence));
    Some(ExceptionLine {
        kind: tone::exception(exception.kind),
        link: Link::to(&route, Label::named(format!("{name}: {}", lower_first(&clause.level.name)))),
        value: value.map_or_else(Html::default, Html::from),
        target,
        why,
        brief,
        plan: plan.map(|plan| {
            Link::to(&Route::Plan(PlanPage::One(plan.id.clone())), Label::named(plan.title.as_str()))
        }),
        provisional: ruling.provisional,
        replies: crate::subject::response::page::of_story(context, clause.judged, ruling.window.period),
    })
}

/// Why it is an exception, in one phrase.
pub struct Reason {
    pub words: String,
    /// Its numbers are parts of the figure. Else it says the window, or nothing with a number.
    of_figure: bool,
}

/// The window, what makes it this kind of exception, and what the ruling says beside met and missed.
pub fn reasons(exception: &Exception, clause: &Clause<'_>, ruling: &Ruling) -> Vec<Reason> {
    let plain = |words: &str| Reason { words: words.to_owned(), of_figure: false };
    let figure = |words: String| Reason { words, of_figure: true };
    let mut reasons = vec![plain(&clause.window(ruling))];
    match exception.kind {
        ExceptionKind::Chronic => reasons.extend(clause.chronic(ruling).map(figure)),
        ExceptionKind::Repeat => reasons.push(figure(format!("{} miss in a row", ordinal(ruling.streak)))),
        ExceptionKind::ConsistentlyFailing => {
            reasons.push(plain(match (exception.target_moved, exception.is_stable) {
                (true, _) => "as the process was, it cannot meet the target that holds now",
                (false, true) => "stable and incapable: the process cannot meet it",
                (false, false) => "as the process was, it cannot meet it",
            }));
        }
        ExceptionKind::NewBreach => {}
    }
    if exception.contract_holds && ruling.missed() {
        reasons.push(plain("the contract is met over all its sites"));
    }
    if ruling.severe {
        reasons.push(plain("severe"));
    }
    if clause.level.gate && ruling.missed() {
        reasons.push(plain("gate"));
    }
    reasons.extend(tone::doubt(ruling).map(plain));
    let gaps = phrase::gaps(ruling, Some(clause.metric)).filter(|_| ruling.value.is_some());
    reasons.extend(gaps.map(figure));
    reasons.extend(ruling.open_pool.then(|| plain(phrase::OPEN_POOL)));
    reasons
}

fn joined(parts: Vec<Html>) -> Html {
    let mut line = Html::default();
    for part in parts {
        line = if line.is_empty() { part } else { line.then(" · ").then(part) };
    }
    line
}

/// `Labelling accuracy` inside a sentence; a name that starts with capitals (`SLA`) stays.
pub fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(chars).collect(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::lower_first;

    #[test]
    fn names_fit_into_a_sentence() {
        assert_eq!(lower_first("Labelling accuracy"), "labelling accuracy");
        assert_eq!(lower_first("SLA answers"), "SLA answers");
        assert_eq!(lower_first(""), "");
    }
}
