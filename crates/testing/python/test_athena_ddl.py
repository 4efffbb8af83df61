"""DDL and utility statements, as boto3 sees them."""

import base64
import json

import pytest

import polling

RESULTS = {"OutputLocation": "s3://results/q/"}
DDL_TASK = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "


@pytest.fixture
def lake(s3, athena, bucket):
    """Database `db` with the partitioned table `boats`, made in SQL alone."""
    s3.create_bucket(Bucket="results")
    for river, lines in (("isis", "1,Oriel\n2,Keble\n"), ("cam", "3,Clare\n")):
        s3.put_object(Bucket=bucket, Key=f"boats/river={river}/a.csv", Body=lines)
    done(athena, "CREATE DATABASE db COMMENT 'for tests'")
    done(athena, "CREATE EXTERNAL TABLE db.boats (id int COMMENT 'the key', name string) PARTITIONED BY (river string) "
                 "ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://bucket/boats/'")
    done(athena, "MSCK REPAIR TABLE db.boats")
    return bucket


def done(athena, sql, database="db"):
    """Runs a statement that must succeed; returns its execution."""
    execution = polling.run_query(athena, sql, database)
    assert execution["Status"]["State"] == "SUCCEEDED", f"{sql}: {execution['Status']}"
    return execution


def results(athena, execution):
    return athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])


def lines(athena, sql, database="db"):
    """The rows of a utility statement: each has one cell, and none is a header."""
    rows = results(athena, done(athena, sql, database))["ResultSet"]["Rows"]
    assert all(len(row["Data"]) == 1 for row in rows), rows
    return [row["Data"][0].get("VarCharValue") for row in rows]


def refused(athena, sql):
    """The code and text with which the start of a statement is refused."""
    before = athena.list_query_executions()["QueryExecutionIds"]
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.start_query_execution(QueryString=sql, QueryExecutionContext={"Database": "db"},
                                     ResultConfiguration=RESULTS)
    assert athena.list_query_executions()["QueryExecutionIds"] == before, "no execution was made"
    return error.value.response["AthenaErrorCode"], error.value.response["Error"]["Message"]


def body(s3, execution, suffix=""):
    key = execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://results/") + suffix
    found = s3.get_object(Bucket="results", Key=key)
    return found["Body"].read().decode(), found["ContentType"]


def keys(s3, execution):
    prefix = execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://results/")
    return [found["Key"].removeprefix(prefix) for found in
            s3.list_objects_v2(Bucket="results", Prefix=prefix).get("Contents", [])]


def test_partitions(s3, athena, lake):
    assert lines(athena, "SHOW PARTITIONS boats") == ["river=cam", "river=isis"]
    s3.put_object(Bucket=lake, Key="more/a.csv", Body="4,Trinity\n")
    done(athena, "ALTER TABLE boats ADD PARTITION (river='thames') LOCATION 's3://bucket/more/'")
    assert polling.rows(athena, "SELECT count(*) FROM boats", "db") == [["4"]]
    again = polling.run_query(athena, "ALTER TABLE boats ADD PARTITION (river='thames')", "db")
    reason = DDL_TASK + "AlreadyExistsException(message:Partition already exists.)"
    assert again["Status"]["StateChangeReason"] == reason
    assert again["SubstatementType"] == "ALTER_TABLE_ADD_PARTITION"
    assert body(s3, again) == (reason, "application/octet-stream")
    empty = results(athena, again)["ResultSet"]
    assert empty["Rows"] == [] and not empty.get("ResultSetMetadata")
    done(athena, "ALTER TABLE boats ADD IF NOT EXISTS PARTITION (river='thames')")
    done(athena, "ALTER TABLE boats PARTITION (river='thames') RENAME TO PARTITION (river='cherwell')")
    assert polling.rows(athena, "SELECT name FROM boats WHERE river = 'cherwell'", "db") == [["Trinity"]]
    done(athena, "ALTER TABLE boats DROP PARTITION (river='cherwell')")
    assert lines(athena, "SHOW PARTITIONS boats") == ["river=cam", "river=isis"]


