"""What queries make of the bytes of objects, by boto3: the reading scenarios 70 to 77 and 81, and every SerDe."""

import gzip
import io
import json
import pathlib

import pyarrow
import pyarrow.orc
import pyarrow.parquet
import pytest

import polling

FILES = pathlib.Path(__file__).parents[3] / "fixtures/files"
HIVE = "org.apache.hadoop.hive.serde2"
OPENX = "org.openx.data.jsonserde.JsonSerDe"


@pytest.fixture
def lake(s3, athena, bucket):
    return Lake(s3, athena, bucket)


class Lake:
    def __init__(self, s3, athena, bucket):
        self.s3, self.athena, self.bucket = s3, athena, bucket
        s3.create_bucket(Bucket="results")
        self.ddl("create database db")

    def put(self, key, body):
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def ddl(self, sql):
        execution = polling.run_query(self.athena, sql, "db" if "database" not in sql else None)
        assert execution["Status"]["State"] == "SUCCEEDED", f"{sql}: {execution['Status']}"

    def table(self, columns, how="", name="t", tail="", location="t/"):
        self.ddl(f"create external table {name} ({columns}) {how} location 's3://{self.bucket}/{location}' {tail}")

    def serde(self, columns, serde, properties=None, **more):
        pairs = ", ".join(f"'{key}' = '{value}'" for key, value in (properties or {}).items())
        given = f" with serdeproperties ({pairs})" if pairs else ""
        self.table(columns, f"row format serde '{serde}'{given}", **more)

    def rows(self, sql):
        return polling.rows(self.athena, sql, "db")

    def fails(self, sql):
        execution = polling.run_query(self.athena, sql, "db")
        assert execution["Status"]["State"] == "FAILED", execution["Status"]
        return execution["Status"]["StateChangeReason"]

    def scanned(self, sql):
        execution = polling.run_query(self.athena, sql, "db")
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        return execution["Statistics"]["DataScannedInBytes"]


def orc(**columns):
    out = io.BytesIO()
    pyarrow.orc.write_table(pyarrow.table(columns), out, compression="zlib")
    return out.getvalue()


def parquet(**columns):
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def test_70_delimited_text_and_quoted_text(lake):
    lake.put("t/a.csv", "a,\\N,\n")
    lake.table("x string, y string, z string", "row format delimited fields terminated by ','")
    assert lake.rows("select * from t") == [["a", None, ""]]
    lake.put("n/a.csv", "x,1\n")
    lake.table("x int, y int", "row format delimited fields terminated by ','", "n", location="n/")
    assert lake.rows("select * from n") == [[None, "1"]]
    lake.put("q/a.csv", '"",1\n')
    lake.serde("x int, y int", f"{HIVE}.OpenCSVSerde", name="q", location="q/")
    said = lake.fails("select * from q")
    assert said.startswith("HIVE_BAD_DATA: Error parsing field value '' for field 0: For input string: \"\"")


def test_71_days_and_milliseconds_of_quoted_text(lake):
    lake.put("t/a.csv", '"18276","1579059880000"\n')
    lake.serde("d date, t timestamp", f"{HIVE}.OpenCSVSerde")
    assert lake.rows("select * from t") == [["2020-01-15", "2020-01-15 03:44:40.000"]]


def test_72_lines_that_are_no_objects(lake):
    lake.put("t/a.json", '{"a": 1}\nnonsense\n{"a": 3}\n')
    lake.serde("a int", OPENX)
    said = lake.fails("select * from t")
    assert said.startswith("HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: A JSONObject text must begin")
    lake.serde("a int", OPENX, {"ignore.malformed.json": "true"}, name="u")
    assert lake.rows("select * from u") == [["1"], [None], ["3"]]


