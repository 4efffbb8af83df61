//! MERGE INTO.

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::logical_expr::{Case, Expr, lit};

use super::AnalyzedStatement;
use super::assign::{assignable, listed};
use super::target::Target;
use crate::Position;
use crate::analyzer::error::{placed, semantic};
use crate::analyzer::expr::literal;
use crate::analyzer::plan::{column, extend, filter};
use crate::analyzer::query::Planned;
use crate::analyzer::{Analyzed, Analyzer, Field, Scope, Typed};
use crate::ast::{self, Ident, JoinCriteria, JoinKind, MergeAction, MergeCase};

/// MERGE INTO
#[derive(Debug, Clone)]
pub struct Merge {
    /// The table.
    pub table: Target,
    /// One row for each row that changes: `$operation` (tinyint, as in [`MergeOperation`]), then every column of the
    /// table in its order. Hidden columns are those of the row that was found, NULL for new rows; the others are what
    /// they will be, NULL for rows that go. A row of the table that several rows of the source match comes as often:
    /// whoever writes refuses it with `MERGE_TARGET_ROW_MULTIPLE_MATCHES`.
    pub rows: Analyzed,
}

/// What happens to a row of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i8)]
pub enum MergeOperation {
    /// A new row.
    Insert = 1,
    /// The row goes.
    Delete = 2,
    /// The row changes.
    Update = 3,
}

/// A WHEN, typed.
struct TypedCase {
    condition: Option<Expr>,
    matched: bool,
    operation: MergeOperation,
    /// The value of each column that is not hidden, in the table's order.
    values: Vec<Expr>,
}

impl Analyzer<'_> {
    pub(super) fn merge(&mut self, at: Position, merge: &ast::Merge) -> Result<AnalyzedStatement> {
        let (table, source) = self.target(at, &merge.target, "Merging into")?;
        self.in_level(|analyzer| {
            let mut found = analyzer.scan(&table.name, source, &table.columns)?;
            if let Some(alias) = &merge.alias {
                for field in &mut found.fields {
                    field.relation = vec![alias.folded()];
                }
            }
            let own = found.fields.clone();
            let marker = analyzer.fresh("present");
            found.plan = extend(found.plan, vec![lit(true).alias(&marker)])?;
            let joined = analyzer.merge_join(found, merge)?;
            let scope = Scope::query(joined.fields, None);
            let mut cases = Vec::with_capacity(merge.cases.len());
            for (place, case) in merge.cases.iter().enumerate() {
                cases.push(analyzer.merge_case(at, (place, case), (&table, &own), &scope)?);
            }
            let exprs: Vec<&Expr> = cases.iter().flat_map(|case| case.condition.iter().chain(&case.values)).collect();
            let plan = analyzer.attach(joined.plan, exprs)?;
            let number = analyzer.fresh("case");
            let plan = extend(plan, vec![case_number(&cases, &marker).alias(&number)])?;
            let plan = filter(plan, column(&number).is_not_null())?;
            let operations = cases.iter().map(|case| lit(case.operation as i8)).collect();
            let operation = Typed { expr: by_case(&number, operations), data_type: Type::TinyInt };
            let mut columns = vec![("$operation".to_owned(), operation)];
            let mut place = 0;
            for (column, field) in table.columns.iter().zip(&own) {
                let mut typed = field.typed();
                if !column.hidden {
                    typed.expr = by_case(&number, cases.iter().map(|case| case.values[place].clone()).collect());
                    place += 1;
                }
                columns.push((column.name.clone(), typed));
            }
            let rows = analyzer.labelled(plan, columns)?;
            Ok(AnalyzedStatement::Merge(Box::new(Merge { table, rows })))
        })
    }

    /// The table's rows with the source's; rows of the source that match none are kept when a case asks for them.
    fn merge_join(&mut self, target: Planned, merge: &ast::Merge) -> Result<Planned> {
        let source = self.relation(&merge.source, None)?;
        let fields = [target.fields.clone(), source.fields.clone()].concat();
        let scope = Scope::query(fields, None);
        self.in_level(|analyzer| {
            let typed = analyzer.expression(&merge.on, &scope)?;
            analyzer.boolean(merge.on.at, typed, "The MERGE predicate must evaluate to a boolean: actual type")
        })?;
        let kind = if merge.cases.iter().all(|case| case.matched) { JoinKind::Inner } else { JoinKind::Right };
        self.join_planned(kind, target, source, &JoinCriteria::On(merge.on.clone()), None)
    }

    fn merge_case(
        &mut self,
        at: Position,
        (place, case): (usize, &MergeCase),
        (table, own): (&Target, &[Field]),
        scope: &Scope<'_>,
    ) -> Result<TypedCase> {
        let (operation, columns, values): (_, Vec<&Ident>, Vec<&ast::Expr>) = match &case.action {
            MergeAction::Delete => (MergeOperation::Delete, Vec::new(), Vec::new()),
            MergeAction::Update(set) => {
                let (columns, values) = set.iter().map(|(column, value)| (column, value)).unzip();
                (MergeOperation::Update, columns, values)
            }
            MergeAction::Insert { columns, values } => {
                (MergeOperation::Insert, columns.iter().collect(), values.iter().collect())
            }
        };
        let names = case_columns(at, table, operation, &columns)?;
        if names.len() != values.len() {
            let (given, found) = (names.len(), values.len());
            let text = format!("Number of merge columns ({given}) isn't equal to number of expressions ({found})");
            return Err(semantic(case.at, ErrorCode::InvalidArguments, text));
        }
        let condition = case.condition.as_ref().map(|written| {
            let typed = self.expression(written, scope)?;
            let text = "WHERE clause predicate must evaluate to a boolean: actual type";
            self.boolean(written.at, typed, text).map(|typed| typed.expr)
        });
        let condition = condition.transpose()?;
        let typed = values.into_iter().map(|value| self.expression(value, scope)).collect::<Result<Vec<_>>>()?;
        let type_of = |name: &String| table.visible().find(|c| c.name == *name).map(|c| &c.data_type);
        let wanted: Vec<&Type> = names.iter().filter_map(type_of).collect();
        let found: Vec<&Type> = typed.iter().map(|value| &value.data_type).collect();
        if !assignable(&wanted, &found) {
            let text = format!(
                "MERGE table column types don't match for MERGE case {place}, SET expressions: Table: [{}], Expressions: [{}]",
                listed(&wanted),
                listed(&found)
            );
            return Err(semantic(case.at, ErrorCode::TypeMismatch, text));
        }
        let mut values = Vec::new();
        for (column, field) in table.columns.iter().zip(own).filter(|(column, _)| !column.hidden) {
            let value = match names.iter().position(|name| *name == column.name) {
                Some(place) => self.assigned(typed[place].clone(), &column.data_type),
                None if operation == MergeOperation::Update => Ok(field.typed()),
                None => literal::null(column.data_type.clone()),
            };
            values.push(value.map_err(|error| placed(error, case.at))?.expr);
        }
        Ok(TypedCase { condition, matched: case.matched, operation, values })
    }
}

