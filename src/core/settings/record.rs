//! `data/book.toml`: who reports, in which calendar, by which rating bands and rule set.

use std::collections::BTreeMap;

use crate::kit::calendar::Calendar;
use crate::kit::id::PersonId;
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
    /// What a final measurement that was restated is to the team.
    RestatedPolicy {
        Warned = "warned" "a warning",
        Accepted = "accepted" "accepted, and kept in the ledger",
    }
    /// Which signals count on control charts; never mixed.
    RuleSet {
        Nhs = "nhs" "NHS Making Data Count",
        Nelson = "nelson" "Nelson 1984",
        WesternElectric = "western-electric" "Western Electric",
    }
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub title: String,
    pub organisation: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA name; the reader has found it in the zone database.
    pub time_zone: String,
    pub publication: Publication,
    /// Settled: from the flag, this file or the commit.
    pub as_of: AsOf,
    /// Scorecards kept on the site, 1 to 260: weeks, of a monthly book months; see [`crate::core::Book::history`].
    pub history_weeks: Option<At<u16>>,
    pub rule_set: RuleSet,
    /// Points after which limits stay fixed; `None` = never.
    pub fix_limits_after: Setting<Option<usize>>,
    pub screen_ranges: bool,
    /// Percent of weight measured under which a score is not rated, 0 to 100.
    pub insufficient_coverage: Setting<Decimal>,
    pub plan_draft_working_days: Setting<u32>,
    /// Least adherence of an audit, in percent, 0 to 100.
    pub audit_threshold: Setting<Decimal>,
    pub calendar: Calendar,
    pub restatements: RestatedPolicy,
    pub repository: Option<String>,
    pub host: HostLayout,
    /// The branch that is published, where pages are edited.
    pub branch: String,
    /// Addresses of a host of its own layout, with `{commit}`, `{path}`, `{line}`; `{branch}`, `{path}`; `{title}`.
    pub permalink: Option<String>,
    pub edit_link: Option<String>,
    pub propose_link: Option<String>,
    /// Where the site is published, with a slash at its end: what is sent links there.
    pub site_url: Option<String>,
    /// Best first; the last starts at 0.
    pub ratings: Vec<RatingBand>,
    pub people: BTreeMap<PersonId, Person>,
    /// `data/book.toml:1:1`.
    pub place: Place,
}

impl Settings {
    /// The band of a score of 0 to 100: the first whose lower bound it reaches.
    pub fn rating(&self, score: Decimal) -> RatingName {
        let band = self.ratings.iter().find(|band| score >= band.at_least);
        band.map_or(RatingName::Inadequate, |band| band.name)
    }
}

#[derive(Clone, Debug)]
pub struct RatingBand {
    pub name: RatingName,
    /// Inclusive lower bound, 0 to 100.
    pub at_least: Decimal,
    /// `None` when the default bands are in force.
    pub place: Option<Place>,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub role: String,
    /// Their commits are signed with one of these.
    pub keys: Vec<SigningKey>,
    /// Of each key, in their order.
    pub key_places: Vec<Place>,
    pub place: Place,
}
