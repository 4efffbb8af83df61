//! Conversions of files on the local disk.

use std::path::Path;

use boathouse_lake::LakeConfig;
use boathouse_state::State;
use datafusion::prelude::{ParquetReadOptions, SessionContext};

use super::*;

struct Fixture {
    lake: Lake,
    clock: Clock,
    folder: tempfile::TempDir,
}

impl Fixture {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(1_700_000_000_000);
        let state = State::in_memory(clock.clone()).unwrap();
        let lake = Lake::open(&folder.path().join("home"), state, LakeConfig::default()).await.unwrap();
        Self { lake, clock, folder }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    async fn convert(
        &self,
        source: &str,
        text: &[u8],
        change: impl FnOnce(&mut ConvertRequest),
    ) -> Result<ConvertReport> {
        std::fs::write(self.path(source), text).unwrap();
        let mut request = ConvertRequest::new(Place::Local(self.path(source)), Place::Local(self.path("out.parquet")));
        change(&mut request);
        convert(&self.lake, &self.clock, &request, &RunControl::default()).await
    }
}

async fn read(path: &Path) -> String {
    let session = SessionContext::new();
    let frame = session.read_parquet(path.to_str().unwrap(), ParquetReadOptions::default()).await.unwrap();
    let batches = frame.collect().await.unwrap();
    let lines = datafusion::arrow::util::pretty::pretty_format_batches(&batches).unwrap().to_string();
    let row = |line: &str| line.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("|");
    lines.lines().filter(|line| line.starts_with('|')).skip(1).map(row).collect::<Vec<_>>().join(";")
}

fn types(report: &ConvertReport) -> String {
    report.columns.iter().map(|(name, hive)| format!("{name}:{hive}")).collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn files_become_typed_parquet() {
    for (source, text, columns, rows) in [
        (
            "a.csv",
            "id,Name,ok\n1,ann,true\n2,\"x, y\",false\n",
            "id:bigint,Name:string,ok:boolean",
            "1|ann|true;2|x, y|false",
        ),
        ("a.tsv", "id\tv\n1\t1.5\n2\t\n", "id:bigint,v:double", "1|1.5;2"),
        ("q.csv", "id,t\n1,\"two\nlines\"\n2,b\n", "id:bigint,t:string", "1|two;lines;2|b"),
        ("a.jsonl", "{\"a\":1,\"b\":{\"c\":\"x\"}}\n{\"a\":2.5}\n", "a:double,b:struct<c:string>", "1.0|{c: x};2.5"),
        ("a.json", "[{\"a\":1},\n{\"a\":\"x\"}]", "a:string", "1;x"),
    ] {
        let fixture = Fixture::new().await;
        let report = fixture.convert(source, text.as_bytes(), |_| {}).await.unwrap();
        assert_eq!(types(&report), columns, "{source}");
        assert_eq!(read(&fixture.path("out.parquet")).await, rows, "{source}");
        assert_eq!(report.files.len(), 1, "{source}");
    }
}

#[tokio::test]
async fn a_late_value_widens_its_column() {
    let fixture = Fixture::new().await;
    let mut text = String::from("n,s\n");
    for n in 0..300_000 {
        text.push_str(&format!("{n},x\n"));
    }
    text.push_str("1.5,x\nnone,x\n");
    let report = fixture.convert("late.csv", text.as_bytes(), |_| {}).await.unwrap();
    assert_eq!((report.rows, types(&report).as_str()), (300_002, "n:string,s:string"));
    assert_eq!(report.notes.len(), 2, "{:?}", report.notes);
}

#[tokio::test]
async fn compressed_sources_and_partitions() {
    let fixture = Fixture::new().await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, b"k,v\na,1\nb,2\na,3\n").unwrap();
    let out = fixture.path("out");
    let report = fixture
        .convert("a.csv.gz", &gzip.finish().unwrap(), |request| {
            request.target = Place::Local(out.clone());
            request.partition_by = vec!["k".into()];
        })
        .await
        .unwrap();
    let folders: Vec<_> = report.files.iter().map(|f| f.location.contains("/k=")).collect();
    assert_eq!((report.rows, folders), (3, vec![true, true]));
}

#[tokio::test]
async fn failures_leave_nothing() {
    for (source, text, message) in [
        ("bad.json", "{\"a\":1}\n{\"a\":", "EOF while parsing"),
        ("bad.json", "garbage\n", "expected a JSON object"),
        ("mixed.json", "{\"a\":1}\n{\"a\":{\"b\":1}}\n", "choice"),
        ("x.parquet", "PAR1 is not enough", "arquet"),
        ("what.bin", "1,2", "the names do not tell the format"),
        ("empty.csv", "", "is empty"),
    ] {
        let fixture = Fixture::new().await;
        let folder = fixture.path("out");
        let outcome = fixture.convert(source, text.as_bytes(), |r| r.target = Place::Local(folder.clone())).await;
        let error = outcome.map(|report| format!("{report:?}")).unwrap_err().to_string();
        assert!(error.contains(message) || message == "is empty" && error.contains("empty"), "{source}: {error}");
        assert_eq!(std::fs::read_dir(&folder).map_or(0, Iterator::count), 0, "{source}");
    }
}

#[tokio::test]
async fn a_stopped_conversion_leaves_nothing() {
    let fixture = Fixture::new().await;
    let path = fixture.path("long.csv");
    std::fs::write(&path, format!("a,b\n{}", "1,some text\n".repeat(2_000_000))).unwrap();
    let control = RunControl::default();
    let stop = control.stop.clone();
    let control = RunControl { progress: Some(Arc::new(move |_| stop.cancel())), ..control };
    let request = ConvertRequest::new(Place::Local(path), Place::Local(fixture.path("out")));
    let error = convert(&fixture.lake, &fixture.clock, &request, &control).await.unwrap_err();
    assert!(matches!(error, Error::Stopped), "{error}");
    assert_eq!(std::fs::read_dir(fixture.path("out")).unwrap().count(), 0);
}

/// A page of Brotli that becomes a mebibyte and claims a hundred bytes, and files that are none.
#[tokio::test]
async fn parquet_that_is_not_what_it_says() {
    let bomb = include_bytes!("../../../../fixtures/hostile/brotli-bomb.parquet");
    let huge_footer = [&b"PAR1"[..], &[0; 64], &[0xff, 0xff, 0xff, 0x7f], b"PAR1"].concat();
    for (bytes, error) in [
        (&bomb[..], "a page is longer than the 100 bytes that it claims"),
        (&huge_footer, "its footer cannot have 2147483647 bytes"),
        (b"PAR1, or not", "expected magic number: PAR1"),
    ] {
        let fixture = Fixture::new().await;
        let outcome = fixture.convert("a.parquet", bytes, |request| request.format = Some(ConvertFormat::Parquet));
        let found = outcome.await.unwrap_err().to_string();
        assert!(found.contains(error) && found.contains("a.parquet"), "{found}");
        assert!(!fixture.path("out.parquet").exists());
    }
}
