//! Statements.

use crate::ast::{ExplainOption, Expr, Ident, Merge, MergeAction, Property, Statement, StatementKind};
use crate::format::Sql;

impl Sql {
    pub(crate) fn statement(&mut self, statement: &Statement) -> &mut Self {
        match &statement.kind {
            StatementKind::Query(query) => self.query(query),
            StatementKind::CreateTableAs { .. } => self.create_table_as(&statement.kind),
            StatementKind::Insert { name, columns, query } => {
                self.push("INSERT INTO ").name(name).push(" ");
                if !columns.is_empty() {
                    self.idents(columns).push(" ");
                }
                self.query(query)
            }
            StatementKind::Delete { name, filter } => self.push("DELETE FROM ").name(name).filter(filter.as_ref()),
            StatementKind::Update { name, assignments, filter } => {
                self.push("UPDATE ").name(name).push(" SET ").assignments(assignments).filter(filter.as_ref())
            }
            StatementKind::Merge(merge) => self.merge(merge),
            StatementKind::Unload { query, location, properties } => {
                self.push("UNLOAD (").query(query).push(") TO ").string(location).properties(properties)
            }
            StatementKind::CreateView { name, or_replace, comment, definer, query } => {
                self.push(if *or_replace { "CREATE OR REPLACE VIEW " } else { "CREATE VIEW " }).name(name);
                self.comment(comment.as_deref()).push(match definer {
                    Some(true) => " SECURITY DEFINER",
                    Some(false) => " SECURITY INVOKER",
                    None => "",
                });
                self.push(" AS ").query(query)
            }
            StatementKind::DropView { name, if_exists } => {
                self.push(if *if_exists { "DROP VIEW IF EXISTS " } else { "DROP VIEW " }).name(name)
            }
            StatementKind::Prepare { name, statement } => {
                self.push("PREPARE ").ident(name).push(" FROM ").statement(statement)
            }
            StatementKind::Execute { name, using } => self.push("EXECUTE ").ident(name).using(using),
            StatementKind::ExecuteImmediate { sql, using, .. } => {
                self.push("EXECUTE IMMEDIATE ").string(sql).using(using)
            }
            StatementKind::Deallocate(name) => self.push("DEALLOCATE PREPARE ").ident(name),
            StatementKind::Explain { analyze, verbose, options, statement } => {
                self.push(if *analyze { "EXPLAIN ANALYZE " } else { "EXPLAIN " });
                self.push(if *verbose { "VERBOSE " } else { "" }).explain_options(options).statement(statement)
            }
            StatementKind::Optimize { name, filter } => {
                self.push("OPTIMIZE ").name(name).push(" REWRITE DATA USING BIN_PACK").filter(filter.as_ref())
            }
            StatementKind::Vacuum(name) => self.push("VACUUM ").name(name),
            StatementKind::ShowFunctions { like, escape } => {
                self.push("SHOW FUNCTIONS");
                if let Some(like) = like {
                    self.push(" LIKE ").string(like);
                }
                match escape {
                    Some(escape) => self.push(" ESCAPE ").string(escape),
                    None => self,
                }
            }
            StatementKind::Other { text, .. } => self.push(text),
        }
    }

    fn create_table_as(&mut self, kind: &StatementKind) -> &mut Self {
        let StatementKind::CreateTableAs {
            name,
            if_not_exists,
            or_replace,
            columns,
            comment,
            properties,
            query,
            with_data,
        } = kind
        else {
            return self;
        };
        self.push(if *or_replace { "CREATE OR REPLACE TABLE " } else { "CREATE TABLE " });
        self.push(if *if_not_exists { "IF NOT EXISTS " } else { "" }).name(name);
        if !columns.is_empty() {
            self.push(" ").idents(columns);
        }
        self.comment(comment.as_deref()).properties(properties).push(" AS ");
        // WITH … WITH NO DATA would be two clauses of one query.
        if query.with.is_some() {
            self.push("(").query(query).push(")")
        } else {
            self.query(query)
        };
        self.push(if *with_data { "" } else { " WITH NO DATA" })
    }

    fn comment(&mut self, comment: Option<&str>) -> &mut Self {
        match comment {
            Some(comment) => self.push(" COMMENT ").string(comment),
            None => self,
        }
    }

    fn properties(&mut self, properties: &[Property]) -> &mut Self {
        if properties.is_empty() {
            return self;
        }
        self.push(" WITH ").parenthesized(properties, |out, property| {
            out.ident(&property.name).push(" = ");
            match &property.value {
                Some(value) => out.expression(value),
                None => out.push("DEFAULT"),
            };
        })
    }

    fn filter(&mut self, filter: Option<&Expr>) -> &mut Self {
        match filter {
            Some(filter) => self.push(" WHERE ").expression(filter),
            None => self,
        }
    }

    fn assignments(&mut self, assignments: &[(Ident, Expr)]) -> &mut Self {
        self.joined(assignments, ", ", |out, (column, value)| {
            out.ident(column).push(" = ").expression(value);
        })
    }

    fn using(&mut self, using: &[Expr]) -> &mut Self {
        if using.is_empty() { self } else { self.push(" USING ").expressions(using) }
    }

    fn explain_options(&mut self, options: &[ExplainOption]) -> &mut Self {
        if options.is_empty() {
            return self;
        }
        self.parenthesized(options, |out, option| {
            out.push(match option {
                ExplainOption::Logical => "TYPE LOGICAL",
                ExplainOption::Distributed => "TYPE DISTRIBUTED",
                ExplainOption::Validate => "TYPE VALIDATE",
                ExplainOption::Io => "TYPE IO",
                ExplainOption::Text => "FORMAT TEXT",
                ExplainOption::Graphviz => "FORMAT GRAPHVIZ",
                ExplainOption::Json => "FORMAT JSON",
            });
        });
        self.push(" ")
    }

    fn merge(&mut self, merge: &Merge) -> &mut Self {
        self.push("MERGE INTO ").name(&merge.target);
        if let Some(alias) = &merge.alias {
            self.push(" AS ").ident(alias);
        }
        self.push(" USING ").relation(&merge.source).push(" ON ").expression(&merge.on);
        for case in &merge.cases {
            self.push(if case.matched { " WHEN MATCHED" } else { " WHEN NOT MATCHED" });
            if let Some(condition) = &case.condition {
                self.push(" AND ").expression(condition);
            }
            match &case.action {
                MergeAction::Delete => self.push(" THEN DELETE"),
                MergeAction::Update(assignments) => self.push(" THEN UPDATE SET ").assignments(assignments),
                MergeAction::Insert { columns, values } => {
                    self.push(" THEN INSERT ");
                    if !columns.is_empty() {
                        self.idents(columns).push(" ");
                    }
                    self.push("VALUES (").expressions(values).push(")")
                }
            };
        }
        self
    }
}
