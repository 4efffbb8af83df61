//! `views`: views with their queries.

use boathouse_types::Type;

use super::{Kind, OfWhat, column, table_columns, table_names, texts};
use crate::views::{ViewDefinition, is_view};

pub(super) const KIND: Kind = Kind {
    name: "views",
    columns: || {
        let mut columns = table_columns();
        columns.push(column("view_definition", Type::VARCHAR));
        columns
    },
    rows: OfWhat::Tables(|found| {
        let views = found.tables.iter().filter(|table| is_view(table));
        let mut columns = table_names(&found.database, views.clone().map(|view| view.name.as_str()));
        // A view of another kind than Presto's has no query in Trino's SQL.
        let queries: Vec<_> = views.map(|view| ViewDefinition::of(view).ok().map(|it| it.original_sql)).collect();
        columns.push(texts(queries.iter().map(Option::as_deref)));
        columns
    }),
};
