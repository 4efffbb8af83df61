use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, ListArray, MapBuilder, StringViewBuilder};
use arrow::buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};
use boathouse_types::Type;

use crate::testing::{call_on, check, value};

#[test]
fn rounding_of_doubles_and_integers() {
    check(&[
        ("round(double:2.5)", "double:3.0"),
        ("round(double:-2.5)", "-3.0"),
        ("round(double:-3.499; integer:1)", "-3.5"),
        ("round(double:3000.1234567890123456789; integer:16)", "3000.1234567890124"),
        ("round(double:1.8E292; integer:16)", "1.8E292"),
        ("round(double:Infinity; integer:2)", "Infinity"),
        ("round(double:NaN)", "NaN"),
        ("round(real:3.5)", "real:4.0"),
        ("round(real:-3.4028235e+38; integer:271)", "-3.4028235E38"),
        ("round(tinyint:18; integer:-1)", "tinyint:20"),
        ("round(tinyint:-128; integer:-1)", "Out of range for tinyint: -130"),
        ("round(smallint:32767; integer:-1)", "Out of range for smallint: 32770"),
        ("round(integer:2147483647; integer:-100)", "numerical overflow: 2147483647"),
        ("round(bigint:-9223372036854775807; integer:-18)", "-9000000000000000000"),
        ("ceiling(double:-2.5)", "-2.0"),
        ("floor(real:-2.5)", "-3.0"),
        ("floor(bigint:7)", "bigint:7"),
        ("truncate(double:-2.9)", "-2.0"),
    ]);
}

#[test]
fn rounding_of_decimals() {
    check(&[
        ("round(decimal(3,2):9.99)", "decimal(2,0):10"),
        ("round(decimal(1,0):7)", "decimal(1,0):7"),
        (
            "round(decimal(38,1):-9999999999999999999999999999999999999.9)",
            "decimal(38,0):-10000000000000000000000000000000000000",
        ),
        ("round(decimal(4,3):3.450; integer:1)", "decimal(5,3):3.500"),
        ("round(decimal(2,1):1.7; integer:-1)", "0.0"),
        ("round(decimal(2,1):7.7; integer:-1)", "10.0"),
        ("round(decimal(2,1):7.7; integer:-2)", "0.0"),
        ("round(decimal(18,0):999999999999999999; integer:-3)", "decimal(19,0):1000000000000000000"),
        (
            "round(decimal(38,1):9999999999999999999999999999999999999.9; integer:0)",
            "decimal overflow: 99999999999999999999999999999999999999",
        ),
        ("ceiling(decimal(3,2):0.01)", "decimal(2,0):1"),
        ("ceiling(decimal(3,2):-0.99)", "0"),
        ("ceiling(decimal(19,1):999999999999999999.9)", "decimal(19,0):1000000000000000000"),
        ("floor(decimal(3,2):-0.01)", "-1"),
        ("floor(decimal(20,2):-123456789012345678.99)", "-123456789012345679"),
        ("truncate(decimal(3,3):0.999)", "decimal(1,0):0"),
        ("truncate(decimal(7,3):1239.999; integer:2)", "decimal(7,3):1239.990"),
        ("truncate(decimal(24,3):123456789012345678999.999; integer:-2)", "123456789012345678900.000"),
        ("truncate(decimal(4,0):1234; integer:-4)", "0"),
        ("abs(decimal(3,1):-12.5)", "decimal(3,1):12.5"),
        ("sign(decimal(20,1):-12.5)", "decimal(1,0):-1"),
    ]);
}

#[test]
fn signs() {
    check(&[
        ("abs(tinyint:-128)", "Value -128 is out of range for abs(tinyint)"),
        ("abs(bigint:-9223372036854775808)", "Value -9223372036854775808 is out of range for abs(bigint)"),
        ("abs(integer:-5)", "integer:5"),
        ("abs(real:-5.5)", "real:5.5"),
        ("sign(double:-0.0)", "-0.0"),
        ("sign(double:-Infinity)", "-1.0"),
        ("sign(smallint:-3)", "smallint:-1"),
    ]);
}

