//! Addresses: pages of projects.

use crate::kit::id::ProjectId;
use crate::subject::section::addresses;

addresses! {
/// Pages of projects.
ProjectPage in Projects {
    All = "projects",
    One(id: ProjectId) = "projects/{id}" of "projects",
}
}
