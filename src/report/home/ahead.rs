//! What may come, in a line: red signals that nothing answers, and the gravest open risk.

use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::risk::address::RiskPage;
use crate::subject::risk::page as risk;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::signal::address::SignalPage;
use crate::subject::signal::page as signal;
use crate::subject::text::piece::Inline;
use crate::subject::wording::warned;

/// One line of each; none where nothing warns and no risk is open.
pub fn ahead(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<Vec<Inline>> {
    let mut lines = Vec::new();
    let unanswered = signal::unanswered(context).len();
    if unanswered > 0 {
        let count = signal::count_unanswered(context, evidence);
        let words =
            if unanswered == 1 { "red signal without an answer" } else { "red signals without an answer" };
        let link = Inline::link(&Route::Signal(SignalPage::All), words);
        lines.push(vec![Inline::from(count), Inline::literal(" "), link]);
    }
    if let Some((gravest, state)) = risk::open(context).first() {
        let score = risk::score(gravest, state, evidence);
        let all = Inline::link(&Route::Risk(RiskPage::All), "Gravest open risk");
        let mut line = vec![all, Inline::literal(": "), warned::of_risk(gravest)];
        line.extend([Inline::literal(", "), Inline::from(score), Inline::exempt(Exempt::Rule, " of 25")]);
        if let Some(proximity) = gravest.proximity.as_deref() {
            line.extend([Inline::literal(", "), Inline::literal(proximity.near())]);
        }
        lines.push(line);
    }
    lines
}
