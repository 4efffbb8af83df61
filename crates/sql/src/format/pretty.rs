//! Queries over several lines, as Trino prints the ones it stores: a line a clause, three blanks a level, aliases
//! without AS, operators in parentheses.

use crate::ast::{
    JoinCriteria, JoinKind, Limit, Query, QueryBody, QueryBodyKind, Relation, RelationKind, Select, SelectItemKind,
    SetOp,
};
use crate::format::{Sql, format_query};
use crate::trino::parse_query;

const INDENT: &str = "   ";

/// A query as the text a view is stored with; its last line is ended, too.
pub fn format_stored(query: &Query) -> String {
    let plain = format_query(query);
    let mut out = Pretty { sql: Sql { every: true, ..Sql::default() }, level: 0 };
    out.query(query);
    let text = out.sql.text;
    // What these lines would not say is said by the plain text.
    match parse_query(&text) {
        Ok(read) if format_query(&read) == plain => text,
        _ => plain + "\n",
    }
}

struct Pretty {
    sql: Sql,
    level: usize,
}

impl Pretty {
    /// `text` behind the present level's blanks.
    fn at_level(&mut self, text: &str) -> &mut Self {
        self.sql.push(&INDENT.repeat(self.level)).push(text);
        self
    }

    fn line_end(&mut self) {
        self.sql.push("\n");
    }

    /// `(`, the query a level deeper, `)`.
    fn nested(&mut self, query: &Query) {
        self.sql.push("(\n");
        self.level += 1;
        self.query(query);
        self.level -= 1;
        self.at_level(")");
    }

