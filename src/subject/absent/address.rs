//! No pages of its own.

use crate::subject::section::{Addressed, Section};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {}

impl Addressed for Address {
    fn folder(&self) -> String {
        match *self {}
    }

    fn section(&self) -> Section {
        match *self {}
    }

    fn beside() -> Vec<(Address, &'static str)> {
        Vec::new()
    }

    fn of_record(_: &str, _: &str) -> Option<Address> {
        None
    }
}
