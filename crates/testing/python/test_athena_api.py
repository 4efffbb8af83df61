"""Athena's operations as clients send them: the scenarios of a query's life, by boto3 and by plain HTTP."""

import json
import threading
import uuid

import pytest
from botocore.exceptions import ClientError, ParamValidationError

import polling
from server import Server

RESULTS = {"OutputLocation": "s3://results/p/"}
FOREVER = ("WITH n AS (SELECT x FROM UNNEST(sequence(1, 10000)) t(x)) "
           "SELECT count(*) FROM n a JOIN n b ON a.x <> b.x JOIN n c ON b.x <> c.x")
EXPECTING = ("Expecting: 'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', "
             "'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', "
             "'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>")


@pytest.fixture
def lake(s3, athena):
    s3.create_bucket(Bucket="results")
    run(athena, "CREATE DATABASE db")
    return "db"


def token():
    return str(uuid.uuid4())


def call(server, operation, body):
    """A request as it is, without a client's own checks: status and body."""
    answer = server.call(f"AmazonAthena.{operation}", json.dumps(body))
    return answer.status_code, answer.json()


def start(server, **members):
    body = {"QueryString": "SELECT 1", "ClientRequestToken": token(), "ResultConfiguration": RESULTS, **members}
    return call(server, "StartQueryExecution", {name: value for name, value in body.items() if value is not None})


def refused(server, code, text, **members):
    status, body = start(server, **members)
    assert (status, body["__type"], body["AthenaErrorCode"]) == (400, "InvalidRequestException", code), body
    assert body["Message"].startswith(text), body["Message"]


def run(athena, sql, **options):
    started = athena.start_query_execution(QueryString=sql, **{"ResultConfiguration": RESULTS, **options})
    return polling.query_end(athena, started["QueryExecutionId"])


def test_tokens(server, lake):
    at = "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have"
    for given, text in (
        (None, "clientRequestToken is null or empty"),
        ("t" * 31, f"{at} length greater than or equal to 32"),
        ("t" * 129, f"{at} length less than or equal to 128"),
        ("あ" * 50, "clientRequestToken exceeds maximum allowed length 128"),
    ):
        refused(server, "INVALID_INPUT", text, ClientRequestToken=given)


def test_the_same_token(server, athena, lake):
    same = token()
    status, first = start(server, ClientRequestToken=same)
    assert status == 200
    for members in ({}, {"ExecutionParameters": ["1"]}):
        assert start(server, ClientRequestToken=same, **members) == (200, first)
    for members in (
        {"QueryString": "SELECT 2"},
        {"QueryExecutionContext": {"Database": "db"}},
        {"QueryExecutionContext": {"Catalog": "AwsDataCatalog"}},
        {"ResultConfiguration": {"OutputLocation": "s3://results/other/"}},
    ):
        refused(server, "IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match",
                ClientRequestToken=same, **members)
    # A refused start does not use its token up.
    other = token()
    refused(server, "MALFORMED_QUERY", "line 1:1: mismatched input 'SELEC'", QueryString="SELEC 1",
            ClientRequestToken=other)
    status, started = start(server, ClientRequestToken=other)
    assert status == 200 and started != first


