//! The lines of one rate in a month.

mod words;

use num_bigint::BigInt;
use num_rational::BigRational;

use super::expected::{Cost, ExpectedLine, LineKind, PricePart, Unpriced};
use super::price::{beyond, in_minor, rounded, tiered};
use super::quantity::{BySite, Counted, Counting};
use super::step::Step;
use super::stretch::Stretch;
use crate::core::contract::record::{BillingUnit, Premium, TierMode};
use crate::kit::exact::{of_decimal, of_whole, percent};
use crate::kit::id::{MetricId, PartId, SiteId};

/// Whose lines: one site's, or those of the rate's whole scope.
type Whose<'s> = Option<&'s SiteId>;

/// The lines of a rate whose days are counted: by site where it has a plain price, else of its whole scope.
pub fn rate_lines(counting: &Counting<'_>, currency: &str) -> Vec<ExpectedLine> {
    let Some(last) = counting.stretches.last() else { return Vec::new() };
    let lines = Lines { counting, currency, unit: last.rate.unit };
    lines.all()
}

struct Lines<'c, 'a> {
    counting: &'c Counting<'a>,
    currency: &'c str,
    unit: BillingUnit,
}

/// A quantity before and after its cap, with the sentences that derive it.
struct Paid {
    /// What the record counts.
    recorded: BigRational,
    counted: Counted,
    /// What a cap allows; `None`: the rate has none.
    allowed: Option<BigRational>,
    steps: Vec<Step>,
}

