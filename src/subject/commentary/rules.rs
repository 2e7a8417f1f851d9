//! What a person wrote over the week, and what nobody wrote.

use crate::core::wording::vendor_name;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::ReportContext;
use crate::subject::context::{FigureRule, Rule};
use crate::subject::executive::Flaw;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::HEADLINE_CONTRADICTED, check: headline_contradicted },
    FigureRule { code: &codes::COMMENTARY_AWAITED, check: commentary_awaited },
];

/// A written headline that the figures contradict, that is silent on what is worst, or that asks for a decision nobody was asked for:
/// the generated one is shown.
pub fn headline_contradicted(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let (Some(written), Some(commentary)) =
        (&report.executive.written, report.register.commentaries.get(&report.period))
    else {
        return;
    };
    for flaw in &written.flaws {
        let (place, message, help) = match flaw {
            Flaw::Contradicted { claim, says } => {
                let Some(claim) = commentary.claims.get(*claim) else { continue };
                let (vendor, family) = (vendor_name(report.register, &claim.vendor), claim.family.word());
                let message = format!(
                    "the headline claims `{}` for {family} of {vendor}; the figures say `{}`",
                    claim.status.word(),
                    says.word()
                );
                (claim.place.clone(), message, "correct the claim, and the headline with it")
            }
            Flaw::Silent { vendor, family } => {
                let Some(headline) = &commentary.headline else { continue };
                let vendor = vendor_name(report.register, vendor);
                let message = format!(
                    "the headline claims nothing of {} of {vendor}, which fares worst",
                    family.word()
                );
                (headline.place.clone(), message, "name what is worst, and add its claim")
            }
            Flaw::Unasked { claim } => {
                let Some(claim) = commentary.claims.get(*claim) else { continue };
                let (vendor, family) = (vendor_name(report.register, &claim.vendor), claim.family.word());
                let message = format!(
                    "the headline asks for a decision, and none that waits is about {family} of {vendor}"
                );
                let help = "ask for it under data/decisions, with its `service-levels`, or say less";
                (claim.place.clone(), message, help)
            }
        };
        diagnostics.push(
            Diagnostic::new(&codes::HEADLINE_CONTRADICTED, place, message)
                .label("the generated headline is shown in its place")
                .help(help),
        );
    }
}

/// A rating moved in the reporting week, and the week has no commentary.
pub fn commentary_awaited(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    if !figures.context.is_whole("data/reports/") || register.commentaries.contains_key(&report.period) {
        return;
    }
    let moved = report.executive.since.as_ref().map_or(&[][..], |since| since.moved.as_slice());
    // Told at the first of them by id: the order of the grid is another every week.
    let Some(first) = moved.iter().min_by(|one, other| one.vendor.cmp(&other.vendor)) else { return };
    let Some(vendor) = register.vendors.get(&first.vendor) else { return };
    let what = first.family.map_or("the overall rating", |family| family.word());
    let more = match moved.len() - 1 {
        0 => String::new(),
        1 => " and one more rating moved".to_owned(),
        n => format!(" and {n} more ratings moved"),
    };
    let message = format!(
        "{what} of {} went from {} to {} in {}{more}; nobody has written why",
        vendor.name,
        first.before.label().to_lowercase(),
        first.after.label().to_lowercase(),
        report.period.label()
    );
    diagnostics.push(
        Diagnostic::new(&codes::COMMENTARY_AWAITED, vendor.place.clone(), message)
            .label("a week in which a rating moves wants a commentary")
            .help(format!("write data/reports/{}.md", report.period)),
    );
}
