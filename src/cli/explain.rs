//! `explain CODE`: the code's section of docs/diagnostics.md.

use crate::kit::diag::docs::section;
use crate::kit::diag::{Class, Code, codes, did_you_mean};

/// What to print for `code`.
///
/// # Errors
/// There is no such code; the message suggests one.
pub fn explain(code: &str) -> Result<String, String> {
    let Some(found) = Code::find(code) else {
        let names = codes::ALL.iter().map(|known| known.name);
        let help = match did_you_mean(code, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "give the code between the brackets, such as `unknown-vendor`".to_owned(),
        };
        return Err(format!("no diagnostic has the code `{}`\n  = help: {help}", code.escape_debug()));
    };
    let class = match found.class {
        Class::Defect => "a defect: it keeps the site from being written",
        Class::Finding => "a finding: the site shows it, and is written all the same",
    };
    let waiver =
        if found.waivable { "a dated, approved waiver can cover it" } else { "no waiver can cover it" };
    let text = section(found);
    Ok(format!("{}[{}]\n\n{text}\n\nIt is {class}; {waiver}.\n", found.severity.word(), found.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_and_a_typo_is_met_with_a_suggestion() {
        for code in codes::ALL {
            assert!(explain(code.name).is_ok_and(|text| text.contains(code.name)));
        }
        assert!(
            explain("unknown-vendro")
                .is_err_and(|message| message.contains("did you mean `unknown-vendor`?"))
        );
    }
}
