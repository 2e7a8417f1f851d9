//! What follows from the records and is neither verdict, rating nor money: how a response stands, whether an audit failed, how many
//! have acknowledged what holds, what an initiative brought, when a project will be complete, where limits start anew.

use std::collections::BTreeMap;

use serde_json::json;

use super::section::{Change, Section};
use super::side::Sound;
use super::sops::renamed;
use super::values::{Changed, Values, between, counted, told_all, values};
use crate::core::charted::Charted;
use crate::core::contract::record::Scope;
use crate::core::rollup::Subject;
use crate::core::spc::{Limits, PointFlag};
use crate::core::wording::subject_name;
use crate::kit::beside::beside;
use crate::kit::id::{MetricId, SopId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::scale::label;
use crate::subject::acknowledgement::page::held;
use crate::subject::audit::figures::{AuditState, AuditVerdict};
use crate::subject::initiative::page::figures::verdict;
use crate::subject::register::Register;
use crate::subject::report::Report;
use crate::subject::response::figures::subject_of;
use crate::subject::response::page::words as words_of;
use crate::subject::response::record::{Replied, Response};
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;
use crate::subject::wording::phrase;

/// What it follows for.
struct Kind {
    /// In documents.
    word: &'static str,
    label: &'static str,
    /// What one does, and what several do.
    moves: [&'static str; 2],
    /// How each stands, by id.
    states: fn(&Report<'_>) -> States,
}

/// Title and values.
type State = (String, Values);
/// By the id of the record.
type States = BTreeMap<String, State>;

/// In the order of the list; [`LIMITS`] come last.
static KINDS: [Kind; 5] = [
    Kind {
        word: "response",
        label: "Mark of a figure",
        moves: ["figure is marked otherwise", "figures are marked otherwise"],
        states: marked,
    },
    Kind {
        word: "audit",
        label: "Audit",
        moves: ["audit comes out otherwise", "audits come out otherwise"],
        states: audited,
    },
    Kind {
        word: "acknowledgement",
        label: "Acknowledgements",
        moves: ["count of acknowledgements moves", "counts of acknowledgements move"],
        states: acknowledged,
    },
    Kind {
        word: "initiative",
        label: "Initiative",
        moves: ["initiative comes out otherwise", "initiatives come out otherwise"],
        states: initiatives,
    },
    Kind {
        word: "forecast",
        label: "Forecast",
        moves: ["forecast moves", "forecasts move"],
        states: forecasts,
    },
];

/// Of control charts, in documents.
const LIMITS: &str = "limits";

/// What documents call each kind.
pub fn words() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.word).chain([LIMITS]).collect()
}

/// By kind, then id.
pub fn effects(before: Sound<'_>, after: Sound<'_>) -> Section {
    let (mut changes, mut said) = (Vec::new(), Vec::new());
    let now = renamed(before, after);
    // A procedure that is renamed has what people have read of it under its new name.
    let named_now = |word: &str, (id, state): (String, State)| match now.get(&SopId::new(&id)) {
        Some(now) if word == "acknowledgement" => (now.to_string(), state),
        _ => (id, state),
    };
    for Kind { word, label, moves: [one, many], states } in &KINDS {
        let already = changes.len();
        let was: States = states(before.report).into_iter().map(|one| named_now(word, one)).collect();
        for (id, was, is) in beside(was, states(after.report)) {
            let title = is.as_ref().or(was.as_ref()).map_or("", |(title, _)| title);
            let values = |side: &Option<State>| side.clone().map(|(_, values)| values).unwrap_or_default();
            changes.extend(change(word, label, &id, title, between(&values(&was), &values(&is))));
        }
        said.push(counted(changes.len() - already, one, many));
    }
    let limits = limits(before.report, after.report);
    said.push(counted(limits.len(), "control chart gets other limits", "control charts get other limits"));
    changes.extend(limits);
    let columns = [("What", "tight"), ("Of", ""), ("What changes", "")];
    Section::new("effects", "What follows", &columns).with(changes).saying(said)
}

/// `None` where nothing differs.
fn change(kind: &str, label: &'static str, id: &str, title: &str, values: Vec<Changed>) -> Option<Change> {
    let exact = json!({ "kind": kind, "id": id, "title": title, "values": values });
    let of = Cell::new(Inline::words(phrase::capital(title)).because(Exempt::Name))
        .under(Inline::code(id.to_owned()).because(Exempt::Place));
    let row = [Cell::head(label), of, told_all(&values).into()];
    (!values.is_empty()).then(|| Change::new(exact, row))
}

/// The figures that responses speak of; each is marked with how its response stands.
fn marked(report: &Report<'_>) -> States {
    let register = report.register;
    let stand = |response: &Response| {
        let standing = response.standing(register.as_of())?;
        let title = spoken_of(register, response);
        let values = values([("marked", Some(words_of(standing).1.to_owned()))]);
        Some((response.id.to_string(), (title, values)))
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

fn audited(report: &Report<'_>) -> States {
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
        let values = values([("adherence", adherence), ("audit", Some(verdict.to_owned()))]);
        (state.audit.to_string(), (title, values))
    };
    report.audits.values().map(stand).collect()
}

fn acknowledged(report: &Report<'_>) -> States {
    let states = report.acknowledgements.iter().filter(|(_, state)| !state.rows.is_empty());
    let stand = states.map(|(id, state)| {
        let title = report.register.sops.get(id).map_or_else(|| id.to_string(), |sop| sop.title.to_string());
        let holds = held(state);
        let void = (state.void > 0).then(|| format!("{} of a former text", state.void));
        (id.to_string(), (title, values([("acknowledged", Some(holds)), ("void", void)])))
    });
    stand.collect()
}

fn initiatives(report: &Report<'_>) -> States {
    let stand = report.initiatives.iter().filter_map(|(id, state)| {
        let one = report.register.initiatives.get(id)?;
        let metric = report.register.metrics.get(&*one.metric);
        let change = state.effect.zip(metric).map(|(effect, metric)| {
            let show = |value: f64| label(value, metric.decimals.into(), "");
            format!("{} ({} to {})", show(effect.change), show(effect.low), show(effect.high))
        });
        let verdict = Some(verdict(one, state).text().to_lowercase());
        let values = values([("by the data", verdict), ("change of the mean, 95%", change)]);
        Some((id.to_string(), (one.title.value.clone(), values)))
    });
    stand.collect()
}

fn forecasts(report: &Report<'_>) -> States {
    let states = report.project_states.iter().filter_map(|(id, state)| {
        let project = report.register.projects.get(id)?;
        let on = match &state.forecast {
            Ok(forecast) => forecast.on.to_string(),
            Err(why) => why.text().to_owned(),
        };
        Some((id.to_string(), (project.name.to_string(), values([("forecast completion", Some(on))]))))
    });
    states.collect()
}

type ChartKey<'a> = (&'a Subject, &'a MetricId, &'a Scope);

/// Charts whose limits start anew in other periods, or are drawn by other rules. That new figures move limits is no news.
fn limits(before: &Report<'_>, after: &Report<'_>) -> Vec<Change> {
    let rules = |report: &Report<'_>| {
        let book = &report.register.settings;
        (*book.rule_set, **book.fix_limits_after, *book.screen_ranges)
    };
    let are_ruled_alike = rules(before) == rules(after);
    let changed = |(key, was, is): (ChartKey<'_>, Option<&Charted>, Option<&Charted>)| {
        let (subject, metric, scope) = key;
        let (was, is) = (was?, is?);
        if are_ruled_alike && starts(was) == starts(is) {
            return None;
        }
        let named = after.register.metrics.get(metric).map_or(metric.as_str(), |metric| &metric.name);
        let scope = parts(scope);
        let title = format!("{named}, {}{scope}", subject_name(after.register, subject));
        let id = format!("{}/{metric}{scope}", subject_id(subject));
        change(LIMITS, "Control limits", &id, &title, between(&drawn(before, was), &drawn(after, is)))
    };
    beside(by_key(before), by_key(after)).filter_map(changed).collect()
}

