//! JSON_TABLE: its rows as an array, which the relation unnests.

use boathouse_functions_json::{
    Behavior, Options, TableCell, TableColumn, TablePath, TablePlan, TableSpec, Wrapper, check_path,
};
use boathouse_types::{ErrorCode, Result, RowField, Type};

use super::super::super::error::{placed, semantic};
use super::super::super::{Analyzer, Scope, Typed};
use super::super::type_expr;
use super::path::behavior;
use super::{encoding, is_sql_scalar, word};
use crate::Position;
use crate::ast::{Ident, JsonBehavior, JsonTable, JsonTableColumn, JsonTablePlan, JsonWrapper, TypeExpr};

/// A path with those nested in it.
struct Nested {
    /// From 1; the root is 0.
    number: usize,
    name: Option<String>,
    below: Vec<Nested>,
}

/// What the columns come to.
struct Table<'c> {
    at: Position,
    names: Vec<&'c str>,
    fields: Vec<RowField>,
    paths: Vec<TablePath>,
    defaults: Vec<Typed>,
    /// ON ERROR of columns that name none.
    on_error: Behavior,
}

impl Analyzer<'_> {
    /// The rows of a JSON_TABLE as an array.
    pub(crate) fn json_table_rows(&mut self, at: Position, call: &JsonTable, scope: &Scope<'_>) -> Result<Typed> {
        let mut arguments = self.path_arguments(at, &call.path, scope)?;
        let raise = call.error_on_error == Some(true);
        arguments.options.on_error = if raise { Behavior::Error } else { Behavior::EmptyArray };
        let parameters = arguments.options.parameters.clone();
        let mut table = Table {
            at,
            names: parameters.iter().map(|parameter| parameter.name.as_str()).collect(),
            fields: Vec::new(),
            paths: Vec::new(),
            defaults: Vec::new(),
            on_error: if raise { Behavior::Error } else { Behavior::Null },
        };
        let (columns, below) = self.json_table_columns(&call.columns, &mut table, scope)?;
        let root = Nested { number: 0, name: call.path_name.as_ref().map(|name| name.value.clone()), below };
        let plan = match &call.plan {
            None => default_plan(&root.below, true, true),
            Some(JsonTablePlan::Default { outer, union }) => default_plan(&root.below, *outer, *union),
            Some(written) => match named_plan(written, std::slice::from_ref(&root), at)? {
                TablePlan::Path(0, below) => below.map(|below| *below),
                _ => {
                    return Err(semantic(
                        at,
                        ErrorCode::InvalidArguments,
                        "JSON_TABLE plan should start with the root path",
                    ));
                }
            },
        };
        let element = Type::Row(table.fields.into());
        let spec = TableSpec { paths: table.paths, columns, plan };
        let mut more = vec![word(&spec.encode()?)];
        more.extend(table.defaults);
        self.call_as("$json_table", arguments.with(more)?, Type::array(element), Vec::new())
    }

    fn json_table_columns(
        &mut self,
        written: &[JsonTableColumn],
        table: &mut Table<'_>,
        scope: &Scope<'_>,
    ) -> Result<(Vec<TableColumn>, Vec<Nested>)> {
        let (mut columns, mut below) = (Vec::new(), Vec::new());
        for column in written {
            match column {
                JsonTableColumn::Ordinality(name) => {
                    columns.push(table.column(name, Type::BigInt, TableCell::Ordinality));
                }
                JsonTableColumn::Value { name, data_type, path, on_empty, on_error } => {
                    let data_type = json_type(data_type, table.at, false)?;
                    let path = table.path(name, path.as_deref())?;
                    let empty_default = self.json_default(on_empty.as_ref(), &data_type, "EMPTY", table, scope)?;
                    let error_default = self.json_default(on_error.as_ref(), &data_type, "ERROR", table, scope)?;
                    let (on_empty, on_error) = table.behaviors(on_empty.as_ref(), on_error.as_ref())?;
                    let cell = TableCell::Value { path, on_empty, on_error, empty_default, error_default };
                    columns.push(table.column(name, data_type, cell));
                }
                JsonTableColumn::Query { name, data_type, format, path, wrapper, keep_quotes, on_empty, on_error } => {
                    let data_type = json_type(data_type, table.at, true)?;
                    let (on_empty, on_error) = table.behaviors(on_empty.as_ref(), on_error.as_ref())?;
                    let wrapper = match wrapper {
                        None | Some(JsonWrapper::Without) => Wrapper::Without,
                        Some(JsonWrapper::Conditional) => Wrapper::Conditional,
                        Some(JsonWrapper::Unconditional) => Wrapper::Unconditional,
                    };
                    let output = encoding(*format);
                    let omit_quotes = *keep_quotes == Some(false);
                    let options = Options { wrapper, omit_quotes, on_empty, on_error, output, ..Options::default() };
                    let cell = TableCell::Query { path: table.path(name, path.as_deref())?, options };
                    columns.push(table.column(name, data_type, cell));
                }
                JsonTableColumn::Nested { path, name, columns: inner } => {
                    check_path(path, &table.names).map_err(|error| placed(error, table.at))?;
                    table.paths.push(TablePath { path: path.clone(), columns: Vec::new() });
                    let number = table.paths.len();
                    let (inner, deeper) = self.json_table_columns(inner, table, scope)?;
                    if let Some(path) = table.paths.get_mut(number - 1) {
                        path.columns = inner;
                    }
                    below.push(Nested { number, name: name.as_ref().map(|name| name.value.clone()), below: deeper });
                }
            }
        }
        Ok((columns, below))
    }

    /// The number of a default among the arguments, if there is one.
    fn json_default(
        &mut self,
        written: Option<&JsonBehavior>,
        data_type: &Type,
        what: &str,
        table: &mut Table<'_>,
        scope: &Scope<'_>,
    ) -> Result<Option<usize>> {
        let Some(JsonBehavior::Default(value)) = written else { return Ok(None) };
        let typed = self.expression(value, scope)?;
        let what = format!("Function JSON_TABLE default ON {what} result");
        table.defaults.push(self.coerce_or_fail(value.at, typed, data_type, &what)?);
        Ok(Some(table.defaults.len() - 1))
    }
}

