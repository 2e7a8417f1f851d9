//! What a declaration must say, or it does not compile.

use darling::FromDeriveInput;

use crate::declared::{Declared, Input};
use crate::read;

/// A record with one field.
fn declared(field: &str) -> syn::Result<Declared> {
    let code = format!("/// A visit.\n#[record(noun = \"visit\")]\nstruct Visit {{ {field} }}");
    let input = syn::parse_str(&code)?;
    Declared::new(Input::from_derive_input(&input).map_err(syn::Error::from)?, "-")
}

fn refused(field: &str) -> String {
    declared(field).err().map_or_else(String::new, |error| error.to_string())
}

#[test]
fn a_key_without_a_doc_comment_or_an_example_is_refused() {
    assert_eq!(
        refused("#[key(example = \"Spring\")] title: At<String>,"),
        "the key `title` needs a doc comment"
    );
    assert_eq!(
        refused("/// Its name.\n#[key(name = \"title\")] title: At<String>,"),
        "the key `title` needs an example"
    );
    assert_eq!(refused("/// Its name.\n#[key(example = \"Spring\")] title: At<String>,"), "");
}

#[test]
fn a_value_of_a_file_is_a_key() {
    let said = "a value of a file needs `#[key(example = …)]` and a doc comment";
    assert_eq!(refused("title: At<String>,"), said);
    assert_eq!(refused("days: Setting<u32>,"), said);
    assert_eq!(refused("place: Place,"), "");
}

/// Whether a type holds a table is known to the compiler alone: the derived code asks it.
#[test]
fn a_key_that_says_nothing_of_itself_must_hold_a_table() {
    let asked = "the key `title` needs a doc comment and an example";
    let derived = |field: &str| read::record(&declared(field).expect("a declaration")).to_string();
    assert!(derived("#[key(name = \"title\")] title: String,").contains(asked));
    assert!(derived("/// Its name.\n#[key(name = \"title\")] title: String,").contains(asked));
    assert!(!derived("/// Its name.\n#[key(example = \"Spring\")] title: String,").contains(asked));
}

#[test]
fn a_record_without_a_doc_comment_is_refused() {
    let input =
        syn::parse_str("#[record(noun = \"visit\")] struct Visit { place: Place }").expect("a struct");
    let input = Input::from_derive_input(&input).expect("attributes that are known");
    let said = Declared::new(input, "-").err().map(|error| error.to_string());
    assert_eq!(said.as_deref(), Some("a record needs a doc comment: what it is, in one sentence"));
}

#[test]
fn an_attribute_that_does_not_exist_is_refused() {
    assert!(refused("/// Its name.\n#[key(exampel = \"Spring\")] title: String,").contains("example"));
}
