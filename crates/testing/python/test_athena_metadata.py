"""The catalog as Athena's clients browse it."""

import pytest

from tables import text_table


@pytest.fixture
def catalog(glue):
    for name in ("alpha", "beta"):
        glue.create_database(DatabaseInput={"Name": name, "Description": f"d {name}", "Parameters": {"k": name}})
    for name in ("boats", "crews"):
        glue.create_table(DatabaseName="alpha", TableInput=text_table(
            name, f"s3://bucket/{name}/", "id bigint", "name string", keys=["day string"],
            parameters={"classification": "csv"}))


def test_catalogs(athena, catalog):
    listed = athena.list_data_catalogs()["DataCatalogsSummary"]
    assert [(item["CatalogName"], item["Type"]) for item in listed] == [("AwsDataCatalog", "GLUE")]
    got = athena.get_data_catalog(Name="AwsDataCatalog")["DataCatalog"]
    assert (got["Name"], got["Type"]) == ("AwsDataCatalog", "GLUE")


def test_databases(athena, catalog):
    listed = athena.list_databases(CatalogName="AwsDataCatalog")["DatabaseList"]
    assert [item["Name"] for item in listed] == ["alpha", "beta"]
    got = athena.get_database(CatalogName="AwsDataCatalog", DatabaseName="alpha")["Database"]
    assert (got["Name"], got["Description"], got["Parameters"]) == ("alpha", "d alpha", {"k": "alpha"})
    pages = list(athena.get_paginator("list_databases").paginate(
        CatalogName="AwsDataCatalog", PaginationConfig={"PageSize": 1}))
    assert [item["Name"] for page in pages for item in page["DatabaseList"]] == ["alpha", "beta"]


def test_tables(athena, catalog):
    got = athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="alpha", TableName="boats")
    table = got["TableMetadata"]
    assert (table["Name"], table["TableType"]) == ("boats", "EXTERNAL_TABLE")
    assert [(column["Name"], column["Type"]) for column in table["Columns"]] == [("id", "bigint"), ("name", "string")]
    assert [(column["Name"], column["Type"]) for column in table["PartitionKeys"]] == [("day", "string")]
    parameters = table["Parameters"]
    assert parameters["location"] == "s3://bucket/boats/"
    assert parameters["inputformat"] == "org.apache.hadoop.mapred.TextInputFormat"
    assert parameters["serde.serialization.lib"].endswith("LazySimpleSerDe")
    assert parameters["serde.param.field.delim"] == ","
    assert parameters["classification"] == "csv"

    def listed(**options):
        found = athena.list_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="alpha", **options)
        return [item["Name"] for item in found["TableMetadataList"]]

    assert listed() == ["boats", "crews"]
    assert listed(Expression="b.*") == ["boats"]


def test_attributes_that_are_asked_for(athena, catalog):
    def databases(*attributes):
        return athena.list_databases(CatalogName="AwsDataCatalog", AttributesToGet=attributes)["DatabaseList"]

    def tables(*attributes):
        return athena.list_table_metadata(
            CatalogName="AwsDataCatalog", DatabaseName="alpha", AttributesToGet=attributes)["TableMetadataList"]

    assert databases("NAME") == [{"Name": "alpha"}, {"Name": "beta"}]
    assert databases()[0]["Description"] == "d alpha"
    assert tables("NAME") == [{"Name": "boats"}, {"Name": "crews"}]
    assert tables("TABLE_TYPE", "NAME")[0] == {"Name": "boats", "TableType": "EXTERNAL_TABLE"}
    with pytest.raises(athena.exceptions.InvalidRequestException, match="must include NAME"):
        tables("TABLE_TYPE")


def test_engine_versions(athena):
    first = athena.list_engine_versions(MaxResults=1)
    assert [found["SelectedEngineVersion"] for found in first["EngineVersions"]] == ["AUTO"]
    rest = athena.list_engine_versions(NextToken=first["NextToken"])
    assert [found["SelectedEngineVersion"] for found in rest["EngineVersions"]] == ["Athena engine version 3"]
    assert "NextToken" not in rest


def test_what_is_not_there(athena, catalog):
    for call in (
        lambda: athena.get_database(CatalogName="AwsDataCatalog", DatabaseName="nothing"),
        lambda: athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="alpha", TableName="nothing"),
        lambda: athena.list_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="nothing"),
    ):
        with pytest.raises(athena.exceptions.MetadataException) as error:
            call()
        assert "EntityNotFoundException" in error.value.response["Error"]["Message"]


def test_workgroups(athena):
    assert [group["Name"] for group in athena.list_work_groups()["WorkGroups"]] == ["primary"]
