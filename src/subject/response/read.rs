//! `data/responses/<response>.toml`.

use crate::core::metric::read::same_grain;
use crate::core::organisation::read::in_order;
use crate::kit::calendar::Grain;
use crate::kit::id::{ResponseId, VendorId};
use crate::kit::period::Period;
use crate::kit::record::table::Fields;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::subject::plan::read::{Known, contract_belongs, site, window_of, window_period};
use crate::subject::response::record::{Answer, Answered, Decided, Replied, Response, ResponseAbout, Ruled};

pub fn read(id: &str, root: &Node<'_>, known: &Known<'_>, log: &Log) -> Option<Response> {
    let catalog = known.catalog;
    let response = Fields::new(root, log, "response", "response");
    let vendor = response.require("vendor").and_then(|node| catalog.vendor(node, "vendor", "response", log));
    let about = response.required_word::<ResponseAbout>("about");
    if about == Some(ResponseAbout::Measurement) {
        response.require("site");
    }
    let site = site(&response, vendor.as_ref(), catalog);
    let figure = figure(&response, about, vendor.as_ref(), known);
    let asked_on = response.required_date("asked-on");
    let answer_due_on = response.required_date("answer-due-on");
    let answer = answer(&response, known);
    response.finish();
    if about == Some(ResponseAbout::Credit)
        && !refuse(&response, &["site"], "a service credit is the contract's")
    {
        return None;
    }
    in_order(&response, "asked-on", "answer-due-on");
    in_order(&response, "asked-on", "answered-on");
    in_order(&response, "answered-on", "decision-due-on");
    in_order(&response, "answered-on", "decided-on");
    let (figure, period) = figure?;
    Some(Response {
        id: ResponseId::new(id),
        vendor: vendor?,
        site,
        figure,
        period,
        period_place: root.get("period")?.place(),
        asked_on: asked_on?,
        answer_due_on: answer_due_on?,
        answer_due_place: root.get("answer-due-on")?.place(),
        answer: answer?,
        place: root.place(),
    })
    // A measurement is of one site.
    .filter(|response| response.site.is_some() || about != Some(ResponseAbout::Measurement))
}

/// The figure, by the keys that its kind has; others are refused.
fn figure(
    response: &Fields<'_, '_>,
    about: Option<ResponseAbout>,
    vendor: Option<&VendorId>,
    known: &Known<'_>,
) -> Option<(Replied, Period)> {
    let log = response.log;
    let of_clause = matches!(about, Some(ResponseAbout::Result | ResponseAbout::Credit));
    let of_row = about == Some(ResponseAbout::Measurement);
    let key = |wanted: bool, key: &'static str| match wanted {
        true => response.require(key),
        false => response.get(key),
    };
    let clause_node = key(of_clause, "service-level");
    let metric_node = key(of_row, "metric");
    let queue_node = response.get("queue");
    let period_node = response.require("period");
    let clause = clause_node.and_then(|node| known.catalog.clause(node, "service-level", "response", log));
    let metric = metric_node.and_then(|node| known.catalog.metric(node, "metric", "response", log));
    let queue = queue_node.map(|node| known.catalog.queue(node, "queue", "response", log));
    let (period_node, help) = (period_node?, "name the period of the figure");
    match about? {
        ResponseAbout::Result | ResponseAbout::Credit => {
            let fits = refuse(response, &["metric", "queue"], "only a measurement has these keys");
            let clause = clause?;
            if !contract_belongs(&clause.0, vendor, clause_node?, "response", known, log) || !fits {
                return None;
            }
            if about == Some(ResponseAbout::Result) {
                let period = window_period(period_node, window_of(known, &clause), known, help, log)?;
                return Some((Replied::Result(clause.0, clause.1), period));
            }
            let period = of_grain(period_node, Grain::Month, "a month such as 2026-10", log)?;
            Some((Replied::Credit(clause.0, clause.1), period))
        }
        ResponseAbout::Rating => {
            let fits = refuse(response, &["service-level", "metric", "queue"], "a rating is of a whole week");
            let period = of_grain(period_node, Grain::Week, "a week such as 2026-W46", log)?;
            fits.then_some((Replied::Rating, period))
        }
        ResponseAbout::Measurement => {
            let fits = refuse(response, &["service-level"], "a measurement is of a metric");
            let (period, metric) = (values::period(period_node, "period", log)?, metric?);
            let grain = known.metrics.get(&metric)?.grain;
            same_grain(period, grain, period_node, "metric", log);
            let queue = match queue {
                Some(queue) => Some(queue?),
                None => None,
            };
            (fits && period.grain() == Some(grain)).then_some((Replied::Measurement(metric, queue), period))
        }
    }
}

