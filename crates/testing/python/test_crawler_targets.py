"""Crawls of tables that are written down in the lake: Delta Lake, Iceberg, Hudi; and of the catalog's own tables.

The Delta tables are those of `fixtures/files`, which the `deltalake` package wrote; the Iceberg ones are written here
by pyiceberg.
"""

import pathlib

import pyarrow as pa
import pytest
from botocore.exceptions import ClientError
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.types import DoubleType

import polling
from server import KEY, REGION, SECRET

FILES = pathlib.Path(__file__).parents[3] / "fixtures/files"
SALES = b"id,name,amt\n1,a,1.5\n2,b,2.5\n"
LOG = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}


def put_folder(s3, prefix, name):
    for path in sorted((FILES / name).rglob("*")):
        if path.is_file():
            s3.put_object(Bucket="bkt", Key=prefix + path.relative_to(FILES / name).as_posix(), Body=path.read_bytes())


@pytest.fixture
def lake(s3, glue):
    for bucket in ["bkt", "results"]:
        s3.create_bucket(Bucket=bucket)
    glue.create_database(DatabaseInput={"Name": "db"})
    return s3


def crawl(glue, targets, **more):
    glue.create_crawler(Name="c", Role="r", Targets=targets, **{"DatabaseName": "db", **more})
    return again(glue)


def again(glue):
    last = polling.crawl(glue, "c")["LastCrawl"]
    assert last["Status"] == "SUCCEEDED", last
    return {table["Name"]: table for table in glue.get_tables(DatabaseName="db")["TableList"]}


def said(server, text):
    events = server.client("logs").filter_log_events(logGroupName="/aws-glue/crawlers")["events"]
    return [event["message"] for event in events if text in event["message"]]


def test_a_native_delta_table(server, lake, glue, athena):
    put_folder(lake, "x/sold/", "delta_partitioned")
    target = {"DeltaTables": ["s3://bkt/x/sold/"], "CreateNativeDeltaTable": True, "WriteManifest": False}
    table = crawl(glue, {"DeltaTargets": [target]})["sold"]
    assert table["PartitionKeys"] == []
    columns = [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]
    assert ("price", "decimal(12,2)") in columns and ("day", "date") in columns
    wanted = {"classification": "delta", "spark.sql.sources.provider": "delta", "table_type": "DELTA"}
    assert wanted.items() <= table["Parameters"].items()
    assert glue.get_crawler(Name="c")["Crawler"]["Targets"]["DeltaTargets"] == [target]
    # The log is not read by queries, and its files are not taken for rows.
    failed = polling.run_query(athena, "SELECT count(*) FROM sold", "db")["Status"]
    assert failed["State"] == "FAILED" and "Delta" in failed["StateChangeReason"], failed


def test_a_delta_table_by_its_manifests(server, lake, glue, athena):
    put_folder(lake, "x/sold/", "delta_partitioned")
    put_folder(lake, "x/plain/", "delta_plain")
    target = {"DeltaTables": ["s3://bkt/x/sold/", "s3://bkt/x/plain"], "WriteManifest": True}
    tables = crawl(glue, {"DeltaTargets": [target]})
    assert tables["sold"]["StorageDescriptor"]["InputFormat"].endswith(".SymlinkTextInputFormat")
    assert [key["Type"] for key in tables["sold"]["PartitionKeys"]] == ["date", "string"]
    manifest = lake.get_object(Bucket="bkt", Key="x/plain/_symlink_format_manifest/manifest")["Body"].read().decode()
    assert len(manifest.splitlines()) == 2 and all(line.startswith("s3://bkt/x/plain/part-") for line in manifest.splitlines())
    # Row 3 is deleted in the log and still in a file; row 5 has no day.
    sql = "SELECT id, kind, cast(day AS varchar), price FROM sold ORDER BY id"
    assert polling.rows(athena, sql, "db") == [
        ["1", "a b/c", "2026-01-01", "1.00"],
        ["2", "plain", "2026-01-01", "2.00"],
        ["4", "plain", "2026-01-02", "4.00"],
        ["5", "a b/c", None, "5.00"],
        ["6", "plain", "2026-01-03", "6.00"],
    ]
    assert polling.rows(athena, "SELECT id FROM sold WHERE day = date '2026-01-03'", "db") == [["6"]]
    plain = polling.rows(athena, "SELECT id, name, amt FROM plain ORDER BY id", "db")
    assert plain == [["1", "a", None], ["2", "b", None], ["3", "c", "1.5"]]
    failed = polling.run_query(athena, "INSERT INTO plain VALUES (4, 'd', 2.5)", "db")["Status"]
    assert failed["State"] == "FAILED" and "SymlinkTextInputFormat" in failed["StateChangeReason"], failed
    before = {name: table["VersionId"] for name, table in tables.items()}
    assert {name: table["VersionId"] for name, table in again(glue).items()} == before


def test_manifests_that_are_missing_are_said(server, lake, glue):
    put_folder(lake, "x/plain/", "delta_plain")
    crawl(glue, {"DeltaTargets": [{"DeltaTables": ["s3://bkt/x/plain/"]}]})
    assert said(server, "WARN : 1 manifests of the Delta table at s3://bkt/x/plain/ are missing")
    assert lake.list_objects_v2(Bucket="bkt", Prefix="x/plain/_symlink")["KeyCount"] == 0


