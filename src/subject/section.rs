//! The sections of the site, in the order of the main navigation, and what addresses of subjects say.

/// A section of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Home,
    People,
    Projects,
    Vendors,
    Sites,
    Contracts,
    Money,
    Sops,
    Plans,
    Actions,
    Issues,
    Audit,
    Method,
}

/// The address of a page of a subject.
pub trait Addressed: Sized {
    /// The folder that holds the page and its data files, below the site's root.
    fn folder(&self) -> String;

    /// The section it belongs to.
    fn section(&self) -> Section;

    /// Its pages that stand beside the first page of their section, with their names there.
    fn beside() -> Vec<(Self, &'static str)>;

    /// The page that a record has for itself, by the folder below `data/` and the stem of its file.
    fn of_record(folder: &str, id: &str) -> Option<Self>;
}

/// Declares the addresses of a subject's pages: the section, and a line a page with its folder. `of "plans"` makes it the page of the records of that
/// folder of `data/`; `in Actions` puts it into another section; `named "Risks"` has it
/// stand beside the first page of its section.
macro_rules! addresses {
    (
        $(#[$doc:meta])* $name:ident in $section:ident {
            $($(#[$about:meta])* $page:ident $(($($part:ident: $type:ty),*))? = $path:literal $(of $folder:literal)? $(in $other:ident)? $(named $label:literal)?,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$about])* $page $(($($type),*))?),*
        }

        pub type Address = $name;

        impl $crate::subject::section::Addressed for $name {
            fn folder(&self) -> String {
                match self {
                    $($name::$page $(($($part),*))? => format!($path)),*
                }
            }

            #[allow(unused_variables)]
            fn section(&self) -> $crate::subject::section::Section {
                match self {
                    $($name::$page $(($($part),*))? => addresses!(@section $section $($other)?)),*
                }
            }

            fn beside() -> Vec<(Self, &'static str)> {
                vec![$($(($name::$page, $label),)?)*]
            }

            #[allow(unused_variables)]
            fn of_record(folder: &str, id: &str) -> Option<Self> {
                $($(
                    if folder == $folder {
                        return Some($name::$page(id.into()));
                    }
                )?)*
                None
            }
        }
    };
    (@section $section:ident) => { $crate::subject::section::Section::$section };
    (@section $section:ident $other:ident) => { $crate::subject::section::Section::$other };
}
pub(crate) use addresses;
