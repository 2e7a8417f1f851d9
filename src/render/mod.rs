//! Views to bytes: templates, frames, interactive charts.

pub mod site;
pub mod chart;

pub mod template;

mod prose_parts;

pub mod prose;

mod cut;

#[cfg(feature = "spreadsheets")]
mod workbook;

pub(crate) mod error;

pub(crate) mod calendar;

pub(crate) mod feed;

pub(crate) mod frame;

pub(crate) mod report_text;

mod again;

mod issues;

mod reviews;

mod search;

pub mod tables;

mod write;

mod pages;

mod difference;

pub use difference::difference_page;
pub use error::WriteError;
pub use frame::write_page;
pub use issues::Before;
pub use pages::Pages;
pub use tables::page_tables;
pub use template::{Templates, built_in_asset};
pub use write::{Written, write_site};
