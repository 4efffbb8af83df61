//! The tables a query mentions.

use std::collections::BTreeSet;

use super::walk::{Part, for_each_part, pattern_exprs, window_parts};
use crate::ast::{
    Expr, GroupingElement, JoinCriteria, MergeAction, Query, QueryBody, QueryBodyKind, Relation, RelationKind, Select,
    SelectItemKind, Statement, StatementKind, TableFunctionValue,
};

/// Every table or view name a statement reads or writes, in lower case; names of its WITH queries are left out.
pub fn table_names(statement: &Statement) -> Vec<Vec<String>> {
    let mut names = Names::default();
    names.statement(statement);
    names.found.into_iter().collect()
}

/// Every table or view name a query reads, in lower case; names of its WITH queries are left out.
pub fn query_table_names(query: &Query) -> Vec<Vec<String>> {
    let mut names = Names::default();
    names.query(query);
    names.found.into_iter().collect()
}

#[derive(Default)]
struct Names {
    found: BTreeSet<Vec<String>>,
    with: Vec<String>,
}

impl Names {
    fn table(&mut self, name: &crate::ast::QualifiedName) {
        let name = name.folded();
        if name.len() > 1 || !self.with.contains(&name[0]) {
            self.found.insert(name);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Query(query) | StatementKind::Unload { query, .. } => self.query(query),
            StatementKind::CreateTableAs { name, query, .. }
            | StatementKind::Insert { name, query, .. }
            | StatementKind::CreateView { name, query, .. } => {
                self.table(name);
                self.query(query);
            }
            StatementKind::Delete { name, filter } | StatementKind::Optimize { name, filter } => {
                self.table(name);
                filter.iter().for_each(|e| self.expression(e));
            }
            StatementKind::Update { name, assignments, filter } => {
                self.table(name);
                assignments.iter().for_each(|(_, e)| self.expression(e));
                filter.iter().for_each(|e| self.expression(e));
            }
            StatementKind::Merge(merge) => {
                self.table(&merge.target);
                self.relation(&merge.source);
                self.expression(&merge.on);
                for case in &merge.cases {
                    case.condition.iter().for_each(|e| self.expression(e));
                    match &case.action {
                        MergeAction::Update(assignments) => assignments.iter().for_each(|(_, e)| self.expression(e)),
                        MergeAction::Insert { values, .. } => values.iter().for_each(|e| self.expression(e)),
                        MergeAction::Delete => {}
                    }
                }
            }
            StatementKind::DropView { name, .. } | StatementKind::Vacuum(name) => self.table(name),
            StatementKind::Prepare { statement, .. } | StatementKind::Explain { statement, .. } => {
                self.statement(statement);
            }
            StatementKind::Execute { using, .. } | StatementKind::ExecuteImmediate { using, .. } => {
                using.iter().for_each(|e| self.expression(e));
            }
            StatementKind::Deallocate(_) | StatementKind::ShowFunctions { .. } | StatementKind::Other { .. } => {}
        }
    }

    fn query(&mut self, query: &Query) {
        let outside = self.with.len();
        if let Some(with) = &query.with {
            for named in &with.queries {
                // A recursive query sees its own name, any other only those before it.
                if with.recursive {
                    self.with.push(named.name.folded());
                    self.query(&named.query);
                } else {
                    self.query(&named.query);
                    self.with.push(named.name.folded());
                }
            }
        }
        self.body(&query.body);
        query.order_by.iter().for_each(|o| self.expression(&o.key));
        self.with.truncate(outside);
    }

    fn body(&mut self, body: &QueryBody) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match &body.kind {
            QueryBodyKind::Select(select) => self.select(select),
            QueryBodyKind::SetOperation { left, right, .. } => {
                self.body(left);
                self.body(right);
            }
            QueryBodyKind::Table(name) => self.table(name),
            QueryBodyKind::Values(rows) => rows.iter().for_each(|e| self.expression(e)),
            QueryBodyKind::Subquery(query) => self.query(query),
        });
    }

    fn select(&mut self, select: &Select) {
        for item in &select.items {
            match &item.kind {
                SelectItemKind::Expression { value, .. } | SelectItemKind::AllOf { value, .. } => {
                    self.expression(value);
                }
                SelectItemKind::All => {}
            }
        }
        select.from.iter().for_each(|r| self.relation(r));
        select.filter.iter().chain(&select.having).for_each(|e| self.expression(e));
        for element in select.group_by.iter().flat_map(|g| &g.elements) {
            match element {
                GroupingElement::Simple(exprs) => exprs.iter().for_each(|e| self.expression(e)),
                GroupingElement::Rollup(sets) | GroupingElement::Cube(sets) | GroupingElement::Sets(sets) => {
                    sets.iter().flatten().for_each(|e| self.expression(e));
                }
                GroupingElement::Auto => {}
            }
        }
        for window in &select.windows {
            window_parts(&window.window, &mut |part| self.part(part));
        }
    }

    fn relation(&mut self, relation: &Relation) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match &relation.kind {
            RelationKind::Table { name, .. } => self.table(name),
            RelationKind::Aliased { relation, .. } => self.relation(relation),
            RelationKind::Sampled { relation, percentage, .. } => {
                self.relation(relation);
                self.expression(percentage);
            }
            RelationKind::Subquery(query) | RelationKind::Lateral(query) => self.query(query),
            RelationKind::Unnest { values, .. } => values.iter().for_each(|e| self.expression(e)),
            RelationKind::TableFunction(call) => {
                for argument in &call.arguments {
                    match &argument.value {
                        TableFunctionValue::Table { relation, .. } => self.relation(relation),
                        TableFunctionValue::Expression(value) => self.expression(value),
                        TableFunctionValue::Descriptor(_) | TableFunctionValue::NullDescriptor => {}
                    }
                }
            }
            RelationKind::JsonTable(call) => self.expression(&call.path.input.value),
            RelationKind::MatchRecognize { input, clauses, .. } => {
                self.relation(input);
                pattern_exprs(&clauses.recognition).for_each(|e| self.expression(e));
            }
            RelationKind::Join { left, right, criteria, .. } => {
                self.relation(left);
                self.relation(right);
                if let JoinCriteria::On(condition) = criteria {
                    self.expression(condition);
                }
            }
        });
    }

    fn expression(&mut self, expr: &Expr) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || for_each_part(expr, &mut |part| self.part(part)));
    }

    fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Expr(expr) => self.expression(expr),
            Part::Query(query) => self.query(query),
            Part::Pattern(pattern) => pattern_exprs(pattern).for_each(|e| self.expression(e)),
        }
    }
}
