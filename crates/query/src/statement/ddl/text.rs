//! Catalog objects as statements.

use boathouse_catalog::{Column, DatabaseInput, StorageDescriptor, TableInput};

use crate::statement::show_create_table::escaped;
use crate::views::ViewDefinition;

/// Properties with a clause of their own, or that every external table has.
const UNSAID: [&str; 2] = ["EXTERNAL", "comment"];

pub(super) fn name(text: &str) -> String {
    format!("`{}`", text.replace('`', "``"))
}

pub(super) fn string(text: &str) -> String {
    format!("'{}'", escaped(text))
}

pub(super) fn create_database(database: &DatabaseInput) -> String {
    let mut text = format!("CREATE DATABASE {}", name(&database.name));
    push_clause(&mut text, "COMMENT", database.description.as_deref());
    push_clause(&mut text, "LOCATION", database.location_uri.as_deref());
    if let Some(parameters) = &database.parameters {
        push_properties(&mut text, "\nWITH DBPROPERTIES", parameters.iter());
    }
    text + ";\n"
}

pub(super) fn create_table(database: &str, table: &TableInput) -> String {
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    let mut text = format!("CREATE EXTERNAL TABLE {}.{} (", name(database), name(&table.name));
    push_columns(&mut text, &descriptor.columns);
    push_clause(&mut text, "COMMENT", table.parameters.get("comment").map(String::as_str));
    if !table.partition_keys.is_empty() {
        text.push_str("\nPARTITIONED BY (");
        push_columns(&mut text, &table.partition_keys);
    }
    push_clustering(&mut text, &descriptor);
    push_storage(&mut text, &descriptor);
    push_clause(&mut text, "LOCATION", descriptor.location.as_deref());
    let said = table.parameters.iter().filter(|(key, _)| !UNSAID.contains(&key.as_str()));
    push_properties(&mut text, "\nTBLPROPERTIES", said);
    text + ";\n"
}

fn push_clause(text: &mut String, word: &str, value: Option<&str>) {
    if let Some(value) = value {
        text.push_str(&format!("\n{word} {}", string(value)));
    }
}

fn push_properties<'a>(text: &mut String, words: &str, properties: impl Iterator<Item = (&'a String, &'a String)>) {
    let items: Vec<String> =
        properties.map(|(key, value)| format!("\n  {} = {}", string(key), string(value))).collect();
    if !items.is_empty() {
        text.push_str(&format!("{words} ({})", items.join(",")));
    }
}

fn push_columns(text: &mut String, columns: &[Column]) {
    let column = |column: &Column| {
        let comment = column.comment.as_ref().map(|comment| format!(" COMMENT {}", string(comment)));
        let data_type = column.data_type.as_deref().unwrap_or("string");
        format!("\n  {} {data_type}{}", name(&column.name), comment.unwrap_or_default())
    };
    text.push_str(&columns.iter().map(column).collect::<Vec<_>>().join(","));
    text.push(')');
}

fn push_clustering(text: &mut String, descriptor: &StorageDescriptor) {
    let columns = descriptor.bucket_columns.as_deref().unwrap_or_default();
    if columns.is_empty() {
        return;
    }
    let names: Vec<String> = columns.iter().map(|column| name(column)).collect();
    text.push_str(&format!("\nCLUSTERED BY ({})", names.join(", ")));
    let sorted = descriptor.sort_columns.as_deref().unwrap_or_default();
    if !sorted.is_empty() {
        let order = |order: &boathouse_catalog::Order| {
            format!("{} {}", name(&order.column), if order.sort_order == 0 { "DESC" } else { "ASC" })
        };
        text.push_str(&format!(" SORTED BY ({})", sorted.iter().map(order).collect::<Vec<_>>().join(", ")));
    }
    text.push_str(&format!(" INTO {} BUCKETS", descriptor.number_of_buckets.unwrap_or_default()));
}

/// The classes are always named: they say exactly what ROW FORMAT DELIMITED and STORED AS PARQUET stand for.
fn push_storage(text: &mut String, descriptor: &StorageDescriptor) {
    let serde = descriptor.serde_info.clone().unwrap_or_default();
    if let Some(class) = &serde.serialization_library {
        text.push_str(&format!("\nROW FORMAT SERDE {}", string(class)));
        push_properties(text, "\nWITH SERDEPROPERTIES", serde.parameters.unwrap_or_default().iter());
    }
    if let (Some(input), Some(output)) = (&descriptor.input_format, &descriptor.output_format) {
        text.push_str(&format!("\nSTORED AS INPUTFORMAT {}\nOUTPUTFORMAT {}", string(input), string(output)));
    }
}

/// Trino's statement. The end stands on a line of its own: the query may end with a comment.
pub(super) fn create_view(database: &str, view: &str, definition: &ViewDefinition) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = format!("CREATE VIEW {}.{}", quoted(database), quoted(view));
    if let Some(comment) = &definition.comment {
        text.push_str(&format!(" COMMENT '{}'", comment.replace('\'', "''")));
    }
    if definition.run_as_invoker {
        text.push_str(" SECURITY INVOKER");
    }
    text + &format!(" AS\n{}\n;\n", definition.original_sql.trim_end())
}
