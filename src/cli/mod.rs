//! The command line: what was asked for, what is said about it, the exit status.

mod values;
mod args;
mod explain;
mod import_book;
mod import_invoices;
mod import;
mod import_sops;
mod init;
mod new;
mod pull;
mod run;
mod diff;
mod signoff;
mod tally;
mod verify;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod tables;

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use clap::{CommandFactory as _, Parser as _};

use args::{Args, Command, ImportWhat};

use crate::edge::{self, Stream, say};

/// Built, or clean of defects.
pub const CLEAN: u8 = 0;
/// Defects; with `--strict`, findings too.
pub const DEFECTS: u8 = 1;
/// Wrong use, or a failing disk.
pub const FAILED: u8 = 2;

/// Runs the program with its arguments, the first being its own name. Returns the exit status: 0, 1 or 2.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    edge::outlive_file_limit();
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(usage) => {
            // Help into a closed pipe is no failure.
            let _ = usage.print();
            return if usage.use_stderr() { FAILED } else { CLEAN };
        }
    };
    let done = without_threads_an_error(|| match args.command {
        Command::Init(asked) => init::init(&asked),
        Command::Import(asked) => match &asked.what {
            Some(ImportWhat::Sops(sops)) => import_sops::import(sops),
            None => import::import(&asked),
        },
        Command::Tally(asked) => tally::tally(&asked),
        Command::New(asked) => new::new(&asked),
        Command::Pull(asked) => pull::pull(&asked),
        Command::Build(build) => run::build(&build),
        #[cfg(feature = "serve")]
        Command::Serve(asked) => serve::serve(&asked),
        Command::Check(check) => run::check(&check),
        Command::Diff(asked) => diff::diff(&asked),
        Command::Verify(asked) => verify::verify(&asked),
        Command::Signoff(asked) => signoff::signoff(&asked),
        Command::Show(asked) => show::show(&asked),
        Command::Explain { code } => explain::explain(&code).and_then(said),
        Command::Schema { kind } => schema::schema(kind.as_deref()).and_then(said),
        Command::Tables { pages } => tables::tables(&pages).and_then(said),
        Command::Completion { shell } => said(completion(shell)),
    });
    done.unwrap_or_else(|message| {
        // Where even standard error is gone, the exit status still tells.
        let _ = say(Stream::Err, &format!("error: {message}\n"));
        FAILED
    })
}

/// What libraries panic with where the system gives them no thread: a pool that starts with the first roll-up, and the writer of the workbook, which
/// takes a thread a sheet. Neither can be asked.
const NO_THREADS: [&str; 2] = ["ThreadPoolBuildError", "failed to spawn thread"];

/// Makes an error of threads that a library could not start. Any other panic is a wrong program, and stays one.
fn without_threads_an_error(command: impl FnOnce() -> Result<u8, String>) -> Result<u8, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !info.payload_as_str().is_some_and(says_no_threads) {
                usual(info);
            }
        }));
    });
    panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        match text.or(payload.downcast_ref::<&str>().copied()).filter(|text| says_no_threads(text)) {
            Some(text) => Err(format!("cannot start threads: {text}")),
            None => panic::resume_unwind(payload),
        }
    })
}

fn says_no_threads(text: &str) -> bool {
    NO_THREADS.iter().any(|wanted| text.contains(wanted))
}

fn said(text: String) -> Result<u8, String> {
    say(Stream::Out, &text)
        .map(|()| CLEAN)
        .map_err(|error| format!("cannot write to standard output: {error}"))
}

fn completion(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    let mut command = Args::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(arguments: &[&str]) -> u8 {
        run(std::iter::once("scorebook").chain(arguments.iter().copied()).map(OsString::from))
    }

    #[test]
    fn a_wrong_use_is_2() {
        assert_eq!(status(&["biuld"]), FAILED);
        assert_eq!(status(&["build", "--as-of", "tomorrow"]), FAILED);
        assert_eq!(status(&["check", "--root", "/nowhere/at/all"]), FAILED);
        assert_eq!(status(&["explain", "no-such-code"]), FAILED);
    }

    #[test]
    fn f16_a_thread_that_the_system_does_not_give_is_an_error_and_a_wrong_program_panics() {
        let failed = |text: &'static str| move || -> Result<u8, String> { panic!("{text}") };
        let told = without_threads_an_error(failed("could not spawn threads: ThreadPoolBuildError { .. }"));
        assert!(told.is_err_and(|why| why.starts_with("cannot start threads: could not spawn threads")));
        assert!(panic::catch_unwind(|| without_threads_an_error(failed("a wrong program"))).is_err());
    }

    #[test]
    fn every_shell_gets_its_script() {
        for shell in [clap_complete::Shell::Bash, clap_complete::Shell::Fish, clap_complete::Shell::Zsh] {
            assert!(completion(shell).contains("scorebook"));
        }
    }
}
