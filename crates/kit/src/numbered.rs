//! Numbers of the figures of a page: what its words and pictures name when they say where they come from.

use std::fmt;
use std::num::NonZeroU32;

use serde::{Serialize, Serializer};

/// Number of a figure on its page, from 1, in the order in which the evidence holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FigureNumber(NonZeroU32);

/// Figures of a page from one number to another, both included. Written `7` or `7-12`, as the attribute `data-of` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    first: FigureNumber,
    last: FigureNumber,
}

/// Which figures some words rest on, if any.
pub trait RestsOn {
    fn figures(self) -> Option<Figures>;
}

impl FigureNumber {
    /// The number of the figure that comes after so many others.
    pub fn after(others: usize) -> FigureNumber {
        let others = u32::try_from(others).unwrap_or(u32::MAX);
        FigureNumber(NonZeroU32::MIN.saturating_add(others))
    }

    pub fn get(self) -> u32 {
        self.0.get()
    }
}

impl Figures {
    /// From one figure to another, whichever of them comes first.
    pub fn between(one: FigureNumber, other: FigureNumber) -> Figures {
        Figures { first: one.min(other), last: one.max(other) }
    }

    pub fn first(self) -> FigureNumber {
        self.first
    }

    pub fn last(self) -> FigureNumber {
        self.last
    }
}

impl fmt::Display for FigureNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        if self.last > self.first { write!(f, "-{}", self.last) } else { Ok(()) }
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl RestsOn for FigureNumber {
    fn figures(self) -> Option<Figures> {
        Some(Figures { first: self, last: self })
    }
}

impl RestsOn for Figures {
    fn figures(self) -> Option<Figures> {
        Some(self)
    }
}

impl<T: RestsOn> RestsOn for Option<T> {
    fn figures(self) -> Option<Figures> {
        self?.figures()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_from_the_first_to_the_last() {
        let number = FigureNumber::after;
        assert_eq!(number(0).to_string(), "1");
        assert_eq!(number(6).figures().map(|of| of.to_string()).as_deref(), Some("7"));
        assert_eq!(Figures::between(number(11), number(6)).to_string(), "7-12");
        assert_eq!(None::<FigureNumber>.figures(), None);
    }
}
