//! Lines of logs and elements of XML, through the whole crawl.

use boathouse_catalog::Table;

use super::house::{House, columns, gzip, parameter, request};
use crate::{Classifier, CrawlRequest, GrokClassifier, JsonClassifier, XmlClassifier};

fn with(classifier: impl Into<Classifier>) -> CrawlRequest {
    let mut request = request(&["x/"]);
    request.options.classifiers = vec![classifier.into()];
    request
}

fn grok(pattern: &str, custom: &str) -> GrokClassifier {
    GrokClassifier {
        name: "g".to_owned(),
        classification: "mylog".to_owned(),
        grok_pattern: pattern.to_owned(),
        custom_patterns: Some(custom.to_owned()).filter(|text| !text.is_empty()),
    }
}

fn rows(row_tag: Option<&str>) -> XmlClassifier {
    XmlClassifier { name: "x".to_owned(), classification: "myxml".to_owned(), row_tag: row_tag.map(str::to_owned) }
}

/// Class of the SerDe and its parameters, `name=value`.
fn serde(table: &Table) -> (String, Vec<String>) {
    let serde = table.storage_descriptor.clone().unwrap().serde_info.unwrap();
    let parameters = serde.parameters.unwrap().into_iter().map(|(name, value)| format!("{name}={value}"));
    (serde.serialization_library.unwrap(), parameters.collect())
}

const ACCESS: &str = "10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 23 \"http://e.com/\" \"Moz\"\n\
                      10.0.0.2 - - [10/Oct/2000:13:55:37 -0700] \"GET /b HTTP/1.0\" 404 - \"-\" \"Moz\"\n";

#[tokio::test]
async fn grok_classifiers() {
    // S37
    let pattern = r"%{TIMESTAMP_ISO8601:timestamp} \[%{P:mp}\] %{L:loglevel} : %{GREEDYDATA:message}";
    let custom = "P .*-.*\nL (BENCHMARK|ERROR|WARN|INFO|TRACE)";
    let text = "2017-03-30 20:00:12 [a-b] INFO : one\n2017-03-30 20:00:13 [a-b] WARN : two\n";
    let house = House::new().await;
    house.put_bytes("x/t/f.gz", gzip(text)).await;
    house.crawl(&with(grok(pattern, custom))).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(columns(&table), "timestamp string, mp string, loglevel string, message string");
    assert_eq!(
        serde(&table),
        (
            "com.amazonaws.glue.serde.GrokSerDe".to_owned(),
            vec![format!("input.format={pattern}"), format!("input.grokCustomPatterns={custom}")]
        )
    );
    assert_eq!(parameter(&table, "classification"), Some("mylog"));
    assert_eq!(parameter(&table, "grokPattern"), Some(pattern));
    assert_eq!(parameter(&table, "compressionType"), Some("gzip"));
    let descriptor = table.storage_descriptor.unwrap();
    assert_eq!(descriptor.input_format.as_deref(), Some("org.apache.hadoop.mapred.TextInputFormat"));
    assert!(descriptor.compressed);
    // S38
    let house = House::with(&[("x/t/f", "a 1\nb 2\n")]).await;
    house.crawl(&with(grok("%{WORD:Page} %{NUMBER:hits:long}", ""))).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(columns(&table), "page string, hits bigint");
    assert_eq!(parameter(&table, "recordCount"), Some("2"));
}

/// A custom classifier that fits some lines gives way to a built-in one that fits all, and to nothing else.
#[tokio::test]
async fn certainty_decides() {
    let house = House::with(&[("x/some/f", "a 1\n-\nb 2\n"), ("x/csv/f", "k,v\na,1\n")]).await;
    let (plan, _) = house.crawl(&with(grok("%{WORD:k}[ ,]%{INT:v:int}", ""))).await.unwrap();
    assert_eq!(house.lines().await, ["csv: k string, v bigint", "some: k string, v int"]);
    assert!(plan.log.iter().any(|line| line.text.contains("1 of 3 lines do not fit the pattern")), "{:?}", plan.log);
}

