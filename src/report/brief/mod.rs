//! What leaves the site: the report in plain words, and the dates that fall due. Data alone; `render` writes the files.

pub mod procedures;
pub mod asks;
pub mod week;
pub mod dates;

/// Files of the site that are sent, below its root.
pub const REPORT_TEXT: &str = "report.md";
pub const REPORT_DATA: &str = "report.json";
pub const FEED: &str = "feed.xml";
pub const CALENDAR: &str = "calendar.ics";
