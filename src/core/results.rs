//! What a book comes to - rulings, scorecards, credits - as it is laid beside another version of itself.

use std::collections::BTreeMap;

use crate::core::attainment::{Judged, Ruling};
use crate::core::credit::CreditMonth;
use crate::core::rollup::Subject;
use crate::core::score::Scorecard;
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::kit::period::Period;

/// The results of one version.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    pub judged: &'a [Judged],
    pub scorecards: &'a BTreeMap<Subject, Vec<Scorecard>>,
    pub credits: &'a [CreditMonth],
}

/// Contract, service level, subject, and what tells the windows of one apart.
pub type RulingKey<'a, W> = (&'a ContractId, &'a ServiceLevelId, &'a Subject, W);

impl<'a> Results<'a> {
    /// Every ruling, `window` being what tells the windows of a service level apart.
    pub fn rulings<W>(
        self,
        window: fn(&Ruling) -> W,
    ) -> impl Iterator<Item = (RulingKey<'a, W>, (&'a Judged, &'a Ruling))> {
        self.judged.iter().flat_map(move |of| {
            let key = move |ruling| (&of.contract, &of.service_level, &of.subject, window(ruling));
            of.rulings.iter().map(move |ruling| (key(ruling), (of, ruling)))
        })
    }

    /// Every scorecard of the kept periods.
    pub fn cards(self) -> impl Iterator<Item = ((&'a Subject, Period), &'a Scorecard)> {
        let of = self.scorecards.iter();
        of.flat_map(|(subject, cards)| cards.iter().map(move |card| ((subject, card.period), card)))
    }

    /// Every month of every contract that has credits.
    pub fn months(self) -> impl Iterator<Item = ((&'a ContractId, Period), &'a CreditMonth)> {
        self.credits.iter().map(|month| ((&month.contract, month.month), month))
    }
}
