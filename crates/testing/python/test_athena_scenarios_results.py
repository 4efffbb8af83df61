"""The acceptance scenarios of Athena's results, to the byte: 31 to 44, 87, 88 and 91, and the golden vectors."""

import re

import pytest

from scenario import APPLICATION, BINARY, ICEBERG, Lake, column, engine_id, fields

# The two vectors seen at Athena: no row of an integer column `i`, and an UPDATE of two rows after its engine id.
GOLDEN_ID = b"20260917_085516_00349_2tzvk"
GOLDEN_SELECT = bytes.fromhex(
    "0a1b32303236303931375f3038353531365f30303334395f32747a766b"
    "221d0a0468697665 220169 2a0169 3207696e7465676572 380a 4000 4803 5000"
)
GOLDEN_UPDATE = bytes.fromhex(
    "1206555044415445 1802 2222 0a0468697665 2204726f7773 2a04726f7773 3206626967696e74 3813 4000 4803 5000"
)


@pytest.fixture
def lake(s3, glue, athena):
    return Lake(s3, glue, athena)


def test_31_the_smallest_answer(lake):
    done = lake.done("SELECT 1")
    assert (done["StatementType"], done["SubstatementType"]) == ("DML", "SELECT")
    found = lake.objects(done)
    assert found["<id>.csv"] == (b'"_col0"\n"1"\n', BINARY)
    assert (sorted(found), found["<id>.csv.metadata"][1]) == (["<id>.csv", "<id>.csv.metadata"], BINARY)
    assert lake.answer(done)["UpdateCount"] == 0


def test_32_no_row_is_the_golden_vector(lake):
    found = lake.objects(lake.done("SELECT 1 AS i WHERE false"))
    metadata, kind = found["<id>.csv.metadata"]
    assert (found["<id>.csv"], kind, len(metadata)) == ((b'"i"\n', APPLICATION), APPLICATION, 60)
    assert metadata == GOLDEN_SELECT.replace(GOLDEN_ID, engine_id(metadata))


def test_33_the_reference_row(lake):
    done = lake.done(
        "SELECT 1 AS i, 1.5 AS d, 'it''s' AS s, 'a\"b' AS q, 'x\ny' AS nl, CAST(NULL AS varchar) AS n, '' AS empty, "
        "true AS b, ARRAY[1, 2] AS a, ARRAY['p', 'q', NULL] AS sa, MAP(ARRAY['k'], ARRAY[1]) AS m, "
        "MAP(ARRAY[10, 9], ARRAY['b', 'a']) AS mk, DATE '2020-01-01' AS dt, TIMESTAMP '2020-01-01 12:34:56.789' AS ts, "
        "X'0102' AS vb, CAST(ROW(1, 'x') AS ROW(id integer, name varchar)) AS r, '日本語' AS ja")
    header = '"i","d","s","q","nl","n","empty","b","a","sa","m","mk","dt","ts","vb","r","ja"\n'
    assert lake.objects(done)["<id>.csv"] == ((header + (
        '"1","1.5","it\'s","a""b","x\ny",,"","true","[1, 2]","[p, q, null]","{k=1}","{9=a, 10=b}","2020-01-01",'
        '"2020-01-01 12:34:56.789","01 02","{id=1, name=x}","日本語"\n')).encode(), APPLICATION)


