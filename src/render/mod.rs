//! Views to bytes: templates, frames, interactive charts.

pub mod template;

mod frame;

pub use frame::write_page;