def test_msck_repair(s3, athena, lake):
    for key in ("p=a/1", "P=b/1", "p=c:1/1"):
        s3.put_object(Bucket=lake, Key=f"repair/{key}", Body="1\n")
    done(athena, "CREATE EXTERNAL TABLE repair (n int) PARTITIONED BY (p string) LOCATION 's3://bucket/repair/'")
    execution = done(athena, "MSCK REPAIR TABLE repair")
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DDL", "MSCK_REPAIR")
    text = "Partitions not in metastore:\trepair:p=a\nRepair: Added partition to metastore repair:p=a"
    assert body(s3, execution) == (text, "application/octet-stream")
    assert len(body(s3, execution, ".metadata")[0]) == 38
    assert [row["Data"][0]["VarCharValue"] for row in results(athena, execution)["ResultSet"]["Rows"]] == text.split("\n")


def test_lists(s3, athena, lake):
    done(athena, "CREATE VIEW v AS SELECT id, name FROM boats")
    assert "db" in lines(athena, "SHOW DATABASES")
    assert lines(athena, "SHOW TABLES") == ["boats", "v"]
    assert lines(athena, "SHOW TABLES IN db 'b*'") == ["boats"]
    assert lines(athena, "SHOW VIEWS") == ["v"]
    assert lines(athena, "SHOW COLUMNS IN boats") == [name.ljust(20) for name in ("id", "name", "river")]
    assert lines(athena, "SHOW COLUMNS IN v") == ["id\tinteger", "name\tvarchar"]
    execution = done(athena, "SHOW TABLES")
    assert (execution["StatementType"], execution["SubstatementType"]) == ("UTILITY", "SHOW_TABLES")
    answer = results(athena, execution)
    assert answer["UpdateCount"] == 0
    assert [(column["Name"], column["Type"]) for column in answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]] == [
        ("tab_name", "string")
    ]
    assert body(s3, execution) == ("boats\nv", "binary/octet-stream")
    assert execution["Statistics"]["DataScannedInBytes"] == 0


def test_describe(s3, athena, lake):
    blanks = " " * 20
    row = "{:<20}\t{:<20}\t{:<20}".format
    expected = [
        row("id", "int", "the key"), row("name", "string", ""), row("river", "string", ""), "\t \t ",
        "# Partition Information\t \t ", "# " + row("col_name", "data_type", "comment"), "\t \t ", row("river", "string", ""),
    ]
    execution = done(athena, "DESCRIBE boats")
    assert body(s3, execution) == ("\n".join(expected), "application/octet-stream")
    assert lines(athena, "DESC `db`.`boats`") == expected
    assert "UpdateCount" not in results(athena, execution)
    assert expected[1].endswith(blanks)
    assert lines(athena, "DESCRIBE EXTENDED boats")[-1].startswith("Detailed Table Information\tTable(tableName:boats, ")
    assert "# Storage Information\t \t " in lines(athena, "DESCRIBE FORMATTED boats")


def test_show_create_table_makes_the_table_again(glue, athena, lake):
    statement = "\n".join(lines(athena, "SHOW CREATE TABLE boats"))
    assert statement.startswith("CREATE EXTERNAL TABLE `db.boats`(\n  `id` int COMMENT 'the key', \n")
    before = glue.get_table(DatabaseName="db", Name="boats")["Table"]
    done(athena, "DROP TABLE boats")
    done(athena, statement)
    after = glue.get_table(DatabaseName="db", Name="boats")["Table"]
    for table in (before, after):
        table["Parameters"].pop("transient_lastDdlTime")
    for key in ("StorageDescriptor", "PartitionKeys", "Parameters", "TableType"):
        assert before[key] == after[key], key


