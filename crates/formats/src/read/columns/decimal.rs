//! A growing column of decimals, in the width the table's schema has them in.

use std::sync::Arc;

use arrow::array::{ArrayBuilder, ArrayRef, Decimal64Builder, Decimal128Builder};
use arrow_schema::DataType;

use super::super::scalar::parse_decimal;

/// Unscaled values in 64 bits as long as every value of the type fits, else in 128.
#[derive(Debug)]
pub(crate) struct DecimalColumn {
    values: Values,
    pub(crate) precision: u8,
    pub(crate) scale: u8,
}

#[derive(Debug)]
enum Values {
    Short(Decimal64Builder),
    Long(Decimal128Builder),
}

impl DecimalColumn {
    /// An empty column of the type that the schema gives decimals of this precision.
    pub(super) fn new(arrow: DataType, precision: u8, scale: u8, capacity: usize) -> Self {
        let values = match arrow {
            DataType::Decimal64(..) => Values::Short(Decimal64Builder::with_capacity(capacity).with_data_type(arrow)),
            arrow => Values::Long(Decimal128Builder::with_capacity(capacity).with_data_type(arrow)),
        };
        Self { values, precision, scale }
    }

    /// Appends the value a text has, and tells whether it has one; appends nothing otherwise.
    pub(crate) fn append_text(&mut self, text: &[u8]) -> Option<()> {
        let value = parse_decimal(text, self.precision, self.scale)?;
        match &mut self.values {
            Values::Short(builder) => builder.append_value(i64::try_from(value).ok()?),
            Values::Long(builder) => builder.append_value(value),
        }
        Some(())
    }

    /// Appends a coefficient times a power of ten, and tells whether its type holds that; appends nothing
    /// otherwise. Digits beyond the scale are rounded, halves away from zero.
    pub(crate) fn append_scaled(&mut self, coefficient: i128, exponent: i32) -> Option<()> {
        let shift = exponent.checked_add(i32::from(self.scale))?;
        let power = 10_i128.checked_pow(shift.unsigned_abs());
        let value = match (shift >= 0, power) {
            (true, power) => coefficient.checked_mul(power?)?,
            (false, None) => 0,
            (false, Some(power)) => {
                let (whole, rest) = (coefficient / power, coefficient % power);
                whole + if rest.unsigned_abs() >= power.unsigned_abs().div_ceil(2) { rest.signum() } else { 0 }
            }
        };
        if value.unsigned_abs() >= 10_u128.checked_pow(u32::from(self.precision))? {
            return None;
        }
        match &mut self.values {
            Values::Short(builder) => builder.append_value(i64::try_from(value).ok()?),
            Values::Long(builder) => builder.append_value(value),
        }
        Some(())
    }

    /// Appends NULL.
    pub(crate) fn append_null(&mut self) {
        match &mut self.values {
            Values::Short(builder) => builder.append_null(),
            Values::Long(builder) => builder.append_null(),
        }
    }

    pub(super) fn len(&self) -> usize {
        match &self.values {
            Values::Short(builder) => builder.len(),
            Values::Long(builder) => builder.len(),
        }
    }

    pub(super) fn finish(&mut self) -> ArrayRef {
        match &mut self.values {
            Values::Short(builder) => Arc::new(builder.finish()),
            Values::Long(builder) => Arc::new(builder.finish()),
        }
    }
}
