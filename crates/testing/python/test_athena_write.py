"""Tables, rows and files written through SQL, and what is left when the server dies while it writes."""

import io
import json
import subprocess
import time

import pyarrow.orc
import pyarrow.parquet
import pytest

import polling
from server import Server, binary

RESULTS = {"OutputLocation": "s3://res/p/"}
SUFFIX = (". You may need to manually clean the data at location 's3://res/p/tables/{id}' before retrying. "
          "Athena will not delete data in your account.")


@pytest.fixture
def db(athena, s3, glue):
    for bucket in ("res", "data"):
        s3.create_bucket(Bucket=bucket)
    glue.create_database(DatabaseInput={"Name": "db"})
    return "db"


def start(athena, sql, **more):
    return athena.start_query_execution(QueryString=sql, QueryExecutionContext={"Database": "db"},
                                        ResultConfiguration=RESULTS, **more)["QueryExecutionId"]


def run(athena, sql):
    execution_id = start(athena, sql)
    return execution_id, polling.query_end(athena, execution_id)


def done(athena, sql):
    execution_id, got = run(athena, sql)
    assert got["Status"]["State"] == "SUCCEEDED", got["Status"]
    return execution_id, got


def failed(athena, sql):
    execution_id, got = run(athena, sql)
    assert got["Status"]["State"] == "FAILED", got["Status"]
    return execution_id, got["Status"]


def keys(s3, bucket, prefix=""):
    return [it["Key"] for it in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]


def body(s3, uri):
    bucket, key = uri.removeprefix("s3://").split("/", 1)
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def rows(athena, sql):
    return polling.rows(athena, sql, "db", "s3://res/q/")


