//! Lambdas over the elements of all rows at once.

use arrow::array::{Array, ArrayRef, UInt32Array, new_empty_array};
use arrow::compute::{concat, take};
use boathouse_functions::{LambdaCall, check_room, check_stop, held_bytes};
use boathouse_types::Result;

use crate::args::Nested;
use crate::build::{Shape, checked};

/// The elements of all rows, one after the other.
pub(crate) struct Flat {
    /// Where each element is in the children.
    pub(crate) places: Vec<u32>,
    /// The row each belongs to.
    pub(crate) outer: Vec<u32>,
    /// Where the rows begin.
    pub(crate) shape: Shape,
    /// How many elements each row has; none for NULL.
    pub(crate) lengths: Vec<Option<usize>>,
}

impl Flat {
    pub(crate) fn of(nested: &Nested, rows: usize) -> Result<Self> {
        let mut flat = Self { places: vec![], outer: vec![], shape: Shape::with_capacity(rows), lengths: vec![] };
        for row in 0..rows {
            let range = nested.range(row);
            flat.lengths.push(range.as_ref().map(ExactSizeIterator::len));
            let Some(range) = range else {
                flat.shape.null();
                continue;
            };
            checked(flat.places.len() + range.len())?;
            flat.outer.extend(std::iter::repeat_n(row as u32, range.len()));
            flat.places.extend(range.map(|place| place as u32));
            flat.shape.end(flat.places.len())?;
        }
        Ok(flat)
    }

    /// The body's results for all elements, whose parameters are these columns of children.
    pub(crate) fn run(&self, body: &LambdaCall, children: &[ArrayRef]) -> Result<ArrayRef> {
        run(body, self.outer.len(), |chunk| {
            let places = UInt32Array::from(self.places[chunk.clone()].to_vec());
            let parameters: Vec<ArrayRef> =
                children.iter().map(|child| take(child, &places, None)).collect::<std::result::Result<_, _>>()?;
            Ok((parameters, UInt32Array::from(self.outer[chunk].to_vec())))
        })
    }
}

/// Runs a body on `count` elements in chunks; `make` gives the parameters and rows of a chunk.
pub(crate) fn run(
    body: &LambdaCall,
    count: usize,
    make: impl Fn(std::ops::Range<usize>) -> Result<(Vec<ArrayRef>, UInt32Array)>,
) -> Result<ArrayRef> {
    let (mut results, mut bytes) = (Vec::new(), 0);
    let chunk = body.rows_at_a_time();
    for start in (0..count).step_by(chunk) {
        let (parameters, outer) = make(start..count.min(start + chunk))?;
        let result = body.call(&parameters, &outer)?;
        bytes += held_bytes(&result);
        check_room(bytes)?;
        check_stop()?;
        results.push(result);
    }
    match results.as_slice() {
        [] => Ok(new_empty_array(&body.returns().to_arrow())),
        [one] => Ok(ArrayRef::clone(one)),
        many => Ok(concat(&many.iter().map(AsRef::as_ref).collect::<Vec<&dyn Array>>())?),
    }
}
