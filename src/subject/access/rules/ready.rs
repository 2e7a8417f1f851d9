//! X54: a project is about to start, or has just started, and its people cannot work.

use crate::kit::calendar::day_label;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::access::figures::Where;
use crate::subject::access::record::{AccessMeasure, AccessRegister};
use crate::subject::context::ReportContext;

/// Working days before and after the start within which every account has to be usable.
const AROUND_START: u32 = 5;

/// One finding for each site of the project that has no account for it, or one that is not usable. Of vendors whose accounts are counted.
pub fn project_not_ready(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    let counts = &register.access.counts;
    let (as_of, calendar) = (register.as_of(), &register.settings.calendar);
    for project in register.projects.values() {
        let start = *project.starts_on;
        let is_near = start <= calendar.plus_working_days(as_of, AROUND_START)
            && as_of <= calendar.plus_working_days(start, AROUND_START);
        if !is_near {
            continue;
        }
        for (id, site) in project.sites.iter().filter_map(|id| Some((id, register.sites.get(id)?))) {
            let Some(export) = report.access.export(&site.vendor, AccessRegister::Accounts) else { continue };
            let of = Where {
                vendor: Some(&site.vendor),
                site: Some(id),
                project: Some(Some(&project.id)),
                ..Where::default()
            };
            let count = |measure| report.access.sum(counts, measure, of).map(|sum| sum.count);
            let what = match (count(AccessMeasure::Active), count(AccessMeasure::Usable)) {
                (None | Some(Some(0)), _) => "has no account".to_owned(),
                (Some(Some(active)), Some(Some(usable))) if usable < active => {
                    let all = plural(usize::try_from(active).unwrap_or(usize::MAX), "account");
                    format!("has {usable} usable of {all}")
                }
                _ => continue,
            };
            let starts = if as_of < start { "starts" } else { "started" };
            let message =
                format!("project `{}` {starts} on {}, and `{id}` {what}", project.id, day_label(start));
            diagnostics.push(
                Diagnostic::new(&codes::PROJECT_NOT_READY, project.starts_on.place.clone(), message)
                    .label(format!("as of the export of {}", day_label(export.as_of)))
                    .help("have login and permissions verified: the list for today of `scorebook tally accounts` names them"),
            );
        }
    }
}
