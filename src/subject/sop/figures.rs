//! SOPs: when the next review is due and what each covers.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::calendar::days_between;
use crate::kit::id::{QueueId, SiteId, SopId};
use crate::subject::given::{Computed, Given};
use crate::subject::history::History;
use crate::subject::history::versions::Version;
use crate::subject::register::Register;
use crate::subject::sop::read::SopText;
use crate::subject::sop::record::{AcknowledgedText, Sop, SopApproval, Stage};

/// What a report keeps of them.
pub type Figures = BTreeMap<SopId, SopState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let sops = given.register.sops.values();
        sops.map(|sop| (sop.id.clone(), sop_state(given.register, sop))).collect()
    }
}

/// Which text an acknowledgement or an approval was given to. A hash is that of a recorded text, which may differ from the one of today in
/// nothing that is shown: in white space, or in how Markdown marks what it marks.
pub fn text_of(history: &History, sop: &Sop, hash: &str) -> AcknowledgedText {
    let text = sop.acknowledged_text(hash);
    if text != AcknowledgedText::Former {
        return text;
    }
    let versions = history.procedures.get(sop.place.path.as_str()).map_or(&[][..], Vec::as_slice);
    let texts = || versions.iter().filter_map(|version| version.sop.as_ref());
    let alike = |hash: &str| {
        let is_of_today = [&sop.hashes.now, &sop.hashes.former].iter().any(|now| now.starts_with(hash));
        let known = texts().find(|text| text.has_hash(hash)).map(SopText::read_hash);
        let read = if is_of_today { Some(sop.hashes.read.as_str()) } else { known };
        let Some(read) = read else { return Vec::new() };
        let same = texts().filter(|text| text.read_hash() == read);
        same.flat_map(|text| [text.hash.as_str(), text.former_hash.as_str()]).collect()
    };
    let read_as = [sop.acknowledged_among(hash, alike)].into_iter();
    read_as
        .chain(alike(hash).into_iter().map(|hash| sop.acknowledged_among(hash, alike)))
        .min_by_key(|text| *text as u8)
        .unwrap_or(AcknowledgedText::Former)
}

/// While the text of today is still to take effect: the newest recorded one that holds until then. None that git has not recorded.
pub fn text_until_then<'h>(history: &'h History, sop: &Sop, day: Date) -> Option<&'h SopText> {
    if sop.stage(day) != Stage::ToCome {
        return None;
    }
    let versions = history.procedures.get(sop.place.path.as_str())?;
    let holds = |version: &&Version| {
        let is_effective = version.written("status").is_none_or(|status| status == "effective");
        let from = version.written("effective-on").and_then(|on| on.parse::<Date>().ok());
        is_effective && from.is_some_and(|from| from <= day)
    };
    versions.iter().rev().find(holds)?.sop.as_ref()
}

/// Whether a procedure is in effect on a day, by its text of today or by the one that it replaces on a later day.
pub fn is_in_effect(history: &History, sop: &Sop, day: Date) -> bool {
    sop.is_effective(day) || text_until_then(history, sop, day).is_some()
}

/// What an approval is worth today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApprovalState {
    /// Of the text of today, or of one that edits without weight led to it.
    Holds(AcknowledgedText),
    /// Given by the author: it approves nothing.
    ByAuthor,
    /// It names the version of today and another text.
    OfOtherText,
    /// Of a version before.
    Former,
}

/// What an approval of an SOP is worth.
pub fn approval_state(history: &History, sop: &Sop, approval: &SopApproval) -> ApprovalState {
    match text_of(history, sop, &approval.hash) {
        _ if approval.by == sop.author => ApprovalState::ByAuthor,
        AcknowledgedText::Former if approval.version == sop.version => ApprovalState::OfOtherText,
        AcknowledgedText::Former => ApprovalState::Former,
        text => ApprovalState::Holds(text),
    }
}

