"""Query executions: their life, statements and refusals."""

import uuid

import pytest
from botocore.exceptions import ClientError

import polling
from tables import OPENX_JSON, partition, text_table

RESULTS = {"OutputLocation": "s3://results/q/"}


def message_of(error):
    return error.value.response["Error"]["Message"]


def code_of(error):
    return error.value.response["AthenaErrorCode"]


@pytest.fixture
def boats(s3, glue, bucket):
    """Database `db` with table `boats` over CSV, partitioned by river."""
    s3.create_bucket(Bucket="results")
    glue.create_database(DatabaseInput={"Name": "db"})
    table = text_table("boats", "s3://bucket/boats/", "id bigint", "name string", "length double", "sold boolean",
                       keys=["river string"])
    glue.create_table(DatabaseName="db", TableInput=table)
    for river, lines in (("isis", "1,Oriel,18.5,true\n2,Keble,,false\n"), ("cam", "3,,17,x\n4,Clare\n")):
        s3.put_object(Bucket=bucket, Key=f"boats/river={river}/a.csv", Body=lines)
        glue.create_partition(DatabaseName="db", TableName="boats",
                              PartitionInput=partition(table, f"s3://bucket/boats/river={river}/", river))
    return "db"


def test_a_query_from_start_to_end(athena, boats):
    sql = "SELECT id, name FROM boats WHERE river = 'isis' ORDER BY id"
    started = athena.start_query_execution(QueryString=sql, QueryExecutionContext={"Database": "db"},
                                           ResultConfiguration=RESULTS)
    execution_id = started["QueryExecutionId"]
    assert str(uuid.UUID(execution_id)) == execution_id
    got = polling.query_end(athena, execution_id)
    assert got["Status"]["State"] == "SUCCEEDED", got["Status"]
    assert (got["Query"], got["StatementType"], got["SubstatementType"]) == (sql, "DML", "SELECT")
    assert (got["WorkGroup"], got["QueryExecutionContext"]["Database"]) == ("primary", "db")
    assert got["ResultConfiguration"]["OutputLocation"] == f"s3://results/q/{execution_id}.csv"
    assert got["EngineVersion"] == {
        "SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": "Athena engine version 3",
    }
    status, statistics = got["Status"], got["Statistics"]
    assert status["CompletionDateTime"] >= status["SubmissionDateTime"]
    assert "AthenaError" not in status
    assert statistics["DataScannedInBytes"] == len("1,Oriel,18.5,true\n2,Keble,,false\n")
    assert statistics["TotalExecutionTimeInMillis"] >= statistics["EngineExecutionTimeInMillis"] >= 0
    assert execution_id in athena.list_query_executions()["QueryExecutionIds"]


def test_reading_rules_of_delimited_text(athena, boats):
    assert polling.rows(athena, "SELECT * FROM boats ORDER BY id", "db") == [
        ["1", "Oriel", "18.5", "true", "isis"],
        ["2", "Keble", None, "false", "isis"],
        ["3", "", "17.0", None, "cam"],
        ["4", "Clare", None, None, "cam"],
    ]


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("SELECT 1", [["1"]]),
        ("SELECT 'it''s' AS a, 2 AS b", [["it's", "2"]]),
        ("SELECT count(*) FROM boats", [["4"]]),
        ("SELECT river, count(*) FROM boats GROUP BY river ORDER BY river", [["cam", "2"], ["isis", "2"]]),
        ("SELECT max(length) FROM boats WHERE sold", [["18.5"]]),
        ("SELECT name FROM db.boats WHERE id IN (1, 3) ORDER BY id DESC", [[""], ["Oriel"]]),
        ('SELECT name FROM "awsdatacatalog"."db"."boats" WHERE id = 2', [["Keble"]]),
        ("SELECT NAME FROM BOATS WHERE ID = 2", [["Keble"]]),
        ("WITH b AS (SELECT id FROM boats WHERE length IS NULL) SELECT count(*) FROM b", [["2"]]),
        ("SELECT a.name FROM boats a JOIN boats b ON a.id = b.id + 1 WHERE b.name = 'Oriel'", [["Keble"]]),
        ("SELECT id FROM boats ORDER BY length DESC NULLS LAST, id LIMIT 1", [["1"]]),
        ("SELECT upper(name) || '!' FROM boats WHERE id = 1", [["ORIEL!"]]),
        ("SELECT CAST(length AS bigint) FROM boats WHERE id = 3", [["17"]]),
        ("SELECT id FROM boats WHERE river = 'thames'", []),
        ("SELECT 1 UNION ALL SELECT 2 ORDER BY 1", [["1"], ["2"]]),
        ("SELECT CASE WHEN id > 2 THEN 'b' ELSE 'a' END FROM boats ORDER BY id", [["a"], ["a"], ["b"], ["b"]]),
    ],
)
def test_answers(athena, boats, sql, wanted):
    assert polling.rows(athena, sql, "db") == wanted


