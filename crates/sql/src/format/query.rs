//! Queries.

use crate::ast::{
    Expr, GroupingElement, Limit, Query, QueryBody, QueryBodyKind, Select, SelectItem, SelectItemKind, SetOp,
};
use crate::format::Sql;

impl Sql {
    pub(crate) fn query(&mut self, query: &Query) -> &mut Self {
        if let Some(with) = &query.with {
            self.push(if with.recursive { "WITH RECURSIVE " } else { "WITH " });
            self.joined(&with.queries, ", ", |out, named| {
                out.ident(&named.name);
                if !named.columns.is_empty() {
                    out.push(" ").idents(&named.columns);
                }
                out.push(" AS (").query(&named.query).push(")");
            });
            self.push(" ");
        }
        self.body(&query.body);
        if !query.order_by.is_empty() {
            self.push(" ").order_by(&query.order_by);
        }
        if let Some(offset) = &query.offset {
            self.push(" OFFSET ").expression(&offset.value);
        }
        match &query.limit {
            Some(Limit::All(_)) => self.push(" LIMIT ALL"),
            Some(Limit::Rows(rows)) => self.push(" LIMIT ").expression(&rows.value),
            Some(Limit::Fetch { count, with_ties, .. }) => {
                self.push(" FETCH FIRST ");
                if let Some(count) = count {
                    self.expression(count).push(" ");
                }
                self.push(if *with_ties { "ROWS WITH TIES" } else { "ROWS ONLY" })
            }
            None => self,
        }
    }

    fn body(&mut self, body: &QueryBody) -> &mut Self {
        match &body.kind {
            QueryBodyKind::Select(select) => self.select(select),
            QueryBodyKind::SetOperation { op, distinct, corresponding, left, right } => {
                self.body(left).push(match op {
                    SetOp::Union => " UNION ",
                    SetOp::Intersect => " INTERSECT ",
                    SetOp::Except => " EXCEPT ",
                });
                self.push(if *distinct { "" } else { "ALL " });
                match corresponding.as_deref() {
                    Some([]) => drop(self.push("CORRESPONDING ")),
                    Some(columns) => drop(self.push("CORRESPONDING BY ").idents(columns).push(" ")),
                    None => {}
                }
                self.body(right)
            }
            QueryBodyKind::Table(name) => self.push("TABLE ").name(name),
            QueryBodyKind::Values(rows) => self.push("VALUES ").expressions(rows),
            QueryBodyKind::Subquery(query) => self.push("(").query(query).push(")"),
        }
    }

    fn select(&mut self, select: &Select) -> &mut Self {
        self.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        self.joined(&select.items, ", ", |out, item| {
            out.select_item(item);
        });
        if !select.from.is_empty() {
            self.push(" FROM ").joined(&select.from, ", ", |out, relation| {
                out.relation(relation);
            });
        }
        if let Some(filter) = &select.filter {
            self.push(" WHERE ").expression(filter);
        }
        if let Some(group_by) = &select.group_by {
            self.push(if group_by.distinct { " GROUP BY DISTINCT " } else { " GROUP BY " });
            self.joined(&group_by.elements, ", ", |out, element| {
                out.grouping_element(element);
            });
        }
        if let Some(having) = &select.having {
            self.push(" HAVING ").expression(having);
        }
        if !select.windows.is_empty() {
            self.push(" WINDOW ").joined(&select.windows, ", ", |out, window| {
                out.ident(&window.name).push(" AS ").window_spec(&window.window);
            });
        }
        self
    }

    fn select_item(&mut self, item: &SelectItem) -> &mut Self {
        self.item(&item.kind)
    }

    pub(crate) fn item(&mut self, item: &SelectItemKind) -> &mut Self {
        match item {
            SelectItemKind::All => self.push("*"),
            SelectItemKind::AllOf { value, aliases } => {
                self.operand(value).push(".*");
                if aliases.is_empty() { self } else { self.push(" AS ").idents(aliases) }
            }
            SelectItemKind::Expression { value, alias } => {
                self.expression(value);
                match alias {
                    Some(alias) => self.push(" AS ").ident(alias),
                    None => self,
                }
            }
        }
    }

    /// As Trino prints them where it stores queries: a single column stands without parentheses.
    pub(crate) fn grouping_elements(&mut self, elements: &[GroupingElement]) -> &mut Self {
        self.joined(elements, ", ", |out, element| match element {
            GroupingElement::Simple(columns) if columns.len() == 1 => drop(out.expressions(columns)),
            other => drop(out.grouping_element(other)),
        })
    }

    fn grouping_element(&mut self, element: &GroupingElement) -> &mut Self {
        let (word, sets) = match element {
            GroupingElement::Simple(columns) => return self.grouping_set(columns),
            GroupingElement::Auto => return self.push("AUTO"),
            GroupingElement::Rollup(sets) => ("ROLLUP ", sets),
            GroupingElement::Cube(sets) => ("CUBE ", sets),
            GroupingElement::Sets(sets) => ("GROUPING SETS ", sets),
        };
        self.push(word).parenthesized(sets, |out, set| {
            out.grouping_set(set);
        })
    }

    fn grouping_set(&mut self, columns: &[Expr]) -> &mut Self {
        self.push("(").expressions(columns).push(")")
    }
}