def test_many_starts_with_one_token(server, athena, lake):
    same, ids = token(), []

    def start_once():
        ids.append(start(server, ClientRequestToken=same))

    threads = [threading.Thread(target=start_once) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 50 and all(answer == ids[0] and answer[0] == 200 for answer in ids)
    listed = athena.list_query_executions()["QueryExecutionIds"]
    assert listed.count(ids[0][1]["QueryExecutionId"]) == 1


def test_texts_that_are_no_statement(server, athena, lake):
    before = athena.list_query_executions()["QueryExecutionIds"]
    for sql, code, text in (
        ("SELEC 1", "MALFORMED_QUERY", f"line 1:1: mismatched input 'SELEC'. {EXPECTING}"),
        ("-- only", "MALFORMED_QUERY", f"line 1:8: mismatched input '<EOF>'. {EXPECTING}"),
        ("SELECT FROM", "MALFORMED_QUERY", "Queries of this type are not supported"),
        ("SELECT 1; SELECT 2", "MALFORMED_QUERY", "Only one sql statement is allowed. Got: "),
        (None, "INVALID_INPUT", "1 validation error detected: Value null at 'queryString' failed to satisfy "
                                "constraint: Member must not be null"),
        ("S" * 262_145, "INVALID_INPUT", "1 validation error detected: Value at 'queryString' failed to satisfy "
                                         "constraint: Member must have length less than or equal to 262144"),
    ):
        refused(server, code, text, QueryString=sql)
    # The location is looked at before the text.
    refused(server, "INVALID_INPUT", "outputLocation is not a valid S3 path.", QueryString="SELEC 1",
            ResultConfiguration={"OutputLocation": "not-a-valid-s3-path"})
    refused(server, "INVALID_INPUT", "WorkGroup is not found.", WorkGroup="nope")
    assert athena.list_query_executions()["QueryExecutionIds"] == before
    long = "SELECT 1" + " " * (262_144 - 8)
    assert start(server, QueryString=long)[0] == 200


def test_a_running_query(s3, athena, lake):
    started = athena.start_query_execution(QueryString=FOREVER, ResultConfiguration=RESULTS)
    query = {"QueryExecutionId": started["QueryExecutionId"]}
    polling.until(lambda: athena.get_query_execution(**query)["QueryExecution"]["Status"]["State"],
                  lambda state: state == "RUNNING")
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.get_query_results(**query)
    assert error.value.response["AthenaErrorCode"] == "INVALID_QUERY_EXECUTION_STATE"
    assert error.value.response["Error"]["Message"] == "Query has not yet finished. Current state: RUNNING"
    taken = athena.get_query_execution(**query)["QueryExecution"]["Statistics"]
    assert taken["TotalExecutionTimeInMillis"] > 0, "what it has taken so far"
    parts = ("QueryQueueTimeInMillis", "ServicePreProcessingTimeInMillis", "EngineExecutionTimeInMillis",
             "ServiceProcessingTimeInMillis")
    assert taken["TotalExecutionTimeInMillis"] == sum(taken[part] for part in parts)
    athena.stop_query_execution(**query)
    got = athena.get_query_execution(**query)["QueryExecution"]
    assert (got["Status"]["State"], got["Status"]["StateChangeReason"]) == ("CANCELLED", "Query cancelled by user")
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.get_query_results(**query)
    assert error.value.response["AthenaErrorCode"] == "RESULT_NOT_FOUND"
    assert error.value.response["Error"]["Message"] == "Could not find results"
    left = s3.list_objects_v2(Bucket="results").get("Contents", [])
    assert not [found["Key"] for found in left if query["QueryExecutionId"] in found["Key"]]
    done = run(athena, "SELECT 1")
    athena.stop_query_execution(QueryExecutionId=done["QueryExecutionId"])
    assert athena.get_query_execution(QueryExecutionId=done["QueryExecutionId"])["QueryExecution"] == done


def test_stopping_many(athena, lake):
    started = [athena.start_query_execution(QueryString=FOREVER, ResultConfiguration=RESULTS)["QueryExecutionId"]
               for _ in range(30)]
    threads = [threading.Thread(target=athena.stop_query_execution, kwargs={"QueryExecutionId": query})
               for query in started]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = athena.batch_get_query_execution(QueryExecutionIds=started)["QueryExecutions"]
    assert [execution["Status"]["State"] for execution in found] == ["CANCELLED"] * 30
    # The engine is free again.
    assert run(athena, "SELECT 1")["Status"]["State"] == "SUCCEEDED"


def test_looking_executions_up(athena, lake):
    done = run(athena, "SELECT 1")["QueryExecutionId"]
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.get_query_execution(QueryExecutionId="nope")
    assert error.value.response["AthenaErrorCode"] == "QUERY_EXECUTION_NOT_FOUND"
    assert error.value.response["Error"]["Message"] == "QueryExecution nope was not found"
    found = athena.batch_get_query_execution(QueryExecutionIds=[done, "nope"])
    assert [execution["QueryExecutionId"] for execution in found["QueryExecutions"]] == [done]
    assert [left["QueryExecutionId"] for left in found["UnprocessedQueryExecutionIds"]] == ["nope"]


def test_requests_and_their_kinds(server, athena, lake):
    status, body = call(server, "Nope", {})
    assert (status, body) == (400, {"__type": "UnknownOperationException"})
    status, body = call(server, "ListWorkGroups", {"MaxResults": "1"})
    assert (status, body["__type"]) == (400, "SerializationException")
    assert body["Message"] == "STRING_VALUE can not be converted to an Integer"
    assert call(server, "ListWorkGroups", {"MaxResults": 1.5})[0] == 200
    for operation, body, text in (
        ("ListWorkGroups", {"MaxResults": 51}, "1 validation error detected: Value at 'maxResults' failed to satisfy "
                                               "constraint: Member must have value less than or equal to 50"),
        ("ListWorkGroups", {"NextToken": "x"}, "The nextPageToken is malformed: x"),
        ("GetQueryResults", {"QueryExecutionId": "x", "MaxResults": 0, "NextToken": ""},
         "2 validation errors detected: Value at 'nextToken' failed to satisfy constraint: Member must have length "
         "greater than or equal to 1; Value at 'maxResults' failed to satisfy constraint: Member must have value "
         "greater than or equal to 1"),
    ):
        status, answer = call(server, operation, body)
        assert (status, answer["AthenaErrorCode"], answer["Message"]) == (400, "INVALID_INPUT", text)
    done = run(athena, "SELECT 1")["QueryExecutionId"]
    status, answer = call(server, "GetQueryResults", {"QueryExecutionId": done, "MaxResults": 1001})
    assert answer["Message"] == "MaxResults is more than maximum allowed length 1000"
    status, answer = call(server, "GetQueryResults", {"QueryExecutionId": done, "QueryResultType": "DATA_MANIFEST"})
    assert (status, answer["AthenaErrorCode"]) == (400, "INVALID_INPUT")
    with pytest.raises(athena.exceptions.InvalidRequestException, match="StartSession needs Apache Spark"):
        athena.start_session(WorkGroup="primary", EngineConfiguration={"MaxConcurrentDpus": 2})


def test_pages_of_a_result(athena, lake):
    done = run(athena, "SELECT x FROM UNNEST(sequence(1, 1500)) t(x)")["QueryExecutionId"]
    first = athena.get_query_results(QueryExecutionId=done)
    assert len(first["ResultSet"]["Rows"]) == 1000
    assert first["ResultSet"]["Rows"][0]["Data"][0]["VarCharValue"] == "x"
    second = athena.get_query_results(QueryExecutionId=done, NextToken=first["NextToken"])
    assert (len(second["ResultSet"]["Rows"]), second.get("NextToken")) == (501, None)
    done = run(athena, "SELECT x FROM (VALUES 1, 2) t(x)")["QueryExecutionId"]
    full = athena.get_query_results(QueryExecutionId=done, MaxResults=3)
    assert len(full["ResultSet"]["Rows"]) == 3
    empty = athena.get_query_results(QueryExecutionId=done, MaxResults=3, NextToken=full["NextToken"])
    assert (empty["ResultSet"]["Rows"], empty.get("NextToken")) == ([], None)


def test_a_result_is_used_again(s3, athena, lake):
    s3.create_bucket(Bucket="data")
    s3.put_object(Bucket="data", Key="t/a.csv", Body="1\n2\n")
    run(athena, "CREATE EXTERNAL TABLE db.t (i int) LOCATION 's3://data/t/'")
    sql = "SELECT sum(i) AS s FROM db.t"
    reuse = {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 60}}
    first = run(athena, sql, ResultReuseConfiguration=reuse)
    assert first["Statistics"]["ResultReuseInformation"] == {"ReusedPreviousResult": False}
    assert first["ResultReuseConfiguration"] == reuse
    again = run(athena, sql, ResultReuseConfiguration=reuse)
    assert again["QueryExecutionId"] != first["QueryExecutionId"]
    assert again["Statistics"]["ResultReuseInformation"] == {"ReusedPreviousResult": True}
    assert again["Statistics"]["DataScannedInBytes"] == 0
    assert again["ResultConfiguration"] == first["ResultConfiguration"]
    rows = [athena.get_query_results(QueryExecutionId=ran["QueryExecutionId"])["ResultSet"] for ran in (first, again)]
    assert rows[0] == rows[1]
    assert not run(athena, sql)["Statistics"]["ResultReuseInformation"]["ReusedPreviousResult"]


