//! Counts of registers of accounts, permissions, permission issues and people, one measure a row, and how each register was counted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::reading::Reading;
use crate::core::registered::{Listed, Registered, Rowed};
use crate::kit::declared::{Reader, Record, Row, Table, Tallied};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{AccessRoleId, MapId, ProjectId, QueueId, SiteId, TallyId, VendorId};
use crate::kit::record::layout::Folder;
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;
use crate::subject::import::record::FileHash;
use crate::subject::import::register_map::RegisterKind;

closed_list! {
    /// What a register lists.
    AccessRegister {
        Accounts = "accounts" "Accounts",
        Grants = "grants" "Permissions",
        Tickets = "tickets" "Permission issues",
        Roster = "roster" "People",
    }
    /// What is counted of a register.
    AccessMeasure {
        Active = "active" "Active accounts",
        Usable = "usable" "Usable",
        Overdue = "overdue" "To remove",
        OverdueWeek = "overdue-week" "To remove for over a week",
        RemovedDay = "removed-day" "Removed within a day",
        RemovedWeek = "removed-week" "Removed within a week",
        RemovedLater = "removed-later" "Removed later",
        LeadTwo = "lead-2" "Usable within 2 working days",
        LeadFive = "lead-5" "Usable within 5 working days",
        LeadTen = "lead-10" "Usable within 10 working days",
        LeadLater = "lead-later" "Usable later, or not yet",
        Dormant = "dormant" "Dormant",
        NeverUsed = "never-used" "Never used",
        ReviewDue = "review-due" "To recertify",
        Unapproved = "unapproved" "Without an approver",
        Held = "held" "Permissions held",
        Allowed = "allowed" "Held and allowed",
        Extra = "extra" "Held outside of the role",
        OtherLanguage = "other-language" "Held in another language",
        Missing = "missing" "Missing",
        Expired = "expired" "Expired",
        GrantUnapproved = "grant-unapproved" "Permissions without an approver",
        NotApart = "not-apart" "Not kept apart",
        Opened = "opened" "Opened in the week",
        Closed = "closed" "Closed in the week",
        Open = "open" "Open",
        OpenWeek = "open-week" "Open for over a week",
        Blocked = "blocked" "People blocked",
        HoursLost = "hours-lost" "Hours lost in the week",
        People = "people" "People",
        Joined = "joined" "Joined in the week",
        Left = "left" "Left in the week",
    }
}

impl AccessRegister {
    pub const ALL: [AccessRegister; 4] =
        [AccessRegister::Accounts, AccessRegister::Grants, AccessRegister::Tickets, AccessRegister::Roster];

    /// The measure that every place of an export has, 0 included.
    pub fn base(self) -> AccessMeasure {
        match self {
            AccessRegister::Accounts => AccessMeasure::Active,
            AccessRegister::Grants => AccessMeasure::Held,
            AccessRegister::Tickets => AccessMeasure::Open,
            AccessRegister::Roster => AccessMeasure::People,
        }
    }
}

impl AccessMeasure {
    /// Steps of the provisioning lead time, from the shortest: from the request to the day on which an account was usable.
    pub const LEAD: [AccessMeasure; 4] =
        [AccessMeasure::LeadTwo, AccessMeasure::LeadFive, AccessMeasure::LeadTen, AccessMeasure::LeadLater];

    /// The register that it is counted of.
    pub fn register(self) -> AccessRegister {
        use AccessMeasure as M;
        match self {
            M::Active | M::Usable | M::Overdue | M::OverdueWeek | M::RemovedDay | M::RemovedWeek => {
                AccessRegister::Accounts
            }
            M::LeadTwo | M::LeadFive | M::LeadTen | M::LeadLater => AccessRegister::Accounts,
            M::RemovedLater | M::Dormant | M::NeverUsed | M::ReviewDue | M::Unapproved => {
                AccessRegister::Accounts
            }
            M::Held | M::Allowed | M::Extra | M::OtherLanguage | M::Missing | M::Expired => {
                AccessRegister::Grants
            }
            M::GrantUnapproved | M::NotApart => AccessRegister::Grants,
            M::Opened | M::Closed | M::Open | M::OpenWeek | M::Blocked | M::HoursLost => {
                AccessRegister::Tickets
            }
            M::People | M::Joined | M::Left => AccessRegister::Roster,
        }
    }
}

