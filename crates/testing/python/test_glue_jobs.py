"""Jobs: what Glue Studio sends, really run."""

import gzip

import pyarrow.parquet as pq
import pyarrow as pa
import pytest
from botocore.exceptions import ClientError

import polling

CSV = "id,name,length\n1,Isis,18.5\n2,Cam,\n3,Avon,16\n4,,17.25\n"


def csv_source(*paths, **options):
    return {"S3CsvSource": {"Name": "in", "Paths": list(paths), "Separator": "comma", "QuoteChar": "quote",
                            "WithHeader": True, "Recurse": True, **options}}


def parquet_target(node, path="s3://bucket/out/", **options):
    return {"S3GlueParquetTarget": {"Name": "out", "Inputs": [node], "Path": path, **options}}


def mapping(*triples):
    return [{"ToKey": to, "FromPath": path.split("."), "FromType": "string", "ToType": kind}
            for path, to, kind in triples]


@pytest.fixture
def run(glue, s3, bucket):
    s3.put_object(Bucket=bucket, Key="in/a.csv", Body=CSV)

    def run(nodes, name="job", succeeds=True):
        glue.create_job(Name=name, Role="r", Command={"Name": "glueetl"}, CodeGenConfigurationNodes=nodes)
        done = polling.job_run(glue, name)
        if succeeds:
            assert done["JobRunState"] == "SUCCEEDED", done.get("ErrorMessage")
        return done

    return run


def written(s3, prefix="out/"):
    """All rows below a prefix, and the keys they are in."""
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket="bucket", Prefix=prefix).get("Contents", [])]
    tables = []
    for key in keys:
        body = s3.get_object(Bucket="bucket", Key=key)["Body"].read()
        tables.append(pq.read_table(pa.BufferReader(body)))
    return [row for table in tables for row in table.to_pylist()], keys


def test_csv_to_parquet(run, s3):
    done = run({
        "a": csv_source("s3://bucket/in/"),
        "b": {"ApplyMapping": {"Name": "m", "Inputs": ["a"], "Mapping": mapping(
            ("id", "id", "bigint"), ("name", "boat", "string"), ("length", "length", "double"))}},
        "c": parquet_target("b", Compression="snappy"),
    })
    rows, keys = written(s3)
    assert sorted(rows, key=lambda row: row["id"]) == [
        {"id": 1, "boat": "Isis", "length": 18.5},
        {"id": 2, "boat": "Cam", "length": None},
        {"id": 3, "boat": "Avon", "length": 16.0},
        {"id": 4, "boat": rows[[row["id"] for row in rows].index(4)]["boat"], "length": 17.25},
    ]
    assert all(key.endswith(".parquet") for key in keys)
    assert done["Id"].startswith("jr_") and done["Attempt"] == 0
    assert done["CompletedOn"] >= done["StartedOn"]
    assert done["ExecutionTime"] >= 0


def test_runs_append(run, glue, s3):
    nodes = {"a": csv_source("s3://bucket/in/"), "b": parquet_target("a")}
    run(nodes)
    first = written(s3)[1]
    assert polling.job_run(glue, "job")["JobRunState"] == "SUCCEEDED"
    rows, keys = written(s3)
    assert len(rows) == 8 and set(first) < set(keys)
    assert len(glue.get_job_runs(JobName="job")["JobRuns"]) == 2


@pytest.mark.parametrize(
    ("logic", "filters", "wanted"),
    [
        ("AND", [("GT", "length", "16.5")], ["1", "4"]),
        ("OR", [("EQ", "name", "Cam"), ("LTE", "length", "16")], ["2", "3"]),
        ("AND", [("REGEX", "name", "[A-C]")], ["2", "3"]),
    ],
)
def test_filters(run, s3, logic, filters, wanted):
    typed = {"ApplyMapping": {"Name": "m", "Inputs": ["a"], "Mapping": mapping(
        ("id", "id", "string"), ("name", "name", "string"), ("length", "length", "double"))}}
    chosen = {"Filter": {"Name": "f", "Inputs": ["m"], "LogicalOperator": logic, "Filters": [
        {"Operation": operation, "Negated": False, "Values": [
            {"Type": "COLUMNEXTRACTED", "Value": [column]}, {"Type": "CONSTANT", "Value": [value]},
        ]} for operation, column, value in filters]}}
    run({"a": csv_source("s3://bucket/in/"), "m": typed, "f": chosen, "out": parquet_target("f")})
    assert sorted(row["id"] for row in written(s3)[0]) == wanted


def test_columns_of_nothing_are_dropped(run, s3):
    s3.put_object(Bucket="bucket", Key="json/a.json",
                  Body='{"id": 1, "gone": null, "kept": null}\n{"id": 2, "gone": null, "kept": "x"}\n')
    run({
        "a": {"S3JsonSource": {"Name": "in", "Paths": ["s3://bucket/json/"]}},
        "b": {"DropNullFields": {"Name": "d", "Inputs": ["a"]}},
        "c": parquet_target("b"),
    })
    rows, _ = written(s3)
    assert sorted(rows, key=lambda row: row["id"]) == [{"id": 1, "kept": None}, {"id": 2, "kept": "x"}]


