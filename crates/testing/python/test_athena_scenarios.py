"""The acceptance scenarios of Athena by number, over the wire: bytes of objects, lengths of metadata, texts.

Those of results are in test_athena_scenarios_results.py. A scenario that another file shows stands in `ELSEWHERE`, and
Iceberg's are skipped by name.
"""

import base64
import json
import pathlib
import re

import pytest

import polling
from scenario import APPLICATION, BINARY, ICEBERG, Lake

SCENARIOS = 91
# Where a scenario is shown that has no test here.
ELSEWHERE = {
    1: "test_athena_api.py::test_tokens",
    2: "test_athena_api.py::test_tokens",
    3: "test_athena_api.py::test_the_same_token",
    4: "test_athena_api.py::test_the_same_token",
    6: "test_athena_api.py::test_texts_that_are_no_statement",
    9: "test_athena_api.py::test_texts_that_are_no_statement",
    11: "test_athena_api.py::test_texts_that_are_no_statement",
    13: "test_athena_api.py::test_a_running_query",
    14: "test_athena_api.py::test_a_running_query",
    16: "test_athena.py::test_an_execution_that_is_not_there",
    17: "test_athena_api.py::test_requests_and_their_kinds",
    18: "test_athena_api.py::test_requests_and_their_kinds",
    19: "test_athena_api.py::test_requests_and_their_kinds",
    20: "test_athena_api.py::test_requests_and_their_kinds",
    21: "test_athena_results.py::test_pages_that_are_refused",
    22: "test_athena_api.py::test_pages_of_a_result",
    23: "test_athena_api.py::test_pages_of_a_result",
    24: "test_athena_workgroups.py::test_where_results_go",
    25: "test_athena_workgroups.py::test_the_cutoff_stops_a_query",
    26: "test_athena_workgroups.py::test_a_disabled_workgroup",
    27: "test_athena_api.py::test_a_result_is_used_again",
    28: "test_athena_api.py::test_values_of_markers",
    29: "test_athena_api.py::test_values_without_markers_are_passed_over",
    30: "test_athena_api.py::test_prepared_statements",
    45: "test_athena_write.py::test_45_unload",
    46: "test_athena_write.py::test_46_48_49_90_refused_with_the_suffix",
    47: "test_athena_write.py::test_47_an_external_location_in_an_enforcing_workgroup",
    48: "test_athena_write.py::test_46_48_49_90_refused_with_the_suffix",
    49: "test_athena_write.py::test_46_48_49_90_refused_with_the_suffix",
    51: "test_athena_ddl.py::test_refusals_at_the_start",
    55: "test_athena_ddl.py::test_what_is_not_there_is_not_described",
    58: "test_athena_ddl.py::test_partitions",
    59: "test_athena_ddl.py::test_msck_repair",
    62: "test_athena_ddl.py::test_refusals_at_the_start",
    63: "test_athena_ddl.py::test_failures_of_hive",
    68: "test_athena_ddl.py::test_a_catalog_that_is_not_there",
    69: "test_athena_metadata.py::test_tables",
    70: "test_athena_reading.py::test_70_delimited_text_and_quoted_text",
    71: "test_athena_reading.py::test_71_days_and_milliseconds_of_quoted_text",
    72: "test_athena_reading.py::test_72_lines_that_are_no_objects",
    73: "test_athena_reading.py::test_73_keys_of_other_names",
    74: "test_athena_reading.py::test_74_which_objects_are_data",
    75: "test_athena_reading.py::test_75_parquet_that_is_narrower_or_other",
    76: "test_athena_reading.py::test_76_orc_by_position_and_by_name",
    77: "test_athena_reading.py::test_77_a_partition_of_another_type",
    81: "test_athena_reading.py::test_81_scanned_bytes_are_those_that_are_stored",
    84: "test_athena.py::test_failures",
    86: "test_dbt.py::test_a_project",
    90: "test_athena_write.py::test_46_48_49_90_refused_with_the_suffix",
}
# Scenarios of clients are shown by more than one file.
ELSEWHERE_TOO = {
    69: ["test_athena_metadata.py::test_what_is_not_there"],
    86: ["test_pyathena.py::test_the_catalog_through_sqlalchemy",
         "test_awswrangler_athena.py::test_every_type_comes_back",
         "test_tls.py::test_the_environment_names_endpoint_and_certificate"],
}
EXPECTING = ("Expecting: 'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', "
             "'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', "
             "'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>")
DDL_TASK = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "

@pytest.fixture
def lake(s3, glue, athena):
    return Lake(s3, glue, athena)


