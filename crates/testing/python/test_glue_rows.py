"""What Athena's guide promises of tables in the Glue Data Catalog, row by row: B01 to B35.

The rows of crawlers (B04 to B07, B09, B13, B17, B22, B23) are tested with the crawlers, those of jobs (B18,
B19, B33) with the jobs, B30 is a form of the console, and B31 is a list of permissions.
"""

import io

import pyarrow
import pyarrow.parquet
import pytest
from botocore.exceptions import ClientError, ParamValidationError

import polling
import tables


@pytest.fixture
def lake(s3, glue, bucket):
    """A bucket, and the database `db`."""
    s3.create_bucket(Bucket="results")
    glue.create_database(DatabaseInput={"Name": "db"})
    return bucket


def query(athena, sql):
    """The rows of a query without their header, or why it failed."""
    execution = polling.run_query(athena, sql, "db")
    if execution["Status"]["State"] != "SUCCEEDED":
        return execution["Status"]["StateChangeReason"]
    rows = athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]["Rows"]
    rows = [tuple(cell.get("VarCharValue") for cell in row["Data"]) for row in rows]
    return rows[1:] if execution["StatementType"] == "DML" else rows


def fails(call, code, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    assert error.value.response["Error"]["Code"] == code
    return error.value.response["Error"]["Message"]


def put_text(s3, glue, name, text, *columns, **more):
    """A table over one file of text."""
    s3.put_object(Bucket="bucket", Key=f"{name}/a.csv", Body=text)
    glue.create_table(DatabaseName="db", TableInput=tables.text_table(name, f"s3://bucket/{name}/", *columns, **more))


def parquet(**columns):
    into = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), into)
    return into.getvalue()


def test_b01_names_with_other_characters_need_quotes(s3, glue, athena, lake):
    put_text(s3, glue, "My-Tbl", "1\n", "a int")
    assert glue.get_table(DatabaseName="db", Name="MY-TBL")["Table"]["Name"] == "my-tbl"
    with pytest.raises(ClientError, match="mismatched input '-'"):
        query(athena, "SELECT a FROM My-Tbl")
    assert query(athena, 'SELECT a FROM "my-tbl"') == [("1",)]
    assert query(athena, "SHOW CREATE TABLE `my-tbl`")[0] == ("CREATE EXTERNAL TABLE `db.my-tbl`(",)
    assert "255" in fails(glue.create_table, "ValidationException", DatabaseName="db", TableInput={"Name": "x" * 256})


def test_b02_columns_can_be_renamed_tables_and_databases_not(s3, glue, athena, lake):
    put_text(s3, glue, "t", "1,x\n", "a int", "b string")
    renamed = tables.text_table("t", "s3://bucket/t/", "a int", "c string")
    glue.update_table(DatabaseName="db", TableInput=renamed)
    assert query(athena, "SELECT c FROM t") == [("x",)]
    fails(glue.update_table, "InvalidInputException", DatabaseName="db", Name="t", TableInput={**renamed, "Name": "u"})
    fails(glue.update_table, "EntityNotFoundException", DatabaseName="db", TableInput={**renamed, "Name": "u"})
    fails(glue.update_database, "InvalidInputException", Name="db", DatabaseInput={"Name": "other"})


def test_b03_a_database_with_a_hyphen_is_kept_and_needs_quotes(s3, glue, athena, lake):
    glue.create_database(DatabaseInput={"Name": "stack-db-1a2b"})
    glue.create_table(DatabaseName="stack-db-1a2b", TableInput=tables.text_table("t", "s3://bucket/t/", "a int"))
    s3.put_object(Bucket="bucket", Key="t/a.csv", Body="1\n")
    with pytest.raises(ClientError, match="mismatched input '-'"):
        query(athena, "SELECT a FROM stack-db-1a2b.t")
    assert query(athena, 'SELECT a FROM "stack-db-1a2b".t') == [("1",)]


def test_b08_partitions_of_other_types_are_a_mismatch(s3, glue, athena, lake):
    table = tables.text_table("t", "s3://bucket/t/", "a int", "b string", keys=["day string"])
    glue.create_table(DatabaseName="db", TableInput=table)
    other = tables.partition(table, "s3://bucket/t/day=1/", "1")
    other["StorageDescriptor"]["Columns"] = tables.columns("a string", "b string")
    glue.create_partition(DatabaseName="db", TableName="t", PartitionInput=other)
    s3.put_object(Bucket="bucket", Key="t/day=1/a.csv", Body="1,x\n")
    why = query(athena, "SELECT * FROM t")
    assert why.startswith("HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition")
    assert why.endswith(
        "The column 'a' in table 'db.t' is declared as type 'int', but partition 'day=1' declared column 'a' as type "
        "'string'."
    ), why
    # Fix B: the partition is dropped, and MSCK REPAIR makes it anew with the table's columns.
    query(athena, "ALTER TABLE t DROP PARTITION (day='1')")
    query(athena, "MSCK REPAIR TABLE t")
    assert query(athena, "SELECT a, b, day FROM t") == [("1", "x", "1")]


