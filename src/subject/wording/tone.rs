//! The closed words that pick shape and colour of a status, with the words beside them.

use serde::Serialize;

use crate::core::attainment::{Outcome, Ruling};
use crate::core::interval::Reading;
use crate::core::score::Rating;
use crate::core::spc::{Assurance, Variation};
use crate::kit::picture::icons;
use crate::subject::executive::ExceptionKind;
use crate::subject::text::piece::{Html, rating_tone};

/// A status: the class that draws it and what it says.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Tone {
    pub tone: &'static str,
    pub label: &'static str,
}

pub fn rating(rating: Rating) -> Tone {
    Tone { tone: rating_tone(rating), label: rating.label() }
}

/// What became of a window, with how sure a sample makes it.
pub fn attainment(ruling: &Ruling) -> Tone {
    match ruling.outcome {
        Outcome::Met => Tone { tone: "met", label: "Met" },
        Outcome::Missed if ruling.severe => Tone { tone: "missed", label: "Missed, severe" },
        Outcome::Missed => Tone { tone: "missed", label: "Missed" },
        Outcome::NotMeasured(_) => Tone { tone: "none", label: "Not measured" },
        Outcome::Shown => Tone { tone: "none", label: "Shown, not judged" },
    }
}

/// What the sample adds to a ruling; `None` where it adds nothing.
pub fn doubt(ruling: &Ruling) -> Option<&'static str> {
    match (ruling.reading?, &ruling.outcome) {
        (Reading::MissWithinError, Outcome::Missed) => Some("within sampling error"),
        (Reading::MetWithConfidence, Outcome::Met) => Some("with confidence"),
        (Reading::Met, Outcome::Met) => Some("sample too small to be sure"),
        _ => None,
    }
}

pub fn exception(kind: ExceptionKind) -> Tone {
    match kind {
        ExceptionKind::Chronic => Tone { tone: "bad", label: "Chronic" },
        ExceptionKind::Repeat => Tone { tone: "bad", label: "Repeat" },
        ExceptionKind::NewBreach => Tone { tone: "poor", label: "Miss" },
        ExceptionKind::ConsistentlyFailing => Tone { tone: "near", label: "Incapable" },
    }
}

pub fn variation(variation: Variation) -> icons::Variation {
    match variation {
        Variation::ImprovementHigh => icons::Variation::ImprovementHigh,
        Variation::ImprovementLow => icons::Variation::ImprovementLow,
        Variation::ConcernHigh => icons::Variation::ConcernHigh,
        Variation::ConcernLow => icons::Variation::ConcernLow,
        Variation::NeutralHigh => icons::Variation::NeutralHigh,
        Variation::NeutralLow => icons::Variation::NeutralLow,
        Variation::CommonCause => icons::Variation::Common,
        Variation::TooFewPoints => icons::Variation::None,
    }
}

/// The limits that an assurance speaks of are those of the process as it was. Where the last point departs from it, "consistently
/// meets" beside a miss (or "misses" beside an improvement) would be read as a word about now: it is shown as what it is.
pub fn assurance(variation: Variation, assurance: Assurance) -> icons::Assurance {
    use Variation::{ConcernHigh, ConcernLow, ImprovementHigh, ImprovementLow};
    match (assurance, variation) {
        (Assurance::ConsistentlyPass, ConcernHigh | ConcernLow) => icons::Assurance::PassedBefore,
        (Assurance::ConsistentlyFail, ImprovementHigh | ImprovementLow) => icons::Assurance::FailedBefore,
        (Assurance::ConsistentlyPass, _) => icons::Assurance::Pass,
        (Assurance::ConsistentlyFail, _) => icons::Assurance::Fail,
        (Assurance::HitAndMiss, _) => icons::Assurance::HitAndMiss,
        (Assurance::NotApplicable, _) => icons::Assurance::None,
    }
}

/// Appends both icons as `icon_pair` of the templates does.
pub fn icon_pair(html: &mut Html, of_variation: Variation, of_assurance: Assurance) {
    html.tags("<span class=\"icons\">");
    html.draw(&variation(of_variation));
    match of_now(of_variation, of_assurance) {
        // The place stays, so that icons stand in columns.
        None => html.tags("<span></span>"),
        Some(shown) => html.draw(&shown),
    }
    html.tags("</span>");
}

/// The same in a cell of its own, where nothing stands behind them: one element draws both.
pub fn icons(html: &mut Html, of_variation: Variation, of_assurance: Assurance) {
    html.draw(&icons::Both(variation(of_variation), of_now(of_variation, of_assurance)));
}

/// `None` where the assurance says nothing of now, so that nothing is shown.
fn of_now(of_variation: Variation, of_assurance: Assurance) -> Option<icons::Assurance> {
    match assurance(of_variation, of_assurance) {
        icons::Assurance::None | icons::Assurance::PassedBefore | icons::Assurance::FailedBefore => None,
        shown => Some(shown),
    }
}

/// Appends a status of a family (`rating`, `att`, `chip`); both words come from closed lists.
pub fn badge(html: &mut Html, family: &'static str, tone: Tone) {
    for part in ["<span class=\"", family, " ", family, "-", tone.tone, "\">", tone.label, "</span>"] {
        html.tags(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assurance_that_the_last_point_left_behind_speaks_of_before() {
        use Assurance::{ConsistentlyFail, ConsistentlyPass, HitAndMiss};
        for (assured, of, want) in [
            (ConsistentlyPass, Variation::ConcernLow, icons::Assurance::PassedBefore),
            (ConsistentlyPass, Variation::ConcernHigh, icons::Assurance::PassedBefore),
            (ConsistentlyPass, Variation::CommonCause, icons::Assurance::Pass),
            (ConsistentlyPass, Variation::ImprovementHigh, icons::Assurance::Pass),
            (ConsistentlyFail, Variation::ImprovementLow, icons::Assurance::FailedBefore),
            (ConsistentlyFail, Variation::ConcernLow, icons::Assurance::Fail),
            (HitAndMiss, Variation::ConcernLow, icons::Assurance::HitAndMiss),
        ] {
            assert_eq!(assurance(of, assured), want, "{assured:?} with {of:?}");
        }
    }
}
