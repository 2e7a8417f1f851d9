//! `data/book.toml`: who reports, in which calendar, by which rating bands and rule set.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::access::{AccessLimits, Suppression, WellnessLimits};
use super::escalation::EscalationStep;
use super::forms::{
    AddressTemplate, Branch, Currency, FixedAfter, OrganisationColumn, ReportDay, RoleMailbox, RolePhone,
    TimeZone, WebAddress,
};
use super::incident::IncidentClock;
use super::signals::SignalLimits;
use super::travel::VisitLimits;
use crate::kit::calendar::Calendar;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{MetricId, PersonId, SopId};
use crate::kit::key::SigningKey;
use crate::kit::number::Decimal;
use crate::kit::source::{AsOf, At, Place, Setting};
use crate::kit::words::{RatingName, closed_list};

closed_list! {
    /// Who may read the site.
    Publication {
        Public = "public" "public",
        Restricted = "restricted" "restricted",
    }
    /// How the addresses of a git host are laid out.
    HostLayout {
        Github = "github" "GitHub",
        Gitlab = "gitlab" "GitLab",
        Plain = "plain" "plain",
    }
    /// The day whose exchange rate an amount takes.
    ExchangeDay {
        MonthEnd = "month-end" "the last day of the month that it is for",
        InvoiceDate = "invoice-date" "the day of its invoice",
    }
    /// What a final measurement that was restated is to the team.
    RestatedPolicy {
        Warned = "warned" "a warning",
        Accepted = "accepted" "accepted, and kept in the ledger",
    }
    /// Where a procedure says who approved it.
    ApprovalPolicy {
        Approver = "approver" "the key approver, or a record",
        Records = "records" "a record of each approval, with the hash of its text",
    }
    /// Which signals count on control charts, never mixed; a book that names one gets its tool's own settings of limits, where it has some.
    RuleSet {
        Nhs = "nhs" "NHS Making Data Count",
        Nelson = "nelson" "Nelson 1984",
        WesternElectric = "western-electric" "Western Electric",
    }
}

