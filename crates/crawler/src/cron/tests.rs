use chrono::{DateTime, NaiveDateTime};

use super::Cron;

fn ms(text: &str) -> i64 {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap().and_utc().timestamp_millis()
}

fn text(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms).unwrap().format("%Y-%m-%d %H:%M").to_string()
}

/// The next moments after a time, as many as are expected and whether there is another.
#[track_caller]
fn check(expression: &str, after: &str, expected: &[&str]) {
    let cron = Cron::parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    let mut at = ms(after);
    let mut found = Vec::new();
    while let Some(next) = (found.len() < expected.len().max(1)).then(|| cron.next_after(at)).flatten() {
        assert!(next > at, "{expression}");
        found.push(text(next));
        at = next;
    }
    assert_eq!(found, expected, "{expression}");
}

#[test]
fn the_next_runs() {
    for (expression, after, expected) in [
        // The guide's examples.
        ("cron(0 10 * * ? *)", "2024-02-28 10:00:00", &["2024-02-29 10:00", "2024-03-01 10:00"][..]),
        ("cron(15 12 * * ? *)", "2024-02-28 12:14:59", &["2024-02-28 12:15"]),
        ("cron(0 18 ? * MON-FRI *)", "2024-03-01 18:00:00", &["2024-03-04 18:00", "2024-03-05 18:00"]),
        ("cron(0 8 1 * ? *)", "2023-12-31 23:59:59", &["2024-01-01 08:00", "2024-02-01 08:00"]),
        ("cron(0/15 * * * ? *)", "2024-01-01 23:50:00", &["2024-01-02 00:00", "2024-01-02 00:15"]),
        ("cron(0/10 * ? * MON-FRI *)", "2024-03-01 23:50:00", &["2024-03-04 00:00"]),
        ("cron(0/5 8-17 ? * MON-FRI *)", "2024-03-01 17:55:00", &["2024-03-04 08:00", "2024-03-04 08:05"]),
        // Lists, steps and ranges with steps.
        ("cron(1/10 0 * * ? *)", "2024-01-01 00:00:00", &["2024-01-01 00:01", "2024-01-01 00:11"]),
        ("cron(*/30 0 * * ? *)", "2024-01-01 00:00:00", &["2024-01-01 00:30", "2024-01-02 00:00"]),
        ("cron(10-40/15 0 * * ? *)", "2024-01-01 00:11:00", &["2024-01-01 00:25", "2024-01-01 00:40"]),
        ("cron(40,0,20 1,3 * * ? *)", "2024-01-01 01:40:00", &["2024-01-01 03:00", "2024-01-01 03:20"]),
        ("cron(0 0 ? jan,JUN sun#1 *)", "2024-01-07 00:00:00", &["2024-06-02 00:00", "2025-01-05 00:00"]),
        // Days of the month.
        ("cron(0 0 L * ? *)", "2023-01-31 00:00:00", &["2023-02-28 00:00", "2023-03-31 00:00"]),
        ("cron(0 0 31 * ? *)", "2024-01-31 00:00:00", &["2024-03-31 00:00", "2024-05-31 00:00"]),
        ("cron(0 0 29 2 ? *)", "2024-02-29 00:00:00", &["2028-02-29 00:00"]),
        // 2024-06-01 is a Saturday, 2024-06-30 and 2024-09-15 are Sundays, 2024-06-15 is a Saturday.
        ("cron(0 0 1W 6 ? 2024)", "2024-01-01 00:00:00", &["2024-06-03 00:00"]),
        ("cron(0 0 30W 6 ? 2024)", "2024-01-01 00:00:00", &["2024-06-28 00:00"]),
        ("cron(0 0 15W 6,9 ? 2024)", "2024-01-01 00:00:00", &["2024-06-14 00:00", "2024-09-16 00:00"]),
        ("cron(0 0 31W 2-3 ? 2024)", "2024-01-01 00:00:00", &["2024-03-29 00:00"]),
        ("cron(0 0 LW 6 ? *)", "2024-01-01 00:00:00", &["2024-06-28 00:00", "2025-06-30 00:00"]),
        ("cron(0 0 1,L 2 ? 2024)", "2024-01-01 00:00:00", &["2024-02-01 00:00", "2024-02-29 00:00"]),
        // Days of the week: 1 is Sunday.
        ("cron(0 0 ? * 1 *)", "2024-06-01 00:00:00", &["2024-06-02 00:00", "2024-06-09 00:00"]),
        ("cron(0 0 ? * L *)", "2024-06-01 00:00:00", &["2024-06-08 00:00"]),
        ("cron(0 0 ? * 6L *)", "2024-06-01 00:00:00", &["2024-06-28 00:00", "2024-07-26 00:00"]),
        ("cron(0 0 ? * FRI#5 *)", "2024-06-01 00:00:00", &["2024-08-30 00:00", "2024-11-29 00:00"]),
        ("cron(0 0 ? * 2-6/2 *)", "2024-06-01 00:00:00", &["2024-06-03 00:00", "2024-06-05 00:00", "2024-06-07 00:00"]),
        // Years, and the end.
        ("cron(0 0 1 1 ? 2030)", "2024-01-01 00:00:00", &["2030-01-01 00:00"]),
        ("cron(0 0 1 1 ? 1970-1971)", "1969-12-31 00:00:00", &["1970-01-01 00:00", "1971-01-01 00:00"]),
        ("cron(0 0 1 1 ? 2020/100)", "2021-01-01 00:00:00", &["2120-01-01 00:00"]),
        ("cron(59 23 31 12 ? 2199)", "2024-01-01 00:00:00", &["2199-12-31 23:59"]),
        ("cron(0 0 1 1 ? 2000)", "2024-01-01 00:00:00", &[]),
        ("cron(0 0 30 2 ? *)", "2024-01-01 00:00:00", &[]),
    ] {
        check(expression, after, expected);
    }
}

