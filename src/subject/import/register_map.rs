//! A register map: how an export of accounts, permissions, permission issues, people or wellness logs is read, so that it can be counted where it lies.
//! It names columns and words, and nobody.

use std::collections::BTreeSet;

use crate::core::organisation::record::ContentTier;
use crate::kit::declared::{Language, Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{AccessRoleId, MapId, PartId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;
use crate::subject::import::map::{DateOrder, DecimalMark, HiddenCells, Separator, Serials, table_form};

closed_list! {
    /// What a register lists.
    RegisterKind {
        Accounts = "accounts" "accounts",
        Grants = "grants" "permissions",
        Tickets = "tickets" "permission issues",
        Roster = "roster" "people",
        Wellness = "wellness" "days of exposure",
    }
    /// What a column of a register holds.
    RegisterField {
        Account = "account" "account",
        Person = "person" "person",
        Ticket = "ticket" "number of the issue",
        Vendor = "vendor" "vendor",
        Site = "site" "site",
        Project = "project" "project",
        Queue = "queue" "queue",
        Role = "role" "role",
        Level = "level" "permission",
        Languages = "languages" "languages",
        State = "state" "state",
        RequestedOn = "requested-on" "day of the request",
        UsableOn = "usable-on" "day on which login and permission were verified",
        GrantedOn = "granted-on" "day of the grant",
        ExpiresOn = "expires-on" "last day",
        LastActiveOn = "last-active-on" "day of the last use",
        RemovedOn = "removed-on" "day of the removal",
        LeftOn = "left-on" "last day of work",
        JoinedOn = "joined-on" "first day of work",
        ReviewedOn = "reviewed-on" "day of the recertification",
        ApprovedBy = "approved-by" "approver",
        OpenedOn = "opened-on" "day on which it was opened",
        ClosedOn = "closed-on" "day on which it was closed",
        Blocked = "blocked" "people blocked",
        Hours = "hours" "hours lost",
        Day = "day" "day",
        Tier = "tier" "tier of content",
        Exposed = "exposed" "minutes of exposure",
        Overtime = "overtime" "minutes of overtime",
        BreaksDue = "breaks-due" "minutes of breaks due",
        BreaksTaken = "breaks-taken" "minutes of breaks taken",
        Counselled = "counselled" "whether a counsellor was seen",
        Ignore = "ignore" "not read",
    }
    /// Whether an account or a permission is in use.
    RegisterState {
        Active = "active" "in use",
        Suspended = "suspended" "suspended",
        Removed = "removed" "removed",
    }
}

/// How an export of a register is read.
#[derive(Clone, Debug, Record)]
#[record(noun = "register map", path = "data/register-maps/<map>.toml")]
pub struct RegisterMap {
    pub id: MapId,
    /// Which register it reads, and of which system.
    #[key(example = "People by site, from the workforce system")]
    pub title: At<String>,
    /// What the register lists.
    #[key(example = "roster")]
    pub kind: At<RegisterKind>,
    /// The sheet; needed where the workbook has several.
    #[key(example = "# People")]
    pub sheet: Option<At<String>>,
    /// The rows that name the columns, counted from 1; of merged heads all of them, from above.
    #[key(example = "1", range = 1..=4)]
    pub head: Vec<At<u32>>,
    /// Of a text file that is not UTF-8: how it is encoded, as the web names it.
    #[key(example = "windows-1252")]
    pub encoding: Option<At<String>>,
    /// What parts the cells of a text file; absent: what its head rows show.
    #[key(example = "comma")]
    pub separator: Option<At<Separator>>,
    /// Of numbers written as text; absent: 27,834 is not read.
    #[key(example = "point")]
    pub decimal_mark: Option<At<DecimalMark>>,
    /// Of dates such as 03/04/2026, which are not read without it.
    #[key(example = "day-first")]
    pub dates: Option<At<DateOrder>>,
    /// Of days that are plain numbers, which are not read without it; 1904 in books from old Macs.
    #[key(example = "1900")]
    pub serials: Option<At<Serials>>,
    /// Of rows and columns of the table that a workbook hides, by a filter or otherwise; absent: a table with some is not read.
    #[key(example = "read")]
    pub hidden: Option<At<HiddenCells>>,
    /// Words of cells that are as good as empty.
    #[key(example = "n/a, -")]
    pub missing: Vec<At<String>>,
    /// What parts several languages in one cell.
    #[key(example = ";", default = ";".to_owned())]
    pub between: At<String>,
    /// Of every row, where no column says it.
    #[key(example = "# acme")]
    pub vendor: Option<At<VendorId>>,
    /// Likewise.
    #[key(example = "# acme-porto")]
    pub site: Option<At<SiteId>>,
    /// Likewise.
    #[key(example = "# atlas")]
    pub project: Option<At<ProjectId>>,
    /// Likewise.
    #[key(example = "# annotator")]
    pub role: Option<At<AccessRoleId>>,
    #[key(name = "column", range = 1..)]
    pub columns: Vec<RegisterColumn>,
    #[key(name = "name")]
    pub names: Vec<RegisterName>,
    pub place: Place,
}

/// A column of the file.
#[derive(Clone, Debug, Record)]
#[record(noun = "column")]
pub struct RegisterColumn {
    /// What its head says; of two rows both, as `above / below`.
    #[key(example = "Employee")]
    pub head: At<String>,
    /// What it holds.
    #[key(example = "person")]
    pub is: At<RegisterField>,
    pub place: Place,
}

/// What the file calls something, and what that is; one of them.
#[derive(Clone, Debug, Record)]
#[record(noun = "name", check = RegisterName::check)]
pub struct RegisterName {
    /// As the cells have it.
    #[key(example = "PT-PRT-02")]
    pub says: At<String>,
    /// The vendor.
    #[key(example = "# acme")]
    pub vendor: Option<At<VendorId>>,
    /// The site.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// The project.
    #[key(example = "# atlas")]
    pub project: Option<At<ProjectId>>,
    /// The queue.
    #[key(example = "# atlas-pt")]
    pub queue: Option<At<QueueId>>,
    /// The role.
    #[key(example = "# annotator")]
    pub role: Option<At<AccessRoleId>>,
    /// The permission, as roles name it.
    #[key(example = "# annotate")]
    pub level: Option<At<PartId>>,
    /// The language.
    #[key(example = "# pt-PT")]
    pub language: Option<At<Language>>,
    /// The tier of content.
    #[key(example = "# high")]
    pub tier: Option<At<ContentTier>>,
    /// The state.
    #[key(example = "# removed")]
    pub state: Option<At<RegisterState>>,
    /// Rows of what is called so are left out.
    #[key(example = "# true", default = false)]
    pub skip: bool,
    pub place: Place,
}

impl RegisterName {
    fn check(draft: &mut RegisterNameDraft, reader: &Reader<'_, '_, '_>) {
        let named = ["vendor", "site", "project", "queue", "role", "level", "language", "tier", "state"];
        let count = named.iter().filter(|key| reader.fields.has(key)).count() + usize::from(draft.skip);
        if count == 1 {
            return;
        }
        let message = if count == 0 { "a name stands for nothing" } else { "a name stands for two things" };
        reader.log().push(
            Diagnostic::new(&codes::BAD_VALUE, reader.place(), message)
                .label("expected one of vendor, site, project, queue, role, level, language, tier, state and skip")
                .help("write a [[name]] for each"),
        );
    }
}

impl RegisterKind {
    /// Columns without which nothing can be counted.
    fn needed(self) -> &'static [RegisterField] {
        use RegisterField as F;
        match self {
            RegisterKind::Accounts => &[F::Account],
            RegisterKind::Grants => &[F::Account, F::Queue, F::Level],
            RegisterKind::Tickets => &[F::Ticket, F::OpenedOn],
            RegisterKind::Roster => &[F::Person],
            RegisterKind::Wellness => &[F::Person, F::Day, F::Exposed],
        }
    }
}

impl RegisterMap {
    /// The rules between its keys.
    pub fn check(draft: &mut RegisterMapDraft, reader: &Reader<'_, '_, '_>) {
        table_form(&draft.head, &[], reader);
        let mut seen = BTreeSet::new();
        for column in &draft.columns {
            let is = *column.is;
            if is != RegisterField::Ignore && !seen.insert(is) {
                let message = format!("two columns are the `{}` of a row", is.word());
                let label = "expected one column of each kind";
                reader.bad_value(&column.is, message, label, "make one of them `ignore`");
            }
        }
        let (Some(kind), Some(first)) = (&draft.kind, draft.columns.first()) else { return };
        for field in kind.needed().iter().filter(|field| !seen.contains(field)) {
            let message = format!("no column of the map holds the {}", field.label());
            reader.log().push(
                Diagnostic::new(&codes::BAD_VALUE, first.place.clone(), message)
                    .label(format!("a register of {} has it", kind.label()))
                    .help(format!("say of a column that it `is = \"{}\"`", field.word())),
            );
            reader.refuse();
        }
    }
}
