//! Who is away does not sign, and nobody signs for somebody who has not handed it to them.

use jiff::civil::Date;

use super::Request;
use crate::kit::id::PersonId;
use crate::subject::delegation::figures::handed::{days, handed_away, why_not_handed};
use crate::subject::register::Register;

/// Why it does not fall to them on the day, with the command of whom it falls to.
pub(super) fn refused(
    register: &Register,
    asked: &Request<'_>,
    (by, of): (&PersonId, Option<&PersonId>),
    on: Date,
) -> Result<(), String> {
    if of == Some(by) {
        return Err(format!("`{by}` does not stand in for themselves\n  = help: leave --in-place-of out"));
    }
    if let Some(away) = handed_away(register, by, on, false).next() {
        let to = &*away.to;
        let help = match of {
            None => format!(
                "let `{to}` sign: `{}`, or correct the days of the delegation",
                command(asked, to, Some(by))
            ),
            Some(of) => format!("let `{of}` hand it to somebody who is there, or sign on another day"),
        };
        return Err(format!(
            "`{by}` is away on {on}: delegation `{}` hands approvals to `{to}` {}\n  = help: {help}",
            away.id,
            days(away)
        ));
    }
    let Some(of) = of else { return Ok(()) };
    let Some(why) = why_not_handed(register, of, by, on, false) else { return Ok(()) };
    let (who, command) = match handed_away(register, of, on, false).next() {
        Some(away) => (&*away.to, command(asked, &away.to, Some(of))),
        None => (of, command(asked, of, None)),
    };
    Err(format!(
        "`{by}` does not stand in for `{of}` on {on}: {why}\n  = help: let `{who}` sign: `{command}`, or write the delegation that holds"
    ))
}

fn command(asked: &Request<'_>, by: &PersonId, of: Option<&PersonId>) -> String {
    let mut command = format!("scorebook signoff {} --by {by}", asked.period);
    if let Some(of) = of {
        command.push_str(&format!(" --in-place-of {of}"));
    }
    if let Some(on) = asked.on {
        command.push_str(&format!(" --on {on}"));
    }
    command.push_str(if asked.reason.is_some() { " --reason TEXT" } else { "" });
    command
}
