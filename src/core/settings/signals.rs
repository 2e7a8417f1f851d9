//! When figures of the book are a warning: limits of signals, and what every vendor has to keep.

use crate::kit::declared::Record;
use crate::kit::id::MetricId;
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place, Setting};
use crate::kit::words::closed_list;

closed_list! {
    /// What keeps a vendor going when something fails.
    SafeguardKind {
        ContinuityPlan = "continuity-plan" "Business-continuity plan",
        SecurityCertificate = "security-certificate" "Security certificate",
        Insurance = "insurance" "Insurance",
        ExitPlan = "exit-plan" "Exit plan",
    }
}

/// Limits of signals.
#[derive(Clone, Debug, Record)]
#[record(noun = "limits of signals")]
pub struct SignalLimits {
    /// Periods ahead for which a miss is forecast, and within which a signal must come true to count as a hit.
    #[key(example = 4, default = 4_u32, range = 1..=26)]
    pub horizon_periods: Setting<u32>,
    /// Days for which a red signal may stand without a risk, a plan or a reason to leave it alone.
    #[key(example = 14, default = 14_u32, range = 0..=366)]
    pub answer_days: Setting<u32>,
    /// Days of work that a project's backlog may hold.
    #[key(example = 5, default = Decimal::from_int(5), range = 0..=366)]
    pub backlog_days: Setting<Decimal>,
    /// The metric, a ratio, of who left.
    #[key(example = "accuracy")]
    pub attrition_metric: Option<At<MetricId>>,
    /// What of it is too much, in the metric's unit.
    #[key(example = 5, default = Decimal::from_int(5), range = 0..=1000)]
    pub attrition_limit: Setting<Decimal>,
    /// Days before a contract's notice day or price review, and before a safeguard expires, on which its signal begins.
    #[key(example = 45, default = 45_u32, range = 0..=366)]
    pub ahead_days: Setting<u32>,
    /// Percent of a project's units that one of several vendors may deliver.
    #[key(example = 70, default = Decimal::from_int(70), range = 0..=100)]
    pub vendor_share_percent: Setting<Decimal>,
    /// What every vendor with a contract in force has to keep.
    #[key(example = "continuity-plan")]
    pub required_safeguards: Vec<At<SafeguardKind>>,
    pub place: Place,
}
