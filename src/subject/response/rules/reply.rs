//! Responses to figures that are not there: what a vendor says would be shown beside nothing.

use crate::core::attainment::Judged;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::ReportContext;
use crate::subject::report::Report;
use crate::subject::response::figures::{is_about_result, rows_of, subject_of};
use crate::subject::response::record::{Replied, Response};

/// A response names a window, a credit, a rating or a row that the report does not have.
pub fn response_about_nothing(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let as_of = report.register.as_of();
    for response in report.register.responses.values().filter(|response| response.asked_on <= as_of) {
        let Some((what, label)) = lacking(report, response) else { continue };
        diagnostics.push(
            Diagnostic::new(
                &codes::RESPONSE_ABOUT_NOTHING,
                response.period.place.clone(),
                format!("response `{}` speaks of {what}, and there is none", response.id),
            )
            .label(label)
            .help("correct the period, the site or what the response is about"),
        );
    }
}

/// What is not there, and why.
fn lacking(report: &Report<'_>, response: &Response) -> Option<(String, &'static str)> {
    let period = **response.period;
    match &response.figure {
        Replied::Result(contract, level) => {
            let of = |judged: &Judged| judged.rulings.iter().any(|ruling| ruling.window.period == period);
            let found =
                report.judged.iter().any(|judged| is_about_result(response, judged, period) && of(judged));
            let said = format!("a result of `{contract}/{level}` for {period}");
            (!found).then_some((said, "expected a window that has ended and that the clause judges"))
        }
        Replied::Credit(contract, level) => {
            let months = report.credits.iter();
            let mut months = months.filter(|one| one.contract == *contract && one.month == period);
            let found = months.any(|month| month.lines.iter().any(|line| line.service_level == *level));
            let said = format!("a service credit of `{contract}/{level}` in {period}");
            (!found).then_some((said, "expected a month with a line in the credits ledger"))
        }
        Replied::Rating => {
            let cards = report.scorecards.get(&subject_of(response)).map(Vec::as_slice).unwrap_or_default();
            // Older periods than those that are kept were rated too.
            let is_older = cards.first().is_some_and(|first| period < first.period);
            let found = is_older || cards.iter().any(|card| card.period == period);
            (!found).then(|| (format!("the rating of {period}"), "expected a week with a scorecard"))
        }
        Replied::Measurement(metric, _) => {
            let found = !rows_of(report.register, response).is_empty();
            let said = format!("measurements of `{metric}` in {period}");
            (!found).then_some((said, "expected a period with rows by the as-of date"))
        }
    }
}
