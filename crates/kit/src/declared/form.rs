//! Texts of a form of their own, as types.

/// Each with what reads it, `fn(found, node, key, log) -> Option<String>`, and its shape.
#[macro_export]
macro_rules! text_forms {
    ($($(#[$doc:meta])* $name:ident $read:expr, $shape:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: &str) -> Self {
                $name(text.to_owned())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl $crate::declared::Written for $name {
            fn written(&self) -> String {
                self.0.clone()
            }
        }

        impl $crate::declared::Value for $name {
            fn read(
                node: &$crate::declared::Node<'_>,
                key: &str,
                within: &$crate::declared::Within<'_>,
            ) -> Option<Self> {
                let found = $crate::toml::values::text(node, key, within.log)?;
                $read(found, node, key, within.log).map($name)
            }

            fn shape() -> $crate::declared::Shape {
                $shape
            }
        }
    )*};
}
pub use crate::text_forms;
