//! Standard operating procedures: front matter and Markdown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::normative::{Hashes, hashes, is_hexadecimal};
use super::picture::{self, Used};
use crate::core::contract::known::{Clause, Known};
use crate::core::organisation::record::{Project, Queue, covers_language};
use crate::core::registered::Listed;
use crate::core::wording::sentence_case;
use crate::kit::calendar::{add_days, add_months};
use crate::kit::declared::{Language, Reader, Record, Shape, text_forms};
use crate::kit::diag::plural;
use crate::kit::id::{PersonId, QueueId, SiteId, SopId};
use crate::kit::number::Decimal;
use crate::kit::record::catalog::Sort;
use crate::kit::source::{At, Place, Setting, Span};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::{front, values};
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

/// A standard operating procedure: what people are to do, and for which clauses.
#[derive(Clone, Debug, Record)]
#[record(noun = "SOP", path = "data/sops/<sop>.md")]
pub struct Sop {
    pub id: SopId,
    /// What it is called.
    #[key(example = "Labelling guidelines")]
    pub title: At<String>,
    /// What it is about, in a sentence.
    #[key(example = "How a label is chosen, and what to do when two fit")]
    pub description: Option<At<String>>,
    /// Under which heading the list of procedures has it; without it the folder below data/sops in which its file stands.
    #[key(example = "Labelling")]
    pub section: Option<At<String>>,
    /// Words to find it by.
    #[key(example = "on shift")]
    pub tags: Vec<At<String>>,
    /// As people know it.
    #[key(example = "2.1")]
    pub version: At<String>,
    /// Whether it is in force.
    #[key(example = "effective", default = SopStatus::Effective)]
    pub status: Setting<SopStatus>,
    /// Who answers for it; without it an effective SOP is a finding.
    #[key(example = "ada-north")]
    pub owner: Option<At<PersonId>>,
    /// Not the author; without it an effective SOP is a finding.
    #[key(example = "ben-field")]
    pub approver: Option<At<PersonId>>,
    /// Who wrote it.
    #[key(example = "ada-north")]
    pub author: At<PersonId>,
    /// From when on.
    #[key(example = "2026-02-01")]
    pub effective_on: At<Date>,
    /// The last review.
    #[key(example = "2026-08-01")]
    pub reviewed_on: Option<At<Date>>,
    /// When it is withdrawn, the first day on which it holds no more; not before effective-on.
    #[key(example = "# 2026-12-01", only = "status = retired")]
    pub retired_on: Option<At<Date>>,
    /// Days from one review to the next, 1 to 3,660.
    #[key(example = 365, default = 365_u32, range = 1..=3660)]
    pub review_days: Setting<u32>,
    /// Calendar months instead, 1 to 120; of a day that the month has not, its last.
    #[key(example = "# 12", range = 1..=120)]
    pub review_months: Option<At<u32>>,
    /// Whether its text describes harmful content: its page then warns before the text, and folds it.
    #[key(example = false, default = false)]
    pub content_warning: bool,
    /// How much hangs on it.
    #[key(example = "high", default = Criticality::Normal)]
    pub criticality: At<Criticality>,
    /// Sites to which it applies; empty or absent is all.
    #[key(example = "acme-porto", loose)]
    pub sites: BTreeSet<SiteId>,
    /// Queues to which it applies; empty or absent is all.
    #[key(example = "atlas-pt", loose)]
    pub queues: BTreeSet<QueueId>,
    /// Languages it is written for, BCP 47; empty or absent is all.
    #[key(example = "pt-PT")]
    pub languages: BTreeSet<Language>,
    /// Clauses it serves, as contract/service-level.
    #[key(example = "acme-2026/accuracy", loose)]
    pub satisfies: Vec<At<Clause>>,
    /// SOPs it replaces.
    #[key(example = "")]
    pub supersedes: Vec<At<SopId>>,
    /// Least adherence of an audit, in percent, 0 to 100; absent: the book's.
    #[key(example = 95, range = 0..=100)]
    pub audit_threshold: Option<At<Decimal>>,
    #[key(name = "change")]
    pub changes: Vec<SopChange>,
    #[key(name = "approval")]
    pub approvals: Vec<SopApproval>,
    /// What acknowledgements are bound to.
    pub hashes: Hashes,
    /// Those that its text shows or links to, and that are there.
    pub pictures: Vec<Used>,
    /// Where a reader looks for the clauses it serves: at `satisfies`, or without it at the title.
    pub serves: Place,
    /// Bytes of the Markdown after the front matter, in the file of `place`.
    pub body: Span,
    pub place: Place,
}

