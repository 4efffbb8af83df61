//! Bodies whose result is a part of their first argument: the result shares the argument's buffers.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewArray, StringViewBuilder};
use boathouse_functions::{Arg, Input, Kernel, Text, kernel};
use boathouse_types::Result;

/// The bytes of the part.
pub(crate) type Range = std::ops::Range<usize>;

/// Values up to this length are held in the view itself.
const INLINE_MAX: usize = 12;

/// Collects parts of the values of one column.
struct Parts<'a> {
    source: &'a StringViewArray,
    builder: StringViewBuilder,
    first_block: u32,
}

impl<'a> Parts<'a> {
    fn new(source: &'a StringViewArray, rows: usize) -> Self {
        let mut builder = StringViewBuilder::with_capacity(rows);
        let mut first_block = None;
        for buffer in source.data_buffers() {
            let block = builder.append_block(buffer.clone());
            first_block.get_or_insert(block);
        }
        Self { source, builder, first_block: first_block.unwrap_or(0) }
    }

    fn push(&mut self, place: usize, text: &str, part: Option<Range>) -> Result<()> {
        match part {
            None => self.builder.append_null(),
            Some(part) if part.len() <= INLINE_MAX => self.builder.append_value(text.get(part).unwrap_or_default()),
            Some(part) => {
                // A view holds, from its lowest bits: length, prefix, buffer and offset.
                let view = self.source.views()[place];
                let (buffer, offset) = ((view >> 64) as u32, (view >> 96) as u32);
                let start = offset.saturating_add(part.start as u32);
                self.builder.try_append_view(self.first_block + buffer, start, part.len() as u32)?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> ArrayRef {
        Arc::new(self.builder.finish())
    }
}

/// A kernel of one argument.
pub(crate) fn slice1(body: impl Fn(&str) -> Option<Range> + Send + Sync + 'static) -> Kernel {
    kernel(move |call| {
        let text = Input::<Text>::of(call, 0)?;
        let rows = call.rows_to_compute();
        let mut parts = Parts::new(text.column(), rows);
        for row in 0..rows {
            match text.get(row) {
                Some(value) => parts.push(text.place(row), value, body(value))?,
                None => parts.push(0, "", None)?,
            }
        }
        call.finish(parts.finish())
    })
}

/// A kernel of two arguments.
pub(crate) fn slice2<B: Arg>(
    body: impl for<'a> Fn(&str, B::Value<'a>) -> Result<Option<Range>> + Send + Sync + 'static,
) -> Kernel {
    kernel(move |call| {
        let (text, second) = (Input::<Text>::of(call, 0)?, Input::<B>::of(call, 1)?);
        let rows = call.rows_to_compute();
        let mut parts = Parts::new(text.column(), rows);
        for row in 0..rows {
            match (text.get(row), second.get(row)) {
                (Some(value), Some(b)) => parts.push(text.place(row), value, body(value, b)?)?,
                _ => parts.push(0, "", None)?,
            }
        }
        call.finish(parts.finish())
    })
}

/// A kernel of three arguments.
pub(crate) fn slice3<B: Arg, C: Arg>(
    body: impl for<'a> Fn(&str, B::Value<'a>, C::Value<'a>) -> Result<Option<Range>> + Send + Sync + 'static,
) -> Kernel {
    kernel(move |call| {
        let (text, second) = (Input::<Text>::of(call, 0)?, Input::<B>::of(call, 1)?);
        let third = Input::<C>::of(call, 2)?;
        let rows = call.rows_to_compute();
        let mut parts = Parts::new(text.column(), rows);
        for row in 0..rows {
            match (text.get(row), second.get(row), third.get(row)) {
                (Some(value), Some(b), Some(c)) => parts.push(text.place(row), value, body(value, b, c)?)?,
                _ => parts.push(0, "", None)?,
            }
        }
        call.finish(parts.finish())
    })
}
