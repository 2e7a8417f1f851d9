//! Closed lists: words that files may use, with the words that pages show.

use std::fmt::Debug;

use crate::calendar::Grain;

/// A word list of the format. The reader looks words up here and offers the list when one is unknown.
pub trait ClosedList: Copy + Debug + 'static {
    /// Every word with its value, in the order messages list them.
    const WORDS: &'static [(&'static str, Self)];
}

impl ClosedList for Grain {
    const WORDS: &'static [(&'static str, Self)] =
        &[("day", Grain::Day), ("week", Grain::Week), ("month", Grain::Month)];
}

/// A closed list as an enum: its variants, each with the word of files and the words of pages.
#[macro_export]
macro_rules! closed_list {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal $label:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($variant),* }

        impl $crate::words::ClosedList for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $name::$variant)),*];
        }

        impl $crate::declared::Value for $name {
            fn read(
                node: &$crate::declared::Node<'_>,
                key: &str,
                within: &$crate::declared::Within<'_>,
            ) -> Option<Self> {
                $crate::declared::word(node, key, within)
            }

            fn shape() -> $crate::declared::Shape {
                $crate::declared::words::<Self>()
            }
        }

        impl $crate::declared::Written for $name {
            fn written(&self) -> String {
                self.word().to_owned()
            }
        }

        impl $name {
            /// The word in files.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// The words on pages.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label),* }
            }
        }
    )*};
}
pub use crate::closed_list;

closed_list! {
    /// Which way is better.
    Direction {
        AtLeast = "at-least" "at least",
        AtMost = "at-most" "at most",
        Range = "range" "between",
        Neutral = "neutral" "no target",
    }
    /// The fixed order of every grid.
    Family {
        Productivity = "productivity" "Productivity",
        Quality = "quality" "Quality",
        Latency = "latency" "Latency",
        Wellness = "wellness" "Wellness",
        Cost = "cost" "Cost",
    }
    /// Named bands of a score, best first.
    RatingName {
        Good = "good" "Good",
        ApproachingTarget = "approaching-target" "Approaching target",
        RequiresImprovement = "requires-improvement" "Requires improvement",
        Inadequate = "inadequate" "Inadequate",
    }
}