@pytest.mark.parametrize("value, wanted", [
    ("abc", "abc"), ("'abc'", "abc"), ("1 + 1", "2"), ("it's", "it's"), ("DATE '2020-01-01'", "2020-01-01"),
    ("nosuchfunc(1)", None),
])
def test_values_of_markers(athena, lake, value, wanted):
    done = run(athena, "SELECT ? AS v", ExecutionParameters=[value])
    if wanted is None:
        assert done["Status"]["StateChangeReason"].startswith("FUNCTION_NOT_FOUND")
        return
    rows = athena.get_query_results(QueryExecutionId=done["QueryExecutionId"])["ResultSet"]["Rows"]
    assert rows[1]["Data"] == [{"VarCharValue": wanted}]


def test_values_without_markers_are_passed_over(athena, lake):
    assert run(athena, "SELECT '?' AS v", ExecutionParameters=["1", "2"])["Status"]["State"] == "SUCCEEDED"
    failed = run(athena, "SELECT ?, ? AS v", ExecutionParameters=["1"])["Status"]
    assert failed["AthenaError"]["ErrorType"] == 1100
    assert failed["StateChangeReason"].startswith("INVALID_PARAMETER_USAGE")


def test_prepared_statements(athena, lake):
    where = {"WorkGroup": "primary", "StatementName": "add_up"}
    athena.create_prepared_statement(QueryStatement="SELECT ? + ? AS total", Description="d", **where)
    with pytest.raises(athena.exceptions.InvalidRequestException):
        athena.create_prepared_statement(QueryStatement="SELECT 1", **where)
    got = athena.get_prepared_statement(**where)["PreparedStatement"]
    assert (got["QueryStatement"], got["Description"], got["WorkGroupName"]) == ("SELECT ? + ? AS total", "d", "primary")
    for options in ({"QueryString": "EXECUTE add_up USING 40, 2"},
                    {"QueryString": "EXECUTE add_up", "ExecutionParameters": ["40", "2"]}):
        done = run(athena, options.pop("QueryString"), **options)
        assert (done["StatementType"], done["SubstatementType"]) == ("DML", "SELECT")
        rows = athena.get_query_results(QueryExecutionId=done["QueryExecutionId"])["ResultSet"]["Rows"]
        assert rows[1]["Data"] == [{"VarCharValue": "42"}]
    assert run(athena, "PREPARE by_sql FROM SELECT 1 AS one")["Status"]["State"] == "SUCCEEDED"
    names = [found["StatementName"] for found in athena.list_prepared_statements(WorkGroup="primary")["PreparedStatements"]]
    assert names == ["add_up", "by_sql"]
    athena.update_prepared_statement(QueryStatement="SELECT ? AS one", **where)
    assert run(athena, "DEALLOCATE PREPARE by_sql")["Status"]["State"] == "SUCCEEDED"
    found = athena.batch_get_prepared_statement(WorkGroup="primary", PreparedStatementNames=["add_up", "by_sql"])
    assert [kept["QueryStatement"] for kept in found["PreparedStatements"]] == ["SELECT ? AS one"]
    assert [(left["StatementName"], left["ErrorMessage"]) for left in found["UnprocessedPreparedStatementNames"]] == [
        ("by_sql", "STATEMENT_NOT_FOUND")]
    athena.delete_prepared_statement(**where)
    with pytest.raises(athena.exceptions.ResourceNotFoundException) as error:
        athena.get_prepared_statement(**where)
    assert error.value.response["Error"]["Message"] == "PreparedStatement add_up was not found in workGroup primary"
    with pytest.raises(athena.exceptions.InvalidRequestException, match="PreparedStatement add_up was not found"):
        run(athena, "EXECUTE add_up USING 1")