def test_b10_parquet_goes_by_name_and_text_by_position(s3, glue, athena, lake):
    s3.put_object(Bucket="bucket", Key="p/a.parquet", Body=parquet(a=[1], b=["x"]))
    by_name = tables.parquet_table("p", "s3://bucket/p/", "b string", "a bigint", "c int")
    glue.create_table(DatabaseName="db", TableInput=by_name)
    assert query(athena, "SELECT b, a, c FROM p") == [("x", "1", None)]
    put_text(s3, glue, "t", "1,x\n", "b string", "a string", "c int")
    assert query(athena, "SELECT b, a, c FROM t") == [("1", "x", None)]


def test_b11_a_table_and_its_partitions_share_one_format(s3, glue, athena, lake):
    table = tables.text_table("t", "s3://bucket/t/", "a int", keys=["day string"])
    glue.create_table(DatabaseName="db", TableInput=table)
    s3.put_object(Bucket="bucket", Key="t/day=1/a.csv", Body="1\n")
    s3.put_object(Bucket="bucket", Key="t/day=2/a.parquet", Body=parquet(a=pyarrow.array([2], pyarrow.int32())))
    same, other = (tables.partition(table, f"s3://bucket/t/day={day}/", day) for day in "12")
    columnar = tables.parquet_table("p", "s3://bucket/t/", "a int")["StorageDescriptor"]
    other["StorageDescriptor"] = {**columnar, "Location": "s3://bucket/t/day=2/"}
    glue.batch_create_partition(DatabaseName="db", TableName="t", PartitionInputList=[same, other])
    assert query(athena, "SELECT a FROM t WHERE day = '1'") == [("1",)]
    why = query(athena, "SELECT a FROM t")
    assert why == f"HIVE_UNKNOWN_ERROR: Unable to create input format {columnar['InputFormat']}"
    # SerDes of one input format are another matter: each partition is read by its own.
    lines = tables.text_table("t", "s3://bucket/t/", "a int", serde=tables.OPENX_JSON)["StorageDescriptor"]
    s3.put_object(Bucket="bucket", Key="t/day=2/a.parquet", Body='{"a": 3}\n')
    moved = {"Values": ["2"], "StorageDescriptor": {**lines, "Location": "s3://bucket/t/day=2/"}}
    glue.update_partition(DatabaseName="db", TableName="t", PartitionValueList=["2"], PartitionInput=moved)
    assert sorted(query(athena, "SELECT a FROM t")) == [("1",), ("3",)]


