//! Queues: a list of all, and a page each.

mod one;
mod weeks;

use serde::Serialize;

use crate::core::organisation::record::Queue;
use crate::kit::id::QueueId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::columns::Columns;
use crate::subject::language::page::link as language_link;
use crate::subject::queue::address::QueuePage;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::names;

pub use crate::subject::absent::page::offered;

/// Queues on a page of the list.
const ROWS: usize = 400;

/// `templates/queues.html`.
#[derive(Serialize)]
struct QueuesView {
    queues: Table,
    pager: Vec<Link>,
    page_at: Label,
}

/// Its pages: none in a book without queues.
pub fn pages(context: &PageContext<'_>) -> Vec<QueuePage> {
    let ones = context.report.queues.pages.iter().cloned().map(QueuePage::One);
    let more = (2..=count(context)).map(QueuePage::More);
    let all = (count(context) > 0).then_some(QueuePage::All);
    all.into_iter().chain(ones).chain(more).collect()
}

/// A page of it; `None` where the queue is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &QueuePage) -> Option<Page<Shown>> {
    Some(match address {
        QueuePage::All => index(context, 1).shown("queues.html"),
        QueuePage::More(at) => index(context, *at).shown("queues.html"),
        QueuePage::One(id) => one::page(context, route, id)?.shown("queue.html"),
    })
}

fn all<'a>(context: &PageContext<'a>) -> impl Iterator<Item = &'a Queue> {
    context.report.register.projects.values().flat_map(|project| &project.queues)
}

fn count(context: &PageContext<'_>) -> usize {
    all(context).count().div_ceil(ROWS)
}

/// Whether work in it goes on.
fn state(context: &PageContext<'_>, queue: &Queue) -> Inline {
    let as_of = context.report.register.as_of();
    match queue.days() {
        (_, Some(end)) if end < as_of => Inline::chip("plain", "ended"),
        (start, _) if start > as_of => Inline::chip("plain", "to come"),
        _ => Inline::chip("good", "live"),
    }
}

/// Languages, each with the way to its page where it has one.
fn languages(context: &PageContext<'_>, queue: &Queue) -> Vec<Inline> {
    let has_page = context.report.languages.languages();
    listed(queue.languages.iter().map(|tag| match has_page.contains(&tag.value) {
        true => language_link(tag),
        false => Inline::words(tag.as_str()).because(Exempt::Name),
    }))
}

fn index(context: &PageContext<'_>, at: usize) -> Page<QueuesView> {
    let rows = all(context).skip((at - 1) * ROWS).take(ROWS);
    let queues = Columns::over(rows, &mut ())
        .column("Queue", "", |queue, _| Cell::head(names::queue(context, &queue.id)))
        .column("Project", "", |queue, _| names::project(context, &queue.project).into())
        .column("Languages", "", |queue, _| languages(context, queue).into())
        .column("State", "tight", |queue, _| state(context, queue).into())
        .table("queues", "All queues")
        .titled()
        .filtered();
    let pages = count(context);
    let route = |page: usize| if page == 1 { QueuePage::All } else { QueuePage::More(page) };
    let link = |page: usize, words| Link::to(&Route::Queue(route(page)), words);
    let earlier = (at > 1).then(|| link(at - 1, "Earlier queues"));
    let further = (at < pages).then(|| link(at + 1, "Further queues"));
    let page_at = match pages {
        0 | 1 => Label::default(),
        _ => Label::because(Exempt::Rows, format!("Page {at} of {pages}")),
    };
    Page::new(
        "Queues",
        QueuesView { queues, pager: earlier.into_iter().chain(further).collect(), page_at },
        None,
    )
}

/// The page of a queue, where it has one.
pub fn route_of(context: &PageContext<'_>, id: &QueueId) -> Option<Route> {
    context.report.queues.pages.contains(id).then(|| Route::Queue(QueuePage::One(id.clone())))
}