# A value of every type, and which of precision, scale and case its column has.
TYPES = [
    ("CAST(1 AS tinyint)", "tinyint", 3, 0, 0), ("CAST(1 AS smallint)", "smallint", 5, 0, 0),
    ("CAST(1 AS integer)", "integer", 10, 0, 0), ("CAST(1 AS bigint)", "bigint", 19, 0, 0),
    ("CAST(1 AS real)", "float", 17, 0, 0), ("CAST(1 AS double)", "double", 17, 0, 0),
    ("DECIMAL '1.50'", "decimal", 3, 2, 0), ("CAST('a' AS varchar)", "varchar", 2147483647, 0, 1),
    ("CAST('a' AS varchar(7))", "varchar", 7, 0, 1), ("CAST('a' AS char(5))", "char", 5, 0, 1),
    ("X'01'", "varbinary", 1073741824, 0, 0), ("TIME '01:02:03'", "time", 3, 0, 0),
    ("TIMESTAMP '2020-01-01 00:00:00.123456'", "timestamp", 3, 0, 0),
    ("TIMESTAMP '2020-01-01 00:00:00 UTC'", "timestamp with time zone", 3, 0, 0),
    ("TIME '01:02:03+00:00'", "time with time zone", 3, 0, 0),
    ("1 = 1", "boolean", None, None, 0), ("INTERVAL '1' DAY", "interval day to second", None, None, 0),
    ("INTERVAL '1' YEAR", "interval year to month", None, None, 0), ("DATE '2020-01-01'", "date", None, 0, 0),
    ("ARRAY[1]", "array", None, None, None), ("MAP(ARRAY[1], ARRAY[2])", "map", None, None, None),
    ("ROW(1)", "row", None, None, None), ("JSON '{}'", "json", None, None, None),
    ("UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", "uuid", None, None, None),
    ("IPADDRESS '10.0.0.1'", "ipaddress", None, None, None),
]


@pytest.mark.parametrize(("value", "kind", "precision", "scale", "case"), TYPES)
def test_metadata_of_every_type(lake, value, kind, precision, scale, case):
    done = lake.done(f"SELECT {value} AS c")
    metadata = lake.objects(done)["<id>.csv.metadata"][0]
    assert metadata == b"\x0a\x1b" + engine_id(metadata) + column("c", kind, precision, scale, case)
    shown, = lake.columns(done)
    assert (shown["Type"], shown["Precision"], shown["Scale"], shown["CaseSensitive"]) == (
        kind, precision or 0, scale or 0, case == 1)


# Number, statement, the cells of its row, and of each column its type, precision and scale.
VALUES = [
    (34, "SELECT 1.5 AS d", ["1.5"], [("double", 17, 0)]),
    (34, "SELECT DECIMAL '1.50'", ["1.50"], [("decimal", 3, 2)]),
    (35, "SELECT 1e20, 1e-7, 0.1+0.2", ["1.0E20", "1.0E-7", "0.30000000000000004"], [("double", 17, 0)] * 3),
    (36, "SELECT CAST(1 AS real)", ["1.0"], [("float", 17, 0)]),
    (37, "SELECT X'0102'", ["01 02"], [("varbinary", 1073741824, 0)]),
    (38, "SELECT ROW(1,'x'), CAST(ROW(1,'x') AS ROW(id int,name varchar)), MAP(ARRAY['k','j'],ARRAY[1,2]), "
         "ARRAY['a',NULL]", ["{1, x}", "{id=1, name=x}", "{j=2, k=1}", "[a, null]"],
     [("row", 0, 0), ("row", 0, 0), ("map", 0, 0), ("array", 0, 0)]),
    (39, "SELECT TIMESTAMP '2026-09-17 12:34:56.789 UTC', INTERVAL '1' DAY, INTERVAL '1' YEAR",
     ["2026-09-17 12:34:56.789 UTC", "1 00:00:00.000", "1-0"],
     [("timestamp with time zone", 3, 0), ("interval day to second", 0, 0), ("interval year to month", 0, 0)]),
]


@pytest.mark.parametrize(("sql", "cells", "kinds"), [it[1:] for it in VALUES], ids=[str(it[0]) for it in VALUES])
def test_34_35_36_37_38_39_values(lake, sql, cells, kinds):
    done = lake.done(sql)
    assert lake.rows(done)[1] == cells
    columns = lake.columns(done)
    assert [(column["Type"], column["Precision"], column["Scale"]) for column in columns] == kinds
    names = ",".join(f'"{column["Name"]}"' for column in columns)
    line = ",".join(f'"{cell}"' for cell in cells)
    kind = BINARY if sql == "SELECT 1.5 AS d" else APPLICATION
    assert lake.objects(done)["<id>.csv"] == (f"{names}\n{line}\n".encode(), kind)


