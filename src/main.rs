//! The `scorebook` program: see [`scorebook::cli`].

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(scorebook::cli::run(std::env::args_os()))
}
