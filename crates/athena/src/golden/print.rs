//! What is seen of an execution, as JSON that people can read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::house::House;

/// Rows and lines beyond so many are counted.
const SHOWN_MAX: usize = 24;
/// So many of them are shown then, at the start and at the end.
const ENDS: usize = 3;

/// Everything that is seen of an execution that has ended.
pub(super) async fn execution(house: &House, id: &str, page_rows: Option<usize>) -> Value {
    let (_, reply) = house.call("GetQueryExecution", &json!({"QueryExecutionId": id})).await;
    let (got, mut shown) = (&reply["QueryExecution"], Map::new());
    let mut show = |name: &str, value: Value| drop(shown.insert(name.to_owned(), value));
    let word = |name: &str| got[name].as_str().unwrap_or_default();
    show("ran", json!(word("Query").chars().take(300).collect::<String>()));
    show("statement", json!(format!("{} {}", word("StatementType"), word("SubstatementType")).trim_end()));
    show("output", got["ResultConfiguration"]["OutputLocation"].clone());
    show("state", got["Status"]["State"].clone());
    for member in ["StateChangeReason", "AthenaError"] {
        if !got["Status"][member].is_null() {
            show(member, got["Status"][member].clone());
        }
    }
    // What had been read when it was stopped is never twice the same.
    if got["Status"]["State"] == "SUCCEEDED" {
        show("scanned_bytes", got["Statistics"]["DataScannedInBytes"].clone());
    }
    if !got["Statistics"]["DataManifestLocation"].is_null() {
        show("manifest", got["Statistics"]["DataManifestLocation"].clone());
    }
    if got["Statistics"]["ResultReuseInformation"]["ReusedPreviousResult"] == true {
        show("reused", json!(true));
    }
    show("objects", objects(house, id).await);
    shown.extend(results(house, id, page_rows).await);
    Value::Object(shown)
}

/// The pages of a result.
async fn results(house: &House, id: &str, page_rows: Option<usize>) -> Map<String, Value> {
    let (mut shown, mut pages) = (Map::new(), Vec::new());
    let mut asked = json!({"QueryExecutionId": id});
    if let Some(count) = page_rows {
        asked["MaxResults"] = json!(count);
    }
    loop {
        // Tokens are made of identifiers.
        let (status, page) = house.raw("GetQueryResults", &asked).await;
        if status != 200 {
            shown.insert("results".to_owned(), refusal(&house.named(&page)));
            return shown;
        }
        if pages.is_empty() {
            let columns = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"].as_array();
            shown.insert("columns".to_owned(), columns.map_or(Value::Null, |all| all.iter().map(column).collect()));
            shown.insert("update_count".to_owned(), page["UpdateCount"].clone());
        }
        let rows: Vec<Value> = page["ResultSet"]["Rows"].as_array().unwrap().iter().map(row).collect();
        pages.push(cut(rows.iter().map(|row| house.named(row)).collect()));
        if page["NextToken"].is_null() {
            break;
        }
        asked["NextToken"] = page["NextToken"].clone();
    }
    let (name, value) = match pages.len() {
        1 => ("rows", pages.remove(0)),
        _ => ("pages", Value::Array(pages)),
    };
    shown.insert(name.to_owned(), value);
    shown
}

/// The code and the text of a refusal, which say the same twice.
pub(super) fn refusal(reply: &Value) -> Value {
    assert_eq!((&reply["AthenaErrorCode"], &reply["Message"]), (&reply["ErrorCode"], &reply["message"]));
    assert_eq!(reply["__type"], "InvalidRequestException");
    json!({"AthenaErrorCode": reply["AthenaErrorCode"], "Message": reply["Message"]})
}

/// What is the same of every column is checked, and the rest shown: `name type precision scale`.
fn column(info: &Value) -> Value {
    let constant = ["CatalogName", "SchemaName", "TableName", "Nullable"].map(|name| info[name].as_str().unwrap());
    assert_eq!((constant, &info["Name"]), (["hive", "", "", "UNKNOWN"], &info["Label"]));
    let word = |name: &str| info[name].as_str().unwrap();
    let case = if info["CaseSensitive"] == true { " case" } else { "" };
    json!(format!("{} {} {} {}{case}", word("Name"), word("Type"), info["Precision"], info["Scale"]))
}

/// The cells; one without a member is NULL.
fn row(row: &Value) -> Value {
    let cell = |cell: &Value| cell.get("VarCharValue").cloned().unwrap_or_default();
    row["Data"].as_array().unwrap().iter().map(cell).collect()
}

/// The items, or their number and the first and last of them.
fn cut(items: Vec<Value>) -> Value {
    if items.len() <= SHOWN_MAX {
        return Value::Array(items);
    }
    json!({"count": items.len(), "first": items[..ENDS], "last": items[items.len() - ENDS..]})
}

/// What the execution has left in the results' folder.
async fn objects(house: &House, id: &str) -> Value {
    let mut shown = Map::new();
    for (key, bytes, content_type) in house.results(id).await {
        let (key, bytes) = (house.names.text(&key), house.names.replaced(&bytes));
        let mut object = json!({"type": content_type, "bytes": bytes.len()});
        if key.ends_with(".metadata") {
            object["fields"] = fields(&bytes);
        } else if let Ok(text) = std::str::from_utf8(&bytes) {
            object["lines"] = cut(text.split_inclusive('\n').map(|line| json!(line)).collect());
        } else {
            // How much packed data comes to is a matter of who packs it.
            object = json!({"type": content_type, "starts": String::from_utf8_lossy(&bytes[..4])});
        }
        shown.insert(key, object);
    }
    Value::Object(shown)
}

/// The bytes of a message, each field a line of hexadecimals.
fn fields(bytes: &[u8]) -> Value {
    let (mut lines, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let (tag, start) = (bytes[at], at);
        let (value, after) = varint(bytes, at + 1);
        at = if tag & 7 == 2 { after + value } else { after };
        let hex: String = bytes[start..at].iter().map(|byte| format!("{byte:02x}")).collect();
        lines.push(json!(hex));
    }
    Value::Array(lines)
}

fn varint(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[at];
        value |= usize::from(byte & 0x7f) << shift;
        (at, shift) = (at + 1, shift + 7);
        if byte & 0x80 == 0 {
            return (value, at);
        }
    }
}

/// A table of the catalog; what is written in base 64 in a view's text is shown as it is.
pub(super) async fn table(house: &House, name: &str) -> Value {
    let table = house.catalog.table("db", name).await.unwrap();
    let mut shown = house.named(&serde_json::to_value(&table).unwrap()).as_object().unwrap().clone();
    // It counts the changes of the whole catalog.
    shown.remove("generation");
    shown.retain(|_, value| !value.is_null());
    if let Some(text) = table.view_original_text.as_deref()
        && let Some(packed) = text.strip_prefix("/* Presto View: ").and_then(|rest| rest.strip_suffix(" */"))
    {
        let view: Value = serde_json::from_slice(&STANDARD.decode(packed).unwrap()).unwrap();
        shown.insert("view_original_text".to_owned(), json!({"/* Presto View: ... */": view}));
    }
    Value::Object(shown)
}