#[test]
fn functions_of_doubles() {
    check(&[
        ("power(double:2; double:10)", "1024.0"),
        ("power(double:1; double:NaN)", "NaN"),
        ("pow(double:-1; double:Infinity)", "NaN"),
        ("log(double:2; double:8)", "3.0"),
        ("ln(double:-1)", "NaN"),
        ("sqrt(double:-1)", "NaN"),
        ("cbrt(double:27)", "3.0"),
        ("atan2(double:0; double:-1)", "3.141592653589793"),
        ("degrees(double:3.141592653589793)", "180.0"),
        ("is_nan(real:NaN)", "true"),
        ("is_finite(double:Infinity)", "false"),
        ("e()", "2.718281828459045"),
        ("infinity()", "Infinity"),
        ("mod(double:5.5; double:-2)", "1.5"),
        ("mod(integer:5; integer:0)", "Division by zero"),
    ]);
}

#[test]
fn bases() {
    check(&[
        ("to_base(bigint:-2147483647; bigint:16)", "varchar(64):-7fffffff"),
        (
            "to_base(bigint:-9223372036854775808; bigint:2)",
            "-1000000000000000000000000000000000000000000000000000000000000000",
        ),
        ("to_base(bigint:0; bigint:36)", "0"),
        ("to_base(bigint:255; bigint:1)", "Radix must be between 2 and 36"),
        ("from_base(varchar(20):-9223372036854775808; bigint:10)", "-9223372036854775808"),
        ("from_base(varchar(1):Z; bigint:36)", "35"),
        ("from_base(varchar(1):Z; bigint:35)", "Not a valid base-35 number: Z"),
        ("from_base(varchar(1):Z; bigint:37)", "Radix must be between 2 and 36"),
    ]);
}

#[test]
fn distributions() {
    for (name, arguments, expected) in [
        ("inverse_normal_cdf", [10.0, 9.0, 0.9], 21.533_964_089_901_406),
        ("inverse_normal_cdf", [0.5, 0.25, 0.65], 0.596_330_116_601_892),
        ("normal_cdf", [-1.5, 2.1, -7.8], 0.001_349_898_031_630_103_5),
        ("normal_cdf", [f64::INFINITY, 1.0, 0.0], 0.0),
        ("beta_cdf", [3.0, 3.6, 0.9], 0.997_250_288_161_155_1),
        ("beta_cdf", [3.0, 3.6, 1.0], 1.0),
        ("beta_cdf", [3.0, 3.6, 0.3], 0.217_648_099_977),
        ("inverse_beta_cdf", [3.0, 3.6, 0.0], 0.0),
        ("inverse_beta_cdf", [3.0, 3.6, 0.217_648_099_976_681_8], 0.3),
        ("inverse_beta_cdf", [3.0, 3.6, 0.997_250_288_161_155_1], 0.9),
        ("wilson_interval_lower", [1250.0, 1310.0, 1.96], 0.941_488_372_539_589_4),
    ] {
        let arguments: Vec<_> = match name {
            "wilson_interval_lower" => ["bigint:1250", "bigint:1310", "double:1.96"].map(value).into(),
            _ => arguments.map(|n| (Type::Double, Arc::new(Float64Array::from(vec![n])) as ArrayRef)).into(),
        };
        let found: f64 = call_on(name, &arguments).unwrap().1.parse().unwrap();
        assert!((found - expected).abs() < 1e-6, "{name} {expected} {found}");
    }
    for (value, freedom, expected) in [
        (60.0, 1.0, 0.994_695_326_367_376_7),
        (-1.98, 2.0, 0.093_126_251_921_789_54),
        (0.0, 1.0, 0.5),
        (100.0, 10.0, 0.999_999_999_999_999_9),
    ] {
        let arguments = [value, freedom].map(|n| (Type::Double, Arc::new(Float64Array::from(vec![n])) as ArrayRef));
        let found: f64 = call_on("t_cdf", &arguments).unwrap().1.parse().unwrap();
        assert!((found - expected).abs() < 1e-12, "t_cdf({value}, {freedom}) {found}");
    }
    check(&[
        ("normal_cdf(double:NaN; double:1; double:0)", "NaN"),
        ("normal_cdf(double:0; double:0; double:0.1985)", "standardDeviation must be > 0"),
        ("inverse_normal_cdf(double:4; double:48; double:0)", "p must be 0 > p > 1"),
        ("inverse_normal_cdf(double:4; double:0; double:0.4)", "sd must be > 0"),
        ("inverse_beta_cdf(double:3; double:0; double:0.5)", "a, b must be > 0"),
        ("beta_cdf(double:3; double:5; double:1.1)", "value must be 0 >= v >= 1"),
        ("t_cdf(double:60; double:0)", "degrees of freedom must be greater than or equal to 1"),
        ("wilson_interval_upper(bigint:0; bigint:100; double:-1)", "z-score must not be negative"),
        (
            "wilson_interval_lower(bigint:10; bigint:5; double:2.575)",
            "number of successes must not be larger than number of trials",
        ),
    ]);
}

