//! The `scorebook` program: see [`scorebook::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(scorebook::cli::run(std::env::args_os()))
}
