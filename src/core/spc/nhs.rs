//! The four rules of NHS Making Data Count, as its reference implementation applies them. They run over the
//! present points of one group: a gap breaks a moving range, not a run.
use super::icon::{Side, Signal, Special};
use super::limits::Limits;

/// Points in a trend, and points in a shift.
pub const RUN: usize = 7;

/// Where a point lies on its chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Side of the mean; `None` on it.
    pub side: Option<Side>,
    /// Strictly outside the limits.
    pub outside: bool,
    /// Past two thirds of the way to a limit, and not outside it.
    pub close: bool,
}

impl Place {
    pub fn of(value: f64, limits: &Limits) -> Self {
        let near = limits.near_distance();
        let outside = value > limits.upper || value < limits.lower;
        let close = !outside && (value > limits.mean + near || value < limits.mean - near);
        Place { side: side(value, limits.mean), outside, close }
    }
}

/// The flag of each point; the first rule that matches wins. Later points can flag earlier ones: all 7 of a
/// trend, all of a shift, both close points of two in three.
pub fn flags(values: &[f64], limits: &Limits) -> Vec<Option<Special>> {
    let places: Vec<Place> = values.iter().map(|v| Place::of(*v, limits)).collect();
    let trends = spread(&trend(values));
    let shifts = spread(&shift(&places));
    let near = two_in_three(&places);
    let each = places.iter().zip(trends).zip(shifts.into_iter().zip(near));
    each.map(|((place, trend), (shift, near))| {
        let special = |signal: Signal, side: Option<Side>| side.map(|side| Special { signal, side });
        special(Signal::Outside, place.side.filter(|_| place.outside))
            .or(special(Signal::Trend, trend))
            .or(special(Signal::TwoInThree, place.side.filter(|_| near && place.close)))
            .or(special(Signal::Shift, shift))
    })
    .collect()
}

/// The flag of the last point, as [`flags`] gives it: no rule of the last point looks further back than 7 points.
pub fn last_flag(values: &[f64], limits: &Limits) -> Option<Special> {
    let recent = values.get(values.len().saturating_sub(RUN)..)?;
    let mut places = [Place { side: None, outside: false, close: false }; RUN];
    for (place, value) in places.iter_mut().zip(recent) {
        *place = Place::of(*value, limits);
    }
    let places = &places[..recent.len()];
    let last = *places.last()?;
    let full = recent.len() == RUN;
    let special = |signal: Signal, side: Option<Side>| side.map(|side| Special { signal, side });
    let near = || places.last_chunk().is_some_and(is_two_in_three);
    special(Signal::Outside, last.side.filter(|_| last.outside))
        .or_else(|| special(Signal::Trend, full.then(|| run_up_or_down(recent)).flatten()))
        .or_else(|| special(Signal::TwoInThree, last.side.filter(|_| last.close && near())))
        .or_else(|| special(Signal::Shift, full.then(|| one_side(places)).flatten()))
}

/// At each point that ends 7 strictly rising or falling points (6 differences of one sign): which way.
pub fn trend(values: &[f64]) -> Vec<Option<Side>> {
    ends(values, run_up_or_down)
}

fn run_up_or_down(run: &[f64]) -> Option<Side> {
    if run.is_sorted_by(|a, b| a < b) {
        Some(Side::High)
    } else if run.is_sorted_by(|a, b| a > b) {
        Some(Side::Low)
    } else {
        None
    }
}

/// At each point that ends 7 points strictly on one side of the mean: which side.
pub fn shift(places: &[Place]) -> Vec<Option<Side>> {
    ends(places, one_side)
}

fn one_side(run: &[Place]) -> Option<Side> {
    run.first().and_then(|p| p.side).filter(|side| run.iter().all(|p| p.side == Some(*side)))
}

/// Points inside some three in a row that lie on one side of the mean and of which two or more are close. The
/// flag itself falls on the close ones only.
pub fn two_in_three(places: &[Place]) -> Vec<bool> {
    let mut inside = vec![false; places.len()];
    for (at, three) in places.array_windows().enumerate() {
        if is_two_in_three(three) {
            inside[at..at + 3].fill(true);
        }
    }
    inside
}

fn is_two_in_three(three: &[Place; 3]) -> bool {
    one_side(three).is_some() && three.iter().filter(|p| p.close).count() >= 2
}

fn side(value: f64, mean: f64) -> Option<Side> {
    if value > mean {
        Some(Side::High)
    } else if value < mean {
        Some(Side::Low)
    } else {
        None
    }
}

/// What `judge` says of the 7 points that end at each point; nothing for the first 6.
fn ends<T>(points: &[T], judge: impl Fn(&[T]) -> Option<Side>) -> Vec<Option<Side>> {
    let mut fired = vec![None; points.len().min(RUN - 1)];
    fired.extend(points.windows(RUN).map(judge));
    fired
}

