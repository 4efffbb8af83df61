//! `$array`: ARRAY[…].

use arrow::array::ArrayRef;
use arrow_schema::DataType;
use boathouse_functions::{Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, Type};

use crate::args::Column;
use crate::build::{Mixed, element_of};

/// `ARRAY[]` binds no variable: its caller binds the call itself, to `array(unknown)`.
pub(crate) const FUNCTION: Function = Function {
    name: "$array",
    description: "An array of the given elements.",
    examples: &[Example { sql: "ARRAY[1, 2]", result: "[1, 2]" }],
    overloads: &[Overload {
        signature: "<T> $array(T...) -> array(T)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(build(&element, call)?)))
        },
    }],
    called_on_null: true,
    ..Function::DEFAULT
};

fn build(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let columns: Vec<Column> = (0..call.args.len()).map(|i| Column::of(call, i)).collect::<Result<_>>()?;
    let rows = call.rows_to_compute();
    let mut out = Mixed::new(rows);
    for row in 0..rows {
        for (i, column) in columns.iter().enumerate() {
            out.push(i, column.place(row));
        }
        out.end()?;
    }
    if element.to_arrow() == DataType::Null {
        let count = out.places.len();
        return out.shape.list(element, arrow::array::new_null_array(&DataType::Null, count));
    }
    let arrays: Vec<&ArrayRef> = columns.iter().map(|c| &c.array).collect();
    out.list(element, &arrays)
}
