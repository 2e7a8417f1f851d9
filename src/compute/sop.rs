//! SOPs: when the next review is due and what each covers.

use jiff::civil::Date;

use crate::model::{QueueId, SiteId, SopId};

#[derive(Clone, Debug)]
pub struct SopState {
    pub sop: SopId,
    /// The later of last review and effective date, plus the interval.
    pub review_due_on: Date,
    /// Days past review at the as-of date; negative = days left.
    pub review_age_days: i32,
    /// Sites and queues it applies to, spelled out.
    pub sites: Vec<SiteId>,
    pub queues: Vec<QueueId>,
}
