//! Which commit judges an issue: a report of a week or a month says what it said when it came out.
//!
//! That of the sign-off that the publishing branch had first. Else the last one that changed the book by the seventh day after the
//! Sunday that ends the issue: the site that speaks for that Sunday is published until then, the next one speaks for the next. Where
//! that one cannot be read, one before it of the same seven days, or the last one before them, was published in its place.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::calendar::{add_days, week_of};
use crate::kit::period::Period;
use crate::kit::source::{CommitIndex, Recorded};
use crate::subject::edition::Edition;
use crate::subject::history::first_versions;
use crate::subject::register::Register;

const SIGNOFFS: &str = "data/signoffs/";

/// The commits of the publishing branch that changed the book, and those that signed a period.
#[derive(Debug)]
pub struct Judging {
    /// Oldest first, each with its day in the book's time zone, or that of one before it where that is later.
    commits: Vec<(CommitIndex, Date)>,
    signed: BTreeMap<String, CommitIndex>,
}

/// Who judges an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judges {
    /// First choice first; empty when nothing was recorded by then.
    pub commits: Vec<CommitIndex>,
    /// The first choice signed the period.
    pub signed: bool,
}

impl Judging {
    pub fn new(register: &Register, recorded: &Recorded) -> Judging {
        let mut changed: Vec<CommitIndex> = recorded.edits.iter().map(|edit| edit.commit).collect();
        // Edits come in the order of the branch.
        changed.dedup();
        let zone = &register.settings.time_zone;
        // A date is a claim: nothing was recorded before what it builds on.
        let mut latest = Date::MIN;
        let day = |at: CommitIndex| {
            latest = latest.max(crate::core::settings::read::day_of(recorded.commit(at)?.committed_at, zone));
            Some((at, latest))
        };
        let firsts = first_versions(recorded, SIGNOFFS).into_iter();
        let signed = firsts.filter_map(|(path, first)| {
            let period = path.strip_prefix(SIGNOFFS)?.strip_suffix(".toml")?;
            Some((period.to_owned(), first.commit))
        });
        Judging { commits: changed.into_iter().filter_map(day).collect(), signed: signed.collect() }
    }

    /// The commit with which the branch came to have the book as it is; `None` without a history.
    pub fn newest(&self) -> Option<CommitIndex> {
        self.commits.last().map(|(commit, _)| *commit)
    }

    /// Those of an edition of an issue. Where there are two, a sign-off stands for the second, which has the figures.
    pub fn of_edition(&self, edition: &Edition) -> Judges {
        match (edition.is_second, edition.has_other) {
            (true, _) => self.signed_by(edition.period).unwrap_or_else(|| self.until(edition.on)),
            (false, true) => self.until(closing_sunday(edition.period)),
            (false, false) => self.of(edition.period),
        }
    }

    /// Those of the issue of `period`.
    pub fn of(&self, period: Period) -> Judges {
        self.signed_by(period).unwrap_or_else(|| self.until(closing_sunday(period)))
    }

    fn signed_by(&self, period: Period) -> Option<Judges> {
        let commit = *self.signed.get(&period.to_string())?;
        Some(Judges { commits: vec![commit], signed: true })
    }

    /// Those of what speaks for a day and comes out within a week of it.
    fn until(&self, sunday: Date) -> Judges {
        let close = add_days(sunday, 7);
        // As the branch went: a commit with a wrong clock changes nothing of what came out before it.
        let by_then = self.commits.iter().rposition(|(_, on)| *on <= close).map_or(0, |at| at + 1);
        let mut commits = Vec::new();
        for (commit, on) in self.commits[..by_then].iter().rev() {
            commits.push(*commit);
            if *on <= sunday {
                break;
            }
        }
        Judges { commits, signed: false }
    }
}

/// The first Sunday by which all of a period has ended: of a month neither its last day nor its last week alone.
fn closing_sunday(period: Period) -> Date {
    week_of(period.last_day()).sunday().max(match period {
        Period::Month(..) => period.weeks().1,
        _ => Date::MIN,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::kit::calendar::Week;
    use crate::subject::history::past::Past;
    use crate::testing::computed::register;

    fn judged(past: &Past, period: Period) -> (Vec<CommitIndex>, bool) {
        let judges =
            Judging::new(&register(date(2026, 1, 31), Vec::new(), Vec::new()), &past.recorded).of(period);
        (judges.commits, judges.signed)
    }

    /// Commits on the first days of 2026, one a day: the 1st is a Thursday, the 4th ends week 1.
    fn past(days: u32) -> Past {
        let mut past = Past::default();
        for day in 0..days {
            past.commit("rows", &[("data/metrics/acme/2026.csv", Some(&format!("{day}\n")))]);
        }
        past
    }

    #[test]
    fn the_last_commit_before_the_next_issue_judges() {
        let week = Period::Week(Week::new(2026, 1).expect("a week"));
        // Days 5 to 11 follow the Sunday; the 12th belongs to the next issue. The 4th stands in when none of them can be read.
        let expected: Vec<CommitIndex> = (3..=10).rev().collect();
        assert_eq!(judged(&past(20), week), (expected, false));
        assert_eq!(judged(&past(2), week), (vec![1], false), "nothing came after");
        assert_eq!(judged(&Past::default(), week), (Vec::new(), false));
        let month = Period::month_of(date(2025, 12, 20));
        assert_eq!(judged(&past(20), month).0.first(), Some(&10), "with the first Sunday after its last day");
    }

    #[test]
    fn a_commit_that_is_dated_back_judges_nothing_that_came_out_before_it() {
        let mut past = past(20);
        let back = past.commit("late", &[("data/metrics/acme/2026.csv", Some("late\n"))]);
        past.recorded.commits[back as usize].committed_at = past.recorded.commits[4].committed_at;
        let week = Period::Week(Week::new(2026, 1).expect("a week"));
        assert_eq!(judged(&past, week).0.first(), Some(&10));
    }

    #[test]
    fn the_sign_off_judges_its_period_and_a_restatement_of_it_does_not() {
        let mut past = past(20);
        let signed = past.commit("sign", &[("data/signoffs/2026-W01.toml", Some("hash = \"a\"\n"))]);
        past.commit("restate", &[("data/signoffs/2026-W01-restatement-01.toml", Some("hash = \"b\"\n"))]);
        let week = Week::new(2026, 1).expect("a week");
        assert_eq!(judged(&past, Period::Week(week)), (vec![signed], true));
        assert!(!judged(&past, Period::Week(week.next())).1);
    }
}
