//! Accounts: which are usable, which should be gone, which nobody uses or has looked at.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::settings::policy::AccessPolicy;
use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::{AccessRoleId, VendorId};
use crate::subject::access::record::AccessMeasure;
use crate::subject::import::register_map::{RegisterField, RegisterState};
use crate::subject::register::Register;
use crate::tally::counted::{Counted, Spot, Step, ToDo};
use crate::tally::export::{Export, Left};

/// An account, as far as permissions ask for it.
#[derive(Clone, Debug)]
pub struct Account {
    pub name: String,
    /// Without queue and role.
    pub spot: Spot,
    pub role: Option<AccessRoleId>,
    /// Empty: the register does not say, and its site's languages count.
    pub languages: Vec<String>,
    pub state: RegisterState,
    /// By the day of the export its project, its contract or its work has ended.
    pub is_over: bool,
}

/// The accounts of a register by name.
pub type Accounts = BTreeMap<String, Account>;

/// Counts a row of accounts.
///
/// # Errors
/// The row cannot be read, or the map leaves it out.
pub fn count(
    export: &Export<'_>,
    row: usize,
    policy: &AccessPolicy,
    counted: &mut Counted,
) -> Result<Account, Left> {
    let name = export.needed(row, RegisterField::Account)?;
    let spot = export.spot(row)?;
    let role = export.role(row)?;
    let state = export.state(row)?;
    let left_on = export.past(row, RegisterField::LeftOn)?;
    let end = ended_on(export.book, &spot, left_on);
    let is_over = end.is_some_and(|end| end < export.as_of);
    let account = Account {
        name: name.clone(),
        spot: spot.clone(),
        role,
        languages: export.languages(row),
        state,
        is_over,
    };
    counted.add_many(&spot, AccessMeasure::Active, 0);
    let mut judged = Judged { export, row, policy, spot: &spot, name: &name, counted };
    judged.lead(state)?;
    match state {
        RegisterState::Removed => judged.removed(end)?,
        RegisterState::Suspended => {}
        RegisterState::Active => judged.active(end)?,
    }
    Ok(account)
}

/// The last day on which an account has work: that of the project, of the vendor's last contract, of the site, or of the person, whichever is first. `None`: no
/// end is known.
pub fn ended_on(book: &Register, spot: &Spot, left_on: Option<Date>) -> Option<Date> {
    let project = spot.project.as_ref().and_then(|id| book.projects.get(id));
    let project = project.and_then(|project| project.ends_on.as_deref().copied());
    let site = book.sites.get(&spot.site).and_then(|site| site.closed_on.as_deref().copied());
    [left_on, project, site, last_contract(book, &spot.vendor)].into_iter().flatten().min()
}

fn last_contract(book: &Register, vendor: &VendorId) -> Option<Date> {
    let own = book.contracts.values().filter(|contract| contract.vendor == *vendor);
    own.map(|contract| contract.ends_on).max()
}

struct Judged<'j, 'e> {
    export: &'j Export<'e>,
    row: usize,
    policy: &'j AccessPolicy,
    spot: &'j Spot,
    name: &'j str,
    counted: &'j mut Counted,
}

/// Days before the export in which an account became usable whose lead time is counted: 13 weeks.
const LEAD_WINDOW: i32 = 91;

impl Judged<'_, '_> {
    /// How many working days after the request it was usable. One that is not usable yet counts as late once it waits for more than ten; before
    /// that nobody knows how long it will have taken.
    fn lead(&mut self, state: RegisterState) -> Result<(), Left> {
        let (export, row) = (self.export, self.row);
        if !export.has(RegisterField::RequestedOn) || !export.has(RegisterField::UsableOn) {
            return Ok(());
        }
        let Some(requested) = export.past(row, RegisterField::RequestedOn)? else { return Ok(()) };
        let calendar = &export.book.settings.calendar;
        let days = |until: Date| match calendar.working_days_between(requested, until) {
            0..=2 => AccessMeasure::LeadTwo,
            3..=5 => AccessMeasure::LeadFive,
            6..=10 => AccessMeasure::LeadTen,
            _ => AccessMeasure::LeadLater,
        };
        let measure = match export.past(row, RegisterField::UsableOn)? {
            Some(on) if days_between(on, export.as_of) < LEAD_WINDOW => days(on),
            None if state == RegisterState::Active && days(export.as_of) == AccessMeasure::LeadLater => {
                AccessMeasure::LeadLater
            }
            _ => return Ok(()),
        };
        self.counted.add(self.spot, measure);
        Ok(())
    }

