//! Tags that are one letter away from another.

use std::collections::BTreeMap;

use crate::kit::diag::{Diagnostic, Diagnostics, codes, near_id, plural};
use crate::kit::id::PartId;
use crate::kit::source::Place;
use crate::subject::context::{Context, FigureRule, Rule};

pub const RULES: &[Rule] = &[Rule { code: &codes::TAG_ALONE, check: tag_alone }];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// A tag that one record alone bears, and that is spelled nearly as one which others bear: a group of one says nothing, and the other lacks it.
pub fn tag_alone(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    let vendors = register.vendors.values().flat_map(|vendor| &vendor.tags);
    let mut borne: BTreeMap<&PartId, Vec<&Place>> = BTreeMap::new();
    for tag in vendors.chain(register.sites.values().flat_map(|site| &site.tags)) {
        borne.entry(&tag.value).or_default().push(&tag.place);
    }
    for (tag, places) in borne.iter().filter(|(_, places)| places.len() == 1) {
        let others = borne.iter().filter(|(other, _)| other != &tag).map(|(other, _)| other.as_str());
        let Some(near) = near_id(tag.as_str(), others) else { continue };
        let Some((_, of_near)) = borne.iter().find(|(other, _)| other.as_str() == near) else { continue };
        // Of two that stand alone the one that comes first in the alphabet is told of.
        if of_near.len() == 1 && near < tag.as_str() {
            continue;
        }
        let message = format!("tag `{tag}` stands here alone, and {} `{near}`", bears(of_near.len()));
        diagnostics.push(
            Diagnostic::new(&codes::TAG_ALONE, places[0].clone(), message)
                .label("nothing is added up of one member")
                .help(format!("did you mean `{near}`?"))
                .related(of_near[0].clone(), "the other tag"),
        );
    }
}

fn bears(others: usize) -> String {
    let verb = if others == 1 { "bears" } else { "bear" };
    format!("{} {verb}", plural(others, "other"))
}
