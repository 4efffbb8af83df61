"""The schema registry through boto3."""

import json
import re

import pytest
from botocore.exceptions import ClientError

from tables import text_table

INT = json.dumps({"type": "record", "name": "r", "fields": [{"name": "a", "type": "int"}]})
WIDER = json.dumps(
    {"type": "record", "name": "r", "fields": [{"name": "a", "type": "long"}, {"name": "b", "type": "string", "default": ""}]}
)
OTHER = json.dumps({"type": "record", "name": "r", "fields": [{"name": "a", "type": "string"}]})
ARN = "arn:aws:glue:us-east-1:123456789012:"
ID = {"SchemaName": "s", "RegistryName": "reg"}
LATEST = {"LatestVersion": True}


def message_of(error):
    return error.value.response["Error"]["Message"]


@pytest.fixture
def registry(glue):
    glue.create_registry(RegistryName="reg", Description="d", Tags={"team": "lake"})
    return "reg"


@pytest.fixture
def schema(glue, registry):
    return glue.create_schema(
        RegistryId={"RegistryName": registry}, SchemaName="s", DataFormat="AVRO", Compatibility="BACKWARD",
        SchemaDefinition=INT, Tags={"k": "v"},
    )


def number(value):
    return {"VersionNumber": value}


def test_registries(glue):
    made = glue.create_registry(RegistryName="reg", Description="d", Tags={"team": "lake"})
    assert (made["RegistryArn"], made["Description"], made["Tags"]) == (ARN + "registry/reg", "d", {"team": "lake"})
    assert glue.get_tags(ResourceArn=made["RegistryArn"])["Tags"] == {"team": "lake"}
    for identity in ({"RegistryName": "reg"}, {"RegistryArn": made["RegistryArn"]}):
        got = glue.get_registry(RegistryId=identity)
        assert (got["RegistryName"], got["Status"], got["Description"]) == ("reg", "AVAILABLE", "d")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", got["CreatedTime"])
    glue.update_registry(RegistryId={"RegistryName": "reg"}, Description="new")
    assert glue.get_registry(RegistryId={"RegistryName": "reg"})["Description"] == "new"
    with pytest.raises(glue.exceptions.AlreadyExistsException) as error:
        glue.create_registry(RegistryName="reg")
    assert message_of(error) == "Registry already exists. RegistryName: reg"
    assert glue.delete_registry(RegistryId={"RegistryName": "reg"})["Status"] == "DELETING"
    with pytest.raises(glue.exceptions.EntityNotFoundException) as error:
        glue.get_registry(RegistryId={"RegistryName": "reg"})
    assert message_of(error) == "Registry is not found. RegistryName: reg"


