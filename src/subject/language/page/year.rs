//! A language over a year: each metric in each queue and at each site that works in it, on one scale.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::organisation::record::{Queue, covers_language};
use crate::core::rollup::cell_value;
use crate::core::slices::{Slice, cells, last_year};
use crate::kit::declared::Language;
use crate::kit::id::{MetricId, QueueId, SiteId, VendorId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::Family;
use crate::subject::evidence::Evidence;
use crate::subject::multiples::{Drawn, Multiples, PICTURES, multiples};
use crate::subject::series::{Series, picture};
use crate::subject::shell::PageContext;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

#[derive(Serialize)]
pub struct YearBlock {
    name: Label,
    multiples: Multiples,
    /// How many are left out.
    more: Label,
}

type Place<'s> = (&'s QueueId, &'s VendorId, &'s SiteId, Option<&'s str>);

/// A block for each metric of quality and latency, as in the table of sites.
pub fn year(context: &PageContext<'_>, language: &Language, evidence: &mut Evidence<'_>) -> Vec<YearBlock> {
    let register = context.report.register;
    let mut found: BTreeMap<(Family, &MetricId), BTreeMap<Place<'_>, Vec<&Slice>>> = BTreeMap::new();
    let queues = register.projects.values().flat_map(|project| &project.queues);
    let queues: BTreeMap<&QueueId, &Queue> = queues.map(|queue| (&queue.id, queue)).collect();
    for slice in context.report.queues.slices.all() {
        let (Some(metric), Some(id)) = (register.metrics.get(&slice.metric), &slice.queue) else { continue };
        let Some(queue) = queues.get(id) else { continue };
        if ![Family::Quality, Family::Latency].contains(&metric.family) || !is_in(language, queue, slice) {
            continue;
        }
        let place = (id, &slice.vendor, &slice.site, slice.language.as_deref());
        let of_metric = found.entry((metric.family, &slice.metric)).or_default();
        of_metric.entry(place).or_default().push(slice);
    }
    // What has no room stands on the pages of queues.
    let room = PICTURES / found.len().max(1);
    let blocks = found.into_iter().filter_map(|((_, id), places)| {
        let metric = register.metrics.get(id)?;
        let periods = last_year(register, metric.grain);
        let more = places.len().saturating_sub(room);
        let drawn = places.into_iter().take(room).filter_map(|((queue, vendor, site, tag), slices)| {
            let queue = *queues.get(queue)?;
            let mut name = vec![names::queue(context, &queue.id), Inline::literal(", ")];
            name.push(names::site(context, site));
            if let Some(tag) = tag.filter(|tag| **tag != **language) {
                name.extend([Inline::literal(", "), Inline::words(tag).because(Exempt::Name)]);
            }
            let parted = (vendor, site, tag.map(str::to_owned), tag.is_some());
            let series = Series::of(context, queue, parted, slices);
            if series.is_hidden {
                return Some(series.hidden(name));
            }
            let cells = cells(register, metric, series.slices.iter().copied(), &periods);
            let newest = periods.iter().zip(&cells).rev().find_map(|(period, cell)| {
                let cell = cell.as_ref().filter(|cell| cell_value(metric, cell).is_some())?;
                Some((*period, series.figure(metric, (*period, cell), evidence)?))
            });
            let of = (Some(&series), Some(series.work()), name);
            Some(picture(context, metric, (&periods, &cells), of, newest, evidence))
        });
        let drawn: Vec<Drawn> = drawn.collect();
        let span = periods.first().copied().zip(periods.last().copied());
        let more = match more {
            0 => Label::default(),
            more => Label::because(Exempt::Rows, format!("{more} more stand on the pages of their queues.")),
        };
        Some(YearBlock {
            name: Label::named(metric.name.as_str()),
            multiples: multiples(metric, span, drawn),
            more,
        })
    });
    blocks.collect()
}

/// Rows that name the language; and those that name none, of a queue that works in it alone.
fn is_in(language: &str, queue: &Queue, slice: &Slice) -> bool {
    match &slice.language {
        Some(tag) => covers_language(language, tag),
        None => queue.languages.iter().all(|tag| covers_language(language, tag)),
    }
}
