//! `JSON_TABLE`: the rows that nested paths find in a document, as an array of rows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, ListArray, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::DataType;
use boathouse_functions::{
    Bound, Category, Compiled, Example, Function, Input, Invocation, Kernel, Overload, Recent, Text, kernel,
};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use serde::{Deserialize, Serialize};

use super::options::{Behavior, Options};
use super::output::Output;
use super::query::text_found;
use super::rows::{Found, PathCall, column as argument};
use super::value::{Defaults, Place, assemble, place_of};
use crate::path::{Item, Path, evaluate};

/// Cells the rows of one batch may have.
const CELLS_MAX: usize = 20_000_000;

pub(crate) const FUNCTION: Function = Function {
    name: "$json_table",
    category: Category::Json,
    description: "The rows that paths find in a document.",
    examples: &[Example {
        sql: r#"(SELECT sum(a) FROM JSON_TABLE('[1, 2, 3]', 'lax $[*]' COLUMNS (a integer PATH 'lax $')))"#,
        result: "6",
    }],
    overloads: &[Overload { signature: "<T> $json_table(T, any...) -> array(T)", returns: None, kernel: table }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

/// The paths of a table, their columns, and how their rows combine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSpec {
    /// The paths below the root, which is that of the call; the plan names them by place, from 1.
    pub paths: Vec<TablePath>,
    /// The columns of the root.
    pub columns: Vec<TableColumn>,
    /// What is below the root, and whether rows of it without any below stay.
    pub plan: Option<(bool, TablePlan)>,
}

/// A nested path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePath {
    /// Its text.
    pub path: String,
    /// Its columns.
    pub columns: Vec<TableColumn>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableColumn {
    /// Its place in the row.
    pub place: usize,
    /// What is in it.
    pub cell: TableCell,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableCell {
    /// FOR ORDINALITY
    Ordinality,
    /// The scalar a path finds. The defaults are the numbers of arguments of the call.
    Value {
        /// The path.
        path: String,
        /// ON EMPTY
        on_empty: Behavior,
        /// ON ERROR
        on_error: Behavior,
        /// DEFAULT … ON EMPTY
        empty_default: Option<usize>,
        /// DEFAULT … ON ERROR
        error_default: Option<usize>,
    },
    /// The JSON text of what a path finds.
    Query {
        /// The path.
        path: String,
        /// The clauses.
        options: Options,
    },
}

/// How the rows of nested paths combine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TablePlan {
    /// The rows of a path, with those below it.
    Path(usize, Option<Box<(bool, TablePlan)>>),
    /// The rows of each, one after the other.
    Union(Vec<TablePlan>),
    /// Every row of each with every row of the others.
    Cross(Vec<TablePlan>),
}

impl TableSpec {
    /// The text that is the call's argument.
    ///
    /// # Errors
    /// None that is known.
    pub fn encode(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| TrinoError::internal(e.to_string()))
    }

    fn decode(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|e| TrinoError::internal(e.to_string()))
    }

    fn columns(&self) -> impl Iterator<Item = &TableColumn> {
        self.columns.iter().chain(self.paths.iter().flat_map(|path| &path.columns))
    }
}

/// A value of a row.
#[derive(Debug, Clone)]
enum Cell {
    Ordinal(i64),
    Value(Place),
    Text(Option<String>),
}

/// The cells a row has; all others are NULL.
type Row = Vec<(usize, Cell)>;

/// What one document's rows are made with.
struct Maker<'m, 'd> {
    spec: &'m TableSpec,
    paths: &'m Compiled<Path>,
    variables: &'m [(String, Vec<Item<'d>>)],
    on_error: Behavior,
    cells: &'m mut usize,
}

