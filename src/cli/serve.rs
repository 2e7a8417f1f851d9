//! `serve`: the site of the working tree in a browser.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use super::CLEAN;
use super::args::Serve;
use crate::edge::{Opening, Stream, say};
use crate::kit::diag::plural;
use crate::kit::source::{AsOf, AsOfSource};
use crate::serve::{Server, Source, Told};
use crate::{edge, emit};

/// Serves until it is ended: the exit status.
///
/// # Errors
/// Wrong use, a port that is taken, or a failing system, as a message.
pub fn serve(asked: &Serve) -> Result<u8, String> {
    let loopback = asked.interface.is_loopback();
    if !loopback && !asked.exposed {
        return Err(format!(
            "{} is reached by other machines, and nobody who asks there is asked for a password\n  = help: leave --interface out, or say --exposed where everybody on that network may read the book",
            asked.interface
        ));
    }
    let as_of = asked.as_of.map(|on| AsOf { on, source: AsOfSource::Flag });
    let opening = Opening { as_of, kept: Some(Arc::default()), ..Opening::default() };
    let source = Source { root: asked.root.clone(), opening, draft: asked.draft, kept: Arc::default() };
    let server = Server::start(source, asked.interface, asked.port).map_err(told)?;
    let address = format!("http://{}/", reached(server.address()));
    if !loopback {
        tell(&format!("warning: every machine that reaches {} can read the book\n", server.address()));
    }
    if let Some(why) = server.looks_because() {
        tell(&format!(
            "note: changes are looked for once a second, since the system does not tell of them: {why}\n"
        ));
    }
    say(Stream::Out, &format!("serving {} at {address}; Ctrl-C ends it\n", edge::shown(&asked.root)))
        .map_err(|error| format!("cannot write to standard output: {error}"))?;
    if asked.open
        && let Err(error) = edge::open_in_browser(&address)
    {
        tell(&format!("note: no browser was opened: {error}\n"));
    }
    let quiet = asked.quiet;
    server.run(move |told| tell(&line(&told, quiet))).map_err(told)?;
    if !quiet {
        tell("ended\n");
    }
    Ok(CLEAN)
}

/// What the terminal shows. Errors also to those who asked for quiet.
fn line(told: &Told, quiet: bool) -> String {
    match told {
        Told::Shown { .. } | Told::Mended if quiet => String::new(),
        Told::Shown { pages, took, tally } => {
            format!("{} ready in {}: {tally}\n", plural(*pages, "page"), emit::seconds(*took))
        }
        Told::Mended => "as it was: the site shows the book again\n".to_owned(),
        Told::Withheld { defects, tally } => format!("{defects}not shown, because of {tally}\n"),
        Told::Unread(why) => format!("error: {why}\n"),
    }
}

/// Where a browser of this machine finds the server.
fn reached(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Where standard error is gone, nobody is left to tell.
fn tell(text: &str) {
    if !text.is_empty() {
        let _ = say(Stream::Err, text);
    }
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
