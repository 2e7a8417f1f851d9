//! Signals of languages: projects for which fewer people are proficient than they need.

use crate::subject::language::figures::{days_of_change, short_on};
use crate::subject::register::Register;
use crate::subject::risk::record::SignalKind;
use crate::subject::signal::figures::{About, Basis, Signal};

/// One a project, since the day from which it has been short without a break. Counts that are not told raise nothing that they do not prove.
pub fn signals(register: &Register) -> Vec<Signal> {
    let short = short_on(register, register.as_of());
    if short.is_empty() {
        return Vec::new();
    }
    let days = days_of_change(register);
    let earlier: Vec<_> = days.iter().map(|day| (*day, short_on(register, *day))).collect();
    let signal = |(project, languages)| {
        let since =
            earlier.iter().take_while(|(_, short)| short.contains_key(&project)).map(|(day, _)| *day).last();
        Signal {
            kind: SignalKind::CoverageGap,
            since: since.unwrap_or_else(|| register.as_of()),
            about: About { project: Some(project), ..About::default() },
            is_red: true,
            basis: Basis::Languages(languages),
            answer: None,
        }
    };
    short.into_iter().map(signal).collect()
}
