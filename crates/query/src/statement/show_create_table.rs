//! `SHOW CREATE TABLE table`: the statement that would make the table again, as Hive prints it, trailing
//! blanks and all.
//! <https://docs.aws.amazon.com/athena/latest/ug/show-create-table.html>

use std::collections::BTreeMap;

use boathouse_catalog::{Column, StorageDescriptor, Table};
use boathouse_schema::SerDe;
use boathouse_sql::hive::ast::Name;

use super::context::Context;
use super::show_create_view;
use super::told::Told;
use crate::Failure;
use crate::views::is_view;

/// What ROW FORMAT DELIMITED has clauses for, in their order.
const DELIMITERS: &[(&str, &str)] = &[
    ("field.delim", "FIELDS TERMINATED BY"),
    ("escape.delim", "ESCAPED BY"),
    ("colelction.delim", "COLLECTION ITEMS TERMINATED BY"),
    ("collection.delim", "COLLECTION ITEMS TERMINATED BY"),
    ("mapkey.delim", "MAP KEYS TERMINATED BY"),
    ("line.delim", "LINES TERMINATED BY"),
    ("serialization.null.format", "NULL DEFINED AS"),
];
const FORMAT: &str = "serialization.format";

pub(super) async fn run(context: &Context<'_>, name: &Name) -> Result<Told, Failure> {
    let table = context.shown_table(name, "SHOW CREATE TABLE").await?;
    if is_view(&table) {
        return show_create_view::told(&table, "createtab_stmt");
    }
    let Some(kind) = &table.table_type else {
        return Err(Failure::no_table_type());
    };
    let create = if kind == "EXTERNAL_TABLE" { "CREATE EXTERNAL TABLE" } else { "CREATE TABLE" };
    Ok(Told::described(&["createtab_stmt"], lines(&table, create)))
}

fn lines(table: &Table, create: &str) -> Vec<String> {
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    let mut lines = vec![format!("{create} `{}.{}`(", table.database_name, table.name)];
    push_columns(&mut lines, &descriptor.columns, "");
    if let Some(comment) = table.parameters.get("comment") {
        lines.push(format!("COMMENT '{}'", escaped(comment)));
    }
    if !table.partition_keys.is_empty() {
        lines.push("PARTITIONED BY ( ".to_owned());
        push_columns(&mut lines, &table.partition_keys, "");
    }
    push_clustering(&mut lines, &descriptor);
    push_storage(&mut lines, &descriptor);
    lines.push("LOCATION".to_owned());
    lines.push(format!("  '{}'", escaped(descriptor.location.as_deref().unwrap_or_default())));
    let properties = table.parameters.iter().filter(|(key, _)| !["EXTERNAL", "comment"].contains(&key.as_str()));
    let properties: Vec<String> = properties.map(|(key, value)| pair(key, value)).collect();
    if !properties.is_empty() {
        lines.push("TBLPROPERTIES (".to_owned());
        push_list(&mut lines, &properties, ")");
    }
    lines
}

fn pair(key: &str, value: &str) -> String {
    format!("  '{}'='{}'", escaped(key), escaped_java(value))
}

/// The items, a comma and a blank behind all but the last, which `end` follows.
fn push_list(lines: &mut Vec<String>, items: &[String], end: &str) {
    for (i, item) in items.iter().enumerate() {
        lines.push(format!("{item}{}", if i + 1 < items.len() { ", " } else { end }));
    }
}

fn push_columns(lines: &mut Vec<String>, columns: &[Column], end: &str) {
    let items: Vec<String> = columns
        .iter()
        .map(|column| {
            let comment = column.comment.as_ref().map(|comment| format!(" COMMENT '{}'", escaped(comment)));
            let data_type = column.data_type.as_deref().unwrap_or("string");
            format!("  `{}` {data_type}{}", column.name, comment.unwrap_or_default())
        })
        .collect();
    push_list(lines, &items, &format!("){end}"));
}

fn push_clustering(lines: &mut Vec<String>, descriptor: &StorageDescriptor) {
    let columns = descriptor.bucket_columns.as_deref().unwrap_or_default();
    if columns.is_empty() {
        return;
    }
    let items = |names: Vec<String>| names.into_iter().map(|name| format!("  {name}")).collect::<Vec<_>>();
    lines.push("CLUSTERED BY ( ".to_owned());
    push_list(lines, &items(columns.to_vec()), ") ");
    let sorted = descriptor.sort_columns.as_deref().unwrap_or_default();
    if !sorted.is_empty() {
        let order = |order: &boathouse_catalog::Order| {
            format!("{} {}", order.column, if order.sort_order == 0 { "DESC" } else { "ASC" })
        };
        lines.push("SORTED BY ( ".to_owned());
        push_list(lines, &items(sorted.iter().map(order).collect()), ") ");
    }
    lines.push(format!("INTO {} BUCKETS", descriptor.number_of_buckets.unwrap_or_default()));
}

fn push_storage(lines: &mut Vec<String>, descriptor: &StorageDescriptor) {
    let serde = descriptor.serde_info.clone().unwrap_or_default();
    let class = serde.serialization_library.unwrap_or_default();
    let mut parameters: BTreeMap<String, String> = serde.parameters.unwrap_or_default();
    if class == SerDe::LazySimple.class_name() && is_delimited(&parameters) {
        lines.push("ROW FORMAT DELIMITED ".to_owned());
        for (key, words) in DELIMITERS {
            lines.extend(parameters.get(*key).map(|value| format!("  {words} '{}' ", escaped_java(value))));
        }
    } else {
        lines.extend(["ROW FORMAT SERDE ".to_owned(), format!("  '{}' ", escaped(&class))]);
        // The default says nothing.
        if parameters.get(FORMAT).is_some_and(|format| format == "1") {
            parameters.remove(FORMAT);
        }
        if !parameters.is_empty() {
            lines.push("WITH SERDEPROPERTIES ( ".to_owned());
            let items: Vec<String> = parameters.iter().map(|(key, value)| pair(key, value)).collect();
            push_list(lines, &items, ") ");
        }
    }
    lines.push("STORED AS INPUTFORMAT ".to_owned());
    lines.push(format!("  '{}' ", descriptor.input_format.as_deref().unwrap_or_default()));
    lines.push("OUTPUTFORMAT ".to_owned());
    lines.push(format!("  '{}'", descriptor.output_format.as_deref().unwrap_or_default()));
}

/// Whether ROW FORMAT DELIMITED says all that the parameters do.
fn is_delimited(parameters: &BTreeMap<String, String>) -> bool {
    let known = |key: &String| key == FORMAT || DELIMITERS.iter().any(|(name, _)| name == key);
    let format = parameters.get(FORMAT);
    let implied = parameters.get("field.delim");
    implied.is_some()
        && parameters.keys().all(known)
        && (format.is_none() || format == implied || format.is_some_and(|f| f == "1"))
}

/// Text as it stands between single quotes.
pub(super) fn escaped(text: &str) -> String {
    quoted(text, |_| false)
}

/// The same for the values of properties, in which Hive also escapes what Java escapes in its literals.
fn escaped_java(text: &str) -> String {
    quoted(text, |c| c == '"' || !c.is_ascii())
}

fn quoted(text: &str, escapes: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            // Hive's shell would end the statement at the semicolon.
            '\'' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' if escapes(c) => out.push_str("\\\""),
            c if c < ' ' || escapes(c) => {
                let mut units = [0; 2];
                out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04X}")));
            }
            c => out.push(c),
        }
    }
    out
}