def test_73_keys_of_other_names(lake):
    lake.put("t/a.json", '{"timestamp": "now", "a.b": 7, "who": ["x", 2]}\n')
    columns = "ts string, a_b int, who struct<name:string,age:int>"
    lake.serde(columns, OPENX, {"mapping.ts": "timestamp", "dots.in.keys": "true"})
    assert lake.rows("select ts, a_b, who.name, who.age from t") == [["now", "7", "x", "2"]]


def test_74_which_objects_are_data(lake):
    for key, body in [("_tmp", "1"), (".hidden", "2"), ("sub/_x/y.csv", "3"), ("empty", ""), ("sub/dir/a.csv", "4")]:
        lake.put(f"t/{key}", body)
    lake.table("a int")
    assert lake.rows("select * from t") == [["4"]]


def test_75_parquet_that_is_narrower_or_other(lake):
    whole = pyarrow.array([1, 2], pyarrow.int32())
    lake.put("t/a.parquet", parquet(n=whole, s=pyarrow.array(["x", "y"])))
    lake.table("n bigint, s string, absent double", "stored as parquet")
    assert lake.rows("select * from t order by n") == [["1", "x", None], ["2", "y", None]]
    lake.table("s bigint", "stored as parquet", "u")
    said = lake.fails("select * from u")
    uri = f"s3://{lake.bucket}/t/a.parquet"
    assert said.startswith(
        f"HIVE_BAD_DATA: Malformed Parquet file. Field s's type BINARY in parquet file {uri} is incompatible with type "
        "bigint defined in table schema"
    )


def test_76_orc_by_position_and_by_name(lake):
    lake.put("t/a.orc", orc(n=pyarrow.array([1, 2]), s=pyarrow.array(["x", "y"])))
    lake.table("other bigint, name string", "stored as orc")
    assert lake.rows("select * from t") == [["1", "x"], ["2", "y"]]
    by_name = {"orc.column.index.access": "false"}
    input_format = "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat"
    pairs = ", ".join(f"'{key}' = '{value}'" for key, value in by_name.items())
    lake.table(
        "S string, other bigint, n bigint",
        f"row format serde 'org.apache.hadoop.hive.ql.io.orc.OrcSerde' with serdeproperties ({pairs}) "
        f"stored as inputformat '{input_format}' outputformat '{output_format}'",
        "u",
    )
    assert lake.rows("select * from u") == [["x", None, "1"], ["y", None, "2"]]
    lake.table("n bigint, s bigint", "stored as orc", "w")
    said = lake.fails("select s from w")
    uri = f"s3://{lake.bucket}/t/a.orc"
    assert said.startswith(f"HIVE_BAD_DATA: Error opening Hive split {uri} (offset=0, length=")
    assert f"Cannot read SQL type 'bigint' from ORC stream '.s' of type STRING with attributes {{}} [{uri}]" in said


def test_77_a_partition_of_another_type(lake, glue):
    lake.put("t/p=1/a.csv", "x\n")
    lake.table("c bigint", "partitioned by (p string)")
    table = glue.get_table(DatabaseName="db", Name="t")["Table"]["StorageDescriptor"]
    own = table | {"Columns": [{"Name": "c", "Type": "string"}], "Location": f"s3://{lake.bucket}/t/p=1/"}
    glue.create_partition(DatabaseName="db", TableName="t", PartitionInput={"Values": ["1"], "StorageDescriptor": own})
    assert lake.fails("select * from t").startswith(
        "HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. The types are "
        "incompatible and cannot be coerced. The column 'c' in table 'db.t' is declared as type 'bigint', but partition "
        "'p=1' declared column 'c' as type 'string'."
    )


