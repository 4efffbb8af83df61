"""EXPLAIN and EXPLAIN ANALYZE as boto3 sees them: rows, objects, figures."""

import json

import pytest

import polling

OUTPUT = "s3://res/p/"


@pytest.fixture
def db(athena, s3, glue):
    for bucket in ("res", "data"):
        s3.create_bucket(Bucket=bucket)
    glue.create_database(DatabaseInput={"Name": "db"})
    s3.put_object(Bucket="data", Key="t/a.csv", Body=b"1\n2\n3\n")
    done(athena, "CREATE EXTERNAL TABLE t (i int) LOCATION 's3://data/t/'")
    return "db"


def run(athena, sql):
    return polling.run_query(athena, sql, "db", OUTPUT)


def done(athena, sql):
    got = run(athena, sql)
    assert got["Status"]["State"] == "SUCCEEDED", got["Status"]
    return got


def body(s3, got):
    bucket, key = got["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").split("/", 1)
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()


def cells(athena, got):
    results = athena.get_query_results(QueryExecutionId=got["QueryExecutionId"])
    assert "UpdateCount" not in results
    return results, [row["Data"][0].get("VarCharValue", "") for row in results["ResultSet"]["Rows"]]


def test_a_plan_is_lines_under_a_header(athena, s3, db):
    got = done(athena, "EXPLAIN SELECT 1")
    assert (got["StatementType"], got["SubstatementType"]) == ("DML", "EXPLAIN")
    assert got["Statistics"]["DataScannedInBytes"] == 0
    assert got["ResultConfiguration"]["OutputLocation"].endswith(".txt")
    text = body(s3, got)
    assert text.startswith("Query Plan\nFragment 0 [SINGLE]\n    Output layout: [")
    results, rows = cells(athena, got)
    assert rows == text.split("\n")
    assert len(rows) == 1 + 11 + 3 and rows[-3:] == ["", "", ""]
    column = results["ResultSet"]["ResultSetMetadata"]["ColumnInfo"][0]
    assert (column["Name"], column["Type"], column["CaseSensitive"]) == ("Query Plan", "varchar", True)
    assert column["Precision"] == len(text) - len("Query Plan\n") - 1


def test_validate(athena, s3, db):
    got = done(athena, "EXPLAIN (TYPE VALIDATE) SELECT 1")
    assert body(s3, got) == "Valid\ntrue\n"
    assert cells(athena, got)[1] == ["Valid", "true", ""]


def test_json_and_what_fails(athena, s3, db):
    got = done(athena, "EXPLAIN (FORMAT JSON) SELECT 1")
    rows = cells(athena, got)[1]
    assert rows[-1] == "" and rows[-2] == "}"
    assert json.loads("\n".join(rows[1:]))["0"]["name"] == "Output"
    failed = run(athena, "EXPLAIN SELECT * FROM nope")
    assert failed["Status"]["State"] == "FAILED"
    assert failed["Status"]["AthenaError"]["ErrorType"] == 1301
    bucket, key = failed["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").split("/", 1)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket, Prefix=key)


def test_analyze_runs_the_statement(athena, s3, db):
    got = done(athena, "EXPLAIN ANALYZE SELECT * FROM t")
    assert got["Statistics"]["DataScannedInBytes"] == 6
    assert "Output: 3 rows" in body(s3, got)
    done(athena, "EXPLAIN ANALYZE CREATE TABLE c AS SELECT i FROM t")
    assert polling.rows(athena, "SELECT count(*) FROM c", "db", OUTPUT) == [["3"]]