impl<'a> Lines<'_, 'a> {
    fn all(&self) -> Vec<ExpectedLine> {
        let by_days = self.unit.is_by_days();
        let delivered = self.counting.count(by_days, |rate| Some(&rate.quantity));
        let mut lines: Vec<ExpectedLine> = Vec::new();
        for (whose, counted) in self.parties(delivered, |rate| Some(&rate.quantity)) {
            let paid = counted.and_then(|counted| self.paid(whose.as_ref(), counted));
            lines.extend(self.quantity(whose.as_ref(), &paid));
            lines.extend(self.band(whose.as_ref(), &paid));
            lines.extend(self.shortfall(whose.as_ref(), &paid));
        }
        let mut premiums: Vec<&PartId> = Vec::new();
        for id in self.stretches().iter().flat_map(|stretch| stretch.rate.premiums.keys()) {
            if !premiums.contains(&id) {
                premiums.push(id);
            }
        }
        for id in premiums {
            let of = move |rate: &'a crate::core::contract::record::Rate| -> Option<&'a MetricId> {
                rate.premiums.get(id).map(|premium| &*premium.quantity)
            };
            let counted = self.counting.count(false, of);
            for (whose, counted) in self.parties(counted, of) {
                lines.push(self.premium(id, whose.as_ref(), counted));
            }
        }
        lines
    }

    fn stretches(&self) -> &'a [Stretch<'a>] {
        self.counting.stretches
    }

    /// Whether lines are made by site: prices that depend on the volume of the month, and what is paid whatever is delivered, are the whole's.
    fn is_by_site(&self) -> bool {
        self.stretches().iter().all(|stretch| {
            let rate = stretch.rate;
            rate.tiers.is_empty() && rate.volume_band.is_none() && rate.minimum_quantity.is_none()
        })
    }

    /// What was counted, by those who have lines of their own. What is not whole says which rows lack.
    fn parties(
        &self,
        counted: Result<BySite, Unpriced>,
        metric: impl Fn(&'a crate::core::contract::record::Rate) -> Option<&'a MetricId>,
    ) -> Vec<(Option<SiteId>, Result<Counted, Unpriced>)> {
        let sites = match counted {
            Err(why) => return vec![(None, Err(why))],
            // Nothing is expected of anybody: the work has not begun, or is over.
            Ok(sites) if sites.is_empty() => return Vec::new(),
            Ok(sites) => sites,
        };
        let id = self.stretches().iter().rev().find_map(|stretch| metric(stretch.rate));
        let whole = |sites: &[(&SiteId, &Counted)]| -> Result<Counted, Unpriced> {
            let pairs = |of: fn(&Counted) -> &Vec<crate::kit::period::Period>| -> Vec<_> {
                let pairs = sites
                    .iter()
                    .flat_map(|(site, counted)| of(counted).iter().map(|period| ((*site).clone(), *period)));
                pairs.collect()
            };
            let (missing, withheld) = (pairs(|of| &of.missing), pairs(|of| &of.withheld));
            let unclear = pairs(|of| &of.unclear);
            let metric = || id.cloned().unwrap_or_else(|| MetricId::new(""));
            if !missing.is_empty() {
                return Err(Unpriced::Missing { metric: metric(), rows: missing });
            }
            if !withheld.is_empty() {
                return Err(Unpriced::Withheld { metric: metric(), rows: withheld });
            }
            if !unclear.is_empty() {
                return Err(Unpriced::Unclear { metric: metric(), rows: unclear });
            }
            let mut sum = Counted::none(self.stretches().len());
            sites.iter().for_each(|(_, counted)| sum.add(counted));
            Ok(sum)
        };
        if self.is_by_site() {
            return sites.iter().map(|one| (Some(one.0.clone()), whole(&[one]))).collect();
        }
        let all: Vec<(&SiteId, &Counted)> = sites.iter().collect();
        vec![(None, whole(&all))]
    }

    /// Shrinkage makes productive hours of paid ones, and a cap bounds what is paid.
    fn paid(&self, whose: Whose<'_>, mut counted: Counted) -> Result<Paid, Unpriced> {
        let mut steps = vec![words::counted(self.counting, self.unit, &counted.total())];
        if let Some(step) = self.shrink(&mut counted) {
            steps.push(step);
        }
        let recorded = counted.total();
        let mut allowed = None;
        if self.stretches().iter().any(|stretch| stretch.rate.cap.is_some()) {
            let of = self.counting.count(false, |rate| rate.cap.as_ref().map(|cap| &*cap.of));
            let of = self.parties(of, |rate| rate.cap.as_ref().map(|cap| &*cap.of));
            let mine = of.into_iter().find(|(site, _)| site.is_none() || site.as_ref() == whose);
            let heads = match mine {
                Some((_, heads)) => heads?,
                // Nobody was counted of whom rows were due.
                None => Counted::none(self.stretches().len()),
            };
            let (most, step) = self.cap(&mut counted, &heads);
            allowed = Some(most);
            steps.extend(step);
        }
        Ok(Paid { recorded, counted, allowed, steps })
    }

    fn shrink(&self, counted: &mut Counted) -> Option<Step> {
        if self.unit != BillingUnit::ProductiveHour {
            return None;
        }
        let before = counted.total();
        for (hours, stretch) in counted.by_stretch.iter_mut().zip(self.stretches()) {
            let away = [&stretch.rate.in_office_shrinkage_percent, &stretch.rate.external_shrinkage_percent];
            for share in away.into_iter().flatten() {
                *hours *= of_whole(1) - percent(**share);
            }
        }
        words::shrunk(self.stretches(), &before, &counted.total())
    }

    /// What the cap allows. What is above it is not paid: of each stretch its share.
    fn cap(&self, counted: &mut Counted, heads: &Counted) -> (BigRational, Option<Step>) {
        let all = counted.total();
        let most: BigRational = self
            .stretches()
            .iter()
            .zip(&heads.by_stretch)
            .filter_map(|(stretch, heads)| Some(of_decimal(*stretch.rate.cap.as_ref()?.each) * heads))
            .sum();
        counted.rows.extend(&heads.rows);
        counted.provisional |= heads.provisional;
        if all > most {
            let left = &most / &all;
            counted.by_stretch.iter_mut().for_each(|part| *part *= &left);
        }
        let step = words::capped(self.stretches(), &heads.total(), &most, &all);
        (most, step)
    }

    fn line(&self, kind: LineKind, whose: Whose<'_>, prices: Vec<PricePart>) -> ExpectedLine {
        let rate = self.stretches()[self.stretches().len() - 1].rate;
        ExpectedLine {
            rate: rate.id.clone(),
            kind,
            category: *rate.category,
            unit: Some(self.unit),
            site: whose.cloned(),
            prices,
            cost: Err(Unpriced::TooLarge),
        }
    }

    /// A cost in units of the currency, rounded.
    fn cost(
        &self,
        paid: &Paid,
        quantity: BigRational,
        units: &BigRational,
        step: Step,
    ) -> Result<Cost, Unpriced> {
        let exact = in_minor(units, self.currency);
        let amount = rounded(&exact).ok_or(Unpriced::TooLarge)?;
        let mut steps = paid.steps.clone();
        steps.push(step);
        Ok(Cost {
            recorded: paid.recorded.clone(),
            quantity,
            allowed: paid.allowed.clone(),
            exact,
            amount,
            provisional: paid.counted.provisional,
            rows: paid.counted.rows.iter().copied().collect(),
            steps,
        })
    }

    /// What was delivered, at its prices; of a volume band the baseline. `None` where the fee pays for it.
    fn quantity(&self, whose: Whose<'_>, paid: &Result<Paid, Unpriced>) -> Option<ExpectedLine> {
        let prices: Vec<PricePart> = self.stretches().iter().flat_map(Stretch::prices).collect();
        if prices.is_empty() {
            return None;
        }
        let mut line = self.line(LineKind::Quantity, whose, prices);
        line.cost = paid.as_ref().map_err(Clone::clone).and_then(|paid| {
            let volume = paid.counted.total();
            let mut parts = Vec::new();
            let (mut quantity, mut units) = (of_whole(0), of_whole(0));
            for (stretch, delivered) in self.stretches().iter().zip(&paid.counted.by_stretch) {
                let of = match &stretch.rate.volume_band {
                    Some(band) if stretch.rate.price.is_some() => {
                        of_decimal(*band.baseline) * stretch.share(self.counting.month)
                    }
                    Some(_) => continue,
                    None => delivered.clone(),
                };
                let cost = at_prices(stretch, &volume, &of);
                parts.push((stretch, of.clone(), cost.clone()));
                quantity += of;
                units += cost;
            }
            let step = words::priced(&parts, &volume, &units, self.currency);
            self.cost(paid, quantity, &units, step)
        });
        Some(line)
    }

    /// What more or less than the baseline costs.
    fn band(&self, whose: Whose<'_>, paid: &Result<Paid, Unpriced>) -> Option<ExpectedLine> {
        let bands = self.stretches().iter().filter(|stretch| stretch.rate.volume_band.is_some());
        let last = bands.clone().next_back()?.rate.volume_band.as_ref()?;
        let days = BigInt::from(bands.clone().map(Stretch::days).sum::<i32>());
        let shared = |of: &dyn Fn(&crate::core::contract::record::VolumeBand) -> BigRational| -> BigRational {
            let each = bands.clone().filter_map(|stretch| {
                Some(of(stretch.rate.volume_band.as_ref()?) * BigInt::from(stretch.days()))
            });
            each.sum()
        };
        let month = BigInt::from(self.counting.month.days());
        let baseline = shared(&|band| of_decimal(*band.baseline)) / &month;
        let deadband = shared(&|band| of_decimal(*band.deadband)) / &month;
        let more = shared(&|band| of_decimal(*band.additional_price)) / &days;
        let less = shared(&|band| of_decimal(*band.reduced_price)) / &days;
        let first = bands.clone().next()?;
        let part = |price: &BigRational, place: &crate::kit::source::Place| PricePart {
            version: first.version,
            first: first.first,
            last: self.stretches()[self.stretches().len() - 1].last,
            price: price.clone(),
            place: place.clone(),
        };
        let prices = vec![part(&more, &last.additional_price.place), part(&less, &last.reduced_price.place)];
        let mut line = self.line(LineKind::Band, whose, prices);
        line.cost = paid.as_ref().map_err(Clone::clone).and_then(|paid| {
            let counted = self.stretches().iter().zip(&paid.counted.by_stretch);
            let volume: BigRational =
                counted.filter(|(stretch, _)| stretch.rate.volume_band.is_some()).map(|(_, part)| part).sum();
            let quantity = beyond(&baseline, &deadband, *last.counts, &volume);
            let price = if quantity < of_whole(0) { &less } else { &more };
            let units = &quantity * price;
            let figures = words::Band { volume: &volume, baseline: &baseline, deadband: &deadband, price };
            let step = words::banded(last, figures, &quantity, &units, self.currency);
            self.cost(paid, quantity, &units, step)
        });
        Some(line)
    }

    /// What lacks to the minimum, at the prices of the days that have one.
    fn shortfall(&self, whose: Whose<'_>, paid: &Result<Paid, Unpriced>) -> Option<ExpectedLine> {
        let paid = paid.as_ref().ok()?;
        let least = |stretch: &Stretch<'_>| {
            let minimum = stretch.rate.minimum_quantity.as_ref()?;
            Some(of_decimal(**minimum) * stretch.share(self.counting.month))
        };
        let parts: Vec<(&Stretch<'_>, BigRational)> =
            self.stretches().iter().filter_map(|stretch| Some((stretch, least(stretch)?))).collect();
        let minimum: BigRational = parts.iter().map(|(_, part)| part).sum();
        let counted = self.stretches().iter().zip(&paid.counted.by_stretch);
        let delivered: BigRational =
            counted.filter(|(stretch, _)| least(stretch).is_some()).map(|(_, part)| part).sum();
        if delivered >= minimum {
            return None;
        }
        let lacks = &minimum - &delivered;
        let units: BigRational = parts
            .iter()
            .map(|(stretch, part)| {
                let more =
                    at_prices(stretch, &minimum, &minimum) - at_prices(stretch, &delivered, &delivered);
                more * part / &minimum
            })
            .sum();
        let units = if units < of_whole(0) { of_whole(0) } else { units };
        let prices = parts.iter().flat_map(|(stretch, _)| stretch.prices()).collect();
        let mut line = self.line(LineKind::Shortfall, whose, prices);
        let step = words::short(&parts, (&minimum, &delivered), &units, self.currency);
        line.cost = self.cost(paid, lacks, &units, step);
        Some(line)
    }

    /// What is counted apart, at the price times its factor.
    fn premium(&self, id: &PartId, whose: Whose<'_>, counted: Result<Counted, Unpriced>) -> ExpectedLine {
        let factor = |stretch: &Stretch<'_>, premium: &Premium| {
            stretch.price().map(|price| price * of_decimal(*premium.factor))
        };
        let of = |stretch: &Stretch<'a>| stretch.rate.premiums.get(id);
        let prices = self.stretches().iter().filter_map(|stretch| {
            let premium = stretch.rate.premiums.get(id)?;
            let price = factor(stretch, premium)?;
            let place = premium.factor.place.clone();
            Some(PricePart {
                version: stretch.version,
                first: stretch.first,
                last: stretch.last,
                price,
                place,
            })
        });
        let mut line = self.line(LineKind::Premium(id.clone()), whose, prices.collect());
        line.cost = counted.and_then(|mut counted| {
            let mut steps = vec![words::counted_apart(self.counting, id, &counted.total())];
            steps.extend(self.shrink(&mut counted));
            let recorded = counted.total();
            let parts: Vec<(&Stretch<'_>, BigRational, BigRational)> = self
                .stretches()
                .iter()
                .zip(&counted.by_stretch)
                .filter_map(|(stretch, part)| {
                    let price = factor(stretch, of(stretch)?)?;
                    Some((stretch, part.clone(), part * price))
                })
                .collect();
            let units = parts.iter().map(|(.., cost)| cost).sum();
            let step = words::premium(id, &parts, &units, self.currency);
            let paid = Paid { recorded: recorded.clone(), counted, allowed: None, steps };
            self.cost(&paid, recorded, &units, step)
        });
        line
    }
}

/// What a quantity costs by the terms of a stretch, where all of the month is `volume`: by tiers its share of what the volume costs.
fn at_prices(stretch: &Stretch<'_>, volume: &BigRational, quantity: &BigRational) -> BigRational {
    if let Some(price) = stretch.price() {
        return quantity * price;
    }
    if *volume <= of_whole(0) {
        return of_whole(0);
    }
    let mode = stretch.rate.tier_mode.unwrap_or(TierMode::Slab);
    tiered(&stretch.rate.tiers, mode, volume) * quantity / volume
}
