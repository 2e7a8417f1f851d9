//! Addresses: signed periods.

use crate::subject::section::addresses;

addresses! {
/// Signed periods.
SignoffPage in Audit {
    All = "signoffs" named "Signed periods",
}
}
