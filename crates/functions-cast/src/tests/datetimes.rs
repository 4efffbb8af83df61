use super::check;

#[test]
fn dates() {
    check(&[
        ("varchar", " \t 2001-1-22", "date", "2001-01-22"),
        ("varchar", "2013-002-02", "date", "INVALID_CAST_ARGUMENT: Value cannot be cast to date: 2013-002-02"),
        ("varchar", " - 2013-02-02", "date", "INVALID_CAST_ARGUMENT: Value cannot be cast to date:  - 2013-02-02"),
        ("varchar", "5881580-07-12", "date", "INVALID_CAST_ARGUMENT: Value cannot be cast to date: 5881580-07-12"),
        ("char(12)", "2001-1-22", "date", "2001-01-22"),
        ("date", "2020-05-01", "timestamp(5)", "2020-05-01 00:00:00.00000"),
        ("date", "2020-05-01", "timestamp(0) with time zone", "2020-05-01 00:00:00 Pacific/Apia"),
        ("timestamp(3)", "1969-12-31 23:59:59.999", "date", "1969-12-31"),
        ("timestamp(1) with time zone", "2020-05-01 22:34:56.1 Asia/Kathmandu", "date", "2020-05-01"),
    ]);
}

#[test]
fn times() {
    check(&[
        ("varchar", "12:34:56.111111111111", "time(1)", "12:34:56.1"),
        ("varchar", "12:34:56.555555555555", "time(12)", "12:34:56.555555555555"),
        ("varchar", "23:59:59.999999999999", "time(3)", "00:00:00.000"),
        (
            "varchar",
            "12:34:56.1111111111111",
            "time(1)",
            "INVALID_CAST_ARGUMENT: Value cannot be cast to time: 12:34:56.1111111111111",
        ),
        ("varchar", "12:34:56+01:00", "time(0)", "INVALID_CAST_ARGUMENT: Value cannot be cast to time: 12:34:56+01:00"),
        ("time(9)", "12:34:56.123456789", "time(3)", "12:34:56.123"),
        ("time(0)", "12:34:56", "time(12)", "12:34:56.000000000000"),
        ("time(3)", "12:34:56.123", "varchar", "12:34:56.123"),
        ("time(0)", "12:34:56", "varchar(7)", "INVALID_CAST_ARGUMENT: Cannot cast '12:34:56' to varchar(7)"),
        // Noon of 10 May in UTC is the next day in Apia, 13 hours ahead.
        ("time(0)", "12:34:56", "timestamp(1)", "2020-05-11 12:34:56.0"),
        ("time(0)", "12:34:56", "timestamp(0) with time zone", "2020-05-11 12:34:56 Pacific/Apia"),
        ("time(0)", "12:34:56", "time(1) with time zone", "12:34:56.0+13:00"),
        ("varchar", "12:34:56.55+08:35", "time(1) with time zone", "12:34:56.6+08:35"),
        ("varchar", " 12:34 ", "time(0) with time zone", "12:34:00+13:00"),
        (
            "varchar",
            "12:65",
            "time(0) with time zone",
            "INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: 12:65",
        ),
        ("time(0) with time zone", "12:34:56+08:35", "time(2)", "12:34:56.00"),
        ("time(0) with time zone", "12:34:56-08:35", "varchar", "12:34:56-08:35"),
        ("time(3) with time zone", "23:59:59.999+08:35", "time(0) with time zone", "00:00:00+08:35"),
        ("time(0) with time zone", "12:34:56+08:35", "timestamp(0)", "2020-05-11 12:34:56"),
        ("time(0) with time zone", "04:00:00+08:35", "timestamp(0) with time zone", "2020-05-12 04:00:00 +08:35"),
    ]);
}

