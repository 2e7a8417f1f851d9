//! Remediation plans as records: what a plan must say before its numbers matter.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and};
use crate::kit::source::At;
use crate::subject::context::Context;

/// X06: an action is done, and nothing shows it.
pub fn action_without_evidence(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for plan in context.register.plans.values() {
        for action in &plan.actions {
            let Some(done_on) = action.done_on.as_deref().copied().filter(|on| *on <= context.as_of()) else {
                continue;
            };
            if action.evidence.as_deref().is_some_and(|evidence| !evidence.trim().is_empty()) {
                continue;
            }
            diagnostics.push(
                Diagnostic::new(
                    &codes::ACTION_WITHOUT_EVIDENCE,
                    action.id.place.clone(),
                    format!("action `{}` is done without evidence", action.id),
                )
                .label(format!("done on {done_on}, nothing shows it"))
                .help("name under `evidence` what shows that it was done, such as a list or a ticket"),
            );
        }
    }
}

/// X07: a plan lacks its root cause, or an owner on one side.
pub fn plan_incomplete(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for plan in context.register.plans.values() {
        let is_blank = |text: &Option<At<String>>| text.as_ref().is_none_or(|text| text.trim().is_empty());
        let mut lacking = Vec::new();
        if is_blank(&plan.root_cause) {
            lacking.push(("no root cause", "`root-cause`"));
        }
        if is_blank(&plan.owner_vendor) {
            lacking.push(("no owner at the vendor", "`owner-vendor`"));
        }
        if plan.owner_client.is_none() {
            lacking.push(("no owner at the client", "`owner-client`"));
        }
        if lacking.is_empty() {
            continue;
        }
        let (what, keys): (Vec<&str>, Vec<&str>) = lacking.into_iter().unzip();
        diagnostics.push(
            Diagnostic::new(
                &codes::PLAN_INCOMPLETE,
                plan.place.clone(),
                format!("plan `{}` has {}", plan.id, list_and(&what)),
            )
            .label("a plan names its root cause and an owner on both sides")
            .help(format!("add {}", list_and(&keys))),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::PersonId;
    use crate::testing::{Bench, action, at, day, plan};

    #[test]
    fn x06_a_done_action_wants_evidence() {
        let mut bench = Bench::new();
        let mut plan = plan("porto-accuracy");
        let mut done = action("brief", "2026-10-30");
        done.done_on = Some(at(day("2026-10-29")));
        plan.actions = vec![done.clone(), action("train", "2026-10-30")];
        bench.add_plan(plan.clone());
        assert_eq!(
            bench.run(action_without_evidence),
            ["action-without-evidence: action `brief` is done without evidence"]
        );
        bench.register.settings.as_of.on = day("2026-10-28");
        assert!(bench.run(action_without_evidence).is_empty(), "not done yet on that day");
        bench.register.settings.as_of.on = day("2026-11-15");
        done.evidence = Some(at("Attendance list".to_owned()));
        plan.actions = vec![done];
        bench.add_plan(plan);
        assert!(bench.run(action_without_evidence).is_empty());
    }

    #[test]
    fn x07_a_plan_names_cause_and_owners() {
        let mut bench = Bench::new();
        let mut plan = plan("porto-accuracy");
        bench.add_plan(plan.clone());
        assert!(bench.run(plan_incomplete).is_empty());
        plan.root_cause = Some(at("  ".to_owned()));
        plan.owner_client = None;
        bench.add_plan(plan.clone());
        assert_eq!(
            bench.run(plan_incomplete),
            ["plan-incomplete: plan `porto-accuracy` has no root cause and no owner at the client"]
        );
        plan.root_cause = Some(at("Briefing".to_owned()));
        plan.owner_client = Some(at(PersonId::new("ada-north")));
        plan.owner_vendor = None;
        bench.add_plan(plan);
        assert_eq!(
            bench.run(plan_incomplete),
            ["plan-incomplete: plan `porto-accuracy` has no owner at the vendor"]
        );
    }
}