@pytest.mark.parametrize("compression", ["snappy", "gzip", "uncompressed"])
def test_compressions(run, s3, compression):
    run({"a": csv_source("s3://bucket/in/"), "b": parquet_target("a", Compression=compression)})
    body = s3.get_object(Bucket="bucket", Key=written(s3)[1][0])["Body"].read()
    used = pq.ParquetFile(pa.BufferReader(body)).metadata.row_group(0).column(0).compression
    assert used.lower() == compression


def test_partition_keys_become_folders(run, s3):
    s3.put_object(Bucket="bucket", Key="in/a.csv", Body="id,day\n1,2024-01-01\n2,a b/c\n3,2024-01-01\n4,\n")
    run({"a": csv_source("s3://bucket/in/"), "b": parquet_target("a", PartitionKeys=[["day"]])})
    rows, keys = written(s3)
    assert all(list(row) == ["id"] for row in rows), "a key is in the path and not in the file"
    folders = {key.split("/")[1] for key in keys}
    assert "day=2024-01-01" in folders
    assert "day=a b%2Fc" in folders, "what a path cannot hold is escaped as Hive does it"
    assert len(folders) == 3


def test_parquet_and_compressed_csv_sources(run, s3, glue):
    s3.put_object(Bucket="bucket", Key="in/a.csv", Body=b"")
    s3.put_object(Bucket="bucket", Key="gz/a.csv.gz", Body=gzip.compress(CSV.encode()))
    run({"a": csv_source("s3://bucket/gz/"), "b": parquet_target("a")}, name="first")
    nodes = {"a": {"S3ParquetSource": {"Name": "in", "Paths": ["s3://bucket/out/"]}},
             "b": parquet_target("a", path="s3://bucket/again/")}
    run(nodes, name="second")
    assert len(written(s3, "again/")[0]) == 4


def test_a_target_registers_its_table(run, glue, s3):
    glue.create_database(DatabaseInput={"Name": "db"})
    policy = {"EnableUpdateCatalog": True, "UpdateBehavior": "UPDATE_IN_DATABASE", "Table": "boats", "Database": "db"}
    run({"a": csv_source("s3://bucket/in/"), "b": parquet_target("a", PartitionKeys=[["name"]],
                                                                SchemaChangePolicy=policy)})
    table = glue.get_table(DatabaseName="db", Name="boats")["Table"]
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == ["id", "length"]
    assert [column["Name"] for column in table["PartitionKeys"]] == ["name"]
    values = [item["Values"] for item in glue.get_partitions(DatabaseName="db", TableName="boats")["Partitions"]]
    assert ["Isis"] in values and ["Cam"] in values


def test_what_was_created_is_told(glue, s3, bucket):
    nodes = {"a": csv_source("s3://bucket/in/"), "b": parquet_target("a", Compression="snappy")}
    glue.create_job(Name="j", Role="r", Command={"Name": "glueetl", "ScriptLocation": "s3://bucket/s.py"},
                    CodeGenConfigurationNodes=nodes, DefaultArguments={"--k": "v"}, MaxRetries=1, Timeout=5)
    job = glue.get_job(JobName="j")["Job"]
    assert (job["Role"], job["DefaultArguments"], job["MaxRetries"], job["Timeout"]) == ("r", {"--k": "v"}, 1, 5)
    assert job["CodeGenConfigurationNodes"] == nodes
    assert job["ExecutionProperty"]["MaxConcurrentRuns"] == 1
    glue.update_job(JobName="j", JobUpdate={"Role": "s", "Command": {"Name": "glueetl"},
                                            "CodeGenConfigurationNodes": nodes})
    job = glue.get_job(JobName="j")["Job"]
    assert (job["Role"], job.get("DefaultArguments", {}), job.get("MaxRetries", 0)) == ("s", {}, 0)
    assert [item["Name"] for item in glue.get_jobs()["Jobs"]] == ["j"] == glue.list_jobs()["JobNames"]
    glue.delete_job(JobName="j")
    assert glue.delete_job(JobName="j")["JobName"] == "j", "deleting what is not there succeeds"
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_job(JobName="j")


