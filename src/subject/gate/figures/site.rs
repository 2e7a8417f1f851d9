//! A criterion held against registers, acknowledgements and metrics, as they stood on a day.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::contract::record::Scope;
use crate::core::organisation::record::{Project, Site};
use crate::core::rollup::{Rollup, Subject, cell_value};
use crate::kit::calendar::add_days;
use crate::kit::id::SiteId;
use crate::kit::source::At;
use crate::subject::access::figures as access;
use crate::subject::access::figures::Where;
use crate::subject::access::record::{AccessMeasure, AccessRegister};
use crate::subject::acknowledgement::figures::acknowledged_on;
use crate::subject::gate::figures::found::{CriterionResult, Found, Wanted, Why, result};
use crate::subject::gate::record::{Criterion, Gate, GateArea};
use crate::subject::history::History;
use crate::subject::plan::figures::plan::{cell, meets, period_holding};
use crate::subject::register::Register;
use crate::subject::sop::record::Sop;

/// What was known on a day.
pub struct Judge<'j> {
    register: &'j Register,
    rollup: &'j Rollup<'j>,
    history: &'j History,
    /// Counted when a criterion first asks: most gates of the past only have what was ticked.
    access: OnceCell<access::Figures>,
    pub day: Date,
}

/// A criterion at a site of a project.
struct Asked<'a> {
    gate: &'a Gate,
    project: &'a Project,
    criterion: &'a Criterion,
    site: &'a Site,
}

