//! Texts of a form of their own.

use std::fmt;

use crate::core::settings::read::{capitals, time_zone};
use crate::kit::declared::{Node, Shape, Value, Within};

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident $read:expr, $shape:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: &str) -> Self {
                $name(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Value for $name {
            fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
                $read(node, key, within).map($name)
            }

            fn shape() -> Shape {
                $shape
            }
        }
    )*};
}

forms! {
    /// An ISO 3166 code, such as `PT`.
    Country |node, key, within: &Within<'_>| capitals(node, key, 2, within.log), Shape::Pattern("^[A-Z]{2}$");
    /// A name of the IANA database, such as `Europe/Lisbon`.
    TimeZone |node, key, within: &Within<'_>| time_zone(node, key, within.log), Shape::Text;
}