def test_exceptions(glue, bucket):
    nodes = {"a": csv_source("s3://bucket/in/"), "b": parquet_target("a")}
    glue.create_job(Name="j", Role="r", Command={"Name": "glueetl"}, CodeGenConfigurationNodes=nodes)
    errors = glue.exceptions
    cases = [
        (errors.EntityNotFoundException, lambda: glue.start_job_run(JobName="x")),
        (errors.EntityNotFoundException, lambda: glue.get_job_run(JobName="j", RunId="jr_x")),
        (errors.EntityNotFoundException, lambda: glue.get_job_runs(JobName="x")),
        ((errors.AlreadyExistsException, errors.IdempotentParameterMismatchException),
         lambda: glue.create_job(Name="j", Role="other", Command={"Name": "glueetl"})),
        (errors.InvalidInputException, lambda: glue.create_job(
            Name="cycle", Role="r", Command={"Name": "glueetl"}, CodeGenConfigurationNodes={
                "a": {"DropNullFields": {"Name": "a", "Inputs": ["b"]}},
                "b": {"DropNullFields": {"Name": "b", "Inputs": ["a"]}}})),
        (errors.InvalidInputException, lambda: glue.create_job(
            Name="nowhere", Role="r", Command={"Name": "glueetl"},
            CodeGenConfigurationNodes={"b": parquet_target("nothing")})),
    ]
    for number, (error, call) in enumerate(cases):
        with pytest.raises(error):
            call()
            pytest.fail(f"case {number} was accepted")


def test_a_node_that_is_not_served_is_named(glue, bucket):
    """In CreateJob or in the run, but never by a run that says SUCCEEDED."""
    nodes = {"a": csv_source("s3://bucket/in/"),
             "b": {"PIIDetection": {"Name": "p", "Inputs": ["a"], "PiiType": "RowMasking",
                                    "EntityTypesToDetect": ["EMAIL"]}},
             "c": parquet_target("b")}
    try:
        glue.create_job(Name="j", Role="r", Command={"Name": "glueetl"}, CodeGenConfigurationNodes=nodes)
    except ClientError as error:
        assert "PIIDetection" in str(error)
        return
    done = polling.job_run(glue, "j")
    assert done["JobRunState"] == "FAILED" and "PIIDetection" in done["ErrorMessage"]


def test_a_script_job_is_refused_and_not_pretended(glue, bucket):
    try:
        glue.create_job(Name="j", Role="r", Command={"Name": "glueetl", "ScriptLocation": "s3://bucket/s.py"})
    except ClientError as error:
        assert "script" in str(error).lower()
        return
    done = polling.job_run(glue, "j")
    assert done["JobRunState"] in {"FAILED", "ERROR"} and "script" in done["ErrorMessage"].lower()


def test_a_source_that_is_not_there_fails_the_run(run):
    done = run({"a": csv_source("s3://bucket/nothing/"), "b": parquet_target("a")}, succeeds=False)
    if done["JobRunState"] == "FAILED":
        assert "s3://bucket/nothing/" in done["ErrorMessage"]
    else:
        pytest.fail("a run over nothing must not say SUCCEEDED")


def test_stopping(glue, run):
    run({"a": csv_source("s3://bucket/in/"), "b": parquet_target("a")})
    run_id = glue.get_job_runs(JobName="job")["JobRuns"][0]["Id"]
    answer = glue.batch_stop_job_run(JobName="job", JobRunIds=[run_id, "jr_nothing"])
    assert sorted(item["JobRunId"] for item in answer["Errors"]) == sorted([run_id, "jr_nothing"])
    assert glue.get_job_run(JobName="job", RunId=run_id)["JobRun"]["JobRunState"] == "SUCCEEDED"


@pytest.mark.parametrize("parameters, input_format, words", [
    ({"table_type": "ICEBERG"}, None, "the table is kept by iceberg, which jobs do not read"),
    ({"spark.sql.sources.provider": "delta"}, None, "the table is kept by delta, which jobs do not read"),
    ({"spark.sql.sources.provider": "hudi"}, "org.apache.hudi.hadoop.HoodieParquetInputFormat",
     "the table is kept by hudi, which jobs do not read"),
    ({}, "org.apache.hudi.hadoop.realtime.HoodieParquetRealtimeInputFormat",
     "the table's input format is org.apache.hudi.hadoop.realtime.HoodieParquetRealtimeInputFormat"),
    ({}, "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat",
     "the table's input format is org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat, which jobs do not read"),
])
def test_tables_with_books_are_no_sources(run, glue, s3, parameters, input_format, words):
    # Their files are not simply their rows: a job that read them would show rows that are deleted, or twice.
    glue.create_database(DatabaseInput={"Name": "db"})
    body = pa.BufferOutputStream()
    pq.write_table(pa.table({"id": [1, 2]}), body)
    s3.put_object(Bucket="bucket", Key="kept/a.parquet", Body=body.getvalue().to_pybytes())
    serde = {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"}
    storage = {"Columns": [{"Name": "id", "Type": "bigint"}], "Location": "s3://bucket/kept/", "SerdeInfo": serde}
    if input_format:
        storage["InputFormat"] = input_format
    glue.create_table(DatabaseName="db", TableInput={
        "Name": "kept", "StorageDescriptor": storage, "Parameters": parameters, "TableType": "EXTERNAL_TABLE"})
    done = run({"a": {"CatalogSource": {"Name": "in", "Database": "db", "Table": "kept"}},
                "b": parquet_target("a")}, succeeds=False)
    assert done["JobRunState"] == "FAILED"
    assert "db.kept" in done["ErrorMessage"] and words in done["ErrorMessage"], done["ErrorMessage"]
    assert written(s3) == ([], [])