def test_40_null_and_the_empty_text(lake):
    done = lake.done("SELECT CAST(NULL AS varchar), ''")
    assert lake.objects(done)["<id>.csv"][0] == b'"_col0","_col1"\n,""\n'
    assert lake.answer(done)["ResultSet"]["Rows"][1] == {"Data": [{}, {"VarCharValue": ""}]}


def test_41_42_rows_written_into_a_text_table(lake):
    lake.text_table()
    done = lake.done("INSERT INTO t VALUES 1, 2")
    found = lake.objects(done)
    assert sorted(found) == ["<id>-manifest.csv", "<id>.metadata"]
    assert done["ResultConfiguration"]["OutputLocation"] == f"s3://res/p/{done['QueryExecutionId']}"
    written = lake.s3.list_objects_v2(Bucket="data", Prefix="t/")["Contents"]
    assert found["<id>-manifest.csv"] == ("".join(f"s3://data/{it['Key']}\n" for it in written).encode(), APPLICATION)
    metadata, kind = found["<id>.metadata"]
    assert kind == APPLICATION and engine_id(metadata) in written[0]["Key"].encode()
    # The golden vector of an UPDATE, with the other word of the same length.
    assert metadata[29:] == GOLDEN_UPDATE.replace(b"UPDATE", b"INSERT")
    answer = lake.answer(done)
    assert (answer["UpdateCount"], answer["ResultSet"]["Rows"]) == (2, [])
    assert [(column["Name"], column["Type"]) for column in lake.columns(done)] == [("rows", "bigint")]
    nothing = lake.done("INSERT INTO t SELECT n FROM t WHERE n > 5")
    (suffix, (metadata, _)), = lake.objects(nothing).items()
    assert (suffix, lake.answer(nothing)["UpdateCount"]) == ("<id>.metadata", 0)
    assert metadata[29:] == GOLDEN_UPDATE.replace(b"UPDATE", b"INSERT").replace(b"\x18\x02", b"\x18\x00")


def test_43_a_table_of_a_query(lake):
    done = lake.done("CREATE TABLE c AS SELECT 1 AS id")
    found = lake.objects(done)
    manifest, metadata, data = sorted(found, key=lambda name: ("/<id>/" in name, name))
    assert (manifest, metadata) == ("tables/<id>-manifest.csv", "tables/<id>.metadata")
    assert data.startswith("tables/<id>/") and found[data][0][:4] == b"PAR1"
    raw = found[metadata][0]
    assert len(raw) == 81 and raw[29:45] == b"\x12\x0cCREATE TABLE\x18\x01" and raw[45:] == GOLDEN_UPDATE[10:]
    assert engine_id(raw).decode() in data
    shown = "\n".join(row[0] for row in lake.rows(lake.done("SHOW CREATE TABLE c")))
    assert re.search(r"'(parquet|write)\.compression'='GZIP'", shown)


@pytest.mark.skip(reason=ICEBERG)
def test_44_rows_changed_in_an_iceberg_table():
    """UPDATE touching two rows leaves `<id>.csv.metadata` of 75 bytes alone."""


@pytest.mark.parametrize(("sql", "columns"), [
    ("SELECT 1", column("_col0", "integer", 10, 0, 0)),
    ("SELECT -1.5 AS d, 'x' AS s, true AS b",
     column("d", "double", 17, 0, 0) + column("s", "varchar", 1, 0, 1) + column("b", "boolean", None, None, 0)),
    ("SELECT 1e3 AS e", column("e", "double", 17, 0, 0)),
])
def test_87_metadata_of_literals(lake, sql, columns):
    done = lake.done(sql)
    wanted = b"\x0a\x24" + done["QueryExecutionId"].encode() + b"\x12\x00\x18\x00" + columns
    assert lake.objects(done)["<id>.csv.metadata"] == (wanted, BINARY)


