//! Pages that gather subjects.

pub mod feeds;
pub mod audit;
pub mod credit;
pub mod exception;
pub mod gravest;
pub mod verdict;
pub mod scorecard;
pub mod metric;
pub mod money;
pub mod site;
pub mod review;
pub mod project;
pub mod story;
pub mod home;
pub mod brief;
pub mod contract;
pub mod method;
pub mod moved;
pub mod people;
pub mod vendor;
pub mod take_away;
pub mod all_pages;
pub mod vendors;
pub mod view;