fn by_key<'a>(report: &'a Report<'_>) -> impl Iterator<Item = (ChartKey<'a>, &'a Charted)> {
    report.charts.iter().map(|chart| ((&chart.subject, &chart.metric, &chart.series.scope), chart))
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
    let all = sites
        .chain(projects)
        .chain(queues)
        .chain(scope.languages.iter().map(|language| language.to_string()));
    all.map(|part| format!(", {part}")).collect()
}

fn starts(chart: &Charted) -> Vec<String> {
    let periods = chart.rebases.iter().filter_map(|at| chart.periods.get(*at));
    periods.map(ToString::to_string).collect()
}

fn drawn(report: &Report<'_>, charted: &Charted) -> Values {
    let chart = charted.chart();
    let decimals = report.register.metrics.get(&charted.metric).map_or(2, |metric| metric.decimals);
    let starts = starts(charted);
    let limits = chart.limits();
    let shown = |value: fn(&Limits) -> f64| limits.map(|limits| label(value(&limits), decimals.into(), ""));
    let flagged = chart.flags.iter().filter(|flag| matches!(flag, PointFlag::Special(_))).count();
    values([
        ("limits start anew in", (!starts.is_empty()).then(|| starts.join(", "))),
        ("mean", shown(|limits| limits.mean)),
        ("lower limit", shown(|limits| limits.lower)),
        ("upper limit", shown(|limits| limits.upper)),
        ("special-cause points", Some(flagged.to_string())),
    ])
}
