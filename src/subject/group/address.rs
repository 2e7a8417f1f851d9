//! Addresses: the whole book with all groups, and a page a group. Lines of business and projects have pages of their own.

use crate::subject::section::addresses;

addresses! {
    /// Pages of groups.
    GroupPage in Vendors {
        All = "groups" named "Groups",
        /// By its code in small letters.
        Country(code: String) = "groups/countries/{code}",
        /// By its word in files.
        WorkType(word: String) = "groups/work-types/{word}",
        Tag(id: String) = "groups/tags/{id}",
    }
}
