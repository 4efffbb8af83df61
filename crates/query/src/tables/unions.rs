//! Columns of a `uniontype`. Trino reads them from Avro and ORC, as rows of a tag and a field for each member, which
//! is not served here: such a table is refused. In tables of other formats Trino passes over them, so they are not
//! there.

use std::collections::HashSet;

use boathouse_formats::read::RowFormat;
use boathouse_schema::HiveType;

/// Whether a type is a union or has one inside.
pub(crate) fn has_union(hive: &HiveType) -> bool {
    match hive {
        HiveType::Union(_) => true,
        HiveType::Array(item) => has_union(item),
        HiveType::Map(key, value) => has_union(key) || has_union(value),
        HiveType::Struct(fields) => fields.iter().any(|field| has_union(&field.data_type)),
        _ => false,
    }
}

/// The columns as they are laid out, and the names of those that no query sees. These keep their places, by which
/// other columns are found, as text that is never read.
pub(super) fn passed_over(
    columns: Vec<(String, HiveType)>,
    format: &RowFormat,
) -> (Vec<(String, HiveType)>, HashSet<String>) {
    if matches!(format, RowFormat::Avro(_) | RowFormat::Orc(_)) {
        return (columns, HashSet::new());
    }
    let unseen = columns.iter().filter(|(_, hive)| has_union(hive)).map(|(name, _)| name.clone()).collect();
    let columns =
        columns.into_iter().map(|(name, hive)| if has_union(&hive) { (name, HiveType::String) } else { (name, hive) });
    (columns.collect(), unseen)
}

#[cfg(test)]
mod tests {
    use crate::testbed::Testbed;

    #[tokio::test]
    async fn unions_are_passed_over_where_trino_passes_over_them() {
        let bed = Testbed::new().await;
        bed.put("c/a.csv", "1,2,x\n").await;
        bed.put("j/a.json", "{\"a\":1,\"u\":[{\"k\":2}],\"z\":\"x\"}\n").await;
        let delimited = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','";
        let json = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'";
        for (name, columns, how) in [
            ("c", "a int, u uniontype<int,string>, z string", delimited),
            ("j", "a int, u array<struct<k:uniontype<int,string>>>, z string", json),
        ] {
            bed.ddl(&format!("CREATE EXTERNAL TABLE {name} ({columns}) {how} LOCATION 's3://data/{name}/'")).await;
            assert_eq!(bed.rows(&format!("SELECT * FROM {name}")).await.0, ["1|x"], "{name}");
            assert_eq!(bed.rows(&format!("SELECT z FROM {name} WHERE a = 1")).await.0, ["x"], "{name}");
            let found = bed.failure(&format!("SELECT u FROM {name}")).await;
            assert!(found.contains("Column 'u' cannot be resolved"), "{found}");
            let described = bed.lines(&format!("DESCRIBE {name}")).await.join("\n");
            assert!(described.contains("uniontype<int,string>"), "{described}");
        }
        let inserted = bed.run("INSERT INTO c VALUES (1, 'x')").await.failure.expect("refused").reason;
        let expected =
            "NOT_SUPPORTED: Inserting into Hive table db.c with column type uniontype<int,string> not supported";
        assert!(inserted.starts_with(expected), "{inserted}");
    }

    #[tokio::test]
    async fn unions_in_avro_and_orc_are_refused() {
        let bed = Testbed::new().await;
        for format in ["AVRO", "ORC"] {
            bed.ddl(&format!(
                "CREATE EXTERNAL TABLE t_{format} (a int, u uniontype<int,string>) STORED AS {format} \
                 LOCATION 's3://data/t_{format}/'"
            ))
            .await;
            let found = bed.failure(&format!("SELECT a FROM t_{format}")).await;
            assert!(found.contains("uniontype<int,string>"), "{format}: {found}");
        }
    }
}
