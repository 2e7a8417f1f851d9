//! No pages of its own.

use crate::subject::absent::address::Address;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};

/// Its pages.
pub fn pages(_: &PageContext<'_>) -> Vec<Address> {
    Vec::new()
}

/// A page of it; `None` where the record is not there.
pub fn shown(_: &PageContext<'_>, _: &Route, address: &Address) -> Option<Page<Shown>> {
    match *address {}
}

/// What it offers to the page of another.
pub fn offered(_: &PageContext<'_>, _: &Route, _: &mut Evidence<'_>) -> Vec<Offered> {
    Vec::new()
}
