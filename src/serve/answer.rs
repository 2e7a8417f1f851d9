//! Requests and their answers. Nothing is read from a disk here: a path is looked up among the pages of the state that is shown, so
//! no request leads to another file.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use futures_util::stream::{Stream, unfold};

use crate::render::built_in_asset;
use crate::serve::address::{content_type, site_path};
use crate::serve::display::{Display, Edition};
use crate::serve::{host, inject};

const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");
/// In place of a site while there is none: the script draws what is wrong.
const WAITING: &str = include_str!("waiting.html");

/// On every answer: nothing is kept, nothing is guessed, no page of another origin shows or reads it.
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("content-security-policy"), HeaderValue::from_static("frame-ancestors 'none'")),
    (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer")),
];

#[derive(Clone)]
struct Shared {
    display: Arc<Display>,
    exposed: bool,
}

/// Answers every request. `exposed`: machines other than this one may ask.
pub fn router(display: Arc<Display>, exposed: bool) -> Router {
    let shared = Shared { display, exposed };
    Router::new()
        .route("/_scorebook/news", get(news))
        .route(inject::SCRIPT, get(|| async { text("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/_scorebook/live.css", get(|| async { text("text/css; charset=utf-8", STYLE) }))
        .fallback(site)
        .layer(from_fn_with_state(shared.clone(), guarded))
        .with_state(shared)
}

/// Refuses who asks under a foreign name, and puts [`HEADERS`] on every answer.
async fn guarded(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match is_meant(request.headers(), request.uri(), shared.exposed) {
        true => next.run(request).await,
        false => plain(StatusCode::FORBIDDEN, "This server answers to localhost and to its number alone.\n"),
    };
    response.headers_mut().extend(HEADERS);
    response
}

fn is_meant(headers: &HeaderMap, uri: &Uri, exposed: bool) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(named), None) = (hosts.next(), hosts.next()) else { return false };
    let in_uri = uri.authority().is_none_or(|authority| host::is_own(authority.as_str(), exposed));
    in_uri && named.to_str().is_ok_and(|named| host::is_own(named, exposed))
}

async fn news(State(shared): State<Shared>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let heard = unfold((shared.display.news(), true), |(mut news, at_first)| async move {
        if !at_first {
            news.changed().await.ok()?;
        }
        let json = serde_json::to_string(&*news.borrow_and_update()).unwrap_or_default();
        Some((Ok(Event::default().data(json)), (news, false)))
    });
    Sse::new(heard).keep_alive(KeepAlive::default())
}

async fn site(State(shared): State<Shared>, method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let refused = plain(StatusCode::METHOD_NOT_ALLOWED, "A site is read, with GET or HEAD.\n");
        return ([(ALLOW, HeaderValue::from_static("GET, HEAD"))], refused).into_response();
    }
    let Some(path) = site_path(uri.path()) else {
        return plain(StatusCode::BAD_REQUEST, "This is no address of a page.\n");
    };
    let Some(edition) = shared.display.shown() else { return waiting(&path) };
    match edition.state.file(&path).await {
        Ok(Some(content)) => file(&path, content, &edition),
        Ok(None) => absent(&path, &edition).await,
        Err(why) => failed(&why),
    }
}

fn file(path: &str, content: Vec<u8>, edition: &Edition) -> Response {
    let kind = content_type(path);
    let content = if kind.starts_with("text/html") { inject::live(content, &edition.name) } else { content };
    ([(CONTENT_TYPE, HeaderValue::from_static(kind))], content).into_response()
}

/// A folder asked for without its slash leads to its page; all else is not there.
async fn absent(path: &str, edition: &Edition) -> Response {
    if edition.state.paths.contains(&format!("{path}/index.html"))
        && let Ok(location) = HeaderValue::try_from(format!("/{path}/"))
    {
        return (StatusCode::FOUND, [(LOCATION, location)]).into_response();
    }
    match edition.state.lost(path).await {
        Ok(page) => (StatusCode::NOT_FOUND, file("lost.html", page, edition)).into_response(),
        Err(why) => failed(&why),
    }
}

/// A template that fails: the terminal has no more to say.
fn failed(why: &str) -> Response {
    plain(StatusCode::INTERNAL_SERVER_ERROR, &format!("This page cannot be made: {why}\n"))
}

/// While no state can be shown: every page is the one that waits, in the program's own style.
fn waiting(path: &str) -> Response {
    match built_in_asset(path) {
        Some(asset) => {
            ([(CONTENT_TYPE, HeaderValue::from_static(content_type(path)))], asset).into_response()
        }
        None if path.ends_with(".html") => {
            let page = text("text/html; charset=utf-8", WAITING);
            (StatusCode::SERVICE_UNAVAILABLE, page).into_response()
        }
        None => plain(StatusCode::SERVICE_UNAVAILABLE, "There is no site yet.\n"),
    }
}

fn text(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}

fn plain(status: StatusCode, text: &str) -> Response {
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
    (status, kind, Body::from(text.to_owned())).into_response()
}
