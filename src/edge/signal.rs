//! Signals of the system that would end the program in the midst of a build.

/// Makes a limit on the size of files (`ulimit -f`) an error of the write that goes beyond it, as a full disk is: the program goes on, takes
/// away what it has begun, and says so.
#[cfg(unix)]
pub fn outlive_file_limit() {
    // Where the system refuses the wish, the limit ends the program, as it ends any other.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}

/// Windows has no such limit.
#[cfg(not(unix))]
pub fn outlive_file_limit() {}
