//! Standard operating procedures: front matter and Markdown.

use std::collections::BTreeMap;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::organisation::record::{Project, Queue, covers_language};
use crate::kit::calendar::add_days;
use crate::kit::id::{ContractId, PersonId, QueueId, ServiceLevelId, SiteId, SopId};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place, Setting, Span};
use crate::kit::words::closed_list;

/// What a register keeps of them.
pub type Records = BTreeMap<SopId, Sop>;

closed_list! {
    SopStatus {
        Draft = "draft" "Draft",
        Effective = "effective" "Effective",
        Retired = "retired" "Retired",
    }
    Criticality {
        Low = "low" "Low",
        Normal = "normal" "Normal",
        High = "high" "High",
    }
}

#[derive(Clone, Debug)]
pub struct Sop {
    pub id: SopId,
    pub title: String,
    pub version: String,
    pub status: SopStatus,
    pub owner: Option<PersonId>,
    pub approver: Option<PersonId>,
    pub author: PersonId,
    pub effective_on: At<Date>,
    pub reviewed_on: Option<At<Date>>,
    pub review_days: Setting<u32>,
    pub criticality: Criticality,
    pub sites: BTreeSet<SiteId>,
    pub queues: BTreeSet<QueueId>,
    /// Languages it is written for; empty is all.
    pub languages: BTreeSet<String>,
    pub satisfies: Vec<(ContractId, ServiceLevelId, Place)>,
    pub supersedes: Vec<(SopId, Place)>,
    /// Least adherence of an audit, in percent, 0 to 100; `None`: the book's.
    pub audit_threshold: Option<At<Decimal>>,
    /// SHA-256 of the normative text, 64 lower-case hexadecimal digits: what acknowledgements are bound to.
    pub normative_hash: String,
    /// Edits of the normative text that somebody judged.
    pub changes: Vec<SopChange>,
    pub places: SopPlaces,
    /// Bytes of the Markdown after the front matter, in the file of `place`.
    pub body: Span,
    pub place: Place,
}

/// An edit of the normative text, judged material or not.
#[derive(Clone, Debug)]
pub struct SopChange {
    /// Hashes of the normative text before and after: 16 to 64 lower-case hexadecimal digits from the start.
    pub from: String,
    pub to: String,
    pub material: bool,
    /// Who found it not material; the reader has seen to it that it is not the author.
    pub reviewer: Option<PersonId>,
    pub note: String,
    pub place: Place,
}

/// Where the keys stand that rules speak of; `None`: the front matter has no such key.
#[derive(Clone, Debug, Default)]
pub struct SopPlaces {
    pub title: Option<Place>,
    pub status: Option<Place>,
    pub approver: Option<Place>,
    pub satisfies: Option<Place>,
}

/// Which text an acknowledgement was given to, seen from the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcknowledgedText {
    Current,
    /// An earlier text; every edit since was found not material.
    Kept,
    /// Any other text: the acknowledgement is void.
    Former,
}

impl Sop {
    /// What an acknowledgement of the text with `hash` (16 to 64 digits from the start of it) is worth today.
    pub fn acknowledged_text(&self, hash: &str) -> AcknowledgedText {
        if same_hash(&self.normative_hash, hash) {
            return AcknowledgedText::Current;
        }
        let mut good: Vec<&str> = vec![&self.normative_hash];
        // Each step back adds a text that one edit without weight became a good one.
        loop {
            let before = good.len();
            for change in self.changes.iter().filter(|change| !change.material) {
                let leads_to_good = good.iter().any(|good| same_hash(good, &change.to));
                if leads_to_good && !good.contains(&change.from.as_str()) {
                    good.push(&change.from);
                }
            }
            if good.len() == before {
                break;
            }
        }
        match good.iter().any(|good| same_hash(good, hash)) {
            true => AcknowledgedText::Kept,
            false => AcknowledgedText::Former,
        }
    }

    /// The place of a key; of the front matter where it has none.
    pub fn at<'s>(&'s self, key: &'s Option<Place>) -> &'s Place {
        key.as_ref().unwrap_or(&self.place)
    }

    /// The later of last review and effective date, plus the interval.
    pub fn review_due_on(&self) -> Date {
        let from = self.reviewed_on.as_deref().map_or(*self.effective_on, |on| (*on).max(*self.effective_on));
        add_days(from, i32::try_from(*self.review_days).unwrap_or(i32::MAX))
    }

    /// In force on `day`.
    pub fn is_effective(&self, day: Date) -> bool {
        self.status == SopStatus::Effective && self.effective_on <= day
    }

    /// Whether its sites and queues hold this queue; its languages are another question.
    pub fn applies_to(&self, project: &Project, queue: &Queue) -> bool {
        (self.queues.is_empty() || self.queues.contains(&queue.id))
            && (self.sites.is_empty() || project.sites.iter().any(|site| self.sites.contains(site)))
    }

    /// Whether it is written for `language`: one in `en` serves `en-GB`; one in `pt-BR` does not serve `pt-PT`.
    pub fn speaks(&self, language: &str) -> bool {
        let serves = |written: &String| covers_language(written, language);
        self.languages.is_empty() || self.languages.iter().any(serves)
    }
}

/// Whether two hashes are one, written whole or from the start.
fn same_hash(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}
