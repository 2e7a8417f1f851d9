//! The declaration: attributes as darling reads them, then what they mean.

use darling::ast::{Data, Fields};
use darling::util::{Flag, Ignored};
use darling::{FromDeriveInput, FromField};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, GenericArgument, Ident, Lit, PathArguments, Result, Type, Visibility};

#[derive(FromDeriveInput)]
#[darling(attributes(record), forward_attrs(doc), supports(struct_named))]
pub struct Input {
    ident: Ident,
    vis: Visibility,
    attrs: Vec<Attribute>,
    data: Data<Ignored, InputField>,
    noun: String,
    path: Option<String>,
    check: Option<syn::Path>,
}

#[derive(FromField)]
#[darling(attributes(key), forward_attrs(doc))]
struct InputField {
    ident: Option<Ident>,
    ty: Type,
    attrs: Vec<Attribute>,
    name: Option<String>,
    example: Option<Lit>,
    default: Option<Expr>,
    range: Option<Expr>,
    when: Option<String>,
    only: Option<String>,
    loose: Flag,
}

/// A record, or a table inside one.
pub struct Declared {
    pub ident: Ident,
    pub vis: Visibility,
    pub doc: String,
    pub noun: String,
    /// `None`: a table inside a record.
    pub path: Option<String>,
    pub check: Option<syn::Path>,
    pub fields: Vec<Field>,
}

pub struct Field {
    pub ident: Ident,
    pub ty: Type,
    pub role: Role,
}

pub enum Role {
    Key(Box<Key>),
    /// A part of the table: the keys of the field's type stand in this one.
    Part,
    /// The place of the table.
    Place,
    /// The stem of the file's name, or the id that a table stands under.
    Id,
    /// Made by the check.
    Made,
}

pub struct Key {
    pub name: String,
    pub doc: String,
    pub example: Option<String>,
    /// Whether the example goes with the others.
    pub is_shown: bool,
    pub presence: Presence,
    pub range: Option<(Expr, Expr)>,
    pub when: Option<Condition>,
    pub only: Option<Condition>,
    pub loose: bool,
}

pub enum Presence {
    Required,
    /// `Option<…>`
    Optional,
    /// A list: empty when absent.
    List,
    Default(Box<Expr>),
}

/// Another key is there, or has one of these words.
pub struct Condition {
    pub key: String,
    pub words: Vec<String>,
}

impl Declared {
    /// `hyphen` stands in keys where fields have an underscore.
    pub fn new(input: Input, hyphen: &str) -> Result<Self> {
        let Data::Struct(Fields { fields, .. }) = input.data else {
            return Err(Error::new(input.ident.span(), "a record is a struct"));
        };
        let has_own_id = fields.iter().any(|field| field.name.as_deref() == Some("id"));
        let takes_id = input.path.is_some() || !has_own_id;
        let mut errors: Option<Error> = None;
        let mut declared = Vec::new();
        for field in fields {
            match field.declared(takes_id, hyphen) {
                Ok(field) => declared.push(field),
                Err(error) => match &mut errors {
                    Some(all) => all.combine(error),
                    None => errors = Some(error),
                },
            }
        }
        let doc = text_of(&input.attrs);
        if doc.is_empty() {
            return Err(Error::new(
                input.ident.span(),
                "a record needs a doc comment: what it is, in one sentence",
            ));
        }
        errors.map_or(Ok(()), Err)?;
        Ok(Declared {
            ident: input.ident,
            vis: input.vis,
            doc,
            noun: input.noun,
            path: input.path,
            check: input.check,
            fields: declared,
        })
    }

    pub fn keys(&self) -> impl Iterator<Item = (&Field, &Key)> {
        self.fields.iter().filter_map(|field| match &field.role {
            Role::Key(key) => Some((field, &**key)),
            _ => None,
        })
    }

    /// The default of the key that a condition names.
    pub fn default_of(&self, condition: &Condition) -> Option<(&Field, &Expr)> {
        self.keys().find(|(_, key)| key.name == condition.key).and_then(|(field, key)| match &key.presence {
            Presence::Default(value) => Some((field, &**value)),
            _ => None,
        })
    }
}

