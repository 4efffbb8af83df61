"""Iceberg tables through pyiceberg's Glue catalog."""

import json

import pyarrow as pa
import pytest
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.exceptions import CommitFailedException, NoSuchTableError, TableAlreadyExistsError
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import LongType, NestedField, StringType

from server import KEY, REGION, SECRET

SCHEMA = Schema(NestedField(1, "id", LongType(), required=False), NestedField(2, "name", StringType(), required=False))
ARROW = pa.schema([("id", pa.int64()), ("name", pa.string())])


def rows(*pairs):
    return pa.table({"id": [number for number, _ in pairs], "name": [name for _, name in pairs]}, schema=ARROW)


@pytest.fixture
def catalog(server):
    server.client("s3").create_bucket(Bucket="ice")
    properties = {"region": REGION, "access-key-id": KEY, "secret-access-key": SECRET}
    made = GlueCatalog(
        "glue",
        **{f"glue.{name}": value for name, value in properties.items()},
        **{f"s3.{name}": value for name, value in properties.items()},
        **{"glue.endpoint": server.url, "s3.endpoint": server.url, "warehouse": "s3://ice/warehouse"},
    )
    made.create_namespace("db")
    return made


def contents(table):
    return sorted((row["id"], row["name"]) for row in table.scan().to_arrow().to_pylist())


def test_a_table_is_made_filled_and_dropped(catalog, glue):
    table = catalog.create_table("db.t", SCHEMA)
    with pytest.raises(TableAlreadyExistsError):
        catalog.create_table("db.t", SCHEMA)
    shown = glue.get_table(DatabaseName="db", Name="t")["Table"]
    assert shown["TableType"] == "EXTERNAL_TABLE"
    assert shown["Parameters"]["table_type"] == "ICEBERG"
    assert shown["Parameters"]["metadata_location"] == table.metadata_location
    assert [column["Name"] for column in shown["StorageDescriptor"]["Columns"]] == ["id", "name"]
    first = table.metadata_location
    table.append(rows((1, "Ada"), (2, "Bo")))
    table.append(rows((3, None)))
    assert contents(catalog.load_table("db.t")) == [(1, "Ada"), (2, "Bo"), (3, None)]
    parameters = glue.get_table(DatabaseName="db", Name="t")["Table"]["Parameters"]
    assert parameters["metadata_location"] == table.metadata_location != first
    assert parameters["previous_metadata_location"] not in (first, table.metadata_location)
    assert catalog.list_tables("db") == [("db", "t")]
    catalog.drop_table("db.t")
    with pytest.raises(NoSuchTableError):
        catalog.load_table("db.t")


def test_partitions_and_rows_that_are_replaced(catalog):
    spec = PartitionSpec(PartitionField(2, 1000, IdentityTransform(), "name"))
    table = catalog.create_table("db.t", SCHEMA, partition_spec=spec)
    table.append(rows((1, "a"), (2, "b"), (3, "a")))
    assert sorted(table.scan(row_filter="name = 'a'").to_arrow()["id"].to_pylist()) == [1, 3]
    table.delete("name = 'a'")
    assert contents(catalog.load_table("db.t")) == [(2, "b")]
    table.overwrite(rows((9, "z")))
    assert contents(catalog.load_table("db.t")) == [(9, "z")]


def test_the_schema_changes(catalog, glue):
    table = catalog.create_table("db.t", SCHEMA)
    table.append(rows((1, "Ada")))
    with table.update_schema() as update:
        update.add_column("boat", StringType(), "what she sails")
        update.rename_column("name", "sailor")
    columns = glue.get_table(DatabaseName="db", Name="t")["Table"]["StorageDescriptor"]["Columns"]
    current = [column for column in columns if column["Parameters"].get("iceberg.field.current") == "true"]
    assert [(column["Name"], column["Type"]) for column in current] == [
        ("id", "bigint"), ("sailor", "string"), ("boat", "string"),
    ]
    table.append(pa.table({"id": [2], "sailor": ["Bo"], "boat": ["Gull"]}))
    found = catalog.load_table("db.t").scan().to_arrow().sort_by("id").to_pylist()
    assert found == [
        {"id": 1, "sailor": "Ada", "boat": None},
        {"id": 2, "sailor": "Bo", "boat": "Gull"},
    ]


def test_of_two_commits_one_loses_and_succeeds_when_it_tries_again(catalog, glue):
    catalog.create_table("db.t", SCHEMA, properties={"commit.retry.num-retries": "0"})
    winner, loser = catalog.load_table("db.t"), catalog.load_table("db.t")
    winner.append(rows((1, "winner")))
    with pytest.raises(CommitFailedException):
        loser.append(rows((2, "loser")))
    assert contents(catalog.load_table("db.t")) == [(1, "winner")], "the loser left nothing"
    loser.refresh()
    loser.append(rows((2, "loser")))
    assert contents(catalog.load_table("db.t")) == [(1, "winner"), (2, "loser")]


def test_a_writer_that_sends_no_version_cannot_undo_a_commit(catalog, glue):
    table = catalog.create_table("db.t", SCHEMA)
    shown = glue.get_table(DatabaseName="db", Name="t")["Table"]
    stale = {name: shown[name] for name in ("Name", "TableType", "StorageDescriptor")}
    stale["Parameters"] = shown["Parameters"] | {
        "previous_metadata_location": table.metadata_location,
        "metadata_location": "s3://ice/warehouse/db.db/t/metadata/other.metadata.json",
    }
    table.append(rows((1, "Ada")))
    with pytest.raises(glue.exceptions.ConcurrentModificationException) as error:
        glue.update_table(DatabaseName="db", TableInput=stale)
    assert error.value.response["Error"]["Message"] == "Update table failed due to concurrent modifications."
    assert contents(catalog.load_table("db.t")) == [(1, "Ada")]


def test_the_metadata_is_a_file_of_the_bucket(catalog, server):
    table = catalog.create_table("db.t", SCHEMA, properties={"owner": "harbour"})
    bucket, key = table.metadata_location.removeprefix("s3://").split("/", 1)
    body = json.loads(server.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
    assert (body["format-version"], body["properties"]["owner"]) == (2, "harbour")
