//! A path run for every row of a batch.

use std::sync::Arc;

use arrow::array::ArrayRef;
use boathouse_functions::{Bound, Compiled, Input, Invocation, Recent, Text};
use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::logical_expr::ColumnarValue;

use super::input::{Given, Reader};
use super::input_error;
use super::options::Options;
use crate::path::{Item, Path, evaluate};

/// What a path found in a row.
pub(super) enum Found<'d> {
    /// There is no input.
    Null,
    Items(Vec<Item<'d>>),
    Failed(TrinoError),
}

/// What is kept over batches.
pub(super) struct PathCall {
    bound: Bound,
    paths: Compiled<Path>,
    options: Compiled<Options>,
    /// Arguments before those passed to the path.
    fixed: usize,
}

/// An argument as it came: of one row when it is the same for all.
pub(super) fn column(call: &Invocation<'_>, index: usize) -> Result<ArrayRef> {
    match call.value(index)? {
        ColumnarValue::Array(array) => Ok(Arc::clone(array)),
        ColumnarValue::Scalar(scalar) => scalar.to_array().map_err(|e| TrinoError::internal(e.to_string())),
    }
}

impl PathCall {
    /// A call whose arguments are the input, the path, the options and so many more, then those passed.
    pub(super) fn new(bound: &Bound, more: usize) -> Self {
        Self {
            bound: bound.clone(),
            paths: Compiled::new(Path::new),
            options: Compiled::new(Options::decode),
            fixed: 3 + more,
        }
    }

    /// Runs the path for every row.
    pub(super) fn run(
        &self,
        call: &Invocation<'_>,
        mut each: impl FnMut(usize, &Options, Found<'_>) -> Result<()>,
    ) -> Result<usize> {
        self.run_with(call, |row, options, found, _| each(row, options, found))
    }

    /// Runs the path for every row; `each` sees the values passed to it too.
    pub(super) fn run_with(
        &self,
        call: &Invocation<'_>,
        mut each: impl for<'d> FnMut(usize, &Options, Found<'d>, &[(String, Vec<Item<'d>>)]) -> Result<()>,
    ) -> Result<usize> {
        let (path, options) = (Input::<Text>::of(call, 1)?, Input::<Text>::of(call, 2)?);
        let rows = call.rows_to_compute();
        let constant = |input: Option<&str>| input.map(str::to_owned);
        if rows == 0 {
            return Ok(0);
        }
        let (Some(path), Some(options)) = (constant(path.get(0)), constant(options.get(0))) else {
            return Err(TrinoError::internal("a JSON path and its options are constants"));
        };
        let path = Recent::new(&self.paths).get(&path)?;
        let options = Recent::new(&self.options).get(&options)?;
        let input = Reader::new(self.bound.argument(0)?, Some(options.input), &self.bound.session)?;
        let input = input.column(&column(call, 0)?)?;
        let mut readers = Vec::with_capacity(options.parameters.len());
        for (i, parameter) in options.parameters.iter().enumerate() {
            let data_type = self.bound.argument(self.fixed + i)?;
            readers.push(Reader::new(data_type, parameter.format, &self.bound.session)?);
        }
        let mut columns = Vec::with_capacity(readers.len());
        for (i, reader) in readers.iter().enumerate() {
            columns.push(reader.column(&column(call, self.fixed + i)?)?);
        }
        for row in 0..rows {
            let root = match input.get(row) {
                Given::Null => {
                    each(row, &options, Found::Null, &[])?;
                    continue;
                }
                Given::Wrong => {
                    each(row, &options, Found::Failed(input_error()), &[])?;
                    continue;
                }
                Given::Item(item) => item,
            };
            let root = root.to_json().unwrap_or(crate::document::Json::Null);
            let mut variables = Vec::with_capacity(columns.len());
            let mut wrong = false;
            for (parameter, column) in options.parameters.iter().zip(&columns) {
                let items = match column.get(row) {
                    // NULL that is JSON is nothing at all; any other is JSON's null.
                    Given::Null if parameter.format.is_some() => Vec::new(),
                    Given::Null => vec![Item::Made(crate::document::Json::Null)],
                    Given::Item(item) => vec![item],
                    Given::Wrong => {
                        wrong = true;
                        Vec::new()
                    }
                };
                variables.push((parameter.name.clone(), items));
            }
            if wrong {
                each(row, &options, Found::Failed(input_error()), &[])?;
                continue;
            }
            match evaluate(&path, &Item::Node(&root), &variables) {
                Ok(items) => each(row, &options, Found::Items(items), &variables)?,
                Err(error) if error.code == ErrorCode::PathEvaluationError => {
                    each(row, &options, Found::Failed(error), &[])?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(rows)
    }
}