def test_names_and_ids_that_are_not(glue, schema):
    cases = [
        (lambda: glue.create_registry(RegistryName="a b"), "not valid. Parameter Name: registryName"),
        (lambda: glue.create_registry(RegistryName="a" * 256), "too few characters. Parameter Name: registryName"),
        (lambda: glue.get_registry(RegistryId={}), "One of registryName or registryArn"),
        (lambda: glue.get_registry(RegistryId={"RegistryName": "a", "RegistryArn": ARN + "registry/a"}), "both cannot"),
        (lambda: glue.get_registry(RegistryId={"RegistryArn": "arn:aws:glue:x"}), "Parameter Name: registryArn"),
        (lambda: glue.get_schema(SchemaId={}), "At least one of"),
        (lambda: glue.get_schema(SchemaId={**ID, "SchemaArn": ARN + "schema/reg/s"}), "both cannot"),
        (lambda: glue.get_schema_version(SchemaId=ID), "One of version number (or) latest version is required."),
        (lambda: glue.get_schema_version(SchemaId={"SchemaName": "s"}, SchemaVersionNumber=LATEST), "At least one of"),
        (lambda: glue.get_schema_version(SchemaId=ID, SchemaVersionNumber={**LATEST, "VersionNumber": 1}), "Only one of"),
        (lambda: glue.get_schema_version(SchemaId=ID, SchemaVersionId=schema["SchemaVersionId"]), "No other input"),
        (lambda: glue.get_schema_version(SchemaVersionId="x" * 36), "Parameter Name: schemaVersionId"),
        (lambda: glue.create_schema(SchemaName="x", DataFormat="XML", SchemaDefinition="x"), "Data format is not valid."),
        (
            lambda: glue.create_schema(SchemaName="x", DataFormat="AVRO", Compatibility="X", SchemaDefinition=INT),
            "Compatibility is not valid.",
        ),
        (
            lambda: glue.create_schema(SchemaName="x", DataFormat="AVRO", Compatibility="NONE", SchemaDefinition="{}"),
            "Schema definition of AVRO data format is invalid: ",
        ),
        (lambda: glue.update_schema(SchemaId=ID), "One of VersionNumber or Compatibility"),
        (lambda: glue.delete_schema_versions(SchemaId=ID, Versions="3-1"), "not a list of versions"),
    ]
    for call, text in cases:
        with pytest.raises(glue.exceptions.InvalidInputException) as error:
            call()
        assert text in message_of(error)
    for arn in ("arn:aws:glue:eu-west-1:123456789012:schema/reg/s", ARN + "schema/reg/none"):
        with pytest.raises(glue.exceptions.EntityNotFoundException) as error:
            glue.get_schema(SchemaId={"SchemaArn": arn})
        assert message_of(error) == "Schema is not found."


def test_a_schema_and_its_versions(glue, schema):
    assert (schema["SchemaArn"], schema["SchemaVersionStatus"]) == (ARN + "schema/reg/s", "AVAILABLE")
    assert (schema["LatestSchemaVersion"], schema["NextSchemaVersion"], schema["SchemaCheckpoint"]) == (1, 2, 1)
    assert schema["Tags"] == {"k": "v"} == glue.get_tags(ResourceArn=schema["SchemaArn"])["Tags"]
    wider = glue.register_schema_version(SchemaId=ID, SchemaDefinition=WIDER)
    assert (wider["VersionNumber"], wider["Status"]) == (2, "AVAILABLE")
    again = glue.register_schema_version(SchemaId=ID, SchemaDefinition=json.dumps(json.loads(WIDER), indent=2))
    assert again["SchemaVersionId"] == wider["SchemaVersionId"]
    failed = glue.register_schema_version(SchemaId=ID, SchemaDefinition=OTHER)
    assert (failed["VersionNumber"], failed["Status"]) == (3, "FAILURE")
    got = glue.get_schema_version(SchemaVersionId=failed["SchemaVersionId"])
    assert (got["Status"], got["SchemaDefinition"], got["VersionNumber"]) == ("FAILURE", OTHER, 3)
    found = glue.get_schema_by_definition(SchemaId={"SchemaArn": schema["SchemaArn"]}, SchemaDefinition=" " + INT)
    assert (found["SchemaVersionId"], found["DataFormat"]) == (schema["SchemaVersionId"], "AVRO")
    with pytest.raises(glue.exceptions.EntityNotFoundException) as error:
        glue.get_schema_by_definition(SchemaId=ID, SchemaDefinition='"int"')
    assert message_of(error) == "Schema version is not found."
    listed = glue.list_schema_versions(SchemaId=ID)["Schemas"]
    assert [(one["VersionNumber"], one["Status"]) for one in listed] == [
        (1, "AVAILABLE"), (2, "AVAILABLE"), (3, "FAILURE"),
    ]
    now = glue.get_schema(SchemaId=ID)
    assert (now["LatestSchemaVersion"], now["NextSchemaVersion"], now["SchemaStatus"]) == (2, 4, "AVAILABLE")


