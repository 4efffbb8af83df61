"""DataScannedInBytes against what the objects are: every format, every codec, every kind of statement."""

import io
import pathlib

import pyarrow
import pyarrow.orc
import pyarrow.parquet
import pytest

import polling

FILES = pathlib.Path(__file__).parents[3] / "fixtures/files"
HIVE = "org.apache.hadoop.hive.serde2"
AVRO = f"row format serde '{HIVE}.avro.AvroSerDe' stored as avro"
ION = "stored as ion"
CSV = "row format delimited fields terminated by ','"
JSON = "row format serde 'org.openx.data.jsonserde.JsonSerDe'"
ROWS = 30_000


@pytest.fixture
def lake(s3, athena, bucket):
    return Lake(s3, athena, bucket)


class Lake:
    def __init__(self, s3, athena, bucket):
        self.s3, self.athena, self.bucket = s3, athena, bucket
        s3.create_bucket(Bucket="results")
        polling.run_query(athena, "create database db")

    def put(self, key, body):
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        return len(body)

    def table(self, name, columns, how):
        self.scanned(f"create external table {name} ({columns}) {how} location 's3://{self.bucket}/{name}/'")

    def ended(self, sql):
        execution = polling.run_query(self.athena, sql, "db")
        assert execution["Status"]["State"] == "SUCCEEDED", f"{sql}: {execution['Status']}"
        return execution

    def scanned(self, sql):
        return self.ended(sql)["Statistics"]["DataScannedInBytes"]


@pytest.mark.parametrize("folder, how", [
    *[(name, CSV) for name in ("csv_plain", "csv_gzip", "csv_bzip2", "csv_lz4", "csv_lz4_hadoop", "csv_lz4_unlinked",
                               "csv_snappy_hadoop", "csv_zstd")],
    ("json_gzip", JSON),
    *[(f"avro_{codec}", AVRO) for codec in ("null", "deflate", "snappy", "bzip2", "xz", "zstandard")],
    ("ion_binary", ION), ("ion_text", ION),
])
def test_whole_objects_as_they_are_stored(lake, folder, how):
    """Text and records: every byte as stored, whichever columns are asked for, and each time anew."""
    size = sum(lake.put(f"t/{file.name}", file.read_bytes()) for file in (FILES / folder).iterdir())
    lake.table("t", f"id {'string' if how == CSV else 'bigint'}, name string", how)
    for sql in ("select * from t", "select max(name) from t", "select max(name) from t"):
        assert lake.scanned(sql) == size, sql
    assert lake.scanned("select a.id from t a join t b on a.id = b.id") == 2 * size