impl<'j> Judge<'j> {
    pub fn on(register: &'j Register, rollup: &'j Rollup<'j>, history: &'j History, day: Date) -> Judge<'j> {
        Judge { register, rollup, history, access: OnceCell::new(), day }
    }

    fn access(&self) -> &access::Figures {
        self.access.get_or_init(|| access::figures(&self.register.access.counts, self.day))
    }

    /// Whether a criterion was met by the day, and where it is measured what the data say at each site.
    pub fn judge(
        &self,
        (gate, project): (&Gate, &Project),
        sites: &[SiteId],
        criterion: &Criterion,
    ) -> (CriterionResult, Vec<(SiteId, Found)>) {
        if !*criterion.measured {
            let is_done = criterion.done_on.as_ref().is_some_and(|on| **on <= self.day);
            let result = if is_done { CriterionResult::Met } else { CriterionResult::NotMet };
            return (result, Vec::new());
        }
        let own = criterion.site.as_deref();
        let sites = sites.iter().filter(|site| own.is_none_or(|own| own == *site));
        let found: Vec<(SiteId, Found)> = sites
            .filter_map(|id| {
                let site = self.register.sites.get(id)?;
                Some((id.clone(), self.found(&Asked { gate, project, criterion, site })))
            })
            .collect();
        (result(found.iter().map(|(_, found)| found)), found)
    }

    fn found(&self, asked: &Asked<'_>) -> Found {
        let planned = asked.gate.planned_at(&asked.site.id);
        match *asked.criterion.area {
            GateArea::Accounts => {
                let planned = planned.and_then(|planned| planned.accounts.as_deref().copied());
                match planned {
                    Some(planned) => self.enough(asked, AccessMeasure::Usable, Wanted::Planned(planned)),
                    None => self.all_active(asked),
                }
            }
            GateArea::Hires => match planned.and_then(|planned| planned.people.as_deref().copied()) {
                Some(planned) => self.enough(asked, AccessMeasure::People, Wanted::Planned(planned)),
                None => Found::Unknown(Why::NothingPlanned),
            },
            GateArea::Permissions => match self.count(asked, AccessMeasure::Missing) {
                Ok(None) => Found::Unknown(Why::NothingThere(AccessRegister::Grants)),
                Ok(Some(have)) => Found::Left { measure: AccessMeasure::Missing, have },
                Err(why) => Found::Unknown(why),
            },
            // Before the end nothing is to be removed yet: what counts is whether anything is left.
            GateArea::AccountsRemoved => self.left(asked, AccessMeasure::Active),
            GateArea::PermissionsRemoved => self.left(asked, AccessMeasure::Held),
            GateArea::Procedures => self.read(asked),
            GateArea::Training | GateArea::Calibration => self.value(asked),
            GateArea::DataReturned | GateArea::FinalInvoice | GateArea::Lessons | GateArea::Other => {
                Found::Unknown(Why::NothingPlanned)
            }
        }
    }

    /// A count of the project at the site; `Ok(None)`: the vendor's export has nothing of it.
    fn count(&self, asked: &Asked<'_>, measure: AccessMeasure) -> Result<Option<u64>, Why> {
        let register = measure.register();
        if self.access().export(&asked.site.vendor, register).is_none() {
            return Err(Why::NotCounted(register));
        }
        match self.access().sum(&self.register.access.counts, measure, place(asked.site, asked.project)) {
            None => Ok(None),
            Some(sum) => sum.count.map(Some).ok_or(Why::NotTold),
        }
    }

    fn enough(&self, asked: &Asked<'_>, measure: AccessMeasure, wanted: Wanted) -> Found {
        match self.count(asked, measure) {
            Ok(have) => Found::Enough { measure, have: have.unwrap_or(0), wanted },
            Err(why) => Found::Unknown(why),
        }
    }

    fn left(&self, asked: &Asked<'_>, measure: AccessMeasure) -> Found {
        match self.count(asked, measure) {
            Ok(have) => Found::Left { measure, have: have.unwrap_or(0) },
            Err(why) => Found::Unknown(why),
        }
    }

    /// Without a planned number every active account has to be usable.
    fn all_active(&self, asked: &Asked<'_>) -> Found {
        match self.count(asked, AccessMeasure::Active) {
            Ok(None | Some(0)) => Found::Unknown(Why::NothingThere(AccessRegister::Accounts)),
            Ok(Some(active)) => self.enough(asked, AccessMeasure::Usable, Wanted::Active(active)),
            Err(why) => Found::Unknown(why),
        }
    }

    /// Every one who has to has read the procedures.
    fn read(&self, asked: &Asked<'_>) -> Found {
        let own = &asked.criterion.procedures;
        let by_name = |id: &At<_>| self.register.sops.get(&**id).filter(|sop| sop.is_effective(self.day));
        if let Some(gone) = own.iter().find(|id| by_name(id).is_none()) {
            return Found::Unknown(Why::NotEffective(gone.value.clone()));
        }
        let procedures: Vec<&Sop> = match own.is_empty() {
            true => self.register.sops.values().filter(|sop| self.applies(sop, asked)).collect(),
            false => own.iter().filter_map(by_name).collect(),
        };
        if procedures.is_empty() {
            return Found::Unknown(Why::NoProcedure);
        }
        let (mut holds, mut required) = (0, 0);
        for sop in &procedures {
            let state = acknowledged_on(self.register, self.history, sop, self.day);
            let here: Vec<_> = state.rows.iter().filter(|row| *row.row.site == asked.site.id).collect();
            if here.is_empty() {
                return Found::Unknown(Why::NotAcknowledged(sop.id.clone()));
            }
            holds += here.iter().map(|row| u64::from(row.holds())).sum::<u64>();
            required += here.iter().map(|row| u64::from(*row.row.required)).sum::<u64>();
        }
        if required == 0 {
            return Found::Unknown(Why::NobodyHasTo);
        }
        Found::Read { procedures: procedures.iter().map(|sop| sop.id.clone()).collect(), holds, required }
    }

    /// Whether a procedure is in effect and applies to the site and to a queue of the project that it works, in a language of the queue.
    fn applies(&self, sop: &Sop, asked: &Asked<'_>) -> bool {
        let queues = asked.project.queues.iter();
        let mut own = queues.filter(|queue| queue.is_worked_at(asked.project, &asked.site.id));
        sop.is_effective(self.day)
            && (sop.sites.is_empty() || sop.sites.contains(&asked.site.id))
            && own.any(|queue| {
                sop.applies_to(asked.project, queue)
                    && queue.languages.iter().any(|language| sop.speaks(language))
            })
    }

    /// The metric of the site in the newest period of which figures are due.
    fn value(&self, asked: &Asked<'_>) -> Found {
        let criterion = asked.criterion;
        let (Some(id), Some(direction), Some(target)) =
            (&criterion.metric, &criterion.direction, &criterion.target)
        else {
            return Found::Unknown(Why::NothingPlanned);
        };
        let Some(metric) = self.register.metrics.get(&**id) else {
            return Found::Unknown(Why::NothingPlanned);
        };
        let due_by = add_days(self.day, -i32::try_from(metric.lag_days).unwrap_or(i32::MAX));
        let holding = period_holding(metric.grain, due_by);
        let period = if holding.last_day() <= due_by { holding } else { holding.previous() };
        let series = self.rollup.series(&Subject::Site(asked.site.id.clone()), id, &scope(criterion));
        let cell = cell(&series, period);
        match cell.and_then(|cell| Some((cell, cell_value(metric, cell)?))) {
            Some((cell, value)) => Found::Value {
                period,
                value,
                cell: Box::new(cell.clone()),
                is_met: meets(**direction, **target, value),
            },
            None => Found::Unknown(Why::NoFigure(period)),
        }
    }
}

/// Of a project at a site of its vendor.
pub fn place<'w>(site: &'w Site, project: &'w Project) -> Where<'w> {
    Where {
        vendor: Some(&site.vendor),
        site: Some(&site.id),
        project: Some(Some(&project.id)),
        ..Where::default()
    }
}

/// The rows that count: all of the site's, or one queue's or language's.
pub fn scope(criterion: &Criterion) -> Scope {
    Scope {
        queues: criterion.queue.as_deref().cloned().into_iter().collect(),
        languages: criterion.language.iter().map(|language| language.value.clone()).collect::<BTreeSet<_>>(),
        ..Scope::default()
    }
}