impl Table<'_> {
    fn column(&mut self, name: &Ident, data_type: Type, cell: TableCell) -> TableColumn {
        self.fields.push(RowField { name: Some(name.value.as_str().into()), data_type });
        TableColumn { place: self.fields.len() - 1, cell }
    }

    /// A column's path; without one the member of its name, which is upper case when not quoted.
    fn path(&self, name: &Ident, written: Option<&str>) -> Result<String> {
        let path = match written {
            Some(path) => path.to_owned(),
            None => {
                let name = if name.quoted { name.value.clone() } else { name.value.to_uppercase() };
                format!("lax $.\"{}\"", name.replace('"', "\"\""))
            }
        };
        check_path(&path, &self.names).map_err(|error| placed(error, self.at))?;
        Ok(path)
    }

    fn behaviors(
        &self,
        on_empty: Option<&JsonBehavior>,
        on_error: Option<&JsonBehavior>,
    ) -> Result<(Behavior, Behavior)> {
        let empty = behavior(self.at, on_empty, Behavior::Null)?;
        let error = match on_error {
            None => self.on_error,
            written => behavior(self.at, written, Behavior::Null)?,
        };
        Ok((empty, error))
    }
}

fn json_type(written: &TypeExpr, at: Position, text: bool) -> Result<Type> {
    let found = type_expr::resolve_type(written, at, ErrorCode::TypeMismatch)?;
    let fits = if text { found.is_text() || found == Type::Varbinary } else { is_sql_scalar(&found) };
    if fits {
        return Ok(found);
    }
    Err(semantic(at, ErrorCode::TypeMismatch, format!("Invalid type of a JSON_TABLE column: {found}")))
}

/// Every path below its parent, siblings one after the other or each with each.
fn default_plan(below: &[Nested], outer: bool, union: bool) -> Option<(bool, TablePlan)> {
    let mut plans: Vec<TablePlan> = below
        .iter()
        .map(|path| TablePlan::Path(path.number, default_plan(&path.below, outer, union).map(Box::new)))
        .collect();
    match plans.len() {
        0 => None,
        1 => plans.pop().map(|plan| (outer, plan)),
        _ if union => Some((outer, TablePlan::Union(plans))),
        _ => Some((outer, TablePlan::Cross(plans))),
    }
}

/// The plan a query writes for the paths of one level, all of which it must name.
fn named_plan(written: &JsonTablePlan, level: &[Nested], at: Position) -> Result<TablePlan> {
    let wrong = |text: &str| semantic(at, ErrorCode::InvalidArguments, text);
    let find = |name: &Ident| {
        let found = level.iter().find(|path| path.name.as_deref() == Some(name.value.as_str()));
        found.ok_or_else(|| wrong("JSON_TABLE plan names a path that is not there"))
    };
    let incomplete = "JSON_TABLE plan should contain all JSON paths available at each level of nesting";
    let mut count = 1;
    let plan = match written {
        JsonTablePlan::Path(name) => {
            let path = find(name)?;
            if !path.below.is_empty() {
                return Err(wrong(incomplete));
            }
            TablePlan::Path(path.number, None)
        }
        JsonTablePlan::Nested { parent, outer, child } => {
            let path = find(parent)?;
            TablePlan::Path(path.number, Some(Box::new((*outer, named_plan(child, &path.below, at)?))))
        }
        JsonTablePlan::Union(parts) | JsonTablePlan::Cross(parts) => {
            count = parts.iter().map(paths_of).sum();
            // Each part sees all paths of the level, of which it takes its own.
            let plans = parts.iter().map(|part| part_plan(part, level, at)).collect::<Result<Vec<_>>>()?;
            if matches!(written, JsonTablePlan::Union(_)) { TablePlan::Union(plans) } else { TablePlan::Cross(plans) }
        }
        JsonTablePlan::Default { .. } => return Err(wrong("PLAN DEFAULT cannot be part of another plan")),
    };
    if count != level.len() { Err(wrong(incomplete)) } else { Ok(plan) }
}

fn part_plan(written: &JsonTablePlan, level: &[Nested], at: Position) -> Result<TablePlan> {
    match written {
        JsonTablePlan::Union(parts) => {
            Ok(TablePlan::Union(parts.iter().map(|part| part_plan(part, level, at)).collect::<Result<_>>()?))
        }
        JsonTablePlan::Cross(parts) => {
            Ok(TablePlan::Cross(parts.iter().map(|part| part_plan(part, level, at)).collect::<Result<_>>()?))
        }
        JsonTablePlan::Path(name) | JsonTablePlan::Nested { parent: name, .. } => {
            let one = level.iter().position(|path| path.name.as_deref() == Some(name.value.as_str()));
            let one = one.and_then(|i| level.get(i..=i)).unwrap_or_default();
            named_plan(written, one, at)
        }
        JsonTablePlan::Default { .. } => named_plan(written, level, at),
    }
}

/// Paths of its own level that a part of a plan names.
fn paths_of(plan: &JsonTablePlan) -> usize {
    match plan {
        JsonTablePlan::Union(parts) | JsonTablePlan::Cross(parts) => parts.iter().map(paths_of).sum(),
        _ => 1,
    }
}
