//! Addresses: pages of visits.

use crate::kit::id::VisitId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of visits.
    VisitPage in Sites {
        All = "visits" named "Visits",
        One(id: VisitId) = "visits/{id}" of "visits",
    }
}
