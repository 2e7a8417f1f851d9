//! The one place that knows Tera: built-in templates, each replaced by a file of the same name in the repository.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::kit::source::sha256_of_named;
use crate::render::chart;
use crate::render::site::check_path;

/// Name below `templates/` and content, in the program itself: every page there (build.rs lists them).
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Files that go to `assets/` as they are.
const ASSETS: &[(&str, &[u8])] = &[
    ("assets/site.css", include_bytes!("../../templates/assets/site.css")),
    ("assets/parts.css", include_bytes!("../../templates/assets/parts.css")),
    ("assets/pictures.css", include_bytes!("../../templates/assets/pictures.css")),
    ("assets/house.css", include_bytes!("../../templates/assets/house.css")),
    ("assets/site.js", include_bytes!("../../templates/assets/site.js")),
    ("assets/search.js", include_bytes!("../../templates/assets/search.js")),
    ("assets/search.css", include_bytes!("../../templates/assets/search.css")),
    ("assets/chart.js", include_bytes!("../../templates/assets/chart.js")),
    // The ECharts runtime of the charming package (build.rs checks its SHA-256), with its licence and notice.
    ("assets/echarts.min.js", include_bytes!(concat!(env!("OUT_DIR"), "/echarts.min.js"))),
    ("assets/NOTICE-ECHARTS.txt", include_bytes!("../../NOTICE-ECHARTS.txt")),
    ("assets/LICENSE-ECHARTS.txt", include_bytes!("../../LICENSE-APACHE")),
    // Figures of vendors are not for search engines.
    ("robots.txt", b"User-agent: *\nDisallow: /\n"),
];

/// A template of the repository that cannot be read, or fails on a page.
#[derive(Debug, thiserror::Error)]
#[error("template {name}: {message}")]
pub struct TemplateError {
    pub name: String,
    pub message: String,
}

#[derive(Clone, Debug)]
pub struct Templates {
    tera: Tera,
    assets: BTreeMap<String, Vec<u8>>,
}

impl Templates {
    /// Built-in templates and assets, with those of the repository (name below `templates/`, content) in their place.
    ///
    /// # Errors
    /// A template that does not parse, or is not UTF-8.
    pub fn parsed(own: &BTreeMap<String, Vec<u8>>) -> Result<Templates, TemplateError> {
        let mut texts: BTreeMap<&str, &str> = BUILT_IN.iter().copied().collect();
        let mut assets: BTreeMap<String, Vec<u8>> =
            ASSETS.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        assets.insert(chart::SHARED.to_owned(), chart::shared().into_bytes());
        for (name, bytes) in own {
            if name.ends_with(".html") {
                let text = std::str::from_utf8(bytes)
                    .map_err(|error| TemplateError { name: name.clone(), message: error.to_string() })?;
                texts.insert(name, text);
            } else if name.starts_with("assets/") {
                assets.insert(name.clone(), bytes.clone());
            }
        }
        let mut tera = Tera::default();
        tera.add_raw_templates(texts).map_err(|error| fault("templates/", &error))?;
        Ok(Templates { tera, assets })
    }

    /// With what is known to every page.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn knowing<T: Serialize>(mut self, everywhere: &T) -> Result<Templates, TemplateError> {
        let everywhere = Context::from_serialize(everywhere).map_err(|error| fault("site", &error))?;
        self.tera.global_context().extend(everywhere);
        Ok(self)
    }

    /// One page. `name` is a built-in template's.
    ///
    /// # Errors
    /// A template that fails on this view.
    pub fn render<T: Serialize>(&self, name: &str, view: &T) -> Result<String, TemplateError> {
        let context = Context::from_serialize(view).map_err(|error| fault(name, &error))?;
        self.tera.render(name, &context).map_err(|error| fault(name, &error))
    }

    /// Path below the site's root and content of every asset.
    pub fn assets(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.assets
    }
}

/// An asset of the program itself by its path below the site's root, for a page that stands outside of any site.
pub fn built_in_asset(path: &str) -> Option<&'static [u8]> {
    ASSETS.iter().find(|(known, _)| *known == path).map(|(_, content)| *content)
}

/// What keeps the repository's templates and assets from being used, without rendering a page: each with its name below `templates/`.
pub fn faults(own: &BTreeMap<String, Vec<u8>>) -> Vec<TemplateError> {
    let mut faults = Vec::new();
    for name in own.keys().filter(|name| name.starts_with("assets/")) {
        if let Err(error) = check_path(name) {
            faults.push(TemplateError { name: name.clone(), message: error.to_string() });
        }
    }
    let mut sound: BTreeMap<&str, &str> = BUILT_IN.iter().copied().collect();
    // The program's own are sound, and so is a copy of one: every build parses them, and every test of a page.
    let is_other = |name: &str, bytes: &[u8]| sound.get(name).is_none_or(|text| text.as_bytes() != bytes);
    let others: Vec<(&String, &Vec<u8>)> =
        own.iter().filter(|(name, bytes)| name.ends_with(".html") && is_other(name, bytes)).collect();
    if others.is_empty() {
        return faults;
    }
    for (name, bytes) in others {
        // By itself first: one broken template hides no other. What it takes from others is looked at below.
        let text = std::str::from_utf8(bytes)
            .map_err(|error| TemplateError { name: name.clone(), message: error.to_string() });
        let alone = text.and_then(|text| match Tera::default().add_raw_templates([(name.as_str(), text)]) {
            Err(error) => match error.kind() {
                ErrorKind::SyntaxError(report) => {
                    Err(TemplateError { name: name.clone(), message: report.message().to_owned() })
                }
                _ => Ok(text),
            },
            Ok(()) => Ok(text),
        });
        match alone {
            Ok(text) => drop(sound.insert(name, text)),
            Err(error) => faults.push(error),
        }
    }
    if faults.is_empty()
        && let Err(error) = Tera::default().add_raw_templates(sound)
    {
        faults.push(fault("", &error));
    }
    faults
}

/// SHA-256 over the program's own templates and assets, by path below `templates/`; `robots.txt` stands at the top.
pub fn built_in_sha256() -> String {
    in_force_sha256(&BTreeMap::new())
}

/// The same over the templates and assets in force: those of the repository in the place of the program's own.
pub fn in_force_sha256(own: &BTreeMap<String, Vec<u8>>) -> String {
    let built_in = BUILT_IN.iter().map(|(name, text)| (*name, text.as_bytes()));
    let mut all: BTreeMap<&str, &[u8]> = built_in.chain(ASSETS.iter().copied()).collect();
    let used = own.iter().filter(|(name, _)| name.ends_with(".html") || name.starts_with("assets/"));
    all.extend(used.map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    sha256_of_named(all)
}

fn fault(name: &str, error: &dyn std::error::Error) -> TemplateError {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        message.push_str(": ");
        message.push_str(&inner.to_string());
        source = inner.source();
    }
    TemplateError { name: name.to_owned(), message }
}
