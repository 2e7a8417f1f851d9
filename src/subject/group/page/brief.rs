//! The whole book in a few lines, for the first page of a book with many vendors.

use serde::Serialize;

use crate::subject::evidence::Evidence;
use crate::subject::group::address::GroupPage;
use crate::subject::group::figures::{Group, groups, has_groups};
use crate::subject::group::page::told::Told;
use crate::subject::group::page::{link, periods};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Html, Inline};

/// Groups that the first page names.
const NAMED: usize = 8;

/// What the first page says of the whole book.
#[derive(Serialize)]
pub struct Brief {
    pub said: Html,
    pub owed: Vec<Html>,
    /// Links to groups, the named ones first, and to all of them.
    pub groups: Vec<Inline>,
}

/// `None` where nothing stands above a vendor.
pub fn brief(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Option<Brief> {
    let register = context.report.register;
    if !has_groups(register) || !Group::Book.is_worth_adding(register) {
        return None;
    }
    let told = Told::of(context.report, Group::Book);
    let (said, _) = periods::sentence(&told, evidence)?;
    let mut links = vec![Inline::link(&Route::Group(GroupPage::All), "All by month, quarter and year")];
    let named =
        groups(register).into_iter().filter(|group| matches!(group, Group::Tag(_) | Group::WorkType(_)));
    for group in named.take(NAMED) {
        links.push(Inline::literal(" · "));
        links.push(link(context, &group));
    }
    Some(Brief { said, owed: Vec::new(), groups: links })
}
