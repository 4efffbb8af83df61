"""Iceberg tables that Glue itself makes and changes, read and filled by pyiceberg."""

import pyarrow as pa
import pytest
from botocore.exceptions import ClientError
from pyiceberg.catalog.glue import GlueCatalog

from server import KEY, REGION, SECRET

FIELDS = [
    {"Id": 1, "Name": "id", "Type": "long", "Required": False},
    {"Id": 2, "Name": "name", "Type": "string", "Required": False, "Doc": "of the sailor"},
]
LOCATION = "s3://ice/db/t"


@pytest.fixture
def catalog(server, glue):
    server.client("s3").create_bucket(Bucket="ice")
    glue.create_database(DatabaseInput={"Name": "db"})
    properties = {"region": REGION, "access-key-id": KEY, "secret-access-key": SECRET}
    return GlueCatalog(
        "glue",
        **{f"glue.{name}": value for name, value in properties.items()},
        **{f"s3.{name}": value for name, value in properties.items()},
        **{"glue.endpoint": server.url, "s3.endpoint": server.url},
    )


def create(glue, version="2", **more):
    table = {"Location": LOCATION, "Schema": {"Type": "struct", "Fields": FIELDS}, **more}
    iceberg = {"MetadataOperation": "CREATE", "Version": version, "CreateIcebergTableInput": table}
    glue.create_table(DatabaseName="db", Name="t", OpenTableFormatInput={"IcebergInput": iceberg})


def update(glue, *updates):
    change = {"UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": list(updates)}}}
    glue.update_table(DatabaseName="db", Name="t", UpdateOpenTableFormatInput=change)


def rows(table):
    return sorted(table.scan().to_arrow().to_pylist(), key=lambda row: row["id"])


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_table_of_glue_is_filled_by_pyiceberg_and_changed_by_glue(catalog, glue, version):
    spec = {"Fields": [{"SourceId": 2, "Transform": "identity", "Name": "name"}]}
    sort = {"SourceId": 1, "Transform": "identity", "Direction": "asc", "NullOrder": "nulls-first"}
    create(glue, version, PartitionSpec=spec, WriteOrder={"OrderId": 1, "Fields": [sort]}, Properties={"owner": "a"})
    table = catalog.load_table("db.t")
    assert (table.metadata.format_version, table.properties["owner"]) == (int(version), "a")
    assert [field.name for field in table.spec().fields] == ["name"]
    assert table.sort_order().order_id == 1
    table.append(pa.table({"id": [1, 2], "name": ["Ada", "Bo"]}))
    assert rows(catalog.load_table("db.t")) == [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bo"}]
    fields = [FIELDS[0], {**FIELDS[1], "Name": "sailor"}, {"Id": 3, "Name": "boat", "Type": "string", "Required": False}]
    update(glue, {"Schema": {"Fields": fields}, "Location": LOCATION, "Properties": {"owner": "b"}})
    table = catalog.load_table("db.t")
    assert [field.name for field in table.schema().fields] == ["id", "sailor", "boat"]
    assert table.properties["owner"] == "b"
    assert rows(table)[0] == {"id": 1, "sailor": "Ada", "boat": None}
    table.append(pa.table({"id": [3], "sailor": ["Cy"], "boat": ["Kon"]}))
    assert rows(catalog.load_table("db.t"))[2] == {"id": 3, "sailor": "Cy", "boat": "Kon"}
    assert len(table.history()) == 2


def test_actions_change_one_thing_each(catalog, glue):
    create(glue)
    need = {"Schema": {"Fields": []}, "Location": LOCATION}
    spec = {"Fields": [{"SourceId": 2, "Transform": "truncate[1]", "Name": "initial"}]}
    update(
        glue,
        {**need, "Action": "add-spec", "PartitionSpec": spec},
        {**need, "Action": "set-default-spec", "PartitionSpec": {"SpecId": -1, "Fields": []}},
        {**need, "Action": "set-properties", "Properties": {"a": "1", "b": "2"}},
        {**need, "Action": "remove-properties", "Properties": {"a": ""}},
    )
    table = catalog.load_table("db.t")
    assert ([field.name for field in table.spec().fields], table.properties) == (["initial"], {"b": "2"})
    shown = glue.get_table(DatabaseName="db", Name="t", AttributesToGet=["LATEST_ICEBERG_METADATA"])["Table"]
    assert shown["IcebergTableMetadata"]["TableUuid"] == str(table.metadata.table_uuid)
    assert shown["IcebergTableMetadata"]["DefaultSpecId"] == 1


def test_a_table_is_made_from_the_columns_of_hive(catalog, glue):
    columns = [{"Name": "id", "Type": "bigint"}, {"Name": "tags", "Type": "array<string>"}]
    table = {"Name": "t", "StorageDescriptor": {"Columns": columns, "Location": LOCATION}}
    iceberg = {"IcebergInput": {"MetadataOperation": "CREATE"}}
    glue.create_table(DatabaseName="db", TableInput=table, OpenTableFormatInput=iceberg)
    made = catalog.load_table("db.t")
    made.append(pa.table({"id": [1], "tags": [["x", "y"]]}))
    assert rows(made) == [{"id": 1, "tags": ["x", "y"]}]


def test_a_failure_leaves_nothing(server, catalog, glue):
    with pytest.raises(ClientError) as failure:
        create(glue, Properties={"write.metadata.compression-codec": "gzip"})
    assert failure.value.response["Error"]["Code"] == "InvalidInputException"
    assert "Contents" not in server.client("s3").list_objects_v2(Bucket="ice")