impl InputField {
    fn declared(self, takes_id: bool, hyphen: &str) -> Result<Field> {
        let span = self.ty.span();
        let ident = self.ident.clone().ok_or_else(|| Error::new(span, "a record has named fields"))?;
        let is_key = self.name.is_some()
            || self.example.is_some()
            || self.default.is_some()
            || self.range.is_some()
            || self.when.is_some()
            || self.only.is_some()
            || self.loose.is_present();
        if self.name.as_deref() == Some("") {
            return Ok(Field { ident, ty: self.ty, role: Role::Part });
        }
        if !is_key {
            let role = match outer(&self.ty).as_deref() {
                Some("Place") if ident == "place" => Role::Place,
                _ if takes_id && ident == "id" => Role::Id,
                Some("At" | "Setting") => {
                    return Err(Error::new(
                        ident.span(),
                        "a value of a file needs `#[key(example = …)]` and a doc comment",
                    ));
                }
                _ => Role::Made,
            };
            return Ok(Field { ident, ty: self.ty, role });
        }
        let doc = text_of(&self.attrs);
        // Of other types the derived code asks whether they are tables, which say themselves what they are.
        if mentions_at(&self.ty) && (doc.is_empty() || self.example.is_none()) {
            let lacking = if doc.is_empty() { "a doc comment" } else { "an example" };
            return Err(Error::new(ident.span(), format!("the key `{ident}` needs {lacking}")));
        }
        let example = self.example.as_ref().map(literal).transpose()?;
        let hidden = example.as_deref().and_then(|text| text.strip_prefix("# "));
        let presence = match (outer(&self.ty).as_deref(), self.default) {
            (_, Some(value)) => Presence::Default(Box::new(value)),
            (Some("Option"), None) => Presence::Optional,
            (Some("Vec" | "BTreeSet" | "BTreeMap"), None) => Presence::List,
            _ => Presence::Required,
        };
        let condition =
            |written: &Option<String>| written.as_deref().map(|text| condition(text, &ident)).transpose();
        let key = Key {
            name: self.name.unwrap_or_else(|| ident.to_string().replace('_', hyphen)),
            doc,
            is_shown: hidden.is_none(),
            example: hidden.map(str::to_owned).or(example),
            presence,
            range: self.range.as_ref().map(bounds).transpose()?,
            when: condition(&self.when)?,
            only: condition(&self.only)?,
            loose: self.loose.is_present(),
        };
        Ok(Field { ident, ty: self.ty, role: Role::Key(Box::new(key)) })
    }
}

/// The paragraphs of a doc comment as one line.
fn text_of(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(lit) => match &lit.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// The name of the type itself: `Option` of `Option<At<Date>>`.
fn outer(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

fn mentions_at(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(segment) = path.path.segments.last() else { return false };
    let inside = match &segment.arguments {
        PathArguments::AngleBracketed(all) => all.args.iter().any(|one| match one {
            GenericArgument::Type(ty) => mentions_at(ty),
            _ => false,
        }),
        _ => false,
    };
    segment.ident == "At" || segment.ident == "Setting" || inside
}

fn literal(example: &Lit) -> Result<String> {
    Ok(match example {
        Lit::Str(text) => text.value(),
        Lit::Int(number) => number.to_string(),
        Lit::Float(number) => number.to_string(),
        Lit::Bool(yes) => yes.value.to_string(),
        other => return Err(Error::new(other.span(), "an example is a text, a number, true or false")),
    })
}

fn condition(written: &str, field: &Ident) -> Result<Condition> {
    let (key, words) = written.split_once('=').map_or((written, ""), |(key, words)| (key, words));
    let words: Vec<String> =
        words.split('|').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let key = key.trim().to_owned();
    if key.is_empty() || (words.is_empty() && written.contains('=')) {
        return Err(Error::new(field.span(), "a condition is `key` or `key = word | word`"));
    }
    Ok(Condition { key, words })
}

/// `1..=520`, or `1..` up to the largest number of the format.
fn bounds(written: &Expr) -> Result<(Expr, Expr)> {
    let Expr::Range(range) = written else {
        return Err(Error::new(written.span(), "a range is `1..=520` or `1..`"));
    };
    let start = range.start.as_deref().cloned().unwrap_or_else(|| syn::parse_quote!(0));
    let end = range.end.as_deref().cloned().unwrap_or_else(|| syn::parse_quote!(1_000_000_000));
    Ok((start, end))
}