def test_as_terraform_does_it(glue, schema):
    """It waits for the latest version, reads its definition, registers, and waits until deleted things are gone."""
    version = {"SchemaId": {"SchemaArn": schema["SchemaArn"]}, "SchemaVersionNumber": LATEST}
    got = glue.get_schema_version(**version)
    assert (got["Status"], got["SchemaDefinition"], got["VersionNumber"]) == ("AVAILABLE", INT, 1)
    glue.register_schema_version(SchemaId={"SchemaArn": schema["SchemaArn"]}, SchemaDefinition=WIDER)
    got = glue.get_schema_version(**version)
    assert (got["SchemaDefinition"], got["VersionNumber"]) == (WIDER, 2)
    glue.register_schema_version(SchemaId={"SchemaArn": schema["SchemaArn"]}, SchemaDefinition=OTHER)
    assert glue.get_schema_version(**version)["VersionNumber"] == 2, "a failure is not the latest"
    glue.update_schema(
        SchemaId={"SchemaArn": schema["SchemaArn"]}, SchemaVersionNumber=LATEST, Compatibility="FULL", Description="x"
    )
    now = glue.get_schema(SchemaId={"SchemaArn": schema["SchemaArn"]})
    assert (now["Compatibility"], now["SchemaCheckpoint"], now["Description"]) == ("FULL", 2, "x")
    assert glue.delete_schema(SchemaId={"SchemaArn": schema["SchemaArn"]})["Status"] == "DELETING"
    with pytest.raises(glue.exceptions.EntityNotFoundException) as error:
        glue.get_schema(SchemaId={"SchemaArn": schema["SchemaArn"]})
    assert message_of(error) == "Schema is not found."
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_tags(ResourceArn=schema["SchemaArn"])


def test_the_default_registry(glue):
    made = glue.create_schema(SchemaName="s", DataFormat="JSON", Compatibility="NONE", SchemaDefinition='{"type":"object"}')
    assert made["RegistryName"] == "default-registry"
    assert glue.get_schema(SchemaId={"SchemaName": "s"})["SchemaArn"] == ARN + "schema/default-registry/s"
    assert [one["RegistryName"] for one in glue.list_registries()["Registries"]] == ["default-registry"]
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.create_schema(
            RegistryId={"RegistryName": "none"}, SchemaName="s", DataFormat="JSON", Compatibility="NONE",
            SchemaDefinition="{}",
        )


def test_disabled_versioning(glue, registry):
    glue.create_schema(
        RegistryId={"RegistryName": "reg"}, SchemaName="s", DataFormat="AVRO", Compatibility="DISABLED",
        SchemaDefinition=INT,
    )
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        glue.register_schema_version(SchemaId=ID, SchemaDefinition=WIDER)
    assert message_of(error).startswith("Compatibility DISABLED does not allow versioning.")


@pytest.mark.parametrize(
    "data_format, old, follows, breaks",
    [
        ("AVRO", INT, WIDER, OTHER),
        (
            "JSON",
            '{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false}',
            '{"type":"object","properties":{"a":{"type":"number"},"b":{}},"additionalProperties":false}',
            '{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}',
        ),
        (
            "PROTOBUF",
            'syntax = "proto3"; message M { int32 a = 1; }',
            'syntax = "proto3"; message M { int64 a = 1; string b = 2; }',
            'syntax = "proto3"; message M { string a = 1; }',
        ),
    ],
)
def test_each_format_is_compared(glue, registry, data_format, old, follows, breaks):
    glue.create_schema(
        RegistryId={"RegistryName": "reg"}, SchemaName="s", DataFormat=data_format, Compatibility="BACKWARD_ALL",
        SchemaDefinition=old,
    )
    assert glue.register_schema_version(SchemaId=ID, SchemaDefinition=follows)["Status"] == "AVAILABLE"
    assert glue.register_schema_version(SchemaId=ID, SchemaDefinition=breaks)["Status"] == "FAILURE"
    valid = glue.check_schema_version_validity(DataFormat=data_format, SchemaDefinition=old)
    assert (valid["Valid"], "Error" in valid) == (True, False)
    broken = glue.check_schema_version_validity(DataFormat=data_format, SchemaDefinition="{")
    assert (broken["Valid"], bool(broken["Error"])) == (False, True)


