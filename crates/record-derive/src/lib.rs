//! `#[derive(Record)]`, and `#[derive(Row)]` for what stands in a row of CSV: a struct that declares the keys of a record or of a table inside one. Of the declaration come the reader, which collects every
//! error at its place; what the record refers to; defaults; and the table of its keys, of which JSON Schema, the documentation and new files are made.
//!
//! Ten attributes, and no more:
//!
//! | on the struct | |
//! |---|---|
//! | `noun = "decision"` | what messages call it; in lower case and with hyphens the name of its kind |
//! | `path = "data/decisions/<decision>.toml"` | where its files stand; without it the struct is a table inside a record |
//! | `check = function` | rules between the keys of a table inside a record: `fn(&mut …Draft, &Reader)` |
//!
//! | on a field | |
//! |---|---|
//! | `example = "…"` | a value for the documentation; text that is read as the type of the field wants it; `"# …"` where it does not go with the others |
//! | `name = "…"` | the key, where it is not the field's name with hyphens; `""`: the keys of the field's type stand in this table |
//! | `default = …` | the value where the key is absent; the place of an `At` is then the table's, a `Setting` has none |
//! | `range = 1..=520` | bounds of a number, both allowed; of a list the number of its items |
//! | `when = "status = kept \| stopped"` | the key is required there, and a list not empty; `when = "answer"`: where that key is |
//! | `only = "…"` | the key is refused elsewhere |
//! | `loose` | an id without its record empties the field; else the record is left out |
//!
//! A field without an attribute is no key: `place: Place` is the table's, `id` the stem of the file's name or the id that a table stands under,
//! and others are made by the check. A key does not compile without a doc comment and an example, unless it holds a table, which has its own.

mod columns;
mod declared;
mod read;
mod table;
#[cfg(test)]
mod tests;

use darling::FromDeriveInput;
use proc_macro::TokenStream;
use quote::quote;

/// Where the types stand that the derived code names.
fn runtime() -> proc_macro2::TokenStream {
    quote!(crate::kit::declared)
}

/// See the crate's documentation.
#[proc_macro_derive(Record, attributes(record, key))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    derived(&syn::parse_macro_input!(input as syn::DeriveInput), "-", read::record)
}

/// A record that is a row of CSV: its keys are columns, named as the fields are, and listed by an enum `…Column`.
#[proc_macro_derive(Row, attributes(record, key))]
pub fn derive_row(input: TokenStream) -> TokenStream {
    derived(&syn::parse_macro_input!(input as syn::DeriveInput), "_", |declared| {
        let (record, columns) = (read::record(declared), columns::columns(declared));
        quote!(#record #columns)
    })
}

fn derived(
    input: &syn::DeriveInput,
    hyphen: &str,
    code: impl Fn(&declared::Declared) -> proc_macro2::TokenStream,
) -> TokenStream {
    let declared = declared::Input::from_derive_input(input)
        .map_err(darling::Error::write_errors)
        .and_then(|input| declared::Declared::new(input, hyphen).map_err(|error| error.to_compile_error()));
    declared.map_or_else(|errors| errors, |declared| code(&declared)).into()
}
