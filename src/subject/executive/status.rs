//! How many service levels are missed, and how an exception reads.

use super::awaited::standing;
use super::grid::{Entry, entries, vendor_entries};
use super::{About, Exception, ExceptionKind, Executive, Inputs};
use crate::core::attainment::Ruling;
use crate::core::contract::record::Window;
use crate::core::sentence::Sentence;
use crate::core::wording::{against, clause, count, in_sentence, sentence_case, subject_name, vendor_name};
use crate::kit::id::VendorId;
use crate::kit::words::Direction;

/// What the vendors' own scorecards hold, neutral lines aside.
struct Tally {
    met: usize,
    missed: usize,
    not_measured: usize,
    /// Some of what is not measured is late.
    is_late: bool,
    /// Vendors with a judged service level.
    vendors: Vec<VendorId>,
}

fn tally(inputs: &Inputs<'_>) -> Tally {
    let mut tally = Tally { met: 0, missed: 0, not_measured: 0, is_late: false, vendors: Vec::new() };
    for vendor in inputs.register.vendors.keys() {
        let entries = vendor_entries(inputs, vendor);
        let missed = entries.iter().filter(|entry| entry.missed()).count();
        let judged = entries.iter().filter(|entry| entry.judged()).count();
        tally.missed += missed;
        tally.met += judged - missed;
        tally.not_measured += entries.len() - judged;
        tally.is_late |= entries.iter().any(|entry| entry.ruling.is_some_and(Ruling::is_late));
        if judged > 0 {
            tally.vendors.push(vendor.clone());
        }
    }
    tally
}

/// What may be said where nothing left tolerance: of whom that is known.
pub fn calm(inputs: &Inputs<'_>) -> &'static str {
    let all = inputs.scorecards.keys().flat_map(|subject| entries(inputs, subject));
    let all: Vec<Entry<'_>> = all.filter(|entry| entry.clause.direction != Direction::Neutral).collect();
    match (all.iter().any(Entry::judged), all.iter().all(Entry::judged)) {
        (false, _) => "No service level could be judged.",
        (true, false) => "Every service level that could be judged is within tolerance; some could not.",
        (true, true) => "Every service level is within tolerance.",
    }
}

/// How many service levels are missed, of how many, by how many vendors.
pub fn overall(inputs: &Inputs<'_>, executive: &Executive) -> Sentence<About> {
    let tally = tally(inputs);
    let register = inputs.register;
    let judged = tally.met + tally.missed;
    let week = inputs.period.label();
    let told = |words: String| Sentence::of(About::Overall, words);
    if judged == 0 {
        return told(match tally.not_measured {
            0 => format!("No service level is in force in {week}."),
            1 => format!("The only service level in force could not be judged by the end of {week}."),
            n => format!(
                "None of the {} service levels in force could be judged by the end of {week}.",
                count(n)
            ),
        });
    }
    let late = if tally.is_late { ", some because their figures are late" } else { "" };
    let unmeasured = match tally.not_measured {
        0 => String::new(),
        1 if tally.is_late => "; one more could not be judged because its figures are late".to_owned(),
        n => format!("; {} more could not be judged{late}", count(n)),
    };
    let window = match standing(inputs).one() {
        Some(window) => Sentence::words(" in ").then(About::Name, window.label()),
        None => Sentence::default(),
    };
    let (across, by) = match tally.vendors.as_slice() {
        [only] => (String::new(), Sentence::words(" by ").then(About::Name, vendor_name(register, only))),
        vendors => (format!(" across {} vendors", count(vendors.len())), Sentence::default()),
    };
    // A contract can hold while one of its sites fails.
    let is_held = executive.exceptions.iter().any(|e| e.kind != ExceptionKind::ConsistentlyFailing);
    let met = if is_held { "met contract-wide" } else { "met" };
    let said = match (tally.missed, judged) {
        (0, 1) => format!("The only service level judged is {met}"),
        (0, 2) => format!("Both service levels judged{across} are {met}"),
        (0, n) => format!("All {} service levels judged{across} are {met}", count(n)),
        (1, 1) => "The only service level judged is missed".to_owned(),
        (m, n) if m == n => format!("All {} service levels judged{across} are missed", count(n)),
        (m, n) => {
            let (m_words, are) = (sentence_case(&count(m)), if m == 1 { "is" } else { "are" });
            format!("{m_words} of {} service levels judged{across} {are} missed", count(n))
        }
    };
    told(said).join(by).join(window).then(About::Overall, unmeasured).and(".")
}

/// `labelling accuracy was 91.20%, needs 95% or more, the third month running`, by its place in `Report::judged`.
pub fn figure(inputs: &Inputs<'_>, (at, ruling_at): (usize, usize)) -> Option<Sentence<About>> {
    let register = inputs.register;
    let judged = inputs.judged.get(at)?;
    let ruling = judged.rulings.get(ruling_at)?;
    let clause = clause(register, judged, ruling)?;
    let metric = register.metrics.get(&clause.metric)?;
    let told = Sentence::of(About::Name, in_sentence(&clause.name));
    let about = About::Ruling(at, ruling_at);
    let told = match ruling.value {
        Some(_) => told.and(" was ").then(about.clone(), against(metric, clause, ruling)),
        None => told.and(" was not reported"),
    };
    Some(told.then(about, running(ruling, clause.window)))
}

fn running(ruling: &Ruling, window: Window) -> String {
    const ORDINALS: [&str; 9] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
    let noun = match window {
        Window::Week | Window::Month | Window::Quarter | Window::Year => window.label(),
        Window::Rolling4 | Window::Rolling13 => "window",
    };
    let running = match ruling.streak {
        0 | 1 => String::new(),
        n => match ORDINALS.get(n as usize - 1) {
            Some(ordinal) => format!(", the {ordinal} {noun} running"),
            None => format!(", missed {n} {noun}s running"),
        },
    };
    format!("{running}{}", if ruling.chronic { ", and chronic by the contract" } else { "" })
}

/// The exception that leads the list, where no sentence has named it.
pub fn exception_sentence(inputs: &Inputs<'_>, exception: &Exception) -> Option<Sentence<About>> {
    let judged = inputs.judged.get(exception.judged)?;
    let ruling = judged.rulings.get(exception.ruling)?;
    let clause = clause(inputs.register, judged, ruling)?;
    let who = subject_name(inputs.register, &judged.subject);
    let name = in_sentence(&clause.name);
    if exception.kind == ExceptionKind::ConsistentlyFailing {
        let name = sentence_case(&name);
        return Some(
            Sentence::of(About::Name, format!("{name} at {who}"))
                .and(" cannot be relied on: as the process runs, it will miss its target."),
        );
    }
    let what = match exception.kind {
        ExceptionKind::Chronic => "a chronic miss",
        ExceptionKind::Repeat => "a repeated miss",
        _ => "a new miss",
    };
    let figure = figure(inputs, (exception.judged, exception.ruling))?;
    let told = Sentence::words(format!("The most serious exception is {what} at "));
    Some(told.then(About::Name, who).and(": ").join(figure).and("."))
}
