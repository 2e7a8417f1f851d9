//! A headline that a person wrote, held against the figures claim by claim.

use super::worst::worst;
use super::{Executive, Inputs};
use crate::compute::scorecard::Rating;
use crate::model::{Family, FamilyStatus, PersonId, RatingName, VendorId};

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

/// `None` when nobody wrote a headline for the week.
pub fn written(inputs: &Inputs<'_>, executive: &Executive) -> Option<Written> {
    let commentary = inputs.register.commentaries.get(&inputs.period)?;
    let (headline, _) = commentary.headline.as_ref()?;
    let says = |vendor: &VendorId, family: Family| {
        let row = executive.grid.iter().find(|row| &row.vendor == vendor);
        let cell = row.and_then(|row| row.cells.iter().find(|cell| cell.family == family));
        cell.map_or(FamilyStatus::NotMeasured, |cell| status(cell.rating))
    };
    let mut flaws = Vec::new();
    for (at, claim) in commentary.claims.iter().enumerate() {
        let says = says(&claim.vendor, claim.family);
        if says != claim.status {
            flaws.push(Flaw::Contradicted { claim: at, says });
        }
    }
    if let Some(worst) = worst(inputs, executive) {
        let is_named = commentary.claims.iter().any(|claim| {
            let is_worst = &claim.vendor == worst.vendor() && claim.family == worst.family();
            is_worst || worst.tied().contains(&&claim.vendor)
        });
        if !is_named {
            flaws.push(Flaw::Silent { vendor: worst.vendor().clone(), family: worst.family() });
        }
    }
    Some(Written { headline: headline.clone(), author: commentary.author.clone(), flaws })
}