def test_88_bytes_within_a_list(lake):
    assert lake.rows(lake.done("SELECT ARRAY[X'0102'], X'0102'"))[1] == ["[01 02]", "01 02"]


def test_91_a_name_of_130_bytes(lake):
    name = "n" * 130
    metadata = lake.objects(lake.done(f"SELECT 1 AS {name} WHERE false"))["<id>.csv.metadata"][0]
    assert metadata.count(b"\x22\x82\x01" + name.encode()) == metadata.count(b"\x2a\x82\x01" + name.encode()) == 1
    (_, column), = [field for field in fields(metadata) if field[0] == 4]
    assert [value for number, value in fields(column) if number in (4, 5)] == [name.encode()] * 2


# What a statement leaves in the results' folder: suffixes with their content type, and `0` behind it for no bytes.
INVENTORY = [
    ("SELECT 1, 'a'", {".csv": BINARY, ".csv.metadata": BINARY}),
    ("SELECT NULL", {".csv": APPLICATION, ".csv.metadata": APPLICATION}),
    ("EXECUTE kept", {".csv": APPLICATION, ".csv.metadata": APPLICATION}),
    ("EXPLAIN SELECT n FROM t", {".txt": APPLICATION, ".txt.metadata": APPLICATION}),
    ("EXPLAIN ANALYZE SELECT n FROM t", {".txt": APPLICATION, ".txt.metadata": APPLICATION}),
    ("INSERT INTO t VALUES 1", {".metadata": APPLICATION, "-manifest.csv": APPLICATION}),
    ("INSERT INTO t SELECT 1 WHERE false", {".metadata": APPLICATION}),
    ("CREATE TABLE made WITH (external_location = 's3://data/made/') AS SELECT 1 AS n",
     {"tables/.metadata": APPLICATION, "tables/-manifest.csv": APPLICATION}),
    ("CREATE TABLE made WITH (external_location = 's3://data/made/') AS SELECT 1 AS n WITH NO DATA",
     {"tables/.metadata": APPLICATION}),
    ("UNLOAD (SELECT 1 AS n) TO 's3://data/unloaded/' WITH (format = 'JSON')",
     {".csv.metadata": APPLICATION, "-manifest.csv": APPLICATION}),
    ("DROP TABLE IF EXISTS nothing", {".txt": BINARY + "0"}),
    ("ALTER TABLE parts DROP PARTITION (p = 'a')", {".txt": BINARY + "0"}),
    ("PREPARE another FROM SELECT 1", {".txt": BINARY + "0"}),
    ("DEALLOCATE PREPARE kept", {".txt": BINARY + "0"}),
    ("SELECT n FROM t", {".csv": APPLICATION, ".csv.metadata": APPLICATION}),
    ("VALUES 1", {".csv": APPLICATION, ".csv.metadata": APPLICATION}),
    ("TABLE t", {".csv": APPLICATION, ".csv.metadata": APPLICATION}),
    ("SHOW FUNCTIONS", {".csv": APPLICATION, ".csv.metadata": APPLICATION}),
    ("SHOW TABLES", {".txt": BINARY, ".txt.metadata": BINARY}),
    ("SHOW DATABASES", {".txt": BINARY, ".txt.metadata": BINARY}),
    ("SHOW COLUMNS IN t", {".txt": BINARY, ".txt.metadata": BINARY}),
    ("SHOW PARTITIONS parts", {".txt": BINARY, ".txt.metadata": BINARY}),
    ("SHOW TBLPROPERTIES t", {".txt": BINARY, ".txt.metadata": BINARY}),
    ("SHOW VIEWS", {".txt": BINARY, ".txt.metadata": BINARY}),
    ("SHOW CREATE VIEW v", {".txt": BINARY, ".txt.metadata": BINARY}),
    ("SHOW CREATE TABLE t", {".txt": APPLICATION, ".txt.metadata": APPLICATION}),
    ("DESCRIBE t", {".txt": APPLICATION, ".txt.metadata": APPLICATION}),
    ("DESCRIBE v", {".txt": BINARY, ".txt.metadata": BINARY}),
    ("CREATE EXTERNAL TABLE further (n int) LOCATION 's3://data/further/'", {".txt": BINARY + "0"}),
    ("CREATE VIEW w AS SELECT 1 AS n", {".txt": BINARY + "0"}),
    ("CREATE DATABASE other", {".txt": BINARY + "0"}),
    ("DROP DATABASE spare", {".txt": BINARY + "0"}),
    ("DROP VIEW v", {".txt": BINARY + "0"}),
    ("DROP TABLE t", {".txt": BINARY + "0"}),
    ("ALTER TABLE parts ADD PARTITION (p = 'b')", {".txt": BINARY + "0"}),
    ("ALTER TABLE t SET TBLPROPERTIES ('k' = 'v')", {".txt": BINARY + "0"}),
    ("ALTER TABLE t SET LOCATION 's3://data/else/'", {".txt": BINARY + "0"}),
    ("ALTER TABLE t ADD COLUMNS (m int)", {".txt": APPLICATION + "0", ".txt.metadata": APPLICATION}),
    ("ALTER TABLE t REPLACE COLUMNS (m int)", {".txt": APPLICATION + "0", ".txt.metadata": APPLICATION}),
    ("MSCK REPAIR TABLE parts", {".txt": APPLICATION, ".txt.metadata": APPLICATION}),
]


