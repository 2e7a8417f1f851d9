//! Audits of SOPs: adherence with its interval, and whether the audit failed.

use std::collections::BTreeMap;

use crate::core::interval::wilson;
use crate::kit::id::AuditId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::source::Setting;
use crate::subject::audit::record::{Audit, AuditItem, AuditResult};
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;

/// What a report keeps of them.
pub type Figures = BTreeMap<AuditId, AuditState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let Given { register, .. } = given;
        let audits = register.audits.values().filter(|audit| audit.on <= register.as_of());
        audits.map(|audit| (audit.id.clone(), audit_state(register, audit))).collect()
    }
}

/// What an audit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    Passed,
    /// A critical item failed, whatever the adherence.
    FailedCritical,
    BelowThreshold,
    /// No item passed or failed.
    NotMeasured,
}

#[derive(Clone, Debug)]
pub struct AuditState {
    pub audit: AuditId,
    /// Items by result.
    pub passed: u32,
    pub failed: u32,
    pub not_applicable: u32,
    /// passed ÷ (passed + failed) in percent; `None`: not measured.
    pub adherence: Option<Quotient>,
    /// Wilson 95% interval of it, as shares from 0 to 1.
    pub interval: Option<(f64, f64)>,
    /// Least adherence, in percent.
    pub threshold: Setting<Decimal>,
    pub verdict: AuditVerdict,
}

impl AuditState {
    /// Whether somebody has to answer it.
    pub fn is_failed(&self) -> bool {
        matches!(self.verdict, AuditVerdict::FailedCritical | AuditVerdict::BelowThreshold)
    }
}

/// The state of an audit, by the threshold of its SOP, else the book's.
pub fn audit_state(register: &Register, audit: &Audit) -> AuditState {
    let count = |result| u32::try_from(audit.items.iter().filter(|item| item.result == result).count());
    let count = |result| count(result).unwrap_or(u32::MAX);
    let (passed, failed) = (count(AuditResult::Pass), count(AuditResult::Fail));
    let measured = u64::from(passed) + u64::from(failed);
    let adherence = Quotient::new(i128::from(passed) * 100, i128::from(measured)).filter(|_| measured > 0);
    let of_sop = register.sops.get(&*audit.sop).and_then(|sop| sop.audit_threshold.clone());
    let threshold = of_sop.map_or_else(|| register.settings.audit_threshold.clone(), Setting::from);
    let critical = |item: &AuditItem| *item.critical && item.result == AuditResult::Fail;
    let verdict = match adherence {
        None => AuditVerdict::NotMeasured,
        Some(_) if audit.items.iter().any(critical) => AuditVerdict::FailedCritical,
        Some(share) if share.cmp_decimal(*threshold).is_lt() => AuditVerdict::BelowThreshold,
        Some(_) => AuditVerdict::Passed,
    };
    AuditState {
        audit: audit.id.clone(),
        passed,
        failed,
        not_applicable: count(AuditResult::NotApplicable),
        adherence,
        // Counts of a checklist lie far below where a double loses one.
        interval: wilson(f64::from(passed), measured as f64),
        threshold,
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::At;
    use crate::testing::{Bench, audit, audit_item, place, sop};

    fn state(bench: &Bench, pass: usize, fail: usize, na: usize) -> AuditState {
        let mut audit = audit("porto", "guide");
        let items = [(AuditResult::Pass, pass), (AuditResult::Fail, fail), (AuditResult::NotApplicable, na)];
        audit.items = items
            .iter()
            .flat_map(|&(result, times)| std::iter::repeat_n(audit_item("i", result, false), times))
            .collect();
        audit_state(&bench.register, &audit)
    }

    #[test]
    fn c5_adherence_leaves_out_what_does_not_apply() {
        let bench = Bench::new();
        let found = state(&bench, 9, 1, 5);
        assert_eq!(found.adherence, Quotient::new(90, 1));
        assert_eq!(found.verdict, AuditVerdict::Passed, "on the threshold is not under it");
        assert_eq!(state(&bench, 8, 1, 0).verdict, AuditVerdict::BelowThreshold);
        let nothing = state(&bench, 0, 0, 3);
        assert_eq!((nothing.adherence, nothing.interval), (None, None));
        assert_eq!(nothing.verdict, AuditVerdict::NotMeasured);
    }

    #[test]
    fn c5_the_interval_is_wilsons() {
        // 29 of 29, from Newcombe 1998.
        let (lower, upper) = state(&Bench::new(), 29, 0, 2).interval.expect("measured");
        assert!((lower - 0.8830).abs() < 5.1e-5 && upper == 1.0);
    }

    #[test]
    fn c5_a_critical_item_fails_the_audit() {
        let bench = Bench::new();
        let mut audit = audit("porto", "guide");
        audit.items = std::iter::repeat_n(audit_item("i", AuditResult::Pass, true), 49).collect();
        assert_eq!(audit_state(&bench.register, &audit).verdict, AuditVerdict::Passed);
        audit.items.push(audit_item("c", AuditResult::Fail, true));
        let found = audit_state(&bench.register, &audit);
        assert_eq!((found.adherence, found.verdict), (Quotient::new(98, 1), AuditVerdict::FailedCritical));
    }

    #[test]
    fn an_sops_own_threshold_goes_before_the_books() {
        let mut bench = Bench::new();
        let mut guide = sop("guide");
        guide.audit_threshold = Some(At::new(Decimal::from_int(95), place("data/sops/guide.md", 4)));
        bench.add_sop(guide);
        let found = state(&bench, 9, 1, 0);
        assert_eq!((*found.threshold, found.verdict), (Decimal::from_int(95), AuditVerdict::BelowThreshold));
        assert_eq!(found.threshold.place.map(|place| place.line), Some(4));
    }
}
