"""`CRAWL 's3://…' INTO db`, our own statement, through Athena's API."""

import pytest

import polling

SALES = b"id,name,amt\n1,a,1.5\n2,b,2.5\n"
RESULTS = {"OutputLocation": "s3://res/q/"}


@pytest.fixture
def lake(s3):
    for bucket in ("raw", "res"):
        s3.create_bucket(Bucket=bucket)
    for key in ("x/sales/a.csv", "x/trips/year=2023/a.csv", "x/trips/year=2024/a.csv"):
        s3.put_object(Bucket="raw", Key=key, Body=SALES)
    return s3


def ended(athena, sql, **more):
    started = athena.start_query_execution(QueryString=sql, ResultConfiguration=RESULTS, **more)
    return started["QueryExecutionId"], polling.query_end(athena, started["QueryExecutionId"])


def cells(row):
    return [cell.get("VarCharValue") for cell in row["Data"]]


def test_a_crawl_answers_with_rows(lake, athena, glue):
    execution_id, got = ended(athena, "CRAWL 's3://raw/x/' INTO lake")
    assert got["Status"]["State"] == "SUCCEEDED", got["Status"]
    assert (got["StatementType"], got["Query"]) == ("UTILITY", "CRAWL 's3://raw/x/' INTO lake")
    assert got["ResultConfiguration"]["OutputLocation"] == f"s3://res/q/{execution_id}.csv"
    answer = athena.get_query_results(QueryExecutionId=execution_id)
    columns = answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    assert [(column["Name"], column["Type"]) for column in columns] == [
        ("action", "varchar"), ("kind", "varchar"), ("name", "varchar"), ("details", "varchar")]
    rows = [cells(row) for row in answer["ResultSet"]["Rows"]]
    assert rows[0] == ["action", "kind", "name", "details"]
    assert [row[:3] for row in rows[1:]] == [
        ["create", "table", "lake.sales"],
        ["create", "table", "lake.trips"],
        ["create", "partition", "lake.trips"],
    ]
    assert rows[3][3] == "2 partitions" and "+ column amt double" in rows[1][3].split("\n")
    written = lake.get_object(Bucket="res", Key=f"q/{execution_id}.csv")["Body"].read().decode()
    assert written.startswith('"action","kind","name","details"\n"create","table","lake.sales",')
    # Pages of it are pages of rows.
    first = athena.get_query_results(QueryExecutionId=execution_id, MaxResults=2)
    assert len(first["ResultSet"]["Rows"]) == 2
    rest = athena.get_query_results(QueryExecutionId=execution_id, NextToken=first["NextToken"])
    assert [cells(row) for row in rest["ResultSet"]["Rows"]] == rows[2:] and "NextToken" not in rest
    # The tables are the catalog's, and queries have them.
    assert [table["Name"] for table in glue.get_tables(DatabaseName="lake")["TableList"]] == ["sales", "trips"]
    assert polling.rows(athena, "SELECT sum(amt) FROM trips WHERE year = '2024'", "lake", "s3://res/q/") == [["4.0"]]
    again = [row[:3] for row in polling.rows(athena, "CRAWL 's3://raw/x/' INTO lake", "lake", "s3://res/q/")]
    assert again == [["keep", "table", "lake.sales"], ["keep", "table", "lake.trips"]]


def test_the_database_of_the_query_and_options(lake, athena, glue):
    glue.create_database(DatabaseInput={"Name": "db"})
    sql = "CRAWL 's3://raw/x/sales/' WITH (types = 'precise', table_prefix = 'p_', dry_run = true)"
    _, got = ended(athena, sql, QueryExecutionContext={"Database": "db"})
    assert got["Status"]["State"] == "SUCCEEDED", got["Status"]
    assert glue.get_tables(DatabaseName="db")["TableList"] == []
    ended(athena, sql.replace("true", "false"), QueryExecutionContext={"Database": "db"})
    table, = glue.get_tables(DatabaseName="db")["TableList"]
    types = [column["Type"] for column in table["StorageDescriptor"]["Columns"]]
    assert (table["Name"], types) == ("p_sales", ["int", "string", "decimal(18,1)"])


@pytest.mark.parametrize("sql, text", [
    ("CRAWL 's3://nobody/x/' INTO db", "S3 bucket nobody does not exist."),
    ("CRAWL '/etc' INTO db", "'/etc' is not s3://bucket/prefix"),
    ("CRAWL 's3://raw/x/' INTO db WITH (depth = 3)", "there is no option 'depth'"),
    ("CRAWL 's3://raw/x/' INTO db WITH (configuration = '{}')", "Configuration must have Version 1.0."),
])
def test_crawls_that_fail(lake, athena, glue, sql, text):
    glue.create_database(DatabaseInput={"Name": "db"})
    _, got = ended(athena, sql)
    assert got["Status"]["State"] == "FAILED" and text in got["Status"]["StateChangeReason"], got["Status"]
    assert glue.get_tables(DatabaseName="db")["TableList"] == []