@pytest.mark.parametrize(("sql", "wanted"), INVENTORY)
def test_what_a_statement_leaves(lake, sql, wanted):
    lake.put("parts/p=c/a", "1\n")
    lake.text_table()
    lake.text_table("parts", how="PARTITIONED BY (p string)")
    lake.done("ALTER TABLE parts ADD PARTITION (p = 'a')")
    lake.done("CREATE DATABASE spare")
    lake.done("CREATE VIEW v AS SELECT 1 AS n")
    lake.done("PREPARE kept FROM SELECT n FROM t")
    done = lake.done(sql)
    found = lake.objects(done).items()
    assert {name.replace("<id>", ""): kind + ("" if body else "0") for name, (body, kind) in found} == wanted
    # A statement counts no rows exactly when its objects are of the one type.
    text = done["ResultConfiguration"]["OutputLocation"].endswith(".txt")
    assert not text or ("UpdateCount" in lake.answer(done)) == (".txt.metadata" in wanted and wanted[".txt"] == BINARY)


# Statements that fail; those of Hive's path leave the reason as their text, and the others nothing.
FAILURES = [
    ("SHOW TABLES IN nodb", True), ("DROP TABLE nope", True), ("CREATE DATABASE db", True),
    ("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://data/t/'", True), ("DESCRIBE EXTENDED nope", True),
    ("MSCK REPAIR TABLE v", True), ("ALTER TABLE t RENAME TO other", True), ("SHOW PARTITIONS t", True),
    ("SELECT nothing FROM t", False), ("SELECT 1 / 0", False), ("INSERT INTO t SELECT 'a'", False),
    ("CREATE TABLE made AS SELECT nothing FROM t", False), ("EXPLAIN SELECT * FROM nope", False),
    ("CREATE TABLE made AS SELECT n / 0 AS n FROM (VALUES 1) AS x (n)", False), ("EXPLAIN ANALYZE SELECT 1 / 0", False),
    ("UNLOAD (SELECT 1 / 0 AS n) TO 's3://data/unloaded/' WITH (format = 'JSON')", False),
    ("CREATE VIEW w AS SELECT * FROM nope", False),
]