def doctor(folder, *options):
    """What `boathouse doctor` says, asked in the data folder of a running server."""
    command = [binary(), "doctor", "--output", "ndjson", *options]
    told = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60)
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_41_42_insert_into_a_text_table(athena, s3, db):
    done(athena, "CREATE EXTERNAL TABLE t (id int, name string) LOCATION 's3://data/t/'")
    execution_id, got = done(athena, "INSERT INTO t VALUES (1, 'a'), (2, NULL)")
    assert (got["StatementType"], got["SubstatementType"]) == ("DML", "INSERT")
    assert got["ResultConfiguration"]["OutputLocation"] == f"s3://res/p/{execution_id}"
    manifest = got["Statistics"]["DataManifestLocation"]
    assert manifest == f"s3://res/p/{execution_id}-manifest.csv"
    listed = body(s3, manifest).decode().splitlines()
    assert [uri.startswith("s3://data/t/") and uri.endswith(".gz") for uri in listed] == [True]
    assert keys(s3, "res", f"p/{execution_id}") == [f"p/{execution_id}-manifest.csv", f"p/{execution_id}.metadata"]
    results = athena.get_query_results(QueryExecutionId=execution_id)
    assert results["UpdateCount"] == 2
    assert results["ResultSet"]["Rows"] == []
    column, = results["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    assert (column["Name"], column["Type"], column["Precision"]) == ("rows", "bigint", 19)
    assert rows(athena, "SELECT * FROM t ORDER BY id") == [["1", "a"], ["2", None]]
    execution_id, got = done(athena, "INSERT INTO t SELECT * FROM t WHERE id > 5")
    assert "DataManifestLocation" not in got["Statistics"]
    assert keys(s3, "res", f"p/{execution_id}") == [f"p/{execution_id}.metadata"]
    assert b"\x18\x00" in body(s3, f"s3://res/p/{execution_id}.metadata")
    assert athena.get_query_results(QueryExecutionId=execution_id)["UpdateCount"] == 0


def test_43_ctas_without_a_location(athena, s3, glue, db):
    execution_id, got = done(athena, "CREATE TABLE c AS SELECT 1 AS id, 'x' AS name")
    assert (got["StatementType"], got["SubstatementType"]) == ("DDL", "CREATE_TABLE_AS_SELECT")
    assert got["ResultConfiguration"]["OutputLocation"] == f"s3://res/p/tables/{execution_id}"
    prefix = f"p/tables/{execution_id}"
    file, = keys(s3, "res", prefix + "/")
    assert keys(s3, "res", prefix) == [f"{prefix}-manifest.csv", f"{prefix}.metadata", file]
    assert len(body(s3, f"s3://res/{prefix}.metadata")) == 81
    assert body(s3, f"s3://res/{prefix}-manifest.csv").decode() == f"s3://res/{file}\n"
    assert pyarrow.parquet.read_table(io.BytesIO(body(s3, f"s3://res/{file}"))).to_pylist() == [{"id": 1, "name": "x"}]
    table = glue.get_table(DatabaseName="db", Name="c")["Table"]
    assert table["Parameters"]["parquet.compression"] == "GZIP"
    assert table["StorageDescriptor"]["Location"] == f"s3://res/{prefix}"
    shown = "\n".join(row[0] for row in rows(athena, "SHOW CREATE TABLE c"))
    assert "'parquet.compression'='GZIP'" in shown


def test_45_unload(athena, s3, db):
    s3.put_object(Bucket="data", Key="full/x", Body=b"1")
    execution_id, status = failed(athena, "UNLOAD (SELECT 1 AS a) TO 's3://data/full/' WITH (format = 'PARQUET')")
    assert "Output path s3://data/full/ is not empty" in status["StateChangeReason"]
    assert (keys(s3, "data"), keys(s3, "res", f"p/{execution_id}")) == (["full/x"], [])
    execution_id, got = done(athena, "UNLOAD (SELECT 1 AS a, 'k' AS p) TO 's3://data/u/' "
                                     "WITH (format = 'PARQUET', compression = 'SNAPPY', partitioned_by = ARRAY['p'])")
    assert (got["StatementType"], got["SubstatementType"]) == ("DML", "UNLOAD")
    file, = keys(s3, "data", "u/")
    assert file.startswith("u/p=k/")
    assert pyarrow.parquet.read_table(io.BytesIO(body(s3, f"s3://data/{file}"))).to_pylist() == [{"a": 1}]
    page = athena.get_query_results(QueryExecutionId=execution_id, QueryResultType="DATA_MANIFEST")
    assert [row["Data"][0]["VarCharValue"] for row in page["ResultSet"]["Rows"]] == [f"s3://data/{file}"]


@pytest.mark.parametrize(("sql", "reason", "error_type"), [
    ("CREATE TABLE n WITH (external_location = 's3://data/full/') AS SELECT 1 AS a",
     "HIVE_PATH_ALREADY_EXISTS: Target directory for table 'db.n' already exists: s3://data/full/", 1000),
    ("CREATE TABLE n WITH (partitioned_by = ARRAY['p']) AS SELECT 1 AS a, x AS p FROM UNNEST(sequence(1, 101)) u(x)",
     "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets", 1000),
    ("CREATE TABLE n AS SELECT JSON '{}' AS j", "NOT_SUPPORTED: Unsupported Hive type: json", 1200),
    ("CREATE TABLE n (n) AS VALUES 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1", 1100),
])
def test_46_48_49_90_refused_with_the_suffix(athena, s3, db, sql, reason, error_type):
    s3.put_object(Bucket="data", Key="full/x", Body=b"1")
    execution_id, status = failed(athena, sql)
    assert status["StateChangeReason"] == reason + SUFFIX.format(id=execution_id)
    assert (status["AthenaError"]["ErrorCategory"], status["AthenaError"]["ErrorType"]) == (2, error_type)
    assert (keys(s3, "res"), keys(s3, "data")) == ([], ["full/x"])


def test_47_an_external_location_in_an_enforcing_workgroup(athena, db):
    athena.create_work_group(Name="strict", Configuration={
        "EnforceWorkGroupConfiguration": True, "ResultConfiguration": {"OutputLocation": "s3://res/strict/"}})
    execution_id = start(athena, "CREATE TABLE n WITH (external_location = 's3://data/n/') AS SELECT 1 AS a",
                         WorkGroup="strict")
    reason = polling.query_end(athena, execution_id)["Status"]["StateChangeReason"]
    assert reason.startswith(
        "The Create Table As Select query failed because it was submitted with an 'external_location' property to an "
        "Athena Workgroup that enforces a centralized output location for all queries. Please remove the "
        "'external_location' property and resubmit the query.")
    execution_id = start(athena, "CREATE TABLE n AS SELECT 1 AS a", WorkGroup="strict")
    assert polling.query_end(athena, execution_id)["Status"]["State"] == "SUCCEEDED"


EVERYTHING = """SELECT * FROM (VALUES
    (1, true, 2.5e0, DECIMAL '12.50', 'a', X'0102', DATE '2020-01-15', ARRAY[1, NULL], MAP(ARRAY['k'], ARRAY[7])),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) v(i, flag, d, amount, word, raw, day, list, map)"""


# 1 to 20,000: a sequence is not so long.
NUMBERS = "SELECT a * 200 + b FROM UNNEST(sequence(0, 99)) s(a) CROSS JOIN UNNEST(sequence(1, 200)) t(b)"


def test_files_others_can_read(athena, s3, db):
    for codec in ("GZIP", "SNAPPY", "ZSTD", "LZ4", "NONE"):
        done(athena, f"UNLOAD ({EVERYTHING}) TO 's3://data/parquet/{codec}/' WITH (format = 'PARQUET', compression = '{codec}')")
        file, = keys(s3, "data", f"parquet/{codec}/")
        check(pyarrow.parquet.read_table(io.BytesIO(body(s3, f"s3://data/{file}"))))
    for codec in ("ZLIB", "SNAPPY", "ZSTD", "LZ4", "NONE"):
        done(athena, f"UNLOAD ({EVERYTHING}) TO 's3://data/orc/{codec}/' WITH (format = 'ORC', compression = '{codec}')")
        file, = keys(s3, "data", f"orc/{codec}/")
        check(pyarrow.orc.read_table(io.BytesIO(body(s3, f"s3://data/{file}"))))
    done(athena, f"UNLOAD ({EVERYTHING}) TO 's3://data/json/' WITH (format = 'JSON', compression = 'NONE')")
    file, = keys(s3, "data", "json/")
    first, second = map(json.loads, body(s3, f"s3://data/{file}").decode().splitlines())
    assert (first["amount"], first["list"], first["map"], second["i"]) == (12.5, [1, None], {"k": 7}, 2)


def check(table):
    first, second = table.to_pylist()
    assert (first["i"], first["flag"], first["d"], str(first["amount"]), first["word"], first["raw"]) == (
        1, True, 2.5, "12.50", "a", b"\x01\x02")
    assert (str(first["day"]), first["list"], dict(first["map"])) == ("2020-01-15", [1, None], {"k": 7})
    assert [second[name] for name in second if name != "i"] == [None] * 8


def test_orc_of_many_rows(athena, s3, db):
    done(athena, "UNLOAD (SELECT x, x * x AS sq, 'word ' || CAST(x % 100 AS varchar) AS w, "
                 f"IF(x % 3 = 0, NULL, CAST(x AS double)) AS d FROM ({NUMBERS}) u(x)) "
                 "TO 's3://data/many/' WITH (format = 'ORC')")
    file, = keys(s3, "data", "many/")
    table = pyarrow.orc.read_table(io.BytesIO(body(s3, f"s3://data/{file}"))).sort_by("x").to_pydict()
    assert table["x"] == list(range(1, 20001))
    assert table["sq"] == [x * x for x in table["x"]]
    assert table["w"] == [f"word {x % 100}" for x in table["x"]]
    assert table["d"] == [None if x % 3 == 0 else float(x) for x in table["x"]]


# What is under way when the server is killed, and how often it is.
ROUNDS = 51
STATEMENTS = [
    "CREATE TABLE made{n} WITH (external_location = 's3://data/made{n}/', partitioned_by = ARRAY['p']) AS {rows}",
    "INSERT INTO kept {rows}",
    "UNLOAD ({rows}) TO 's3://data/unloaded{n}/' WITH (format = 'JSON', partitioned_by = ARRAY['p'])",
]
ROWS = f"SELECT x AS a, x % 40 AS p FROM ({NUMBERS}) u(x) WHERE x <= {{count}}"
COUNT = 20000


def test_killed_while_it_writes(tmp_path):
    """kill -9 at many moments: no half a table, no half an INSERT, and no object that is not known by name."""
    folder = tmp_path / "lake"
    folder.mkdir()
    server = Server(folder)
    s3, athena, glue = (server.client(name) for name in ("s3", "athena", "glue"))
    for bucket in ("res", "data"):
        s3.create_bucket(Bucket=bucket)
    glue.create_database(DatabaseInput={"Name": "db"})
    done(athena, "CREATE TABLE kept WITH (external_location = 's3://data/kept/', partitioned_by = ARRAY['p']) AS "
                 + ROWS.format(count=40))
    began = time.monotonic()
    done(athena, STATEMENTS[0].format(n="timed", rows=ROWS.format(count=COUNT)))
    whole = time.monotonic() - began
    outcomes, inserted, left = [], 40, set()
    for n in range(ROUNDS):
        statement = STATEMENTS[n % 3].format(n=n, rows=ROWS.format(count=COUNT))
        execution_id = start(athena, statement)
        time.sleep(2 * whole * (n + 1) / ROUNDS)
        server.kill()
        server = Server(folder)
        s3, athena, glue = (server.client(name) for name in ("s3", "athena", "glue"))
        state = athena.get_query_execution(QueryExecutionId=execution_id)["QueryExecution"]["Status"]["State"]
        outcomes.append(state)
        assert state in ("SUCCEEDED", "FAILED")
        tables = [table["Name"] for table in glue.get_tables(DatabaseName="db")["TableList"]]
        orphans = {found["object"] for found in doctor(folder)}
        if n % 3 == 0:
            assert (f"made{n}" in tables) == (state == "SUCCEEDED")
            if state == "SUCCEEDED":
                assert rows(athena, f"SELECT count(*), sum(a) FROM made{n}") == [[str(COUNT), str(COUNT * (COUNT + 1) // 2)]]
        inserted += COUNT if n % 3 == 1 and state == "SUCCEEDED" else 0
        assert rows(athena, "SELECT count(*) FROM kept") == [[str(inserted)]]
        if state == "FAILED":
            objects = {f"s3://data/{key}" for key in keys(s3, "data", f"made{n}/") + keys(s3, "data", f"unloaded{n}/")}
            objects |= {f"s3://res/{key}" for key in keys(s3, "res") if execution_id in key}
            assert objects <= orphans, objects - orphans
            left |= objects
        else:
            assert not any(f"made{n}/" in uri or f"unloaded{n}/" in uri for uri in orphans)
    assert set(outcomes) == {"FAILED", "SUCCEEDED"}
    deleted = doctor(folder, "--delete")
    assert all(found["deleted"] for found in deleted) and {found["object"] for found in deleted} == left
    assert doctor(folder) == []
    server.stop()