def test_named_queries(athena, lake):
    made = {"Name": "n", "Database": "db", "QueryString": "SELECT 1", "ClientRequestToken": token()}
    first = athena.create_named_query(**made)["NamedQueryId"]
    assert athena.create_named_query(**made)["NamedQueryId"] == first
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.create_named_query(**{**made, "QueryString": "SELECT 2"})
    assert error.value.response["AthenaErrorCode"] == "IDEMPOTENT_PARAMETER_MISMATCH"
    athena.update_named_query(NamedQueryId=first, Name="m", Description="d", QueryString="SELECT 3")
    got = athena.get_named_query(NamedQueryId=first)["NamedQuery"]
    assert got == {"Name": "m", "Description": "d", "Database": "db", "QueryString": "SELECT 3",
                   "NamedQueryId": first, "WorkGroup": "primary"}
    for number in range(4):
        athena.create_named_query(Name=f"n{number}", Database="db", QueryString="SELECT 1")
    pages = athena.get_paginator("list_named_queries").paginate(PaginationConfig={"PageSize": 2})
    ids = [found for page in pages for found in page["NamedQueryIds"]]
    assert len(ids) == len(set(ids)) == 5
    batch = athena.batch_get_named_query(NamedQueryIds=[first, "gone"])
    assert [query["Name"] for query in batch["NamedQueries"]] == ["m"]
    assert [left["NamedQueryId"] for left in batch["UnprocessedNamedQueryIds"]] == ["gone"]
    athena.delete_named_query(NamedQueryId=first)
    with pytest.raises(athena.exceptions.InvalidRequestException, match=f"NamedQuery {first} was not found: it does not exist"):
        athena.get_named_query(NamedQueryId=first)


