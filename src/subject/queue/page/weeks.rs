//! A metric of a queue over a year: what is drawn of each series, and as many of its periods as numbers as the page has room for.

use std::cmp::Reverse;

use serde::Serialize;

use crate::core::metric::record::{Metric, MetricKind};
use crate::core::organisation::record::Queue;
use crate::core::rollup::{Cell, Subject};
use crate::core::slices::{cells, last_year, year};
use crate::kit::calendar::Grain;
use crate::kit::period::Period;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::multiples::{Drawn, PICTURES};
use crate::subject::series::{Series, Work, picture, whole_figure};
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Html, Inline};

/// Numbers that tables of periods hold: on a page, and on all pages of queues of a site together.
const PAGE_CELLS: usize = 1_200;
const SITE_CELLS: usize = 200_000;

/// Pictures that each of the metrics of a page may have.
pub fn pictures_of(metrics: usize) -> usize {
    (PICTURES / metrics.max(1)).max(2)
}

/// How much of a metric stands in its table of periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The pictures and the newest values alone.
    Newest,
    /// The queue as a whole, or its only series.
    Whole,
    /// Every series.
    Every,
}

/// One table of periods.
#[derive(Debug, Serialize)]
pub struct Weeks {
    /// Heads of its columns.
    heads: Vec<Vec<Inline>>,
    /// Ready-made rows, the newest first; empty where the page has no room.
    rows: Html,
    /// Said where a part is left out.
    left_out: &'static str,
}

/// Depths of metrics, in their order: all wholes come before the first series of a site. `shapes` are their grains and numbers of series.
pub fn plan(pages: usize, shapes: Vec<(Grain, usize)>) -> Vec<Depth> {
    let mut room = PAGE_CELLS.min(SITE_CELLS / pages.max(1));
    let mut depths = vec![Depth::Newest; shapes.len()];
    for (depth, (grain, _)) in depths.iter_mut().zip(&shapes) {
        if let Some(left) = room.checked_sub(year(*grain)) {
            (*depth, room) = (Depth::Whole, left);
        }
    }
    for (depth, (grain, series)) in depths.iter_mut().zip(&shapes) {
        if *depth == Depth::Whole
            && let Some(left) = room.checked_sub(year(*grain) * if *series > 1 { *series } else { 0 })
        {
            (*depth, room) = (Depth::Every, left);
        }
    }
    depths
}

/// A column of the table, and a picture: the queue as a whole where `of` is `None`.
struct Column<'c, 's> {
    of: Option<&'c Series<'s>>,
    cells: Vec<Option<Cell>>,
}

fn all_sites() -> Vec<Inline> {
    vec![Inline::literal("All sites")]
}

/// The work at all sites, where they are of one vendor: no contract speaks of the work of two.
fn whole_work<'a>(queue: &'a Queue, all: &'a [Series<'_>]) -> Option<Work<'a>> {
    let vendor = all.first()?.vendor;
    let slices = all.iter().flat_map(|series| series.slices.iter().copied()).collect();
    let is_one = all.iter().all(|series| series.vendor == vendor);
    is_one.then(|| Work { subject: Subject::Vendor(vendor.clone()), vendor, queue, slices })
}

