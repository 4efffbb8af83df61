"""Lake Formation through boto3: settings, locations, tags, filters and grants, as dbt-athena and Terraform call it."""

import pytest

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
TABLE = {"DatabaseName": "d", "Name": "t"}


@pytest.fixture
def lake(server, glue):
    glue.create_database(DatabaseInput={"Name": "d"})
    columns = [{"Name": name, "Type": "int"} for name in "abc"]
    glue.create_table(DatabaseName="d", TableInput={"Name": "t", "StorageDescriptor": {
        "Columns": columns, "Location": "s3://bucket/d/t"}})
    return server.client("lakeformation")


def test_settings_and_locations(lake):
    settings = lake.get_data_lake_settings()["DataLakeSettings"]
    assert settings["CreateTableDefaultPermissions"][0]["Permissions"] == ["ALL"]
    settings["DataLakeAdmins"] = [{"DataLakePrincipalIdentifier": ROLE}]
    lake.put_data_lake_settings(DataLakeSettings=settings)
    assert lake.get_data_lake_settings(CatalogId=ACCOUNT)["DataLakeSettings"] == settings
    arn = "arn:aws:s3:::bucket/d"
    lake.register_resource(ResourceArn=arn, RoleArn=ROLE)
    with pytest.raises(lake.exceptions.AlreadyExistsException):
        lake.register_resource(ResourceArn=arn, UseServiceLinkedRole=True)
    assert lake.describe_resource(ResourceArn=arn)["ResourceInfo"]["RoleArn"] == ROLE
    assert [info["ResourceArn"] for info in lake.list_resources()["ResourceInfoList"]] == [arn]
    lake.deregister_resource(ResourceArn=arn)
    with pytest.raises(lake.exceptions.EntityNotFoundException):
        lake.describe_resource(ResourceArn=arn)


def test_tags_as_dbt_gives_them(lake):
    lake.create_lf_tag(TagKey="team", TagValues=["x", "y"])
    lake.create_lf_tag(TagKey="pii", TagValues=["yes"])
    for resource, key, value in (
        ({"Database": {"Name": "d"}}, "team", "x"),
        ({"Table": TABLE}, "team", "y"),
        ({"TableWithColumns": {**TABLE, "ColumnNames": ["a"]}}, "pii", "yes"),
    ):
        tags = [{"TagKey": key, "TagValues": [value]}]
        assert lake.add_lf_tags_to_resource(Resource=resource, LFTags=tags)["Failures"] == []
    got = lake.get_resource_lf_tags(Resource={"Table": TABLE}, ShowAssignedLFTags=True)
    assert got["LFTagsOnTable"] == [{"CatalogId": ACCOUNT, "TagKey": "team", "TagValues": ["y"]}]
    assert [column["Name"] for column in got["LFTagsOnColumns"]] == ["a"]
    failed = lake.add_lf_tags_to_resource(
        Resource={"Table": TABLE}, LFTags=[{"TagKey": "gone", "TagValues": ["x"]}])["Failures"]
    assert failed[0]["Error"]["ErrorCode"] == "EntityNotFoundException"
    found = lake.search_tables_by_lf_tags(Expression=[{"TagKey": "pii", "TagValues": ["yes"]}])["TableList"]
    assert [table["Table"]["Name"] for table in found] == ["t"]
    removed = lake.remove_lf_tags_from_resource(
        Resource={"Table": TABLE}, LFTags=[{"TagKey": "team", "TagValues": ["y"]}])
    assert removed["Failures"] == []
    with pytest.raises(lake.exceptions.EntityNotFoundException):
        lake.get_resource_lf_tags(Resource={"Table": {"DatabaseName": "d", "Name": "gone"}})


def test_filters_and_batches_as_dbt_makes_them(lake):
    data = {"TableCatalogId": ACCOUNT, "DatabaseName": "d", "TableName": "t", "Name": "f",
            "RowFilter": {"FilterExpression": "a = 1"}, "ColumnNames": ["a", "b"]}
    lake.create_data_cells_filter(TableData=data)
    [kept] = lake.list_data_cells_filter(Table=TABLE)["DataCellsFilters"]
    assert {name: kept[name] for name in data} == data
    data["ColumnNames"] = ["a"]
    lake.update_data_cells_filter(TableData=data)
    resource = {"DataCellsFilter": {"TableCatalogId": ACCOUNT, "DatabaseName": "d", "TableName": "t", "Name": "f"}}
    entry = {"Id": "1", "Principal": {"DataLakePrincipalIdentifier": ROLE}, "Resource": resource,
             "Permissions": ["SELECT"]}
    assert lake.batch_grant_permissions(Entries=[entry])["Failures"] == []
    [grant] = lake.list_permissions(Resource=resource)["PrincipalResourcePermissions"]
    assert (grant["Resource"], grant["Permissions"]) == (resource, ["SELECT"])
    assert lake.batch_revoke_permissions(Entries=[entry])["Failures"] == []
    [failure] = lake.batch_revoke_permissions(Entries=[entry])["Failures"]
    assert failure["Error"]["ErrorMessage"].startswith("No permissions revoked. Grantee")
    lake.delete_data_cells_filter(TableCatalogId=ACCOUNT, DatabaseName="d", TableName="t", Name="f")
    assert lake.list_data_cells_filter(Table=TABLE)["DataCellsFilters"] == []


def test_grants_on_tables(lake):
    who = {"DataLakePrincipalIdentifier": ROLE}
    lake.grant_permissions(Principal=who, Resource={"Table": TABLE}, Permissions=["ALTER", "SELECT"],
                           PermissionsWithGrantOption=["SELECT"])
    listed = lake.list_permissions(Principal=who, Resource={"Table": TABLE})["PrincipalResourcePermissions"]
    kinds = {next(iter(grant["Resource"])): grant["Permissions"] for grant in listed}
    assert kinds == {"Table": ["ALTER"], "TableWithColumns": ["SELECT"]}
    assert len(lake.get_effective_permissions_for_path(ResourceArn="arn:aws:s3:::bucket/d")["Permissions"]) == 2
    with pytest.raises(lake.exceptions.InvalidInputException):
        lake.grant_permissions(Principal=who, Resource={"Database": {"Name": "d"}}, Permissions=["SELECT"])
    with pytest.raises(lake.exceptions.EntityNotFoundException):
        lake.grant_permissions(Principal=who, Resource={"Database": {"Name": "gone"}}, Permissions=["ALTER"])