@pytest.mark.parametrize(
    ("sql", "reason", "error_type"),
    [
        ("SELECT * FROM nothing", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.nothing' does not exist", 1301),
        ("SELECT banana FROM boats",
         "COLUMN_NOT_FOUND: line 1:8: Column 'banana' cannot be resolved or requester is not authorized to access "
         "requested resources", 1006),
        ("SELECT foo(id) FROM boats", "FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered", 1303),
        ("SELECT 1/0", "DIVISION_BY_ZERO: Division by zero", 1001),
        ("SELECT * FROM nodb.t", "SCHEMA_NOT_FOUND: line 1:15: Schema 'nodb' does not exist", 1301),
    ],
)
def test_failures(s3, athena, boats, sql, reason, error_type):
    execution = polling.run_query(athena, sql, "db")
    status = execution["Status"]
    assert (status["State"], status.get("StateChangeReason")) == ("FAILED", reason)
    error = status["AthenaError"]
    assert (error["ErrorCategory"], error["ErrorType"], error["Retryable"]) == (2, error_type, False)
    with pytest.raises(athena.exceptions.InvalidRequestException) as raised:
        athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    assert message_of(raised) == "Query did not finish successfully. Final query state: FAILED"
    assert "Contents" not in s3.list_objects_v2(Bucket="results"), "an engine statement that failed leaves nothing"


@pytest.mark.parametrize("sql", ["SELEC 1", "SELECT * FORM t", "SELECT (1", "SELECT 'open", ")", "SELECT 1; SELECT 2"])
def test_a_syntax_error_makes_no_execution(athena, boats, sql):
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.start_query_execution(QueryString=sql, ResultConfiguration=RESULTS)
    assert code_of(error) == "MALFORMED_QUERY"
    assert message_of(error)
    assert athena.list_query_executions()["QueryExecutionIds"] == []


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"ResultConfiguration": {"OutputLocation": "not-a-valid-s3-path"}}, "outputLocation is not a valid S3 path."),
        ({"WorkGroup": "nope"}, "WorkGroup is not found."),
    ],
)
def test_requests_that_are_refused(athena, boats, options, text):
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.start_query_execution(**{"QueryString": "SELECT 1", "ResultConfiguration": RESULTS, **options})
    assert (code_of(error), message_of(error)) == ("INVALID_INPUT", text)


def test_an_output_bucket_that_is_not_there(athena, boats):
    execution = None
    try:
        execution = polling.run_query(athena, "SELECT 1", output="s3://nowhere/q/")
    except ClientError as error:
        assert "nowhere" in str(error)
    assert execution is None or execution["Status"]["State"] == "FAILED"


def test_one_token_is_one_execution(athena, boats):
    token = "t" * 32
    sent = {"QueryString": "SELECT 1", "ResultConfiguration": RESULTS, "ClientRequestToken": token}
    first = athena.start_query_execution(**sent)["QueryExecutionId"]
    assert athena.start_query_execution(**sent)["QueryExecutionId"] == first
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.start_query_execution(**{**sent, "QueryString": "SELECT 2"})
    assert (code_of(error), message_of(error)) == (
        "IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match",
    )
    polling.query_end(athena, first)


def test_an_execution_that_is_not_there(athena, boats):
    unknown = str(uuid.uuid4())
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.get_query_execution(QueryExecutionId=unknown)
    assert (code_of(error), message_of(error)) == (
        "QUERY_EXECUTION_NOT_FOUND", f"QueryExecution {unknown} was not found",
    )
    known = polling.run_query(athena, "SELECT 1")["QueryExecutionId"]
    answer = athena.batch_get_query_execution(QueryExecutionIds=[known, unknown])
    assert [item["QueryExecutionId"] for item in answer["QueryExecutions"]] == [known]
    assert [item["QueryExecutionId"] for item in answer["UnprocessedQueryExecutionIds"]] == [unknown]