def test_every_scenario_is_shown():
    folder = pathlib.Path(__file__).parent
    text = "".join(path.read_text() for path in folder.glob("test_athena_scenarios*.py"))
    names = re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    here = {int(number) for name in names for number in re.findall(r"(?<=_)\d\d(?=_)", name)}
    assert not here & set(ELSEWHERE)
    missing = set(range(1, SCENARIOS + 1)) - here - set(ELSEWHERE)
    assert not missing, missing
    places = [(row, place) for row, places in ELSEWHERE_TOO.items() for place in places]
    for row, place in [*ELSEWHERE.items(), *places]:
        file, name = place.split("::")
        assert f"def {name}(" in (folder / file).read_text(), f"{row}: {place}"


def test_05_a_text_that_does_not_begin_as_a_statement(lake):
    assert lake.refused("SELEC 1") == ("MALFORMED_QUERY", f"line 1:1: mismatched input 'SELEC'. {EXPECTING}")


def test_07_a_comment_alone(lake):
    assert lake.refused("-- only") == ("MALFORMED_QUERY", f"line 1:8: mismatched input '<EOF>'. {EXPECTING}")


def test_08_no_output_location(lake, athena):
    athena.create_work_group(Name="bare", Configuration={"EnforceWorkGroupConfiguration": False})
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.start_query_execution(QueryString="SELECT 1", WorkGroup="bare")
    assert error.value.response["AthenaErrorCode"] == "INVALID_INPUT"
    assert error.value.response["Error"]["Message"] == (
        "No output location provided. An output location is required either through the Workgroup result configuration "
        "setting or as an API input.")


def test_10_a_workgroup_that_is_not_there(lake, athena):
    for call in (lambda: athena.get_work_group(WorkGroup="nope"),
                 lambda: athena.start_query_execution(QueryString="SELECT 1", WorkGroup="nope")):
        with pytest.raises(athena.exceptions.InvalidRequestException) as error:
            call()
        assert error.value.response["AthenaErrorCode"] == "INVALID_INPUT"
        assert error.value.response["Error"]["Message"] == "WorkGroup is not found."


def test_12_two_statements(lake):
    assert lake.refused("SELECT 1; SELECT 2") == (
        "MALFORMED_QUERY", "Only one sql statement is allowed. Got: SELECT 1; SELECT 2")


def test_15_stopping_what_has_ended(lake, athena):
    done = lake.done("SELECT 1")
    before = lake.objects(done)
    athena.stop_query_execution(QueryExecutionId=done["QueryExecutionId"])
    assert polling.query_end(athena, done["QueryExecutionId"]) == done
    assert lake.objects(done) == before and before["<id>.csv"][0] == b'"_col0"\n"1"\n'


def test_50_a_table_and_the_same_again(lake):
    done = lake.text_table()
    assert (done["StatementType"], done["SubstatementType"]) == ("DDL", "CREATE_TABLE")
    assert lake.objects(done) == {"<id>.txt": (b"", BINARY)}
    parameters = lake.glue.get_table(DatabaseName="db", Name="t")["Table"]["Parameters"]
    assert parameters["EXTERNAL"] == "TRUE" and re.fullmatch(r"\d{10}", parameters["transient_lastDdlTime"])
    again, reason, category, error_type = lake.failed("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://data/t/'")
    assert reason == DDL_TASK + "AlreadyExistsException(message:Table t already exist)"
    assert (category, error_type) == (2, 1006)
    assert again["Status"]["AthenaError"]["ErrorMessage"] == "Table t already exists."
    assert lake.objects(again) == {"<id>.txt": (reason.encode(), APPLICATION)}


def test_52_tables_are_listed_without_a_header(lake):
    lake.text_table("a")
    lake.text_table("b")
    done = lake.done("SHOW TABLES")
    assert (lake.rows(done), lake.answer(done)["UpdateCount"]) == ([["a"], ["b"]], 0)
    assert [(column["Name"], column["Type"]) for column in lake.columns(done)] == [("tab_name", "string")]
    assert lake.objects(done)["<id>.txt"] == (b"a\nb", BINARY)