def test_columns_and_properties(s3, glue, athena, lake):
    added = done(athena, "ALTER TABLE boats ADD COLUMNS (length double)")
    assert len(body(s3, added, ".metadata")[0]) == 38
    done(athena, "ALTER TABLE boats CHANGE length metres float COMMENT 'm' AFTER id")
    done(athena, "ALTER TABLE boats SET TBLPROPERTIES ('classification'='csv')")
    done(athena, "ALTER TABLE boats SET LOCATION 's3://bucket/boats/v2/'")
    table = glue.get_table(DatabaseName="db", Name="boats")["Table"]
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == ["id", "metres", "name"]
    assert table["StorageDescriptor"]["Columns"][1] == {"Name": "metres", "Type": "float", "Comment": "m"}
    assert table["StorageDescriptor"]["Location"] == "s3://bucket/boats/v2/"
    assert lines(athena, "SHOW TBLPROPERTIES boats ('classification')") == ["csv"]
    done(athena, "ALTER TABLE boats REPLACE COLUMNS (note string)")
    table = glue.get_table(DatabaseName="db", Name="boats")["Table"]
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == ["note"]


def test_views(s3, glue, athena, lake):
    made = done(athena, "CREATE VIEW v AS SELECT river, count(*) AS boats FROM boats GROUP BY river")
    assert (made["StatementType"], made["SubstatementType"]) == ("DDL", "CREATE_VIEW")
    assert keys(s3, made) == [""] and body(s3, made) == ("", "binary/octet-stream")
    table = glue.get_table(DatabaseName="db", Name="v")["Table"]
    assert (table["TableType"], table["Parameters"]["presto_view"]) == ("VIRTUAL_VIEW", "true")
    assert table["StorageDescriptor"]["Columns"] == [{"Name": "river", "Type": "string"}, {"Name": "boats", "Type": "bigint"}]
    text = table["ViewOriginalText"]
    definition = json.loads(base64.b64decode(text.removeprefix("/* Presto View: ").removesuffix(" */")))
    assert (definition["catalog"], definition["schema"]) == ("awsdatacatalog", "db")
    assert definition["columns"] == [{"name": "river", "type": "varchar"}, {"name": "boats", "type": "bigint"}]
    assert polling.rows(athena, "SELECT * FROM v ORDER BY 1", "db") == [["cam", "1"], ["isis", "2"]]
    done(athena, "CREATE OR REPLACE VIEW v AS SELECT 1 AS n")
    assert lines(athena, "SHOW CREATE VIEW v") == ["CREATE VIEW db.v AS", "SELECT 1 n"]
    assert done(athena, "DESCRIBE v")["SubstatementType"] == "DESC_VIEW"
    # A view that another tool wrote in Athena's form.
    definition["originalSql"] = "SELECT id AS number FROM boats"
    definition["columns"] = [{"name": "number", "type": "integer"}]
    text = base64.b64encode(json.dumps(definition).encode()).decode()
    glue.create_table(DatabaseName="db", TableInput={
        "Name": "outside", "TableType": "VIRTUAL_VIEW", "Parameters": {"presto_view": "true", "comment": "Presto View"},
        "ViewOriginalText": f"/* Presto View: {text} */", "ViewExpandedText": "/* Presto View */",
        "StorageDescriptor": {"Columns": [{"Name": "number", "Type": "int"}]},
    })
    assert polling.rows(athena, "SELECT sum(number) FROM outside", "db") == [["6"]]
    done(athena, "ALTER TABLE boats CHANGE id id array<int>")
    stale = polling.run_query(athena, "SELECT * FROM outside", "db")["Status"]
    assert stale["StateChangeReason"].startswith(
        "VIEW_IS_STALE: line 1:15: View 'awsdatacatalog.db.outside' is stale or in invalid state: column [number] of type ")
    done(athena, "DROP VIEW v")
    assert lines(athena, "SHOW VIEWS") == ["outside"]