/// An edit of the normative text that somebody judged.
#[derive(Clone, Debug, Record)]
#[record(noun = "change")]
pub struct SopChange {
    /// Hash of the text before: 16 to 64 digits of it.
    #[key(example = "5f1d0a3c9be24786")]
    pub from: At<TextHash>,
    /// Hash of the text after.
    #[key(example = "6ca2b6d16b5f3a27")]
    pub to: At<TextHash>,
    /// Where false, earlier acknowledgements still hold.
    #[key(example = false)]
    pub material: At<bool>,
    /// Who found it not material; not the author.
    #[key(example = "ben-field", when = "material = false")]
    pub reviewer: Option<At<PersonId>>,
    /// What was changed.
    #[key(example = "A typing error")]
    pub note: At<String>,
    pub place: Place,
}

/// An approval of a normative text, by somebody who did not write it.
#[derive(Clone, Debug, Record)]
#[record(noun = "approval")]
pub struct SopApproval {
    /// Who approved it; not the author.
    #[key(example = "ben-field")]
    pub by: At<PersonId>,
    /// In which capacity, where it is not that of book.toml.
    #[key(example = "Deputy for quality")]
    pub role: Option<At<String>>,
    /// The day of the approval; not one that is still to come.
    #[key(example = "2026-01-28")]
    pub on: At<Date>,
    /// Version that was approved, as people know it.
    // Which text was approved is settled by the hash.
    #[key(example = "2.1")]
    pub version: At<String>,
    /// Hash of the normative text that was approved: 16 to 64 digits of it.
    #[key(example = "6ca2b6d16b5f3a27")]
    pub hash: At<TextHash>,
    /// What goes with it.
    #[key(example = "For Porto alone, until the pilot ends")]
    pub note: Option<At<String>>,
    pub place: Place,
}

text_forms! {
    /// 16 to 64 lower-case hexadecimal digits from the start of the SHA-256 of a normative text.
    TextHash text_hash, Shape::Pattern("^[0-9a-f]{16,64}$");
}

fn text_hash(found: &str, node: &Node<'_>, _: &str, log: &Log) -> Option<String> {
    if is_hexadecimal(found, 16..=64) {
        return Some(found.to_owned());
    }
    let label = "expected 16 to 64 lower-case hexadecimal digits";
    let help = "copy the hash of the text from the SOP's page";
    values::bad_value(node, format!("`{found}` is no hash of a text"), label, help, log)
}

/// Where a procedure stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Draft,
    /// It takes effect on a later day.
    ToCome,
    InForce,
    Retired,
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

impl Listed for Sop {
    const SORT: Option<Sort> = Some(Sort::Sop);

    /// What stands below the front matter, and edits: nobody judges one of their own.
    fn check(draft: &mut SopDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        let front = reader.fields.node;
        let Some(body) = front::body(front.text) else { return };
        let markdown = front.text.content().get(body.start..body.end).unwrap_or_default();
        draft.body = Some(body);
        let pictures = picture::used_by(front.text, &known.snapshot.pictures);
        let hashed =
            front.text.once(&picture::lines(&pictures), || hashes(front, markdown, &pictures).line());
        draft.hashes = Some(Hashes::of_line(&hashed));
        draft.pictures = Some(pictures);
        reader.in_order("effective-on", "retired-on");
        if let (Some(months), Some(_)) = (&draft.review_months, &draft.review_days.place) {
            let message = "`review-months` stands beside `review-days`";
            reader.bad_value(months, message, "expected one of the two", "remove one of the two");
        }
        draft.serves = front.get("satisfies").or_else(|| front.get("title")).map(Node::place);
        draft.approvals.retain(|approval| {
            let wrong = known.today.future("on", *approval.on, approval.on.place.clone());
            let is_there = wrong.is_none();
            wrong.into_iter().for_each(|diagnostic| reader.log().push(diagnostic));
            is_there
        });
        let author = draft.author.as_ref();
        draft.changes.retain(|change| match &change.reviewer {
            None => *change.material,
            Some(reviewer) if !*change.material && Some(reviewer) == author => {
                let message = format!("the change was reviewed by its author, `{}`", reviewer.value);
                let label = "expected somebody other than the SOP's `author`";
                reader.bad_value(reviewer, message, label, "have somebody else judge it");
                false
            }
            Some(_) => true,
        });
    }
}

