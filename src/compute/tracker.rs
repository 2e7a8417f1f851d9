//! The action tracker: every action of every plan with its age.

use crate::model::{PersonId, PlanId, SiteId, VendorId};

#[derive(Clone, Debug)]
pub struct ActionState {
    pub plan: PlanId,
    /// Index into the plan's actions.
    pub action: usize,
    pub vendor: VendorId,
    pub site: Option<SiteId>,
    /// Set when the owner is a declared person.
    pub person: Option<PersonId>,
    /// Lines of business of the projects at the action's site (or all of the vendor's sites), sorted.
    pub lines_of_business: Vec<String>,
    /// Days past due at the as-of date, or at the day it was done; negative = days left.
    pub age_days: i32,
    pub bucket: AgeBucket,
    pub done: bool,
}

/// The standard layout of ageing (V14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgeBucket {
    NotDue,
    DueToday,
    Days1To30,
    Days31To60,
    Days61To90,
    Over90,
}
