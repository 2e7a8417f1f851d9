//! Who speaks what on the as-of date, held against what is needed; and how well the work in each language fares at each site.

pub(crate) mod worked_out;
mod hiding;
pub mod withheld;
pub mod measured;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::organisation::record::covers_language;
use crate::core::settings::access::CountedTable;
use crate::kit::declared::Language;
use crate::kit::id::{ProjectId, SiteId};
use crate::subject::given::{Computed, Given};
use crate::subject::language::record::LanguageCount;
use crate::subject::language_need::record::LanguageNeed;
use crate::subject::register::Register;
use measured::Measured;
use withheld::Withheld;

/// What a report keeps of them; nothing of a book that neither counts nor needs people by language.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// By language, then project.
    pub lines: Vec<CoverageLine>,
    pub measured: Vec<Measured>,
    /// Sums of rows of which nothing is told.
    pub withheld: Withheld,
}

/// A language in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageLine {
    pub language: Language,
    pub project: ProjectId,
    /// Index of the need that holds; `None`: nobody has said what is needed.
    pub need: Option<usize>,
    /// People of the level that is needed; of any level where no need is written.
    pub held: Held,
}

/// Counted people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Indices of the rows, rising.
    pub rows: Vec<usize>,
    /// The sum of the counts that are told.
    pub told: u32,
    /// Counts that are not told; each stands for one person at least.
    pub hidden: u32,
    /// Below this no count is told.
    pub least: u32,
    /// Where they are; the client's own people stand at none.
    pub sites: BTreeSet<SiteId>,
    /// Some are the client's own, at no site.
    pub is_elsewhere: bool,
}

/// What a need and the people for it come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Nobody has said what is needed.
    NotNeeded,
    Covered,
    /// At least so many are missing.
    Short(u32),
    /// No count tells of anybody: the largest gap, whether people were counted or not.
    Nobody,
    /// Counts that are not told decide.
    NotTold,
}

impl Cover {
    /// People are missing, for all that is known.
    pub fn is_gap(self) -> bool {
        matches!(self, Cover::Short(_) | Cover::Nobody)
    }
}

impl Held {
    fn of<'r>(rows: impl Iterator<Item = (usize, &'r LanguageCount)>, least: u32) -> Held {
        let mut held = Held { least, ..Held::default() };
        for (at, row) in rows {
            held.rows.push(at);
            let count = row.people.known();
            held.told += count.unwrap_or(0);
            held.hidden += u32::from(count.is_none());
            if count != Some(0) {
                match &row.site {
                    Some(site) => {
                        held.sites.insert(site.value.clone());
                    }
                    None => held.is_elsewhere = true,
                }
            }
        }
        held
    }

    /// The least that they can be.
    pub fn low(&self) -> u32 {
        self.told + self.hidden
    }

    /// The most that they can be.
    pub fn high(&self) -> u32 {
        self.told + self.hidden * self.least.saturating_sub(1).max(1)
    }

    /// Whether anything may be told of their work.
    pub fn may_be_told(&self) -> bool {
        self.low() >= self.least.max(1)
    }

    /// One or two, or so few that their number is not told.
    pub fn are_few(&self) -> bool {
        self.low() > 0 && (self.high() <= 2 || (self.told == 0 && self.hidden == 1))
    }

    /// All of them at one site.
    pub fn single_site(&self) -> Option<&SiteId> {
        self.sites.first().filter(|_| self.sites.len() == 1 && !self.is_elsewhere)
    }
}

impl CoverageLine {
    pub fn cover(&self, register: &Register) -> Cover {
        let Some(need) = self.need.and_then(|at| register.language_needs.get(at)) else {
            return Cover::NotNeeded;
        };
        match (self.held.low(), self.held.high()) {
            // A count that is not told stands for one person at least.
            (_, 0) => Cover::Nobody,
            (low, _) if low >= *need.people => Cover::Covered,
            (_, high) if high < *need.people => Cover::Short(*need.people - high),
            _ => Cover::NotTold,
        }
    }
}

impl Figures {
    /// Languages of the lines, each once.
    pub fn languages(&self) -> BTreeSet<&Language> {
        self.lines.iter().map(|line| &line.language).collect()
    }

    /// X73: languages that are needed and whose proficient people are all at one site.
    pub fn single_sites(&self) -> BTreeMap<&Language, (&SiteId, &CoverageLine)> {
        let mut found = BTreeMap::new();
        for language in self.languages() {
            let needed = self.lines.iter().filter(|line| line.need.is_some() && line.language == *language);
            let needed: Vec<&CoverageLine> = needed.collect();
            let sites: BTreeSet<&SiteId> = needed.iter().flat_map(|line| &line.held.sites).collect();
            let is_elsewhere = needed.iter().any(|line| line.held.is_elsewhere);
            if let (Some(site), Some(line)) = (sites.first(), needed.first())
                && sites.len() == 1
                && !is_elsewhere
            {
                found.insert(language, (*site, *line));
            }
        }
        found
    }
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let register = given.register;
        let lines = lines_on(register, register.as_of());
        let withheld = Withheld::new(register);
        let measured = measured::measured(given, &lines, &withheld);
        Figures { lines, measured, withheld }
    }
}

