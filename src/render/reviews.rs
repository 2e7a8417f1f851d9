//! Quarterly reviews as files. The book of a quarter's day is computed once for all of its reviews.

use std::io;

use rayon::prelude::*;

use crate::kit::id::VendorId;
use crate::render::error::WriteError;
use crate::render::frame::write_page;
use crate::render::issues::File;
use crate::render::template::Templates;
use crate::report::review::{Quarter, of_quarter, quarters, reviews_of};
use crate::report::view::review_view;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;

/// Writes the reviews of all quarters; how many there are.
///
/// # Errors
/// A template that fails on a page, or whatever `put` says.
pub fn write_reviews(
    context: &PageContext<'_>,
    templates: &Templates,
    put: &(dyn Fn(&str, &[u8]) -> io::Result<()> + Sync),
) -> Result<u64, WriteError> {
    let mut pages = 0;
    for (quarter, vendors) in quarters(context.report) {
        pages += vendors.len() as u64;
        let write = |then: &PageContext<'_>| -> Result<(), WriteError> {
            vendors.par_iter().try_for_each(|vendor| {
                for (path, content) in files_of(context, then, templates, (&quarter, vendor))? {
                    put(&path, &content)?;
                }
                Ok(())
            })
        };
        of_quarter(context, &quarter, write)?;
    }
    Ok(pages)
}

/// The files of one review.
///
/// # Errors
/// A template that fails.
pub fn review_files(
    context: &PageContext<'_>,
    templates: &Templates,
    quarter: &Quarter,
    vendor: &VendorId,
) -> Result<Vec<File>, WriteError> {
    of_quarter(context, quarter, |then| files_of(context, then, templates, (quarter, vendor)))
}

fn files_of(
    context: &PageContext<'_>,
    then: &PageContext<'_>,
    templates: &Templates,
    (quarter, vendor): (&Quarter, &VendorId),
) -> Result<Vec<File>, WriteError> {
    let others = reviews_of(context.report, vendor);
    match review_view(context, then, vendor, quarter, &others) {
        Some(view) => Ok(write_page(templates, &Route::Review(vendor.clone(), quarter.period), view)?),
        None => Ok(Vec::new()),
    }
}
