//! Still pictures as text: pure functions from plain values to SVG. Looks are CSS classes (`pictures.css`),
//! so that themes, print and forced colours follow; every picture says in words what it shows.

pub mod pen;
pub mod exempt;
pub mod scale;
pub mod series;

pub mod icons;

pub mod sparkline;

pub mod xmr;

pub mod bars;

pub mod diverging;

pub mod timeline;

pub mod axis;

pub mod burnup;
