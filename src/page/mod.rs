//! Report to views: one file a kind of page. A view is plain data; templates hold no rule and no arithmetic.

pub mod route;

pub mod shell;

mod view;

pub use view::{PageView, View, all_routes, view};