/// The approvals of an SOP that hold, the newest first; one of a day after the as-of date is none yet.
pub fn approvals_that_hold<'s>(history: &History, sop: &'s Sop, as_of: Date) -> Vec<&'s SopApproval> {
    let holds = |approval: &&SopApproval| {
        approval.on <= as_of && matches!(approval_state(history, sop, approval), ApprovalState::Holds(_))
    };
    let mut approvals: Vec<&SopApproval> = sop.approvals.iter().filter(holds).collect();
    approvals.sort_by_key(|approval| std::cmp::Reverse(*approval.on));
    approvals
}

#[derive(Clone, Debug)]
pub struct SopState {
    pub sop: SopId,
    /// The later of last review and effective date, plus the interval.
    pub review_due_on: Date,
    /// Days past review at the as-of date; negative = days left.
    pub review_age_days: i32,
    /// Sites and queues it applies to, spelled out.
    pub sites: Vec<SiteId>,
    pub queues: Vec<QueueId>,
}

/// The state of an SOP on the as-of date. Where it names no site or queue, those that are open then are spelled out.
pub fn sop_state(register: &Register, sop: &Sop) -> SopState {
    let as_of = register.as_of();
    let review_due_on = sop.review_due_on();
    let is_open = |ends: Option<Date>| ends.is_none_or(|ends| as_of <= ends);
    let queues: Vec<_> = register
        .projects
        .values()
        .flat_map(|project| project.queues.iter().map(move |queue| (project, queue)))
        .filter(|(project, queue)| {
            sop.applies_to(project, queue)
                && queue.languages.iter().any(|language| sop.speaks(language))
                && (sop.queues.contains(&queue.id) || is_open(queue.days().1))
        })
        .collect();
    let sites = match (sop.sites.is_empty(), sop.queues.is_empty()) {
        (false, _) => sop.sites.iter().cloned().collect(),
        // An SOP for some queues applies where these queues are worked.
        (true, false) => {
            let at_queues = |site: &&SiteId| queues.iter().any(|(project, _)| project.sites.contains(*site));
            register.sites.keys().filter(at_queues).cloned().collect()
        }
        (true, true) => {
            register.sites.values().filter(|s| is_open(s.days().1)).map(|s| s.id.clone()).collect()
        }
    };
    let mut queues: Vec<QueueId> = queues.into_iter().map(|(_, queue)| queue.id.clone()).collect();
    queues.sort_unstable();
    let review_age_days = days_between(review_due_on, as_of);
    SopState { sop: sop.id.clone(), review_due_on, review_age_days, sites, queues }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::declared::Language;
    use crate::subject::history::past::Past;
    use crate::subject::sop::record::SopStatus;
    use crate::testing::{Bench, approval, change, day, sop};

    #[test]
    fn review_is_due_an_interval_after_the_last_one() {
        let bench = Bench::new();
        let state = sop_state(&bench.register, &sop("label-guidelines"));
        assert_eq!((state.review_due_on, state.review_age_days), (day("2027-08-01"), -259));
    }

    #[test]
    fn dates_say_from_when_and_until_when_it_holds() {
        let mut guide = sop("label-guidelines");
        let stages = |guide: &Sop| {
            ["2026-07-31", "2026-08-01", "2027-02-28", "2027-03-01"].map(|on| guide.stage(day(on)))
        };
        guide.effective_on = day("2026-08-01").into();
        assert_eq!(stages(&guide), [Stage::ToCome, Stage::InForce, Stage::InForce, Stage::InForce]);
        guide.status = SopStatus::Retired.into();
        assert_eq!(stages(&guide), [Stage::Retired; 4], "without a day it is over");
        guide.retired_on = Some(day("2027-03-01").into());
        assert_eq!(stages(&guide), [Stage::ToCome, Stage::InForce, Stage::InForce, Stage::Retired]);
        guide.status = SopStatus::Draft.into();
        assert_eq!(stages(&guide), [Stage::Draft; 4]);
    }

    #[test]
    fn until_a_text_takes_effect_the_recorded_one_before_it_holds() {
        let mut past = Past::default();
        let text = |version: &str, on: &str, rest: &str| {
            format!(
                "+++\ntitle = \"Guide\"\nversion = \"{version}\"\neffective-on = {on}\n{rest}+++\n\nText {version}.\n"
            )
        };
        let mut guide = sop("guide");
        let path = guide.place.path.as_str().to_owned();
        past.commit("Draft", &[(&path, Some(&text("0.9", "2026-01-01", "status = \"draft\"\n")))]);
        let (march, as_of) = (day("2027-03-01"), day("2026-11-15"));
        guide.effective_on = march.into();
        let until = |past: &Past, guide: &Sop, on| {
            text_until_then(&past.history(), guide, on).and_then(|text| text.version.clone())
        };
        assert_eq!(until(&past, &guide, as_of), None, "a draft never held");
        past.commit("First", &[(&path, Some(&text("1.0", "2026-02-01", "")))]);
        past.commit("Second", &[(&path, Some(&text("2.0", "2027-03-01", "")))]);
        assert_eq!(until(&past, &guide, as_of).as_deref(), Some("1.0"));
        assert!(is_in_effect(&past.history(), &guide, as_of) && !guide.is_effective(as_of));
        assert_eq!(until(&past, &guide, march), None, "from then on it is its own");
        assert!(is_in_effect(&past.history(), &guide, march));
        assert_eq!(until(&past, &guide, day("2026-01-15")), None);
    }

    #[test]
    fn an_approval_holds_for_its_text_and_for_those_that_edits_without_weight_made_of_it() {
        const FIRST: &str = "0123456789abcdef";
        let none = History::default();
        let mut guide = sop("label-guidelines");
        let of = |hash: &str, version: &str, by: &str| approval(by, "2026-01-28", version, hash);
        let now = guide.hashes.now.clone();
        let state = |guide: &Sop, one: &SopApproval| approval_state(&none, guide, one);
        let current = of(&now[..16], "2.1", "ben-field");
        assert_eq!(state(&guide, &current), ApprovalState::Holds(AcknowledgedText::Current));
        assert_eq!(state(&guide, &of(&now, "2.1", "ada-north")), ApprovalState::ByAuthor);
        assert_eq!(state(&guide, &of(FIRST, "2.1", "ben-field")), ApprovalState::OfOtherText);
        assert_eq!(state(&guide, &of(FIRST, "2.0", "ben-field")), ApprovalState::Former);
        guide.changes = vec![change(FIRST, &now, false)];
        let kept = of(FIRST, "2.0", "ben-field");
        assert_eq!(state(&guide, &kept), ApprovalState::Holds(AcknowledgedText::Kept));
        guide.approvals = vec![current, approval("ben-field", "2026-11-16", "2.1", &now), kept];
        let hold = |on| approvals_that_hold(&none, &guide, day(on)).len();
        assert_eq!((hold("2026-01-27"), hold("2026-11-15"), hold("2026-11-16")), (0, 2, 3));
    }

    #[test]
    fn what_it_covers_is_spelled_out() {
        let mut bench = Bench::new();
        bench.add_vendor("borealis", "Borealis");
        bench.add_site("borealis-riga", "borealis", "Riga");
        let mut guide = sop("label-guidelines");
        let state = sop_state(&bench.register, &guide);
        assert_eq!(state.sites, [SiteId::new("acme-porto"), SiteId::new("borealis-riga")]);
        assert_eq!(state.queues, [QueueId::new("atlas-pt")]);
        guide.queues = [QueueId::new("atlas-pt")].into();
        assert_eq!(sop_state(&bench.register, &guide).sites, [SiteId::new("acme-porto")]);
        guide.languages = [Language::new("lv")].into();
        assert!(sop_state(&bench.register, &guide).queues.is_empty());
    }
}