/// What the book says of itself: who reports, in which calendar, by which rules.
#[derive(Clone, Debug, Record)]
#[record(noun = "book", path = "data/book.toml")]
pub struct Settings {
    /// The version of the format.
    #[key(example = 1, range = 1..)]
    pub format: u32,
    /// What the site is called.
    #[key(example = "Partner operations")]
    pub title: String,
    /// Whose book it is.
    #[key(example = "Example platform")]
    pub organisation: String,
    /// ISO 4217, three capitals.
    #[key(example = "USD")]
    pub currency: Currency,
    /// IANA name: whose Sunday ends the week.
    #[key(example = "Europe/Dublin")]
    pub time_zone: TimeZone,
    /// Who may read the site; shown in the footer, needed by the publish workflow.
    #[key(example = "restricted")]
    pub publication: Publication,
    /// Pins the report's date, from 1900 to 2100; leave it out to follow the commit: the last Sunday before its date in `time-zone`.
    #[key(name = "as-of", example = "2026-11-15")]
    pub pinned: Option<ReportDay>,
    /// Settled: from the flag, this file or the commit.
    pub as_of: AsOf,
    /// Scorecards kept on the site, 1 to 260: weeks, of a monthly book months; without it 26, of a monthly book 12.
    #[key(example = 26, range = 1..=260)]
    pub history_weeks: Option<At<u32>>,
    /// Which signals count on charts; nhs, where it is written, brings its tool's settings of the two keys below.
    #[key(example = "nhs", default = RuleSet::Nhs)]
    pub rule_set: Setting<RuleSet>,
    /// Points after which control limits stay fixed; 0 = never, else 8 or more; with `rule-set = "nhs"` 0, unless it is written.
    #[key(example = 12, default = FixedAfter(Some(12)), range = 0..=1000)]
    pub fix_limits_after: Setting<FixedAfter>,
    /// Drop moving ranges at or above the range limit, once; with `rule-set = "nhs"` true, unless it is written.
    #[key(example = false, default = false)]
    pub screen_ranges: Setting<bool>,
    /// Percent of weight measured under which a score is "insufficient data".
    #[key(example = 60, default = Decimal::from_int(60), range = 0..=100)]
    pub insufficient_coverage: Setting<Decimal>,
    /// A breach needs a plan within so many working days.
    #[key(example = 10, default = 10_u32, range = 0..=365)]
    pub plan_draft_working_days: Setting<u32>,
    /// Percent of an audit's items that must pass, 0 to 100, unless its SOP says otherwise.
    #[key(example = 90, default = Decimal::from_int(90), range = 0..=100)]
    pub audit_threshold: Setting<Decimal>,
    /// Where an effective SOP says that it was approved: records asks for an `[[approval]]` of its text.
    #[key(example = "records", default = ApprovalPolicy::Approver)]
    pub approvals: ApprovalPolicy,
    /// What a final measurement that was restated later is.
    #[key(example = "warned", default = RestatedPolicy::Warned)]
    pub restatements: RestatedPolicy,
    /// Of which day an amount in another currency takes its exchange rate: the last of the month it is for, or that of its invoice.
    #[key(example = "month-end", default = ExchangeDay::MonthEnd)]
    pub exchange_day: Setting<ExchangeDay>,
    /// Days by which an exchange rate may be older than that day; 0: of the day itself.
    #[key(example = 7, default = 7_u32, range = 0..=366)]
    pub exchange_max_age_days: Setting<u32>,
    /// Days after a month's end by which an accrual is posted for what is not invoiced.
    #[key(example = 5, default = 10_u32, range = 0..=366)]
    pub accrual_days: Setting<u32>,
    /// The metric, a count, whose units are accepted work: pages of money say what one costs.
    #[key(example = "accepted-units")]
    pub unit_cost_metric: Option<At<MetricId>>,
    /// The metric whose units were done again, a count or the numerator of a ratio; it needs `unit-cost-metric`.
    #[key(example = "rework")]
    pub rework_metric: Option<At<MetricId>>,
    /// Days for which a claim may be in dispute before that is a finding.
    #[key(example = 21, default = 30_u32, range = 0..=366)]
    pub claim_dispute_days: Setting<u32>,
    /// The month, 1 to 12, with which years and quarters start; 4: "Q4 2018/19" is January to March 2019.
    #[key(example = 1, default = 1_u8, range = 1..=12)]
    pub fiscal_year_starts: u8,
    /// Mailboxes of roles, which texts may name: an address, or `abuse@` for that of any domain; its name says of which role.
    #[key(example = "vendor-ops@acme.example")]
    pub role_mailboxes: Vec<RoleMailbox>,
    /// Telephone numbers of desks and services, which texts may name; with the country's code.
    #[key(example = "+351 21 000 0000")]
    pub role_phones: Vec<RolePhone>,
    /// Columns of CSV files that name organisations, for those who read the file: the program does not read them; `name` alone.
    #[key(example = "name")]
    pub organisation_columns: Vec<OrganisationColumn>,
    /// Words of graphic description beside those of the format, which no text but a procedure says; one that ends in `*` is the beginning of a word.
    #[key(example = "gutted")]
    pub graphic_words: Vec<At<String>>,
    /// Procedures whose files are gone and of which the site shows nothing: no page, no name, no version.
    #[key(example = "shift-roster")]
    pub forget: Vec<At<SopId>>,
    /// Days that are not working days.
    #[key(example = "2026-12-25")]
    pub holidays: BTreeSet<Date>,
    /// Of the two keys above.
    pub calendar: Calendar,
    /// Where the book is hosted, for links.
    #[key(example = "https://git.example.org/ops/book")]
    pub repository: Option<WebAddress>,
    /// How its addresses are laid out; without it gitlab where the host's name says so, else github.
    #[key(name = "host", example = "github")]
    pub written_host: Option<HostLayout>,
    pub host: HostLayout,
    /// The published branch, on which pages are edited.
    #[key(example = "main", default = Branch::new("main"))]
    pub branch: Branch,
    /// Lines of a file on a host with a layout of its own; {commit} and {path} required.
    #[key(example = "https://git.example.org/ops/book/tree/{path}?id={commit}#n{line}")]
    pub permalink: Option<At<AddressTemplate>>,
    /// Where a page is edited; {path} required.
    #[key(example = "https://git.example.org/ops/book/edit/{branch}/{path}")]
    pub edit_link: Option<At<AddressTemplate>>,
    /// Where a change is proposed.
    #[key(example = "https://git.example.org/ops/book/new?title={title}")]
    pub propose_link: Option<At<AddressTemplate>>,
    /// Where the site is published: report.md, the feed and the calendar link there; --base-url wins.
    #[key(example = "https://reports.example.org/book")]
    pub site_url: Option<WebAddress>,
    /// `None`: every limit is its default.
    #[key(name = "access")]
    pub access: Option<AccessLimits>,
    /// `None`: every cap is its default.
    #[key(name = "wellness")]
    pub wellness: Option<WellnessLimits>,
    /// `None`: every limit is its default.
    #[key(name = "signals")]
    pub signals: Option<SignalLimits>,
    #[key(name = "incident-clock")]
    pub incident_clocks: Vec<IncidentClock>,
    // In the order in which they rise.
    #[key(name = "escalation-step")]
    pub escalation_steps: Vec<EscalationStep>,
    #[key(name = "visits")]
    pub visits: Option<VisitLimits>,
    #[key(name = "suppression")]
    pub suppressions: Vec<Suppression>,
    /// Best first; the last starts at 0.
    #[key(name = "rating")]
    pub ratings: Vec<RatingBand>,
    #[key(example = "ada-north")]
    pub people: BTreeMap<PersonId, Person>,
    /// `data/book.toml:1:1`.
    pub place: Place,
}

