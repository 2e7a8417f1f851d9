//! The whole site: assets and pictures, then every page, rendered on all cores and handed on at once, so that memory holds a few pages only.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use rayon::prelude::*;

use crate::render::error::WriteError;
use crate::render::frame::write_page;
use crate::render::issues::{Before, write_issues};
use crate::render::reviews::write_reviews;
use crate::render::search::Search;
use crate::render::template::Templates;
use crate::subject::shell::PageContext;
use crate::subject::sop::picture::files;
use crate::subject::withdrawn::page::pictured;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub pages: u64,
    /// Of pages, their data, pictures and assets.
    pub bytes: u64,
    /// Issues that were published before with other bytes, and when.
    pub again: BTreeMap<String, Timestamp>,
}

/// The pictures of procedures that go with the site.
pub fn pictures<'a>(context: &PageContext<'a>) -> BTreeMap<String, &'a [u8]> {
    let procedures = context.report.register.sops.values();
    let withdrawn = pictured(context);
    files(procedures.map(|sop| sop.pictures.as_slice()).chain([withdrawn.as_slice()]), context.pictures)
}

/// Writes assets, pictures and pages. `put` takes a path below the site's root and the whole content of a file, in any order, from any
/// thread.
///
/// # Errors
/// A template that fails on a page, or whatever `put` says. Of several, the one that came first.
pub fn write_site(
    context: &PageContext<'_>,
    templates: &Templates,
    before: Before<'_>,
    put: &(dyn Fn(&str, &[u8]) -> io::Result<()> + Sync),
) -> Result<Written, WriteError> {
    let bytes = AtomicU64::new(0);
    let put = |path: &str, content: &[u8]| {
        bytes.fetch_add(content.len() as u64, Ordering::Relaxed);
        put(path, content)
    };
    let search = Search::default();
    let put_page = |path: &str, content: &[u8]| {
        search.take(path, content);
        put(path, content)
    };
    for (path, content) in templates.assets() {
        put(path, content)?;
    }
    for (path, content) in pictures(context) {
        put(&path, content)?;
    }
    let routes = crate::report::view::all_routes(context);
    routes.par_iter().try_for_each(|route| -> Result<(), WriteError> {
        let view = crate::report::view::view(context, route);
        for (path, content) in write_page(templates, route, view)? {
            put_page(&path, &content)?;
        }
        Ok(())
    })?;
    let reviews = write_reviews(context, templates, &put_page)?;
    let issues = write_issues(context, templates, before, &routes, &put_page)?;
    let mut found = 0;
    for (path, content) in search.files(templates)? {
        found += u64::from(path.ends_with(".html"));
        put(&path, &content)?;
    }
    Ok(Written {
        pages: routes.len() as u64 + reviews + issues.pages + found,
        bytes: bytes.into_inner(),
        again: issues.again,
    })
}
