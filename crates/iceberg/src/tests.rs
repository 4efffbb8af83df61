use serde_json::{Value, json};

use crate::{
    Error, Metadata, NewTable, PartitionSpec, Schema, SortOrder, Update, next_file, schema_from_columns, to_hive,
};

fn schema(fields: Value) -> Schema {
    Schema::from_json(&json!({"type": "struct", "fields": fields})).unwrap()
}

fn field(id: i32, name: &str, data_type: &str) -> Value {
    json!({"id": id, "name": name, "required": false, "type": data_type})
}

fn new(version: i32, fields: Value, spec: Value, order: Value) -> Result<Metadata, Error> {
    let table = NewTable {
        uuid: "u".to_owned(),
        location: "s3://b/t/".to_owned(),
        format_version: version,
        schema: schema(fields),
        spec: PartitionSpec::from_json(&json!({"fields": spec}))?,
        order: SortOrder::from_json(&json!({"fields": order}))?,
        properties: [("k".to_owned(), "v".to_owned())].into(),
    };
    table.metadata(1_000)
}

fn plain(version: i32) -> Metadata {
    new(version, json!([field(1, "id", "int"), field(2, "name", "string")]), json!([]), json!([])).unwrap()
}

fn document(metadata: &Metadata) -> Value {
    serde_json::from_slice(&metadata.to_json()).unwrap()
}

#[test]
fn a_new_table_has_what_its_version_asks_for() {
    let one = document(&plain(1));
    assert_eq!(one["schema"], one["schemas"][0]);
    assert_eq!(one["partition-spec"], json!([]));
    let two = document(&plain(2));
    assert_eq!((&two["last-sequence-number"], &two["location"]), (&json!(0), &json!("s3://b/t")));
    assert_eq!((&two["last-column-id"], &two["last-partition-id"]), (&json!(2), &json!(999)));
    assert!(two.get("schema").is_none());
}

#[test]
fn new_tables_that_cannot_be() {
    let id = || json!([field(1, "id", "int")]);
    let spec = |transform: &str, name: &str| json!([{"source-id": 1, "transform": transform, "name": name}]);
    let order = |transform: &str, direction: &str| json!([{"source-id": 1, "transform": transform, "direction": direction, "null-order": "nulls-last"}]);
    let none = || json!([]);
    let cases = [
        (3, id(), none(), none(), "tables of format version 3 are not made: give 1 or 2"),
        (2, none(), none(), none(), "a table has at least one column"),
        (2, json!([field(0, "a", "int")]), none(), none(), "field id 0 is not positive or given twice"),
        (
            2,
            json!([field(1, "a", "int"), field(1, "b", "int")]),
            none(),
            none(),
            "field id 1 is not positive or given twice",
        ),
        (
            2,
            json!([field(1, "a", "int"), field(2, "a", "int")]),
            none(),
            none(),
            "the field name 'a' is empty or given twice",
        ),
        (2, json!([field(1, "a", "timestamp_ns")]), none(), none(), "the type of 'a' needs format version 3"),
        (2, id(), spec("hour", "h"), none(), "the transform hour does not take a int: 'id'"),
        (2, id(), spec("bucket[0]", "h"), none(), "'bucket[0]' is no transform of Iceberg's"),
        (2, id(), spec("bucket[4]", "id"), none(), "the partition field name 'id' is that of another column"),
        (2, id(), none(), order("identity", "up"), "the direction of a sort field is one of asc, desc"),
    ];
    for (version, fields, spec, order, text) in cases {
        assert_eq!(new(version, fields, spec, order), Err(Error::Invalid(text.to_owned())), "{text}");
    }
}

#[test]
fn types_that_are_none() {
    for name in ["varchar", "decimal(39, 1)", "decimal(2, 3)", "fixed[0]", ""] {
        let read = Schema::from_json(&json!({"fields": [field(1, "a", name)]}));
        assert!(matches!(read, Err(Error::Invalid(_))), "{name}");
    }
}

#[test]
fn a_schema_follows_another() {
    let table = plain(2);
    let added = |fields: Value| {
        table.updated(vec![Update::AddSchema(schema(fields)), Update::SetCurrentSchema(-1)], "s3://b/t/0", 2_000)
    };
    let next = added(json!([field(1, "id", "long"), field(2, "called", "string"), field(7, "age", "int")])).unwrap();
    assert_eq!((next.current_schema_id(), next.last_column_id()), (Ok(1), Ok(7)));
    assert_eq!(next.schemas().unwrap().len(), 2);
    assert_eq!(document(&next)["metadata-log"], json!([{"timestamp-ms": 1_000, "metadata-file": "s3://b/t/0"}]));
    let same = added(json!([field(1, "id", "int"), field(2, "name", "string")])).unwrap();
    assert_eq!((same.current_schema_id(), same.schemas().unwrap().len()), (Ok(0), 1));
    let required = |id: i32| json!([{"id": id, "name": "id", "required": true, "type": "int"}]);
    let cases = [
        (json!([field(1, "id", "string")]), "Cannot change column type: id: int -> string"),
        (required(1), "Cannot change column nullability: id: optional -> required"),
        (required(9), "Incompatible change: cannot add required column: id"),
    ];
    for (fields, text) in cases {
        assert_eq!(added(fields), Err(Error::Invalid(text.to_owned())));
    }
}

