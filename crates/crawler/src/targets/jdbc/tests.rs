use boathouse_schema::HiveType;

use super::tables::Tables;
use super::*;
use crate::table::FoundTable;
use boathouse_catalog::{Column, Parameters};
use boathouse_jdbc::{Relation, RelationColumn, RelationKind};

fn target(path: &str, exclusions: &[&str], metadata: &[JdbcMetadata]) -> JdbcTarget {
    JdbcTarget {
        connection: "shop-db".to_owned(),
        path: path.to_owned(),
        exclusions: exclusions.iter().map(|text| (*text).to_owned()).collect(),
        additional_metadata: metadata.to_vec(),
    }
}

fn column(name: &str, native_type: &str, data_type: HiveType) -> RelationColumn {
    RelationColumn { name: name.to_owned(), native_type: native_type.to_owned(), data_type, comment: None }
}

fn relation(schema: Option<&str>, name: &str) -> Relation {
    Relation {
        schema: schema.map(str::to_owned),
        name: name.to_owned(),
        kind: RelationKind::Table,
        comment: None,
        columns: vec![column("id", "integer", HiveType::Int)],
    }
}

fn found(target: &JdbcTarget, engine: Engine, relations: &[Relation]) -> Vec<FoundTable> {
    let path = IncludePath::parse(&target.path, Some(engine)).unwrap();
    Tables { target, engine, path: &path, crawler: "c" }.of(relations).unwrap()
}

#[test]
fn which_tables() {
    use Engine::{MySql, PostgreSql};
    let schemas = [
        relation(Some("hr"), "staff"),
        relation(Some("public"), "HR_old"),
        relation(Some("public"), "Orders"),
        relation(Some("public"), "order_lines"),
    ];
    let plain = [relation(None, "HR_old"), relation(None, "orders"), relation(None, "order_lines")];
    for (engine, path, exclusions, expected) in [
        (PostgreSql, "shop/%", vec![], vec!["hr.staff", "public.HR_old", "public.Orders", "public.order_lines"]),
        (PostgreSql, "shop/%/%", vec![], vec!["hr.staff", "public.HR_old", "public.Orders", "public.order_lines"]),
        (PostgreSql, "shop/public", vec![], vec!["public.HR_old", "public.Orders", "public.order_lines"]),
        (PostgreSql, "shop/public/%", vec![], vec!["public.HR_old", "public.Orders", "public.order_lines"]),
        (PostgreSql, "shop/public/Orders", vec![], vec!["public.Orders"]),
        (PostgreSql, "shop/public/orders", vec![], vec![]),
        (PostgreSql, "shop/p%/%_%", vec![], vec!["public.HR_old", "public.order_lines"]),
        (PostgreSql, "shop/%/staff", vec![], vec!["hr.staff"]),
        (PostgreSql, "shop/%", vec!["HR*"], vec!["hr.staff", "public.Orders", "public.order_lines"]),
        (PostgreSql, "shop/%", vec!["hr/*"], vec!["public.HR_old", "public.Orders", "public.order_lines"]),
        (PostgreSql, "shop/%", vec!["public/**"], vec!["hr.staff"]),
        (PostgreSql, "shop/%", vec!["shop/public/HR*"], vec!["hr.staff", "public.Orders", "public.order_lines"]),
        (PostgreSql, "shop/public/%", vec!["Orders", "HR_*"], vec!["public.order_lines"]),
        (PostgreSql, "shop/public/%", vec!["order?lines"], vec!["public.HR_old", "public.Orders"]),
        (PostgreSql, "shop/public/%", vec!["**"], vec![]),
        (MySql, "shop/%", vec![], vec!["HR_old", "orders", "order_lines"]),
        (MySql, "shop/order%", vec!["*lines"], vec!["orders"]),
        (MySql, "/shop/orders/", vec![], vec!["orders"]),
    ] {
        let relations: &[Relation] = if engine == MySql { &plain } else { &schemas };
        let found = found(&target(path, &exclusions, &[]), engine, relations);
        let locations: Vec<&str> = found.iter().filter_map(|table| table.location.strip_prefix("shop.")).collect();
        assert_eq!(locations, expected, "{path} without {exclusions:?}");
    }
}

