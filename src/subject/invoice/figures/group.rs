//! One group: what was billed of a rate in a month, held against what was agreed and recorded. Pure arithmetic over its lines.

use num_rational::BigRational;

use crate::kit::exact::{half_up, of_decimal, of_whole, percent};
use crate::kit::number::{Decimal, Money};

/// What was agreed and recorded of a group.
pub struct Agreed {
    /// Prices of one in the month, in minor units; one or more.
    pub prices: Vec<BigRational>,
    /// `None`: it could not be measured.
    pub measured: Option<Measured>,
    pub tolerance: Tolerance,
}

/// What it comes to by the client's record.
pub struct Measured {
    pub expected: Money,
    /// Before it was rounded, in minor units.
    pub exact: BigRational,
    /// What is to be paid for.
    pub paid: BigRational,
}

/// What may be over; both bounds hold at once.
#[derive(Clone, Copy, Default)]
pub struct Tolerance {
    pub price_percent: Decimal,
    pub quantity_percent: Decimal,
    pub most: Money,
}

/// A line of the group.
pub struct Billed {
    pub amount: Money,
    pub quantity: Option<BigRational>,
    /// Of one, in minor units.
    pub price: Option<BigRational>,
    /// Matched by its amount alone, as a fee is: its quantity is so many agreed prices.
    pub is_amount: bool,
}

/// What came of a group.
pub struct Outcome {
    pub billed: BigRational,
    /// The price that the lines were held against, in minor units: the mean of the month where it has several.
    pub agreed: BigRational,
    /// One for each line.
    pub lines: Vec<Share>,
    pub price_part: Money,
    pub quantity_part: Money,
    /// Still to come; `None`: it could not be measured.
    pub left: Option<Money>,
}

/// What is kept back of a line, and for what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Share {
    /// Above quantity × price as they stand in the line, or below it.
    pub total_off: Money,
    /// Quantity × price as they stand in the line.
    pub total: Option<Money>,
    /// Of the amount above quantity × price: disputed.
    pub total_part: Money,
    pub price_part: Money,
    pub quantity_part: Money,
}

impl Share {
    pub fn disputed(&self) -> Money {
        Money(self.total_part.0 + self.price_part.0 + self.quantity_part.0)
    }
}

/// Matches the lines of a group, in the order in which they were billed.
pub fn matched(agreed: &Agreed, lines: &[Billed]) -> Outcome {
    let zero = of_whole(0);
    let is_single = agreed.prices.windows(2).all(|pair| pair[0] == pair[1]);
    let highest = agreed.prices.iter().max().cloned().unwrap_or_else(|| zero.clone());
    let mean = agreed
        .measured
        .as_ref()
        .filter(|measured| measured.paid != zero)
        .map(|measured| &measured.exact / &measured.paid);
    let shown = if is_single { highest.clone() } else { mean.unwrap_or_else(|| highest.clone()) };
    let mut shares: Vec<Share> = lines.iter().map(total_of).collect();
    let quantities: Vec<BigRational> = lines.iter().map(|line| quantity_of(line, &shown)).collect();
    let billed: BigRational = quantities.iter().sum();
    // Of several prices the mean holds once the month is billed whole; before that a line may have the highest.
    let is_more = agreed.measured.as_ref().is_some_and(|measured| billed > measured.paid);
    let is_whole = agreed.measured.as_ref().is_some_and(|measured| billed >= measured.paid);
    let price = if is_single || is_whole { &shown } else { &highest };
    let at_price: Vec<i128> =
        quantities.iter().map(|quantity| i128::from(half_up(&(quantity * price)))).collect();
    let over: Vec<i128> = lines
        .iter()
        .zip(&shares)
        .zip(&at_price)
        .map(|((line, share), at_price)| i128::from(line.amount.0 - share.total_part.0) - at_price)
        .collect();
    let tolerance = agreed.tolerance;
    let passes = |over: i128, of: &BigRational, bound: Decimal| {
        over <= i128::from(tolerance.most.0) && BigRational::from_integer(over.into()) <= of * percent(bound)
    };
    let tolerated: Vec<i128> = over
        .iter()
        .zip(&at_price)
        .map(|(over, at_price)| {
            let of = BigRational::from_integer((*at_price).into());
            if *over > 0 && passes(*over, &of, tolerance.price_percent) { *over } else { 0 }
        })
        .collect();
    let billed_at_price: i128 =
        if is_single { at_price.iter().sum() } else { i128::from(half_up(&(&billed * price))) };
    let charged: i128 =
        lines.iter().zip(&shares).map(|(line, share)| i128::from(line.amount.0 - share.total_part.0)).sum();
    let signed_price = charged - billed_at_price - tolerated.iter().sum::<i128>();
    let mut quantity_part = 0;
    if let Some(measured) = agreed.measured.as_ref().filter(|_| is_more) {
        let more = (billed_at_price - i128::from(measured.expected.0)).max(0);
        let (quantity, bound) = (&billed - &measured.paid, percent(tolerance.quantity_percent));
        let passes = quantity <= &measured.paid * bound && more <= i128::from(tolerance.most.0);
        // A lower price makes up for more of the same, since both are one sum.
        quantity_part = if passes { 0 } else { (more + signed_price.min(0)).max(0) };
    }
    let price_part = signed_price.max(0);
    share_out(price_part, &over, &mut shares, |share| &mut share.price_part);
    let rest: Vec<i128> = lines
        .iter()
        .zip(&shares)
        .map(|(line, share)| i128::from(line.amount.0) - i128::from(share.disputed().0))
        .collect();
    share_out(quantity_part, &rest, &mut shares, |share| &mut share.quantity_part);
    let kept: i128 = shares.iter().map(|share| i128::from(share.disputed().0)).sum();
    let left = agreed.measured.as_ref().map(|measured| {
        let payable = lines.iter().map(|line| i128::from(line.amount.0)).sum::<i128>() - kept;
        let is_billed = is_whole && !lines.is_empty() && over.iter().all(|over| *over >= 0);
        // Of a quantity that was billed whole at the price nothing is left but what rounding line by line makes.
        if is_billed { 0 } else { (i128::from(measured.expected.0) - payable).max(0) }
    });
    Outcome {
        billed,
        agreed: shown,
        lines: shares,
        price_part: money(price_part),
        quantity_part: money(quantity_part),
        left: left.map(money),
    }
}

