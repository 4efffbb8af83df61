"""Every cursor of PyAthena, and SQLAlchemy over it, unmodified."""

import datetime
import functools
from decimal import Decimal
from urllib.parse import quote_plus

import pandas as pd
import pyarrow as pa
import pyarrow.fs
import pytest
import sqlalchemy as sa
from pyathena import connect
from pyathena.arrow.cursor import ArrowCursor
from pyathena.async_cursor import AsyncCursor, AsyncDictCursor
from pyathena.cursor import DictCursor
from pyathena.error import DatabaseError, OperationalError
from pyathena.pandas.async_cursor import AsyncPandasCursor
from pyathena.pandas.cursor import PandasCursor
from pyathena.pandas.util import to_sql
from pyathena.polars.cursor import PolarsCursor
from pyathena.s3fs.cursor import S3FSCursor

import loopback
import polling
from server import KEY, REGION, SECRET
from tables import text_table

TEXT = b"1,Skua,1.5,2024-05-01\n2,Tern,,2024-05-02\n3,\\N,3.25,2024-05-03\n"
BOATS = [
    (1, "Skua", 1.5, datetime.date(2024, 5, 1)),
    (2, "Tern", None, datetime.date(2024, 5, 2)),
    (3, None, 3.25, datetime.date(2024, 5, 3)),
]
SQL = "SELECT * FROM boats ORDER BY id"


@pytest.fixture
def boats(server, s3, glue):
    """A table of text in the database `db`, and what a connection needs to find it."""
    for bucket in ("lake", "results"):
        s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket="lake", Key="boats/1.csv", Body=TEXT)
    glue.create_database(DatabaseInput={"Name": "db"})
    table = text_table("boats", "s3://lake/boats/", "id int", "name string", "length double", "built date")
    glue.create_table(DatabaseName="db", TableInput=table)
    with loopback.only():
        yield {
            "endpoint_url": server.url,
            "s3_staging_dir": "s3://results/q/",
            "schema_name": "db",
            "region_name": REGION,
            "aws_access_key_id": KEY,
            "aws_secret_access_key": SECRET,
            "poll_interval": 0.02,
        }


@pytest.fixture
def arrow_files(boats, monkeypatch):
    """PyAthena opens Arrow's own S3 client without the endpoint of its connection, and no setting gives it one."""
    there = {"endpoint_override": boats["endpoint_url"], "allow_bucket_creation": False}
    monkeypatch.setattr(pa.fs, "S3FileSystem", functools.partial(pa.fs.S3FileSystem, **there))


