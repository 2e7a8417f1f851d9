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

/// The id a text would make, spelled as ids are.
pub fn good_id(text: &str) -> Option<String> {
    let lower: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<&str> = lower.split('-').filter(|part| !part.is_empty()).collect();
    Some(parts.join("-")).filter(|id| is_valid_id(id))
}

/// The sort of record that an id names, where reading it resolves it.
macro_rules! sort {
    () => {
        None::<$crate::record::catalog::Sort>
    };
    ($sort:ident) => {
        Some($crate::record::catalog::Sort::$sort)
    };
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $($sort:ident)? $(, offers $offered:ident)?;)*) => {$(
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

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name::new(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl $crate::declared::Value for $name {
            fn read(
                node: &$crate::declared::Node<'_>,
                key: &str,
                within: &$crate::declared::Within<'_>,
            ) -> Option<Self> {
                $crate::declared::id(node, key, sort!($($sort)?), within).map($name::new)
            }

            fn shape() -> $crate::declared::Shape {
                $crate::declared::Shape::Id(sort!($($sort)? $($offered)?))
            }

            fn close(&mut self, existing: &dyn $crate::declared::Existing) -> bool {
                sort!($($sort)?).is_none_or(|sort| existing.has($crate::declared::Reference::Id(sort, &self.0)))
            }

            fn name(&self) -> Option<&str> {
                Some(&self.0)
            }
        }
    )*};
}

// An id with a sort after it is one of a record that must be declared; others are resolved by the checks, or declare themselves.
ids! {
    VendorId Vendor;
    SiteId Site;
    ProjectId Project;
    QueueId Queue;
    MetricId Metric;
    ContractId Contract;
    /// Of a clause that contracts share.
    SharedClauseId Clause;
    ServiceLevelId;
    SopId, offers Sop;
    PlanId;
    DecisionId;
    ReliefId;
    AuditId;
    ResponseId;
    InitiativeId;
    RiskId;
    /// Of a plan, a certificate or an insurance that a vendor keeps.
    SafeguardId;
    /// Of the reason for which a signal is left alone.
    DismissalId;
    /// Of a launch or an exit of a project.
    GateId;
    HazardId;
    /// Of an engine that is asked for rows of a metric file.
    SourceId;
    VisitId;
    /// Of what is known of a market.
    MarketId;
    DelegationId;
    /// Of a series of meetings.
    MeetingId;
    StakeholderId;
    EscalationId;
    /// Of a rate card, in a contract.
    RateId;
    ClaimId;
    BudgetId;
    /// Of what somebody may do on the platform.
    AccessRoleId AccessRole;
    /// Of a register that was counted.
    TallyId;
    /// How a spreadsheet becomes rows.
    MapId;
    ImportId;
    /// Of a part of one record: an item, a finding, an action.
    PartId;
    /// A handle of `book.toml`'s people.
    PersonId Person;
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
