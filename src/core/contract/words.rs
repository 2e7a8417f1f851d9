//! The words of a contract.

use crate::kit::words::closed_list;

closed_list! {
    /// How rows of a window become one result. The three differ on the same data.
    Aggregation {
        Occurrences = "occurrences" "sums over the window",
        Timeslices = "timeslices" "share of slices that met",
        RatioTimeslices = "ratio-timeslices" "mean of the slices",
    }
    Window {
        Week = "week" "week",
        Month = "month" "month",
        Quarter = "quarter" "quarter",
        Year = "year" "year",
        Rolling4 = "rolling-4-weeks" "rolling 4 weeks",
        Rolling13 = "rolling-13-weeks" "rolling 13 weeks",
    }
    BelowMinVolume {
        NotMeasured = "not-measured" "not measured",
        CombineNext = "combine-next" "combined with the next window",
    }
    /// What 0/0 means.
    OnZero {
        NotMeasured = "not-measured" "not measured",
        Met = "met" "met",
        Missed = "missed" "missed",
    }
    /// An amendment inside a window.
    Straddle {
        Split = "split" "each slice by the terms of its day",
        Start = "start" "terms of the first day",
        End = "end" "terms of the last day",
    }
    RoundMode {
        HalfUp = "half-up" "half up",
        Down = "down" "down",
    }
    Weights {
        Percent = "percent" "percent, adding up to 100",
        Points = "points" "points, normalised",
    }
    CreditMethod {
        Allocation = "allocation" "allocation of an at-risk amount",
        Points = "points" "points to a share of the fee",
    }
    /// What the credit of a window of several months is a share of.
    CreditBase {
        Window = "window" "the fees of its months",
        LastMonth = "last-month" "the fee of its last month",
    }
    /// What a month's credits are shares of.
    ShareOf {
        Fee = "fee" "the monthly fee",
        Invoiced = "invoiced" "what was invoiced for the month",
    }
    IncidentRule {
        Sum = "sum" "sum of all misses",
        Highest = "highest" "only the highest",
    }
    EarnBackKind {
        Consecutive = "consecutive" "consecutive windows at the earn-back level",
        YearAverage = "year-average" "contract-year average",
    }
    /// What a window without all its rows means.
    WhenMissing {
        Flag = "flag" "judged on the rows there are",
        Missed = "missed" "missed",
    }
    ChangeOp {
        Add = "add" "added",
        Replace = "replace" "replaced",
        Remove = "remove" "removed",
    }
}

impl Window {
    /// Of how many calendar months a window is made; `None` of one that is made of weeks.
    pub fn months(self) -> Option<u8> {
        match self {
            Window::Month => Some(1),
            Window::Quarter => Some(3),
            Window::Year => Some(12),
            Window::Week | Window::Rolling4 | Window::Rolling13 => None,
        }
    }
}
