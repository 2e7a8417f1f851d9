use super::*;

#[test]
fn every_rule_reports_its_own_code() {
    let mut codes: Vec<&str> = figure_rules().map(|rule| rule.code.name).collect();
    codes.extend(rules().map(|rule| rule.code.name));
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
    // A defect of a tampered record and much of the younger subjects have no number in the field's list of checks.
    let findings = figure_rules().filter(|rule| rule.code.class == crate::kit::diag::Class::Finding);
    let unnumbered = findings.filter(|rule| rule.code.check.is_empty()).map(|rule| rule.code.name);
    assert_eq!(
        unnumbered.collect::<Vec<_>>(),
        [
            "initiative-unproven",
            "mitigation-overdue",
            "safeguard-expired",
            "continuity-untested",
            "safeguard-missing",
            "language-nobody",
            "language-few-people",
            "relief-covers-part",
            "invoice-line-total",
            "invoice-currency",
            "invoice-number",
            "claim-difference",
            "order-unknown",
            "order-exceeded",
            "period-missing",
            "figures-withheld",
            "duties-not-apart",
            "permission-issue-open",
            "tally-old",
            "incident-response-late",
            "incident-past-clock",
            "incident-unanswered",
            "rotation-overdue",
            "pulse-low",
            "team-above-cap",
            "tooling-missing",
            "gate-criterion-overdue",
            "launch-undecided",
            "gate-passed-unmet",
            "exit-open",
            "gate-condition-overdue",
            "hazard-without-control",
            "control-unchecked",
            "visit-finding-overdue",
            "visit-unrecorded",
            "visit-area-unexplained",
            "travel-over",
            "travel-under",
            "delegate-away",
            "delegations-overlap",
            "approver-away",
            "approval-not-delegated",
            "meeting-missed",
            "meeting-action-overdue",
            "stakeholder-unserved",
            "escalation-overdue",
            "escalation-answer-early",
            "escalation-without-ladder",
        ]
    );
}
