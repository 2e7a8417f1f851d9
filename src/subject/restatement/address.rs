//! Addresses: the ledger of restatements.

use crate::subject::section::addresses;

addresses! {
/// The ledger of restatements.
RestatementPage in Audit {
    All = "restatements" named "Restatements",
}
}
