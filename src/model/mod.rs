//! The nouns of the field, valid by construction. What the reader made of the files; nothing here is computed.

mod calendar;
mod currency;
mod period;
mod id;
mod key;
mod number;
mod words;
mod book;
mod metric;
mod organisation;
mod contract;
mod observation;
mod sop;
mod plan;
mod acknowledgement;
mod audit;
mod commentary;
mod initiative;
mod response;
mod signoff;
mod register;
mod whole;

pub use acknowledgement::Acknowledgement;
pub use audit::{Audit, AuditFinding, AuditItem, AuditResult};
pub use book::{Band, Book, HostLayout, Person, Publication, RatingBand, RestatedPolicy, RuleSet};
pub use calendar::{
    Calendar, Grain, Week, add_days, day_label, day_short, days_between, month_name, week_of,
};
pub use commentary::{Claim, Commentary, FamilyStatus};
pub use contract::{
    Aggregation, AmendmentRecord, BelowMinVolume, Change, ChangeOp, Chronic, Contract, CreditBase,
    CreditMethod, Credits, EarnBack, EarnBackKind, IncidentRule, OnMissing, OnZero, PointsRow, RampStep,
    Relief, RoundMode, Rounding, Scope, ScoreBand, ScoreRule, ServiceLevel, Straddle, Subtract, Target,
    Terms, TermsVersion, Weights, Window,
};
pub use id::{
    AuditId, ContractId, DecisionId, InitiativeId, MetricId, PersonId, PlanId, ProjectId, QueueId, ReliefId,
    ResponseId, ServiceLevelId, SiteId, SopId, VendorId, is_valid_id,
};
pub use initiative::{Initiative, InitiativeStatus};
pub use key::SigningKey;
#[cfg(test)]
pub(crate) use key::testing as key_testing;
pub use metric::{Metric, MetricKind, Rebase, RebaseScope, Unit, WholeRows};
pub use number::{Decimal, Money, NumberError, Quotient, group_thousands};
pub use observation::{Measurements, Observation, Source, Status};
pub use organisation::{
    ContentTier, Milestone, PlannedPace, Project, Queue, Site, Vendor, WorkType, covers_language,
};
pub use period::{Period, Year};
pub use plan::{
    Action, Decision, DecisionKind, DecisionStatus, LogEntry, LogKind, Plan, PlanSeverity, PlanStatus,
    SuccessCriterion, Trigger,
};
pub use register::{Register, Waiver};
pub use response::{Answer, Answered, Decided, Replied, Response, ResponseAbout, Ruled, Standing};
pub use signoff::{CoveredFile, PeriodRestatement, Signoff};
pub use sop::{AcknowledgedText, Criticality, Sop, SopChange, SopPlaces, SopStatus};
pub use whole::{counted_rows, overlaps};
pub use words::{ClosedList, Direction, Family, RatingName};