fn of_grain(node: &Node<'_>, grain: Grain, wanted: &str, log: &Log) -> Option<Period> {
    let period = values::period(node, "period", log)?;
    if period.grain() == Some(grain) {
        return Some(period);
    }
    let message = format!("`{period}` is no period of this figure");
    values::bad_value(node, message, &format!("expected {wanted}"), "name the period of the figure", log)
}

/// Reports keys that this kind of response does not have.
fn refuse(response: &Fields<'_, '_>, keys: &[&str], why: &str) -> bool {
    let found: Vec<_> = keys.iter().filter_map(|key| Some((key, response.node.get(key)?))).collect();
    for (key, node) in &found {
        let about = response.node.get("about").and_then(Node::as_text).unwrap_or("");
        let message = format!("a response about a {about} has `{key}`");
        values::bad_value::<()>(node, message, why, "remove it, or correct `about`", response.log);
    }
    found.is_empty()
}

/// `Some(None)`: the vendor has not answered. `None`: what it says cannot be read.
#[allow(clippy::option_option, reason = "an answer that is absent is not an answer that is wrong")]
fn answer(response: &Fields<'_, '_>, known: &Known<'_>) -> Option<Option<Answered>> {
    let log = response.log;
    let word = response.word::<Answer>("answer");
    let answered = response.has("answer");
    let disputed = word == Some(Answer::Disputed);
    let text = |key, wanted| if wanted { response.required_text(key) } else { response.text(key) };
    let date = |key, wanted| if wanted { response.required_date(key) } else { response.date(key) };
    let on = date("answered-on", answered);
    let by = text("answered-by", answered);
    let said = text("text", answered);
    let evidence = text("evidence", disputed);
    let decision_due_on = date("decision-due-on", disputed);
    let ruled = response.word::<Ruled>("decision");
    let decided = response.has("decision");
    let decided_on = date("decided-on", decided);
    let by_node = if decided { response.require("decided-by") } else { response.get("decided-by") };
    let decided_by = by_node.and_then(|node| known.catalog.person(node, "decided-by", "response", log));
    let reason = text("reason", decided);
    let of_answer = ["answered-on", "answered-by", "text", "evidence"];
    let of_dispute = ["decision-due-on", "decision", "decided-on", "decided-by", "reason"];
    let of_decision = ["decided-on", "decided-by", "reason"];
    let lacking = |wanted: &str, keys: &[&str], why: &str| {
        let node = keys.iter().find_map(|key| Some((key, response.node.get(key)?)));
        let Some((key, node)) = node else { return true };
        let message = format!("a response without {wanted} has `{key}`");
        values::bad_value::<()>(node, message, why, "add what it goes with, or remove it", log);
        false
    };
    if !answered {
        let keys = [&of_answer[..], &of_dispute[..]].concat();
        return lacking("`answer`", &keys, "this key goes with `answer`").then_some(None);
    }
    if !disputed && word.is_some() && !lacking("a dispute", &of_dispute, "only a dispute is decided") {
        return None;
    }
    if !decided && !lacking("`decision`", &of_decision, "this key goes with `decision`") {
        return None;
    }
    let decision = match decided {
        true => Some(Decided { ruled: ruled?, on: decided_on?, by: decided_by?, reason: reason? }),
        false => None,
    };
    let due = match disputed {
        true => Some((decision_due_on?, response.node.get("decision-due-on")?.place())),
        false => None,
    };
    if disputed && evidence.is_none() {
        return None;
    }
    Some(Some(Answered {
        answer: word?,
        on: on?,
        by: by?,
        text: said?,
        evidence,
        decision_due_on: due,
        decision,
    }))
}