/// The table of periods, the pictures, and the first and last period.
pub fn weeks(
    context: &PageContext<'_>,
    queue: &Queue,
    metric: &Metric,
    all: &[Series<'_>],
    (depth, pictures): (Depth, usize),
    evidence: &mut Evidence<'_>,
) -> (Weeks, Vec<Drawn>, Option<(Period, Period)>) {
    let register = context.report.register;
    let periods = last_year(register, metric.grain);
    let mut told: Vec<&Series<'_>> = all.iter().filter(|series| !series.is_hidden).collect();
    let is_cut = told.len() > pictures;
    if is_cut {
        // In their order again.
        let place = |series: &&Series<'_>| all.iter().position(|one| std::ptr::eq(one, *series));
        told.sort_by_key(|series| Reverse(series.slices.iter().map(|slice| slice.rows.len()).sum::<usize>()));
        told.truncate(pictures);
        told.sort_by_key(place);
    }
    let mut columns: Vec<Column<'_, '_>> = Vec::new();
    // A whole less the parts beside it would tell what is hidden.
    if all.len() > 1 && metric.kind != MetricKind::Percentile && all.iter().all(|series| !series.is_hidden) {
        let slices = all.iter().flat_map(|series| series.slices.iter().copied());
        columns.push(Column { of: None, cells: cells(register, metric, slices, &periods) });
    }
    columns.extend(told.into_iter().map(|series| {
        let cells = cells(register, metric, series.slices.iter().copied(), &periods);
        Column { of: Some(series), cells }
    }));
    let width = match depth {
        Depth::Newest => 0,
        Depth::Whole => columns.len().min(1),
        Depth::Every => columns.len(),
    };
    let mut newest: Vec<Option<(Period, FigureRef)>> = vec![None; columns.len()];
    let mut rows = Html::default();
    for (at, period) in periods.iter().enumerate().rev() {
        // Before the first row of the queue there is nothing to tell.
        if columns.iter().all(|column| column.cells[..=at].iter().all(Option::is_none)) {
            break;
        }
        if width > 0 {
            rows.tags("<tr><th scope=\"row\">");
            rows.push_dated(&period.to_string());
            rows.tags("</th>");
        }
        for (place, column) in columns.iter().enumerate() {
            let is_wanted = place < width || newest[place].is_none();
            let cell = column.cells[at].as_ref().filter(|_| is_wanted);
            let figure = cell.and_then(|cell| match column.of {
                Some(series) => series.figure(metric, (*period, cell), evidence),
                None => whole_figure(queue, metric, (*period, cell), evidence),
            });
            if place < width {
                rows.tags("<td class=\"num\">");
                match &figure {
                    Some(figure) => figure.write(&mut rows),
                    None => rows.tags("–"),
                }
                rows.tags("</td>");
            }
            if let (None, Some(figure)) = (&newest[place], figure) {
                newest[place] = Some((*period, figure));
            }
        }
        if width > 0 {
            rows.tags("</tr>\n");
        }
    }
    let heads = columns.iter().take(width).map(|column| match column.of {
        Some(series) => series.name(context),
        None => all_sites(),
    });
    let left_out = match depth {
        _ if is_cut => {
            "The page has no room for every site: those with most rows are here, each other one stands on its own page."
        }
        _ if width == columns.len() => "",
        Depth::Newest => "The page has no room for the periods as numbers.",
        _ => "The page has no room for the periods of each site as numbers.",
    };
    let table = Weeks { heads: heads.collect(), rows, left_out };
    let mut drawn: Vec<Drawn> = columns
        .iter()
        .zip(newest)
        .map(|(column, newest)| {
            let name = column.of.map_or_else(all_sites, |series| series.name(context));
            let work = column.of.map_or_else(|| whole_work(queue, all), |series| Some(series.work()));
            picture(context, metric, (&periods, &column.cells), (column.of, work, name), newest, evidence)
        })
        .collect();
    drawn.extend(
        all.iter().filter(|series| series.is_hidden).map(|series| series.hidden(series.name(context))),
    );
    (table, drawn, periods.first().copied().zip(periods.last().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wholes_come_before_sites_while_there_is_room() {
        let few = plan(17, vec![(Grain::Week, 3), (Grain::Month, 1)]);
        assert_eq!(few, [Depth::Every, Depth::Every]);
        // 12 weekly metrics of 9 sites: 624 numbers for the wholes, then one metric with its sites.
        let many = plan(17, vec![(Grain::Week, 9); 12]);
        assert_eq!(many[0], Depth::Every);
        assert_eq!(many[1..], [Depth::Whole; 11]);
        // Two thousand queues have a hundred numbers each.
        assert_eq!(plan(2_000, vec![(Grain::Week, 2); 3]), [Depth::Whole, Depth::Newest, Depth::Newest]);
    }

    #[test]
    fn pictures_are_shared_by_the_metrics_of_a_page() {
        assert_eq!((pictures_of(1), pictures_of(9), pictures_of(20), pictures_of(400)), (90, 10, 4, 2));
    }

    #[test]
    fn no_plan_is_above_what_a_site_may_hold() {
        for (pages, metrics, series) in [(1, 40, 40), (300, 20, 5), (2_000, 30, 3), (10_000, 10, 10)] {
            let depths = plan(pages, vec![(Grain::Week, series); metrics]);
            let cells = depths.iter().map(|depth| match depth {
                Depth::Newest => 0,
                Depth::Whole => 52,
                Depth::Every => 52 * (1 + if series > 1 { series } else { 0 }),
            });
            let cells: usize = cells.sum();
            assert!(
                cells <= PAGE_CELLS && cells * pages <= SITE_CELLS,
                "{cells} numbers on each of {pages} pages"
            );
        }
    }
}
