//! What was signed cannot be changed any more. Who signed while they were away, or for somebody who had not handed it to them, is made good by a
//! restatement that says so: by whom it falls to on its own day.

use jiff::civil::Date;

use crate::kit::id::PersonId;
use crate::kit::source::At;
use crate::subject::delegation::figures::approvals::Approval;
use crate::subject::delegation::figures::handed::{handed_away, why_not_handed};
use crate::subject::register::Register;
use crate::subject::signoff::figures::{Signed, SignedPeriod};
use crate::subject::signoff::record::{PeriodRestatement, Signoff};

/// The signature of a period, or of one of its restatements.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'r> {
    signoff: &'r Signoff,
    /// Restatements up to this one; none of the sign-off itself.
    upto: usize,
}

impl<'r> Signing<'r> {
    /// `None` of what is no signature.
    pub fn of(register: &'r Register, approval: &Approval) -> Option<Signing<'r>> {
        let path = &approval.by_place.path;
        register.signoffs.values().find_map(|signoff| {
            let restated = || signoff.restatements.iter().position(|one| one.place.path == *path);
            let upto = if signoff.place.path == *path { 0 } else { restated()? + 1 };
            Some(Signing { signoff, upto })
        })
    }

    /// A later restatement of the period agrees to it.
    pub fn is_confirmed(&self, register: &Register, signed: &Signed) -> bool {
        is_confirmed(register, self.signoff, signed.periods.get(&self.signoff.period), self.upto)
    }

    /// How the person to whom it falls today confirms it.
    pub fn confirmed_by(&self, register: &Register, who: &PersonId) -> String {
        let stem = self.signoff.period.stem();
        match handed_away(register, who, register.as_of(), false).next() {
            Some(away) => format!(
                "let `{0}` confirm it: `scorebook signoff {stem} --by {0} --in-place-of {who} --reason TEXT`",
                *away.to
            ),
            None => format!("let `{who}` confirm it: `scorebook signoff {stem} --by {who} --reason TEXT`"),
        }
    }
}

/// Whether a signature of the period waits for somebody to confirm it.
pub fn is_unconfirmed(register: &Register, signoff: &Signoff, state: &SignedPeriod) -> bool {
    let restated = signoff.restatements.iter().map(restatement);
    let signed: Signature<'_> = (&signoff.signed_by, signoff.in_place_of.as_ref(), *signoff.on);
    let mut all = std::iter::once(signed).chain(restated).enumerate();
    all.any(|(upto, one)| !falls_to(register, one) && !is_confirmed(register, signoff, Some(state), upto))
}

type Signature<'r> = (&'r PersonId, Option<&'r At<PersonId>>, Date);

fn restatement(of: &PeriodRestatement) -> Signature<'_> {
    (&of.approved_by, of.in_place_of.as_ref(), *of.on)
}

fn is_confirmed(register: &Register, signoff: &Signoff, state: Option<&SignedPeriod>, upto: usize) -> bool {
    signoff.restatements.iter().enumerate().skip(upto).any(|(at, one)| {
        let approval = state.and_then(|state| state.approvers.get(at));
        falls_to(register, restatement(one)) && approval.is_none_or(|approval| approval.own.is_none())
    })
}

/// Somebody is there on the day, and whom they stand in for has handed it to them.
fn falls_to(register: &Register, (by, of, on): Signature<'_>) -> bool {
    let is_away = handed_away(register, by, on, false).next().is_some();
    !is_away && of.is_none_or(|of| why_not_handed(register, of, by, on, false).is_none())
}