#[test]
fn what_is_not_known_stays() {
    let mut stored = document(&plain(2));
    stored["snapshots"] = json!([{"snapshot-id": 7, "odd": {"x": [1]}}]);
    stored["current-snapshot-id"] = json!(7);
    stored["of-the-future"] = json!({"a": null});
    stored["schemas"][0]["hint"] = json!("h");
    let table = Metadata::parse(stored.to_string().as_bytes()).unwrap();
    let next = table.updated(vec![Update::SetLocation("s3://b/u".to_owned())], "f", 5).unwrap();
    stored["location"] = json!("s3://b/u");
    stored["last-updated-ms"] = json!(1_000);
    stored["metadata-log"] = json!([{"timestamp-ms": 1_000, "metadata-file": "f"}]);
    assert_eq!(document(&next), stored);
}

#[test]
fn version_1_as_it_was_first_written() {
    let old = json!({
        "format-version": 1, "table-uuid": "u", "location": "s3://b/t", "last-updated-ms": 1, "last-column-id": 1,
        "schema": {"type": "struct", "fields": [field(1, "id", "int")]},
        "partition-spec": [{"source-id": 1, "transform": "identity", "name": "id"}],
    });
    let table = Metadata::parse(old.to_string().as_bytes()).unwrap();
    assert_eq!((table.current_schema_id(), table.last_partition_id()), (Ok(0), Ok(1000)));
    assert_eq!(table.specs().unwrap()[0].fields[0].id, Some(1000));
}

#[test]
fn partitions_orders_properties_and_keys() {
    let table = plain(2);
    let spec = json!({"fields": [{"source-id": 1, "transform": "bucket[4]", "name": "id_bucket"}]});
    let order = json!({"order-id": 1, "fields": [{"source-id": 1, "transform": "identity", "direction": "asc", "null-order": "nulls-first"}]});
    let updates = vec![
        Update::AddSpec(PartitionSpec::from_json(&spec).unwrap()),
        Update::SetDefaultSpec(-1),
        Update::AddSortOrder(SortOrder::from_json(&order).unwrap()),
        Update::SetDefaultSortOrder(1),
        Update::SetProperties([("n".to_owned(), "1".to_owned())].into()),
        Update::RemoveProperties(vec!["k".to_owned()]),
    ];
    let next = table.updated(updates, "f", 2_000).unwrap();
    assert_eq!((next.default_spec_id(), next.last_partition_id(), next.default_order_id()), (Ok(1), Ok(1000), Ok(1)));
    assert_eq!(next.properties(), [("n".to_owned(), "1".to_owned())].into());
    let cases = [
        (Update::SetDefaultSpec(9), "there is no partition spec 9"),
        (Update::SetCurrentSchema(-1), "no schema has been added"),
        (Update::RemoveEncryptionKey("k".to_owned()), "encryption keys need format version 3, and the table has 2"),
        (Update::RemoveProperties(vec!["uuid".to_owned()]), "'uuid' cannot be set as a property"),
        (
            Update::SetProperties([("format-version".to_owned(), "3".to_owned())].into()),
            "'format-version' cannot be set as a property",
        ),
    ];
    for (update, text) in cases {
        assert_eq!(next.updated(vec![update], "f", 3_000), Err(Error::Invalid(text.to_owned())), "{text}");
    }
    let without_source =
        vec![Update::AddSchema(schema(json!([field(2, "name", "string")]))), Update::SetCurrentSchema(-1)];
    let text = "source id 1 of partition field 'id_bucket' is no field";
    assert_eq!(next.updated(without_source, "f", 3_000), Err(Error::Invalid(text.to_owned())));
}

#[test]
fn files_are_counted() {
    let table = plain(2);
    let cases =
        [(None, "00000"), (Some("s3://b/t/metadata/00041-x.metadata.json"), "00042"), (Some("v3.json"), "00000")];
    for (previous, number) in cases {
        let wanted = format!("s3://b/t/metadata/{number}-id.metadata.json");
        assert_eq!(next_file(&table, previous, "id"), Ok(wanted));
    }
    let gzip = [("write.metadata.compression-codec".to_owned(), "gzip".to_owned())].into();
    let packed = table.updated(vec![Update::SetProperties(gzip)], "f", 2_000).unwrap();
    assert!(matches!(next_file(&packed, None, "id"), Err(Error::Invalid(_))));
}

#[test]
fn hive_columns_there_and_back() {
    let cases = [
        ("int", "int"),
        ("bigint", "bigint"),
        ("smallint", "int"),
        ("varchar(3)", "string"),
        ("decimal(10,2)", "decimal(10,2)"),
        ("array<struct<a:int,b:map<string,double>>>", "array<struct<a:int,b:map<string,double>>>"),
    ];
    for (from, to) in cases {
        let made = schema_from_columns(&[("c", from, None)]).unwrap();
        assert_eq!(to_hive(&made.fields[0].data_type), to, "{from}");
        assert_eq!(made.check(2), Ok(()));
    }
    assert!(schema_from_columns(&[("c", "uniontype<int,string>", None)]).is_err());
}

#[test]
fn files_that_are_no_metadata() {
    for text in ["", "[]", "{}", r#"{"format-version": 9}"#, r#"{"format-version": 2, "schemas": 1}"#] {
        assert!(matches!(Metadata::parse(text.as_bytes()), Err(Error::Unreadable(_))), "{text}");
    }
}
