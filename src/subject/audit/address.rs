//! Addresses: pages of audits of procedures.

use crate::kit::id::AuditId;
use crate::subject::section::addresses;

addresses! {
/// Pages of audits of procedures.
AuditPage in Sops {
    One(id: AuditId) = "audits/{id}" of "audits",
}
}