#[tokio::test]
async fn logs_are_known_by_their_lines() {
    // S39
    let house = House::with(&[
        ("x/web/day=1/f", ACCESS),
        ("x/web/day=2/f", ACCESS),
        ("x/sys/f", "Nov  5 10:00:01 web-1 sshd[311]: closed\n"),
    ])
    .await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let table = house.table("web").await;
    assert_eq!(parameter(&table, "classification"), Some("combined_apache"));
    assert_eq!(
        serde(&table),
        ("com.amazonaws.glue.serde.GrokSerDe".to_owned(), vec!["input.format=%{COMBINEDAPACHELOG}".to_owned()])
    );
    let names = "clientip ident auth timestamp verb request httpversion rawrequest response bytes referrer agent";
    let expected: Vec<String> = names.split(' ').map(|name| format!("{name} string")).collect();
    assert_eq!(columns(&table), expected.join(", "));
    assert_eq!(table.partition_keys.len(), 1);
    assert_eq!(parameter(&house.table("sys").await, "classification"), Some("linux_kernel"));
}

#[tokio::test]
async fn xml_rows() {
    // S40
    let text = "<?xml version=\"1.0\"?>\n<all><AnyCompany><author>A</author><title>T</title></AnyCompany>\
                <AnyCompany><author>B</author><title>U</title></AnyCompany></all>";
    let house = House::with(&[("x/t/f.xml", text)]).await;
    let (plan, _) = house.crawl(&with(rows(Some("AnyCompany")))).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(columns(&table), "author string, title string");
    assert_eq!(parameter(&table, "classification"), Some("myxml"));
    assert_eq!(parameter(&table, "rowTag"), Some("AnyCompany"));
    assert_eq!(serde(&table), (String::new(), vec!["rowTag=AnyCompany".to_owned()]));
    assert_eq!(table.storage_descriptor.unwrap().input_format.as_deref(), Some(""));
    assert!(plan.log.iter().any(|line| line.text.contains("Athena does not read it")), "{:?}", plan.log);
    // Without a classifier the row is found.
    let house = House::with(&[("x/t/f.xml", text)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!((parameter(&table, "classification"), parameter(&table, "rowTag")), (Some("xml"), Some("AnyCompany")));
    // Self-closing rows are none.
    let house = House::with(&[("x/t/f.xml", "<all><row a='1'/><row a='2'/></all>")]).await;
    let (plan, _) = house.crawl(&with(rows(Some("row")))).await.unwrap();
    assert_eq!(house.lines().await, ["t: "]);
    assert!(plan.log.iter().any(|line| line.text.contains("self-closing")), "{:?}", plan.log);
}

#[tokio::test]
async fn rows_at_json_paths() {
    // S35, S36
    for (text, path, expected) in [
        ("[{\"a\":1},{\"b\":\"s\"}]\n", "$[*]", "t: a int, b string"),
        ("{\"id\":\"x\",\"n\":1}\n", "$.id", "t: record string"),
        ("{\"ids\":[{\"identifier\":\"x\"}]}", "$.ids[*].identifier", "t: record string"),
    ] {
        let house = House::with(&[("x/t/f.json", text)]).await;
        let classifier = JsonClassifier { name: "j".to_owned(), json_path: path.to_owned() };
        house.crawl(&with(classifier)).await.unwrap();
        assert_eq!(house.lines().await, [expected]);
        let table = house.table("t").await;
        assert_eq!((parameter(&table, "classification"), parameter(&table, "jsonPath")), (Some("json"), Some(path)));
    }
}

#[tokio::test]
async fn patterns_that_cannot_be_are_refused_before_the_crawl() {
    let house = House::with(&[("x/t/f", "a\n")]).await;
    let error = house.crawl(&with(grok("%{NOPE:x}", ""))).await.unwrap_err().to_string();
    assert_eq!(error, "GrokPattern: there is no pattern 'NOPE'.");
    assert!(house.crawlers.create_classifier(grok("%{NOPE:x}", "")).await.is_err());
}
