//! Access roles as they are written.

use std::collections::BTreeMap;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{AccessRoleId, PartId, QueueId};
use crate::kit::record::catalog::Sort;
use crate::kit::source::{At, Place};

/// What an account of a role may do: its permissions, on queues of its project which its site works and whose language it has.
#[derive(Clone, Debug, Record)]
#[record(noun = "access role", path = "data/access-roles/<role>.toml")]
pub struct AccessRole {
    pub id: AccessRoleId,
    /// What it is called.
    #[key(example = "Reviewer")]
    pub title: At<String>,
    /// Permissions that it may hold, at least one, by the names that maps of registers give them.
    #[key(example = "review", range = 1..)]
    pub levels: Vec<At<PartId>>,
    /// Queues to which it is limited; empty or absent is every queue of the account's project.
    #[key(example = "atlas-pt", loose)]
    pub queues: Vec<At<QueueId>>,
    /// Whether it may hold them in languages that the account has not, such as who assigns work.
    #[key(example = false, default = false)]
    pub any_language: bool,
    /// Whether it must hold a permission on each of its queues; false of roles that are called when they are needed.
    #[key(example = true, default = true)]
    pub needs_all: bool,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<AccessRoleId, AccessRole>;

impl AccessRole {
    pub fn may_hold(&self, level: &PartId) -> bool {
        self.levels.iter().any(|own| own.value == *level)
    }

    /// Whether a queue is one of those to which it is limited.
    pub fn is_for(&self, queue: &QueueId) -> bool {
        self.queues.is_empty() || self.queues.iter().any(|own| own.value == *queue)
    }
}

impl Listed for AccessRole {
    const SORT: Option<Sort> = Some(Sort::AccessRole);

    fn check(draft: &mut AccessRoleDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        if draft.levels.is_empty() {
            reader.refuse();
        }
    }
}
