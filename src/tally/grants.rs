//! Permissions on queues, held against the matrix that roles, projects, sites and languages make.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::organisation::record::{Project, Queue, covers_language};
use crate::core::settings::policy::AccessPolicy;
use crate::kit::id::{AccessRoleId, PartId, QueueId};
use crate::subject::access::record::AccessMeasure;
use crate::subject::access_role::record::AccessRole;
use crate::subject::import::register_map::{RegisterField, RegisterState};
use crate::subject::register::Register;
use crate::tally::accounts::{Account, Accounts, ended_on};
use crate::tally::counted::{Counted, Spot, Step, ToDo};
use crate::tally::export::{Export, Left};

/// A permission that somebody holds.
#[derive(Clone, Debug)]
pub struct Grant {
    pub account: String,
    pub queue: QueueId,
    pub level: PartId,
    pub expires_on: Option<Date>,
    pub is_unapproved: bool,
    /// Who holds it, where no register of accounts was given: as far as its own row says.
    pub holder: Option<Account>,
}

/// A row of permissions; `None`: it was taken away.
///
/// # Errors
/// The row cannot be read, or the map leaves it out.
pub fn read(export: &Export<'_>, row: usize, accounts: Option<&Accounts>) -> Result<Option<Grant>, Left> {
    let account = export.needed(row, RegisterField::Account)?;
    let Some(queue) = export.queue(row)? else {
        let help = "fill in the cell; leave such rows out by a [[name]] with `skip`";
        return Err(export.refused(row, RegisterField::Queue, "the row names no queue", help));
    };
    let Some(level) = export.level(row)? else {
        let help = "fill in the cell";
        return Err(export.refused(row, RegisterField::Level, "the row names no permission", help));
    };
    if export.state(row)? != RegisterState::Active {
        return Ok(None);
    }
    let holder = match accounts {
        Some(_) => None,
        None => {
            let spot = export.spot(row)?;
            let left_on = export.past(row, RegisterField::LeftOn)?;
            let is_over = ended_on(export.book, &spot, left_on).is_some_and(|end| end < export.as_of);
            Some(Account {
                name: account.clone(),
                spot,
                role: export.role(row)?,
                languages: export.languages(row),
                state: RegisterState::Active,
                is_over,
            })
        }
    };
    let expires_on = export.day(row, RegisterField::ExpiresOn)?;
    let is_unapproved = export.is_unapproved(row, &account);
    Ok(Some(Grant { account, queue, level, expires_on, is_unapproved, holder }))
}

/// An account on a queue.
type OnQueue<'g> = (&'g str, &'g QueueId);

/// Permissions by account and queue.
type Held<'g> = BTreeMap<OnQueue<'g>, BTreeSet<&'g PartId>>;

/// The permissions of a register together.
pub struct Matrix<'m> {
    book: &'m Register,
    policy: &'m AccessPolicy,
    as_of: Date,
    accounts: Option<&'m Accounts>,
    /// Of all projects.
    queues: BTreeMap<&'m QueueId, (&'m Project, &'m Queue)>,
}

/// How a permission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Allowed,
    Extra(&'static str),
    OtherLanguage,
    Expired,
}