def test_81_scanned_bytes_are_those_that_are_stored(lake):
    lines = "".join(f"{i},{i * 7919 % 100003},some more text to be stored {i}\n" for i in range(100_000))
    packed = gzip.compress(lines.encode())
    lake.put("g/a.csv.gz", packed)
    lake.table("a bigint, b bigint, c string", "row format delimited fields terminated by ','", "g", location="g/")
    assert lake.scanned("select sum(b) from g") == len(packed)
    numbers, texts = pyarrow.array(range(100_000)), pyarrow.array([f"some more text to be stored {i}" for i in range(100_000)])
    for name, body in [("p", parquet(a=numbers, b=numbers, c=texts)), ("o", orc(a=numbers, b=numbers, c=texts))]:
        lake.put(f"{name}/a", body)
        stored = {"p": "parquet", "o": "orc"}[name]
        lake.table("a bigint, b bigint, c string", f"stored as {stored}", name, location=f"{name}/")
        assert 0 < lake.scanned(f"select sum(b) from {name}") < len(body) / 2
        assert lake.scanned(f"select count(*) from {name}") < len(body) / 10
        assert lake.rows(f"select sum(b), count(c) from {name}") == [["4999950000", "100000"]]


def test_avro_with_and_without_a_schema(lake):
    lake.put("t/part.avro", (FILES / "avro_snappy/part.avro").read_bytes())
    lake.table("id bigint, qty int, price decimal(9,2), day date, at timestamp, who struct<first:string>", "stored as avro")
    assert lake.rows("select * from t where id = 4") == [
        ["4", "4", "4.00", "2026-01-02", "2026-01-02 03:04:05.000", "{first=f}"]
    ]
    fields = [{"name": "added", "type": "string", "default": "new"}, {"name": "Id", "type": "double"}]
    literal = json.dumps({"type": "record", "name": "Sale", "namespace": "shop", "fields": fields})
    lake.serde("added string, id double", f"{HIVE}.avro.AvroSerDe", {"avro.schema.literal": literal}, name="u")
    assert lake.rows("select added, max(id) from u group by added") == [["new", "119.0"]]


def test_regex_ion_cloudtrail_and_texts_between_fields(lake):
    lake.put("r/a.log", "GET /x 200\nnonsense\n")
    lake.serde("verb string, path string, status int", f"{HIVE}.RegexSerDe", {"input.regex": "(\\\\S+) (\\\\S+) (\\\\d+)"}, name="r", location="r/")
    assert lake.rows("select * from r") == [["GET", "/x", "200"], [None, None, None]]
    lake.put("i/a.ion", "{id: 1, name: one} {id: 2, name: 'two', who: {first: x}}")
    lake.serde("id int, name string, first string", "com.amazon.ionhiveserde.IonHiveSerDe", {"ion.first.path_extractor": "(who first)"}, name="i", location="i/")
    assert lake.rows("select * from i order by id") == [["1", "one", None], ["2", "two", "x"]]
    lake.put("c/a.json.gz", gzip.compress(b'{"Records":[{"eventName":"A","requestParameters":{"k":1}},{"eventName":"B"}]}'))
    lake.serde("eventname string, requestparameters string", "com.amazon.emr.hive.serde.CloudTrailSerde", name="c", location="c/")
    assert lake.rows("select * from c") == [["A", '{"k":1}'], ["B", None]]
    lake.put("m/a.txt", "1||x\n2||y\n")
    lake.serde("a int, b string", f"{HIVE}.MultiDelimitSerDe", {"field.delim": "||"}, name="m", location="m/")
    assert lake.rows("select * from m") == [["1", "x"], ["2", "y"]]


@pytest.mark.parametrize("stored", ["sequencefile", "rcfile"])
def test_formats_without_a_reader_are_refused_by_name(lake, stored):
    lake.put("t/a", "x")
    lake.table("a string", f"stored as {stored}")
    said = lake.fails("select * from t")
    assert said.startswith("NOT_SUPPORTED: the ") and "cannot be read" in said


@pytest.mark.parametrize("stored", ["parquet", "orc", "avro"])
def test_garbage_is_an_error_that_names_the_object(lake, stored):
    lake.put("t/a", b"this is not what it should be at all, whatever it is")
    lake.table("a string", f"stored as {stored}")
    said = lake.fails("select * from t")
    assert said.startswith("HIVE_") and f"s3://{lake.bucket}/t/a" in said