def test_data_catalogs(s3, athena, lake):
    athena.create_data_catalog(Name="mine", Type="GLUE", Parameters={"catalog-id": "123456789012"},
                               Tags=[{"Key": "k", "Value": "v"}])
    athena.create_data_catalog(Name="far", Type="LAMBDA", Description="d", Parameters={"function": "f"})
    with pytest.raises(athena.exceptions.InvalidRequestException):
        athena.create_data_catalog(Name="FAR", Type="LAMBDA", Parameters={"function": "f"})
    with pytest.raises(athena.exceptions.InvalidRequestException, match="needs the parameter"):
        athena.create_data_catalog(Name="hive", Type="HIVE")
    pages = athena.get_paginator("list_data_catalogs").paginate(PaginationConfig={"PageSize": 2})
    assert [found["CatalogName"] for page in pages for found in page["DataCatalogsSummary"]] == [
        "AwsDataCatalog", "far", "mine"]
    assert athena.get_database(CatalogName="mine", DatabaseName="db")["Database"]["Name"] == "db"
    with pytest.raises(athena.exceptions.MetadataException, match="'far' of type LAMBDA"):
        athena.list_databases(CatalogName="far")
    failed = run(athena, "SELECT * FROM far.db.t")["Status"]
    assert "The data catalog 'far' of type LAMBDA" in failed["StateChangeReason"]
    athena.update_data_catalog(Name="far", Type="HIVE", Parameters={"metadata-function": "g"})
    got = athena.get_data_catalog(Name="far")["DataCatalog"]
    assert (got["Type"], got["Parameters"], got["Status"]) == ("HIVE", {"metadata-function": "g"}, "CREATE_COMPLETE")
    assert athena.delete_data_catalog(Name="far")["DataCatalog"]["Status"] == "DELETE_COMPLETE"
    with pytest.raises(athena.exceptions.InvalidRequestException, match="was not found"):
        athena.get_data_catalog(Name="far")