    fn query(&mut self, query: &Query) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.query_here(query));
    }

    fn query_here(&mut self, query: &Query) {
        if let Some(with) = &query.with {
            self.at_level(if with.recursive { "WITH RECURSIVE\n" } else { "WITH\n" });
            for (i, named) in with.queries.iter().enumerate() {
                self.at_level(if i == 0 { "  " } else { ", " });
                self.sql.ident(&named.name);
                if !named.columns.is_empty() {
                    self.sql.push(" ").idents(&named.columns);
                }
                self.sql.push(" AS ");
                self.nested(&named.query);
                self.line_end();
            }
        }
        self.body(&query.body);
        if !query.order_by.is_empty() {
            self.at_level("").sql.order_by_stored(&query.order_by);
            self.line_end();
        }
        if let Some(offset) = &query.offset {
            self.at_level("OFFSET ").sql.expression(&offset.value).push(" ROWS\n");
        }
        match &query.limit {
            Some(Limit::All(_)) => drop(self.at_level("LIMIT ALL\n")),
            Some(Limit::Rows(rows)) => drop(self.at_level("LIMIT ").sql.expression(&rows.value).push("\n")),
            Some(Limit::Fetch { count, with_ties, .. }) => {
                self.at_level("FETCH FIRST ");
                if let Some(count) = count {
                    self.sql.expression(count).push(" ");
                }
                self.sql.push(if *with_ties { "ROWS WITH TIES\n" } else { "ROWS ONLY\n" });
            }
            None => {}
        }
    }

    fn body(&mut self, body: &QueryBody) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match &body.kind {
            QueryBodyKind::Select(select) => self.select(select),
            QueryBodyKind::SetOperation { op, distinct, corresponding, left, right } => {
                self.body(left);
                self.at_level(match op {
                    SetOp::Union => "UNION ",
                    SetOp::Intersect => "INTERSECT ",
                    SetOp::Except => "EXCEPT ",
                });
                self.sql.push(if *distinct { "" } else { "ALL " });
                match corresponding.as_deref() {
                    Some([]) => drop(self.sql.push("CORRESPONDING ")),
                    Some(columns) => drop(self.sql.push("CORRESPONDING BY ").idents(columns).push(" ")),
                    None => {}
                }
                self.body(right);
            }
            QueryBodyKind::Table(name) => drop(self.at_level("TABLE ").sql.name(name).push("\n")),
            QueryBodyKind::Values(rows) => {
                self.at_level("VALUES ");
                self.list(rows, |out, row| {
                    out.sql.expression(row);
                });
                self.line_end();
            }
            QueryBodyKind::Subquery(query) => {
                self.at_level("");
                self.nested(query);
                self.line_end();
            }
        });
    }

    /// Each item in a line of its own, behind a comma but for the first.
    fn list<T>(&mut self, items: &[T], mut print: impl FnMut(&mut Self, &T)) {
        for (i, item) in items.iter().enumerate() {
            self.line_end();
            self.at_level(if i == 0 { "  " } else { ", " });
            print(self, item);
        }
    }

    fn select(&mut self, select: &Select) {
        self.at_level(if select.distinct { "SELECT DISTINCT" } else { "SELECT" });
        match &select.items[..] {
            [only] => {
                self.sql.push(" ");
                self.item(&only.kind);
            }
            items => self.list(items, |out, item| out.item(&item.kind)),
        }
        self.line_end();
        if !select.from.is_empty() {
            self.at_level("FROM\n").at_level("  ");
            for (i, relation) in select.from.iter().enumerate() {
                if i > 0 {
                    self.line_end();
                    self.at_level(", ");
                }
                self.relation(relation);
            }
        }
        // Without FROM this line is empty.
        self.line_end();
        if let Some(filter) = &select.filter {
            self.at_level("WHERE ").sql.expression(filter).push("\n");
        }
        if let Some(group_by) = &select.group_by {
            self.at_level(if group_by.distinct { "GROUP BY DISTINCT " } else { "GROUP BY " });
            self.sql.grouping_elements(&group_by.elements).push("\n");
        }
        if let Some(having) = &select.having {
            self.at_level("HAVING ").sql.expression(having).push("\n");
        }
        if !select.windows.is_empty() {
            self.at_level("WINDOW ").sql.joined(&select.windows, ", ", |out, window| {
                out.ident(&window.name).push(" AS ").window_spec(&window.window);
            });
            self.line_end();
        }
    }

    fn item(&mut self, item: &SelectItemKind) {
        match item {
            SelectItemKind::Expression { value, alias } => {
                self.sql.expression(value);
                if let Some(alias) = alias {
                    self.sql.push(" ").ident(alias);
                }
            }
            other => drop(self.sql.item(other)),
        }
    }

    fn relation(&mut self, relation: &Relation) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match &relation.kind {
            RelationKind::Aliased { relation, alias, columns } => {
                let closed = matches!(relation.kind, RelationKind::Aliased { .. } | RelationKind::Sampled { .. });
                if closed {
                    self.sql.push("(");
                }
                self.relation(relation);
                self.sql.push(if closed { ") " } else { " " }).ident(alias);
                if !columns.is_empty() {
                    self.sql.push(" ").idents(columns);
                }
            }
            RelationKind::Subquery(query) => self.nested(query),
            RelationKind::Lateral(query) => {
                self.sql.push("LATERAL ");
                self.nested(query);
            }
            RelationKind::Join { kind, left, right, criteria } => self.join(*kind, left, right, criteria),
            _ => drop(self.sql.relation(relation)),
        });
    }

    /// In parentheses always, so that nothing depends on which join binds first.
    fn join(&mut self, kind: JoinKind, left: &Relation, right: &Relation, criteria: &JoinCriteria) {
        self.sql.push("(");
        self.relation(left);
        self.line_end();
        self.at_level(if *criteria == JoinCriteria::Natural { "NATURAL " } else { "" });
        self.sql.push(match kind {
            JoinKind::Cross => "CROSS JOIN ",
            JoinKind::Inner => "INNER JOIN ",
            JoinKind::Left => "LEFT JOIN ",
            JoinKind::Right => "RIGHT JOIN ",
            JoinKind::Full => "FULL JOIN ",
        });
        self.relation(right);
        match criteria {
            JoinCriteria::On(condition) => drop(self.sql.push(" ON ").expression(condition)),
            JoinCriteria::Using(columns) => drop(self.sql.push(" USING ").idents(columns)),
            JoinCriteria::None | JoinCriteria::Natural => {}
        }
        self.sql.push(")");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_trino_stores_queries() {
        for (sql, expected) in [
            ("select 1 as n", "SELECT 1 n\n\n"),
            ("SELECT * FROM t", "SELECT *\nFROM\n  t\n"),
            (
                "select a, b as \"B c\", count(*) from db.t as x where a > 1 and b is not null group by a, b having count(*) > 2 order by a desc limit 3",
                "SELECT\n  a\n, b \"B c\"\n, count(*)\nFROM\n  db.t x\nWHERE ((a > 1) AND (b IS NOT NULL))\nGROUP BY a, b\nHAVING (count(*) > 2)\nORDER BY a DESC\nLIMIT 3\n",
            ),
            (
                "WITH w AS (SELECT 1 n) SELECT n FROM w UNION ALL VALUES 1, 2 ORDER BY n",
                "WITH\n  w AS (\n   SELECT 1 n\n\n)\nSELECT n\nFROM\n  w\nUNION ALL VALUES \n  1\n, 2\nORDER BY n ASC\n",
            ),
            (
                "SELECT x.a FROM (SELECT a FROM t) x JOIN u AS y USING (a) LEFT JOIN v ON x.a = v.a",
                "SELECT x.a\nFROM\n  (((\n   SELECT a\n   FROM\n     t\n) x\nINNER JOIN u y USING (a))\nLEFT JOIN v ON (x.a = v.a))\n",
            ),
            ("SELECT a FROM t, u WHERE a IN (1, 2)", "SELECT a\nFROM\n  t\n, u\nWHERE (a IN (1, 2))\n"),
        ] {
            let query = parse_query(sql).expect("a query");
            let text = format_stored(&query);
            assert_eq!(text, expected, "{sql}");
            assert_eq!(format_stored(&parse_query(&text).expect("reads back")), text, "{sql}");
        }
    }
}
