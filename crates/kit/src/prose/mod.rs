//! Markdown before it is shown: headings with their anchors and links with their places. The checks and the renderer
//! read the same outline, so an anchor that passes the check is an anchor of the page.

pub mod slug;

pub mod target;

pub mod raw;

pub mod outline;

pub mod reworded;

pub mod visible;

pub mod escape;

pub mod cited;

pub mod settled;
