use super::check;

#[test]
fn integers() {
    check(&[
        ("bigint", "37", "integer", "37"),
        ("bigint", "12345678901", "integer", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for integer: 12345678901"),
        ("bigint", "-32769", "smallint", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for smallint: -32769"),
        ("integer", "128", "tinyint", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for tinyint: 128"),
        ("smallint", "37", "bigint", "37"),
        ("tinyint", "37", "real", "37.0"),
        ("bigint", "-100000000017", "real", "-1.0E11"),
        ("bigint", "100000000017", "double", "1.00000000017E11"),
        ("bigint", "0", "boolean", "false"),
        ("integer", "17", "boolean", "true"),
        ("boolean", "true", "smallint", "1"),
        ("boolean", "false", "double", "0.0"),
        ("bigint", "234", "decimal(5,2)", "234.00"),
        ("bigint", "-1234567890", "decimal(30,20)", "-1234567890.00000000000000000000"),
        ("bigint", "10", "decimal(38,37)", "INVALID_CAST_ARGUMENT: Cannot cast BIGINT '10' to DECIMAL(38, 37)"),
        (
            "bigint",
            "123456789012345678",
            "decimal(17,1)",
            "INVALID_CAST_ARGUMENT: Cannot cast BIGINT '123456789012345678' to DECIMAL(17, 1)",
        ),
        ("integer", "123", "decimal(2,1)", "INVALID_CAST_ARGUMENT: Cannot cast INTEGER '123' to DECIMAL(2, 1)"),
        ("tinyint", "123", "decimal(17,15)", "INVALID_CAST_ARGUMENT: Cannot cast TINYINT '123' to DECIMAL(17, 15)"),
        ("bigint", "9223372036854775807", "decimal(38,0)", "9223372036854775807"),
    ]);
}

#[test]
fn decimals() {
    check(&[
        ("boolean", "true", "decimal(3,1)", "1.0"),
        ("boolean", "false", "decimal(20,10)", "0.0000000000"),
        ("decimal(20,19)", "0.0", "boolean", "false"),
        ("decimal(2,1)", "2.5", "bigint", "3"),
        ("decimal(3,2)", "-2.49", "bigint", "-2"),
        ("decimal(2,1)", "-2.5", "integer", "-3"),
        ("decimal(20,20)", "0.99999999999999999999", "bigint", "1"),
        ("decimal(18,15)", "123.999999999999999", "tinyint", "124"),
        (
            "decimal(20,0)",
            "12345678901234567890",
            "integer",
            "INVALID_CAST_ARGUMENT: Cannot cast '12345678901234567890' to INTEGER",
        ),
        ("decimal(5,1)", "1234.5", "tinyint", "INVALID_CAST_ARGUMENT: Cannot cast '1235' to TINYINT"),
        ("decimal(4,3)", "-1.459", "decimal(2,1)", "-1.5"),
        (
            "decimal(6,1)",
            "-12345.6",
            "decimal(4,2)",
            "INVALID_CAST_ARGUMENT: Cannot cast DECIMAL(6, 1) '-12345.6' to DECIMAL(4, 2)",
        ),
        ("decimal(22,21)", "1.000000000000000000004", "decimal(21,20)", "1.00000000000000000000"),
        (
            "decimal(26,1)",
            "1234500000000000000000000.6",
            "decimal(20,0)",
            "INVALID_CAST_ARGUMENT: Cannot cast DECIMAL(26, 1) '1234500000000000000000000.6' to DECIMAL(20, 0)",
        ),
        (
            "decimal(2,1)",
            "9.9",
            "decimal(1,0)",
            "INVALID_CAST_ARGUMENT: Cannot cast DECIMAL(2, 1) '9.9' to DECIMAL(1, 0)",
        ),
        ("decimal(5,2)", "1.25", "decimal(7,2)", "1.25"),
        ("decimal(18,9)", "123456789.123456791", "double", "1.2345678912345679E8"),
        ("decimal(28,0)", "-1234567890123456789012345678", "double", "-1.2345678901234569E27"),
        ("decimal(20,10)", "1234567890.1234567890", "real", "1.234568E9"),
        ("decimal(3,2)", "2.34", "real", "2.34"),
    ]);
}

#[test]
fn real_and_double() {
    check(&[
        ("double", "37.7", "bigint", "38"),
        ("double", "-17.5", "bigint", "-18"),
        ("double", "0.49999999999999994", "bigint", "0"),
        ("double", "9.3E18", "bigint", "INVALID_CAST_ARGUMENT: Unable to cast 9.3E18 to bigint"),
        ("double", "-Infinity", "bigint", "INVALID_CAST_ARGUMENT: Unable to cast -Infinity to bigint"),
        ("double", "NaN", "tinyint", "INVALID_CAST_ARGUMENT: Cannot cast double NaN to tinyint"),
        ("double", "1e10", "integer", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for integer: 1.0E10"),
        ("double", "NaN", "boolean", "true"),
        ("double", "-0.0", "boolean", "false"),
        ("double", "1e300", "real", "Infinity"),
        ("real", "9.99", "integer", "10"),
        ("real", "NaN", "smallint", "INVALID_CAST_ARGUMENT: Cannot cast real NaN to smallint"),
        ("real", "1e30", "bigint", "9223372036854775807"),
        ("real", "-754.2008", "double", "-754.2008056640625"),
        ("double", ".0", "decimal(3,3)", "0.000"),
        ("double", "123456789.123456790", "decimal(18,9)", "123456789.123456790"),
        ("double", "1234567890.51", "decimal(16,0)", "1234567891"),
        ("double", "-12345678901234567.0", "decimal(20,0)", "-12345678901234568"),
        ("double", "1.2345678901234568E24", "decimal(30,5)", "1234567890123456800000000.00000"),
        ("double", "234.0", "decimal(2,0)", "INVALID_CAST_ARGUMENT: Cannot cast DOUBLE '234.0' to DECIMAL(2, 0)"),
        ("double", "1e18", "decimal(20,2)", "INVALID_CAST_ARGUMENT: Cannot cast DOUBLE '1.0E18' to DECIMAL(20, 2)"),
        ("double", "Infinity", "decimal(1,1)", "INVALID_CAST_ARGUMENT: Cannot cast DOUBLE 'Infinity' to DECIMAL(1, 1)"),
        ("real", "12345678400000000", "decimal(17,0)", "12345678000000000"),
        ("real", "1234567940", "decimal(20,10)", "1234568000.0000000000"),
        (
            "real",
            "98765430784.0",
            "decimal(20,10)",
            "INVALID_CAST_ARGUMENT: Cannot cast REAL '9.876543E10' to DECIMAL(20, 10)",
        ),
        ("real", "NaN", "decimal(38,10)", "INVALID_CAST_ARGUMENT: Cannot cast REAL 'NaN' to DECIMAL(38, 10)"),
    ]);
}

#[test]
fn text_as_numbers() {
    check(&[
        ("varchar", " 1337 ", "bigint", "1337"),
        ("varchar", "+5", "integer", "5"),
        ("varchar", "abc", "integer", "INVALID_CAST_ARGUMENT: Cannot cast 'abc' to INT"),
        ("varchar", "128", "tinyint", "INVALID_CAST_ARGUMENT: Cannot cast '128' to TINYINT"),
        ("varchar", "", "bigint", "INVALID_CAST_ARGUMENT: Cannot cast '' to BIGINT"),
        ("varchar", "1.5", "smallint", "INVALID_CAST_ARGUMENT: Cannot cast '1.5' to SMALLINT"),
        ("varchar", " 1.0 ", "double", "1.0"),
        ("varchar", "x", "double", "INVALID_CAST_ARGUMENT: Cannot cast 'x' to DOUBLE"),
        ("varchar", "inf", "real", "INVALID_CAST_ARGUMENT: Cannot cast 'inf' to REAL"),
        ("varchar", "-754.2008", "real", "-754.2008"),
        ("varchar", "TRUE", "boolean", "true"),
        ("varchar", "f", "boolean", "false"),
        ("varchar", "yes", "boolean", "INVALID_CAST_ARGUMENT: Cannot cast 'yes' to BOOLEAN"),
        ("varchar", "1000.01", "decimal(7,2)", "1000.01"),
        (
            "varchar",
            "1000.01",
            "decimal(5,2)",
            "INVALID_CAST_ARGUMENT: Cannot cast VARCHAR '1000.01' to DECIMAL(5, 2). Value too large.",
        ),
        (
            "varchar",
            "foo",
            "decimal(20,0)",
            "INVALID_CAST_ARGUMENT: Cannot cast VARCHAR 'foo' to DECIMAL(20, 0). Value is not a number.",
        ),
    ]);
}
