//! Report to views: one file a kind of page. A view is plain data; templates hold no rule and no arithmetic.

pub mod route;

pub mod shell;

pub mod host;

pub mod piece;

pub mod table;

pub mod wording;

pub mod axis;

pub mod spark;

pub mod evidence;

pub mod block;

pub mod tally;

pub mod reply;

pub mod restatement;

pub mod slip;

pub mod action;

pub mod plan;

pub mod initiative;

pub mod sop;

pub mod project;

pub mod credit;

pub mod gravest;

pub mod contract;

pub mod people;

pub mod decision;

pub mod signoff;

pub mod audit;

pub mod method;

pub mod scorecard;

pub mod exception;

pub mod site;

pub mod vendor;

pub mod metric;

pub mod issue;

pub mod story;

pub mod home;

pub mod archive;

pub mod sent;

pub mod difference;
pub mod moved;

mod view;

pub use metric::chart::Drawing;
pub use shell::{BuildFacts, House, everywhere};
pub use view::{PageView, View, all_routes, archive_page, month_issue, view, week_issue};
