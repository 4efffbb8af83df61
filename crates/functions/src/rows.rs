//! Bodies written value by value: `rows2::<Text, I64, Text>(|text, n| …)` is a kernel over columns.
//!
//! The loops are compiled for the columns' types; single values are not repeated. NULL arguments give NULL
//! and no call.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryViewArray, BinaryViewBuilder, BooleanArray, BooleanBuilder, FixedSizeBinaryArray,
    FixedSizeBinaryBuilder, PrimitiveArray, PrimitiveBuilder, StringViewArray, StringViewBuilder,
};
use arrow::datatypes::{
    ArrowPrimitiveType, Date32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type,
};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

use crate::{Invocation, Kernel, check_room, check_stop, kernel};

/// How many bytes are made between two looks.
const LOOK_BYTES: usize = 8 << 20;

/// A kind of argument.
pub trait Arg: 'static {
    /// The column it is read from.
    type Column: Array + Clone + 'static;
    /// What the body sees.
    type Value<'a>;
    /// The value of a row that is not NULL.
    fn value(column: &Self::Column, row: usize) -> Self::Value<'_>;
}

/// A kind of result.
pub trait Out: 'static {
    /// What the body returns.
    type Owned;
    /// Makes the column.
    fn collect(
        data_type: &Type,
        rows: usize,
        values: impl Iterator<Item = Result<Option<Self::Owned>>>,
    ) -> Result<ArrayRef>;
}

macro_rules! primitive {
    ($($(#[$doc:meta])* $name:ident, $arrow:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Arg for $name {
            type Column = PrimitiveArray<$arrow>;
            type Value<'a> = <$arrow as ArrowPrimitiveType>::Native;
            fn value(column: &Self::Column, row: usize) -> Self::Value<'_> {
                column.value(row)
            }
        }

        impl Out for $name {
            type Owned = <$arrow as ArrowPrimitiveType>::Native;
            fn collect(
                data_type: &Type,
                rows: usize,
                values: impl Iterator<Item = Result<Option<Self::Owned>>>,
            ) -> Result<ArrayRef> {
                let mut builder = PrimitiveBuilder::<$arrow>::with_capacity(rows);
                for value in values {
                    builder.append_option(value?);
                }
                Ok(Arc::new(builder.finish().with_data_type(data_type.to_arrow())))
            }
        }
    )*};
}

primitive! {
    /// tinyint
    I8, Int8Type;
    /// smallint
    I16, Int16Type;
    /// integer
    I32, Int32Type;
    /// bigint
    I64, Int64Type;
    /// real
    Real, Float32Type;
    /// double
    Double, Float64Type;
    /// decimal of up to 18 digits, unscaled
    D64, Decimal64Type;
    /// decimal of more digits, unscaled
    D128, Decimal128Type;
    /// date, in days since the epoch
    Date, Date32Type;
}

/// boolean
#[derive(Debug)]
pub struct Bool;

impl Arg for Bool {
    type Column = BooleanArray;
    type Value<'a> = bool;
    fn value(column: &Self::Column, row: usize) -> bool {
        column.value(row)
    }
}

impl Out for Bool {
    type Owned = bool;
    fn collect(_: &Type, rows: usize, values: impl Iterator<Item = Result<Option<bool>>>) -> Result<ArrayRef> {
        let mut builder = BooleanBuilder::with_capacity(rows);
        for value in values {
            builder.append_option(value?);
        }
        Ok(Arc::new(builder.finish()))
    }
}

/// Bytes that a loop has made. It ends when they are too many, or when its query was stopped.
#[derive(Default)]
struct Made {
    bytes: usize,
    looked_at: usize,
}

impl Made {
    fn count(&mut self, bytes: usize) -> Result<()> {
        self.bytes += bytes;
        if self.bytes - self.looked_at < LOOK_BYTES {
            return Ok(());
        }
        self.looked_at = self.bytes;
        check_stop()?;
        check_room(self.bytes)
    }
}

/// varchar, char, json
#[derive(Debug)]
pub struct Text;

impl Arg for Text {
    type Column = StringViewArray;
    type Value<'a> = &'a str;
    fn value(column: &Self::Column, row: usize) -> &str {
        column.value(row)
    }
}

impl Out for Text {
    type Owned = String;
    fn collect(_: &Type, rows: usize, values: impl Iterator<Item = Result<Option<String>>>) -> Result<ArrayRef> {
        let mut builder = StringViewBuilder::with_capacity(rows);
        let mut made = Made::default();
        for value in values {
            let value = value?;
            made.count(value.as_ref().map_or(0, |value| value.len()))?;
            builder.append_option(value);
        }
        Ok(Arc::new(builder.finish()))
    }
}

/// varbinary and the digests
#[derive(Debug)]
pub struct Bytes;

impl Arg for Bytes {
    type Column = BinaryViewArray;
    type Value<'a> = &'a [u8];
    fn value(column: &Self::Column, row: usize) -> &[u8] {
        column.value(row)
    }
}

impl Out for Bytes {
    type Owned = Vec<u8>;
    fn collect(_: &Type, rows: usize, values: impl Iterator<Item = Result<Option<Vec<u8>>>>) -> Result<ArrayRef> {
        let mut builder = BinaryViewBuilder::with_capacity(rows);
        let mut made = Made::default();
        for value in values {
            let value = value?;
            made.count(value.as_ref().map_or(0, |value| value.len()))?;
            builder.append_option(value);
        }
        Ok(Arc::new(builder.finish()))
    }
}

