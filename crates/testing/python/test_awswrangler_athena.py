"""The Athena functions of awswrangler, unmodified, over tables it wrote itself."""

import datetime
from decimal import Decimal

import awswrangler as wr
import boto3
import pandas as pd
import pytest

import loopback
from server import KEY, REGION, SECRET
from tables import text_table

SERVICES = ("glue", "s3", "athena", "sts")
OUTPUT = "s3://results/q/"
CTAS = {"ctas_approach": True}
CSV = {"ctas_approach": False}
UNLOAD = {"ctas_approach": False, "unload_approach": True}
WAYS = pytest.mark.parametrize("way", [CTAS, CSV, UNLOAD], ids=["ctas", "csv", "unload"])


@pytest.fixture
def session(server, s3):
    """Its clients find the server through awswrangler's own settings."""
    for service in SERVICES:
        setattr(wr.config, f"{service}_endpoint_url", server.url)
    wr.config.athena_query_wait_polling_delay = 0.02
    for bucket in ("lake", "results"):
        s3.create_bucket(Bucket=bucket)
    with loopback.only():
        yield boto3.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name=REGION)
    for service in SERVICES:
        wr.config.reset(f"{service}_endpoint_url")
    wr.config.reset("athena_query_wait_polling_delay")


@pytest.fixture
def db(session):
    wr.catalog.create_database("db", boto3_session=session)
    return session


def trips():
    return pd.DataFrame({
        "id": pd.array([1, 2, 3, 4], dtype="Int64"),
        "name": ["Skua", "Tern", None, "Fulmar"],
        "length": [1.5, float("nan"), 3.25, 4.0],
        "left": [datetime.datetime(2024, 5, day, 7, 30) for day in (1, 2, 3, 4)],
        "day": [datetime.date(2024, 5, day) for day in (1, 2, 3, 4)],
        "home": pd.array([True, False, None, True], dtype="boolean"),
        "cost": [Decimal("10.50"), Decimal("0.25"), None, Decimal("7.00")],
        "year": [2024, 2024, 2025, 2025],
    })


def write(session, frame, table="trips", **more):
    options = {"partition_cols": ["year"], "dtype": {"cost": "decimal(10,2)"}, **more}
    return wr.s3.to_parquet(frame, path=f"s3://lake/{table}/", dataset=True, database="db", table=table,
                            boto3_session=session, **options)


@pytest.fixture
def lake(db):
    write(db, trips())
    return db


def read(session, sql, **more):
    return wr.athena.read_sql_query(sql, database="db", s3_output=OUTPUT, boto3_session=session, **{**CSV, **more})


def run(session, sql):
    execution_id = wr.athena.start_query_execution(sql, database="db", s3_output=OUTPUT, boto3_session=session)
    return wr.athena.wait_query(execution_id, boto3_session=session)


def keys(s3, bucket, prefix=""):
    return [it["Key"] for it in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]


@WAYS
def test_every_type_comes_back(lake, way):
    found = read(lake, "SELECT * FROM trips ORDER BY id", **way)
    assert found["id"].tolist() == [1, 2, 3, 4]
    assert found["name"].fillna("none").tolist() == ["Skua", "Tern", "none", "Fulmar"]
    assert found["length"].fillna(-1).tolist() == [1.5, -1, 3.25, 4.0]
    assert found["left"].dt.strftime("%d %H:%M").tolist() == ["01 07:30", "02 07:30", "03 07:30", "04 07:30"]
    assert found["day"].tolist() == [datetime.date(2024, 5, day) for day in (1, 2, 3, 4)]
    assert found["home"].fillna(False).tolist() == [True, False, False, True]
    assert found["cost"].dropna().tolist() == [Decimal("10.50"), Decimal("0.25"), Decimal("7.00")]
    assert [int(year) for year in found["year"]] == [2024, 2024, 2025, 2025]


@WAYS
def test_nothing_is_left_of_a_read(lake, s3, glue, way):
    read(lake, "SELECT id, name FROM trips", keep_files=False, **way)
    # What an UNLOAD tells of itself lies beside its statement, where awswrangler does not look.
    assert [key for key in keys(s3, "results") if way is not UNLOAD or not key.endswith(".metadata")] == []
    assert [table["Name"] for table in glue.get_tables(DatabaseName="db")["TableList"]] == ["trips"]


@pytest.mark.parametrize("way", [CTAS, CSV], ids=["ctas", "csv"])
def test_no_rows(lake, way):
    found = read(lake, "SELECT id, name FROM trips WHERE id > 100", **way)
    assert len(found) == 0


@WAYS
def test_in_chunks(lake, way):
    chunks = list(read(lake, "SELECT id FROM trips ORDER BY id", chunksize=3, **way))
    assert all(len(chunk) <= 3 for chunk in chunks)
    assert sorted(pd.concat(chunks)["id"].tolist()) == [1, 2, 3, 4]