def test_versions_are_deleted(glue, schema):
    glue.update_schema(SchemaId=ID, SchemaVersionNumber=number(1), Compatibility="NONE")
    for definition in (WIDER, OTHER, '"int"'):
        glue.register_schema_version(SchemaId=ID, SchemaDefinition=definition)
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.delete_schema_versions(SchemaId=ID, Versions="1-2")
    errors = glue.delete_schema_versions(SchemaId=ID, Versions="2-3,9")["SchemaVersionErrors"]
    assert [(one["VersionNumber"], one["ErrorDetails"]["ErrorCode"]) for one in errors] == [(9, "EntityNotFoundException")]
    assert [one["VersionNumber"] for one in glue.list_schema_versions(SchemaId=ID)["Schemas"]] == [1, 4]
    glue.update_schema(SchemaId=ID, SchemaVersionNumber=number(4))
    with pytest.raises(glue.exceptions.ConcurrentModificationException):
        glue.delete_schema_versions(SchemaId=ID, Versions="4")


def test_the_difference_of_versions(glue, schema):
    glue.update_schema(SchemaId=ID, SchemaVersionNumber=number(1), Compatibility="NONE")
    pretty = [json.dumps(json.loads(text), indent=1) for text in (WIDER, OTHER)]
    for definition in pretty:
        glue.register_schema_version(SchemaId=ID, SchemaDefinition=definition)
    diff = glue.get_schema_versions_diff(
        SchemaId=ID, FirstSchemaVersionNumber=number(2), SecondSchemaVersionNumber=LATEST, SchemaDiffType="SYNTAX_DIFF"
    )["Diff"]
    lines = diff.splitlines()
    assert lines[:2] == ["--- s/2", "+++ s/3"] and lines[2].startswith("@@ ")
    assert '-   "type": "long"' in lines and '+   "type": "string"' in lines


def test_metadata(glue, schema):
    version = {"SchemaId": ID, "SchemaVersionNumber": number(1)}
    put = glue.put_schema_version_metadata(**version, MetadataKeyValue={"MetadataKey": "k", "MetadataValue": "1"})
    assert (put["SchemaVersionId"], put["MetadataKey"], put["VersionNumber"]) == (schema["SchemaVersionId"], "k", 1)
    by_id = {"SchemaVersionId": schema["SchemaVersionId"]}
    glue.put_schema_version_metadata(**by_id, MetadataKeyValue={"MetadataKey": "k", "MetadataValue": "2"})
    with pytest.raises(glue.exceptions.AlreadyExistsException) as error:
        glue.put_schema_version_metadata(**by_id, MetadataKeyValue={"MetadataKey": "k", "MetadataValue": "2"})
    assert message_of(error).startswith(f"Resource already exist for schema version id: {schema['SchemaVersionId']}")
    info = glue.query_schema_version_metadata(**by_id)["MetadataInfoMap"]["k"]
    assert info["MetadataValue"] == "2"
    assert [other["MetadataValue"] for other in info["OtherMetadataValueList"]] == ["1"]
    for at in range(8):
        glue.put_schema_version_metadata(**by_id, MetadataKeyValue={"MetadataKey": f"k{at}", "MetadataValue": "v"})
    with pytest.raises(glue.exceptions.ResourceNumberLimitExceededException):
        glue.put_schema_version_metadata(**by_id, MetadataKeyValue={"MetadataKey": "more", "MetadataValue": "v"})
    first = glue.query_schema_version_metadata(**by_id, MaxResults=5)
    rest = glue.query_schema_version_metadata(**by_id, MaxResults=5, NextToken=first["NextToken"])
    assert "NextToken" not in rest
    assert set(first["MetadataInfoMap"]) | set(rest["MetadataInfoMap"]) == {"k", *(f"k{at}" for at in range(8))}
    only = glue.query_schema_version_metadata(**by_id, MetadataList=[{"MetadataKey": "k", "MetadataValue": "1"}])
    assert list(only["MetadataInfoMap"]) == ["k"]
    glue.remove_schema_version_metadata(**by_id, MetadataKeyValue={"MetadataKey": "k", "MetadataValue": "2"})
    assert glue.query_schema_version_metadata(**by_id)["MetadataInfoMap"]["k"]["MetadataValue"] == "1"
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.remove_schema_version_metadata(**by_id, MetadataKeyValue={"MetadataKey": "k", "MetadataValue": "2"})


