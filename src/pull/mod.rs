//! Rows of a team's own engine, put into metric files: what is asked, what came, what would change. Pure: texts and a snapshot in, a plan and words out. Who asks the
//! engine is `edge::engine`; what comes from there is text, cell by cell, whatever the engine.

pub mod answer;
pub mod question;
pub mod shaped;
pub mod checked;
pub mod plan;
pub mod facts;
pub mod told;

pub mod tallied;
pub mod rollup;