def test_stopping(athena, boats):
    done = polling.run_query(athena, "SELECT 1")
    athena.stop_query_execution(QueryExecutionId=done["QueryExecutionId"])
    assert polling.query_end(athena, done["QueryExecutionId"])["Status"] == done["Status"]
    # Each join multiplies by four: long enough to be caught, and refused memory is no excuse to hang.
    tables = ", ".join(f"boats t{number}" for number in range(16))
    started = athena.start_query_execution(
        QueryString=f"SELECT sum(t0.id * t1.id) FROM {tables}", QueryExecutionContext={"Database": "db"},
        ResultConfiguration=RESULTS,
    )["QueryExecutionId"]
    athena.stop_query_execution(QueryExecutionId=started)
    status = polling.query_end(athena, started)["Status"]
    assert (status["State"], status["StateChangeReason"]) == ("CANCELLED", "Query cancelled by user")
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.get_query_results(QueryExecutionId=started)
    assert message_of(error) == "Could not find results"


def test_ddl(s3, glue, athena, bucket):
    s3.create_bucket(Bucket="results")
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body="h1|h2\n1|x\n2|y\n")
    s3.put_object(Bucket=bucket, Key="j/a.json", Body='{"id": 1, "tag": {"k": "v"}}\n')
    statements = [
        ("CREATE DATABASE made", "CREATE_DATABASE"),
        ("CREATE DATABASE IF NOT EXISTS made", "CREATE_DATABASE"),
        ("CREATE EXTERNAL TABLE made.t (`id` int, name string COMMENT 'who') ROW FORMAT DELIMITED FIELDS TERMINATED "
         "BY '|' STORED AS TEXTFILE LOCATION 's3://bucket/t/' TBLPROPERTIES ('skip.header.line.count'='1')",
         "CREATE_TABLE"),
        (f"CREATE EXTERNAL TABLE made.j (id int, tag struct<k:string>) ROW FORMAT SERDE '{OPENX_JSON}' "
         "LOCATION 's3://bucket/j/'", "CREATE_TABLE"),
        ("CREATE EXTERNAL TABLE made.p (id int) PARTITIONED BY (day string) STORED AS PARQUET "
         "LOCATION 's3://bucket/p/'", "CREATE_TABLE"),
    ]
    for sql, kind in statements:
        execution = polling.run_query(athena, sql)
        assert execution["Status"]["State"] == "SUCCEEDED", f"{sql}: {execution['Status']}"
        assert (execution["StatementType"], execution["SubstatementType"]) == ("DDL", kind)
        location = execution["ResultConfiguration"]["OutputLocation"]
        assert location.endswith(".txt")
        assert s3.head_object(Bucket="results", Key=location.removeprefix("s3://results/"))["ContentLength"] == 0
        assert athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]["Rows"] == []
        assert execution["Statistics"]["DataScannedInBytes"] == 0
    table = glue.get_table(DatabaseName="made", Name="t")["Table"]
    assert (table["TableType"], table["Parameters"]["EXTERNAL"]) == ("EXTERNAL_TABLE", "TRUE")
    assert table["StorageDescriptor"]["Columns"] == [
        {"Name": "id", "Type": "int"}, {"Name": "name", "Type": "string", "Comment": "who"},
    ]
    assert glue.get_table(DatabaseName="made", Name="p")["Table"]["PartitionKeys"] == [
        {"Name": "day", "Type": "string"}
    ]
    assert polling.rows(athena, "SELECT id, name FROM made.t ORDER BY id") == [["1", "x"], ["2", "y"]]
    assert polling.rows(athena, "SELECT id, tag.k FROM made.j") == [["1", "v"]]
    again = polling.run_query(athena, "CREATE DATABASE made")
    assert again["Status"]["State"] == "FAILED" and "made" in again["Status"]["StateChangeReason"]


@pytest.mark.parametrize("sql", [
    "MERGE INTO boats t USING boats s ON t.id = s.id WHEN MATCHED THEN DELETE",
    "VACUUM boats",
    "GRANT SELECT ON boats TO USER x",
    "UPDATE boats SET id = 1",
])
def test_statements_that_are_not_served_are_named(athena, boats, sql):
    word = sql.split()[0]
    try:
        execution = polling.run_query(athena, sql, "db")
    except ClientError as error:
        assert word in str(error) or "not supported" in str(error)
        return
    assert execution["Status"]["State"] == "FAILED"
    assert execution["Status"]["StateChangeReason"].startswith("NOT_SUPPORTED: ")


def test_the_primary_workgroup(athena):
    group = athena.get_work_group(WorkGroup="primary")["WorkGroup"]
    assert (group["Name"], group["State"]) == ("primary", "ENABLED")
    assert group["Configuration"]["EnforceWorkGroupConfiguration"] is False
    assert group["Configuration"]["EngineVersion"]["EffectiveEngineVersion"] == "Athena engine version 3"
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.get_work_group(WorkGroup="nope")
    assert message_of(error) == "WorkGroup is not found."
