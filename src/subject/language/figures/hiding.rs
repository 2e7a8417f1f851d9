//! Which sums of a site's rows are withheld in a period: those of too few people, and as many more as keep them from being worked out.

use std::collections::{BTreeMap, BTreeSet};

use super::worked_out::is_worked_out;
use crate::core::metric::record::{Metric, MetricKind, WholeRows};

/// What rows are summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    Queue,
    Language,
    Both,
}

/// The rows of a queue, of a language, or of both: `None` inside is those that name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sum {
    Queue(Option<u32>),
    Language(Option<u32>),
    Both(Option<u32>, Option<u32>),
}

/// Project, queue and language of rows: the smallest part that a sum can have.
pub type Part = [Option<u32>; 3];

impl Cut {
    pub fn sum(self, [_, queue, language]: Part) -> Sum {
        match self {
            Cut::Queue => Sum::Queue(queue),
            Cut::Language => Sum::Language(language),
            Cut::Both => Sum::Both(queue, language),
        }
    }
}

impl Sum {
    pub fn has(self, [_, queue, language]: Part) -> bool {
        match self {
            Sum::Queue(of) => of == queue,
            Sum::Language(of) => of == language,
            Sum::Both(of, tag) => of == queue && tag == language,
        }
    }

    /// Whether it shares its queue or its language with a part.
    pub fn is_beside(self, [_, queue, language]: Part) -> bool {
        match self {
            Sum::Queue(of) => of == queue,
            Sum::Language(tag) => tag == language,
            Sum::Both(of, tag) => of == queue || tag == language,
        }
    }
}

/// Sums of a site and a period up to which every pair of them is tried.
const MOST_TRIED: usize = 60;

/// A sum that is told, or could be.
struct Told {
    /// `None`: it is told whatever it says of few.
    sum: Option<Sum>,
    parts: Vec<bool>,
    work: i128,
}

/// Sums of the parts of a site in a period.
pub struct System<'p> {
    parts: Vec<&'p Part>,
    told: Vec<Told>,
    adds_up: bool,
}

