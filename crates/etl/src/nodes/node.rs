//! One node: exactly one of the types.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    ApplyMapping, CatalogSource, DropFields, DropNullFields, Filter, KNOWN_KINDS, RenameField, S3CatalogSource,
    S3CsvSource, S3DirectTarget, S3GlueParquetTarget, S3JsonSource, S3ParquetSource, SelectFields,
};

/// Declares the enum and everything that has one arm a type.
macro_rules! nodes {
    ($($kind:ident: $role:ident),+ $(,)?) => {
        /// A node of a graph. The last three variants are what a document may say and no graph may hold:
        /// [`Graph::check`](crate::Graph::check) refuses them with the node's id.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Node {
            $(
                #[doc = concat!("`", stringify!($kind), "`")]
                $kind($kind),
            )+
            /// A type of Glue's that is not supported yet.
            Unsupported(String),
            /// A type that Glue does not have.
            Unknown(String),
            /// No type, or several; says what is wrong.
            Malformed(String),
        }

        impl Node {
            /// The type's name.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => stringify!($kind),)+
                    Self::Unsupported(_) | Self::Unknown(_) | Self::Malformed(_) => "unsupported",
                }
            }

            /// Ids of the nodes this one reads.
            pub fn inputs(&self) -> &[String] {
                match self {
                    $(Self::$kind(node) => nodes!(@inputs $role node),)+
                    Self::Unsupported(_) | Self::Unknown(_) | Self::Malformed(_) => &[],
                }
            }

            /// True for nodes without inputs.
            pub fn is_source(&self) -> bool {
                match self {
                    $(Self::$kind(_) => nodes!(@is source $role),)+
                    Self::Unsupported(_) | Self::Unknown(_) | Self::Malformed(_) => false,
                }
            }

            /// True for nodes that write.
            pub fn is_target(&self) -> bool {
                match self {
                    $(Self::$kind(_) => nodes!(@is target $role),)+
                    Self::Unsupported(_) | Self::Unknown(_) | Self::Malformed(_) => false,
                }
            }

            /// Refuses options that are wrong or not supported.
            pub(crate) fn check(&self) -> Result<(), String> {
                match self {
                    $(Self::$kind(node) => node.check(),)+
                    Self::Unsupported(_) | Self::Unknown(_) | Self::Malformed(_) => Ok(()),
                }
            }
        }

        impl Serialize for Node {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(1))?;
                match self {
                    $(Self::$kind(node) => map.serialize_entry(stringify!($kind), node)?,)+
                    Self::Unsupported(kind) | Self::Unknown(kind) => {
                        map.serialize_entry(kind, &std::collections::BTreeMap::<String, String>::new())?;
                    }
                    Self::Malformed(_) => {}
                }
                map.end()
            }
        }

        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a node with its type as the only member")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
                let mut node = None;
                let mut kinds: Vec<String> = Vec::new();
                while let Some(kind) = members.next_key::<String>()? {
                    node = Some(match kind.as_str() {
                        $(stringify!($kind) => match members.next_value::<Option<$kind>>()? {
                            Some(value) => Node::$kind(value),
                            None => continue,
                        },)+
                        _ => {
                            members.next_value::<IgnoredAny>()?;
                            let known = KNOWN_KINDS.binary_search(&kind.as_str()).is_ok();
                            if known { Node::Unsupported(kind.clone()) } else { Node::Unknown(kind.clone()) }
                        }
                    });
                    kinds.push(kind);
                }
                Ok(match (node, kinds.len()) {
                    (Some(node), 1) => node,
                    (None, _) => Node::Malformed("without a type: give it exactly one member".to_owned()),
                    _ => Node::Malformed(format!("of several types ({}): give it exactly one", kinds.join(", "))),
                })
            }
        }
    };
    (@inputs source $node:ident) => {{ let _ = $node; &[] }};
    (@inputs $role:ident $node:ident) => { &$node.inputs };
    (@is source source) => { true };
    (@is target target) => { true };
    (@is $wanted:ident $role:ident) => { false };
}

nodes! {
    ApplyMapping: transform,
    CatalogSource: source,
    DropFields: transform,
    DropNullFields: transform,
    Filter: transform,
    RenameField: transform,
    S3CatalogSource: source,
    S3CsvSource: source,
    S3DirectTarget: target,
    S3GlueParquetTarget: target,
    S3JsonSource: source,
    S3ParquetSource: source,
    SelectFields: transform,
}

struct NodeVisitor;

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NodeVisitor)
    }
}
