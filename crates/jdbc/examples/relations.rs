//! Tells the tables of a database on this machine.
//!
//! `cargo run -p boathouse-jdbc --example relations -- jdbc:postgresql://localhost:5432/shop reader secret shop`

use std::io::Write;

use boathouse_catalog::ConnectionDefinition;
use boathouse_jdbc::{Wanted, relations};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, user, password, database] = arguments.as_slice() else {
        return Err("give a JDBC URL, a user, a password and a database".into());
    };
    let property = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let definition = ConnectionDefinition {
        kind: "JDBC".to_owned(),
        properties: [property("JDBC_CONNECTION_URL", url), property("USERNAME", user), property("PASSWORD", password)]
            .into(),
        ..ConnectionDefinition::default()
    };
    let mut out = std::io::stdout().lock();
    for relation in relations(&definition, &Wanted::all_of(database)).await? {
        let schema = relation.schema.map(|schema| format!("{schema}.")).unwrap_or_default();
        writeln!(out, "{:?} {schema}{}", relation.kind, relation.name)?;
        for column in relation.columns {
            writeln!(out, "    {} {} is {}", column.name, column.native_type, column.data_type)?;
        }
    }
    Ok(())
}
