//! Views to bytes: templates, frames, interactive charts.

pub mod template;

mod prose_parts;

pub mod prose;

pub mod chart;

mod isolate;

mod frame;

mod error;

mod calendar;

mod feed;

mod report_text;

mod why;

mod since;

mod judged;

mod again;

mod issues;

mod write;

mod difference;

pub use difference::difference_page;
pub use error::WriteError;
pub use frame::write_page;
pub use issues::Before;
pub use template::Templates;
pub use write::{Written, write_site};
