//! A difference for programs: one document, described in docs/json-output.md, with its schema in docs/schemas.

use serde_json::{Value, json};

use crate::change::{
    Amounts, Card, Changed, Difference, Figures, Mark, MessageChange, PlanChange, RecordChange, Replay,
    Reworded, RowChange, Run, SopChange, TermChange, Turns, Verdict, Version, Written,
};
use crate::core::measurement::record::Status;
use crate::kit::diag::Class;
use crate::kit::number::Quotient;
use crate::kit::period::Period;

/// Version of the document. A field may be added within a version; none changes its meaning or goes.
pub const FORMAT: u32 = 1;

/// The document, with a line end. `headline` is the sentence of the page; `version` is the program's.
pub fn json(difference: &Difference, headline: &str, version: &str) -> String {
    let document = json!({
        "format": FORMAT,
        "version": version,
        "headline": headline,
        "as_of": difference.as_of.map(|on| on.to_string()),
        "base": side(&difference.base),
        "head": side(&difference.head),
        "messages": difference.messages.iter().map(message).collect::<Vec<_>>(),
        "figures": difference.figures.as_ref().map(figures),
        "files": difference.files.iter().map(|file| json!({
            "path": file.path,
            "change": file.fate.word(),
            "lines_added": file.lines.map(|lines| lines.0),
            "lines_removed": file.lines.map(|lines| lines.1),
        })).collect::<Vec<_>>(),
    });
    // Strings and integers under fixed keys: nothing here can fail to serialise.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn side(version: &Version) -> Value {
    json!({
        "commit": version.commit.as_ref().map(|commit| &commit.id),
        "defects": version.defects,
        "findings": version.findings,
    })
}

fn message(change: &MessageChange) -> Value {
    let class = match change.code.class {
        Class::Defect => "defect",
        Class::Finding => "finding",
    };
    json!({
        "change": change.kind.word(),
        "code": change.code.name,
        "class": class,
        "severity": change.code.severity.word(),
        "path": change.path,
        "line": change.line,
        "message": change.message,
        "waived": change.is_waived,
    })
}

fn figures(figures: &Figures) -> Value {
    let ratings = figures.cards.iter().map(|change| {
        json!({
            "name": change.name,
            "week": change.period.to_string(),
            "before": change.before.as_ref().map(card),
            "after": change.after.as_ref().map(card),
        })
    });
    let credits = figures.credits.iter().map(|change| {
        json!({
            "contract": change.contract.as_str(),
            "vendor": change.vendor,
            "month": change.month.to_string(),
            "before": change.before.as_ref().map(amounts),
            "after": change.after.as_ref().map(amounts),
        })
    });
    let verdicts = figures.verdicts.changes.iter().map(|change| {
        json!({
            "contract": change.contract.as_str(),
            "service_level": change.service_level.as_str(),
            "name": change.name,
            "window": change.window.to_string(),
            "before": verdict(&change.before),
            "after": verdict(&change.after),
        })
    });
    json!({
        "terms": figures.terms.iter().map(term).collect::<Vec<_>>(),
        "credits": credits.collect::<Vec<_>>(),
        "ratings": ratings.collect::<Vec<_>>(),
        "verdicts": verdicts.collect::<Vec<_>>(),
        "results_changed_alone": figures.verdicts.same_on_other_figures,
        "windows_added": figures.verdicts.only_after,
        "windows_removed": figures.verdicts.only_before,
        "measurements": figures.rows.iter().map(row).collect::<Vec<_>>(),
        "rows_ahead_before": figures.rows_ahead.0,
        "rows_ahead_after": figures.rows_ahead.1,
        "plans": figures.plans.iter().map(plan).collect::<Vec<_>>(),
        "procedures": figures.sops.iter().map(sop).collect::<Vec<_>>(),
        "records": figures.records.iter().map(record).collect::<Vec<_>>(),
        "effects": figures.effects.iter().map(|change| json!({
            "kind": change.kind.word(),
            "id": change.id,
            "title": change.title,
            "values": values(&change.values),
        })).collect::<Vec<_>>(),
    })
}