def test_53_54_a_table_is_described(lake):
    lake.text_table(how="PARTITIONED BY (p string)")
    n, p = (f"{name:<20}\t{kind:<20}\t{'':<20}" for name, kind in (("n", "int"), ("p", "string")))
    wanted = [n, p, "\t \t ", "# Partition Information\t \t ",
              f"# {'col_name':<20}\t{'data_type':<20}\t{'comment':<20}", "\t \t ", p]
    for sql in ("DESCRIBE t", "DESCRIBE `t`"):
        done = lake.done(sql)
        assert lake.rows(done) == [[line] for line in wanted]
        text, kind = lake.objects(done)["<id>.txt"]
        assert (text, kind, len(text)) == ("\n".join(wanted).encode(), APPLICATION, 291)
        assert "UpdateCount" not in lake.answer(done)
    assert lake.refused('DESCRIBE "t"') == (
        "MALFORMED_QUERY", "line 1:10: no viable alternative at input 'DESCRIBE \"t\"'")


def test_56_columns_of_a_table_and_of_a_view(lake):
    lake.text_table(columns="n int, a_name_of_more_than_twenty string")
    assert lake.rows(lake.done("SHOW COLUMNS IN t")) == [["n".ljust(20)], ["a_name_of_more_than_twenty"]]
    lake.done("CREATE VIEW v AS SELECT 's' AS s, 1 AS n")
    done = lake.done("SHOW COLUMNS IN v")
    assert lake.rows(done) == [["s\tvarchar(1)"], ["n\tinteger"]]
    assert done["SubstatementType"] == "DESC_VIEW"
    assert lake.objects(done)["<id>.txt"] == (b"s\tvarchar(1)\nn\tinteger", BINARY)


def test_57_partitions_of_a_table_without(lake):
    lake.text_table()
    execution, reason, _, _ = lake.failed("SHOW PARTITIONS t")
    assert reason == DDL_TASK + "Table db.t is not a partitioned table"
    assert lake.objects(execution) == {"<id>.txt": (reason.encode(), APPLICATION)}


@pytest.mark.skip(reason=ICEBERG)
def test_60_statements_that_iceberg_tables_do_not_know():
    """MSCK, SET LOCATION, ADD PARTITION: `Query type not supported by Athena Iceberg at this time`, 2/1200."""


def test_61_columns_are_added(lake):
    lake.text_table()
    done = lake.done("ALTER TABLE t ADD COLUMNS (m int)")
    assert lake.objects(done) == {
        "<id>.txt": (b"", APPLICATION),
        "<id>.txt.metadata": (b"\x0a\x24" + done["QueryExecutionId"].encode(), APPLICATION),
    }


@pytest.mark.skip(reason=ICEBERG)
def test_61_an_iceberg_table_is_dropped():
    """DROP TABLE leaves one line feed, and metadata of 41 bytes."""


def test_64_a_table_that_is_not_there_is_dropped(lake):
    execution, reason, _, _ = lake.failed("DROP TABLE nope")
    assert reason == "FAILED: SemanticException [Error 10001]: Table not found db.nope"
    answer = lake.answer(execution)["ResultSet"]
    assert answer.get("Rows", []) == [] and not answer.get("ResultSetMetadata")
    assert lake.objects(execution) == {"<id>.txt": (reason.encode(), APPLICATION)}
    assert lake.objects(lake.done("DROP TABLE IF EXISTS nope")) == {"<id>.txt": (b"", BINARY)}


def test_65_a_view(lake):
    lake.done("CREATE VIEW v AS SELECT 1 AS n")
    table = lake.glue.get_table(DatabaseName="db", Name="v")["Table"]
    assert (table["TableType"], table["Parameters"]["presto_view"]) == ("VIRTUAL_VIEW", "true")
    assert (table["Parameters"]["comment"], table["ViewExpandedText"]) == ("Presto View", "/* Presto View */")
    text = re.fullmatch(r"/\* Presto View: (.*) \*/", table["ViewOriginalText"]).group(1)
    definition = json.loads(base64.b64decode(text))
    assert (" ".join(definition["originalSql"].split()), definition["schema"]) == ("SELECT 1 n", "db")
    shown = lake.done("SHOW CREATE VIEW v")
    assert lake.rows(shown) == [["CREATE VIEW db.v AS"], ["SELECT 1 n"]]


def test_67_functions(lake):
    done = lake.done("SHOW FUNCTIONS")
    header = ["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"]
    body, kind = lake.objects(done)["<id>.csv"]
    assert (body.splitlines()[0], kind) == (",".join(f'"{name}"' for name in header).encode(), APPLICATION)
    assert lake.rows(done)[0] == header
    assert (done["StatementType"], done["SubstatementType"]) == ("UTILITY", "SHOW_FUNCTIONS")


