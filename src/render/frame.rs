//! A view in its frame, as bytes.

use serde::Serialize;

use crate::kit::isolate::isolated;
use crate::render::template::{TemplateError, Templates};
use crate::render::{chart, prose};
use crate::report::home::HomeView;
use crate::report::view::{PageView, View};
use crate::subject::frame::{Frame, frame};
use crate::subject::route::Route;
use crate::subject::shell::Shown;

/// A page as its template sees it: the fields of the view stand beside `page`, `root`, `nav` and `crumbs`.
#[derive(Serialize)]
struct Framed<'a, T: Serialize> {
    #[serde(flatten)]
    frame: Frame,
    #[serde(flatten)]
    view: &'a T,
}

/// The page's own file and those beside it: path below the site's root and content.
///
/// # Errors
/// A template that fails.
pub fn write_page(
    templates: &Templates,
    route: &Route,
    page: PageView,
) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    let frame = frame(route, &page.title, &page.above, page.around);
    let html = isolated(body(templates, frame, &page.view)?);
    let mut files = vec![(route.path(), html.into_bytes())];
    if let Some(evidence) = page.evidence {
        let folder = route.folder();
        let path =
            if folder.is_empty() { "evidence.json".to_owned() } else { format!("{folder}/evidence.json") };
        files.push((path, evidence.json().into_bytes()));
    }
    if let View::Metric(view) = &page.view {
        files.push((format!("{}/explore.js", route.folder()), chart::explored(view.drawing()).into_bytes()));
    }
    if let Some((name, text)) = page.sheet {
        files.push((format!("{}/{name}", route.folder()), text.into_bytes()));
    }
    Ok(files)
}

fn body(templates: &Templates, frame: Frame, view: &View) -> Result<String, TemplateError> {
    let name = view.template();
    match view {
        View::Home(view) => {
            let view: &HomeView = view;
            let body = prose::of_page(view.commentary.as_ref(), frame.root(), frame.gone());
            with(templates, name, frame, &ViewWithText { view, body })
        }
        View::Subject(Shown { view, text, .. }) => {
            let body = prose::of_page(text.as_ref(), frame.root(), frame.gone());
            with(templates, name, frame, &ViewWithText { view, body })
        }
        // All others are what their template gets, as they stand.
        view => with(templates, name, frame, view),
    }
}

/// A view with its text.
#[derive(Serialize)]
struct ViewWithText<'a, T: Serialize> {
    #[serde(flatten)]
    view: &'a T,
    body: String,
}

fn with<T: Serialize>(
    templates: &Templates,
    name: &str,
    frame: Frame,
    view: &T,
) -> Result<String, TemplateError> {
    templates.render(name, &Framed { frame, view })
}