/// uuid and ipaddress
#[derive(Debug)]
pub struct Fixed16;

impl Arg for Fixed16 {
    type Column = FixedSizeBinaryArray;
    type Value<'a> = &'a [u8];
    fn value(column: &Self::Column, row: usize) -> &[u8] {
        column.value(row)
    }
}

impl Out for Fixed16 {
    type Owned = [u8; 16];
    fn collect(_: &Type, rows: usize, values: impl Iterator<Item = Result<Option<[u8; 16]>>>) -> Result<ArrayRef> {
        let mut builder = FixedSizeBinaryBuilder::with_capacity(rows, 16);
        for value in values {
            match value? {
                Some(bytes) => builder.append_value(bytes)?,
                None => builder.append_null(),
            }
        }
        Ok(Arc::new(builder.finish()))
    }
}

/// A column, or one value for every row.
#[derive(Debug)]
pub struct Input<A: Arg> {
    column: A::Column,
    repeated: bool,
}

impl<A: Arg> Input<A> {
    /// An argument of a call.
    ///
    /// # Errors
    /// Internal error when there is no such argument, or it is held in another way.
    pub fn of(invocation: &Invocation<'_>, index: usize) -> Result<Self> {
        let (array, repeated) = match invocation.value(index)? {
            ColumnarValue::Array(array) => (Arc::clone(array), false),
            ColumnarValue::Scalar(scalar) => {
                (scalar.to_array().map_err(|e| TrinoError::internal(e.to_string()))?, true)
            }
        };
        let column = array.as_any().downcast_ref::<A::Column>().cloned().ok_or_else(|| {
            TrinoError::internal(format!(
                "argument {index} is held as {}, which its kernel does not read",
                array.data_type()
            ))
        })?;
        Ok(Self { column, repeated })
    }

    /// The column behind it, of one row when the value is the same for all.
    pub fn column(&self) -> &A::Column {
        &self.column
    }

    /// Where in [`Self::column`] a row of the batch is.
    pub fn place(&self, row: usize) -> usize {
        if self.repeated { 0 } else { row }
    }

    /// The value of a row, if it is not NULL.
    pub fn get(&self, row: usize) -> Option<A::Value<'_>> {
        let row = self.place(row);
        (!self.column.is_null(row)).then(|| A::value(&self.column, row))
    }
}

/// A kernel of one argument.
pub fn rows1<A: Arg, R: Out>(
    returns: &Type,
    body: impl for<'a> Fn(A::Value<'a>) -> Result<Option<R::Owned>> + Send + Sync + 'static,
) -> Kernel {
    let returns = returns.clone();
    kernel(move |call| {
        let a = Input::<A>::of(call, 0)?;
        let rows = call.rows_to_compute();
        let values = (0..rows).map(|i| a.get(i).map_or(Ok(None), &body));
        call.finish(R::collect(&returns, rows, values)?)
    })
}

/// A kernel of two arguments.
pub fn rows2<A: Arg, B: Arg, R: Out>(
    returns: &Type,
    body: impl for<'a> Fn(A::Value<'a>, B::Value<'a>) -> Result<Option<R::Owned>> + Send + Sync + 'static,
) -> Kernel {
    let returns = returns.clone();
    kernel(move |call| {
        let (a, b) = (Input::<A>::of(call, 0)?, Input::<B>::of(call, 1)?);
        let rows = call.rows_to_compute();
        let values = (0..rows).map(|i| match (a.get(i), b.get(i)) {
            (Some(a), Some(b)) => body(a, b),
            _ => Ok(None),
        });
        call.finish(R::collect(&returns, rows, values)?)
    })
}

/// A kernel of three arguments.
pub fn rows3<A: Arg, B: Arg, C: Arg, R: Out>(
    returns: &Type,
    body: impl for<'a> Fn(A::Value<'a>, B::Value<'a>, C::Value<'a>) -> Result<Option<R::Owned>> + Send + Sync + 'static,
) -> Kernel {
    let returns = returns.clone();
    kernel(move |call| {
        let (a, b, c) = (Input::<A>::of(call, 0)?, Input::<B>::of(call, 1)?, Input::<C>::of(call, 2)?);
        let rows = call.rows_to_compute();
        let values = (0..rows).map(|i| match (a.get(i), b.get(i), c.get(i)) {
            (Some(a), Some(b), Some(c)) => body(a, b, c),
            _ => Ok(None),
        });
        call.finish(R::collect(&returns, rows, values)?)
    })
}

/// A kernel of four arguments.
pub fn rows4<A: Arg, B: Arg, C: Arg, D: Arg, R: Out>(
    returns: &Type,
    body: impl for<'a> Fn(A::Value<'a>, B::Value<'a>, C::Value<'a>, D::Value<'a>) -> Result<Option<R::Owned>>
    + Send
    + Sync
    + 'static,
) -> Kernel {
    let returns = returns.clone();
    kernel(move |call| {
        let (a, b) = (Input::<A>::of(call, 0)?, Input::<B>::of(call, 1)?);
        let (c, d) = (Input::<C>::of(call, 2)?, Input::<D>::of(call, 3)?);
        let rows = call.rows_to_compute();
        let values = (0..rows).map(|i| match (a.get(i), b.get(i), c.get(i), d.get(i)) {
            (Some(a), Some(b), Some(c), Some(d)) => body(a, b, c, d),
            _ => Ok(None),
        });
        call.finish(R::collect(&returns, rows, values)?)
    })
}