@pytest.mark.parametrize(("sql", "wanted", "error_type"), [
    ("SELECT 1/0", "DIVISION_BY_ZERO: Division by zero", 1001),
    ("SELECT CAST('abc' AS integer)", "INVALID_CAST_ARGUMENT: Cannot cast 'abc' to INT", 1100),
])
def test_83_values_that_cannot_be(lake, sql, wanted, error_type):
    execution, *error = lake.failed(sql)
    assert (error, lake.objects(execution)) == ([wanted, 2, error_type], {})


@pytest.mark.skip(reason=ICEBERG)
def test_85_two_merges_at_once():
    """One of them fails with ICEBERG_COMMIT_ERROR and type 233; an older version gives the old rows."""


def test_66_a_plan_is_told(lake):
    done = lake.done("EXPLAIN SELECT 1")
    assert (done["StatementType"], done["SubstatementType"]) == ("DML", "EXPLAIN")
    assert lake.rows(done)[0] == ["Query Plan"] and "UpdateCount" not in lake.answer(done)
    assert done["Statistics"]["DataScannedInBytes"] == 0
    found = lake.objects(done)
    assert sorted(found) == ["<id>.txt", "<id>.txt.metadata"]
    assert found["<id>.txt"][0].startswith(b"Query Plan\n") and found["<id>.txt"][1] == APPLICATION
    done = lake.done("EXPLAIN (TYPE VALIDATE) SELECT 1")
    assert lake.objects(done)["<id>.txt"] == (b"Valid\ntrue\n", APPLICATION)
    assert lake.rows(done)[:2] == [["Valid"], ["true"]] and lake.columns(done)[0]["Type"] == "boolean"


def test_78_hidden_columns(lake):
    lake.put("t/a.csv", "7\n")
    lake.text_table()
    assert lake.rows(lake.done('SELECT "$path", "$file_size", n FROM t'))[1] == ["s3://data/t/a.csv", "2", "7"]
    assert lake.rows(lake.done("SELECT * FROM t")) == [["n"], ["7"]]


def projected(lake, name, **properties):
    given = ", ".join(f"'{key.replace('__', '.')}' = '{value}'" for key, value in properties.items())
    lake.done(f"CREATE EXTERNAL TABLE {name} (n int) PARTITIONED BY (dt string) LOCATION 's3://data/x/' "
              f"TBLPROPERTIES ('projection.enabled' = 'true', {given})")


def test_79_projected_partitions(lake):
    days = {"projection__dt__type": "date", "projection__dt__range": "2026/01/01,NOW"}
    lake.put("x/dt=2026/01/02/a.csv", "7\n")
    projected(lake, "p", **days, projection__dt__format="yyyy/MM/dd")
    done = lake.done("SELECT * FROM p WHERE dt = '2020/01/01'")
    assert (lake.rows(done), done["Statistics"]["DataScannedInBytes"]) == ([["n", "dt"]], 0)
    projected(lake, "q", **days)
    _, reason, _, _ = lake.failed("SELECT * FROM q")
    assert reason.startswith("HIVE_METASTORE_ERROR: ") and "dt" in reason
    projected(lake, "i", projection__dt__type="injected")
    _, reason, _, _ = lake.failed("SELECT * FROM i")
    assert reason.startswith("CONSTRAINT_VIOLATION: ") and "dt" in reason


def test_80_a_template_of_places(lake):
    lake.put("x/2026/01/02/a.csv", "7\n")
    projected(lake, "p", projection__dt__type="date", projection__dt__range="2026/01/01,2026/01/03",
              projection__dt__format="yyyy/MM/dd", storage__location__template="s3://data/x/${dt}/")
    assert lake.rows(lake.done('SELECT n, dt, "$path" FROM p')) == [
        ["n", "dt", "$path"], ["7", "2026/01/02", "s3://data/x/2026/01/02/a.csv"]]


def test_82_the_bytes_of_one_partition(lake):
    lake.put("t/p=a/1", "1\n")
    lake.put("t/p=b/1", "22222\n")
    lake.text_table(how="PARTITIONED BY (p string)")
    lake.done("MSCK REPAIR TABLE t")
    done = lake.done("SELECT n FROM t WHERE p = 'b'")
    assert (lake.rows(done)[1:], done["Statistics"]["DataScannedInBytes"]) == ([["22222"]], 6)
    done = lake.done('SELECT * FROM "t$partitions" ORDER BY 1')
    assert (lake.rows(done), done["Statistics"]["DataScannedInBytes"]) == ([["p"], ["a"], ["b"]], 0)


