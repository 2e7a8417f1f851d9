//! The page of a project: what it says of itself, and what other subjects say of it.

use serde::Serialize;

use crate::kit::id::ProjectId;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::offered::offered;
use crate::subject::project::page;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext};
use crate::subject::wording::names;

/// `templates/project.html`.
#[derive(Serialize)]
pub struct ProjectView {
    #[serde(flatten)]
    own: page::ProjectView,
    offered: Vec<Offered>,
}

pub fn project_page(context: &PageContext<'_>, route: &Route, id: &ProjectId) -> Option<Page<ProjectView>> {
    let mut evidence = Evidence::new(context, route);
    let own = page::view(context, id, &mut evidence)?;
    let view = ProjectView { own, offered: offered(context, route, &mut evidence) };
    Some(Page::new(names::project(context, id), view, Some(evidence.finish())))
}
