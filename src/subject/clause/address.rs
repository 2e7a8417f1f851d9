//! Addresses: a page of each shared clause. The page of all contracts lists them.

use crate::kit::id::SharedClauseId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of shared clauses.
    ClausePage in Contracts {
        One(id: SharedClauseId) = "clauses/{id}" of "clauses",
    }
}
