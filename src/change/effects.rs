//! What follows from the records and is neither verdict, rating nor money: how a response stands, whether an audit failed, how many
//! have acknowledged what holds, what an initiative brought, when a project will be complete, where limits start anew.

use std::collections::BTreeMap;

use super::changed::{Changed, between, keys};
use crate::core::charted::Charted;
use crate::core::contract::record::Scope;
use crate::core::rollup::Subject;
use crate::core::spc::{Limits, PointFlag};
use crate::core::wording::subject_name;
use crate::kit::id::MetricId;
use crate::subject::audit::figures::{AuditState, AuditVerdict};
use crate::subject::initiative::figures::Verdict;
use crate::subject::register::Register;
use crate::subject::report::Report;
use crate::subject::response::figures::subject_of;
use crate::subject::response::record::{Replied, Response, Ruled, Standing};

/// What it follows for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EffectKind {
    /// A figure that a vendor answered for.
    Marked,
    Audited,
    /// Acknowledgements of a procedure.
    Acknowledged,
    Initiative,
    /// The end of a project.
    Forecast,
    /// Limits of a control chart.
    Limits,
}

impl EffectKind {
    pub fn word(self) -> &'static str {
        match self {
            EffectKind::Marked => "response",
            EffectKind::Audited => "audit",
            EffectKind::Acknowledged => "acknowledgement",
            EffectKind::Initiative => "initiative",
            EffectKind::Forecast => "forecast",
            EffectKind::Limits => "limits",
        }
    }
}

#[derive(Clone, Debug)]
pub struct EffectChange {
    pub kind: EffectKind,
    /// Of the record; of limits subject and metric.
    pub id: String,
    pub title: String,
    pub values: Vec<Changed>,
}

