//! The columns of a row of CSV as an enum, for who keeps them as columns.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::declared::Declared;

pub fn columns(declared: &Declared) -> TokenStream {
    let Declared { ident, vis, .. } = declared;
    let columns = format_ident!("{ident}Column");
    let names: Vec<&str> = declared.keys().map(|(_, key)| key.name.as_str()).collect();
    let variants = names.iter().map(|name| format_ident!("{}", camel_case(name)));
    let doc = format!("The columns of [`{ident}`], in the order of its declaration.");
    let count = names.len();
    quote! {
        #[doc = #doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #vis enum #columns { #(#variants),* }

        impl #columns {
            /// What the header calls them.
            pub const NAMES: [&'static str; #count] = [#(#names),*];

            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }
    }
}

fn camel_case(name: &str) -> String {
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    name.split('_').filter(|part| !part.is_empty()).map(capital).collect()
}
