"""Databases, tables and versions through boto3."""

import pytest
from botocore.exceptions import ClientError

from tables import columns, text_table


def code_of(error):
    return error.value.response["Error"]["Code"]


def message_of(error):
    return error.value.response["Error"]["Message"]


@pytest.fixture
def database(glue):
    glue.create_database(DatabaseInput={"Name": "db"})
    return "db"


TABLE = text_table("t", "s3://bucket/t/", "id bigint", "name string", keys=["day string"])


def test_databases(glue):
    glue.create_database(
        DatabaseInput={"Name": "Mixed", "Description": "d", "LocationUri": "s3://b/", "Parameters": {"k": "v"}}
    )
    got = glue.get_database(Name="MIXED")["Database"]
    assert (got["Name"], got["Description"], got["LocationUri"], got["Parameters"]) == (
        "mixed", "d", "s3://b/", {"k": "v"},
    )
    assert got["CatalogId"] == "123456789012"
    assert got["CreateTime"].year >= 2024
    glue.update_database(Name="mixed", DatabaseInput={"Name": "mixed", "Description": "new"})
    got = glue.get_database(Name="mixed")["Database"]
    assert got["Description"] == "new"
    assert "LocationUri" not in got and not got.get("Parameters"), "an update replaces everything"
    glue.delete_database(Name="mixed")
    with pytest.raises(glue.exceptions.EntityNotFoundException) as error:
        glue.get_database(Name="mixed")
    assert message_of(error) == "Database mixed not found."


def test_pages_of_databases(glue):
    names = [f"db{number:02}" for number in range(25)]
    for name in reversed(names):
        glue.create_database(DatabaseInput={"Name": name})
    pages = list(glue.get_paginator("get_databases").paginate(PaginationConfig={"PageSize": 10}))
    assert [database["Name"] for page in pages for database in page["DatabaseList"]] == names
    assert all(len(page["DatabaseList"]) <= 10 for page in pages)
    assert "NextToken" not in pages[-1]


def test_a_database_there_already(glue, database):
    with pytest.raises(glue.exceptions.AlreadyExistsException) as error:
        glue.create_database(DatabaseInput={"Name": "DB"})
    assert message_of(error) == "Database already exists."


def test_a_table_as_it_was_sent(glue, database):
    sent = {
        **TABLE,
        "Description": "boats",
        "Owner": "harbour",
        "Retention": 3,
        "StorageDescriptor": {
            **TABLE["StorageDescriptor"],
            "Columns": [
                {"Name": "id", "Type": "bigint", "Comment": "key", "Parameters": {"p": "1"}},
                {"Name": "nested", "Type": "struct<A:int,b:array<string>>"},
                {"Name": "odd", "Type": "a type that nobody knows"},
            ],
            "Compressed": True,
            "NumberOfBuckets": -1,
            "BucketColumns": ["id"],
            "SortColumns": [{"Column": "id", "SortOrder": 1}],
            "Parameters": {"x": "y"},
            "StoredAsSubDirectories": False,
        },
    }
    glue.create_table(DatabaseName=database, TableInput=sent)
    got = glue.get_table(DatabaseName=database, Name="t")["Table"]
    for name in ("Name", "Description", "Owner", "Retention", "StorageDescriptor", "PartitionKeys", "TableType",
                 "Parameters"):
        assert got[name] == sent[name], name
    assert (got["DatabaseName"], got["VersionId"], got["CatalogId"]) == ("db", "0", "123456789012")
    assert got["IsRegisteredWithLakeFormation"] is False
    assert got["CreateTime"] == got["UpdateTime"]
    assert got["CreatedBy"].startswith("arn:aws:")


def test_members_not_sent_stay_absent(glue, database):
    glue.create_table(DatabaseName=database, TableInput={"Name": "bare"})
    got = glue.get_table(DatabaseName=database, Name="bare")["Table"]
    for name in ("Description", "Owner", "StorageDescriptor", "TableType", "ViewOriginalText", "LastAccessTime"):
        assert name not in got, name


def test_names_are_lower_case(glue, database):
    glue.create_table(DatabaseName="DB", TableInput={**TABLE, "Name": "MyTable"})
    assert glue.get_table(DatabaseName="Db", Name="MYTABLE")["Table"]["Name"] == "mytable"


def test_what_is_not_there(glue, database):
    missing = glue.exceptions.EntityNotFoundException
    cases = [
        lambda: glue.get_table(DatabaseName="db", Name="nothing"),
        lambda: glue.get_table(DatabaseName="nothing", Name="t"),
        lambda: glue.get_tables(DatabaseName="nothing"),
        lambda: glue.create_table(DatabaseName="nothing", TableInput=TABLE),
        lambda: glue.update_table(DatabaseName="db", TableInput=TABLE),
        lambda: glue.delete_table(DatabaseName="db", Name="nothing"),
        lambda: glue.delete_database(Name="nothing"),
        lambda: glue.get_table_versions(DatabaseName="db", TableName="nothing"),
    ]
    for number, case in enumerate(cases):
        with pytest.raises(missing):
            case()
            pytest.fail(f"case {number} found something")


def test_a_table_there_already(glue, database):
    glue.create_table(DatabaseName=database, TableInput=TABLE)
    with pytest.raises(glue.exceptions.AlreadyExistsException) as error:
        glue.create_table(DatabaseName=database, TableInput=TABLE)
    assert message_of(error) == "Table already exists."