/// By kind, then id.
pub fn effects(before: &Report<'_>, after: &Report<'_>) -> Vec<EffectChange> {
    let mut changes = Vec::new();
    for (kind, of) in [
        (EffectKind::Marked, marked as fn(&Report<'_>) -> Stands),
        (EffectKind::Audited, audited),
        (EffectKind::Acknowledged, acknowledged),
        (EffectKind::Initiative, initiatives),
        (EffectKind::Forecast, forecasts),
    ] {
        let (old, new) = (of(before), of(after));
        changes.extend(keys(&old, &new).filter_map(|id| {
            let (was, is) = (old.get(id), new.get(id));
            let title = is.or(was).map(|stand| stand.title.clone())?;
            let none = BTreeMap::new();
            let side =
                |stand: Option<&Stand>| stand.map_or_else(|| none.clone(), |stand| stand.values.clone());
            let values = between(&side(was), &side(is));
            (!values.is_empty()).then(|| EffectChange { kind, id: id.clone(), title, values })
        }));
    }
    changes.extend(limits(before, after));
    changes
}

/// How records stand, by id.
type Stands = BTreeMap<String, Stand>;

struct Stand {
    title: String,
    /// By name, in words.
    values: BTreeMap<String, String>,
}

impl Stand {
    fn of(title: impl Into<String>, values: &[(&str, Option<String>)]) -> Stand {
        let values = values.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
        Stand { title: title.into(), values: values.collect() }
    }
}

/// The figures that responses speak of; each is marked with how its response stands.
fn marked(report: &Report<'_>) -> Stands {
    let register = report.register;
    let stand = |response: &Response| {
        let standing = response.standing(register.as_of())?;
        let title = spoken_of(register, response);
        Some((
            response.id.to_string(),
            Stand::of(title, &[("marked", Some(standing_word(standing).to_owned()))]),
        ))
    };
    register.responses.values().filter_map(stand).collect()
}

fn spoken_of(register: &Register, response: &Response) -> String {
    let subject = subject_name(register, &subject_of(response));
    let about = response.figure.about().label();
    let of = match &response.figure {
        Replied::Result(contract, level) | Replied::Credit(contract, level) => {
            format!(" of {contract}/{level}")
        }
        Replied::Rating => String::new(),
        Replied::Measurement(metric, queue) => {
            let queue = queue.as_ref().map_or_else(String::new, |queue| format!(" in {queue}"));
            format!(" of {metric}{queue}")
        }
    };
    format!("{about}{of}, {subject}, {}", response.period)
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Awaited { late: false } => "answer awaited",
        Standing::Awaited { late: true } => "answer late",
        Standing::Accepted => "accepted",
        Standing::Disputed { late: false } => "disputed",
        Standing::Disputed { late: true } => "disputed, decision late",
        Standing::Decided(Ruled::Upheld) => "dispute upheld",
        Standing::Decided(Ruled::PartlyUpheld) => "dispute partly upheld",
        Standing::Decided(Ruled::Rejected) => "dispute rejected",
    }
}

fn audited(report: &Report<'_>) -> Stands {
    let stand = |state: &AuditState| {
        let verdict = match state.verdict {
            AuditVerdict::Passed => "passed",
            AuditVerdict::FailedCritical => "failed on a critical item",
            AuditVerdict::BelowThreshold => "failed, below its threshold",
            AuditVerdict::NotMeasured => "not measured",
        };
        let audit = report.register.audits.get(&state.audit);
        let title = audit.map_or_else(String::new, |audit| {
            let sop = report.register.sops.get(&*audit.sop).map_or(audit.sop.as_str(), |sop| &sop.title);
            let site = subject_name(report.register, &Subject::Site(audit.site.value.clone()));
            format!("{sop}, {site}")
        });
        let adherence = state.adherence.map(|share| format!("{}%", share.show(1)));
        (
            state.audit.to_string(),
            Stand::of(title, &[("adherence", adherence), ("audit", Some(verdict.to_owned()))]),
        )
    };
    report.audits.values().map(stand).collect()
}

fn acknowledged(report: &Report<'_>) -> Stands {
    let states = report.acknowledgements.iter().filter(|(_, state)| !state.rows.is_empty());
    let stand = states.map(|(id, state)| {
        let title = report.register.sops.get(id).map_or_else(|| id.to_string(), |sop| sop.title.to_string());
        let holds = format!("{} of {} people", state.holds, state.required);
        let void = (state.void > 0).then(|| format!("{} of a former text", state.void));
        (id.to_string(), Stand::of(title, &[("acknowledged", Some(holds)), ("void", void)]))
    });
    stand.collect()
}

fn initiatives(report: &Report<'_>) -> Stands {
    let stand = report.initiatives.iter().map(|(id, state)| {
        let one = report.register.initiatives.get(id);
        let metric = one.and_then(|one| report.register.metrics.get(&*one.metric));
        let verdict = match state.verdict {
            Verdict::NotBegun => "not begun",
            Verdict::NoBaseline => "too little before it to compare with",
            Verdict::TooEarly => "too early to say",
            Verdict::WithinNoise => "within common-cause variation",
            Verdict::Better => "better",
            Verdict::Worse => "worse",
        };
        let change = state.effect.zip(metric).map(|(effect, metric)| {
            let decimals = metric.decimals;
            let show = |value: f64| number(value, decimals);
            format!("{} ({} to {})", show(effect.change), show(effect.low), show(effect.high))
        });
        let title = one.map_or_else(|| id.to_string(), |one| one.title.value.clone());
        let values = [("by the data", Some(verdict.to_owned())), ("change of the mean, 95%", change)];
        (id.to_string(), Stand::of(title, &values))
    });
    stand.collect()
}

fn forecasts(report: &Report<'_>) -> Stands {
    let states = report.project_states.iter().filter_map(|(id, state)| {
        let project = report.register.projects.get(id)?;
        let on = match &state.forecast {
            Ok(forecast) => forecast.on.to_string(),
            Err(why) => why.text().to_owned(),
        };
        Some((id.to_string(), Stand::of(project.name.as_str(), &[("forecast completion", Some(on))])))
    });
    states.collect()
}

type ChartKey<'a> = (&'a Subject, &'a MetricId, &'a Scope);