@pytest.mark.parametrize(("sql", "code", "text"), [
    ("CREATE TABLE t (n int)", "MALFORMED_QUERY",
     "No location was specified for table. An S3 location must be specified"),
    ("CREATE TABLE t (n int) LOCATION 's3://b/'", "MALFORMED_QUERY", "External keyword required for table type HIVE"),
    ("SELECT FROM", "MALFORMED_QUERY", "Queries of this type are not supported"),
    ("SHOW SESSION", "MALFORMED_QUERY", "Queries of this type are not supported"),
    ('DESCRIBE "t"', "MALFORMED_QUERY", "line 1:10: no viable alternative at input 'DESCRIBE \"t\"'"),
    ("DESCRIBE a.b.c.d", "MALFORMED_QUERY", "Invalid table name a.b.c.d"),
    ("DESCRIBE x.db.boats", "DATACATALOG_NOT_FOUND", "Catalog 'x' does not exist"),
    ("ALTER TABLE t DROP COLUMNS (m)", "MALFORMED_QUERY",
     "line 1:20: mismatched input 'COLUMNS'. Expecting: '.', 'DROP'"),
])
def test_refusals_at_the_start(athena, lake, sql, code, text):
    assert refused(athena, sql) == (code, text)


@pytest.mark.parametrize("sql", ["DESCRIBE nope", "SHOW COLUMNS IN nope", "DESC nodb.t"])
def test_what_is_not_there_is_not_described(athena, lake, sql):
    code, text = refused(athena, sql)
    assert code == "INVALID_INPUT"
    assert text.startswith("Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: "
                           "EntityNotFoundException; Request ID: ")


@pytest.mark.parametrize(("sql", "reason", "category", "error_type"), [
    ("DROP TABLE nope", "FAILED: SemanticException [Error 10001]: Table not found db.nope", 2, 1006),
    ("SHOW TABLES IN nodb", "FAILED: SemanticException [Error 10072]: Database does not exist: nodb", 1, 1502),
    ("CREATE DATABASE db", DDL_TASK + "Database db already exists", 2, 1006),
    ("DROP DATABASE db",
     DDL_TASK + "InvalidOperationException(message:Database db is not empty. One or more tables exist.)", 2, 1006),
    ("CREATE EXTERNAL TABLE boats (n int) LOCATION 's3://bucket/x/'",
     DDL_TASK + "AlreadyExistsException(message:Table boats already exist)", 2, 1006),
    ("ALTER TABLE boats RENAME TO ships", DDL_TASK + "Table cannot be renamed", 2, 1006),
    ("SHOW /* c */ CREATE TABLE boats",
     "FAILED: ParseException line 1:5 cannot recognize input near 'SHOW' '/' '*' in ddl statement", 1, 1003),
])
def test_failures_of_hive(s3, athena, lake, sql, reason, category, error_type):
    execution = polling.run_query(athena, sql, "db")
    status = execution["Status"]
    assert (status["State"], status["StateChangeReason"]) == ("FAILED", reason)
    assert (status["AthenaError"]["ErrorCategory"], status["AthenaError"]["ErrorType"]) == (category, error_type)
    assert body(s3, execution) == (reason, "application/octet-stream")
    assert keys(s3, execution) == [""]


def test_a_catalog_that_is_not_there(athena, lake):
    def run(sql):
        started = athena.start_query_execution(
            QueryString=sql, QueryExecutionContext={"Database": "db", "Catalog": "nocat"}, ResultConfiguration=RESULTS)
        return polling.query_end(athena, started["QueryExecutionId"])["Status"]

    assert run("SHOW TABLES")["State"] == "SUCCEEDED"
    assert run("SELECT * FROM boats")["StateChangeReason"] == (
        "CATALOG_NOT_FOUND: line 1:15: Catalog 'nocat' does not exist"
    )


def test_functions(athena, lake):
    execution = done(athena, "SHOW FUNCTIONS LIKE 'array_max'")
    assert execution["ResultConfiguration"]["OutputLocation"].endswith(".csv")
    rows = [[cell["VarCharValue"] for cell in row["Data"]] for row in results(athena, execution)["ResultSet"]["Rows"]]
    assert rows[0] == ["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"]
    assert rows[1][:5] == ["array_max", "T", "array(T)", "scalar", "true"]
