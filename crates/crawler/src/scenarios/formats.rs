//! What files say, through the whole crawl.

use super::house::{House, SALES, columns, parameter, parquet, request};
use crate::{ContainsHeader, CrawlRequest, CsvClassifier, CsvSerde};

async fn check(text: &str, expected: &str) {
    let house = House::with(&[("x/t/f", text)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.lines().await, [format!("t: {expected}")], "{text}");
}

fn with(classifiers: &[CsvClassifier]) -> CrawlRequest {
    let mut request = request(&["x/"]);
    request.options.classifiers = classifiers.iter().cloned().map(Into::into).collect();
    request
}

fn named(change: impl FnOnce(&mut CsvClassifier)) -> CsvClassifier {
    let mut classifier = CsvClassifier { name: "c".to_owned(), ..CsvClassifier::default() };
    change(&mut classifier);
    classifier
}

#[tokio::test]
async fn columns_and_types() {
    for (text, expected) in [
        // S02
        ("city,state\nparis,fr\nrome,it\n", "col0 string, col1 string"),
        // S23
        (" Row ID ,Sub-Category,25%\n1,a,2\n", "row id bigint, sub-category string, 25% bigint"),
        // S27
        (
            "i,n,s,b,e\n1,1,1,true,\n2,2,abc,FALSE,\n3,3.5,2,true,\n",
            "i bigint, n double, s string, b boolean, e string",
        ),
        // S28
        ("d,t,m,z\n2020-01-15,2020-01-15 03:44:40,\"$1,000\",01234\n", "d string, t string, m string, z bigint"),
        // S33
        ("{\"ms\":1700000000000,\"n\":7}\n", "ms bigint, n int"),
        // S34
        ("{\"a\":{\"x\":1}}\n{\"a\":{\"y\":\"s\"}}\n", "a struct<x:int,y:string>"),
        // S35
        ("[{\"a\":1},{\"b\":\"s\"}]\n", "array array<struct<a:int,b:string>>"),
        // S25, S26
        ("one\ntwo\nthree\n", ""),
        ("a,b\n", ""),
    ] {
        check(text, expected).await;
    }
}

#[tokio::test]
async fn delimiters() {
    // S24
    for delimiter in ["|", "\t", ";", "\u{1}"] {
        let house = House::with(&[("x/t/f", &format!("a{delimiter}b\n1{delimiter}2\n"))]).await;
        house.crawl(&request(&["x/"])).await.unwrap();
        let table = house.table("t").await;
        assert_eq!(columns(&table), "a bigint, b bigint");
        assert_eq!(parameter(&table, "delimiter"), Some(delimiter));
        let serde = table.storage_descriptor.unwrap().serde_info.unwrap().parameters.unwrap();
        assert_eq!(serde.into_iter().collect::<Vec<_>>(), [("field.delim".to_owned(), delimiter.to_owned())]);
    }
}

#[tokio::test]
async fn files_of_a_folder_are_one_table() {
    // S29
    let house = House::with(&[("x/t/a.csv", SALES), ("x/t/b.csv", "id,name,amt,extra\n1,a,1,x\n")]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.lines().await, ["t: id bigint, name string, amt double, extra string"]);
    // A null in one file does not vote in another.
    let house = House::with(&[("x/t/a.csv", "id,v\n1,\n"), ("x/t/b.csv", "id,v\n1,7\n")]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.lines().await, ["t: id bigint, v bigint"]);
}

#[tokio::test]
async fn json_paths_are_sorted_and_columns_are_not() {
    // S32
    let house = House::with(&[("x/t/f.json", "{\"z\":1,\"a\":2,\"M\":3}\n")]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(columns(&table), "z int, a int, m int");
    let serde = table.storage_descriptor.unwrap().serde_info.unwrap();
    assert_eq!(serde.parameters.unwrap().into_iter().collect::<Vec<_>>(), [("paths".to_owned(), "M,a,z".to_owned())]);
    assert_eq!(serde.serialization_library.as_deref(), Some("org.openx.data.jsonserde.JsonSerDe"));
}

#[tokio::test]
async fn quoted_text_and_classifiers() {
    // S30
    let quoted = "\"id\",\"name\"\n\"1\",\"a, b\"\n\"2\",\"c\"\n";
    let house = House::with(&[("x/t/f.csv", quoted)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(
        (columns(&table).as_str(), parameter(&table, "areColumnsQuoted")),
        ("id bigint, name string", Some("true"))
    );
    let serde = table.storage_descriptor.unwrap().serde_info.unwrap();
    assert_eq!(serde.serialization_library.as_deref(), Some("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"));
    let open = named(|c| (c.quote_symbol, c.serde) = (Some("\"".to_owned()), Some(CsvSerde::OpenCsv)));
    house.crawl(&with(&[open])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(columns(&table), "id string, name string");
    let serde = table.storage_descriptor.unwrap().serde_info.unwrap();
    assert_eq!(serde.serialization_library.as_deref(), Some("org.apache.hadoop.hive.serde2.OpenCSVSerde"));
    let expected = [("escapeChar", "\\"), ("quoteChar", "\""), ("separatorChar", ",")];
    assert_eq!(
        serde.parameters.unwrap().into_iter().collect::<Vec<_>>(),
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn classifiers_name_columns_or_do_not_match() {
    // S31
    let house = House::with(&[("x/t/f.csv", "paris,fr\nrome,it\n")]).await;
    let present = named(|c| c.contains_header = Some(ContainsHeader::Present));
    house.crawl(&with(&[present])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(
        (columns(&table).as_str(), parameter(&table, "skip.header.line.count")),
        ("paris string, fr string", Some("1"))
    );
    let header = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        named(|c| (c.contains_header, c.header) = (Some(ContainsHeader::Absent), Some(names)))
    };
    house.crawl(&with(&[header(&["City", "State"])])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(
        (columns(&table).as_str(), parameter(&table, "skip.header.line.count")),
        ("city string, state string", None)
    );
    house.crawl(&with(&[header(&["one"])])).await.unwrap();
    assert_eq!(columns(&house.table("t").await), "col0 string, col1 string");
    let house = House::with(&[("x/t/f.csv", "n\n1\n2\n")]).await;
    house.crawl(&with(&[named(|c| c.allow_single_column = Some(true))])).await.unwrap();
    assert_eq!(house.lines().await, ["t: n bigint"]);
}

#[tokio::test]
async fn parquet_counts_exactly() {
    // S42
    let house = House::new().await;
    house.put_bytes("x/t/a.parquet", parquet(120)).await;
    house.put_bytes("x/t/b.parquet", parquet(3)).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(columns(&table), "id int, name string");
    assert_eq!(parameter(&table, "recordCount"), Some("123"));
    assert_eq!(parameter(&table, "compressionType"), Some("none"));
}

#[tokio::test]
async fn bad_objects_never_fail_a_crawl() {
    let whole = parquet(10);
    let house = House::new().await;
    house.put_bytes("x/t/a.parquet", whole.clone()).await;
    house.put_bytes("x/t/b.parquet", whole[..whole.len() / 2].to_vec()).await;
    house.put("x/ragged/f.csv", "a,b\n1,2\n1,2,3\n").await;
    house.put_bytes("x/zip/f.zip", b"PK\x03\x04rest".to_vec()).await;
    house.put_bytes("x/latin/f.csv", b"id,n\n1,caf\xe9\n".to_vec()).await;
    // S57
    house.put("x/t/_SUCCESS", "done").await;
    house.put("x/t/.a.crc", "crc").await;
    house.put("x/t/empty.parquet", "").await;
    let (plan, _) = house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.lines().await, ["latin: id bigint, n string", "ragged: ", "t: id int, name string", "zip: "]);
    for said in ["b.parquet is left out", "record 3 has 3 cells", "zip archive", "UTF-8", "_SUCCESS", "zero bytes"] {
        assert!(plan.log.iter().any(|line| line.text.contains(said)), "{said}: {:#?}", plan.log);
    }
    assert_eq!(parameter(&house.table("t").await, "objectCount"), Some("1"));
}
