//! A view in its frame, as bytes.

use serde::Serialize;

use crate::kit::isolate::isolated;
use crate::render::cut::cut;
use crate::render::feed::feed_of_one;
use crate::render::template::{TemplateError, Templates};
use crate::render::{chart, prose};
use crate::report::feeds::FEED_BESIDE;
use crate::report::home::HomeView;
use crate::report::view::{PageView, View};
use crate::subject::frame::{Frame, frame};
use crate::subject::route::Route;
use crate::subject::shell::Shown;

/// The file of a page in its folder.
const INDEX: &str = "index.html";
/// The template of a page that goes on with a long list.
const FURTHER: &str = "further.html";

/// A page as its template sees it: the fields of the view stand beside `page`, `root`, `nav` and `crumbs`.
#[derive(Serialize)]
struct Framed<'a, T: Serialize> {
    #[serde(flatten)]
    frame: &'a Frame,
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
    let folder = route.folder();
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let pages = body(templates, frame, &page.view)?;
    let mut files: Vec<(String, Vec<u8>)> =
        pages.into_iter().map(|(name, html)| (beside(&name), isolated(html).into_bytes())).collect();
    if let Some(evidence) = page.evidence {
        files.push((beside("evidence.json"), evidence.json().into_bytes()));
    }
    if let View::Metric(view) = &page.view
        && let Some(drawing) = view.drawing()
    {
        files.push((beside("explore.js"), chart::explored(drawing).into_bytes()));
    }
    if let Some((name, text)) = page.sheet {
        files.push((beside(name), text.into_bytes()));
    }
    if let Some(feed) = &page.feed {
        files.push((beside(FEED_BESIDE), feed_of_one(feed).into_bytes()));
    }
    #[cfg(feature = "spreadsheets")]
    if let Some(made) = &page.workbook {
        files.push((beside(&made.file), crate::render::workbook::bytes(made)));
    }
    Ok(files)
}

/// The page, and those that go on with what has no room on it, each by the name of its file.
fn body(templates: &Templates, frame: Frame, view: &View) -> Result<Vec<(String, String)>, TemplateError> {
    let name = view.template();
    match view {
        View::Home(view) => {
            let view: &HomeView = view;
            let body = prose::of_page(view.commentary.as_ref(), frame.root(), frame.gone());
            with(templates, name, frame, &ViewWithText { view, body })
        }
        // Ten thousand of them, whose tables are those of one site or one metric.
        View::Metric(view) => whole(templates, name, frame, view),
        View::Site(view) => whole(templates, name, frame, view),
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

fn whole<T: Serialize>(
    templates: &Templates,
    name: &str,
    frame: Frame,
    view: &T,
) -> Result<Vec<(String, String)>, TemplateError> {
    let html = templates.render(name, &Framed { frame: &frame, view })?;
    Ok(vec![(INDEX.to_owned(), html)])
}

fn with<T: Serialize>(
    templates: &Templates,
    name: &str,
    frame: Frame,
    view: &T,
) -> Result<Vec<(String, String)>, TemplateError> {
    // Views hold words and lists of them alone.
    let mut view = serde_json::to_value(view).expect("a view becomes JSON");
    let further = cut(&mut view);
    let mut pages = whole(templates, name, frame.clone(), &view)?;
    for one in further {
        let html = templates.render(FURTHER, &Framed { frame: &frame, view: &one.view })?;
        pages.push((one.file, html));
    }
    Ok(pages)
}