def test_tables_by_expression_and_page(glue, database):
    names = ["boat_1", "boat_2", "crew", "crew_old"]
    for name in names:
        glue.create_table(DatabaseName=database, TableInput={**TABLE, "Name": name})

    def found(**options):
        pages = glue.get_paginator("get_tables").paginate(DatabaseName=database, **options)
        return [table["Name"] for page in pages for table in page["TableList"]]

    cases = [({}, names), ({"Expression": "boat.*"}, names[:2]), ({"Expression": "crew"}, ["crew"]),
             ({"Expression": "boat_1|crew"}, ["boat_1", "crew"]), ({"Expression": ".*_.*"},
             ["boat_1", "boat_2", "crew_old"]), ({"PaginationConfig": {"PageSize": 1}}, names)]
    for options, wanted in cases:
        assert found(**options) == wanted, options


def test_versions(glue, database):
    glue.create_table(DatabaseName=database, TableInput=TABLE)
    for name in ("one", "two"):
        sent = {**TABLE, "StorageDescriptor": {**TABLE["StorageDescriptor"], "Columns": columns(f"{name} int")}}
        glue.update_table(DatabaseName=database, TableInput=sent)
    current = glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert (current["VersionId"], current["StorageDescriptor"]["Columns"][0]["Name"]) == ("2", "two")
    versions = glue.get_table_versions(DatabaseName=database, TableName="t")["TableVersions"]
    assert [version["VersionId"] for version in versions] == ["2", "1", "0"]
    assert versions[2]["Table"]["StorageDescriptor"]["Columns"] == columns("id bigint", "name string")
    one = glue.get_table_version(DatabaseName=database, TableName="t", VersionId="1")["TableVersion"]
    assert one["Table"]["StorageDescriptor"]["Columns"][0]["Name"] == "one"
    with pytest.raises(glue.exceptions.EntityNotFoundException) as error:
        glue.get_table_version(DatabaseName=database, TableName="t", VersionId="9")
    assert message_of(error) == "Version not found."
    glue.delete_table_version(DatabaseName=database, TableName="t", VersionId="0")
    versions = glue.get_table_versions(DatabaseName=database, TableName="t")["TableVersions"]
    assert [version["VersionId"] for version in versions] == ["2", "1"]


def test_an_update_can_skip_the_archive(glue, database):
    glue.create_table(DatabaseName=database, TableInput=TABLE)
    glue.update_table(DatabaseName=database, TableInput={**TABLE, "Description": "new"}, SkipArchive=True)
    versions = glue.get_table_versions(DatabaseName=database, TableName="t")["TableVersions"]
    assert [version["VersionId"] for version in versions] == ["1"]


def test_an_update_replaces_everything(glue, database):
    glue.create_table(DatabaseName=database, TableInput={**TABLE, "Description": "d", "Owner": "o"})
    glue.update_table(DatabaseName=database, TableInput={"Name": "t"})
    got = glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert "Description" not in got and "StorageDescriptor" not in got
    assert not got.get("PartitionKeys")


def test_of_two_writers_the_later_is_told(glue, database):
    glue.create_table(DatabaseName=database, TableInput=TABLE)
    version = glue.get_table(DatabaseName=database, Name="t")["Table"]["VersionId"]
    first = {**TABLE, "Description": "first"}
    glue.update_table(DatabaseName=database, TableInput=first, VersionId=version, SkipArchive=True)
    with pytest.raises(glue.exceptions.ConcurrentModificationException) as error:
        glue.update_table(DatabaseName=database, TableInput={**TABLE, "Description": "second"}, VersionId=version)
    assert message_of(error) == "Update table failed due to concurrent modifications."
    assert glue.get_table(DatabaseName=database, Name="t")["Table"]["Description"] == "first"


def test_deleting(glue, database):
    for name in ("a", "b", "c"):
        glue.create_table(DatabaseName=database, TableInput={**TABLE, "Name": name})
    glue.delete_table(DatabaseName=database, Name="a")
    answer = glue.batch_delete_table(DatabaseName=database, TablesToDelete=["b", "nothing"])
    assert [(item["TableName"], item["ErrorDetail"]["ErrorCode"]) for item in answer["Errors"]] == [
        ("nothing", "EntityNotFoundException")
    ]
    glue.delete_database(Name=database)
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_table(DatabaseName=database, Name="c")
    glue.create_database(DatabaseInput={"Name": database})
    assert glue.get_tables(DatabaseName=database)["TableList"] == [], "a new database begins empty"


def test_invalid_input(server, glue, database):
    glue.create_table(DatabaseName=database, TableInput=TABLE)
    with pytest.raises((glue.exceptions.InvalidInputException, glue.exceptions.EntityNotFoundException)):
        glue.update_table(DatabaseName=database, Name="t", TableInput={**TABLE, "Name": "renamed"})
    unchecked = server.client("glue", parameter_validation=False)
    for bad in ({"Name": "x" * 256}, {"Name": ""}, {}):
        with pytest.raises(ClientError) as error:
            unchecked.create_table(DatabaseName=database, TableInput=bad)
        assert code_of(error) in {"InvalidInputException", "ValidationException"}


def test_tags(glue, server):
    glue.create_database(DatabaseInput={"Name": "tagged"}, Tags={"team": "lake"})
    arn = "arn:aws:glue:us-east-1:123456789012:database/tagged"
    try:
        tags = glue.get_tags(ResourceArn=arn)["Tags"]
    except ClientError as error:
        # Not served: then it must say so by name and not answer with nothing.
        assert "GetTags" in error.response["Error"]["Message"] or "UnknownOperation" in error.response["Error"]["Code"]
        return
    assert tags == {"team": "lake"}


def test_operations_that_are_not_served_say_so(glue):
    with pytest.raises(ClientError) as error:
        glue.list_ml_transforms()
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "ListMLTransforms" in str(error.value)
