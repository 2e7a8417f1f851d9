//! The derived code: the draft of a record, its reader, and what becomes of it when what it refers to is not there.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::declared::{Condition, Declared, Field, Key, Presence, Role};
use crate::{runtime, table};

pub fn record(declared: &Declared) -> TokenStream {
    let record = runtime();
    let Declared { ident, vis, noun, .. } = declared;
    let draft = format_ident!("{ident}Draft");
    let path = declared.path.as_deref().unwrap_or("");
    let draft_doc = format!(
        "What could be read of [`{ident}`]: a check looks at it, and may mend it, before the record is made."
    );
    let draft_fields = declared.fields.iter().filter_map(draft_field);
    let reads = declared.fields.iter().filter_map(|field| read_field(declared, field));
    let makes = declared.fields.iter().map(made_field);
    let closes = declared.fields.iter().filter_map(close_field);
    let explained = declared.keys().filter_map(|(field, key)| explained(field, key));
    let described = table::table(declared);
    let id = declared.fields.iter().find(|field| matches!(field.role, Role::Id)).map(|field| &field.ty);
    let id = id.map_or_else(|| quote!(#record::Nameless), |ty| quote!(#ty));
    let nested = declared.path.is_none().then(|| nested(declared));
    quote! {
        #[doc = #draft_doc]
        #[derive(Debug)]
        #vis struct #draft { #(#draft_fields),* }

        #(#explained)*

        impl #record::Record for #ident {
            type Draft = #draft;
            type Id = #id;
            const NOUN: &'static str = #noun;
            const PATH: &'static str = #path;

            fn table() -> #record::Table {
                #described
            }

            fn draft(reader: &#record::Reader<'_, '_, '_>) -> #draft {
                #draft { #(#reads),* }
            }

            #[allow(unused_variables, reason = "not every table keeps its id and its place")]
            fn made(draft: #draft, id: &str, place: #record::Place) -> Option<Self> {
                Some(#ident { #(#makes),* })
            }

            #[allow(unused_variables, reason = "not every table refers to something")]
            fn close(&mut self, existing: &dyn #record::Existing) -> bool {
                #(#closes)*
                true
            }
        }

        #nested
    }
}

/// A table inside a record is a value: of a key, of a list, of a table of tables.
fn nested(declared: &Declared) -> TokenStream {
    let record = runtime();
    let ident = &declared.ident;
    let check = match &declared.check {
        Some(check) => quote!(#check),
        None => quote!(|_, _| ()),
    };
    let name = declared.keys().find(|(field, _)| field.ident == "id").map(|_| {
        quote! {
            fn name(&self) -> Option<&str> {
                #record::Value::name(&self.id)
            }

            fn name_place(&self) -> Option<&#record::Place> {
                #record::Value::name_place(&self.id)
            }
        }
    });
    quote! {
        impl #record::Value for #ident {
            const NOUN: Option<&'static str> = Some(<Self as #record::Record>::NOUN);

            fn read(
                node: &#record::Node<'_>,
                key: &str,
                within: &#record::Within<'_>,
            ) -> Option<Self> {
                #record::read_table(node, key, within, #check)
            }

            fn shape() -> #record::Shape {
                #record::Shape::Table(<Self as #record::Record>::table())
            }

            fn close(&mut self, existing: &dyn #record::Existing) -> bool {
                #record::Record::close(self, existing)
            }

            #name
        }
    }
}

fn draft_field(field: &Field) -> Option<TokenStream> {
    let record = runtime();
    let Field { ident, ty, role } = field;
    match role {
        Role::Place | Role::Id => None,
        Role::Part => Some(quote!(pub #ident: <#ty as #record::Record>::Draft)),
        Role::Key(key) if !matches!(key.presence, Presence::Required) => Some(quote!(pub #ident: #ty)),
        Role::Key(_) | Role::Made => Some(quote!(pub #ident: Option<#ty>)),
    }
}

fn read_field(declared: &Declared, field: &Field) -> Option<TokenStream> {
    let record = runtime();
    let ident = &field.ident;
    let key = match &field.role {
        Role::Key(key) => key,
        Role::Made => return Some(quote!(#ident: None)),
        Role::Part => {
            let ty = &field.ty;
            return Some(quote!(#ident: <#ty as #record::Record>::draft(reader)));
        }
        Role::Place | Role::Id => return None,
    };
    let (name, range) = (&key.name, table::range(key));
    let condition = |condition: &Option<Condition>| match condition {
        Some(condition) => {
            let (other, words) = (&condition.key, &condition.words);
            let default = table::default_word(declared, condition);
            quote!(Some(#record::Condition { key: #other, words: &[#(#words),*], default: #default }))
        }
        None => quote!(None),
    };
    let (when, only) = (condition(&key.when), condition(&key.only));
    let asked = quote!(#record::Asked { key: #name, range: #range, when: #when, only: #only });
    Some(match &key.presence {
        Presence::Required => quote!(#ident: reader.required(&#asked)),
        Presence::Optional => quote!(#ident: reader.optional(&#asked)),
        Presence::List => quote!(#ident: reader.list(&#asked)),
        Presence::Default(value) => quote! {
            #ident: #record::Defaulted::or(reader.optional(&#asked), #value, reader.place())
        },
    })
}

fn made_field(field: &Field) -> TokenStream {
    let record = runtime();
    let Field { ident, ty, role } = field;
    match role {
        Role::Place => quote!(#ident: place.clone()),
        Role::Part => quote!(#ident: <#ty as #record::Record>::made(draft.#ident, id, place.clone())?),
        Role::Id => quote!(#ident: <#ty>::from(id)),
        Role::Key(key) if !matches!(key.presence, Presence::Required) => quote!(#ident: draft.#ident),
        Role::Key(_) | Role::Made => quote!(#ident: draft.#ident?),
    }
}

fn close_field(field: &Field) -> Option<TokenStream> {
    let record = runtime();
    let ident = &field.ident;
    let closing = match &field.role {
        Role::Key(key) if key.loose => {
            return Some(quote!(#record::Loose::loosen(&mut self.#ident, existing);));
        }
        Role::Key(_) => quote!(#record::Value::close),
        Role::Part => quote!(#record::Record::close),
        Role::Place | Role::Id | Role::Made => return None,
    };
    Some(quote! {
        if !#closing(&mut self.#ident, existing) {
            return false;
        }
    })
}

/// A key without a doc comment or an example must hold a table.
fn explained(field: &Field, key: &Key) -> Option<TokenStream> {
    let record = runtime();
    let (ty, ident) = (&field.ty, &field.ident);
    let message = format!("the key `{ident}` needs a doc comment and an example");
    (key.doc.is_empty() || key.example.is_none()).then(|| {
        quote!(
            const _: () = assert!(<#ty as #record::Value>::NOUN.is_some(), #message);
        )
    })
}
