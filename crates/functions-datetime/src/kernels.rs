//! Bodies over the columns of [`crate::column`], value by value.

use std::sync::Arc;

use arrow::array::ArrayRef;
use boathouse_functions::{Bound, Invocation, Kernel, kernel};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

use crate::column::{Read, Texts, Write};

/// An argument: a column, or one value for every row.
pub(crate) struct Input<R> {
    reader: R,
    repeated: bool,
}

impl<R: Read> Input<R> {
    pub(crate) fn of(call: &Invocation<'_>, index: usize) -> Result<Self> {
        let (column, repeated) = column_of(call, index)?;
        Ok(Self { reader: R::open(&column)?, repeated })
    }

    pub(crate) fn get(&self, row: usize) -> Option<R::Value<'_>> {
        self.reader.get(if self.repeated { 0 } else { row })
    }
}

/// An argument's column, and whether its one row stands for all.
pub(crate) fn column_of(call: &Invocation<'_>, index: usize) -> Result<(ArrayRef, bool)> {
    Ok(match call.value(index)? {
        ColumnarValue::Array(column) => (Arc::clone(column), false),
        ColumnarValue::Scalar(value) => {
            (value.to_array().map_err(|error| TrinoError::internal(error.to_string()))?, true)
        }
    })
}

type Prepare<P> = dyn Fn(&str) -> Result<P>;

/// A text argument that is compiled before use, such as a unit, a zone or a format.
pub(crate) struct Prepared<P> {
    texts: Input<Texts>,
    prepare: Box<Prepare<P>>,
    /// The text compiled last: mostly there is but one.
    last: Option<(String, Arc<P>)>,
}

impl<P> Prepared<P> {
    pub(crate) fn of(
        call: &Invocation<'_>,
        index: usize,
        prepare: impl Fn(&str) -> Result<P> + 'static,
    ) -> Result<Self> {
        Ok(Self { texts: Input::of(call, index)?, prepare: Box::new(prepare), last: None })
    }

    pub(crate) fn get(&mut self, row: usize) -> Result<Option<Arc<P>>> {
        let Some(text) = self.texts.get(row) else { return Ok(None) };
        if let Some((known, prepared)) = &self.last
            && known == text
        {
            return Ok(Some(Arc::clone(prepared)));
        }
        let prepared = Arc::new((self.prepare)(text)?);
        self.last = Some((text.to_owned(), Arc::clone(&prepared)));
        Ok(Some(prepared))
    }

    /// The compiled form, when one text stands for all rows.
    pub(crate) fn constant(&mut self) -> Result<Option<Arc<P>>> {
        if self.texts.repeated { self.get(0) } else { Ok(None) }
    }
}

/// Writes one row after another.
pub(crate) fn collect<W: Write>(
    call: &Invocation<'_>,
    returns: &Type,
    mut value: impl FnMut(usize) -> Result<Option<W::Value>>,
) -> Result<ColumnarValue> {
    let rows = call.rows_to_compute();
    let mut builder = W::new(returns, rows);
    for row in 0..rows {
        builder.push(value(row)?)?;
    }
    call.finish(builder.finish()?)
}

/// A kernel of one argument.
pub(crate) fn map1<A: Read, W: Write>(
    bound: &Bound,
    body: impl for<'a> Fn(A::Value<'a>) -> Result<W::Value> + Send + Sync + 'static,
) -> Kernel {
    let returns = bound.returns.clone();
    kernel(move |call| {
        let a = Input::<A>::of(call, 0)?;
        collect::<W>(call, &returns, |row| a.get(row).map(&body).transpose())
    })
}

/// A kernel of two arguments.
pub(crate) fn map2<A: Read, B: Read, W: Write>(
    bound: &Bound,
    body: impl for<'a> Fn(A::Value<'a>, B::Value<'a>) -> Result<W::Value> + Send + Sync + 'static,
) -> Kernel {
    let returns = bound.returns.clone();
    kernel(move |call| {
        let (a, b) = (Input::<A>::of(call, 0)?, Input::<B>::of(call, 1)?);
        collect::<W>(call, &returns, |row| match (a.get(row), b.get(row)) {
            (Some(a), Some(b)) => body(a, b).map(Some),
            _ => Ok(None),
        })
    })
}

/// A kernel of three arguments.
pub(crate) fn map3<A: Read, B: Read, C: Read, W: Write>(
    bound: &Bound,
    body: impl for<'a> Fn(A::Value<'a>, B::Value<'a>, C::Value<'a>) -> Result<W::Value> + Send + Sync + 'static,
) -> Kernel {
    let returns = bound.returns.clone();
    kernel(move |call| {
        let (a, b, c) = (Input::<A>::of(call, 0)?, Input::<B>::of(call, 1)?, Input::<C>::of(call, 2)?);
        collect::<W>(call, &returns, |row| match (a.get(row), b.get(row), c.get(row)) {
            (Some(a), Some(b), Some(c)) => body(a, b, c).map(Some),
            _ => Ok(None),
        })
    })
}

/// A kernel of a value and a text that is compiled.
pub(crate) fn map_prepared<A: Read, P: 'static, W: Write>(
    bound: &Bound,
    prepare: impl Fn(&str) -> Result<P> + Clone + Send + Sync + 'static,
    body: impl for<'a> Fn(A::Value<'a>, &P) -> Result<W::Value> + Send + Sync + 'static,
) -> Kernel {
    let returns = bound.returns.clone();
    kernel(move |call| {
        let a = Input::<A>::of(call, 0)?;
        let mut b = Prepared::of(call, 1, prepare.clone())?;
        collect::<W>(call, &returns, |row| match (a.get(row), b.get(row)?) {
            (Some(a), Some(b)) => body(a, &b).map(Some),
            _ => Ok(None),
        })
    })
}
