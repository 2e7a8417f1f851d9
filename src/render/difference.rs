//! The page of a difference: one file with its style, apart from any site, since it speaks of two.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::change::Difference;
use crate::kit::isolate::isolated;
use crate::render::template::{TemplateError, Templates};

/// What the page needs of the assets; pictures and charts it has none.
const ASSETS: [&str; 3] = ["assets/site.css", "assets/parts.css", "assets/site.js"];

#[derive(Serialize)]
struct Rooted<'a> {
    root: &'static str,
    /// Pages that are gone: the page of a difference has no links into a site.
    gone: [&'static str; 0],
    #[serde(flatten)]
    view: &'a Difference,
}

/// Path and content of each file. The built-in template alone: those of a repository belong to one version of it.
///
/// # Errors
/// A template that fails.
pub fn difference_page(view: &Difference) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    let templates = Templates::parsed(&BTreeMap::new())?;
    let html = isolated(templates.render("difference.html", &Rooted { root: "", gone: [], view })?);
    let mut files = vec![("index.html".to_owned(), html.into_bytes())];
    let assets = templates.assets().iter().filter(|(name, _)| ASSETS.contains(&name.as_str()));
    files.extend(assets.map(|(name, bytes)| (name.clone(), bytes.clone())));
    Ok(files)
}