    /// How long after the end it was removed; removals without an end are no matter of a lag.
    fn removed(&mut self, end: Option<Date>) -> Result<(), Left> {
        let on = self.export.past(self.row, RegisterField::RemovedOn)?;
        let Some((on, end)) = on.zip(end).filter(|(_, end)| *end < self.export.as_of) else { return Ok(()) };
        let measure = match days_between(end, on) {
            ..=1 => AccessMeasure::RemovedDay,
            2..=7 => AccessMeasure::RemovedWeek,
            _ => AccessMeasure::RemovedLater,
        };
        self.counted.add(self.spot, measure);
        Ok(())
    }

    fn active(&mut self, end: Option<Date>) -> Result<(), Left> {
        let (export, row, as_of) = (self.export, self.row, self.export.as_of);
        self.counted.add(self.spot, AccessMeasure::Active);
        let usable_on = export.past(row, RegisterField::UsableOn)?;
        let is_usable = usable_on.is_some() || !export.has(RegisterField::UsableOn);
        if is_usable {
            self.counted.add(self.spot, AccessMeasure::Usable);
        }
        let removal = i32::try_from(*self.policy.removal_days).unwrap_or(i32::MAX);
        if let Some(due) = end.map(|end| add_days(end, removal)).filter(|due| *due < as_of) {
            self.finding(AccessMeasure::Overdue, Step::Remove, "its work has ended", Some(due));
            if days_between(due, as_of) > 7 {
                self.counted.add(self.spot, AccessMeasure::OverdueWeek);
            }
            // What should be gone is not also dormant, or to recertify.
            return Ok(());
        }
        if export.is_unapproved(row, self.name) {
            self.finding(AccessMeasure::Unapproved, Step::Approve, "nobody but its holder approved it", None);
        }
        if !is_usable {
            let since = export.day(row, RegisterField::RequestedOn)?;
            self.listed(Step::Verify, "login and permission are not verified", since);
        }
        self.use_of(usable_on)?;
        if export.has(RegisterField::ReviewedOn) {
            let start = match export.past(row, RegisterField::ReviewedOn)? {
                Some(on) => Some(on),
                None => usable_on.or(export.past(row, RegisterField::RequestedOn)?),
            };
            let days = i32::try_from(*self.policy.recertification_days).unwrap_or(i32::MAX);
            let due = start.map(|on| add_days(on, days));
            if due.is_none_or(|due| due < as_of) {
                self.finding(AccessMeasure::ReviewDue, Step::Recertify, "nobody recertified it in time", due);
            }
        }
        Ok(())
    }

    /// Dormant: not used for so many days. Never used: nobody has since it could be used.
    fn use_of(&mut self, usable_on: Option<Date>) -> Result<(), Left> {
        let (export, row) = (self.export, self.row);
        if !export.has(RegisterField::LastActiveOn) {
            return Ok(());
        }
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        match export.past(row, RegisterField::LastActiveOn)? {
            Some(last) if days_between(last, export.as_of) > days(*self.policy.dormant_days) => {
                self.finding(AccessMeasure::Dormant, Step::Suspend, "it has not been used", Some(last));
            }
            Some(_) => {}
            None => {
                let long = |on: Date| days_between(on, export.as_of) > days(*self.policy.never_used_days);
                if usable_on.is_some_and(long) {
                    self.finding(AccessMeasure::NeverUsed, Step::Suspend, "it was never used", usable_on);
                }
            }
        }
        Ok(())
    }

    fn finding(&mut self, measure: AccessMeasure, step: Step, why: &str, since: Option<Date>) {
        self.counted.add(self.spot, measure);
        self.listed(step, why, since);
    }

    fn listed(&mut self, step: Step, why: &str, since: Option<Date>) {
        self.counted.to_do.push(ToDo {
            spot: self.spot.clone(),
            step,
            whom: self.name.to_owned(),
            level: String::new(),
            why: why.to_owned(),
            since,
        });
    }
}
