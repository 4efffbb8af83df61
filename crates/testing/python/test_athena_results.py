"""Answers to the byte: result objects, metadata, pages."""

import pytest

import polling
from tables import text_table


@pytest.fixture
def table(s3, glue, bucket):
    """1,500 numbers, and a table whose cells are hard to write down."""
    s3.create_bucket(Bucket="results")
    glue.create_database(DatabaseInput={"Name": "db"})
    s3.put_object(Bucket=bucket, Key="n/a.csv", Body="".join(f"{n}\n" for n in range(1500)))
    glue.create_table(DatabaseName="db", TableInput=text_table("n", "s3://bucket/n/", "i int"))
    hard = ["1|it's|1.5|true|2020-01-01|2020-01-01 12:34:56.789|1.50", "2|a\"b,c|\\N|false|\\N|\\N|\\N", "3||1e20|\\N|x|y|z"]
    s3.put_object(Bucket=bucket, Key="h/a.csv", Body="\n".join(hard) + "\n")
    glue.create_table(DatabaseName="db", TableInput=text_table(
        "h", "s3://bucket/h/", "i int", "s string", "d double", "b boolean", "dt date", "ts timestamp",
        "m decimal(10,2)", serde_parameters={"field.delim": "|"}))
    return "db"


def result_object(s3, execution, suffix=""):
    location = execution["ResultConfiguration"]["OutputLocation"]
    got = s3.get_object(Bucket="results", Key=location.removeprefix("s3://results/") + suffix)
    return got["Body"].read(), got["ContentType"]


def test_the_smallest_answer(s3, athena, table):
    execution = polling.run_query(athena, "SELECT 1")
    assert result_object(s3, execution)[0] == b'"_col0"\n"1"\n'
    got = athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    assert got["UpdateCount"] == 0
    assert got["ResultSet"]["Rows"] == [{"Data": [{"VarCharValue": "_col0"}]}, {"Data": [{"VarCharValue": "1"}]}]
    assert got["ResultSet"]["ResultSetMetadata"]["ColumnInfo"] == [{
        "CatalogName": "hive", "SchemaName": "", "TableName": "", "Name": "_col0", "Label": "_col0",
        "Type": "integer", "Precision": 10, "Scale": 0, "Nullable": "UNKNOWN", "CaseSensitive": False,
    }]


def test_no_rows(s3, athena, table):
    execution = polling.run_query(athena, "SELECT i FROM n WHERE i < 0", "db")
    body, content_type = result_object(s3, execution)
    assert (body, content_type) == (b'"i"\n', "application/octet-stream")
    metadata, _ = result_object(s3, execution, ".metadata")
    assert metadata[:2] == b"\x0a\x1b", "the engine's query id comes first"
    column = bytes.fromhex("0a0468697665 220169 2a0169 3207696e7465676572 380a 4000 4803 5000")
    assert metadata[29:] == b"\x22" + bytes([len(column)]) + column


def test_every_cell_is_quoted_and_null_is_nothing(s3, athena, table):
    execution = polling.run_query(athena, "SELECT * FROM h ORDER BY i", "db")
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
    assert result_object(s3, execution)[0].decode() == (
        '"i","s","d","b","dt","ts","m"\n'
        '"1","it\'s","1.5","true","2020-01-01","2020-01-01 12:34:56.789","1.50"\n'
        '"2","a""b,c",,"false",,,\n'
        '"3","","1.0E20",,,,\n'
    )
    got = athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]
    assert got["Rows"][2]["Data"] == [
        {"VarCharValue": "2"}, {"VarCharValue": 'a"b,c'}, {}, {"VarCharValue": "false"}, {}, {}, {},
    ]
    assert got["Rows"][3]["Data"][1] == {"VarCharValue": ""}
    described = [(column["Name"], column["Type"], column["Precision"], column["Scale"], column["CaseSensitive"])
                 for column in got["ResultSetMetadata"]["ColumnInfo"]]
    assert described == [
        ("i", "integer", 10, 0, False),
        ("s", "varchar", 2147483647, 0, True),
        ("d", "double", 17, 0, False),
        ("b", "boolean", 0, 0, False),
        ("dt", "date", 0, 0, False),
        ("ts", "timestamp", 3, 0, False),
        ("m", "decimal", 10, 2, False),
    ]