#[test]
fn buckets() {
    check(&[
        ("width_bucket(double:3.14; double:0; double:4; bigint:3)", "3"),
        ("width_bucket(double:-1; double:3.2; double:0; bigint:4)", "5"),
        ("width_bucket(double:Infinity; double:4; double:0; bigint:3)", "0"),
        (
            "width_bucket(double:Infinity; double:0; double:4; bigint:9223372036854775807)",
            "Bucket for value Infinity is out of range",
        ),
        ("width_bucket(double:3.14; double:0; double:4; bigint:0)", "bucketCount must be greater than 0"),
        ("width_bucket(double:3.14; double:-1; double:-1; bigint:3)", "bounds cannot equal each other"),
        ("width_bucket(double:3.14; double:-1; double:NaN; bigint:3)", "second bound must be finite"),
    ]);
    let bins = |bins: &[f64]| -> (Type, ArrayRef) {
        let field = Arc::new(Field::new("item", DataType::Float64, true));
        let values = Arc::new(Float64Array::from(bins.to_vec()));
        let offsets = OffsetBuffer::from_lengths([bins.len()]);
        (Type::array(Type::Double), Arc::new(ListArray::new(field, offsets, values, None)))
    };
    for (value, list, expected) in [
        (3.145, &[0.0, 1.2, 3.3, 4.5][..], "2"),
        (-1.0, &[0.0, 1.2], "0"),
        (9.0, &[0.0], "1"),
        (3.5, &[], "Bins cannot be an empty array"),
        (f64::NAN, &[1.0], "Operand cannot be NaN"),
        (3.145, &[1.0, 0.0], "Bin values are not sorted in ascending order"),
        (3.145, &[0.0, 1.0, f64::INFINITY, f64::INFINITY], "Bin value must be finite, got Infinity"),
    ] {
        let value: ArrayRef = Arc::new(Float64Array::from(vec![value]));
        let found = call_on("width_bucket", &[(Type::Double, value), bins(list)]);
        assert_eq!(found.map_or_else(|e| e.message, |(_, text)| text), expected, "{list:?}");
    }
}

#[test]
fn similarity_of_sparse_vectors() {
    let vector = |entries: &[(&str, Option<f64>)]| -> (Type, ArrayRef) {
        let mut builder = MapBuilder::new(None, StringViewBuilder::new(), Float64Array::builder(1));
        for (key, value) in entries {
            builder.keys().append_value(key);
            builder.values().append_option(*value);
        }
        builder.append(true).unwrap();
        let data_type = Type::map(Type::VARCHAR, Type::Double);
        let built = builder.finish();
        let DataType::Map(field, _) = data_type.to_arrow() else { unreachable!() };
        let (_, offsets, entries, nulls, sorted) = built.into_parts();
        let DataType::Struct(fields) = field.data_type() else { unreachable!() };
        let entries = arrow::array::StructArray::new(fields.clone(), entries.columns().to_vec(), None);
        (data_type, Arc::new(arrow::array::MapArray::new(field, offsets, entries, nulls, sorted)))
    };
    for (left, right, expected) in [
        (&[("a", Some(1.0)), ("b", Some(2.0))][..], &[("c", Some(1.0)), ("b", Some(3.0))][..], "0.8485281374238569"),
        (&[("a", Some(1.0))], &[("b", Some(3.0))], "0.0"),
        (&[("a", Some(1.0)), ("b", None)], &[("b", Some(3.0))], "NULL"),
        (&[], &[("b", Some(3.0))], "NaN"),
    ] {
        let found = call_on("cosine_similarity", &[vector(left), vector(right)]).unwrap().1;
        assert_eq!(found, expected, "{left:?} {right:?}");
    }
}

#[test]
fn random_numbers_stay_within_their_bounds() {
    check(&[
        ("random(bigint:1)", "bigint:0"),
        ("rand(tinyint:-3; tinyint:-2)", "tinyint:-3"),
        ("random(integer:0)", "bound must be positive"),
        ("random(smallint:30000; smallint:10000)", "start value must be less than stop value"),
        ("random(bigint:NULL)", "NULL"),
    ]);
}
