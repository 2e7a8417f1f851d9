//! The verdict of a window, as tables of service levels show it: met or missed, and what stands beside it in words.

use crate::core::attainment::{Outcome, Ruling};
use crate::kit::diag::list_and;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::pen;
use crate::subject::evidence::clause::Clause;
use crate::subject::wording::figure::ordinal;
use crate::subject::wording::{phrase, tone};

/// Met or missed, how sure, how often in a row, or why nothing was measured; `remark`: the figure that the remarks are parts of.
pub fn verdict(html: &mut String, clause: &Clause<'_>, remark: Option<FigureNumber>) {
    let Some(ruling) = clause.ruling else {
        tone::badge(html, "att", tone::Tone { tone: "running", label: "Running" });
        sub(html, |html| html.push_str("the first window has not ended"));
        return;
    };
    tone::badge(html, "att", tone::attainment(ruling));
    let start = html.len();
    html.push_str("<span class=\"sub\"");
    pen::parts_of(html, remark);
    html.push('>');
    let words = html.len();
    remarks(html, clause, ruling);
    if html.len() == words {
        html.truncate(start);
    } else {
        html.push_str("</span>");
    }
}

/// What stands beside a ruling, in words.
fn remarks(html: &mut String, clause: &Clause<'_>, ruling: &Ruling) {
    let start = html.len();
    let mut say = |words: &str| {
        if html.len() > start {
            html.push_str(" · ");
        }
        pen::text(html, words);
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
}

/// A second, quieter line of a cell.
pub fn sub(html: &mut String, write: impl FnOnce(&mut String)) {
    html.push_str("<span class=\"sub\">");
    write(html);
    html.push_str("</span>");
}