def test_statements_over_other_catalogs(s3, athena, lake):
    athena.create_data_catalog(Name="mine", Type="GLUE", Parameters={"catalog-id": "123456789012"})
    athena.create_data_catalog(Name="far", Type="LAMBDA", Parameters={"function": "f"})
    s3.create_bucket(Bucket="data")
    for sql in ("CREATE EXTERNAL TABLE AwsDataCatalog.db.t (i int) LOCATION 's3://data/t/'",
                "ALTER TABLE mine.db.t SET TBLPROPERTIES ('k' = 'v')", "DESCRIBE mine.db.t", "DROP TABLE mine.db.t"):
        assert run(athena, sql)["Status"]["State"] == "SUCCEEDED", sql
    for sql, code, text in (("DROP TABLE nope.db.t", "DATACATALOG_NOT_FOUND", "Catalog 'nope' does not exist"),
                            ("SHOW TABLES IN far.db", "INVALID_INPUT", "The data catalog 'far' of type LAMBDA")):
        with pytest.raises(athena.exceptions.InvalidRequestException) as error:
            run(athena, sql)
        assert error.value.response["AthenaErrorCode"] == code
        assert error.value.response["Error"]["Message"].startswith(text)


@pytest.mark.parametrize("sql, shown, database", [
    ("DESCRIBE  awsdatacatalog.db.t", "DESCRIBE t", "db"),
    ("DESCRIBE  EXTENDED db.t", "DESCRIBE EXTENDED t", "db"),
    ("DESCRIBE AwsDataCatalog.db.v", "DESCRIBE db.v", "db"),
    ("SHOW COLUMNS IN awsdatacatalog.db.t", "SHOW COLUMNS IN db.t", "db"),
    ("SHOW CREATE TABLE awsdatacatalog.db.t", "SHOW CREATE TABLE db.t", "db"),
    ("SHOW TABLES  IN AWSDATACATALOG.db", "SHOW TABLES  IN db", "db"),
    ("DROP TABLE IF EXISTS awsdatacatalog.db.u", "DROP TABLE IF EXISTS db.u", "db"),
    ("SHOW TABLES IN `awsdatacatalog`.db", "SHOW TABLES IN `awsdatacatalog`.db", "default"),
    ("SELECT  i FROM awsdatacatalog.db.t", "SELECT  i FROM awsdatacatalog.db.t", "default"),
    ("SHOW  VIEWS IN awsdatacatalog.db", "SHOW  VIEWS IN awsdatacatalog.db", "default"),
])
def test_how_statements_are_shown(s3, athena, lake, sql, shown, database):
    s3.create_bucket(Bucket="data")
    run(athena, "CREATE EXTERNAL TABLE db.t (i int) LOCATION 's3://data/t/'")
    run(athena, "CREATE VIEW db.v AS SELECT 1 AS n")
    done = run(athena, sql, QueryExecutionContext={"Database": "default", "Catalog": "AwsDataCatalog"})
    assert done["Status"]["State"] == "SUCCEEDED", done["Status"]
    assert done["Query"] == shown
    assert done["QueryExecutionContext"] == {"Database": database, "Catalog": "awsdatacatalog"}


def test_targets_that_are_not_athenas(server, lake):
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/athena/aws4_request, "
                               "SignedHeaders=host, Signature=00"}
    for target in ("amazonathena.ListWorkGroups", "ListWorkGroups", "AmazonAthena.listWorkGroups", None):
        answer = server.call(target, "{}", signed)
        assert (answer.status_code, answer.json()) == (400, {"__type": "UnknownOperationException"}), target


def test_a_result_without_rows_takes_any_token(s3, athena, lake):
    s3.create_bucket(Bucket="data")
    run(athena, "CREATE EXTERNAL TABLE db.t (i int) LOCATION 's3://data/t/'")
    done = run(athena, "INSERT INTO db.t VALUES 1")["QueryExecutionId"]
    page = athena.get_query_results(QueryExecutionId=done, NextToken="made-up")
    assert (page["UpdateCount"], page["ResultSet"]["Rows"], "NextToken" in page) == (1, [], False)


