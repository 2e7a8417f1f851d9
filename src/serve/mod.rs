//! `serve`: the site of a working tree for the one who writes it. A page is made when it is asked for, from figures that are computed
//! anew with each change of the book; pages that are open hear of it and ask again. Nothing is written to a disk.
//!
//! Of a change that cannot be published the pages show the defects, above the site as it was before.

pub mod news;

pub mod state;

pub mod display;

mod address;

mod host;

mod inject;

mod answer;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use axum::serve::ListenerExt as _;

use crate::edge::{self, Watch};
use display::{Display, follow};

pub use display::Told;
pub use state::Source;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "cannot listen on {address}: another program does, perhaps a server of this book\n  = help: end it, or take another port: `--port {free}`"
    )]
    Taken { address: SocketAddr, free: u16 },
    #[error("cannot listen on {address}: {source}\n  = help: name another interface or port")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot serve: {0}")]
    Runtime(#[from] io::Error),
    #[error(transparent)]
    Watch(#[from] edge::Error),
}

/// A port that is listened at, and a book that is watched.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    watch: Watch,
    source: Source,
}

impl Server {
    /// Takes the port, 0 for one that is free, and begins to watch the book.
    ///
    /// # Errors
    /// The port is taken, or the book cannot be watched.
    pub fn start(source: Source, interface: IpAddr, port: u16) -> Result<Server, Error> {
        let wanted = SocketAddr::new(interface, port);
        let listener = TcpListener::bind(wanted).map_err(|source| refused(wanted, source))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let watch = Watch::at(&source.root)?;
        Ok(Server { listener, address, watch, source })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Why changes are found by looking, now and then; `None` where the system tells of them.
    pub fn looks_because(&self) -> Option<&str> {
        self.watch.looks_because.as_deref()
    }

    /// Answers until the reader ends it with Ctrl-C, or the system with a signal. `tell` is told of each state of the book.
    ///
    /// # Errors
    /// The system has no thread, or no more to listen with.
    pub fn run(self, tell: impl Fn(Told) + Send + 'static) -> Result<(), Error> {
        let Server { listener, address, mut watch, source } = self;
        let display = Arc::new(Display::default());
        let followed = Arc::clone(&display);
        std::thread::Builder::new()
            .name("follow".to_owned())
            .spawn(move || follow(&source, &mut watch, &followed, &tell))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            // A page is small, and nobody waits for it to be joined by another.
            let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
            let answers = answer::router(display, !address.ip().is_loopback());
            tokio::select! {
                ended = axum::serve(listener, answers).into_future() => ended,
                ended = ended() => ended,
            }
        })?;
        Ok(())
    }
}

/// Waits for Ctrl-C; on Unix also for the signal with which a system ends a program.
async fn ended() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut asked = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = asked.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// A taken port is told with one that is free.
fn refused(address: SocketAddr, source: io::Error) -> Error {
    let is_free = |port: &u16| TcpListener::bind(SocketAddr::new(address.ip(), *port)).is_ok();
    let next = (address.port()..=u16::MAX).skip(1).take(100).find(is_free);
    match (source.kind(), next) {
        (io::ErrorKind::AddrInUse, Some(free)) => Error::Taken { address, free },
        _ => Error::Listen { address, source },
    }
}