@WAYS
def test_named_parameters(lake, way):
    found = read(lake, "SELECT id FROM trips WHERE name = :name AND day > :day", paramstyle="named",
                 params={"name": "Fulmar", "day": datetime.date(2024, 5, 2)}, **way)
    assert found["id"].tolist() == [4]


def test_question_marks(lake):
    found = read(lake, "SELECT id FROM trips WHERE id > ? AND name = ?", paramstyle="qmark", params=["1", "'Tern'"])
    assert found["id"].tolist() == [2]


def test_it_knows_why_a_table_cannot_be_made(lake):
    told = {
        "id + 1": (wr.exceptions.InvalidArgumentValue, "define all columns names"),
        "id, id": (wr.exceptions.InvalidCtasApproachQuery, "distinct names for your columns"),
        "id, NULL AS nothing": (wr.exceptions.InvalidArgumentValue, "columns types in your query"),
    }
    for columns, (error, words) in told.items():
        with pytest.raises(error, match=words):
            read(lake, f"SELECT {columns} FROM trips", **CTAS)


def test_a_failure_is_told(lake):
    with pytest.raises(wr.exceptions.QueryFailed, match="COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved"):
        read(lake, "SELECT nothing FROM trips")


@pytest.mark.parametrize("way", [CTAS, CSV], ids=["ctas", "csv"])
def test_the_cache_runs_nothing_twice(lake, way):
    def ask(**cache):
        found = read(lake, "SELECT id FROM trips WHERE id < 3 ORDER BY id", athena_cache_settings=cache, **way)
        assert sorted(found["id"].tolist()) == [1, 2]
        return found.query_metadata["QueryExecutionId"]

    first = ask()
    assert ask(max_cache_seconds=900) == first
    assert ask(max_cache_seconds=0) != first


def test_overwriting_partitions_and_appending(lake, s3):
    more = trips().iloc[:1].assign(id=10, year=2025)
    kept = keys(s3, "lake", "trips/year=2024/")
    write(lake, more, mode="overwrite_partitions")
    assert read(lake, "SELECT id FROM trips ORDER BY id")["id"].tolist() == [1, 2, 10]
    assert keys(s3, "lake", "trips/year=2024/") == kept
    write(lake, more.assign(id=11, year=2026), mode="append")
    write(lake, more.assign(id=12), mode="append")
    found = read(lake, "SELECT year, count(*) AS n FROM trips GROUP BY year ORDER BY year")
    assert [tuple(map(int, row)) for row in found.values] == [(2024, 2), (2025, 2), (2026, 1)]
    assert sorted(wr.catalog.get_partitions("db", "trips", boto3_session=lake).values()) == [["2024"], ["2025"], ["2026"]]
    write(lake, more, mode="overwrite")
    assert read(lake, "SELECT id FROM trips")["id"].tolist() == [10]


@pytest.mark.parametrize("year", [2025, 2026], ids=["old partition", "new partition"])
def test_a_new_column_is_appended(lake, year):
    write(lake, trips().assign(id=20, year=year, crew="two"), mode="append")
    found = read(lake, "SELECT id, crew FROM trips ORDER BY id")
    assert found["crew"].fillna("none").tolist() == ["none"] * 4 + ["two"] * 4


def test_projected_partitions(db):
    write(db, trips(), table="projected", athena_partition_projection_settings={
        "projection_types": {"year": "integer"},
        "projection_ranges": {"year": "2020,2030"},
    })
    found = read(db, "SELECT id FROM projected WHERE year = 2025 ORDER BY id")
    assert found["id"].tolist() == [3, 4]


def test_bucketed_files(db):
    write(db, trips(), table="bucketed", bucketing_info=(["id"], 2))
    assert read(db, "SELECT name FROM bucketed WHERE id = 2")["name"].tolist() == ["Tern"]


@pytest.mark.parametrize("kind", ["csv", "json", "orc"])
def test_other_formats(db, kind):
    to = getattr(wr.s3, f"to_{kind}")
    options = {"csv": {"index": False}, "json": {"orient": "records", "lines": True, "index": False}, "orc": {}}[kind]
    frame = pd.DataFrame({"id": [1, 2], "name": ["Skua", "Tern"]})
    to(frame, path=f"s3://lake/{kind}/", dataset=True, database="db", table=kind, boto3_session=db, **options)
    found = read(db, f"SELECT * FROM {kind} ORDER BY id")
    assert found.values.tolist() == [[1, "Skua"], [2, "Tern"]]


def test_describing(lake):
    found = wr.athena.describe_table("trips", database="db", s3_output=OUTPUT, boto3_session=lake)
    assert found["Column Name"].tolist() == ["id", "name", "length", "left", "day", "home", "cost", "year"]
    assert found["Type"].tolist() == ["bigint", "string", "double", "timestamp", "date", "boolean", "decimal(10,2)",
                                      "bigint"]
    assert found["Partition"].tolist() == [False] * 7 + [True]


def test_showing_how_a_table_is_created(lake):
    found = wr.athena.show_create_table("trips", database="db", s3_output=OUTPUT, boto3_session=lake)
    assert found.startswith("CREATE EXTERNAL TABLE `db.trips`(")
    assert "PARTITIONED BY" in found and "'s3://lake/trips" in found
    assert "CREATE" in wr.athena.generate_create_query("trips", database="db", boto3_session=lake)