/// The rows of the newest count of each site by a day.
pub fn newest(register: &Register, on: Date) -> Vec<(usize, &LanguageCount)> {
    let by_then = || register.languages.iter().enumerate().filter(|(_, row)| *row.as_of <= on);
    let mut days: BTreeMap<Option<&SiteId>, Date> = BTreeMap::new();
    for (_, row) in by_then() {
        let day = days.entry(row.site.as_deref()).or_insert(*row.as_of);
        *day = (*day).max(*row.as_of);
    }
    by_then().filter(|(_, row)| days.get(&row.site.as_deref()) == Some(&*row.as_of)).collect()
}

/// The needs that hold on a day, of projects that run.
fn needs(register: &Register, on: Date) -> Vec<(usize, &LanguageNeed)> {
    let mut newest: BTreeMap<(&ProjectId, &Language), (Date, usize)> = BTreeMap::new();
    for (at, need) in register.language_needs.iter().enumerate().filter(|(_, need)| *need.from_on <= on) {
        let of = newest.entry((&*need.project, &*need.language)).or_insert((*need.from_on, at));
        *of = (*of).max((*need.from_on, at));
    }
    let runs = |id: &ProjectId| {
        let project = register.projects.get(id);
        project.is_some_and(|project| project.ends_on.as_deref().is_none_or(|end| *end >= on))
    };
    let needs = newest.into_values().filter_map(|(_, at)| Some((at, register.language_needs.get(at)?)));
    needs.filter(|(_, need)| *need.people > 0 && runs(&need.project)).collect()
}

/// What is needed and counted on a day: needs first, then counts and live queues of which no need speaks.
pub fn lines_on(register: &Register, on: Date) -> Vec<CoverageLine> {
    if register.languages.is_empty() && register.language_needs.is_empty() {
        return Vec::new();
    }
    let (least, _) = register.settings.suppression(CountedTable::Languages);
    let rows = newest(register, on);
    let needs = needs(register, on);
    let mut lines: Vec<CoverageLine> = Vec::new();
    for (at, need) in &needs {
        let fits = |row: &LanguageCount| {
            row.project == need.project
                && covers_language(&need.language, &row.language)
                && *row.level >= *need.level
        };
        let held = Held::of(rows.iter().copied().filter(|(_, row)| fits(row)), least);
        let (language, project) = (need.language.value.clone(), need.project.value.clone());
        lines.push(CoverageLine { language, project, need: Some(*at), held });
    }
    let is_needed = |project: &ProjectId, language: &str| {
        let mut own = needs.iter().filter(|(_, need)| *need.project == *project);
        own.any(|(_, need)| covers_language(&need.language, language))
    };
    let live = |queue: &crate::core::organisation::record::Queue| {
        *queue.starts_on <= on && queue.ends_on.as_deref().is_none_or(|end| *end >= on)
    };
    let queues = register.projects.values().flat_map(|project| &project.queues).filter(|queue| live(queue));
    let of_queues =
        queues.flat_map(|queue| queue.languages.iter().map(|tag| (queue.project.clone(), tag.value.clone())));
    let of_rows = rows.iter().map(|(_, row)| (row.project.value.clone(), row.language.value.clone()));
    let others: BTreeSet<(ProjectId, Language)> = of_queues.chain(of_rows).collect();
    for (project, language) in others.into_iter().filter(|(project, tag)| !is_needed(project, tag)) {
        let fits = |row: &LanguageCount| *row.project == project && *row.language == language;
        let held = Held::of(rows.iter().copied().filter(|(_, row)| fits(row)), least);
        lines.push(CoverageLine { language, project, need: None, held });
    }
    lines.sort_by(|one, other| (&one.language, &one.project).cmp(&(&other.language, &other.project)));
    lines
}

/// People at a site who work in a language, whatever their level and project.
pub fn at_site(register: &Register, on: Date, language: &str, site: &SiteId) -> Held {
    let (least, _) = register.settings.suppression(CountedTable::Languages);
    let rows = newest(register, on)
        .into_iter()
        .filter(|(_, row)| row.site.as_deref() == Some(site) && covers_language(language, &row.language));
    Held::of(rows, least)
}

/// Languages of a project for which people are missing on a day.
pub fn short_on(register: &Register, on: Date) -> BTreeMap<ProjectId, Vec<Language>> {
    let mut short: BTreeMap<ProjectId, Vec<Language>> = BTreeMap::new();
    for line in lines_on(register, on) {
        if line.cover(register).is_gap() {
            short.entry(line.project).or_default().push(line.language);
        }
    }
    short
}

/// Days on which what is needed or counted changed, the newest first.
pub fn days_of_change(register: &Register) -> Vec<Date> {
    let counts = register.languages.iter().map(|row| *row.as_of);
    let days: BTreeSet<Date> =
        counts.chain(register.language_needs.iter().map(|need| *need.from_on)).collect();
    days.into_iter().rev().filter(|day| *day <= register.as_of()).collect()
}