def test_89_plans_as_json(lake):
    done = lake.done("EXPLAIN (FORMAT JSON) SELECT 1")
    lines = [row[0] if row else "" for row in lake.rows(done)]
    assert lines[0] == "Query Plan" and lines[-1] == "" and lines[-2]
    assert json.loads("\n".join(lines[1:]))
    execution, _, category, error_type = lake.failed("EXPLAIN SELECT * FROM nope")
    assert (category, error_type, lake.objects(execution)) == (2, 1301, {})


# A statement that fails, its text, category and type; `{out}` is the results' folder and `{id}` the execution.
CTAS = (". You may need to manually clean the data at location '{out}tables/{id}' before retrying. "
        "Athena will not delete data in your account.")
INSERT = (". If a data manifest file was generated at '{out}{id}-manifest.csv', you may need to manually clean the "
          "data from locations specified in the manifest. Athena will not delete data in your account.")
NOT_TRANSACTIONAL = "NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables"
FAILURES = [
    ("INSERT INTO t SELECT 1/0, 'a'", "DIVISION_BY_ZERO: Division by zero" + INSERT, 2, 1001),
    ("CREATE TABLE t AS SELECT 1 AS a",
     "TABLE_ALREADY_EXISTS: line 1:1: Destination table 'awsdatacatalog.db.t' already exists" + CTAS, 2, 1110),
    ("CREATE TABLE nodb.x AS SELECT 1 AS a", "Database nodb not found. Please check your query" + CTAS, 2, 1301),
    ("SELECT 1 = 'a'", "TYPE_MISMATCH: line 1:10: Cannot apply operator: integer = varchar(1)", 2, 1002),
    ("SELECT CAST('abc' AS date)", "INVALID_CAST_ARGUMENT: Value cannot be cast to date: abc", 2, 1100),
    ("SELECT 'a' LIKE 'b' ESCAPE 'cc'", "INVALID_FUNCTION_ARGUMENT: Escape string must be a single character", 2, 1106),
    ("SELECT ARRAY[1, 2][3]",
     "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: 3 > 2", 2, 1106),
    ("SELECT a FROM t, t u", "AMBIGUOUS_NAME: line 1:8: Column 'a' is ambiguous", 2, 1000),
    ("DELETE FROM t", NOT_TRANSACTIONAL, 2, 1200),
    ("UPDATE t SET a = 1", NOT_TRANSACTIONAL, 2, 1200),
    ("MSCK REPAIR TABLE v", DDL_TASK + "Can not create a Path from an empty string", 2, 1100),
    ("DESCRIBE EXTENDED nope", "FAILED: SemanticException [Error 10001]: Table not found nope", 2, 1006),
    ("ALTER TABLE t ADD PARTITION (p='a')",
     "FAILED: SemanticException table is not partitioned but partition spec exists: {{p=a}}", 2, 1006),
    ("ALTER /* c */ TABLE t ADD COLUMNS (z int)",
     "FAILED: ParseException line 1:0 cannot recognize input near 'ALTER' '/' '*' in alter statement", 1, 1003),
]


@pytest.mark.parametrize(("sql", "reason", "category", "error_type"), FAILURES, ids=[it[0] for it in FAILURES])
def test_texts_of_failures(lake, sql, reason, category, error_type):
    lake.text_table(columns="a int, s string")
    lake.done("CREATE VIEW v AS SELECT 1 AS n")
    execution, *error = lake.failed(sql)
    reason = reason.format(out="s3://res/p/", id=execution["QueryExecutionId"])
    assert error == [reason, category, error_type]
    # Hive's statements leave their reason, and those of the engine nothing.
    wanted = {"<id>.txt": (reason.encode(), APPLICATION)} if reason.startswith("FAILED: ") else {}
    assert lake.objects(execution) == wanted


def test_repairs_that_find_nothing(lake):
    lake.text_table("parts", how="PARTITIONED BY (p string)")
    for name, text in (("parts", b"Tables missing on filesystem:\tparts"), ("nope", b"Tables not in metastore:\tnope")):
        assert lake.objects(lake.done(f"MSCK REPAIR TABLE {name}"))["<id>.txt"] == (text, APPLICATION)


def test_a_sequence_of_fifty_thousand(lake):
    assert lake.rows(lake.done("SELECT cardinality(sequence(1, 50000)) AS c")) == [["c"], ["50000"]]
    reason = lake.failed("SELECT sequence(1, 50001)")[1]
    assert reason.startswith("INVALID_FUNCTION_ARGUMENT: ")
    assert "result of sequence function must not have more than 50000 entries" in reason
