//! All records of a book, by id: what the rest of the program works on.

use crate::core::Book;
use crate::kit::id::{AuditId, DecisionId, InitiativeId, PlanId, ResponseId, SopId};
use crate::kit::period::Period;
use crate::subject::acknowledgement::record::Acknowledgement;
use crate::subject::audit::record::Audit;
use crate::subject::commentary::record::Commentary;
use crate::subject::decision::record::Decision;
use crate::subject::initiative::record::Initiative;
use crate::subject::plan::record::Plan;
use crate::subject::response::record::Response;
use crate::subject::signoff::record::Signoff;
use crate::subject::sop::record::Sop;
use crate::subject::waiver::record::Waiver;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

/// References inside are resolved: an id that stands here has its record, unless a field's comment says otherwise.
/// Records with defects may be missing; then nothing is published, so nothing is computed from the gap.
#[derive(Clone, Debug)]
pub struct Register {
    /// What figures rest on; its records are read as if they were the register's own.
    pub book: Book,
    pub initiatives: BTreeMap<InitiativeId, Initiative>,
    pub sops: BTreeMap<SopId, Sop>,
    pub plans: BTreeMap<PlanId, Plan>,
    /// By file, then line. Rows of a day after the as-of date stand here too: who counts leaves them out.
    pub acknowledgements: Vec<Acknowledgement>,
    pub audits: BTreeMap<AuditId, Audit>,
    pub decisions: BTreeMap<DecisionId, Decision>,
    pub responses: BTreeMap<ResponseId, Response>,
    /// By the week or month they speak of.
    pub commentaries: BTreeMap<Period, Commentary>,
    pub waivers: Vec<Waiver>,
    pub signoffs: BTreeMap<Period, Signoff>,
}

impl Register {
    /// The records of core, without a subject.
    pub fn new(book: Book) -> Register {
        Register {
            book,
            initiatives: BTreeMap::new(),
            sops: BTreeMap::new(),
            plans: BTreeMap::new(),
            acknowledgements: Vec::new(),
            audits: BTreeMap::new(),
            decisions: BTreeMap::new(),
            responses: BTreeMap::new(),
            commentaries: BTreeMap::new(),
            waivers: Vec::new(),
            signoffs: BTreeMap::new(),
        }
    }
}

impl Deref for Register {
    type Target = Book;

    fn deref(&self) -> &Book {
        &self.book
    }
}

impl DerefMut for Register {
    fn deref_mut(&mut self) -> &mut Book {
        &mut self.book
    }
}