def test_units_that_a_query_asks_for(athena, lake):
    def sized(**properties):
        named = {name.replace("_", "-"): value for name, value in properties.items()}
        return {"Classifications": [{"Name": "athena-query-engine-properties", "Properties": named}]}

    assert run(athena, "SELECT 1", EngineConfiguration=sized(min_dpu_count="4", max_dpu_count="124"))
    for wrong in (sized(min_dpu_count="3"), sized(max_dpu_count="125"), sized(min_dpu_count="x"), sized(dpus="4"),
                  sized(min_dpu_count="8", max_dpu_count="4"), {"Classifications": [{"Name": "spark-defaults"}]}):
        with pytest.raises(athena.exceptions.InvalidRequestException):
            run(athena, "SELECT 1", EngineConfiguration=wrong)


def test_runtime_statistics(s3, athena, lake):
    s3.create_bucket(Bucket="data")
    s3.put_object(Bucket="data", Key="t/a.csv", Body="1,a\n2,b\n3,a\n")
    run(athena, "CREATE EXTERNAL TABLE db.t (i int, s string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' "
                "LOCATION 's3://data/t/'")
    done = run(athena, "SELECT s, sum(i) AS total FROM db.t GROUP BY s ORDER BY s")["QueryExecutionId"]
    got = athena.get_query_runtime_statistics(QueryExecutionId=done)["QueryRuntimeStatistics"]
    assert got["Timeline"]["TotalExecutionTimeInMillis"] >= 0
    assert (got["Rows"]["InputRows"], got["Rows"]["InputBytes"], got["Rows"]["OutputRows"]) == (3, 12, 2)
    stage = got["OutputStage"]
    assert (stage["StageId"], stage["State"], stage["OutputRows"]) == (0, "FINISHED", 2)
    assert stage["QueryStagePlan"]["Name"]
    while stage.get("SubStages"):
        assert stage["QueryStagePlan"]
        stage = stage["SubStages"][0]
    assert stage["InputRows"] == 3
    for sql, rows in (("INSERT INTO db.t SELECT * FROM db.t WHERE i > 1", 2),
                      ("UNLOAD (SELECT i FROM db.t) TO 's3://data/u/' WITH (format = 'PARQUET')", 5)):
        wrote = run(athena, sql)["QueryExecutionId"]
        got = athena.get_query_runtime_statistics(QueryExecutionId=wrote)["QueryRuntimeStatistics"]
        assert got["Rows"]["OutputRows"] == got["OutputStage"]["OutputRows"] == rows, sql
    ddl = run(athena, "SHOW DATABASES")["QueryExecutionId"]
    assert "OutputStage" not in athena.get_query_runtime_statistics(QueryExecutionId=ddl)["QueryRuntimeStatistics"]


def test_paging_bounds_of_clients(athena, lake):
    with pytest.raises((ClientError, ParamValidationError)):
        athena.list_data_catalogs(MaxResults=1)
    assert [found["SelectedEngineVersion"] for found in athena.list_engine_versions()["EngineVersions"]] == [
        "AUTO", "Athena engine version 3"]


def test_what_ran_at_the_crash_has_failed(tmp_path):
    options = ("--dir", str(tmp_path / "lake"))
    with Server(tmp_path, *options) as server:
        athena = server.client("athena")
        done = run(athena, "SELECT 1", ResultConfiguration={})["QueryExecutionId"]
        started = [athena.start_query_execution(QueryString=FOREVER)["QueryExecutionId"] for _ in range(12)]
        polling.until(lambda: athena.get_query_execution(QueryExecutionId=started[0])["QueryExecution"]["Status"]["State"],
                      lambda state: state == "RUNNING")
        server.kill()
    with Server(tmp_path, *options) as server:
        athena = server.client("athena")
        ends = [athena.get_query_execution(QueryExecutionId=query)["QueryExecution"] for query in [done, *started]]
        assert [end["Status"]["State"] for end in ends] == ["SUCCEEDED", *["FAILED"] * 12]
        assert all(end["Status"]["AthenaError"]["Retryable"] for end in ends[1:])
        assert len(athena.get_query_results(QueryExecutionId=done)["ResultSet"]["Rows"]) == 2
