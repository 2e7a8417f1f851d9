//! Rotation off the high tier, pulse surveys below what is asked, and queues without protective tools.

use crate::core::organisation::record::ContentTier;
use crate::core::settings::access::CountedTable;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and, plural, plural_of};
use crate::subject::context::ReportContext;
use crate::subject::team_exposure::record::TeamExposure;
use crate::subject::wellness::figures::kept::{Part, part};
use crate::subject::wellness::figures::newest_of_team;
use crate::subject::wellness::record::PAST_ROTATION;

/// K2: of the newest week of each site.
pub fn rotation_overdue(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let rows = &report.register.wellness;
    let Some(most) = report.register.settings.wellness_policy().rotation_weeks else { return };
    for of in &report.wellness.sites {
        let Some(row) = of.newest(rows) else { continue };
        if row.past_rotation.known().is_none_or(|people| people == 0) {
            continue;
        }
        let who = match report.wellness.kept.part(row, PAST_ROTATION) {
            Part::Told(people) => plural_of(people as usize, "person", "people"),
            Part::NearlyAll | Part::NotTold => "people".to_owned(),
        };
        let message = format!(
            "{who} at `{}` had been on the high tier for more than {} running in {}",
            of.site,
            plural(*most as usize, "week"),
            *row.week
        );
        diagnostics.push(
            Diagnostic::new(&codes::ROTATION_OVERDUE, row.past_rotation.place.clone(), message)
                .label("expected none: by then they are rotated off it")
                .help("give them a week on another queue, and plan the next rotations"),
        );
    }
}

/// K4: of the newest survey of each site.
pub fn pulse_low(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let Some(asked) = register.settings.wellness_policy().pulse_percent else { return };
    for at in figures.report.surveys.newest.values() {
        let Some(row) = register.surveys.get(*at) else { continue };
        let Some(share) = row.favourable.known().filter(|share| *share < *asked) else { continue };
        let share = format!("{share}%{}", row.cut_off().unwrap_or_default());
        let message =
            format!("{share} of the answers of `{}` in {} were favourable", row.site.value, **row.month);
        diagnostics.push(
            Diagnostic::new(&codes::PULSE_LOW, row.favourable.place.clone(), message)
                .label(format!("the book asks for {}%", *asked))
                .help("ask the site and its counsellors what has changed, and write a plan"),
        );
    }
}

/// The team's own people: the newest two weeks that are told of, both beyond the cap.
pub fn team_above_cap(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let least = u64::from(*register.settings.wellness_policy().within_cap_percent);
    let weeks = newest_of_team(register);
    let beyond = |row: &&TeamExposure| row.is_beyond(least);
    let (Some(newest), true) = (weeks.first(), weeks.len() > 1 && weeks.iter().take(2).all(beyond)) else {
        return;
    };
    let Some(days) = newest.person_days.known() else { return };
    let (few, _) = register.settings.suppression(CountedTable::Wellness);
    let message = format!(
        "the team's own people were exposed beyond the cap in two weeks running, to {}",
        *newest.week
    );
    diagnostics.push(
        Diagnostic::new(&codes::TEAM_ABOVE_CAP, newest.within_cap.place.clone(), message)
            .label(format!(
                "{} in the last one; {least}% must stay within it",
                super::beyond(part(*newest.within_cap, *newest.person_days, few), days, few)
            ))
            .help("share out reviews and escalations anew, and take the breaks that sites take"),
    );
}

/// K3: of queues that are live on the day of the report.
pub fn tooling_missing(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let as_of = register.as_of();
    for queue in register.projects.values().flat_map(|project| &project.queues) {
        let is_live = *queue.starts_on <= as_of && queue.days().1.is_none_or(|end| as_of <= end);
        let lacking: Vec<&str> = queue.lacking_tools().into_iter().map(|tool| tool.word()).collect();
        if !is_live || *queue.content_tier != ContentTier::High || lacking.is_empty() {
            continue;
        }
        let message =
            format!("queue `{}` of the high tier lacks {} by default", queue.id, list_and(&lacking));
        diagnostics.push(
            Diagnostic::new(&codes::TOOLING_MISSING, queue.written_id.place.clone(), message)
                .label("expected mute, greyscale and blur on by default")
                .help("have the tools turned on, and list them under `tooling`"),
        );
    }
}
