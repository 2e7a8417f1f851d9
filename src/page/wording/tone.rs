//! The closed words that pick shape and colour of a status, with the words beside them.

use serde::Serialize;

use crate::compute::attainment::{Outcome, Ruling};
use crate::compute::executive::ExceptionKind;
use crate::compute::interval::Reading;
use crate::compute::scorecard::Rating;
use crate::compute::spc::{Assurance, Variation};
use crate::page::piece::rating_tone;
use crate::picture::icons;

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
        (Reading::Met, Outcome::Met) => Some("sampling error reaches past the target"),
        _ => None,
    }
}

pub fn exception(kind: ExceptionKind) -> Tone {
    match kind {
        ExceptionKind::Chronic => Tone { tone: "bad", label: "Chronic" },
        ExceptionKind::Repeat => Tone { tone: "bad", label: "Repeat" },
        ExceptionKind::NewBreach => Tone { tone: "poor", label: "Breach" },
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

pub fn assurance(assurance: Assurance) -> icons::Assurance {
    match assurance {
        Assurance::ConsistentlyPass => icons::Assurance::Pass,
        Assurance::ConsistentlyFail => icons::Assurance::Fail,
        Assurance::HitAndMiss => icons::Assurance::HitAndMiss,
        Assurance::NotApplicable => icons::Assurance::None,
    }
}

/// Appends both icons as `icon_pair` of the templates does.
pub fn icon_pair(html: &mut String, of_variation: Variation, of_assurance: Assurance) {
    html.push_str("<span class=\"icons\">");
    icons::variation(html, variation(of_variation));
    icons::assurance(html, assurance(of_assurance));
    html.push_str("</span>");
}

/// Appends a status of a family (`rating`, `att`, `chip`); both words come from closed lists.
pub fn badge(html: &mut String, family: &str, tone: Tone) {
    for part in ["<span class=\"", family, " ", family, "-", tone.tone, "\">", tone.label, "</span>"] {
        html.push_str(part);
    }
}