def test_b12_quoted_text_is_mended_by_another_serde(s3, glue, athena, lake):
    put_text(s3, glue, "t", '"1","x, y"\n', "a string", "b string")
    assert query(athena, "SELECT a, b FROM t") == [('"1"', '"x')]
    table = glue.get_table(DatabaseName="db", Name="t")["Table"]
    mended = {name: table[name] for name in ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")}
    mended["StorageDescriptor"]["SerdeInfo"] = {
        "SerializationLibrary": tables.OPEN_CSV,
        "Parameters": {"escapeChar": "\\", "quoteChar": '"', "separatorChar": ","},
    }
    glue.update_table(DatabaseName="db", TableInput=mended)
    assert query(athena, "SELECT a, b FROM t") == [("1", "x, y")]


def test_b14_open_csv_has_few_types(s3, glue, athena, lake):
    kinds = ("a int", "b bigint", "c double", "d boolean", "e timestamp", "f date", "g string")
    put_text(s3, glue, "t", '"1","2","3.5","true","1700000000000","19675","x"\n', *kinds,
             serde=tables.OPEN_CSV, serde_parameters={})
    found = query(athena, "SELECT * FROM t")
    assert found == [("1", "2", "3.5", "true", "2023-11-14 22:13:20.000", "2023-11-14", "x")]
    put_text(s3, glue, "empty", '"",""\n', "a int", "b string", serde=tables.OPEN_CSV, serde_parameters={})
    assert query(athena, "SELECT * FROM empty").startswith("HIVE_BAD_DATA: Error parsing field value '' for field 0")


def test_b15_header_rows_are_skipped_in_every_file(s3, glue, athena, lake):
    put_text(s3, glue, "t", "a\n1\n2\n", "a int", parameters={"skip.header.line.count": "1"})
    s3.put_object(Bucket="bucket", Key="t/b.csv", Body="a\n3\n")
    assert query(athena, "SELECT count(*), sum(a) FROM t") == [("3", "6")]


@pytest.mark.parametrize("value", ["true", "false", None])
def test_b16_partition_filtering_changes_no_answer(s3, glue, athena, lake, value):
    parameters = {"partition_filtering.enabled": value} if value else {}
    table = tables.text_table("t", "s3://bucket/t/", "a int", keys=["year int", "city string"], parameters=parameters)
    indexes = [{"IndexName": "i", "Keys": ["year", "city"]}]
    glue.create_table(DatabaseName="db", TableInput=table, PartitionIndexes=indexes)
    places = [("2023", "Rom"), ("2024", "Rom"), ("2024", "Bonn")]
    inputs = [tables.partition(table, f"s3://bucket/t/{year}/{city}/", year, city) for year, city in places]
    glue.batch_create_partition(DatabaseName="db", TableName="t", PartitionInputList=inputs)
    for year, city in places:
        s3.put_object(Bucket="bucket", Key=f"t/{year}/{city}/a.csv", Body="1\n")
    found = query(athena, "SELECT year, city, a FROM t WHERE year = 2024 AND city <> 'Bonn'")
    assert found == [("2024", "Rom", "1")]


def test_b20_json_is_one_object_a_line(s3, glue, athena, lake):
    put_text(s3, glue, "t", '{\n "a": 1\n}\n', "a int", serde=tables.OPENX_JSON, serde_parameters={})
    assert query(athena, "SELECT a FROM t").startswith("HIVE_CURSOR_ERROR: Row is not a valid JSON Object")


def test_b21_keys_that_fold_together_need_a_mapping(s3, glue, athena, lake):
    text = '{"URL": "x", "Url": "y"}\n'
    put_text(s3, glue, "t", text, "url string", serde=tables.OPENX_JSON, serde_parameters={})
    assert "JSONException: Duplicate key" in query(athena, "SELECT url FROM t")
    mapping = {"case.insensitive": "false", "mapping.url": "URL", "mapping.other": "Url"}
    put_text(s3, glue, "u", text, "url string", "other string", serde=tables.OPENX_JSON, serde_parameters=mapping)
    assert query(athena, "SELECT url, other FROM u") == [("x", "y")]


def test_b24_timestamps_of_text_have_one_form(s3, glue, athena, lake):
    put_text(s3, glue, "t", "2024-01-02 03:04:05.5\n2024-01-02T03:04:05Z\n", "a timestamp")
    assert query(athena, "SELECT a FROM t") == [("2024-01-02 03:04:05.500",), (None,)]


def test_b25_ddl_needs_a_table_type(s3, glue, athena, lake):
    table = tables.text_table("t", "s3://bucket/t/", "a int")
    del table["TableType"]
    glue.create_table(DatabaseName="db", TableInput=table)
    for statement in ("SHOW CREATE TABLE t", "MSCK REPAIR TABLE t"):
        assert "FAILED: NullPointerException Name is null" in query(athena, statement)


def test_b25_a_query_needs_an_input_format_that_is_known(s3, glue, athena, lake):
    s3.put_object(Bucket="bucket", Key="t/a.csv", Body="1\n")
    refused = "HIVE_UNKNOWN_ERROR: Unable to create input format"
    for name, input_format, expected in (
        ("none", None, refused),
        ("other", "org.acme.OarInputFormat", f"{refused} org.acme.OarInputFormat"),
        ("text", tables.TEXT_INPUT, [("1",)]),
    ):
        table = tables.text_table(name, "s3://bucket/t/", "a int")
        table["StorageDescriptor"]["InputFormat"] = input_format
        if input_format is None:
            del table["StorageDescriptor"]["InputFormat"]
        glue.create_table(DatabaseName="db", TableInput=table)
        found = query(athena, f"SELECT a FROM {name}")
        assert found == expected or found == f"{expected} (table db.{name})"


def test_b26_columns_of_text_are_added_at_the_end(s3, glue, athena, lake):
    put_text(s3, glue, "t", "1,2\n", "a int", "b int")
    glue.update_table(DatabaseName="db", TableInput=tables.text_table("t", "s3://bucket/t/", "a int", "b int", "c int"))
    assert query(athena, "SELECT a, b, c FROM t") == [("1", "2", None)]
    glue.update_table(DatabaseName="db", TableInput=tables.text_table("t", "s3://bucket/t/", "a bigint", "z int"))
    assert query(athena, "SELECT a, z FROM t") == [("1", "2")]


@pytest.mark.parametrize(
    "held, declared, unpartitioned, partitioned",
    [
        ("int", "int", "7", "7"),
        ("int", "bigint", "7", "7"),
        ("int", "string", "HIVE_BAD_DATA", "7"),
        ("int", "double", "HIVE_BAD_DATA", "HIVE_PARTITION_SCHEMA_MISMATCH"),
        ("bigint", "int", "HIVE_BAD_DATA", "HIVE_PARTITION_SCHEMA_MISMATCH"),
        ("float", "double", "7.0", "7.0"),
        ("double", "float", "HIVE_BAD_DATA", "7.0"),
        ("string", "int", "HIVE_BAD_DATA", "HIVE_PARTITION_SCHEMA_MISMATCH"),
    ],
)
def test_b27_types_of_parquet_change_by_partition_only(s3, glue, athena, lake, held, declared, unpartitioned, partitioned):
    arrow = {"int": "int32", "bigint": "int64", "float": "float", "double": "double", "string": "string"}[held]
    body = parquet(a=pyarrow.array(["7" if held == "string" else 7], arrow))
    s3.put_object(Bucket="bucket", Key="u/a.parquet", Body=body)
    s3.put_object(Bucket="bucket", Key="p/day=1/a.parquet", Body=body)
    glue.create_table(DatabaseName="db", TableInput=tables.parquet_table("u", "s3://bucket/u/", f"a {declared}"))
    table = tables.parquet_table("p", "s3://bucket/p/", f"a {declared}")
    table["PartitionKeys"] = tables.columns("day string")
    glue.create_table(DatabaseName="db", TableInput=table)
    own = tables.partition(table, "s3://bucket/p/day=1/", "1")
    own["StorageDescriptor"]["Columns"] = tables.columns(f"a {held}")
    glue.create_partition(DatabaseName="db", TableName="p", PartitionInput=own)
    for name, expected in (("u", unpartitioned), ("p", partitioned)):
        answer = query(athena, f"SELECT a FROM {name}")
        assert answer == [(expected,)] or str(answer).startswith(f"{expected}: "), (name, answer)


def test_b28_repair_adds_and_never_removes(s3, glue, athena, lake):
    table = tables.text_table("t", "s3://bucket/t/", "a int", keys=["userid string"])
    glue.create_table(DatabaseName="db", TableInput=table)
    gone = tables.partition(table, "s3://bucket/t/userid=0/", "0")
    glue.create_partition(DatabaseName="db", TableName="t", PartitionInput=gone)
    s3.put_object(Bucket="bucket", Key="t/userId=1/a.csv", Body="1\n")
    s3.put_object(Bucket="bucket", Key="t/userid=2/a.csv", Body="2\n")
    query(athena, "MSCK REPAIR TABLE t")
    found = glue.get_partitions(DatabaseName="db", TableName="t")["Partitions"]
    assert [found["Values"] for found in found] == [["0"], ["2"]]


def test_b29_a_copied_definition_is_cleaned_first(glue, lake):
    glue.create_table(DatabaseName="db", TableInput=tables.text_table("t", "s3://bucket/t/", "a int"))
    table = glue.get_table(DatabaseName="db", Name="t")["Table"] | {"Name": "copy"}
    with pytest.raises(ParamValidationError):
        glue.create_table(DatabaseName="db", TableInput=table)
    said = ("DatabaseName", "CreateTime", "UpdateTime", "CreatedBy", "IsRegisteredWithLakeFormation", "CatalogId",
            "VersionId", "IsMultiDialectView")
    cleaned = {name: value for name, value in table.items() if name not in said}
    glue.create_table(DatabaseName="db", TableInput=cleaned)
    copy = glue.get_table(DatabaseName="db", Name="copy")["Table"]
    assert {name: copy[name] for name in cleaned} == cleaned


def test_b32_an_import_is_done_at_once(glue):
    assert glue.get_catalog_import_status()["ImportStatus"] == {"ImportCompleted": False}
    glue.import_catalog_to_glue()
    assert glue.get_catalog_import_status()["ImportStatus"]["ImportCompleted"] is True


def test_b34_hidden_files_are_not_read(s3, glue, athena, lake):
    put_text(s3, glue, "t", "1\n", "a int")
    for key in ("t/_SUCCESS", "t/.hidden", "t_$folder$"):
        s3.put_object(Bucket="bucket", Key=key, Body="7\n")
    assert query(athena, "SELECT a FROM t") == [("1",)]


def test_b35_an_empty_number_is_null_in_plain_text(s3, glue, athena, lake):
    put_text(s3, glue, "t", ",x\nNULL,y\n", "a int", "b string")
    assert query(athena, "SELECT a, b FROM t") == [(None, "x"), (None, "y")]
