use crate::testing::check;

#[test]
fn bits() {
    check(&[
        ("bit_count(bigint:-7; bigint:64)", "62"),
        ("bit_count(bigint:-7; bigint:8)", "6"),
        (
            "bit_count(bigint:33554132; bigint:25)",
            "Number must be representable with the bits specified. 33554132 cannot be represented with 25 bits",
        ),
        ("bit_count(bigint:0; bigint:1)", "Bits specified in bit_count must be between 2 and 64, got 1"),
        ("bitwise_not(bigint:19)", "-20"),
        ("bitwise_and(bigint:19; bigint:25)", "17"),
        ("bitwise_or(bigint:19; bigint:25)", "27"),
        ("bitwise_xor(bigint:19; bigint:25)", "10"),
    ]);
}

#[test]
fn shifts() {
    check(&[
        ("bitwise_left_shift(tinyint:7; integer:2)", "tinyint:28"),
        ("bitwise_left_shift(tinyint:-7; integer:2)", "tinyint:-28"),
        ("bitwise_left_shift(tinyint:1; integer:7)", "tinyint:-128"),
        ("bitwise_left_shift(integer:-7; integer:64)", "integer:0"),
        ("bitwise_left_shift(bigint:7; integer:63)", "bigint:-9223372036854775808"),
        ("bitwise_right_shift(tinyint:-8; integer:3)", "tinyint:31"),
        ("bitwise_right_shift(tinyint:-8; integer:0)", "tinyint:-8"),
        ("bitwise_right_shift(bigint:-8; integer:3)", "2305843009213693951"),
        ("bitwise_right_shift(smallint:32767; integer:64)", "smallint:0"),
        ("bitwise_right_shift_arithmetic(tinyint:-8; integer:3)", "-1"),
        ("bitwise_right_shift_arithmetic(bigint:-256; integer:3)", "-32"),
        ("bitwise_right_shift_arithmetic(bigint:-256; integer:64)", "-1"),
        ("bitwise_right_shift_arithmetic(bigint:256; integer:64)", "0"),
    ]);
}
