//! The table of keys: what the documentation, JSON Schema and new files are made of.

use proc_macro2::TokenStream;
use quote::quote;

use crate::declared::{Condition, Declared, Field, Key, Presence, Role};
use crate::runtime;

pub fn table(declared: &Declared) -> TokenStream {
    let record = runtime();
    let Declared { doc, noun, .. } = declared;
    let path = declared.path.as_deref().unwrap_or("");
    let kind = noun.to_lowercase().replace(' ', "-");
    let keys = declared.fields.iter().filter_map(|field| match &field.role {
        Role::Key(key) => {
            let key = one(declared, field, key);
            Some(quote!(keys.push(#key);))
        }
        Role::Part => {
            let ty = &field.ty;
            Some(quote!(keys.extend(<#ty as #record::Record>::table().keys);))
        }
        Role::Place | Role::Id | Role::Made => None,
    });
    quote! {
        let mut keys = Vec::new();
        #(#keys)*
        #record::Table { noun: #noun, kind: #kind, path: #path, doc: #doc, keys, filled_by: None }
    }
}

fn one(declared: &Declared, field: &Field, key: &Key) -> TokenStream {
    let record = runtime();
    let ty = &field.ty;
    let Key { name, doc, is_shown, .. } = key;
    let example = match &key.example {
        Some(example) => quote!(Some(#example)),
        None => quote!(None),
    };
    let range = range(key);
    let condition = |condition: &Option<Condition>| match condition {
        Some(condition) => {
            let (other, words) = (&condition.key, &condition.words);
            let default = default_word(declared, condition);
            quote!(Some(#record::Condition { key: #other, words: &[#(#words),*], default: #default }))
        }
        None => quote!(None),
    };
    let (when, only) = (condition(&key.when), condition(&key.only));
    let is_required = matches!(key.presence, Presence::Required) && key.when.is_none();
    let default = match &key.presence {
        Presence::Default(value) => quote!(Some(#record::Written::written(&#value))),
        _ => quote!(None),
    };
    quote! {
        #record::Key {
            key: #name,
            doc: #doc,
            example: #example,
            is_shown: #is_shown,
            is_required: #is_required,
            range: #range,
            when: #when,
            only: #only,
            default: #default,
            shape: <#ty as #record::Value>::shape(),
        }
    }
}

pub fn range(key: &Key) -> TokenStream {
    match &key.range {
        Some((low, high)) => quote!(Some((#low, #high))),
        None => quote!(None),
    }
}

/// The word that the other key of a condition has where it is absent.
pub fn default_word(declared: &Declared, condition: &Condition) -> TokenStream {
    let record = runtime();
    match declared.default_of(condition) {
        Some((_, value)) => quote!(Some(#record::Written::written(&#value))),
        None => quote!(None),
    }
}
