//! Variation and assurance icons, after the idea of NHS England's Making Data Count, in our own drawing: round
//! frames say that nothing special happened or that it got better, an eight-sided filled one that it got worse,
//! square ones whether the process can meet its target. Each differs in shape, so a black and white print reads.
//!
//! The drawings are masks in `parts.css`: an icon costs a page some eighty bytes and no sprite, and works from a file.

/// What the last point says of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variation {
    /// Special cause, better, towards higher values.
    ImprovementHigh,
    /// Special cause, better, towards lower values.
    ImprovementLow,
    /// Special cause, worse, towards higher values.
    ConcernHigh,
    /// Special cause, worse, towards lower values.
    ConcernLow,
    /// Special cause upwards of a metric without a direction.
    NeutralHigh,
    /// Special cause downwards of a metric without a direction.
    NeutralLow,
    /// Common cause: no significant change.
    Common,
    /// Too few points to say.
    None,
}

/// Whether the process, left as it is, will meet its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// Consistently meets the target.
    Pass,
    /// Consistently misses the target.
    Fail,
    /// Meets and misses at random.
    HitAndMiss,
    /// Met it consistently until the special cause that the variation tells of: no word about now.
    PassedBefore,
    /// Missed it consistently until the special cause that the variation tells of: no word about now.
    FailedBefore,
    /// No target, or too few points to say.
    None,
}

impl Variation {
    /// Every icon, in the order of a legend.
    pub const ALL: [Variation; 8] = [
        Variation::ImprovementHigh,
        Variation::ImprovementLow,
        Variation::ConcernHigh,
        Variation::ConcernLow,
        Variation::NeutralHigh,
        Variation::NeutralLow,
        Variation::Common,
        Variation::None,
    ];

    /// The CSS class that carries the drawing.
    pub fn class(self) -> &'static str {
        match self {
            Variation::ImprovementHigh => "vi-improvement-high",
            Variation::ImprovementLow => "vi-improvement-low",
            Variation::ConcernHigh => "vi-concern-high",
            Variation::ConcernLow => "vi-concern-low",
            Variation::NeutralHigh => "vi-neutral-high",
            Variation::NeutralLow => "vi-neutral-low",
            Variation::Common => "vi-common",
            Variation::None => "vi-none",
        }
    }

    /// What it says in words.
    pub fn label(self) -> &'static str {
        match self {
            Variation::ImprovementHigh => "Improvement: special cause, running high",
            Variation::ImprovementLow => "Improvement: special cause, running low",
            Variation::ConcernHigh => "Concern: special cause, running high",
            Variation::ConcernLow => "Concern: special cause, running low",
            Variation::NeutralHigh => "Special cause, running high",
            Variation::NeutralLow => "Special cause, running low",
            Variation::Common => "Common cause: no significant change",
            Variation::None => "Too few points to tell signal from noise",
        }
    }

    pub fn write(self, out: &mut String) {
        icon(out, "vi ", self.class(), self.label());
    }
}

impl Assurance {
    /// Every icon, in the order of a legend.
    pub const ALL: [Assurance; 6] = [
        Assurance::Pass,
        Assurance::Fail,
        Assurance::HitAndMiss,
        Assurance::PassedBefore,
        Assurance::FailedBefore,
        Assurance::None,
    ];

    /// The CSS class that carries the drawing.
    pub fn class(self) -> &'static str {
        match self {
            Assurance::Pass => "ai-pass",
            Assurance::Fail => "ai-fail",
            Assurance::HitAndMiss => "ai-hit-miss",
            Assurance::PassedBefore => "ai-passed-before",
            Assurance::FailedBefore => "ai-failed-before",
            Assurance::None => "ai-none",
        }
    }

    /// What it says in words.
    pub fn label(self) -> &'static str {
        match self {
            Assurance::Pass => "Consistently meets the target",
            Assurance::Fail => "Consistently misses the target",
            Assurance::HitAndMiss => "Meets and misses the target at random",
            Assurance::PassedBefore => "Used to meet the target, until this change",
            Assurance::FailedBefore => "Used to miss the target, until this change",
            Assurance::None => "No assurance: no target, or too few points",
        }
    }

    pub fn write(self, out: &mut String) {
        icon(out, "ai ", self.class(), self.label());
    }
}

/// Both in one element, which says both; without the second where it says nothing of now. A book has hundreds of thousands of them.
#[derive(Clone, Copy, Debug)]
pub struct Both(pub Variation, pub Option<Assurance>);

impl Both {
    pub fn write(self, out: &mut String) {
        let Both(variation, assurance) = self;
        let (class, label) = assurance.map_or(("", ""), |shown| (shown.class(), shown.label()));
        let (space, stop) = if class.is_empty() { ("", "") } else { (" ", ". ") };
        let parts = [
            "<i class=\"",
            variation.class(),
            space,
            class,
            "\" role=\"img\" title=\"",
            variation.label(),
            stop,
            label,
        ];
        parts.into_iter().for_each(|part| out.push_str(part));
        out.push_str("\"></i>");
    }
}

fn icon(out: &mut String, family: &str, class: &str, label: &str) {
    // The title is its name for readers who listen too.
    for part in ["<i class=\"", family, class, "\" role=\"img\" title=\"", label, "\"></i>"] {
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_drawn_in_the_style_sheet() {
        let css =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates/assets/parts.css"))
                .unwrap();
        let classes = Variation::ALL.map(Variation::class).into_iter();
        for class in classes.chain(Assurance::ALL.map(Assurance::class)) {
            assert!(css.contains(&format!(".{class} {{ --shape:")), "{class} has no drawing");
            let place = if class.starts_with("vi-") { "before" } else { "after" };
            assert!(
                css.contains(&format!("{class}::{place}, .{class} {{")),
                "{class} has no drawing beside another"
            );
        }
    }

    #[test]
    fn two_in_one_say_both() {
        let written = |both: Both| {
            let mut out = String::new();
            both.write(&mut out);
            out
        };
        assert_eq!(
            written(Both(Variation::ConcernLow, Some(Assurance::Fail))),
            "<i class=\"vi-concern-low ai-fail\" role=\"img\" title=\"Concern: special cause, running low. Consistently misses the target\"></i>"
        );
        assert_eq!(
            written(Both(Variation::None, None)),
            "<i class=\"vi-none\" role=\"img\" title=\"Too few points to tell signal from noise\"></i>"
        );
    }

    #[test]
    fn an_icon_says_its_name() {
        let mut out = String::new();
        Assurance::Fail.write(&mut out);
        assert_eq!(out, "<i class=\"ai ai-fail\" role=\"img\" title=\"Consistently misses the target\"></i>");
    }
}
