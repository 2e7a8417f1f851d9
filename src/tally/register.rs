//! A register from its bytes to counts and the list for today.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::organisation::record::ContentTier;
use crate::import::refusal::Refusal;
use crate::import::spreadsheet::{Refused, Source};
use crate::kit::calendar::Week;
use crate::kit::id::{SiteId, VendorId};
use crate::kit::source::Snapshot;
use crate::subject::import::register_map::{RegisterKind, RegisterMap};
use crate::subject::read;
use crate::subject::register::Register;
use crate::tally::accounts::{self, Accounts};
use crate::tally::counted::Counted;
use crate::tally::export::{Export, Left};
use crate::tally::grants::{self, Matrix};
use crate::tally::wellness::{Counts, Weeks};
use crate::tally::{roster, tickets, wellness};

/// A register that was counted.
#[derive(Debug, Default)]
pub struct Outcome {
    pub counted: Counted,
    /// Of wellness.
    pub weeks: BTreeMap<(Week, VendorId), BTreeMap<(SiteId, ContentTier), Counts>>,
    /// The weeks of vendors of which the export tells who is past the rotation.
    pub rotations: BTreeSet<(Week, VendorId)>,
    /// Rows that were counted.
    pub rows: usize,
    /// Rows that the map leaves out.
    pub skipped: usize,
    pub refusals: Vec<Refusal>,
    /// Of permissions: accounts that the register of accounts has not.
    pub unknown_accounts: usize,
}

/// The register of accounts beside one of permissions.
#[derive(Clone, Copy)]
pub struct Beside<'b> {
    pub source: Source<'b>,
    pub map: &'b RegisterMap,
}

/// Counts a register as of the day of its export.
///
/// # Errors
/// What keeps a whole file from being read.
pub fn count(
    source: Source<'_>,
    map: &RegisterMap,
    (book, snapshot): (&Register, &Snapshot),
    as_of: Date,
    beside: Option<Beside<'_>>,
) -> Result<Outcome, Refused> {
    let catalog = read::declared(snapshot);
    let policy = book.settings.access_policy();
    let export = Export::open(source, map, (book, &catalog), as_of)?;
    let mut outcome = Outcome::default();
    match *map.kind {
        RegisterKind::Accounts => {
            let each =
                |row, counted: &mut Counted| accounts::count(&export, row, &policy, counted).map(|_| ());
            outcome.each(&export, each);
        }
        RegisterKind::Tickets => outcome.each(&export, |row, counted| tickets::count(&export, row, counted)),
        RegisterKind::Roster => outcome.each(&export, |row, counted| roster::count(&export, row, counted)),
        RegisterKind::Wellness => {
            let mut weeks = Weeks::default();
            outcome.each(&export, |row, _| wellness::read(&export, row, &mut weeks));
            let policy = book.settings.wellness_policy();
            outcome.rotations = weeks.rotations(&policy);
            outcome.weeks = weeks.counted(&policy);
        }
        RegisterKind::Grants => {
            let accounts = match beside {
                Some(beside) => {
                    let own = Export::open(beside.source, beside.map, (book, &catalog), as_of)?;
                    let mut found = Accounts::new();
                    let mut of_accounts = Outcome::default();
                    of_accounts.each(&own, |row, counted| {
                        let account = accounts::count(&own, row, &policy, counted)?;
                        found.insert(account.name.clone(), account);
                        Ok(())
                    });
                    outcome.refusals.extend(of_accounts.refusals);
                    Some(found)
                }
                None => None,
            };
            let mut held = Vec::new();
            outcome.each(&export, |row, _| {
                held.extend(grants::read(&export, row, accounts.as_ref())?);
                Ok(())
            });
            let matrix = Matrix::new(book, &policy, as_of, accounts.as_ref());
            outcome.unknown_accounts = matrix.count(&held, &mut outcome.counted).len();
        }
    }
    outcome.counted.to_do.sort();
    Ok(outcome)
}

impl Outcome {
    fn each(&mut self, export: &Export<'_>, mut count: impl FnMut(usize, &mut Counted) -> Result<(), Left>) {
        for row in export.rows() {
            match count(row, &mut self.counted) {
                Ok(()) => self.rows += 1,
                Err(Left::Skipped) => self.skipped += 1,
                Err(Left::Refused(refusal)) => self.refusals.push(refusal),
            }
        }
    }
}