impl Sop {
    /// What an acknowledgement of the text with `hash` (16 to 64 digits from the start of it) is worth today.
    pub fn acknowledged_text(&self, hash: &str) -> AcknowledgedText {
        self.acknowledged_among(hash, |_| Vec::new())
    }

    /// The same; `alike` gives to a hash those of the recorded texts that read as its text does.
    pub fn acknowledged_among<'h>(
        &'h self,
        hash: &str,
        alike: impl Fn(&str) -> Vec<&'h str>,
    ) -> AcknowledgedText {
        let mut good: Vec<&str> = vec![&self.hashes.now, &self.hashes.former];
        good.extend(alike(&self.hashes.now));
        if good.iter().any(|good| same_hash(good, hash)) {
            return AcknowledgedText::Current;
        }
        // Each step back adds a text that one edit without weight became a good one.
        loop {
            let before = good.len();
            for change in self.changes.iter().filter(|change| !*change.material) {
                let leads_to_good = good.iter().any(|good| same_hash(good, &change.to));
                if leads_to_good && !good.contains(&&**change.from) {
                    good.push(&change.from);
                    good.extend(alike(&change.from));
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

    /// The later of last review and effective date, plus the interval.
    pub fn review_due_on(&self) -> Date {
        let from = self.reviewed_on.as_deref().map_or(*self.effective_on, |on| (*on).max(*self.effective_on));
        match &self.review_months {
            Some(months) => add_months(from, **months),
            None => add_days(from, i32::try_from(*self.review_days).unwrap_or(i32::MAX)),
        }
    }

    /// The interval in words, such as `6 months`.
    pub fn review_every(&self) -> String {
        match &self.review_months {
            Some(months) => plural(**months as usize, "month"),
            None => plural(*self.review_days as usize, "day"),
        }
    }

    /// The heading under which the list of procedures has it: its own, else the folder in which it stands.
    pub fn heading(&self) -> Option<String> {
        if let Some(section) = &self.section {
            return Some(section.value.clone());
        }
        let folder = self.place.path.folder().strip_prefix("data/sops/")?;
        let parts: Vec<String> = folder.split('/').map(|part| part.replace(['-', '_'], " ")).collect();
        Some(sentence_case(&parts.join(" / ")))
    }

    /// Where it stands on a day: its status says where it stands in the end, its dates from when on.
    pub fn stage(&self, day: Date) -> Stage {
        let has_ended = self.retired_on.as_deref().is_none_or(|on| *on <= day);
        match *self.status {
            SopStatus::Draft => Stage::Draft,
            SopStatus::Retired if has_ended => Stage::Retired,
            _ if day < *self.effective_on => Stage::ToCome,
            _ => Stage::InForce,
        }
    }

    /// In force on `day`.
    pub fn is_effective(&self, day: Date) -> bool {
        self.stage(day) == Stage::InForce
    }

    /// Whether its sites and queues hold this queue; its languages are another question.
    pub fn applies_to(&self, project: &Project, queue: &Queue) -> bool {
        (self.queues.is_empty() || self.queues.contains(&queue.id))
            && (self.sites.is_empty() || project.sites.iter().any(|site| self.sites.contains(site)))
    }

    /// Whether it is written for `language`: one in `en` serves `en-GB`; one in `pt-BR` does not serve `pt-PT`.
    pub fn speaks(&self, language: &str) -> bool {
        let serves = |written: &Language| covers_language(written, language);
        self.languages.is_empty() || self.languages.iter().any(serves)
    }
}

/// Whether two hashes are one, written whole or from the start.
fn same_hash(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}