#[test]
fn paths_that_are_none() {
    for (path, engine, expected) in [
        ("", None, "it must be database/schema/table or database/table"),
        ("shop", None, "it must be database/schema/table or database/table"),
        ("a/b/c/d", None, "it must be database/schema/table or database/table"),
        ("a//c", None, "it must be database/schema/table or database/table"),
        ("%/b/c", None, "% cannot stand for the database"),
        ("sh%/%", Some(Engine::MySql), "% cannot stand for the database"),
        ("a/b/c", Some(Engine::MariaDb), "mariadb has no schemas, so it must be database/table"),
        ("shop", Some(Engine::PostgreSql), "it must be"),
    ] {
        let error = IncludePath::parse(path, engine).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains(&format!("'{path}'")), "{path}: {error}");
    }
}

#[test]
fn patterns() {
    for (path, location, expected) in [
        ("db/%", "db.s.t", true),
        ("db/%", "other.s.t", false),
        ("db/s/%", "db.s.t", true),
        ("db/s/%", "db.s2.t", false),
        ("db/s/t", "db.s.t", true),
        ("db/s/t", "db.s.t2", false),
        ("db/%/a%b%c", "db.s.aXbYc", true),
        ("db/%/a%b%c", "db.s.aXcYb", false),
        ("db/%/%aa", "db.s.a", false),
        ("db/s/%a%", "db.s.bab", true),
    ] {
        let path = IncludePath::parse(path, Some(Engine::PostgreSql)).unwrap();
        assert_eq!(path.covers(location), expected, "{path:?} {location}");
    }
}

#[test]
fn what_is_written() {
    let mut orders = relation(Some("public"), "Order Lines");
    orders.comment = Some("x".repeat(3000));
    orders.columns = vec![
        RelationColumn { comment: Some("the key".to_owned()), ..column("Id", "integer", HiveType::Int) },
        column("ID", "numeric(10,2)", HiveType::Decimal { precision: 10, scale: 2 }),
    ];
    orders.kind = RelationKind::View;
    let table = found(&target("shop/public/%", &[], &[]), Engine::PostgreSql, std::slice::from_ref(&orders)).remove(0);
    assert_eq!(
        (table.base_name.as_str(), table.location.as_str()),
        ("shop_public_Order Lines", "shop.public.Order Lines")
    );
    assert_eq!(table.description, None);
    let columns = [Column::new("id", "int"), Column::new("id_1", "decimal(10,2)")];
    assert_eq!(table.descriptor.columns, columns);
    let expected: Parameters = [
        ("CrawlerSchemaDeserializerVersion", "1.0"),
        ("CrawlerSchemaSerializerVersion", "1.0"),
        ("UPDATED_BY_CRAWLER", "c"),
        ("classification", "postgresql"),
        ("compressionType", "none"),
        ("connectionName", "shop-db"),
        ("typeOfData", "view"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    assert_eq!(table.parameters(), expected);
    assert_eq!((&table.descriptor.input_format, &table.descriptor.output_format), (&None, &None));
    assert!(!table.merges, "MergeNewColumns is for tables of S3");

    let all = [JdbcMetadata::Comments, JdbcMetadata::RawTypes];
    let target = target("shop/public/%", &["HR*", "shop/**/tmp"], &all);
    let table = found(&target, Engine::PostgreSql, &[orders]).remove(0);
    assert_eq!(table.description.map(|text| text.len()), Some(2048));
    assert_eq!(table.descriptor.columns[0].comment.as_deref(), Some("the key"));
    assert_eq!(table.descriptor.columns[1].parameters["rawType"], "numeric(10,2)");
    let exclusions = table.descriptor.parameters.and_then(|parameters| parameters.get("exclusions").cloned());
    assert_eq!(exclusions.as_deref(), Some(r#"["shop/public/HR*","shop/**/tmp"]"#));
}