def test_pages(glue, registry):
    for at in range(7):
        glue.create_schema(
            RegistryId={"RegistryName": "reg"}, SchemaName=f"s{at}", DataFormat="AVRO", Compatibility="NONE",
            SchemaDefinition=INT,
        )
    pages = list(
        glue.get_paginator("list_schemas").paginate(
            RegistryId={"RegistryName": "reg"}, PaginationConfig={"PageSize": 3}
        )
    )
    assert [[one["SchemaName"] for one in page["Schemas"]] for page in pages] == [
        ["s0", "s1", "s2"], ["s3", "s4", "s5"], ["s6"],
    ]
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.list_schemas(NextToken="x")
    with pytest.raises(ClientError) as error:
        glue.list_registries(MaxResults=101)
    assert error.value.response["Error"]["Code"] == "ValidationException"


def test_accounts_and_regions_are_kept_apart(server, glue, schema):
    elsewhere = server.client("glue", region="eu-west-1")
    assert elsewhere.list_registries()["Registries"] == []
    with pytest.raises(elsewhere.exceptions.EntityNotFoundException):
        elsewhere.get_schema_version(SchemaVersionId=schema["SchemaVersionId"])


def test_a_table_with_the_columns_of_a_schema(glue, schema):
    glue.create_database(DatabaseInput={"Name": "db"})
    table = text_table("t", "s3://bucket/t/")
    table["StorageDescriptor"].pop("Columns", None)
    table["StorageDescriptor"]["SchemaReference"] = {"SchemaId": ID, "SchemaVersionNumber": 1}
    glue.create_table(DatabaseName="db", TableInput=table)
    got = glue.get_table(DatabaseName="db", Name="t")["Table"]["StorageDescriptor"]
    assert got["Columns"] == [{"Name": "a", "Type": "int"}]
    assert got["SchemaReference"] == {"SchemaId": ID, "SchemaVersionNumber": 1}
    made = glue.register_schema_version(SchemaId=ID, SchemaDefinition=WIDER)
    table["StorageDescriptor"]["SchemaReference"] = {"SchemaVersionId": made["SchemaVersionId"]}
    glue.update_table(DatabaseName="db", TableInput=table)
    [listed] = glue.get_tables(DatabaseName="db")["TableList"]
    expected = [{"Name": "a", "Type": "bigint"}, {"Name": "b", "Type": "string"}]
    assert listed["StorageDescriptor"]["Columns"] == expected
    # What was read can be written back, and other columns cannot.
    table["StorageDescriptor"]["Columns"] = expected
    glue.update_table(DatabaseName="db", TableInput=table)
    table["StorageDescriptor"]["Columns"] = [{"Name": "x", "Type": "int"}]
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.update_table(DatabaseName="db", TableInput=table)
    table["StorageDescriptor"] = {"SchemaReference": {"SchemaId": {"SchemaName": "none"}, "SchemaVersionNumber": 1}}
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.update_table(DatabaseName="db", TableInput=table)
    glue.delete_schema(SchemaId=ID)
    with pytest.raises(glue.exceptions.EntityNotFoundException) as error:
        glue.get_table(DatabaseName="db", Name="t")
    assert message_of(error) == "Schema version is not found."
    assert [one["Name"] for one in glue.get_tables(DatabaseName="db")["TableList"]] == ["t"]