def test_pages(athena, table):
    execution_id = polling.run_query(athena, "SELECT i FROM n ORDER BY i", "db")["QueryExecutionId"]
    first = athena.get_query_results(QueryExecutionId=execution_id)
    assert len(first["ResultSet"]["Rows"]) == 1000
    assert first["ResultSet"]["Rows"][0]["Data"][0]["VarCharValue"] == "i"
    second = athena.get_query_results(QueryExecutionId=execution_id, NextToken=first["NextToken"])
    assert len(second["ResultSet"]["Rows"]) == 501
    assert second["ResultSet"]["Rows"][0]["Data"][0]["VarCharValue"] == "999"
    assert "NextToken" not in second
    pages = athena.get_paginator("get_query_results").paginate(
        QueryExecutionId=execution_id, PaginationConfig={"PageSize": 7}
    )
    cells = [row["Data"][0]["VarCharValue"] for page in pages for row in page["ResultSet"]["Rows"]]
    assert cells == ["i"] + [str(n) for n in range(1500)]


def test_a_full_page_has_a_token(athena, table):
    execution_id = polling.run_query(athena, "SELECT i FROM n WHERE i < 2", "db")["QueryExecutionId"]
    first = athena.get_query_results(QueryExecutionId=execution_id, MaxResults=3)
    assert len(first["ResultSet"]["Rows"]) == 3
    second = athena.get_query_results(QueryExecutionId=execution_id, MaxResults=3, NextToken=first["NextToken"])
    assert second["ResultSet"]["Rows"] == [] and "NextToken" not in second


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"MaxResults": 1001}, "MaxResults is more than maximum allowed length 1000"),
        ({"NextToken": "made-up"}, "Malformed nextPageToken made-up"),
    ],
)
def test_pages_that_are_refused(athena, table, options, text):
    execution_id = polling.run_query(athena, "SELECT i FROM n", "db")["QueryExecutionId"]
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.get_query_results(QueryExecutionId=execution_id, **options)
    assert error.value.response["Error"]["Message"] == text


def test_unnamed_and_repeated_columns(s3, athena, table):
    execution = polling.run_query(athena, "SELECT i, i + 1, i, count(*) FROM n WHERE i = 5 GROUP BY i", "db")
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
    assert result_object(s3, execution)[0] == b'"i","_col1","i","_col3"\n"5","6","5","1"\n'


def test_nested_values(s3, athena, glue, table, bucket):
    s3.put_object(Bucket=bucket, Key="j/a.json", Body='{"a": ["x", null], "r": {"k": 1, "v": "y"}, "m": {"b": 2, "a": 1}}\n')
    glue.create_table(DatabaseName="db", TableInput=text_table(
        "j", "s3://bucket/j/", "a array<string>", "r struct<k:int,v:string>", "m map<string,int>",
        serde="org.openx.data.jsonserde.JsonSerDe", serde_parameters={}))
    assert polling.rows(athena, "SELECT a, r, m FROM j", "db") == [["[x, null]", "{k=1, v=y}", "{a=1, b=2}"]]


def test_a_location_with_and_without_its_slash(s3, athena, table):
    for output in ("s3://results/plain", "s3://results/plain/", "s3://results"):
        execution = polling.run_query(athena, "SELECT 1", output=output)
        wanted = f"{output.rstrip('/')}/{execution['QueryExecutionId']}.csv"
        assert execution["ResultConfiguration"]["OutputLocation"] == wanted
        assert result_object(s3, execution)[0] == b'"_col0"\n"1"\n'
