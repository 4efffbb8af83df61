//! Relations.

use crate::ast::{JoinCriteria, JoinKind, Relation, RelationKind, TableFunctionCall, TableFunctionValue};
use crate::format::Sql;

impl Sql {
    pub(crate) fn relation(&mut self, relation: &Relation) -> &mut Self {
        match &relation.kind {
            RelationKind::Table { name, version } => {
                self.name(name);
                if let Some(version) = version {
                    self.push(if version.timestamp { " FOR TIMESTAMP AS OF " } else { " FOR VERSION AS OF " });
                    self.expression(&version.value);
                }
                self
            }
            RelationKind::Aliased { relation, alias, columns } => {
                let closed = matches!(relation.kind, RelationKind::Aliased { .. } | RelationKind::Sampled { .. });
                self.grouped(relation, closed).push(" AS ").ident(alias);
                if columns.is_empty() { self } else { self.push(" ").idents(columns) }
            }
            RelationKind::Sampled { relation, system, percentage } => self
                .grouped(relation, matches!(relation.kind, RelationKind::Sampled { .. }))
                .push(if *system { " TABLESAMPLE SYSTEM (" } else { " TABLESAMPLE BERNOULLI (" })
                .expression(percentage)
                .push(")"),
            RelationKind::Subquery(query) => self.push("(").query(query).push(")"),
            RelationKind::Lateral(query) => self.push("LATERAL (").query(query).push(")"),
            RelationKind::Unnest { values, with_ordinality } => {
                self.push("UNNEST (").expressions(values).push(if *with_ordinality { ") WITH ORDINALITY" } else { ")" })
            }
            RelationKind::TableFunction(call) => self.push("TABLE(").table_function(call).push(")"),
            RelationKind::JsonTable(table) => self.json_table(table),
            RelationKind::MatchRecognize { input, clauses } => {
                let closed = matches!(input.kind, RelationKind::Sampled { .. } | RelationKind::MatchRecognize { .. });
                self.grouped(input, closed).match_recognize(clauses)
            }
            RelationKind::Join { kind, left, right, criteria } => self.join(*kind, left, right, criteria),
        }
    }

    /// A relation that a clause follows or that stands to the right of a join: joins in parentheses,
    /// and what the grammar lets no such clause follow.
    fn grouped(&mut self, relation: &Relation, closed: bool) -> &mut Self {
        if closed || matches!(relation.kind, RelationKind::Join { .. }) {
            return self.push("(").relation(relation).push(")");
        }
        self.relation(relation)
    }

    fn join(&mut self, kind: JoinKind, left: &Relation, right: &Relation, criteria: &JoinCriteria) -> &mut Self {
        self.relation(left).push(if *criteria == JoinCriteria::Natural { " NATURAL" } else { "" });
        self.push(match kind {
            JoinKind::Cross => " CROSS JOIN ",
            JoinKind::Inner => " INNER JOIN ",
            JoinKind::Left => " LEFT JOIN ",
            JoinKind::Right => " RIGHT JOIN ",
            JoinKind::Full => " FULL JOIN ",
        });
        self.grouped(right, false);
        match criteria {
            JoinCriteria::On(condition) => self.push(" ON ").expression(condition),
            JoinCriteria::Using(columns) => self.push(" USING ").idents(columns),
            JoinCriteria::None | JoinCriteria::Natural => self,
        }
    }

    fn table_function(&mut self, call: &TableFunctionCall) -> &mut Self {
        self.name(&call.name).push("(").joined(&call.arguments, ", ", |out, argument| {
            if let Some(name) = &argument.name {
                out.ident(name).push(" => ");
            }
            out.table_function_value(&argument.value);
        });
        if !call.copartition.is_empty() {
            self.push(" COPARTITION ").joined(&call.copartition, ", ", |out, tables| {
                out.parenthesized(tables, |out, table| {
                    out.name(table);
                });
            });
        }
        self.push(")")
    }

    fn table_function_value(&mut self, value: &TableFunctionValue) -> &mut Self {
        match value {
            TableFunctionValue::Expression(expression) => self.expression(expression),
            TableFunctionValue::NullDescriptor => self.push("CAST(NULL AS DESCRIPTOR)"),
            TableFunctionValue::Descriptor(fields) => {
                self.push("DESCRIPTOR").parenthesized(fields, |out, (name, data_type)| {
                    out.ident(name);
                    if let Some(data_type) = data_type {
                        out.push(" ").data_type(data_type);
                    }
                })
            }
            TableFunctionValue::Table { relation, partition_by, prune_when_empty, order_by } => {
                self.table_argument(relation);
                if let Some(columns) = partition_by {
                    self.push(" PARTITION BY (").expressions(columns).push(")");
                }
                self.push(match prune_when_empty {
                    Some(true) => " PRUNE WHEN EMPTY",
                    Some(false) => " KEEP WHEN EMPTY",
                    None => "",
                });
                if order_by.is_empty() { self } else { self.push(" ").order_by(order_by) }
            }
        }
    }

    fn table_argument(&mut self, relation: &Relation) -> &mut Self {
        match &relation.kind {
            RelationKind::Aliased { relation, alias, columns } => {
                self.table_argument(relation).push(" AS ").ident(alias);
                if columns.is_empty() { self } else { self.push(" ").idents(columns) }
            }
            RelationKind::Subquery(query) => self.push("TABLE(").query(query).push(")"),
            _ => self.push("TABLE(").relation(relation).push(")"),
        }
    }
}
