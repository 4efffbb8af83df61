//! `schemata`: the databases.

use boathouse_types::Type;

use super::{Kind, OfWhat, column, texts};
use crate::CATALOG_NAME;

pub(super) const KIND: Kind = Kind {
    name: "schemata",
    columns: || ["catalog_name", "schema_name"].map(|name| column(name, Type::VARCHAR)).into(),
    rows: OfWhat::Databases(|names| {
        vec![texts(names.iter().map(|_| Some(CATALOG_NAME))), texts(names.iter().map(|name| Some(name.as_str())))]
    }),
};
