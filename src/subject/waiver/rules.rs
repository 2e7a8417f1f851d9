//! Waivers: dated, approved exceptions to diagnostics that may be waived, each shown on the audit page.

use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::{FigureRule, Rule};
use crate::subject::register::Register;
use crate::subject::waiver::record::Waiver;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// Marks what waivers in force on the as-of date cover, and reports those that are expired or cover nothing. Comes after
/// every other step. The reader has refused those that their own author approved.
pub fn waive(register: &Register, diagnostics: &mut Diagnostics) {
    let as_of = register.as_of();
    let mut told = Vec::new();
    for waiver in &register.waivers {
        if as_of < *waiver.from_on {
            continue;
        }
        if waiver.until_on < as_of {
            told.push(expired(waiver, days_between(*waiver.until_on, as_of)));
        } else if cover(waiver, diagnostics) == 0
            && !diagnostics.waiting().iter().any(|one| covers(waiver, one))
        {
            told.push(unused(waiver));
        }
    }
    diagnostics.extend(told);
}

/// How many diagnostics the waiver covers, those of an earlier waiver included.
fn cover(waiver: &Waiver, diagnostics: &mut Diagnostics) -> usize {
    let mut covered = 0;
    for diagnostic in diagnostics.iter_mut().filter(|one| covers(waiver, one)) {
        covered += 1;
        diagnostic.waived_by.get_or_insert_with(|| waiver.place.clone());
    }
    covered
}

fn covers(waiver: &Waiver, diagnostic: &Diagnostic) -> bool {
    diagnostic.code.waivable
        && diagnostic.code == **waiver.code
        && diagnostic.place.path == *waiver.path
        && waiver.contains.as_deref().is_none_or(|part| diagnostic.message.contains(part))
}

fn expired(waiver: &Waiver, days: i32) -> Diagnostic {
    let ago = if days == 1 { "yesterday".to_owned() } else { format!("{days} days ago") };
    Diagnostic::new(
        &codes::WAIVER_EXPIRED,
        waiver.place.clone(),
        format!("waiver of `{}` at {} ended {ago}", waiver.code.name, waiver.path),
    )
    .label(format!("last day was {}", waiver.until_on))
    .help("mend what it covered, or have it approved anew with a later `until-on`")
}

fn unused(waiver: &Waiver) -> Diagnostic {
    let part =
        waiver.contains.as_deref().map_or(String::new(), |part| format!(" with \"{part}\" in its message"));
    Diagnostic::new(
        &codes::WAIVER_UNUSED,
        waiver.place.clone(),
        format!("waiver covers nothing: there is no `{}` at {}", waiver.code.name, waiver.path),
    )
    .label(format!("no diagnostic of this code at this path{part}"))
    .help("remove the waiver")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::diag::Code;
    use crate::kit::id::PersonId;
    use crate::subject::waiver::record::Waivable;
    use crate::testing::{Bench, day, place, sop};

    fn waiver(code: &'static Code, contains: Option<&str>) -> Waiver {
        Waiver {
            approved_on: None,
            in_place_of: None,
            code: Waivable(code).into(),
            path: crate::kit::source::RepoPath::new("data/sops/label-guidelines.md").into(),
            contains: contains.map(|part| part.to_owned().into()),
            reason: "Review booked".to_owned().into(),
            approved_by: PersonId::new("ben-field").into(),
            from_on: day("2026-11-01").into(),
            until_on: day("2026-11-30").into(),
            place: place("data/waivers.toml", 1),
        }
    }

    /// A bench whose SOP is past review, with these waivers: the codes that are not waived, and how many are.
    fn waived(waivers: Vec<Waiver>, as_of: &str) -> (Vec<&'static str>, usize) {
        let mut bench = Bench::new();
        let mut guide = sop("label-guidelines");
        guide.reviewed_on = None;
        guide.effective_on.value = day("2024-01-01");
        bench.add_sop(guide);
        bench.register.waivers = waivers;
        bench.register.settings.as_of.on = day(as_of);
        let mut diagnostics = bench.diagnostics(crate::subject::sop::rules::procedures::sop_past_review);
        waive(&bench.register, &mut diagnostics);
        let open = diagnostics.iter().filter(|d| d.waived_by.is_none()).map(|d| d.code.name).collect();
        (open, diagnostics.waived())
    }

    #[test]
    fn a_waiver_in_force_covers_its_code_at_its_path() {
        let review = || waiver(&codes::SOP_PAST_REVIEW, Some("review"));
        assert_eq!(waived(vec![review()], "2026-11-15"), (vec![], 1));
        assert_eq!(waived(vec![review(), review()], "2026-11-30"), (vec![], 1), "both are of use");
        assert_eq!(waived(vec![review()], "2026-10-31"), (vec!["sop-past-review"], 0), "not begun");
    }

    #[test]
    fn expired_and_unused_waivers_are_told() {
        let review = waiver(&codes::SOP_PAST_REVIEW, None);
        assert_eq!(waived(vec![review], "2026-12-01"), (vec!["sop-past-review", "waiver-expired"], 0));
        let other = waiver(&codes::SOP_PAST_REVIEW, Some("no such words"));
        assert_eq!(waived(vec![other], "2026-11-15"), (vec!["sop-past-review", "waiver-unused"], 0));
    }
}