@pytest.fixture
def polars_files(boats, monkeypatch):
    """Polars' own S3 client knows the endpoint by the environment alone."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", boats["endpoint_url"])
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")


def cursor(settings, kind=None, **options):
    connection = connect(**settings) if kind is None else connect(cursor_class=kind, **settings)
    return connection.cursor(**options)


@pytest.fixture
def engine(boats):
    settings = {name: value for name, value in boats.items() if name not in
                ("schema_name", "region_name", "aws_access_key_id", "aws_secret_access_key")}
    query = "&".join(f"{name}={quote_plus(str(value))}" for name, value in settings.items())
    engine = sa.create_engine(f"awsathena+rest://{KEY}:{SECRET}@athena.{REGION}.amazonaws.com:443/db?{query}")
    yield engine
    engine.dispose()


def test_rows(boats):
    with connect(**boats) as connection, connection.cursor() as asked:
        asked.execute(SQL)
        assert [column[:2] for column in asked.description] == [
            ("id", "integer"), ("name", "varchar"), ("length", "double"), ("built", "date")]
        assert asked.fetchone() == BOATS[0]
        assert asked.fetchmany(1) == BOATS[1:2]
        assert asked.fetchall() == BOATS[2:]
        assert asked.fetchone() is None
        assert asked.state == "SUCCEEDED"
        assert (asked.statement_type, asked.substatement_type) == ("DML", "SELECT")
        assert asked.output_location == f"s3://results/q/{asked.query_id}.csv"
        assert asked.data_scanned_in_bytes == len(TEXT)


def test_many_rows_come_in_pages(boats):
    asked = cursor(boats).execute("SELECT n FROM UNNEST(sequence(1, 2500)) AS t (n) ORDER BY n")
    assert [row[0] for row in asked] == list(range(1, 2501))


def test_dictionaries(boats):
    found = cursor(boats, DictCursor).execute(SQL).fetchall()
    assert found[0] == {"id": 1, "name": "Skua", "length": 1.5, "built": datetime.date(2024, 5, 1)}


def test_every_type(boats):
    found = cursor(boats).execute("""
        SELECT true, CAST(1 AS tinyint), CAST(2 AS bigint), CAST(1.5 AS real), DECIMAL '10.25', 'text', '',
               DATE '2024-05-01', TIMESTAMP '2024-05-01 10:11:12.123', TIME '10:11:12.123', X'00ff',
               ARRAY[1, 2], MAP(ARRAY['a'], ARRAY[1]), CAST(ROW(1, 'x') AS ROW(a integer, b varchar)),
               JSON '{"a": [1]}', CAST(NULL AS varchar)""").fetchone()
    assert found == (
        True, 1, 2, 1.5, Decimal("10.25"), "text", "", datetime.date(2024, 5, 1),
        datetime.datetime(2024, 5, 1, 10, 11, 12, 123000), datetime.time(10, 11, 12, 123000), b"\x00\xff",
        [1, 2], {"a": 1}, {"a": 1, "b": "x"}, {"a": [1]}, None,
    )


def test_parameters_in_the_text(boats):
    asked = cursor(boats)
    sql = "SELECT id FROM boats WHERE name = %(name)s OR built = %(day)s OR length IN %(lengths)s ORDER BY id"
    values = {"name": "Sk'ua", "day": datetime.date(2024, 5, 2), "lengths": [3.25]}
    assert asked.execute(sql, values).fetchall() == [(2,), (3,)]
    assert asked.execute("SELECT %(text)s", {"text": "it's 100%"}).fetchone() == ("it's 100%",)


def test_question_marks(boats):
    asked = cursor(boats)
    found = asked.execute("SELECT id FROM boats WHERE id > ? AND name = ?", ["1", "'Tern'"], paramstyle="qmark")
    assert found.fetchall() == [(2,)]


def test_failures(boats):
    asked = cursor(boats)
    with pytest.raises(OperationalError, match="COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved"):
        asked.execute("SELECT nothing FROM boats")
    with pytest.raises(DatabaseError, match="mismatched input 'SELEC'"):
        asked.execute("SELEC 1")


def test_tables_are_made_and_told(boats):
    asked = cursor(boats)
    asked.execute("CREATE TABLE made WITH (format = 'PARQUET') AS SELECT * FROM boats")
    assert asked.fetchall() == []
    asked.execute("INSERT INTO made VALUES (4, 'Gull', 2.0, DATE '2024-05-04')")
    assert asked.rowcount == 1
    assert asked.execute("SELECT count(*) FROM made").fetchone() == (4,)
    assert sorted(asked.execute("SHOW TABLES").fetchall()) == [("boats",), ("made",)]
    asked.execute("DROP TABLE made")
    assert asked.fetchall() == []
    assert [found.name for found in asked.list_table_metadata()] == ["boats"]
    assert [column.name for column in asked.get_table_metadata("boats").columns] == ["id", "name", "length", "built"]
    assert [found.name for found in asked.list_databases("AwsDataCatalog")] == ["db"]


def test_a_statement_for_each_row_of_parameters(boats):
    asked = cursor(boats)
    asked.execute("CREATE TABLE made WITH (format = 'PARQUET') AS SELECT id, name FROM boats WHERE id = 1")
    asked.executemany("INSERT INTO made (id, name) VALUES (%(id)s, %(name)s)",
                      [{"id": 7, "name": "Gull"}, {"id": 8, "name": None}])
    assert asked.execute("SELECT * FROM made ORDER BY id").fetchall() == [(1, "Skua"), (7, "Gull"), (8, None)]


def test_an_answer_is_used_again(boats):
    first = cursor(boats).execute(SQL, result_reuse_enable=True, result_reuse_minutes=5)
    again = cursor(boats).execute(SQL, result_reuse_enable=True, result_reuse_minutes=5)
    assert (first.reused_previous_result, again.reused_previous_result) == (False, True)
    assert again.fetchall() == BOATS


def test_a_role_is_assumed(boats):
    role = "arn:aws:iam::123456789012:role/reader"
    assert cursor({**boats, "role_arn": role}).execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("unload", [False, True], ids=["csv", "unload"])
def test_pandas(boats, unload):
    found = cursor(boats, PandasCursor, unload=unload).execute(SQL).as_pandas()
    assert found["id"].tolist() == [1, 2, 3]
    assert [name if isinstance(name, str) else None for name in found["name"]] == ["Skua", "Tern", None]
    assert found["length"].fillna(-1).tolist() == [1.5, -1, 3.25]
    assert [str(day)[:10] for day in found["built"]] == ["2024-05-01", "2024-05-02", "2024-05-03"]


def test_pandas_in_chunks(boats):
    chunks = cursor(boats, PandasCursor).execute(SQL, chunksize=2).as_pandas()
    assert [len(chunk) for chunk in chunks] == [2, 1]


def test_null_and_nothing_are_different(boats):
    sql = "SELECT a FROM (VALUES (1, ''), (2, NULL), (3, 'x')) AS t (id, a) ORDER BY id"
    found = cursor(boats, PandasCursor).execute(sql, keep_default_na=False, na_values=[]).as_pandas()
    assert found["a"].tolist() == ["", "", "x"], "pandas' own reading of CSV"
    assert cursor(boats).execute(sql).fetchall() == [("",), (None,), ("x",)]
    assert cursor(boats, S3FSCursor).execute(sql).fetchall() == [("",), (None,), ("x",)]


@pytest.mark.parametrize("unload", [False, True], ids=["csv", "unload"])
def test_arrow(boats, arrow_files, unload):
    found = cursor(boats, ArrowCursor, unload=unload).execute(SQL).as_arrow()
    assert found.column("id").to_pylist() == [1, 2, 3]
    assert found.column("length").to_pylist() == [1.5, None, 3.25]
    assert pa.types.is_integer(found.schema.field("id").type)
    assert [str(day)[:10] for day in found.column("built").to_pylist()] == ["2024-05-01", "2024-05-02", "2024-05-03"]


@pytest.mark.parametrize("unload", [False, True], ids=["csv", "unload"])
def test_polars(boats, polars_files, unload):
    found = cursor(boats, PolarsCursor, unload=unload).execute(SQL).as_polars()
    assert found["id"].to_list() == [1, 2, 3]
    assert found["name"].to_list() == ["Skua", "Tern", None]
    assert found["built"].to_list() == [row[3] for row in BOATS]


def test_s3fs(boats):
    asked = cursor(boats, S3FSCursor)
    assert asked.execute(SQL).fetchall() == BOATS
    assert ("boats",) in asked.execute("SHOW TABLES").fetchall()


def test_unloading_leaves_a_manifest(boats, arrow_files, s3):
    asked = cursor(boats, ArrowCursor, unload=True).execute(SQL)
    assert asked.substatement_type == "UNLOAD"
    bucket, key = asked.data_manifest_location.removeprefix("s3://").split("/", 1)
    listed = s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode().split()
    assert listed and all(uri.startswith("s3://results/q/unload/") for uri in listed)


@pytest.mark.parametrize("kind", [AsyncCursor, AsyncDictCursor, AsyncPandasCursor])
def test_several_at_once(boats, kind):
    with connect(cursor_class=kind, **boats) as connection:
        asked = connection.cursor()
        running = [asked.execute(f"SELECT {n} AS n") for n in range(5)]
        found = [[list(row.values()) if isinstance(row, dict) else list(row) for row in future.result().fetchall()]
                 for _, future in running]
        assert found == [[[n]] for n in range(5)]
        asked.close()


def test_a_query_is_cancelled(boats, athena):
    asked = cursor(boats, AsyncCursor)
    numbers = "UNNEST(sequence(1, 10000))"
    query_id, future = asked.execute(
        f"SELECT count(*) FROM {numbers} AS a (x) CROSS JOIN {numbers} AS b (y) CROSS JOIN {numbers} AS c (z) "
        "WHERE (x * y + z) % 7 = 3")
    polling.until(lambda: athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]["Status"]["State"],
                  lambda state: state == "RUNNING")
    asked.cancel(query_id).result(timeout=30)
    assert future.result(timeout=30).state == "CANCELLED"
    assert polling.query_end(athena, query_id)["Status"]["State"] == "CANCELLED"
    asked.close()


def test_the_catalog_through_sqlalchemy(engine, boats):
    cursor(boats).execute("CREATE VIEW long_boats AS SELECT id, name FROM boats WHERE length > 2")
    seen = sa.inspect(engine)
    assert seen.get_schema_names() == ["db"]
    assert seen.get_table_names(schema="db") == ["boats"]
    assert seen.get_view_names(schema="db") == ["long_boats"]
    assert seen.has_table("boats", schema="db") and not seen.has_table("nothing", schema="db")
    kinds = {column["name"]: type(column["type"]).__name__ for column in seen.get_columns("boats", schema="db")}
    assert kinds == {"id": "INTEGER", "name": "String", "length": "FLOAT", "built": "DATE"}
    assert [column["name"] for column in seen.get_columns("long_boats", schema="db")] == ["id", "name"]
    definition = seen.get_view_definition("long_boats", schema="db")
    assert "CREATE VIEW" in definition and "length" in definition
    with pytest.raises(sa.exc.NoSuchTableError):
        seen.get_columns("nothing", schema="db")
    assert seen.get_table_options("boats", schema="db")["awsathena_location"] == "s3://lake/boats/"


def test_a_query_of_sqlalchemy(engine):
    table = sa.Table("boats", sa.MetaData(schema="db"), autoload_with=engine)
    wanted = sa.select(table.c.name, sa.func.round(table.c.length)).where(
        table.c.id.in_([1, 3]), table.c.built > datetime.date(2024, 4, 1)).order_by(table.c.id.desc()).limit(5)
    with engine.connect() as connection:
        assert connection.execute(wanted).fetchall() == [(None, 3.0), ("Skua", 2.0)]
        assert connection.execute(sa.text("SELECT count(*) FROM boats")).scalar() == 3


def test_a_table_made_by_sqlalchemy(engine):
    table = sa.Table("made", sa.MetaData(schema="db"), sa.Column("id", sa.Integer), sa.Column("name", sa.String),
                     sa.Column("price", sa.Numeric(10, 2)), awsathena_location="s3://lake/made/",
                     awsathena_file_format="PARQUET", awsathena_compression="SNAPPY")
    with engine.connect() as connection:
        table.create(connection)
        connection.execute(table.insert().values(id=1, name="it's", price=Decimal("1.25")))
        assert connection.execute(sa.select(table)).fetchall() == [(1, "it's", Decimal("1.25"))]
        table.drop(connection)
        assert not sa.inspect(connection).has_table("made", schema="db")


def test_pandas_writes_and_reads_through_sqlalchemy(engine):
    frame = pd.DataFrame({"id": [1, 2], "name": ["Skua", "Tern"]})
    settings = sa.engine.make_url(engine.url).update_query_dict(
        {"location": "s3://lake/framed/", "file_format": "parquet", "compression": "snappy"})
    writing = sa.create_engine(settings)
    with writing.connect() as connection:
        frame.to_sql("framed", connection, schema="db", index=False, if_exists="fail", method="multi")
        found = pd.read_sql(sa.text("SELECT * FROM framed ORDER BY id"), connection)
    writing.dispose()
    assert found.values.tolist() == frame.values.tolist()


@pytest.mark.parametrize("partitions", [[], ["year"]], ids=["plain", "partitioned"])
def test_a_frame_becomes_parquet(boats, partitions, monkeypatch):
    # Its workers open connections of their own, which know the endpoint by the environment alone.
    monkeypatch.setenv("AWS_ENDPOINT_URL", boats["endpoint_url"])
    frame = pd.DataFrame({"id": [1, 2, 3], "name": ["Skua", "Tern", None], "year": [2024, 2024, 2025]})
    connection = connect(**boats)
    write = {"schema": "db", "location": "s3://lake/framed/", "partitions": partitions, "compression": "snappy",
             "max_workers": 2}
    to_sql(frame, "framed", connection, **write)
    with pytest.raises(OperationalError, match="already exists"):
        to_sql(frame, "framed", connection, **write)
    to_sql(frame.assign(id=frame["id"] + 10), "framed", connection, if_exists="append", **write)
    read = connection.cursor()
    assert [row[0] for row in read.execute("SELECT id FROM framed ORDER BY id")] == [1, 2, 3, 11, 12, 13]
    assert read.execute("SELECT count(*) FROM framed WHERE year = 2025").fetchone() == (2,)
    to_sql(frame, "framed", connection, if_exists="replace", **write)
    assert read.execute("SELECT count(*) FROM framed").fetchone() == (3,)
