//! Names of tables.

use md5::{Digest, Md5};

const NAME_CHARS_MAX: usize = 128;

/// `base` as a table name: lower case, everything outside `[a-z0-9_]` an underscore, at most 128
/// characters with the prefix.
pub(crate) fn table_name(prefix: &str, base: &str) -> String {
    sanitise(prefix).chain(sanitise(base)).take(NAME_CHARS_MAX).collect()
}

/// The name a table gets when [`table_name`] is taken by another location: the same for the same
/// location, on every machine.
pub(crate) fn distinct_table_name(name: &str, location: &str) -> String {
    let suffix = hex::encode(Md5::digest(location.as_bytes()));
    let room = NAME_CHARS_MAX - suffix.len() - 1;
    let base: String = name.chars().take(room).collect();
    format!("{base}_{suffix}")
}

fn sanitise(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase).map(
        |c| {
            if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '_' }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (prefix, base, expected) in [
            ("", "persons.json", "persons_json"),
            ("csv_", "trip data", "csv_trip_data"),
            ("", "year=2017", "year_2017"),
            ("", "2020-04-17T23_00_07Z", "2020_04_17t23_00_07z"),
            ("P-", "É1", "p__1"),
        ] {
            assert_eq!(table_name(prefix, base), expected);
        }
        assert_eq!(table_name("", &"x".repeat(200)).len(), 128);
        let distinct = distinct_table_name("landing", "s3://b/y/landing/");
        assert_eq!(distinct.len(), "landing_".len() + 32);
        assert_eq!(distinct, distinct_table_name("landing", "s3://b/y/landing/"));
        assert_eq!(distinct_table_name(&"x".repeat(128), "s").len(), 128);
    }
}
