//! The verdict of a window, as tables of service levels show it: met or missed, and what stands beside it in words.

use crate::core::attainment::{Outcome, Ruling};
use crate::kit::diag::list_and;
use crate::kit::numbered::FigureNumber;
use crate::subject::evidence::clause::Clause;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::ordinal;
use crate::subject::wording::{phrase, tone};

/// Met or missed, how sure, how often in a row, or why nothing was measured; `remark`: the figure that the remarks are parts of.
pub fn verdict(html: &mut Html, clause: &Clause<'_>, remark: Option<FigureNumber>) {
    let Some(ruling) = clause.ruling else {
        tone::badge(html, "att", tone::Tone { tone: "running", label: "Running" });
        sub(html, |html| html.tags("the first window has not ended"));
        return;
    };
    tone::badge(html, "att", tone::attainment(ruling));
    let remarks = remarks(clause, ruling);
    if !remarks.is_empty() {
        html.tags("<small");
        html.push_parts_of(remark);
        html.tags(">");
        html.push_inside(&remarks);
        html.tags("</small>");
    }
}

/// What stands beside a ruling, in words.
pub fn remarks(clause: &Clause<'_>, ruling: &Ruling) -> String {
    let mut said = String::new();
    let mut say = |words: &str| {
        if !said.is_empty() {
            said.push_str(" · ");
        }
        said.push_str(words);
    };
    if let Outcome::NotMeasured(why) = &ruling.outcome {
        say(&why.text());
    }
    if let Some(doubt) = tone::doubt(ruling) {
        say(doubt);
    }
    if let Some((low, high)) = ruling.interval {
        say(&format!("95% interval {low:.1}–{high:.1}"));
    }
    if ruling.streak > 1 {
        say(&format!("{} in a row", ordinal(ruling.streak)));
    }
    if let Some(chronic) = clause.chronic(ruling) {
        say(&format!("chronic: {chronic}"));
    }
    if let Some(gaps) = phrase::gaps(ruling, Some(clause.metric)) {
        say(&gaps);
    }
    if !ruling.combined_with.is_empty() {
        let earlier: Vec<String> = ruling.combined_with.iter().map(|period| period.label()).collect();
        say(&format!("with {}", list_and(&earlier)));
    }
    if ruling.open_pool {
        say(phrase::OPEN_POOL);
    }
    said
}

/// A second, quieter line of a cell.
pub fn sub(html: &mut Html, write: impl FnOnce(&mut Html)) {
    html.tags("<small>");
    write(html);
    html.tags("</small>");
}
