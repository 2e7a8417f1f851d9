//! The newest windows of a service level, of the whole contract and of its sites, as rows of marks.

use serde::Serialize;

use crate::core::attainment::{Judged, Ruling};
use crate::core::contract::record::{Contract, ServiceLevel, Terms};
use crate::core::metric::record::Metric;
use crate::core::rollup::Subject;
use crate::kit::diag::plural;
use crate::kit::numbered::Figures;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::pen;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::ruled;
use crate::subject::shell::PageContext;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::{names, phrase};

/// Windows a strip shows, and how many windows of sites a page has room for.
const STRIP: usize = 13;
const ROOM: usize = 700;

/// A compact history of rulings.
#[derive(Serialize)]
pub struct Strip {
    name: Vec<Inline>,
    label: Label,
    windows: Vec<WindowMark>,
}

#[derive(Serialize)]
pub struct WindowMark {
    tone: &'static str,
    short: Label,
    said: Label,
    /// What its numbers are parts of.
    mark: String,
}

/// How a service level was judged: the whole contract and each site.
pub fn of_level<'a>(
    context: &PageContext<'a>,
    contract: &Contract,
    level: &ServiceLevel,
) -> impl Iterator<Item = &'a Judged> {
    let judged = context.report.judged.iter();
    judged.filter(|judged| judged.contract == contract.id && judged.service_level == level.id)
}

/// The whole contract and its sites, those that miss first and of them those that have missed the longest; and the sites that a page of so many
/// service levels has no room for.
pub fn strips_shown<'a>(
    context: &PageContext<'a>,
    contract: &Contract,
    (terms, level): (&Terms, &ServiceLevel),
) -> (Vec<&'a Judged>, Vec<&'a Judged>) {
    let is_site = |judged: &&Judged| matches!(judged.subject, Subject::Site(_));
    let (mut sites, whole): (Vec<&Judged>, Vec<&Judged>) =
        of_level(context, contract, level).partition(is_site);
    let each = ROOM / (STRIP * terms.service_levels.len().max(1));
    if sites.len() > each {
        sites.sort_by_key(|judged| {
            let missed = judged.rulings.last().filter(|ruling| ruling.missed());
            std::cmp::Reverse(missed.map_or(0, |ruling| ruling.streak.max(1)))
        });
    }
    let rest = sites.split_off(each.min(sites.len()));
    (whole.into_iter().chain(sites).collect(), rest)
}

/// Sites by name, each with its newest result, up to the room of a line; how many more there are.
pub fn others(context: &PageContext<'_>, level: &ServiceLevel, rest: &[&Judged]) -> Vec<Inline> {
    const NAMED: usize = 12;
    let mut line = Vec::new();
    for judged in rest.iter().take(NAMED) {
        let (Subject::Site(id), metric) = (&judged.subject, &level.metric) else { continue };
        let name = context.report.register.sites.get(id).map_or(id.as_str(), |site| &site.name);
        line.push(names::metric(context, &judged.subject, metric, name));
    }
    let mut line = listed(line);
    if rest.len() > NAMED {
        let more = format!(" and {} more", rest.len() - NAMED);
        line.push(Inline::words(more).because(Exempt::Rows));
    }
    if rest.is_empty() { Vec::new() } else { line }
}

/// The newest windows of one judged subject.
pub fn strip(
    context: &PageContext<'_>,
    judged: &Judged,
    level: &ServiceLevel,
    evidence: &mut Evidence<'_>,
) -> Strip {
    let metric = context.report.register.metrics.get(&level.metric);
    let (who, name) = match &judged.subject {
        Subject::Vendor(_) => ("the whole contract".to_owned(), "Whole contract".to_owned()),
        Subject::Site(id) => {
            let name = context
                .report
                .register
                .sites
                .get(id)
                .map_or_else(|| id.to_string(), |site| site.name.value.clone());
            (name.clone(), name)
        }
    };
    let skip = judged.rulings.len().saturating_sub(STRIP);
    let windows = judged.rulings.iter().skip(skip).map(|ruling| {
        let numbers = ruled(context.report, judged, Some(ruling)).and_then(|clause| clause.told(evidence));
        window_mark(ruling, level, metric, numbers)
    });
    let windows: Vec<WindowMark> = windows.collect();
    let last = match windows.len() {
        1 => "last window".to_owned(),
        n => format!("last {}", plural(n, "window")),
    };
    Strip {
        name: vec![names::metric(context, &judged.subject, &level.metric, &name)],
        label: Label::because(Exempt::Rows, format!("{}, {who}: {last}", level.name)),
        windows,
    }
}

/// Numbers of the sentence are parts of `figures`.
fn window_mark(
    ruling: &Ruling,
    level: &ServiceLevel,
    metric: Option<&Metric>,
    figures: Option<Figures>,
) -> WindowMark {
    let (tone, _) = phrase::verdict(ruling);
    let mut mark = String::new();
    pen::parts_of(&mut mark, figures);
    WindowMark {
        tone,
        short: Label::dated(phrase::short(ruling.window.period)),
        said: Label::part_of(figures, phrase::sentence(ruling, level, metric)),
        mark,
    }
}
