//! What a PostgreSQL database shows.

use tokio_postgres::Row;

use super::types::hive_type;
use super::{Session, fact};
use crate::Result;
use crate::relation::{Relation, RelationColumn, RelationKind, Wanted, sorted};

/// One row for each column; one with nulls for a relation without columns that the login may read.
///
/// A column's type is what is left when domains are replaced by what they are made of and arrays by their items; a
/// domain's own modifier, the `10,2` of a `numeric`, counts before the column's.
const RELATIONS: &str = "
WITH RECURSIVE walk (start, present, modifier, arrays, depth) AS (
    SELECT t.oid, t.oid, NULL::int4, 0, 0 FROM pg_catalog.pg_type t
  UNION ALL
    SELECT w.start,
           CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
           CASE WHEN t.typtype = 'd' AND t.typtypmod <> -1 THEN t.typtypmod ELSE w.modifier END,
           w.arrays + CASE WHEN t.typtype = 'd' THEN 0 ELSE 1 END,
           w.depth + 1
    FROM walk w JOIN pg_catalog.pg_type t ON t.oid = w.present
    WHERE (t.typtype = 'd' OR (t.typelem <> 0 AND t.typlen = -1)) AND w.depth < 16
), resolved AS (
    SELECT DISTINCT ON (start) start, present, modifier, arrays FROM walk ORDER BY start, depth DESC
)
SELECT n.nspname::text,
       c.relname::text,
       c.relkind::text,
       pg_catalog.obj_description(c.oid, 'pg_class'),
       a.attname::text,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       pg_catalog.format_type(r.present, COALESCE(r.modifier, a.atttypmod)),
       r.arrays::text,
       pg_catalog.col_description(c.oid, a.attnum)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
LEFT JOIN resolved r ON r.start = a.atttypid
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND (pg_catalog.has_table_privilege(c.oid, 'SELECT') OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT'))
  AND CASE WHEN $1 IS NULL THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ELSE n.nspname = $1 END
  AND ($2 IS NULL OR c.relname = $2)
ORDER BY n.nspname, c.relname, a.attnum";

impl Session {
    pub(crate) async fn relations(&self, wanted: &Wanted) -> Result<Vec<Relation>> {
        self.limit_queries().await?;
        let rows = self.rows(RELATIONS, &[wanted.schema.as_deref(), wanted.name.as_deref()]).await?;
        let mut relations: Vec<Relation> = Vec::new();
        for row in &rows {
            let (schema, name) = (text(row, 0)?, text(row, 1)?.unwrap_or_default());
            let same = relations.last().is_some_and(|last| last.schema == schema && last.name == name);
            if !same {
                let kind = match text(row, 2)?.as_deref() {
                    Some("v" | "m") => RelationKind::View,
                    _ => RelationKind::Table,
                };
                relations.push(Relation { schema, name, kind, comment: text(row, 3)?, columns: Vec::new() });
            }
            if let (Some(relation), Some(column)) = (relations.last_mut(), column(row)?) {
                relation.columns.push(column);
            }
        }
        Ok(sorted(relations))
    }
}

fn column(row: &Row) -> Result<Option<RelationColumn>> {
    let Some(name) = text(row, 4)? else { return Ok(None) };
    let native_type = text(row, 5)?.unwrap_or_default();
    let item = text(row, 6)?.unwrap_or_default();
    let arrays = text(row, 7)?.and_then(|count| count.parse().ok()).unwrap_or(0);
    Ok(Some(RelationColumn { name, native_type, data_type: hive_type(&item, arrays), comment: text(row, 8)? }))
}

fn text(row: &Row, column: usize) -> Result<Option<String>> {
    row.try_get(column).map_err(fact)
}
