//! `tables`: tables and views.

use boathouse_types::Type;

use super::{Kind, OfWhat, column, table_columns, table_names, texts};
use crate::views::is_view;

pub(super) const KIND: Kind = Kind {
    name: "tables",
    columns: || {
        let mut columns = table_columns();
        columns.push(column("table_type", Type::VARCHAR));
        columns
    },
    rows: OfWhat::Tables(|found| {
        let names = found.tables.iter().map(|table| table.name.as_str());
        let mut columns = table_names(&found.database, names);
        let kinds = found.tables.iter().map(|table| if is_view(table) { "VIEW" } else { "BASE TABLE" });
        columns.push(texts(kinds.map(Some)));
        columns
    }),
};