/// The columns a WHEN sets.
fn case_columns(at: Position, table: &Target, operation: MergeOperation, columns: &[&Ident]) -> Result<Vec<String>> {
    if columns.is_empty() && operation == MergeOperation::Insert {
        return Ok(table.visible().map(|column| column.name.clone()).collect());
    }
    let mut names: Vec<String> = Vec::with_capacity(columns.len());
    for column in columns {
        let folded = column.folded();
        let Some(found) = table.visible().find(|c| c.name.to_lowercase() == folded) else {
            let text = format!("Merge column name does not exist in target table: {folded}");
            return Err(semantic(at, ErrorCode::ColumnNotFound, text));
        };
        if names.contains(&found.name) {
            let text = format!("Merge column name is specified more than once: {folded}");
            return Err(semantic(at, ErrorCode::DuplicateColumnName, text));
        }
        names.push(found.name.clone());
    }
    Ok(names)
}

/// The first case that applies to a row, from 0; NULL when none does.
fn case_number(cases: &[TypedCase], marker: &str) -> Expr {
    let when = (0_i32..).zip(cases).map(|(number, case)| {
        let present = if case.matched { column(marker).is_not_null() } else { column(marker).is_null() };
        let applies = match &case.condition {
            Some(condition) => present.and(condition.clone()),
            None => present,
        };
        (Box::new(applies), Box::new(lit(number)))
    });
    Expr::Case(Case::new(None, when.collect(), None))
}

/// The value of the case that applies.
fn by_case(number: &str, values: Vec<Expr>) -> Expr {
    let when = (0_i32..).zip(values).map(|(case, value)| (Box::new(column(number).eq(lit(case))), Box::new(value)));
    Expr::Case(Case::new(None, when.collect(), None))
}
