//! Addresses: the page of accounts and permissions.

use crate::subject::section::addresses;

addresses! {
    /// Pages of accounts and permissions.
    AccessPage in Sites {
        All = "access" named "Access",
    }
}