/// What the published tool of a rule set does with limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Who publishes it so.
    pub tool: &'static str,
    pub fix_limits_after: FixedAfter,
    pub screen_ranges: bool,
}

impl RuleSet {
    /// Nelson 1984 and Western Electric name signals; how limits are drawn up they leave to the reader.
    pub fn preset(self) -> Option<Preset> {
        match self {
            RuleSet::Nhs => Some(Preset {
                tool: "NHSRplotthedots",
                fix_limits_after: FixedAfter(None),
                screen_ranges: true,
            }),
            RuleSet::Nelson | RuleSet::WesternElectric => None,
        }
    }
}

impl Settings {
    /// The settings that the rule set brought; `None` where the book names no rule set, or one that has none.
    pub fn preset(&self) -> Option<Preset> {
        self.rule_set.place.as_ref()?;
        self.rule_set.preset()
    }

    /// The band of a score of 0 to 100: the first whose lower bound it reaches.
    pub fn rating(&self, score: Decimal) -> RatingName {
        let band = self.ratings.iter().find(|band| score >= band.at_least);
        band.map_or(RatingName::Inadequate, |band| band.name)
    }
}

/// A named rating of scores of 0 to 100, best first and half-open; all four names, or none for 90, 75, 50 and 0.
#[derive(Clone, Debug, Record)]
#[record(noun = "rating", check = RatingBand::check)]
pub struct RatingBand {
    /// Each once.
    #[key(example = "good")]
    pub name: RatingName,
    /// A score belongs to the first band whose bound it reaches; the last is 0.
    #[key(example = 90, range = 0..=100)]
    pub at_least: Decimal,
    /// `None` when the default bands are in force.
    pub place: Option<Place>,
}

impl RatingBand {
    fn check(draft: &mut RatingBandDraft, reader: &Reader<'_, '_, '_>) {
        draft.place = Some(Some(reader.place()));
    }
}

/// A handle: what owners and approvers are written as.
#[derive(Clone, Debug, Record)]
#[record(noun = "person")]
pub struct Person {
    pub id: PersonId,
    /// As pages show it.
    #[key(example = "Ada North")]
    pub name: String,
    /// What they do.
    #[key(example = "Partner operations manager")]
    pub role: String,
    /// Keys that sign their commits, Ed25519, without the comment.
    #[key(example = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs")]
    pub keys: Vec<At<SigningKey>>,
    pub place: Place,
}