impl<'d> Maker<'_, 'd> {
    fn count(&mut self, cells: usize) -> Result<()> {
        *self.cells = self.cells.saturating_add(cells);
        if *self.cells > CELLS_MAX {
            let text = format!("JSON_TABLE makes more than {CELLS_MAX} cells");
            return Err(TrinoError::new(ErrorCode::GenericInsufficientResources, text));
        }
        Ok(())
    }

    fn find(&self, path: &str, item: &Item<'d>) -> Result<Found<'d>> {
        let path = Recent::new(self.paths).get(path)?;
        match evaluate(&path, item, self.variables) {
            Ok(items) => Ok(Found::Items(items)),
            Err(error) if error.code == ErrorCode::PathEvaluationError => Ok(Found::Failed(error)),
            Err(error) => Err(error),
        }
    }

    fn cells(&mut self, columns: &[TableColumn], item: &Item<'d>, ordinal: usize) -> Result<Row> {
        self.count(columns.len() + 1)?;
        let cell = |column: &TableColumn| {
            let cell = match &column.cell {
                TableCell::Ordinality => Cell::Ordinal(ordinal as i64 + 1),
                TableCell::Value { path, on_empty, on_error, .. } => {
                    Cell::Value(place_of(self.find(path, item)?, *on_empty, *on_error)?)
                }
                TableCell::Query { path, options } => Cell::Text(text_found(self.find(path, item)?, options)?),
            };
            Ok((column.place, cell))
        };
        columns.iter().map(cell).collect()
    }

    /// The rows of items with those below them.
    fn rows_of(
        &mut self,
        items: &[Item<'d>],
        columns: &[TableColumn],
        below: Option<&(bool, TablePlan)>,
    ) -> Result<Vec<Row>> {
        let mut rows = Vec::with_capacity(items.len());
        for (ordinal, item) in items.iter().enumerate() {
            let own = self.cells(columns, item, ordinal)?;
            let Some((outer, plan)) = below else {
                rows.push(own);
                continue;
            };
            let found = self.plan_rows(plan, item)?;
            if found.is_empty() && *outer {
                rows.push(own);
                continue;
            }
            for row in found {
                self.count(own.len() + row.len())?;
                rows.push([own.as_slice(), row.as_slice()].concat());
            }
        }
        Ok(rows)
    }

    fn plan_rows(&mut self, plan: &TablePlan, item: &Item<'d>) -> Result<Vec<Row>> {
        match plan {
            TablePlan::Path(number, below) => {
                let missing = || TrinoError::internal(format!("JSON_TABLE has no path {number}"));
                let spec = self.spec;
                let path = number.checked_sub(1).and_then(|i| spec.paths.get(i)).ok_or_else(missing)?;
                let items = match self.find(&path.path, item)? {
                    Found::Items(items) => items,
                    Found::Failed(error) if self.on_error == Behavior::Error => return Err(error),
                    Found::Failed(_) | Found::Null => Vec::new(),
                };
                self.rows_of(&items, &path.columns, below.as_deref())
            }
            TablePlan::Union(plans) => {
                let mut rows = Vec::new();
                for plan in plans {
                    rows.extend(self.plan_rows(plan, item)?);
                }
                Ok(rows)
            }
            TablePlan::Cross(plans) => {
                let mut rows: Vec<Row> = vec![Vec::new()];
                for plan in plans {
                    let next = self.plan_rows(plan, item)?;
                    let mut product = Vec::new();
                    for row in &rows {
                        for other in &next {
                            self.count(row.len() + other.len())?;
                            product.push([row.as_slice(), other.as_slice()].concat());
                        }
                    }
                    rows = product;
                }
                Ok(rows)
            }
        }
    }
}

/// Arguments: input, path, options, the spec, the defaults; then those passed to the path.
fn table(bound: &Bound) -> Result<Kernel> {
    let Type::Array(element) = &bound.returns else {
        return Err(TrinoError::internal("JSON_TABLE makes an array of rows"));
    };
    let Type::Row(fields) = element.as_ref() else {
        return Err(TrinoError::internal("JSON_TABLE makes rows"));
    };
    let types: Vec<Type> = fields.iter().map(|f| f.data_type.clone()).collect();
    let (returns, bound) = (bound.returns.to_arrow(), bound.clone());
    let (specs, paths) = (Compiled::new(TableSpec::decode), Compiled::new(Path::new));
    Ok(kernel(move |call| {
        let text = Input::<Text>::of(call, 3)?;
        let DataType::List(field) = &returns else { return Err(TrinoError::internal("an array is held as a list")) };
        let DataType::Struct(parts) = field.data_type() else {
            return Err(TrinoError::internal("a row is held as a struct"));
        };
        let Some(text) = text.get(0).filter(|_| call.rows > 0) else {
            return call.finish(arrow::array::new_empty_array(&returns));
        };
        let spec = Recent::new(&specs).get(text)?;
        let defaults: usize = spec.columns().map(default_count).sum();
        let path = PathCall::new(&bound, 1 + defaults);
        let (mut rows, mut lengths, mut outer, mut cells) = (Vec::new(), Vec::new(), Vec::new(), 0);
        path.run_with(call, |row, options, found, variables| {
            let items = match found {
                Found::Items(items) => items,
                Found::Failed(error) if options.on_error == Behavior::Error => return Err(error),
                Found::Failed(_) | Found::Null => Vec::new(),
            };
            let mut maker =
                Maker { spec: &spec, paths: &paths, variables, on_error: options.on_error, cells: &mut cells };
            let made = maker.rows_of(&items, &spec.columns, spec.plan.as_ref())?;
            lengths.push(made.len());
            outer.extend(std::iter::repeat_n(row, made.len()));
            rows.extend(made);
            Ok(())
        })?;
        let columns = columns_of(call, &spec, &rows, &outer, (&types, &bound))?;
        let row_count = rows.len();
        let nulls = None::<NullBuffer>;
        let values = StructArray::try_new_with_length(parts.clone(), columns, nulls, row_count)?;
        let list = ListArray::try_new(Arc::clone(field), OffsetBuffer::from_lengths(lengths), Arc::new(values), None)?;
        debug_assert!(list.nulls().is_none());
        call.finish(Arc::new(list))
    }))
}

/// The columns of all rows; `outer` says which row of the batch each is of.
fn columns_of(
    call: &Invocation<'_>,
    spec: &TableSpec,
    rows: &[Row],
    outer: &[usize],
    (types, bound): (&[Type], &Bound),
) -> Result<Vec<ArrayRef>> {
    let mut columns: Vec<Option<ArrayRef>> = vec![None; types.len()];
    for declared in spec.columns() {
        let Some(data_type) = types.get(declared.place) else { continue };
        let default = |number: &Option<usize>| match number {
            Some(number) => argument(call, 4 + number),
            None => Ok(arrow::array::new_null_array(&data_type.to_arrow(), 1)),
        };
        let made = match &declared.cell {
            TableCell::Value { on_error, empty_default, error_default, .. } => {
                let defaults = Defaults {
                    on_empty: default(empty_default)?,
                    on_error: default(error_default)?,
                    raise: *on_error == Behavior::Error,
                    by_default: *on_error == Behavior::Default,
                };
                let places = rows.iter().map(|row| place_in(row, declared.place)).collect();
                let outer = |row: usize| outer.get(row).copied().unwrap_or(0);
                assemble(places, &defaults, data_type, &bound.session, outer)?
            }
            other => plain(other, rows, declared.place, data_type),
        };
        if let Some(place) = columns.get_mut(declared.place) {
            *place = Some(made);
        }
    }
    let missing = |(i, made): (usize, Option<ArrayRef>)| {
        made.ok_or_else(|| TrinoError::internal(format!("column {i} of JSON_TABLE has no values")))
    };
    columns.into_iter().enumerate().map(missing).collect()
}

fn default_count(column: &TableColumn) -> usize {
    match &column.cell {
        TableCell::Value { empty_default, error_default, .. } => {
            usize::from(empty_default.is_some()) + usize::from(error_default.is_some())
        }
        _ => 0,
    }
}

fn place_in(row: &Row, column: usize) -> Place {
    match row.iter().find(|(place, _)| *place == column) {
        Some((_, Cell::Value(place))) => place.clone(),
        _ => Place::Null,
    }
}

/// A column of ordinals or of JSON text.
fn plain(cell: &TableCell, rows: &[Row], column: usize, data_type: &Type) -> ArrayRef {
    let found = rows.iter().map(|row| row.iter().find(|(place, _)| *place == column).map(|(_, cell)| cell));
    match cell {
        TableCell::Query { options, .. } => {
            let mut output = Output::new(data_type, options.output, rows.len());
            for cell in found {
                output.push(match cell {
                    Some(Cell::Text(text)) => text.as_deref(),
                    _ => None,
                });
            }
            output.finish()
        }
        _ => {
            let ordinal = |cell: Option<&Cell>| match cell {
                Some(Cell::Ordinal(ordinal)) => Some(*ordinal),
                _ => None,
            };
            Arc::new(found.map(ordinal).collect::<Int64Array>())
        }
    }
}