impl<'p> System<'p> {
    pub fn new(
        metric: &Metric,
        all: &'p [Part],
        work: &BTreeMap<Part, i128>,
        asked: &BTreeSet<BTreeSet<Part>>,
    ) -> System<'p> {
        // A whole beside its parts is no further part: it is their sum.
        let is_total = metric.whole_rows == Some(WholeRows::Total);
        let holds = |whole: &Part, part: &Part| {
            whole != part && whole.iter().zip(part).all(|(wide, narrow)| wide.is_none() || wide == narrow)
        };
        let is_whole = |part: &Part| is_total && all.iter().any(|other| holds(part, other));
        let parts: Vec<&Part> = all.iter().filter(|part| !is_whole(part)).collect();
        let sums: BTreeSet<Sum> = all
            .iter()
            .flat_map(|part| [Cut::Queue, Cut::Language, Cut::Both].map(|cut| cut.sum(*part)))
            .collect();
        let wholes: Vec<&Part> = all.iter().filter(|part| is_whole(part)).collect();
        let within = |sum: Sum, part: &Part| {
            sum.has(*part) || wholes.iter().any(|whole| sum.has(**whole) && holds(whole, part))
        };
        let amount = |is_in: &[bool]| {
            let own = parts.iter().zip(is_in).filter(|(_, is_in)| **is_in);
            own.filter_map(|(part, _)| work.get(*part)).sum::<i128>()
        };
        let told = |sum: Option<Sum>, is_in: Vec<bool>| Told { work: amount(&is_in), sum, parts: is_in };
        let mut all_told = vec![told(None, vec![true; parts.len()])];
        // The figure of a project is told as that of a site is.
        let projects: BTreeSet<Option<u32>> = parts.iter().map(|[project, ..]| *project).collect();
        for of in projects {
            all_told.push(told(None, parts.iter().map(|[project, ..]| *project == of).collect()));
        }
        for own in asked {
            all_told.push(told(None, parts.iter().map(|part| own.contains(*part)).collect()));
        }
        for sum in sums {
            all_told.push(told(Some(sum), parts.iter().map(|part| within(sum, part)).collect()));
        }
        System { parts, told: all_told, adds_up: metric.kind != MetricKind::Percentile }
    }

    /// Sums that are not told; `are_few` says of parts whether too few people do their work.
    pub fn withheld(&self, are_few: impl Fn(&[Part]) -> bool) -> BTreeSet<Sum> {
        let own = |told: &Told| {
            let own = self.parts.iter().zip(&told.parts).filter(|(_, is_in)| **is_in);
            own.map(|(part, _)| **part).collect::<Vec<Part>>()
        };
        let hidden = self.told.iter().filter(|told| told.sum.is_some() && are_few(&own(told)));
        let hidden: Vec<&Told> = hidden.collect();
        let mut withheld: BTreeSet<Sum> = hidden.iter().filter_map(|told| told.sum).collect();
        if !self.adds_up {
            return withheld;
        }
        for target in &hidden {
            // Each time at least one more is withheld, so that it ends.
            while self.is_worked_out(target, &withheld) {
                let more = self.protecting(target, &withheld);
                if more.is_empty() {
                    break;
                }
                withheld.extend(more);
            }
        }
        withheld
    }

    /// Sums that protect a hidden one when they are withheld too: one or two if they can, those with the least work; else the nearest with the
    /// least work, which is a step. Nothing where it is told whatever is withheld.
    fn protecting(&self, target: &Told, withheld: &BTreeSet<Sum>) -> Vec<Sum> {
        let open = self.told.iter().filter_map(|told| Some((told.work, told.sum?)));
        let mut open: Vec<(i128, Sum)> = open.filter(|(_, sum)| !withheld.contains(sum)).collect();
        open.sort_unstable();
        let protects = |sums: &[Sum]| {
            let all: BTreeSet<Sum> = withheld.iter().chain(sums).copied().collect();
            !self.is_worked_out(target, &all)
        };
        let all: Vec<Sum> = open.iter().map(|(_, sum)| *sum).collect();
        if !protects(&all) {
            return Vec::new();
        }
        if let Some(one) = all.iter().find(|sum| protects(&[**sum])) {
            return vec![*one];
        }
        if open.len() <= MOST_TRIED {
            let pairs = open
                .iter()
                .enumerate()
                .flat_map(|(at, one)| open[at + 1..].iter().map(move |other| (one, other)));
            let mut pairs: Vec<(i128, [Sum; 2])> =
                pairs.map(|(one, other)| (one.0 + other.0, [one.1, other.1])).collect();
            pairs.sort_unstable();
            if let Some((_, pair)) = pairs.iter().find(|(_, pair)| protects(pair)) {
                return pair.to_vec();
            }
        }
        let near = |sum: &&Sum| {
            let mut beside = self.parts.iter().zip(&target.parts).filter(|(_, is_in)| **is_in);
            beside.any(|(part, _)| sum.is_beside(**part))
        };
        all.iter().find(near).or(all.first()).copied().into_iter().collect()
    }

    /// Whether a sum can be worked out of those that are told.
    fn is_worked_out(&self, target: &Told, withheld: &BTreeSet<Sum>) -> bool {
        let is_told = |told: &&Told| told.sum.is_none_or(|sum| !withheld.contains(&sum));
        // A part that is told by itself is known: the others are what is sought.
        let mut is_known = vec![false; self.parts.len()];
        let mut others: Vec<&Told> = Vec::new();
        for told in self.told.iter().filter(is_told) {
            let mut own = told.parts.iter().enumerate().filter(|(_, is_in)| **is_in).map(|(at, _)| at);
            match (own.next(), own.next()) {
                (Some(at), None) => is_known[at] = true,
                _ => others.push(told),
            }
        }
        let sought = |of: &Told| {
            let open = of.parts.iter().zip(&is_known).filter(|(_, is_known)| !**is_known);
            open.map(|(is_in, _)| *is_in).collect::<Vec<bool>>()
        };
        let sums: Vec<Vec<bool>> = others.into_iter().map(sought).filter(|sum| sum.contains(&true)).collect();
        is_worked_out(&sums, &sought(target))
    }
}
