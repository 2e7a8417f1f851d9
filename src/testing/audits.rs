//! Audits and acknowledgements of the procedure, for tests to change.

use super::{at, day, place};
use crate::kit::id::{AuditId, PartId, SiteId, SopId};
use crate::kit::source::At;
use crate::subject::acknowledgement::record::Acknowledgement;
use crate::subject::audit::record::{Audit, AuditItem, AuditResult};
use crate::subject::sop::record::TextHash;

/// An audit of Porto on 2026-11-03: one item, passed.
pub fn audit(id: &str, sop: &str) -> Audit {
    let place = place(&format!("data/audits/{id}.toml"), 1);
    Audit {
        id: AuditId::new(id),
        on: at(day("2026-11-03")),
        site: at(SiteId::new("acme-porto")),
        sop: At::new(SopId::new(sop), place.clone()),
        sample: at(60),
        note: None,
        items: vec![audit_item("briefed", AuditResult::Pass, false)],
        findings: Vec::new(),
        place,
    }
}

pub fn audit_item(id: &str, result: AuditResult, critical: bool) -> AuditItem {
    AuditItem {
        id: at(PartId::new(id)),
        title: at("Every shift was briefed".to_owned()),
        result: At::new(result, place("data/audits/porto.toml", 9)),
        critical: at(critical),
    }
}

/// Labellers of Porto, 2026-11-10.
pub fn acknowledgement(sop: &str, hash: &str, required: u32, acknowledged: u32) -> Acknowledgement {
    let place = place("data/acknowledgements/acme.csv", 2);
    Acknowledgement {
        sop: at(SopId::new(sop)),
        version: at("2.1".to_owned()),
        hash: At::new(TextHash::new(hash), place.clone()),
        site: at(SiteId::new("acme-porto")),
        role: at(PartId::new("labeller")),
        required: at(required),
        acknowledged: at(acknowledged),
        as_of: at(day("2026-11-10")),
        written: None,
        place,
    }
}
