//! The browser of the desktop.

use std::io;
use std::process::{Command, Stdio};

/// What opens an address on this system.
#[cfg(target_os = "macos")]
const OPENS: &str = "open";
#[cfg(windows)]
const OPENS: &str = "explorer";
#[cfg(not(any(target_os = "macos", windows)))]
const OPENS: &str = "xdg-open";

/// Opens `address`, and does not wait for the reader.
///
/// # Errors
/// The system has no such command, or no thread.
pub fn open_in_browser(address: &str) -> io::Result<()> {
    let mut child = Command::new(OPENS)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    std::thread::Builder::new().name("browser".to_owned()).spawn(move || child.wait())?;
    Ok(())
}
