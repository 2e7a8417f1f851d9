//! Ids: a record's file stem, or a key in a file.

/// 1 to 63 characters of lower-case letters, digits and single hyphens, starting and ending with a letter or digit.
pub fn is_valid_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// `text` must satisfy [`is_valid_id`]; the reader checks it at its place before.
            pub fn new(text: &str) -> Self {
                $name(std::sync::Arc::from(text))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    VendorId;
    SiteId;
    ProjectId;
    QueueId;
    MetricId;
    ContractId;
    ServiceLevelId;
    SopId;
    PlanId;
    DecisionId;
    ReliefId;
    AuditId;
    ResponseId;
    InitiativeId;
    /// A handle of `book.toml`'s people.
    PersonId;
}

#[cfg(test)]
mod tests {
    use super::is_valid_id;

    #[test]
    fn ids_are_lower_case_with_single_hyphens() {
        assert!(is_valid_id("9e") && is_valid_id("acme-porto-2"));
        assert!(!is_valid_id("") && !is_valid_id("Acme") && !is_valid_id("a--b") && !is_valid_id("-a"));
        assert!(!is_valid_id(&"a".repeat(64)));
    }
}
