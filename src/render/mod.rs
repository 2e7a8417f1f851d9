//! Views to bytes: templates, frames, interactive charts.

pub mod template;

pub mod prose;

mod frame;

pub use frame::write_page;