fn card(card: &Card) -> Value {
    json!({
        "rating": card.rating.label(),
        "score": card.score.map(exact),
        "coverage": card.coverage.map(exact),
    })
}

/// An exact fraction, such as `187/2`.
fn exact(value: Quotient) -> String {
    format!("{}/{}", value.num(), value.den())
}

fn amounts(amounts: &Amounts) -> Value {
    json!({ "currency": amounts.currency, "owed_minor": amounts.owed.0, "net_minor": amounts.net.0 })
}

fn verdict(verdict: &Verdict) -> Value {
    json!({ "verdict": verdict.word, "figure": verdict.figure })
}

fn row(change: &RowChange) -> Value {
    json!({
        "key": change.key,
        "before": change.before.as_ref().map(written),
        "after": change.after.as_ref().map(written),
    })
}

fn written(row: &Written) -> Value {
    json!({
        "numerator": row.numerator.to_string(),
        "denominator": row.denominator.to_string(),
        "provisional": row.status == Status::Provisional,
        "source": row.source.word(),
        "note": row.note,
    })
}

fn values(list: &[Changed]) -> Vec<Value> {
    let value = |of: &Changed| json!({ "what": of.what, "before": of.before, "after": of.after });
    list.iter().map(value).collect()
}

fn term(change: &TermChange) -> Value {
    json!({
        "contract": change.contract.as_str(),
        "service_level": change.clause.as_ref().map(|clause| clause.id.as_str()),
        "clause_ref": change.clause.as_ref().and_then(|clause| clause.reference.as_deref()),
        "change": change.fate.word(),
        "from_on": change.from.to_string(),
        "values": values(&change.values),
        "replay": change.replay.as_ref().map(replay),
    })
}

fn replay(replay: &Replay) -> Value {
    json!({
        "subjects": replay.turns.iter().map(turns).collect::<Vec<_>>(),
        "credits": replay.credits.as_ref().map(|credits| json!({
            "currency": credits.currency,
            "before_minor": credits.before.0,
            "after_minor": credits.after.0,
        })),
    })
}

fn turns(turns: &Turns) -> Value {
    let windows = |list: &[Period]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    json!({
        "name": turns.name,
        "window": turns.window.map(|window| window.word()),
        "judged_before": turns.judged_before,
        "judged_after": turns.judged_after,
        "missed_before": turns.missed_before,
        "missed_after": turns.missed_after,
        "to_missed": windows(&turns.to_missed),
        "to_met": windows(&turns.to_met),
    })
}

fn plan(change: &PlanChange) -> Value {
    let actions = change.actions.iter().map(|action| {
        json!({
            "action": action.action,
            "title": action.title,
            "change": action.fate.word(),
            "values": values(&action.values),
        })
    });
    json!({
        "plan": change.plan.as_str(),
        "title": change.title,
        "change": change.fate.word(),
        "values": values(&change.values),
        "actions": actions.collect::<Vec<_>>(),
    })
}

fn sop(change: &SopChange) -> Value {
    let told = json!({
        "procedure": change.sop.as_str(),
        "title": change.title,
        "change": change.fate.word(),
        "values": values(&change.values),
    });
    reworded(told, &change.text)
}

fn record(change: &RecordChange) -> Value {
    let told = json!({
        "kind": change.kind.word(),
        "id": change.id,
        "title": change.title,
        "change": change.fate.word(),
        "values": values(&change.values),
    });
    reworded(told, &change.text)
}

fn reworded(mut told: Value, text: &Reworded) -> Value {
    told["words_added"] = json!(text.added);
    told["words_removed"] = json!(text.removed);
    told["redline"] = json!(redline(&text.redline));
    told
}

fn redline(runs: &[Run]) -> Vec<Value> {
    let run = |run: &Run| {
        let mark = match run.mark {
            Mark::Kept => "kept",
            Mark::Removed => "removed",
            Mark::Added => "added",
        };
        json!({ "mark": mark, "text": run.text })
    };
    runs.iter().map(run).collect()
}
