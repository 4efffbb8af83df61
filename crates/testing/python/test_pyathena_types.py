"""One row of every type of a table, through each cursor of PyAthena and both ways it fetches results."""

import datetime
import functools
import gzip
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.fs
import pytest
from pyathena import connect
from pyathena.arrow.async_cursor import AsyncArrowCursor
from pyathena.arrow.cursor import ArrowCursor
from pyathena.async_cursor import AsyncCursor
from pyathena.pandas.async_cursor import AsyncPandasCursor
from pyathena.pandas.cursor import PandasCursor
from pyathena.polars.cursor import PolarsCursor
from pyathena.s3fs.cursor import S3FSCursor

import loopback
from server import KEY, REGION, SECRET

TEXT_MAX, BINARY_MAX = 2147483647, 1073741824
# Column, its type in DDL, what of it stands in the file, and what is told of it: type, precision, scale.
COLUMNS = [
    ("col_boolean", "boolean", "true", ("boolean", 0, 0)),
    ("col_tinyint", "tinyint", "-128", ("tinyint", 3, 0)),
    ("col_smallint", "smallint", "32767", ("smallint", 5, 0)),
    ("col_int", "int", "2147483647", ("integer", 10, 0)),
    ("col_bigint", "bigint", "-9223372036854775808", ("bigint", 19, 0)),
    ("col_float", "float", "0.5", ("float", 17, 0)),
    ("col_double", "double", "0.25", ("double", 17, 0)),
    ("col_string", "string", "a gull", ("varchar", TEXT_MAX, 0)),
    ("col_varchar", "varchar(10)", "tern", ("varchar", 10, 0)),
    ("col_timestamp", "timestamp", "2024-05-01 10:11:12.345", ("timestamp", 3, 0)),
    ("col_date", "date", "2024-05-02", ("date", 0, 0)),
    ("col_binary", "binary", "MTIz", ("varbinary", BINARY_MAX, 0)),
    ("col_array", "array<int>", "1\x022", ("array", 0, 0)),
    ("col_map", "map<int, int>", "1\x032\x023\x034", ("map", 0, 0)),
    ("col_struct", "struct<a: int, b: int>", "1\x022", ("row", 0, 0)),
    ("col_decimal", "decimal(10,1)", "0.1", ("decimal", 10, 1)),
]
NAMES = [name for name, *_ in COLUMNS]
MOMENT, DAY = datetime.datetime(2024, 5, 1, 10, 11, 12, 345000), datetime.date(2024, 5, 2)
PLAIN = [True, -128, 32767, 2147483647, -9223372036854775808, 0.5, 0.25, "a gull", "tern", MOMENT, DAY, b"123"]
NESTED = [[1, 2], {"1": 2, "3": 4}, {"a": 1, "b": 2}]
AS_TEXT = ["[1, 2]", "{1=2, 3=4}", "{a=1, b=2}"]
TENTH = [Decimal("0.1")]
# What tables do not have.
CASTS = [
    ("CAST(col_timestamp AS time)", ("time", 3, 0), datetime.time(10, 11, 12, 345000)),
    ("CAST(col_array AS json)", ("json", 0, 0), [1, 2]),
    ("CAST(col_map AS json)", ("json", 0, 0), {"1": 2, "3": 4}),
]
EVERYTHING = ", ".join(NAMES + [f"{cast} AS cast_{i}" for i, (cast, *_) in enumerate(CASTS)])
TOLD = [(name, kind, None, None, precision, scale, "UNKNOWN")
        for name, (kind, precision, scale) in [*((name, told) for name, _, _, told in COLUMNS),
                                               *((f"cast_{i}", told) for i, (_, told, _) in enumerate(CASTS))]]


