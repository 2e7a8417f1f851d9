//! Which figure a response of a vendor speaks of.

use crate::core::attainment::Judged;
use crate::core::rollup::Subject;
use crate::kit::period::Period;
use crate::subject::register::Register;
use crate::subject::response::record::{Replied, Response};

/// A report keeps none of them.
pub type Figures = ();

/// The site, or the vendor as a whole.
pub fn subject_of(response: &Response) -> Subject {
    match &response.site {
        Some(site) => Subject::Site(site.value.clone()),
        None => Subject::Vendor(response.vendor.value.clone()),
    }
}

/// Whether a response is about the result of a judged service level in one window.
pub fn is_about_result(response: &Response, judged: &Judged, window: Period) -> bool {
    is_about_clause(response, judged, window) && subject_of(response) == judged.subject
}

/// Whether a response touches the result of a judged service level in one window: it is about that result, or about a site's part
/// of a contract-wide one.
pub fn touches_result(response: &Response, judged: &Judged, window: Period) -> bool {
    is_about_result(response, judged, window)
        || matches!(judged.subject, Subject::Vendor(_)) && is_about_clause(response, judged, window)
}

/// Whether a response is about a service level in one window, of the whole contract or of any site.
pub fn is_about_clause(response: &Response, judged: &Judged, window: Period) -> bool {
    let Replied::Result(contract, level) = &response.figure else { return false };
    **response.period == window && *contract == judged.contract && *level == judged.service_level
}

/// Indices of the rows that a response is about, rising; none unless it is about a measurement.
pub fn rows_of(register: &Register, response: &Response) -> Vec<u32> {
    let Replied::Measurement(metric, queue) = &response.figure else { return Vec::new() };
    let of = &register.measurements;
    let rows = of.rows.iter().enumerate().filter(|(_, row)| {
        row.period == **response.period
            && of.sites.get(row.site as usize) == response.site.as_deref()
            && of.metrics.get(row.metric as usize) == Some(metric)
            && queue
                .as_ref()
                .is_none_or(|queue| row.queue.and_then(|at| of.queues.get(at as usize)) == Some(queue))
    });
    rows.filter_map(|(at, _)| u32::try_from(at).ok()).collect()
}