def test_iceberg_tables_of_pyiceberg(server, lake, glue):
    keys = {"region": REGION, "access-key-id": KEY, "secret-access-key": SECRET}
    catalog = GlueCatalog(
        "glue",
        **{f"{service}.{name}": value for service in ("glue", "s3") for name, value in keys.items()},
        **{"glue.endpoint": server.url, "s3.endpoint": server.url},
    )
    rows = pa.table({"id": pa.array([1, 2], pa.int64()), "name": ["a", "b"]})
    made = catalog.create_table("db.made", rows.schema, location="s3://bkt/ware/deep/boats")
    made.append(rows)
    glue.delete_table(DatabaseName="db", Name="made")
    target = {"Paths": ["s3://bkt/ware/"], "Exclusions": ["other/**"], "MaximumTraversalDepth": 5}
    table = crawl(glue, {"IcebergTargets": [target]})["boats"]
    first = table["Parameters"]["metadata_location"]
    assert table["Parameters"]["table_type"] == "ICEBERG" and first.startswith("s3://bkt/ware/deep/boats/metadata/00001-")
    assert glue.get_crawler(Name="c")["Crawler"]["Targets"]["IcebergTargets"] == [target]
    found = catalog.load_table("db.boats")
    assert sorted(row["id"] for row in found.scan().to_arrow().to_pylist()) == [1, 2]
    # A writer of the files that knows no catalog is followed.
    with found.update_schema() as change:
        change.add_column("amt", DoubleType())
    renamed = catalog.load_table("db.boats").metadata_location
    glue.delete_table(DatabaseName="db", Name="boats")
    table = again(glue)["boats"]
    assert table["Parameters"]["metadata_location"] == renamed != first
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == ["id", "name", "amt"]


def test_hudi_tables(server, lake, glue, athena):
    put_folder(lake, "x/cow/", "hudi_cow")
    put_folder(lake, "x/mor/", "hudi_mor")
    tables = crawl(glue, {"HudiTargets": [{"Paths": ["s3://bkt/x/"], "Exclusions": [], "MaximumTraversalDepth": 3}]})
    formats = {name: table["StorageDescriptor"]["InputFormat"].rsplit(".", 1)[1] for name, table in tables.items()}
    assert formats == {
        "cow": "HoodieParquetInputFormat",
        "mor_ro": "HoodieParquetInputFormat",
        "mor_rt": "HoodieParquetRealtimeInputFormat",
    }
    values = [partition["Values"] for partition in glue.get_partitions(DatabaseName="db", TableName="mor_rt")["Partitions"]]
    assert values == [["2026-01-01"], ["2026-01-02"]]
    # Old versions of files would be counted as rows.
    failed = polling.run_query(athena, "SELECT count(*) FROM cow", "db")["Status"]
    assert failed["State"] == "FAILED" and "Hudi" in failed["StateChangeReason"], failed


def test_tables_of_the_catalog(server, lake, glue, athena):
    for day in [1, 2]:
        lake.put_object(Bucket="bkt", Key=f"x/t/day={day}/a.csv", Body=SALES)
    crawl(glue, {"S3Targets": [{"Path": "s3://bkt/x/t/"}]})
    glue.delete_crawler(Name="c")
    lake.put_object(Bucket="bkt", Key="x/t/day=3/a.csv", Body=SALES)
    lake.put_object(Bucket="bkt", Key="x/other/a.csv", Body=SALES)
    targets = {"CatalogTargets": [{"DatabaseName": "db", "Tables": ["t"]}]}
    glue.create_crawler(Name="c", Role="r", Targets=targets, SchemaChangePolicy=LOG)
    crawler = glue.get_crawler(Name="c")["Crawler"]
    assert crawler["Targets"]["CatalogTargets"] == targets["CatalogTargets"] and "DatabaseName" not in crawler
    assert crawler["Configuration"] == '{"Version":1.0,"Grouping":{"TableGroupingPolicy":"CombineCompatibleSchemas"}}'
    assert list(again(glue)) == ["t"]
    assert polling.rows(athena, "SELECT day, count(*) FROM t GROUP BY 1 ORDER BY 1", "db") == [["1", "2"], ["2", "2"], ["3", "2"]]


@pytest.mark.parametrize(
    "targets, policy, text",
    [
        (
            {"CatalogTargets": [{"DatabaseName": "db", "Tables": ["t"]}]},
            {},
            "The SchemaChangePolicy for Catalog target can have only LOG DeleteBehavior value.",
        ),
        (
            {"CatalogTargets": [{"DatabaseName": "db", "Tables": ["t"]}], "S3Targets": [{"Path": "s3://bkt/"}]},
            {"SchemaChangePolicy": LOG},
            "CatalogTargets cannot be combined with targets of other types.",
        ),
        (
            {"DeltaTargets": [{"DeltaTables": ["s3://bkt/t/"]}]},
            {"SchemaChangePolicy": LOG, "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}},
            'RecrawlBehavior "Crawl new folders only" can only apply to Amazon S3 target.',
        ),
        ({"HudiTargets": [{"Paths": ["s3://nowhere/"]}]}, {}, "S3 bucket nowhere does not exist."),
        ({"IcebergTargets": [{"Paths": ["s3://bkt/"], "MaximumTraversalDepth": 0}]}, {}, "MaximumTraversalDepth must be at least 1."),
    ],
)
def test_crawlers_that_cannot_be(lake, glue, targets, policy, text):
    with pytest.raises(ClientError) as caught:
        glue.create_crawler(Name="c", Role="r", DatabaseName="db", Targets=targets, **policy)
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == ("InvalidInputException", text)