/// Charts whose limits start anew in other periods, or are drawn by other rules. That new figures move limits is no news.
fn limits(before: &Report<'_>, after: &Report<'_>) -> Vec<EffectChange> {
    let (old, new) = (by_key(before), by_key(after));
    let rules = |report: &Report<'_>| {
        let book = &report.register.settings;
        (book.rule_set, *book.fix_limits_after, book.screen_ranges)
    };
    let are_ruled_alike = rules(before) == rules(after);
    let change = |key: &ChartKey<'_>| {
        let (was, is) = (old.get(key)?, new.get(key)?);
        if are_ruled_alike && starts(was) == starts(is) {
            return None;
        }
        let values = between(&drawn(before, was).values, &drawn(after, is).values);
        let metric = after.register.metrics.get(key.1).map_or(key.1.as_str(), |metric| &metric.name);
        let (subject, scope) = (subject_id(key.0), parts(key.2));
        let title = format!("{metric}, {}{scope}", subject_name(after.register, key.0));
        let id = format!("{subject}/{}{scope}", key.1);
        (!values.is_empty()).then_some(EffectChange { kind: EffectKind::Limits, id, title, values })
    };
    keys(&old, &new).filter_map(change).collect()
}

fn by_key<'a>(report: &'a Report<'_>) -> BTreeMap<ChartKey<'a>, &'a Charted> {
    let key = |chart: &'a Charted| (&chart.subject, &chart.metric, &chart.series.scope);
    report.charts.iter().map(|chart| (key(chart), chart)).collect()
}

fn subject_id(subject: &Subject) -> &str {
    match subject {
        Subject::Vendor(id) => id.as_str(),
        Subject::Site(id) => id.as_str(),
    }
}

/// The part of the work that a clause speaks of: `, atlas, pt-PT`.
fn parts(scope: &Scope) -> String {
    let projects = scope.projects.iter().map(ToString::to_string);
    let queues = scope.queues.iter().map(ToString::to_string);
    let sites = scope.sites.iter().map(ToString::to_string);
    let all = sites.chain(projects).chain(queues).chain(scope.languages.iter().cloned());
    all.map(|part| format!(", {part}")).collect()
}

fn starts(chart: &Charted) -> Vec<String> {
    let periods = chart.rebases.iter().filter_map(|at| chart.periods.get(*at));
    periods.map(ToString::to_string).collect()
}

fn drawn(report: &Report<'_>, charted: &Charted) -> Stand {
    let chart = charted.chart();
    let decimals = report.register.metrics.get(&charted.metric).map_or(2, |metric| metric.decimals);
    let starts = starts(charted);
    let limits = chart.limits();
    let shown = |value: fn(&Limits) -> f64| limits.map(|limits| number(value(&limits), decimals));
    let flagged = chart.flags.iter().filter(|flag| matches!(flag, PointFlag::Special(_))).count();
    let values = [
        ("limits start anew in", (!starts.is_empty()).then(|| starts.join(", "))),
        ("mean", shown(|limits| limits.mean)),
        ("lower limit", shown(|limits| limits.lower)),
        ("upper limit", shown(|limits| limits.upper)),
        ("special-cause points", Some(flagged.to_string())),
    ];
    Stand::of("", &values)
}

/// Rounded once, here; with the sign of a minus.
fn number(value: f64, decimals: u8) -> String {
    let text = format!("{value:.*}", usize::from(decimals));
    match text.strip_prefix('-') {
        // No value is minus nothing.
        Some(size) if size.chars().all(|c| c == '0' || c == '.') => size.to_owned(),
        Some(size) => format!("\u{2212}{size}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_rounds_to_nothing_has_no_sign() {
        let shown: Vec<String> = [-0.004, -0.006, 94.5].iter().map(|value| number(*value, 2)).collect();
        assert_eq!(shown, ["0.00", "\u{2212}0.01", "94.50"]);
    }
}