#[test]
fn the_last_run_is_the_last() {
    let cron = Cron::parse("cron(59 23 31 12 ? 2199)").unwrap();
    assert_eq!(cron.next_after(ms("2199-12-31 23:59:00")), None);
    for now in [i64::MIN, i64::MAX] {
        // No overflow at the ends of time.
        let _ = Cron::parse("cron(0 0 * * ? *)").unwrap().next_after(now);
    }
}

#[test]
fn what_is_no_schedule() {
    for (expression, reason) in [
        ("", "must have the form"),
        ("rate(5 minutes)", "must have the form"),
        ("0 10 * * ? *", "must have the form"),
        ("cron(0 10 * * ?)", "it has 5 fields"),
        ("cron(0 10 * * ? * *)", "it has 7 fields"),
        ("cron()", "it has 0 fields"),
        ("cron(60 10 * * ? *)", "'60' is not a value of its minutes, which has 0 to 59"),
        ("cron(0 24 * * ? *)", "'24' is not a value of its hours"),
        ("cron(0 0 0 * ? *)", "'0' is not a value of its day-of-month"),
        ("cron(0 0 32W * ? *)", "'32' is not a value of its day-of-month"),
        ("cron(0 0 W * ? *)", "'' is not a value of its day-of-month"),
        ("cron(0 0 1 13 ? *)", "'13' is not a value of its month, which has 1 to 12, or JAN to DEC"),
        ("cron(0 0 1 JANUARY ? *)", "'JANUARY' is not a value of its month"),
        ("cron(0 0 ? * 8 *)", "'8' is not a value of its day-of-week"),
        ("cron(0 0 ? * 0 *)", "'0' is not a value of its day-of-week"),
        ("cron(0 0 ? * 2#6 *)", "a number from 1 to 5 after '#'"),
        ("cron(0 0 ? * 2#1,3#1 *)", "a number from 1 to 5 after '#'"),
        ("cron(0 0 * * ? 1969)", "'1969' is not a value of its year"),
        ("cron(0 0 * * ? 2200)", "'2200' is not a value of its year"),
        ("cron(0 0 * * * *)", "exactly one of its day-of-month and day-of-week must be '?'"),
        ("cron(0 0 1 * MON *)", "exactly one of its day-of-month and day-of-week must be '?'"),
        ("cron(0 0 ? * ? *)", "must say a day"),
        ("cron(? 0 1 * ? *)", "'?' is not a value of its minutes"),
        ("cron(*/60 0 1 * ? *)", "the step '60' of its minutes must be a number from 1 to 59"),
        ("cron(*/0 0 1 * ? *)", "the step '0'"),
        ("cron(5/ 0 1 * ? *)", "the step ''"),
        ("cron(30-10 0 1 * ? *)", "the range '30-10' of its minutes runs backwards"),
        ("cron(1,,2 0 1 * ? *)", "'' is not a value"),
        ("cron(+1 0 1 * ? *)", "'+1' is not a value"),
        ("cron(99999999999999999999 0 1 * ? *)", "is not a value"),
        ("cron(é 0 1 * ? *)", "'é' is not a value"),
    ] {
        let error = Cron::parse(expression).expect_err(expression);
        assert!(error.contains(reason), "{expression}: {error}");
    }
}

#[test]
fn runs_are_five_minutes_apart() {
    for (expression, is_fine) in [
        ("cron(* * * * ? *)", false),
        ("cron(0/4 * * * ? *)", false),
        ("cron(0/5 * * * ? *)", true),
        ("cron(0,3 1 1 1 ? 2030)", false),
        // Over the hour.
        ("cron(0,57 * * * ? *)", false),
        ("cron(0,55 * * * ? *)", true),
        ("cron(0,57 1,3 * * ? *)", true),
        ("cron(0,57 1-2 * * ? *)", false),
        // `0/7` ends at 56, four minutes before the next hour's first.
        ("cron(0/7 * * * ? *)", false),
        ("cron(0/7 5 * * ? *)", true),
        // Over midnight.
        ("cron(0,57 0,23 * * ? *)", false),
        ("cron(0,57 0,23 1 * ? *)", true),
        ("cron(0,57 0,23 1,L * ? *)", false),
        ("cron(0,57 0,23 1,L 2 ? *)", true),
        ("cron(0,57 0,23 ? * MON *)", true),
    ] {
        assert_eq!(Cron::parse(expression).is_ok(), is_fine, "{expression}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "cron\\([0-9*?/,LW#A-Z -]{0,40}\\)", now in proptest::num::i64::ANY) {
        if let Ok(cron) = Cron::parse(&text) {
            let next = cron.next_after(now);
            proptest::prop_assert!(next.is_none_or(|next| next > now));
        }
    }
}
