//! Addresses: the page of incidents.

use crate::subject::section::addresses;

addresses! {
    /// Pages of incidents.
    IncidentPage in Sites {
        All = "incidents" named "Incidents",
    }
}