def test_repairing(db, s3, glue):
    for year in (2024, 2025):
        s3.put_object(Bucket="lake", Key=f"text/year={year}/a.csv", Body=f"{year},x\n".encode())
    table = text_table("text", "s3://lake/text/", "id int", "name string", keys=["year string"])
    glue.create_table(DatabaseName="db", TableInput=table)
    assert len(read(db, "SELECT * FROM text")) == 0
    state = wr.athena.repair_table("text", database="db", s3_output=OUTPUT, boto3_session=db)
    assert state == "SUCCEEDED"
    assert read(db, "SELECT id, year FROM text ORDER BY id").astype(str).values.tolist() == [
        ["2024", "2024"], ["2025", "2025"]]


def test_types_of_a_query(lake):
    done = run(lake, "SELECT id, name, day, cost, ARRAY[1] AS a FROM trips")
    types = wr.athena.get_query_columns_types(done["QueryExecutionId"], boto3_session=lake)
    assert types == {"id": "bigint", "name": "varchar", "day": "date", "cost": "decimal(10,2)", "a": "array"}
    found = wr.athena.get_query_results(done["QueryExecutionId"], boto3_session=lake)
    assert sorted(found["id"].tolist()) == [1, 2, 3, 4]
    assert done["QueryExecutionId"] in wr.athena.list_query_executions(boto3_session=lake)


def test_a_table_from_a_query(lake):
    made = wr.athena.create_ctas_table(
        "SELECT id, name, year FROM trips", database="db", ctas_table="made", s3_output="s3://lake/made/",
        storage_format="orc", write_compression="zlib", partitioning_info=["year"], wait=True, boto3_session=lake)
    assert (made["ctas_database"], made["ctas_table"]) == ("db", "made")
    assert made["ctas_query_metadata"].raw_payload["Status"]["State"] == "SUCCEEDED"
    assert read(lake, "SELECT id FROM made WHERE year = 2025 ORDER BY id")["id"].tolist() == [3, 4]
    empty = wr.athena.create_ctas_table("SELECT * FROM trips", database="db", ctas_table="empty",
                                        s3_output="s3://lake/empty/", schema_only=True, wait=True, boto3_session=lake)
    assert empty["ctas_query_metadata"].raw_payload["Status"]["State"] == "SUCCEEDED"
    assert len(read(lake, "SELECT * FROM empty")) == 0


def test_unloading(lake, athena):
    athena.create_work_group(Name="team", Configuration={"ResultConfiguration": {"OutputLocation": OUTPUT}})
    wr.athena.unload("SELECT id, name FROM trips", path="s3://lake/unloaded/", database="db", file_format="PARQUET",
                     workgroup="team", boto3_session=lake)
    found = wr.s3.read_parquet("s3://lake/unloaded/", boto3_session=lake)
    assert sorted(found["id"].tolist()) == [1, 2, 3, 4]


def test_a_whole_table(lake):
    found = wr.athena.read_sql_table("trips", database="db", s3_output=OUTPUT, boto3_session=lake)
    assert sorted(found["id"].tolist()) == [1, 2, 3, 4]
    direct = wr.s3.read_parquet_table("trips", database="db", boto3_session=lake)
    assert sorted(direct["id"].tolist()) == [1, 2, 3, 4]


def test_prepared_statements(lake):
    wr.athena.create_prepared_statement("SELECT id FROM trips WHERE name = ?", "by_name", boto3_session=lake)
    wr.athena.create_prepared_statement("SELECT id FROM trips WHERE name <> ?", "by_name", boto3_session=lake)
    listed = wr.athena.list_prepared_statements(boto3_session=lake)
    assert [found["StatementName"] for found in listed] == ["by_name"]
    found = read(lake, 'EXECUTE "by_name"', params=["'Tern'"], paramstyle="qmark")
    assert sorted(found["id"].tolist()) == [1, 4]
    wr.athena.delete_prepared_statement("by_name", boto3_session=lake)
    assert wr.athena.list_prepared_statements(boto3_session=lake) == []


def test_the_default_bucket_of_results(lake, s3):
    found = wr.athena.read_sql_query("SELECT id FROM trips", database="db", boto3_session=lake, **CSV)
    assert len(found) == 4
    assert any(it["Name"].startswith("aws-athena-query-results-") for it in s3.list_buckets()["Buckets"])


def test_the_folder_of_a_workgroup(lake, s3, athena):
    athena.create_work_group(Name="team", Configuration={
        "EnforceWorkGroupConfiguration": True, "ResultConfiguration": {"OutputLocation": "s3://results/team/"}})
    read(lake, "SELECT id FROM trips", workgroup="team", keep_files=True)
    assert len(keys(s3, "results", "team/")) == 2
    assert wr.athena.get_work_group("team", boto3_session=lake)["WorkGroup"]["Name"] == "team"
