//! Hazards as they are written: what may harm whom at a site, two ratings, and controls that somebody checks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{HazardId, PartId, SiteId};
use crate::kit::source::{At, Place, Setting};

/// What may harm the mind of whoever works at a site.
#[derive(Clone, Debug, Record)]
#[record(noun = "hazard", path = "data/hazards/<hazard>.toml")]
pub struct Hazard {
    pub id: HazardId,
    /// What it is, in a few words.
    #[key(example = "Harmful content for hours on end")]
    pub title: At<String>,
    /// Where.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// Who is exposed to it, by role; nobody by name.
    #[key(example = "Moderators on the late shift")]
    pub exposed: At<String>,
    /// How likely harm is without controls: 1 rare, 5 almost certain.
    #[key(example = 4, range = 1..=5)]
    pub likelihood: At<u32>,
    /// How bad it would be: 1 negligible, 5 severe.
    #[key(example = 4, range = 1..=5)]
    pub severity: At<u32>,
    #[key(name = "control")]
    pub controls: Vec<Control>,
    pub place: Place,
}

/// What keeps the hazard from harming somebody.
#[derive(Clone, Debug, Record)]
#[record(noun = "control", check = Control::check)]
pub struct Control {
    /// Unique in the hazard.
    #[key(example = "hard-stop")]
    pub id: At<PartId>,
    /// What is done.
    #[key(example = "Queues stop serving a seat at four hours")]
    pub title: At<String>,
    /// Who answers for it: a handle, or a role of the vendor.
    #[key(example = "Site lead, Porto")]
    pub owner: At<String>,
    /// From when on it works; absent: it is planned.
    #[key(example = "2026-03-02")]
    pub in_place_on: Option<At<Date>>,
    /// When somebody last saw that it works.
    #[key(example = "2026-09-14", only = "in-place-on")]
    pub checked_on: Option<At<Date>>,
    /// Days from one check to the next.
    #[key(example = 90, default = 180_u32, range = 1..=732)]
    pub check_days: Setting<u32>,
}

impl Control {
    fn check(_: &mut ControlDraft, reader: &Reader<'_, '_, '_>) {
        reader.in_order("in-place-on", "checked-on");
    }
}

/// What a register keeps of them.
pub type Records = BTreeMap<HazardId, Hazard>;

impl Listed for Hazard {
    fn check(_: &mut HazardDraft, _: &Reader<'_, '_, '_>, _: &Known<'_>) {}
}
