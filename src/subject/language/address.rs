//! Addresses: pages of languages.

use crate::subject::section::addresses;

addresses! {
    /// Pages of languages.
    LanguagePage in Sites {
        All = "languages" named "Languages",
        /// By its tag.
        One(tag: String) = "languages/{tag}",
    }
}
