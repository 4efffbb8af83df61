//! Trino's types in a payload.

use std::sync::Arc;

use boathouse_types::{RowField, Type};
use datafusion::common::{Result, plan_err};

use super::bytes::{Reader, Writer};

/// Types within types beyond this depth are refused, so that reading cannot exhaust the stack.
const NESTING_DEPTH_MAX: usize = 200;

/// The types whose name says all, each with the byte that stands for it: its place.
const PLAIN: [Type; 24] = [
    Type::Unknown,
    Type::Boolean,
    Type::TinyInt,
    Type::SmallInt,
    Type::Integer,
    Type::BigInt,
    Type::Real,
    Type::Double,
    Type::VARCHAR,
    Type::Varbinary,
    Type::Date,
    Type::IntervalDayToSecond,
    Type::IntervalYearToMonth,
    Type::Json,
    Type::JsonPath,
    Type::Uuid,
    Type::IpAddress,
    Type::HyperLogLog,
    Type::P4HyperLogLog,
    Type::SetDigest,
    Type::TDigest,
    Type::Color,
    Type::Timestamp(3),
    Type::TimestampTz(3),
];

const DECIMAL: u8 = 64;
const VARCHAR: u8 = 65;
const CHAR: u8 = 66;
const TIME: u8 = 67;
const TIME_TZ: u8 = 68;
const TIMESTAMP: u8 = 69;
const TIMESTAMP_TZ: u8 = 70;
const ARRAY: u8 = 71;
const MAP: u8 = 72;
const ROW: u8 = 73;
const QDIGEST: u8 = 74;
const FUNCTION: u8 = 75;

impl Writer {
    pub(super) fn data_type(&mut self, data_type: &Type) {
        if let Some(place) = PLAIN.iter().position(|plain| plain == data_type) {
            return self.byte(place as u8);
        }
        match data_type {
            Type::Decimal { precision, scale } => {
                self.byte(DECIMAL);
                self.byte(*precision);
                self.byte(*scale);
            }
            Type::Varchar(length) => {
                self.byte(VARCHAR);
                self.option(*length, |w, length| w.number(length.into()));
            }
            Type::Char(length) => {
                self.byte(CHAR);
                self.number((*length).into());
            }
            Type::Time(p) => self.with_precision(TIME, *p),
            Type::TimeTz(p) => self.with_precision(TIME_TZ, *p),
            Type::Timestamp(p) => self.with_precision(TIMESTAMP, *p),
            Type::TimestampTz(p) => self.with_precision(TIMESTAMP_TZ, *p),
            Type::Array(element) => {
                self.byte(ARRAY);
                self.data_type(element);
            }
            Type::Map(key, value) => {
                self.byte(MAP);
                self.data_type(key);
                self.data_type(value);
            }
            Type::QDigest(element) => {
                self.byte(QDIGEST);
                self.data_type(element);
            }
            Type::Row(fields) => {
                self.byte(ROW);
                self.list(fields, |w, field| {
                    w.option(field.name.as_deref(), Self::text);
                    w.data_type(&field.data_type);
                });
            }
            Type::Function(parameters, returns) => {
                self.byte(FUNCTION);
                self.data_types(parameters);
                self.data_type(returns);
            }
            // The others are plain; the byte is none of theirs, so that reading refuses it.
            _ => self.byte(u8::MAX),
        }
    }

    fn with_precision(&mut self, tag: u8, precision: u8) {
        self.byte(tag);
        self.byte(precision);
    }

    pub(super) fn data_types(&mut self, types: &[Type]) {
        self.list(types, Self::data_type);
    }
}

impl Reader<'_> {
    pub(super) fn data_type(&mut self) -> Result<Type> {
        self.nested_type(0)
    }

    fn nested_type(&mut self, depth: usize) -> Result<Type> {
        if depth > NESTING_DEPTH_MAX {
            return plan_err!("a plan's bytes hold a type that is nested too deeply");
        }
        let tag = self.byte()?;
        if let Some(plain) = PLAIN.get(usize::from(tag)) {
            return Ok(plain.clone());
        }
        let depth = depth + 1;
        let found = match tag {
            DECIMAL => Type::Decimal { precision: self.byte()?, scale: self.byte()? },
            VARCHAR => Type::Varchar(self.option(Self::small)?),
            CHAR => Type::Char(self.small()?),
            TIME => Type::Time(self.byte()?),
            TIME_TZ => Type::TimeTz(self.byte()?),
            TIMESTAMP => Type::Timestamp(self.byte()?),
            TIMESTAMP_TZ => Type::TimestampTz(self.byte()?),
            ARRAY => Type::array(self.nested_type(depth)?),
            MAP => Type::map(self.nested_type(depth)?, self.nested_type(depth)?),
            QDIGEST => Type::QDigest(Arc::new(self.nested_type(depth)?)),
            ROW => {
                let field = |r: &mut Self| {
                    let name = r.option(|r| r.text().map(Arc::from))?;
                    Ok(RowField { name, data_type: r.nested_type(depth)? })
                };
                Type::Row(self.list(field)?.into())
            }
            FUNCTION => {
                let parameters = self.list(|r| r.nested_type(depth))?;
                Type::Function(parameters.into(), Arc::new(self.nested_type(depth)?))
            }
            other => return plan_err!("a plan's bytes hold no type: {other}"),
        };
        // What has no such precision, scale or length is a type nowhere, and code relies on that.
        let known = match &found {
            Type::Row(_) | Type::Function(..) | Type::Array(_) | Type::Map(..) | Type::QDigest(_) => true,
            parametric => parametric.to_string().parse::<Type>().is_ok_and(|read| read == *parametric),
        };
        if known { Ok(found) } else { plan_err!("a plan's bytes hold no type: {found}") }
    }

    pub(super) fn data_types(&mut self) -> Result<Vec<Type>> {
        self.list(Self::data_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(data_type: &Type) -> Type {
        let mut writer = Writer::default();
        writer.data_type(data_type);
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        let read = reader.data_type().unwrap();
        reader.end().unwrap();
        read
    }

    #[test]
    fn types_come_back() {
        for plain in PLAIN {
            assert_eq!(round_trip(&plain), plain);
        }
        for text in [
            "decimal(5,2)",
            "decimal(38,38)",
            "varchar(0)",
            "varchar(2147483646)",
            "char(65536)",
            "time(0)",
            "time(12) with time zone",
            "timestamp(6)",
            "timestamp(12) with time zone",
            "array(map(varchar, row(a bigint, \"b c\" double, varchar)))",
            "qdigest(bigint)",
            "function(bigint,varchar)",
            "row(\"\" date, \"date\" date)",
        ] {
            let data_type: Type = text.parse().unwrap();
            assert_eq!(round_trip(&data_type), data_type, "{text}");
        }
        let no_parameters = Type::Function(Vec::new().into(), Arc::new(Type::BigInt));
        assert_eq!(round_trip(&no_parameters), no_parameters);
    }

    #[test]
    fn what_is_no_type() {
        let deep = vec![ARRAY; 100_000];
        let wrong: [&[u8]; 6] =
            [&[], &[u8::MAX], &[DECIMAL, 39, 0], &[DECIMAL, 3, 4], &[TIMESTAMP, 13], deep.as_slice()];
        for bytes in wrong {
            assert!(Reader::new(bytes).data_type().is_err());
        }
    }
}
