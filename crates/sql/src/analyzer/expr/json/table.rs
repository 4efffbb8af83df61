//! JSON_TABLE: its rows as an array, which the relation unnests.

use boathouse_functions_json::{Behavior, Options, TableCell, TableColumn, TablePath, TableSpec, Wrapper, check_path};
use boathouse_types::{ErrorCode, Result, RowField, Type};

use super::super::super::error::{placed, semantic};
use super::super::super::{Analyzer, Scope, Typed};
use super::super::type_expr;
use super::path::behavior;
use super::table_plan::{Nested, default_plan, specific_plan, unique};
use super::{encoding, is_sql_scalar, word};
use crate::Position;
use crate::ast::{Ident, JsonBehavior, JsonTable, JsonTableColumn, JsonTablePlan, JsonWrapper, TypeExpr};

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
        self.no_calls_in("JSON_TABLE input expression", &call.path.input.value)?;
        for (value, _) in &call.path.passing {
            self.no_calls_in("JSON_TABLE path parameter", &value.value)?;
        }
        unique(call.path.name.as_ref(), &call.columns)?;
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
        let root = Nested { number: 0, name: call.path.name.as_ref(), at: call.path.input.value.at, below };
        let plan = match &call.plan {
            None => default_plan(&root.below, true, true),
            Some(JsonTablePlan::Default { outer, union }) => default_plan(&root.below, *outer, *union),
            Some(written) => specific_plan(written, &root)?,
        };
        let element = Type::Row(table.fields.into());
        let spec = TableSpec { paths: table.paths, columns, plan };
        let mut more = vec![word(&spec.encode()?)];
        more.extend(table.defaults);
        self.call_as("$json_table", arguments.with(more)?, Type::array(element), Vec::new())
    }

    fn json_table_columns<'w>(
        &mut self,
        written: &'w [JsonTableColumn],
        table: &mut Table<'_>,
        scope: &Scope<'_>,
    ) -> Result<(Vec<TableColumn>, Vec<Nested<'w>>)> {
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
                JsonTableColumn::Nested { path, path_at, name, columns: inner } => {
                    check_path(path, &table.names).map_err(|error| placed(error, table.at))?;
                    table.paths.push(TablePath { path: path.clone(), columns: Vec::new() });
                    let number = table.paths.len();
                    let (inner, deeper) = self.json_table_columns(inner, table, scope)?;
                    if let Some(path) = table.paths.get_mut(number - 1) {
                        path.columns = inner;
                    }
                    below.push(Nested { number, name: name.as_ref(), at: *path_at, below: deeper });
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
        self.no_calls_in("default expression for JSON_TABLE column", value)?;
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