@pytest.fixture
def settings(server, s3, monkeypatch):
    """A connection's, with the table `kinds` in the database `db`."""
    for bucket in ("lake", "results"):
        s3.create_bucket(Bucket=bucket)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    there = {"endpoint_override": server.url, "allow_bucket_creation": False}
    monkeypatch.setattr(pa.fs, "S3FileSystem", functools.partial(pa.fs.S3FileSystem, **there))
    row = "\t".join(text for _, _, text, _ in COLUMNS) + "\n"
    s3.put_object(Bucket="lake", Key="kinds/row.gz", Body=gzip.compress(row.encode()))
    with loopback.only():
        found = {"endpoint_url": server.url, "s3_staging_dir": "s3://results/q/", "region_name": REGION,
                 "aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "poll_interval": 0.02}
        asked = connect(schema_name="default", **found).cursor()
        asked.execute("CREATE DATABASE db")
        asked.execute("CREATE EXTERNAL TABLE db.kinds (" + ", ".join(f"{name} {kind}" for name, kind, *_ in COLUMNS) +
                      r") ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' STORED AS TEXTFILE LOCATION 's3://lake/kinds/'")
        yield {**found, "schema_name": "db"}


def cursor(settings, kind=None, **options):
    connection = connect(**settings) if kind is None else connect(cursor_class=kind, **settings)
    return connection.cursor(**options)


def plain(row):
    """Without the types of pandas and numpy."""
    found = []
    for value in row:
        value = value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
        value = value.date() if isinstance(value, datetime.datetime) and value.time() == datetime.time() else value
        found.append(value.tolist() if hasattr(value, "tolist") else value)
    return found


@pytest.mark.parametrize("kind, nested", [
    (None, NESTED), (S3FSCursor, NESTED), (PandasCursor, AS_TEXT), (ArrowCursor, AS_TEXT), (PolarsCursor, AS_TEXT)])
def test_of_results(settings, kind, nested):
    asked = cursor(settings, kind).execute(f"SELECT {EVERYTHING} FROM kinds")
    assert asked.description == TOLD
    [row] = asked.fetchall()
    assert plain(row) == PLAIN + nested + TENTH + [value for *_, value in CASTS]


def test_time_zones(settings):
    asked = cursor(settings).execute("SELECT CAST(col_timestamp AS timestamp with time zone) AS at FROM kinds")
    assert asked.description == [("at", "timestamp with time zone", None, None, 3, 0, "UNKNOWN")]
    [(at,)] = asked.fetchall()
    assert at == MOMENT.replace(tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize("kind, a_map", [
    (PandasCursor, [(1, 2), (3, 4)]), (ArrowCursor, [(1, 2), (3, 4)]),
    (PolarsCursor, [{"key": 1, "value": 2}, {"key": 3, "value": 4}])])
def test_of_unloaded_files(settings, kind, a_map):
    asked = cursor(settings, kind, unload=True).execute("SELECT * FROM kinds")
    assert [told[0] for told in asked.description] == NAMES
    assert [told[1] for told in asked.description if told[0] not in ("col_map",)] == [
        told[0] for name, _, _, told in COLUMNS if name != "col_map"]
    [row] = asked.fetchall()
    assert plain(row) == PLAIN + [[1, 2], a_map, {"a": 1, "b": 2}] + TENTH


def test_schemas_of_unloaded_files(settings):
    table = cursor(settings, ArrowCursor, unload=True).execute("SELECT * FROM kinds").as_arrow()
    wanted = [pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.float64(), pa.string(),
              pa.string(), None, pa.date32(), pa.binary(), pa.list_(pa.int32()), pa.map_(pa.int32(), pa.int32()),
              pa.struct([("a", pa.int32()), ("b", pa.int32())]), pa.decimal128(10, 1)]
    for field, kind in zip(table.schema, wanted, strict=True):
        assert field.type == kind if kind else pa.types.is_timestamp(field.type), field.name
    frame = cursor(settings, PolarsCursor).execute("SELECT * FROM kinds").as_polars()
    assert frame.schema["col_decimal"] == pl.Decimal(10, 1) and frame.schema["col_tinyint"] == pl.Int8


@pytest.mark.parametrize("cast", [cast for cast, *_ in CASTS] + ["CAST(col_timestamp AS timestamp with time zone)"])
def test_types_that_are_not_unloaded(settings, cast):
    with pytest.raises(Exception, match="NOT_SUPPORTED: Unsupported Hive type"):
        cursor(settings, PandasCursor, unload=True).execute(f"SELECT {cast} AS c FROM kinds")


@pytest.mark.parametrize("kind, frame", [(PandasCursor, "as_pandas"), (ArrowCursor, "as_arrow"), (PolarsCursor, "as_polars")])
def test_nothing_found(settings, kind, frame):
    unloaded = cursor(settings, kind, unload=True).execute("SELECT * FROM kinds WHERE false")
    assert tuple(getattr(unloaded, frame)().shape) == (0, 0), "no files, so no columns"
    assert tuple(getattr(cursor(settings, kind).execute("SELECT * FROM kinds WHERE false"), frame)().shape) == (0, 16)
    assert tuple(getattr(cursor(settings, kind).execute("CREATE DATABASE other"), frame)().shape) == (0, 0)


@pytest.mark.parametrize("kind", [AsyncCursor, AsyncPandasCursor, AsyncArrowCursor])
def test_in_the_background(settings, kind):
    asked = cursor(settings, kind)
    query, future = asked.execute(f"SELECT {EVERYTHING} FROM kinds")
    found = future.result(timeout=30)
    assert (found.query_id, found.description) == (query, TOLD)
    assert plain(found.fetchone())[:12] == PLAIN
    asked.close()


@pytest.mark.parametrize("kind", [None, PandasCursor, ArrowCursor, S3FSCursor, PolarsCursor])
def test_what_hive_lists(settings, kind):
    asked = cursor(settings, kind).execute("SHOW COLUMNS IN kinds")
    assert asked.description == [("field", "string", None, None, 0, 0, "UNKNOWN")]
    assert asked.fetchall() == [(name.ljust(20),) for name in NAMES]


@pytest.mark.parametrize("kind", [None, S3FSCursor])
def test_tables_made_of_queries(settings, kind):
    asked = cursor(settings, kind)
    asked.execute("CREATE TABLE made WITH (format = 'PARQUET', external_location = 's3://lake/made/') AS SELECT * FROM kinds")
    assert (asked.description, asked.rowcount) == ([("rows", "bigint", None, None, 19, 0, "UNKNOWN")], 1)
    assert asked.fetchone() is None
    assert plain(cursor(settings).execute("SELECT * FROM made").fetchone()) == PLAIN + NESTED + TENTH
