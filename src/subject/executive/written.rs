//! A headline that a person wrote, held against the figures claim by claim.

use super::worst::worst;
use super::{Executive, Inputs};
use crate::core::contract::known::Clause;
use crate::core::score::Rating;
use crate::kit::id::{PersonId, VendorId};
use crate::kit::source::At;
use crate::kit::words::{Family, RatingName};
use crate::subject::commentary::record::{Claim, FamilyStatus};

/// The week's own headline. It is shown where it has no flaw; else the generated one is.
#[derive(Clone, Debug)]
pub struct Written {
    pub headline: String,
    pub author: PersonId,
    pub flaws: Vec<Flaw>,
}

/// Why a written headline cannot stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The grid says something else: index of the claim, and what the grid says.
    Contradicted { claim: usize, says: FamilyStatus },
    /// It says nothing of the vendor and the family that fare worst.
    Silent { vendor: VendorId, family: Family },
    /// It asks for a decision, and nobody was asked to decide on this claim: its index.
    Unasked { claim: usize },
}

/// The word of a cell of the grid.
pub fn status(rating: Rating) -> FamilyStatus {
    match rating {
        Rating::Named(RatingName::Good) => FamilyStatus::Good,
        Rating::Named(RatingName::ApproachingTarget) => FamilyStatus::ApproachingTarget,
        Rating::Named(RatingName::RequiresImprovement) => FamilyStatus::RequiresImprovement,
        Rating::Named(RatingName::Inadequate) => FamilyStatus::Inadequate,
        Rating::InsufficientData => FamilyStatus::InsufficientData,
        Rating::NotMeasured => FamilyStatus::NotMeasured,
    }
}

/// Whether a headline says that somebody has to decide.
fn asks_for_a_decision(headline: &str) -> bool {
    const WORDS: [&str; 5] = ["decide", "decides", "decision", "decisions", "deciding"];
    let mut words = headline.split(|c: char| !c.is_alphabetic());
    words.any(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// A decision that waits is about that very thing: it names a service level of the claim's vendor and family.
fn is_asked(inputs: &Inputs<'_>, executive: &Executive, claim: &Claim) -> bool {
    let register = inputs.register;
    let open = executive.asks.iter().filter_map(|id| register.decisions.get(id));
    let is_about = |clause: &At<Clause>| {
        let (contract, level) = &**clause;
        let contract = register.contracts.get(contract).filter(|contract| contract.vendor == *claim.vendor);
        contract.is_some_and(|contract| {
            let versions = contract.versions.iter().rev();
            let mut levels = versions.filter_map(|version| version.terms.service_levels.get(level));
            levels.next().is_some_and(|level| level.family == *claim.family)
        })
    };
    open.flat_map(|decision| &decision.service_levels).any(is_about)
}

/// `None` when nobody wrote a headline for the week.
pub fn written(inputs: &Inputs<'_>, executive: &Executive) -> Option<Written> {
    let commentary = inputs.register.commentaries.get(&inputs.period)?;
    let headline = commentary.headline.as_ref()?;
    let says = |vendor: &VendorId, family: Family| {
        let row = executive.grid.iter().find(|row| &row.vendor == vendor);
        let cell = row.and_then(|row| row.cells.iter().find(|cell| cell.family == family));
        cell.map_or(FamilyStatus::NotMeasured, |cell| status(cell.rating))
    };
    let mut flaws = Vec::new();
    for (at, claim) in commentary.claims.iter().enumerate() {
        let says = says(&claim.vendor, *claim.family);
        if says != *claim.status {
            flaws.push(Flaw::Contradicted { claim: at, says });
        }
    }
    if asks_for_a_decision(headline) {
        for (at, claim) in commentary.claims.iter().enumerate() {
            if claim.status != FamilyStatus::Good && !is_asked(inputs, executive, claim) {
                flaws.push(Flaw::Unasked { claim: at });
            }
        }
    }
    if let Some(worst) = worst(inputs, executive) {
        let is_named = commentary.claims.iter().any(|claim| {
            let is_worst = &claim.vendor == worst.vendor() && claim.family == worst.family();
            is_worst || worst.tied().contains(&&*claim.vendor)
        });
        if !is_named {
            flaws.push(Flaw::Silent { vendor: worst.vendor().clone(), family: worst.family() });
        }
    }
    Some(Written { headline: headline.to_string(), author: commentary.author.value.clone(), flaws })
}