#[test]
fn timestamps() {
    check(&[
        ("varchar", "2020-05-01 12:34:56.111111111111", "timestamp(2)", "2020-05-01 12:34:56.11"),
        ("varchar", "2020-05-01 12:34:56.555555555555", "timestamp(11)", "2020-05-01 12:34:56.55555555556"),
        ("varchar", "2020-05-10 12:34:56.1 +01:23", "timestamp(1)", "2020-05-10 12:34:56.1"),
        ("varchar", " 2001-1-22 03:04 Asia/Oral", "timestamp(3)", "2001-01-22 03:04:00.000"),
        (
            "varchar",
            "2020-05-10 xxx",
            "timestamp(0)",
            "INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: 2020-05-10 xxx",
        ),
        (
            "varchar",
            "2020-05-10T12:34:56",
            "timestamp(0)",
            "INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: 2020-05-10T12:34:56",
        ),
        ("varchar", "-123001-05-01 12:34:56", "timestamp(0)", "-123001-05-01 12:34:56"),
        ("char(30)", "2020-05-01 12:34:56", "timestamp(0)", "2020-05-01 12:34:56"),
        ("timestamp(12)", "2020-05-10 12:34:56.111111111111", "timestamp(6)", "2020-05-10 12:34:56.111111"),
        ("timestamp(1)", "1970-01-01 00:00:00.5", "timestamp(0)", "1970-01-01 00:00:01"),
        ("timestamp(5)", "1970-01-01 00:00:00.99995", "timestamp(4)", "1970-01-01 00:00:01.0000"),
        ("timestamp(1)", "1969-12-31 23:59:59.5", "timestamp(0)", "1970-01-01 00:00:00"),
        ("timestamp(5)", "-12001-05-01 12:34:56.12345", "time(5)", "12:34:56.12345"),
        ("timestamp(1)", "2020-05-01 23:59:59.9", "time(0)", "00:00:00"),
        ("timestamp(0)", "2020-01-01 12:34:56", "time(0) with time zone", "12:34:56+13:00"),
        ("timestamp(0)", "2020-05-01 12:34:56", "timestamp(2) with time zone", "2020-05-01 12:34:56.00 Pacific/Apia"),
        (
            "timestamp(0)",
            "-123001-05-01 12:34:56",
            "timestamp(3) with time zone",
            "INVALID_CAST_ARGUMENT: Out of range for timestamp with time zone: -3943693439888000",
        ),
        ("timestamp(2)", "1500-05-01 12:34:56.12", "varchar", "1500-05-01 12:34:56.12"),
    ]);
}

#[test]
fn timestamps_of_one_number() {
    check(&[
        ("timestamp(0)", "1969-12-31 23:59:59", "timestamp(5)", "1969-12-31 23:59:59.00000"),
        ("timestamp(4)", "1969-12-31 23:59:59.1234", "timestamp(6)", "1969-12-31 23:59:59.123400"),
        ("timestamp(6)", "1969-12-31 23:59:59.123450", "timestamp(4)", "1969-12-31 23:59:59.1235"),
        ("timestamp(6)", "1969-12-31 23:59:59.123449", "timestamp(4)", "1969-12-31 23:59:59.1234"),
        ("timestamp(6)", "2020-05-01 23:59:59.999500", "timestamp(3)", "2020-05-02 00:00:00.000"),
        ("timestamp(6)", "2020-05-01 23:59:59.4", "timestamp(1)", "2020-05-01 23:59:59.4"),
        ("timestamp(3)", "2020-05-01 23:59:59.45", "timestamp(1)", "2020-05-01 23:59:59.5"),
        ("timestamp(3)", "2020-05-01 23:59:59.5", "timestamp(0)", "2020-05-02 00:00:00"),
        ("timestamp(2)", "2020-05-01 23:59:59.12", "timestamp(9)", "2020-05-01 23:59:59.120000000"),
        (
            "date",
            "300000-01-01",
            "timestamp(0)",
            "NUMERIC_VALUE_OUT_OF_RANGE: Timestamp is out of range: 9404918380800000000 microseconds",
        ),
    ]);
}

#[test]
fn timestamps_with_zones() {
    check(&[
        (
            "varchar",
            "2020-05-01 12:34:56.55 Asia/Kathmandu",
            "timestamp(1) with time zone",
            "2020-05-01 12:34:56.6 Asia/Kathmandu",
        ),
        ("varchar", "2020-05-01", "timestamp(0) with time zone", "2020-05-01 00:00:00 Pacific/Apia"),
        (
            "varchar",
            "ABC",
            "timestamp(3) with time zone",
            "INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: ABC",
        ),
        ("timestamp(4) with time zone", "2020-03-08 01:23:45.1234 America/Los_Angeles", "time(4)", "01:23:45.1234"),
        ("timestamp(0) with time zone", "2020-03-08 01:23:45 -00:35", "time(0) with time zone", "01:23:45-00:35"),
        ("timestamp(0) with time zone", "2020-05-01 12:34:56 Asia/Kathmandu", "timestamp(1)", "2020-05-01 12:34:56.0"),
        (
            "timestamp(6) with time zone",
            "1970-01-01 00:00:00.999995 UTC",
            "timestamp(5) with time zone",
            "1970-01-01 00:00:01.00000 UTC",
        ),
        (
            "timestamp(0) with time zone",
            "-12001-05-01 12:34:56 Asia/Kathmandu",
            "varchar",
            "-12001-05-01 12:34:56 Asia/Kathmandu",
        ),
    ]);
}
