//! `array_sort` in the order of a lambda.

use arrow::array::{ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Int64Type;
use boathouse_functions::{Invocation, LambdaCall};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::Nested;
use crate::build::Picks;

/// Two neighbouring runs of a row on their way to become one.
struct Merge {
    row: u32,
    left: std::iter::Peekable<std::vec::IntoIter<u32>>,
    right: std::iter::Peekable<std::vec::IntoIter<u32>>,
    merged: Vec<u32>,
}

impl Merge {
    /// The next two elements to compare: the one behind first, as it moves only when it is less.
    fn question(&mut self) -> Option<(u32, u32)> {
        self.right.peek().copied().zip(self.left.peek().copied())
    }

    fn answer(&mut self, less: bool) {
        let next = if less { self.right.next() } else { self.left.next() };
        self.merged.extend(next);
    }
}

/// Sorts all rows together: runs of one element are merged to runs of two, then of four, and in each round all
/// merges of all rows ask for their next comparison at once.
pub(crate) fn sorted(element: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let lists = Nested::list(call, 0)?;
    let body = call.lambda(0)?;
    let rows = call.rows_to_compute();
    let row_places = |row: usize| lists.range(row).map(|range| range.map(|place| place as u32).collect());
    let mut arrays: Vec<Option<Vec<u32>>> = (0..rows).map(row_places).collect();
    let longest = arrays.iter().flatten().map(Vec::len).max().unwrap_or_default();
    let mut width = 1;
    while width < longest {
        merge_round(&mut arrays, width, lists.elements(), body)?;
        width *= 2;
    }
    let mut out = Picks::new(rows);
    for array in arrays {
        match array {
            Some(places) => {
                out.places.extend(places);
                out.end()?;
            }
            None => out.null(),
        }
    }
    out.list(element, lists.elements())
}

fn merge_round(arrays: &mut [Option<Vec<u32>>], width: usize, elements: &ArrayRef, body: &LambdaCall) -> Result<()> {
    let mut merges: Vec<Merge> = Vec::new();
    for (row, places) in arrays.iter_mut().enumerate() {
        let Some(places) = places else { continue };
        for pair in places.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let run = |places: &[u32]| Vec::from(places).into_iter().peekable();
            let merged = Vec::with_capacity(pair.len());
            merges.push(Merge { row: row as u32, left: run(left), right: run(right), merged });
        }
        places.clear();
    }
    let mut open: Vec<usize> = (0..merges.len()).collect();
    loop {
        open.retain(|i| merges[*i].question().is_some());
        if open.is_empty() {
            break;
        }
        let questions: Vec<(u32, u32)> = open.iter().filter_map(|i| merges[*i].question()).collect();
        let column = |places: Vec<u32>| take(elements, &UInt32Array::from(places), None);
        let first = column(questions.iter().map(|q| q.0).collect())?;
        let second = column(questions.iter().map(|q| q.1).collect())?;
        let outer = UInt32Array::from_iter_values(open.iter().map(|i| merges[*i].row));
        let answers = body.call(&[first, second], &outer)?;
        for (i, less) in open.iter().zip(signs(&answers)?) {
            merges[*i].answer(less);
        }
    }
    for merge in merges {
        if let Some(places) = &mut arrays[merge.row as usize] {
            places.extend(merge.merged);
            places.extend(merge.left);
            places.extend(merge.right);
        }
    }
    Ok(())
}

/// Whether the first element is less, by each answer of the comparator.
fn signs(answers: &ArrayRef) -> Result<Vec<bool>> {
    let answers = answers.as_primitive_opt::<Int64Type>();
    let answers = answers.ok_or_else(|| TrinoError::internal("a comparator's answers are not held as bigint"))?;
    let sign = |answer: Option<i64>| match answer {
        Some(answer @ -1..=1) => Ok(answer < 0),
        _ => Err(TrinoError::invalid_argument("Lambda comparator must return either -1, 0, or 1")),
    };
    answers.iter().map(sign).collect()
}