/// Carries each firing back over its 7 points; where two overlap (a peak), the later one stands.
fn spread(fired: &[Option<Side>]) -> Vec<Option<Side>> {
    let mut marked = vec![None; fired.len()];
    for (end, side) in fired.iter().enumerate().filter(|(_, side)| side.is_some()) {
        marked[(end + 1).saturating_sub(RUN)..=end].fill(*side);
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        mean: 0.0,
        lower: -2.66,
        upper: 2.66,
        mean_range: 1.0,
        range_limit: 3.267,
        dropped: 0,
        points_used: 12,
        trial: false,
    };

    fn places(values: &[f64]) -> Vec<Place> {
        values.iter().map(|v| Place::of(*v, &LIMITS)).collect()
    }

    /// Positions, from 1, at which a rule fired.
    fn at(fired: &[Option<Side>]) -> Vec<usize> {
        (1..).zip(fired).filter(|(_, side)| side.is_some()).map(|(n, _)| n).collect()
    }

    fn signals(values: &[f64]) -> Vec<Option<Signal>> {
        flags(values, &LIMITS).into_iter().map(|flag| flag.map(|f| f.signal)).collect()
    }

    #[test]
    fn v02_trend() {
        assert_eq!(at(&trend(&[1., 2., 3., 4., 5., 6., 7.])), [7]);
        assert_eq!(trend(&[7., 6., 5., 4., 3., 2., 1.])[6], Some(Side::Low));
        assert_eq!(at(&trend(&[1., 2., 3., 3., 4., 5., 6.])), Vec::<usize>::new());
        assert_eq!(at(&trend(&[1., 2., 3., 4., 5., 6.])), Vec::<usize>::new());
        assert_eq!(at(&trend(&[2., 1., 2., 3., 4., 5., 6., 7., 3.])), [8]);
        assert_eq!(trend(&[]), []);
    }

    #[test]
    fn v02_two_in_three() {
        // 2 lies between the near limit (1.7733) and the limit (2.66); 1 lies inside the near limit.
        let inside =
            |values: &[f64]| two_in_three(&places(values)).into_iter().map(u8::from).collect::<Vec<_>>();
        assert_eq!(inside(&[1., 1., 2., 1., 2., 1., 1.]), [0, 0, 1, 1, 1, 0, 0]);
        assert_eq!(inside(&[-1., -1., -2., -1., -2., -1., -1.]), [0, 0, 1, 1, 1, 0, 0]);
        assert_eq!(inside(&[1., -1., 2., -1., 2., -1., 1.]), [0; 7]);
        assert_eq!(inside(&[1., 1., 2., 2., 1., 1., 1.]), [0, 1, 1, 1, 1, 0, 0]);
        assert_eq!(inside(&[2., 2.]), [0, 0]);
    }

    #[test]
    fn v02_two_in_three_flags_the_close_points() {
        let near = Some(Signal::TwoInThree);
        assert_eq!(signals(&[-1., 1., 2., 1., 2., 1., -1.]), [None, None, near, None, near, None, None]);
        // A point outside is not close: with it there is one close point only.
        assert_eq!(signals(&[3., 1., 2.]), [Some(Signal::Outside), None, None]);
    }

    #[test]
    fn v02_shift() {
        assert_eq!(at(&shift(&places(&[1.; 6]))), Vec::<usize>::new());
        assert_eq!(at(&shift(&places(&[1., 1., 1., 1., 1., 1., -1.]))), Vec::<usize>::new());
        assert_eq!(at(&shift(&places(&[1., 1., 1., 1., 1., 1., 1., 1., -1.]))), [7, 8]);
        assert_eq!(at(&shift(&places(&[-1., -1., -1., -1., -1., -1., -1., -1., 1.]))), [7, 8]);
        // On the mean is on neither side.
        assert_eq!(at(&shift(&places(&[1., 1., 1., 0., 1., 1., 1., 1.]))), Vec::<usize>::new());
    }

    #[test]
    fn v02_all_seven_are_flagged() {
        assert_eq!(signals(&[-0.6, -0.4, -0.2, 0., 0.2, 0.4, 0.6, 0.1])[..7], [Some(Signal::Trend); 7]);
        let shift = signals(&[1., 1., 1., 1., 1., 1., 1., -1.]);
        assert_eq!((&shift[..7], shift[7]), (&[Some(Signal::Shift); 7][..], None));
    }

    #[test]
    fn v02_first_match_wins() {
        // Rising all the way and all on one side: the last is outside, the rest are a trend.
        let got = signals(&[0.5, 0.8, 1.1, 1.4, 1.7, 2.0, 3.0]);
        assert_eq!((&got[..6], got[6]), (&[Some(Signal::Trend); 6][..], Some(Signal::Outside)));
        // On a limit is inside; and a rising trend is high although its last point is below the mean.
        assert!(!Place::of(2.66, &LIMITS).outside);
        let rising = flags(&[-0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1], &LIMITS);
        assert_eq!(rising[6], Some(Special { signal: Signal::Trend, side: Side::High }));
    }

    #[test]
    fn v02_a_peak_belongs_to_the_trend_that_leaves_it() {
        let values = [-0.6, -0.4, -0.2, 0., 0.2, 0.4, 0.6, 0.5, 0.3, 0.1, -0.1, -0.3, -0.5];
        let got = flags(&values, &LIMITS);
        assert_eq!(got[5].map(|f| f.side), Some(Side::High));
        assert_eq!(got[6].map(|f| f.side), Some(Side::Low));
    }
}