/// One count of a register, as it stood on the day of its export. A measure without a row is 0 where the register has rows of the site and day.
#[derive(Clone, Debug, Row)]
#[record(noun = "access count", path = "data/access/<file>.csv")]
pub struct AccessCount {
    /// The day of the export.
    #[key(example = "2026-11-12")]
    pub as_of: At<Date>,
    /// Whose people they are.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// The site.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// The project; empty: of none.
    #[key(example = "atlas")]
    pub project: Option<At<ProjectId>>,
    /// The queue, of permissions and of permission issues.
    #[key(example = "atlas-pt")]
    pub queue: Option<At<QueueId>>,
    /// The role, of permissions.
    #[key(example = "annotator")]
    pub role: Option<At<AccessRoleId>>,
    /// What is counted.
    #[key(example = "missing")]
    pub measure: At<AccessMeasure>,
    /// How many; `*`: not told.
    #[key(example = "3")]
    pub count: At<Tallied>,
    pub place: Place,
}

/// How a register was counted; `scorebook tally` writes it.
#[derive(Clone, Debug, Record)]
#[record(noun = "tally", path = "data/tallies/<tally>.toml")]
pub struct RegisterTally {
    pub id: TallyId,
    /// What the register lists.
    #[key(example = "grants")]
    pub register: At<String>,
    /// The map that read it.
    #[key(example = "platform-grants")]
    pub map: At<MapId>,
    /// The day of the export.
    #[key(example = "2026-11-12")]
    pub as_of: At<Date>,
    /// Its rows that were counted.
    #[key(example = 1840)]
    pub rows: At<u32>,
    /// Its rows that the map leaves out.
    #[key(example = 12, default = 0_u32)]
    pub skipped: At<u32>,
    /// Its rows that could not be read.
    #[key(example = 3, default = 0_u32)]
    pub refused: At<u32>,
    /// HMAC-SHA-256 of its bytes under a key that the team keeps: who has file and key can prove that this file was counted, and nobody else can guess at it.
    #[key(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub keyed_hash: Option<At<FileHash>>,
    /// The least count that was told.
    #[key(example = 1)]
    pub at_least: At<u32>,
    pub place: Place,
}

/// What a register keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Records {
    pub counts: Vec<AccessCount>,
    pub tallies: BTreeMap<TallyId, RegisterTally>,
}

impl Rowed for AccessCount {
    fn check(draft: &mut AccessCountDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        if let Some(day) = &draft.as_of
            && let Some(wrong) = known.today.future("as_of", **day, day.place.clone())
        {
            reader.log().push(wrong);
            reader.refuse();
        }
        reader.site_of_vendor(draft.site.as_ref(), draft.vendor.as_ref());
    }

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for row in rows.iter() {
            if !seen.insert(row.key()) {
                let message = format!(
                    "`{}` of `{}` on {} is counted twice",
                    row.measure.word(),
                    row.site.value,
                    row.as_of.value
                );
                found.push(
                    Diagnostic::new(&codes::TALLY_TWICE, row.measure.place.clone(), message)
                        .label("an earlier row has vendor, site, project, queue, role, measure and day")
                        .help("keep the count of one map"),
                );
            }
        }
        found
    }
}

/// What must not stand twice.
type CountKey<'r> = (
    Date,
    &'r VendorId,
    &'r SiteId,
    Option<&'r ProjectId>,
    Option<&'r QueueId>,
    Option<&'r AccessRoleId>,
    AccessMeasure,
);

impl AccessCount {
    fn key(&self) -> CountKey<'_> {
        (
            *self.as_of,
            &self.vendor,
            &self.site,
            self.project.as_deref(),
            self.queue.as_deref(),
            self.role.as_deref(),
            *self.measure,
        )
    }
}

impl Listed for RegisterTally {
    fn check(_: &mut RegisterTallyDraft, _: &Reader<'_, '_, '_>, _: &Known<'_>) {}
}

impl Registered for Records {
    fn folders() -> Vec<Folder> {
        vec![Folder::of(AccessCount::PATH), Folder::of(RegisterTally::PATH)]
    }

    fn tables() -> Vec<Table> {
        vec![AccessCount::table(), RegisterTally::table()]
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        Records { counts: Registered::read(reading, known), tallies: Registered::read(reading, known) }
    }

    fn close(&mut self, existing: &mut Existing) {
        self.counts.close(existing);
    }
}

impl RegisterKind {
    /// The register of accounts and permissions that a map of this kind counts; `None` of wellness.
    pub fn register(self) -> Option<AccessRegister> {
        match self {
            RegisterKind::Accounts => Some(AccessRegister::Accounts),
            RegisterKind::Grants => Some(AccessRegister::Grants),
            RegisterKind::Tickets => Some(AccessRegister::Tickets),
            RegisterKind::Roster => Some(AccessRegister::Roster),
            RegisterKind::Wellness => None,
        }
    }
}