def columns():
    return pyarrow.table({
        "a": list(range(ROWS)),
        "b": [f"word {n * 7919 % ROWS}" for n in range(ROWS)],
        "c": [n / 7 for n in range(ROWS)],
    })


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "lz4"])
@pytest.mark.parametrize("rows", [ROWS, 100])
def test_parquet(lake, codec, rows):
    """Footers, and the chunks of the columns that are asked for: the same the second time."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(columns().slice(0, rows), out, compression=codec, row_group_size=10_000)
    size = lake.put("t/a.parquet", out.getvalue())
    metadata = pyarrow.parquet.ParquetFile(io.BytesIO(out.getvalue())).metadata
    groups = [metadata.row_group(group) for group in range(metadata.num_row_groups)]
    a, b, c = ([group.column(column).total_compressed_size for group in groups] for column in range(3))
    footer = metadata.serialized_size + 8
    lake.table("t", "a bigint, b string, c double", "stored as parquet")
    for _ in range(2):
        for sql, bytes_read in [
            ("select count(*) from t", footer),
            ("select sum(a) from t", footer + sum(a)),
            ("select sum(length(b)) from t", footer + sum(b)),
            ("select a, c from t", footer + sum(a) + sum(c)),
            ("select * from t", footer + sum(a) + sum(b) + sum(c)),
            ("select c from t where a = 5", footer + a[0] + c[0]),
            ("select c from t where a < 0", footer),
            ("select sum(a) from (select a from t union all select a from t)", 2 * (footer + sum(a))),
            ("explain select sum(a) from t", 0),
            ("explain (type logical) select sum(a) from t", 0),
        ]:
            assert lake.scanned(sql) == bytes_read, sql
    assert lake.scanned("select * from t") <= size


@pytest.mark.parametrize("codec", ["uncompressed", "snappy", "zlib", "zstd", "lz4"])
@pytest.mark.parametrize("rows", [ROWS, 100])
def test_orc(lake, codec, rows):
    """Footers, and the streams of the columns that are asked for; never more than there is."""
    out = io.BytesIO()
    pyarrow.orc.write_table(columns().slice(0, rows), out, compression=codec)
    file = pyarrow.orc.ORCFile(io.BytesIO(out.getvalue()))
    tail = file.file_footer_length + file.file_postscript_length + 1 + file.stripe_statistics_length
    size = lake.put("t/a.orc", out.getvalue())
    lake.table("t", "a bigint, b string, c double", "stored as orc")
    texts = ["select count(*) from t", "select sum(a) from t", "select max(b) from t", "select * from t"]
    first = [lake.scanned(sql) for sql in texts]
    assert [lake.scanned(sql) for sql in texts] == first
    count, one, another, everything = first
    assert count == tail
    assert count < one < everything <= size and count < another < everything
    assert lake.scanned("select b from t where a < 0") == count
    assert lake.scanned("explain select * from t") == 0


def test_kinds_of_statements(lake):
    """What is read for a statement, and nothing for one that reads no table."""
    size = lake.put("t/a.csv", b"1,x\n2,y\n" * 500)
    part = lake.put("parts/p=1/a.csv", b"1\n" * 100)
    lake.put("parts/p=2/a.csv", b"1\n" * 77)
    lake.table("t", "id int, name string", CSV)
    lake.table("parts", "id int", "partitioned by (p int)")
    lake.scanned("create view v as select id from t where name = 'x'")
    lake.scanned("create view w as select v.id from v join t on t.id = v.id")
    out = f"s3://{lake.bucket}/out"
    for sql, bytes_read in [
        ("msck repair table parts", 0),
        ("select 1", 0),
        ("select id from t", size),
        ("select count(*) from t", size),
        ("select count(*) from v", size),
        ("select count(*) from w", 2 * size),
        ("with q as (select id from t) select count(*) from q", size),
        ("select id from t union all select id from t", 2 * size),
        ("select count(*) from t a, t b where a.id = b.id", 2 * size),
        ("select count(*) from t where id > (select avg(id) from t)", 2 * size),
        ("select count(*) from t where id in (select id from parts where p = 1)", size + part),
        ("select id from parts where p = 1", part),
        ("select id from parts where p = 3", 0),
        ("select id from t where \"$path\" = 'nothing'", 0),
        ("select * from \"parts$partitions\"", 0),
        ("select count(*) from information_schema.columns", 0),
        ("select count(*) from system.queries", 0),
        ("explain select id from t", 0),
        ("explain analyze select id from t", size),
        (f"create table made with (external_location = '{out}/made/') as select id from t", size),
        (f"create table empty with (external_location = '{out}/empty/') as select id from t with no data", 0),
        ("insert into made select id from t", size),
        ("insert into made values (1)", 0),
        (f"unload (select id from t) to '{out}/unloaded/' with (format = 'JSON')", size),
        ("prepare by_id from select id from t where id = ?", 0),
        ("execute by_id using 1", size),
        ("show partitions parts", 0),
        ("show tables", 0),
        ("describe t", 0),
        ("show create table t", 0),
        ("alter table parts drop partition (p = 2)", 0),
        ("drop table made", 0),
        ("drop view w", 0),
    ]:
        assert lake.scanned(sql) == bytes_read, sql


def test_ends_that_are_no_success(lake):
    """A failed query shows what it had read, and one whose result was there already shows nothing."""
    size = lake.put("t/a.csv", b"1\n0\n" * 100)
    lake.table("t", "id int", CSV)
    failed = polling.run_query(lake.athena, "select 1 / id from t", "db")
    assert failed["Status"]["State"] == "FAILED"
    assert failed["Statistics"]["DataScannedInBytes"] == size
    for sql in ("select nothing from t", "select * from nowhere"):
        failed = polling.run_query(lake.athena, sql, "db")
        assert (failed["Status"]["State"], failed["Statistics"]["DataScannedInBytes"]) == ("FAILED", 0)
    reuse = {"ResultReuseConfiguration": {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 5}}}
    read = []
    for _ in range(2):
        started = lake.athena.start_query_execution(
            QueryString="select sum(id) from t", QueryExecutionContext={"Database": "db"},
            ResultConfiguration={"OutputLocation": "s3://results/q/"}, **reuse)
        read.append(polling.query_end(lake.athena, started["QueryExecutionId"])["Statistics"]["DataScannedInBytes"])
    assert read == [size, 0]


def test_a_limit_stops_early(lake):
    """Objects behind the ones that have enough rows are not opened."""
    sizes = [lake.put(f"t/{n:02}.csv", b"x\n" * 20_000) for n in range(40)]
    lake.table("t", "a string", CSV)
    read = lake.scanned("select a from t limit 5")
    assert 0 < read < sum(sizes) / 2
    assert lake.scanned("select a from t limit 800000") == sum(sizes)


def test_a_big_object_is_read_once(lake):
    """Parts of one object are read side by side, and no byte counts for two of them."""
    size = lake.put("t/a.csv", b"".join(b"%d,%s\n" % (n, b"x" * (n % 90)) for n in range(600_000)))
    lake.table("t", "n int, x string", CSV)
    for _ in range(2):
        assert lake.scanned("select max(n) from t") == size