/// Quantity × price as the line itself has them, and what its amount is beside it.
fn total_of(line: &Billed) -> Share {
    let (Some(quantity), Some(price)) = (&line.quantity, &line.price) else { return Share::default() };
    // A price below zero takes back as a quantity below zero does.
    let total = half_up(&(quantity * price));
    // An amount below zero takes back, whichever of the two is written so.
    let total = if line.amount.0 < 0 { -total.abs() } else { total };
    let off = line.amount.0 - total;
    let part = off.clamp(0, line.amount.0.max(0));
    Share { total_off: Money(off), total: Some(Money(total)), total_part: Money(part), ..Share::default() }
}

/// How many a line bills, below zero where it takes back; a line that does not say it by its own price, or the agreed one.
fn quantity_of(line: &Billed, agreed: &BigRational) -> BigRational {
    let zero = of_whole(0);
    if let Some(quantity) = line.quantity.as_ref().filter(|_| !line.is_amount) {
        let takes_back = line.amount.0 < 0 && *quantity > zero;
        return if takes_back { -quantity } else { quantity.clone() };
    }
    let amount = of_whole(line.amount.0);
    let own = line.price.as_ref().filter(|price| **price != zero && !line.is_amount);
    let price = own.unwrap_or(agreed);
    if *price == zero {
        return zero;
    }
    let quantity = &amount / price;
    let takes_back = line.amount.0 < 0 && quantity > zero;
    if takes_back { -quantity } else { quantity }
}

/// Keeps back from the last line on, of each at most what is over in it.
fn share_out(all: i128, most: &[i128], shares: &mut [Share], part: fn(&mut Share) -> &mut Money) {
    let mut left = all;
    for (most, share) in most.iter().zip(shares.iter_mut()).rev() {
        let own = left.min(*most).max(0);
        part(share).0 += money(own).0;
        left -= own;
    }
    // What rounding leaves goes to the last line that was billed.
    if left > 0
        && let Some(last) = shares.last_mut()
    {
        part(last).0 += money(left).0;
    }
}

/// Sums of a group: lines and prices are bounded by the reader, so that they fit.
fn money(sum: i128) -> Money {
    Money(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }))
}

/// A price of one as it is written, in minor units.
pub fn in_minor(price: Decimal, unit: &BigRational) -> BigRational {
    of_decimal(price) * unit
}
