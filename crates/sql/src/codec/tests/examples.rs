//! Every function of the library, by its examples.

use super::{World, check};
use crate::analyzer::library;

fn queries() -> Vec<String> {
    let library = library().unwrap();
    let scalars = library.scalars().into_iter().flat_map(|f| f.examples);
    let aggregates = library.aggregates().into_iter().flat_map(|f| f.examples);
    let windows = library.windows().into_iter().flat_map(|f| f.examples);
    let query = |sql: &str| {
        let start = sql.trim_start().to_ascii_uppercase();
        match ["SELECT ", "WITH ", "VALUES "].iter().any(|word| start.starts_with(word)) {
            true => sql.to_owned(),
            false => format!("SELECT {sql}"),
        }
    };
    let mut all: Vec<_> = scalars.chain(aggregates).chain(windows).map(|example| query(example.sql)).collect();
    all.sort();
    all.dedup();
    // What differs from run to run cannot be compared.
    all.retain(|sql| !["random(", "rand(", "uuid()", "shuffle("].iter().any(|name| sql.contains(name)));
    all
}

#[test]
fn every_example_travels() {
    let queries = queries();
    assert!(queries.len() > 300, "{}", queries.len());
    check(&World::new(), queries.iter().map(String::as_str));
}
