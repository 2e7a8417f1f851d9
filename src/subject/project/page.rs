//! Its pages gather subjects, so `report::project` makes them.

use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};

pub use crate::subject::absent::page::offered;

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<ProjectPage> {
    let projects = context.report.register.projects.keys();
    [ProjectPage::All].into_iter().chain(projects.map(|id| ProjectPage::One(id.clone()))).collect()
}

/// None: `report::project` makes it.
pub fn shown(_: &PageContext<'_>, _: &Route, _: &ProjectPage) -> Option<Page<Shown>> {
    None
}
