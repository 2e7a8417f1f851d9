use super::tests::{bench, found};
use crate::kit::id::{PartId, PlanId};
use crate::subject::audit::record::{Audit, AuditFinding, AuditResult};
use crate::subject::plan::record::PlanSeverity;
use crate::testing::{Bench, at, audit, audit_item, day, sop};

#[test]
fn x65_a_failed_audit_names_a_finding_and_each_finding_an_action() {
    let mut bench = bench(&[96]);
    bench.add_sop(sop("guide"));
    let mut porto = audit("porto", "guide");
    porto.items = vec![audit_item("a", AuditResult::Pass, false), audit_item("b", AuditResult::Fail, false)];
    let with = |bench: &mut Bench, audit: &Audit| {
        bench.register.audits.insert(audit.id.clone(), audit.clone());
    };
    with(&mut bench, &porto);
    let rule = crate::subject::audit::rules::audit_below_threshold;
    assert_eq!(
        found(&bench, rule),
        [
            "audit-below-threshold: audit `porto` of SOP `guide` reached 50.0%, under 90%, and names no finding"
        ]
    );
    let finding = AuditFinding {
        id: at(PartId::new("f-1")),
        title: at("The late shift was not briefed".to_owned()),
        severity: at(PlanSeverity::High),
        item: Some(at(PartId::new("b"))),
        action: None,
    };
    porto.findings = vec![finding];
    with(&mut bench, &porto);
    assert_eq!(
        found(&bench, rule),
        [
            "audit-below-threshold: audit `porto` of SOP `guide` reached 50.0%, under 90%, and names no action for finding `f-1`"
        ]
    );
    porto.items.extend(std::iter::repeat_n(audit_item("c", AuditResult::Pass, false), 17));
    porto.items[1].critical = at(true);
    with(&mut bench, &porto);
    assert_eq!(
        found(&bench, rule),
        [
            "audit-below-threshold: audit `porto` of SOP `guide` failed by critical `b` and names no action for finding `f-1`"
        ]
    );
    porto.findings[0].action = Some(at((PlanId::new("porto-accuracy"), PartId::new("brief"))));
    with(&mut bench, &porto);
    assert!(found(&bench, rule).is_empty());
    porto.findings.clear();
    porto.on = at(day("2026-11-16"));
    with(&mut bench, &porto);
    assert!(found(&bench, rule).is_empty(), "after the as-of date");
}
