//! Addresses: pages of meetings.

use crate::kit::id::MeetingId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of meetings.
    MeetingPage in Vendors {
        All = "meetings" named "Meetings",
        One(id: MeetingId) = "meetings/{id}" of "meetings",
        Actions = "actions/meetings" in Actions named "From meetings",
    }
}