impl<'m> Matrix<'m> {
    pub fn new(
        book: &'m Register,
        policy: &'m AccessPolicy,
        as_of: Date,
        accounts: Option<&'m Accounts>,
    ) -> Matrix<'m> {
        let own =
            |project: &'m Project| project.queues.iter().map(move |queue| (&queue.id, (project, queue)));
        let queues = book.projects.values().flat_map(own).collect();
        Matrix { book, policy, as_of, accounts, queues }
    }

    /// Counts permissions, and of known accounts those that are missing. Rows of accounts that the register of accounts has not are returned.
    pub fn count(&self, grants: &[Grant], counted: &mut Counted) -> Vec<String> {
        let mut unknown = BTreeSet::new();
        let mut held = Held::new();
        // What is to be renewed is not missing too.
        let mut ended = BTreeSet::new();
        for grant in grants {
            let known = self.accounts.and_then(|accounts| accounts.get(&grant.account));
            let Some(account) = known.or(grant.holder.as_ref()) else {
                unknown.insert(grant.account.clone());
                continue;
            };
            let spot = self.spot(account, &grant.queue);
            let standing = self.standing(account, grant);
            counted.add(&spot, AccessMeasure::Held);
            let listed = |step, why: &str, since| to_do(&spot, grant, step, why, since);
            match standing {
                Standing::Allowed => counted.add(&spot, AccessMeasure::Allowed),
                Standing::Extra(why) => {
                    counted.add(&spot, AccessMeasure::Extra);
                    counted.to_do.push(listed(Step::Revoke, why, None));
                }
                Standing::OtherLanguage => {
                    counted.add(&spot, AccessMeasure::OtherLanguage);
                    counted.to_do.push(listed(
                        Step::Revoke,
                        "the queue is in a language that the account has not",
                        None,
                    ));
                }
                Standing::Expired => {
                    counted.add(&spot, AccessMeasure::Expired);
                    counted.to_do.push(listed(Step::Renew, "its last day is over", grant.expires_on));
                }
            }
            if grant.is_unapproved {
                counted.add(&spot, AccessMeasure::GrantUnapproved);
                counted.to_do.push(listed(Step::Approve, "nobody but its holder approved it", None));
            }
            let key = (account.name.as_str(), &grant.queue);
            match standing {
                Standing::Expired => {
                    ended.insert(key);
                }
                _ => {
                    held.entry(key).or_default().insert(&grant.level);
                }
            }
        }
        self.apart(grants, &held, counted);
        self.missing((&held, &ended), counted);
        unknown.into_iter().collect()
    }

    fn spot(&self, account: &Account, queue: &QueueId) -> Spot {
        let project = self.queue(queue).map(|(project, _)| project.id.clone());
        Spot { project, queue: Some(queue.clone()), role: account.role.clone(), ..account.spot.clone() }
    }

    fn queue(&self, id: &QueueId) -> Option<(&'m Project, &'m Queue)> {
        self.queues.get(id).copied()
    }

    fn role(&self, id: &Option<AccessRoleId>) -> Option<&AccessRole> {
        self.book.access_roles.get(id.as_ref()?)
    }

    /// Which of the reasons comes first is how it stands: a permission is counted once.
    pub fn standing(&self, account: &Account, grant: &Grant) -> Standing {
        if grant.expires_on.is_some_and(|last| last < self.as_of) {
            return Standing::Expired;
        }
        let Some((project, queue)) = self.queue(&grant.queue) else {
            return Standing::Extra("the book has no such queue");
        };
        let Some(role) = self.role(&account.role) else {
            return Standing::Extra("the account has no role of the book");
        };
        if account.is_over || account.state == RegisterState::Removed {
            return Standing::Extra("the account's work has ended");
        }
        if queue.ends_on.as_deref().is_some_and(|end| *end < self.as_of) {
            return Standing::Extra("the queue has ended");
        }
        if account.spot.project.as_ref().is_some_and(|own| *own != project.id) {
            return Standing::Extra("the queue is another project's");
        }
        if !queue.is_worked_at(project, &account.spot.site) {
            return Standing::Extra("the account's site does not work the queue");
        }
        if !role.may_hold(&grant.level) || !role.is_for(&queue.id) {
            return Standing::Extra("the role does not allow it");
        }
        if !role.any_language && !self.has_language(account, queue) {
            return Standing::OtherLanguage;
        }
        Standing::Allowed
    }

    /// One of its languages, or where the register tells none one of its site's, is one of the queue's.
    fn has_language(&self, account: &Account, queue: &Queue) -> bool {
        let fits = |own: &str| {
            queue.languages.iter().any(|of| {
                let of = of.as_str();
                covers_language(of, own) || covers_language(own, of)
            })
        };
        if !account.languages.is_empty() {
            return account.languages.iter().any(|own| fits(own));
        }
        let site = self.book.sites.get(&account.spot.site);
        site.is_none_or(|site| site.languages.iter().any(|own| fits(own.as_str())))
    }

    /// E8: who holds two permissions that must stay apart on one queue.
    fn apart(&self, grants: &[Grant], held: &Held<'_>, counted: &mut Counted) {
        if self.policy.apart.len() < 2 {
            return;
        }
        let both = |levels: &BTreeSet<&PartId>| {
            self.policy.apart.iter().filter(|level| levels.contains(level)).count() > 1
        };
        let mut told = BTreeSet::new();
        for grant in grants {
            let key = (grant.account.as_str(), &grant.queue);
            if !held.get(&key).is_some_and(both) || !told.insert(key) {
                continue;
            }
            let known = self.accounts.and_then(|accounts| accounts.get(&grant.account));
            let Some(account) = known.or(grant.holder.as_ref()) else { continue };
            let spot = self.spot(account, &grant.queue);
            counted.add(&spot, AccessMeasure::NotApart);
            let why = "it holds permissions on one queue that must stay apart";
            counted.to_do.push(to_do(&spot, grant, Step::Separate, why, None));
        }
    }

    /// E4: active accounts whose role needs a queue on which they hold nothing.
    fn missing(&self, (held, ended): (&Held<'_>, &BTreeSet<OnQueue<'_>>), counted: &mut Counted) {
        for account in self.accounts.into_iter().flat_map(|accounts| accounts.values()) {
            if account.state != RegisterState::Active || account.is_over {
                continue;
            }
            let (Some(role), Some(project)) = (self.role(&account.role), &account.spot.project) else {
                continue;
            };
            let Some(project) = self.book.projects.get(project).filter(|_| role.needs_all) else { continue };
            for queue in project.queues.iter().filter(|queue| self.is_needed(account, role, (project, queue)))
            {
                let spot = self.spot(account, &queue.id);
                counted.add_many(&spot, AccessMeasure::Held, 0);
                let key = (account.name.as_str(), &queue.id);
                let is_held = |levels: &BTreeSet<&PartId>| levels.iter().any(|level| role.may_hold(level));
                if held.get(&key).is_some_and(is_held) || ended.contains(&key) {
                    continue;
                }
                counted.add(&spot, AccessMeasure::Missing);
                counted.to_do.push(ToDo {
                    spot,
                    step: Step::Grant,
                    whom: account.name.clone(),
                    level: role.levels.first().map(|level| level.to_string()).unwrap_or_default(),
                    why: "its role needs the queue".to_owned(),
                    since: None,
                });
            }
        }
    }

    fn is_needed(&self, account: &Account, role: &AccessRole, (project, queue): (&Project, &Queue)) -> bool {
        let (first, last) = queue.days();
        first <= self.as_of
            && last.is_none_or(|last| self.as_of <= last)
            && queue.is_worked_at(project, &account.spot.site)
            && role.is_for(&queue.id)
            && (role.any_language || self.has_language(account, queue))
    }
}

fn to_do(spot: &Spot, grant: &Grant, step: Step, why: &str, since: Option<Date>) -> ToDo {
    ToDo {
        spot: spot.clone(),
        step,
        whom: grant.account.clone(),
        level: grant.level.to_string(),
        why: why.to_owned(),
        since,
    }
}
