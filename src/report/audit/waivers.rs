//! What is accepted for a while: each waiver, and whether it still covers something.

use crate::kit::calendar::{day_label, days_between};
use crate::kit::diag::plural;
use crate::kit::picture::exempt::Exempt;
use crate::report::audit::shown_below;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, spaced};
use crate::subject::waiver::record::Waiver;
use crate::subject::wording::names;

pub fn waivers(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let covered = |waiver: &Waiver| {
        context.diagnostics.iter().filter(|d| d.waived_by.as_ref() == Some(&waiver.place)).count()
    };
    let waivers = context.report.register.waivers.iter().map(|waiver| (waiver, covered(waiver)));
    Columns::over(waivers, evidence)
        .column("Waiver", "", |(waiver, _), _| {
            let about = match &waiver.contains {
                Some(part) => format!("{}, about “{part}”", waiver.path),
                None => waiver.path.to_string(),
            };
            Cell::head(Inline::code(waiver.code.name)).under(Inline::words(about).because(Exempt::Quoted))
        })
        .column("State", "tight", |(waiver, covers), evidence| {
            waiver_state(context, waiver, *covers, evidence).into()
        })
        .column("Covers", "num", |(_, covers), _| shown_below(covers.to_string()).into())
        .column("Reason", "", |(waiver, _), _| Inline::words(waiver.reason.as_str()).because(Exempt::Quoted).into())
        .column("Approved by", "", |(waiver, _), _| {
            let on = waiver.approved_on.as_deref().map(|on| Inline::dated(day_label(*on)));
            Cell::new(names::approver(context, &waiver.approved_by, waiver.in_place_of.as_ref()))
                .under(on.into_iter().collect::<Vec<_>>())
        })
        .column("From", "tight", |(waiver, _), _| Cell::day(*waiver.from_on))
        .column("Until", "tight", |(waiver, _), _| Cell::day(*waiver.until_on))
        .column("Written in", "", |(waiver, _), _| names::place(context, &waiver.place).into())
        .table("waivers", "Waivers")
        .titled()
        .note("A waiver accepts a message for a while; it is dated and approved, and stands here until it ends.")
        .empty("Nothing is waived.", "Every message above counts.")
}

fn waiver_state(
    context: &PageContext<'_>,
    waiver: &Waiver,
    covers: usize,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let as_of = context.report.register.as_of();
    let left = days_between(as_of, *waiver.until_on);
    if left < 0 {
        return vec![Inline::chip("bad", "expired")];
    }
    if as_of < *waiver.from_on {
        return vec![Inline::chip("plain", "to come")];
    }
    if covers == 0 {
        return vec![Inline::chip("near", "unused")];
    }
    let said = match usize::try_from(left).unwrap_or(0) {
        0 => "until today".to_owned(),
        days => format!("{} left", plural(days, "day")),
    };
    let number = evidence.age(left, [("until-on", &waiver.until_on)]);
    spaced([Inline::chip("good", "in use"), Inline::quiet(said).of(number)])
}
