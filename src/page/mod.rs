//! Report to views: one file a kind of page. A view is plain data; templates hold no rule and no arithmetic.

pub mod route;

pub mod shell;

pub mod piece;

pub mod phrase;

pub mod table;

pub mod axis;

pub mod names;

pub mod action;

pub mod plan_verdict;

pub mod plan_success;

pub mod plan_index;

pub mod plan;

pub mod sop;

pub mod project_pace;

pub mod project_rows;

pub mod project;

pub mod contract_words;

pub mod contract_levels;

pub mod contract_relief;

pub mod contract_story;

pub mod contract;

pub mod people;

pub mod people_person;

pub mod audit;

pub mod method_text;

pub mod method;

pub mod tone;

pub mod figure;

mod evidence_json;

pub mod written;

pub mod evidence;

pub mod clause;

pub mod sources;

pub mod spark;

pub mod block;

pub mod policy;

pub mod plan_line;

pub mod scorecard;

pub mod exception;

pub mod credit;

pub mod site_index;

pub mod site;

pub mod vendor;

pub mod series;

pub mod breakdown;

pub mod metric_rows;

pub mod metric_chart;

pub mod metric;

pub mod home;

mod view;

pub use metric_chart::Drawing;
pub use shell::{BuildFacts, House, everywhere};
pub use view::{PageView, View, all_routes, view};