@pytest.mark.parametrize(("sql", "leaves_text"), FAILURES)
def test_what_a_failure_leaves(lake, sql, leaves_text):
    lake.text_table()
    lake.done("CREATE VIEW v AS SELECT 1 AS n")
    execution, reason, _, _ = lake.failed(sql)
    assert reason.startswith("FAILED: ") == leaves_text, reason
    wanted = {"<id>.txt": (reason.encode(), APPLICATION)} if leaves_text else {}
    assert lake.objects(execution) == wanted


def test_the_text_that_makes_a_table(lake):
    lake.done("CREATE EXTERNAL TABLE t (n int COMMENT 'c', s string) COMMENT 'x' PARTITIONED BY (p string) "
              "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES "
              "('ignore.malformed.json' = 'true', 'dots.in.keys' = 'true') LOCATION 's3://data/t'")
    shown = lake.done("SHOW CREATE TABLE t")
    lines = [row[0] for row in lake.rows(shown)]
    stamp = lake.glue.get_table(DatabaseName="db", Name="t")["Table"]["Parameters"]["transient_lastDdlTime"]
    assert lines == [
        "CREATE EXTERNAL TABLE `db.t`(", "  `n` int COMMENT 'c', ", "  `s` string)", "COMMENT 'x'", "PARTITIONED BY ( ",
        "  `p` string)", "ROW FORMAT SERDE ", "  'org.openx.data.jsonserde.JsonSerDe' ",
        "WITH SERDEPROPERTIES ( ", "  'dots.in.keys'='true', ", "  'ignore.malformed.json'='true') ",
        "STORED AS INPUTFORMAT ", "  'org.apache.hadoop.mapred.TextInputFormat' ", "OUTPUTFORMAT ",
        "  'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat'", "LOCATION", "  's3://data/t'",
        "TBLPROPERTIES (", f"  'transient_lastDdlTime'='{stamp}')",
    ]
    assert lake.objects(shown)["<id>.txt"][0].decode() == "\n".join(lines)


def words(answer):
    """The members of an error; the text may stand twice, since some clients look for `message`."""
    members = answer.json()
    assert members.pop("message", members.get("Message")) == members.get("Message")
    return members


def test_headers_of_answers_and_errors(server, lake):
    found = server.call("AmazonAthena.ListWorkGroups", "{}")
    wanted = {"date", "content-type", "content-length", "connection", "x-amzn-requestid"}
    assert {name.lower() for name in found.headers} - wanted == set()
    found = server.call("AmazonAthena.GetQueryExecution", '{"QueryExecutionId": "x"}')
    assert "x-amzn-errortype" not in found.headers and found.status_code == 400
    assert words(found) == {"__type": "InvalidRequestException", "AthenaErrorCode": "QUERY_EXECUTION_NOT_FOUND",
                            "ErrorCode": "QUERY_EXECUTION_NOT_FOUND", "Message": "QueryExecution x was not found"}


@pytest.mark.parametrize(("value", "integer", "text"), [
    ('"1"', "STRING_VALUE can not be converted to an Integer", None),
    ("1", None, "NUMBER_VALUE can not be converted to a String"),
    ("true", "TRUE_VALUE can not be converted to an Integer", "TRUE_VALUE can not be converted to a String"),
    ("false", "FALSE_VALUE can not be converted to an Integer", "FALSE_VALUE can not be converted to a String"),
    ("1.5", None, "NUMBER_VALUE can not be converted to a String"),
    ("[]", "Start of list found where not expected", "Start of list found where not expected"),
    ("{}", *["Start of structure or map found where not expected."] * 2),
    ("null", None, None),
])
def test_members_of_the_wrong_kind(server, lake, value, integer, text):
    for member, wanted in (("MaxResults", integer), ("WorkGroup", text)):
        found = server.call("AmazonAthena.ListNamedQueries", f'{{"{member}": {value}}}')
        said = words(found)
        if wanted:
            assert (found.status_code, said) == (400, {"__type": "SerializationException", "Message": wanted})
        else:
            assert said.get("__type") != "SerializationException"
