"""Permissions that are enforced: what a second principal sees through Glue and Athena, before and after grants."""

import time

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server

ACCOUNT = "123456789012"
ANN = {"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:user/ann"}
EVERYONE = {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}
TABLE = {"DatabaseName": "d", "Name": "t"}


class House:
    """A server that enforces, and clients for whoever asks."""

    def __init__(self, folder):
        self.server = Server(folder, "--ephemeral", "--allow-reset", "--permissions", "enforce")

    def client(self, service, who):
        return boto3.session.Session().client(
            service, endpoint_url=self.server.url, region_name="us-east-1", aws_access_key_id=who,
            aws_secret_access_key="x", config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}))

    def query(self, who, sql):
        """The rows without the header, or the reason why there are none."""
        athena = self.client("athena", who)
        started = athena.start_query_execution(
            QueryString=sql, QueryExecutionContext={"Database": "d"},
            ResultConfiguration={"OutputLocation": "s3://results/"})
        execution = started["QueryExecutionId"]
        for _ in range(600):
            found = athena.get_query_execution(QueryExecutionId=execution)["QueryExecution"]
            if found["Status"]["State"] not in ("QUEUED", "RUNNING"):
                break
            time.sleep(0.05)
        if found["Status"]["State"] != "SUCCEEDED":
            return found["Status"]["StateChangeReason"]
        rows = athena.get_query_results(QueryExecutionId=execution)["ResultSet"]["Rows"]
        values = [tuple(cell.get("VarCharValue") for cell in row["Data"]) for row in rows]
        return sorted(values[1:] if found["StatementType"] == "DML" else values, key=str)


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("enforced"))
    yield house
    house.server.stop()


@pytest.fixture
def house(process):
    """A table of three rows that nobody but its maker has been given anything on."""
    process.server.reset()
    lake = process.client("lakeformation", "admin")
    admin = {"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:user/admin"}
    lake.put_data_lake_settings(DataLakeSettings={
        "DataLakeAdmins": [admin], "CreateDatabaseDefaultPermissions": [], "CreateTableDefaultPermissions": []})
    s3 = process.client("s3", "admin")
    for bucket in ("results", "data"):
        s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket="data", Key="t/a.csv", Body=b"1,x,10\n2,y,20\n3,z,30\n")
    glue = process.client("glue", "admin")
    glue.create_database(DatabaseInput={"Name": "d"})
    columns = [{"Name": "a", "Type": "int"}, {"Name": "b", "Type": "string"}, {"Name": "c", "Type": "int"}]
    for name in ("t", "other"):
        glue.create_table(DatabaseName="d", TableInput={
            "Name": name, "TableType": "EXTERNAL_TABLE", "StorageDescriptor": {
                "Columns": columns, "Location": "s3://data/t/",
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                              "Parameters": {"field.delim": ","}}}})
    return process


def grant(house, resource, *permissions, principal=ANN):
    house.client("lakeformation", "admin").grant_permissions(
        Principal=principal, Resource=resource, Permissions=list(permissions))


def refused(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    return raised.value.response["Error"]["Code"], raised.value.response["Error"]["Message"]


def columns_of(table):
    return [column["Name"] for column in table["StorageDescriptor"]["Columns"]]


def test_nothing_is_seen_without_grants(house):
    glue = house.client("glue", "ann")
    denied = "Insufficient Lake Formation permission(s): Required Describe on "
    assert refused(glue.get_table, **TABLE) == ("AccessDeniedException", denied + "t")
    assert refused(glue.get_tables, DatabaseName="d") == ("AccessDeniedException", denied + "d")
    assert refused(glue.get_database, Name="d") == ("AccessDeniedException", denied + "d")
    assert refused(glue.get_partitions, DatabaseName="d", TableName="t") == ("AccessDeniedException", denied + "t")
    assert refused(glue.get_table, DatabaseName="d", Name="none")[0] == "EntityNotFoundException"
    assert glue.get_databases()["DatabaseList"] == []
    assert glue.search_tables()["TableList"] == []
    assert house.query("ann", "SELECT * FROM t").startswith("Insufficient permissions to execute the query. ")
    assert "Required Describe on d" in house.query("ann", "SHOW TABLES")
    # Who made it has everything.
    assert house.query("admin", "SELECT a FROM t") == [("1",), ("2",), ("3",)]


def test_columns_and_revocation(house):
    columns = {"TableWithColumns": {**TABLE, "ColumnNames": ["a", "b"]}}
    grant(house, columns, "SELECT")
    glue = house.client("glue", "ann")
    assert columns_of(glue.get_table(**TABLE)["Table"]) == ["a", "b"]
    assert [table["Name"] for table in glue.get_tables(DatabaseName="d")["TableList"]] == ["t"]
    assert [table["Name"] for table in glue.search_tables()["TableList"]] == ["t"]
    assert [database["Name"] for database in glue.get_databases()["DatabaseList"]] == ["d"]
    assert house.query("ann", "SELECT * FROM t") == [("1", "x"), ("2", "y"), ("3", "z")]
    failed = house.query("ann", "SELECT c FROM t")
    assert failed.startswith("COLUMN_NOT_FOUND: line 1:8: Column 'c' cannot be resolved or requester is not authorized")
    assert house.query("ann", "SHOW TABLES") == [("t",)]
    athena = house.client("athena", "ann")
    shown = athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="d", TableName="t")["TableMetadata"]
    assert [column["Name"] for column in shown["Columns"]] == ["a", "b"]
    house.client("lakeformation", "admin").revoke_permissions(Principal=ANN, Resource=columns, Permissions=["SELECT"])
    assert refused(glue.get_table, **TABLE)[0] == "AccessDeniedException"
    assert "Insufficient" in house.query("ann", "SELECT a FROM t")


def test_excluded_columns(house):
    wildcard = {"ColumnWildcard": {"ExcludedColumnNames": ["b"]}}
    grant(house, {"TableWithColumns": {**TABLE, **wildcard}}, "SELECT")
    assert house.query("ann", "SELECT * FROM t") == [("1", "10"), ("2", "20"), ("3", "30")]
    assert columns_of(house.client("glue", "ann").get_table(**TABLE)["Table"]) == ["a", "c"]


def test_rows(house):
    house.client("lakeformation", "admin").create_data_cells_filter(TableData={
        "TableCatalogId": ACCOUNT, "DatabaseName": "d", "TableName": "t", "Name": "f",
        "RowFilter": {"FilterExpression": "c > 10"}, "ColumnNames": ["a"]})
    cells = {"DataCellsFilter": {
        "TableCatalogId": ACCOUNT, "DatabaseName": "d", "TableName": "t", "Name": "f"}}
    grant(house, cells, "SELECT")
    assert house.query("ann", "SELECT * FROM t") == [("2",), ("3",)]
    assert house.query("ann", "SELECT count(*) FROM t") == [("2",)]
    assert house.query("admin", "SELECT count(*) FROM t") == [("3",)]


def test_tags(house):
    lake = house.client("lakeformation", "admin")
    lake.create_lf_tag(TagKey="team", TagValues=["x", "y"])
    lake.add_lf_tags_to_resource(Resource={"Table": TABLE}, LFTags=[{"TagKey": "team", "TagValues": ["x"]}])
    policy = {"LFTagPolicy": {"ResourceType": "TABLE", "Expression": [{"TagKey": "team", "TagValues": ["x"]}]}}
    grant(house, policy, "SELECT", "DESCRIBE")
    assert house.query("ann", "SELECT a FROM t") == [("1",), ("2",), ("3",)]
    assert "Insufficient" in house.query("ann", "SELECT a FROM other")
    lake.add_lf_tags_to_resource(Resource={"Table": TABLE}, LFTags=[{"TagKey": "team", "TagValues": ["y"]}])
    assert "Insufficient" in house.query("ann", "SELECT a FROM t")


def test_writes(house):
    glue = house.client("glue", "ann")
    needed = "Insufficient Lake Formation permission(s): Required "
    assert refused(glue.create_database, DatabaseInput={"Name": "e"})[1] == needed + "Create Database on Catalog"
    assert refused(glue.create_table, DatabaseName="d", TableInput={"Name": "u"})[1] == needed + "Create Table on d"
    assert refused(glue.delete_table, DatabaseName="d", Name="t")[1] == needed + "Drop on t"
    assert refused(glue.update_table, DatabaseName="d", TableInput={"Name": "t"})[1] == needed + "Alter on t"
    assert "Required Drop on t" in house.query("ann", "DROP TABLE t")
    assert "Required Create Database on Catalog" in house.query("ann", "CREATE DATABASE e")
    grant(house, {"Database": {"Name": "d"}}, "CREATE_TABLE")
    glue.create_table(DatabaseName="d", TableInput={"Name": "own"})
    glue.delete_table(DatabaseName="d", Name="own")
    house.client("lakeformation", "admin").register_resource(
        ResourceArn="arn:aws:s3:::data", UseServiceLinkedRole=True)
    place = {"Name": "own", "StorageDescriptor": {"Location": "s3://data/t/"}}
    assert refused(glue.create_table, DatabaseName="d", TableInput=place) == (
        "AccessDeniedException", "Insufficient Lake Formation permission(s) on s3://data/t/")
    grant(house, {"DataLocation": {"ResourceArn": "arn:aws:s3:::data"}}, "DATA_LOCATION_ACCESS")
    glue.create_table(DatabaseName="d", TableInput=place)


def test_nobody_helps_himself(house):
    lake = house.client("lakeformation", "ann")
    code, _ = refused(lake.grant_permissions, Principal=ANN, Resource={"Table": TABLE}, Permissions=["SELECT"])
    assert code == "AccessDeniedException"
    entry = {"Id": "1", "Principal": ANN, "Resource": {"Table": TABLE}, "Permissions": ["SELECT"]}
    failures = lake.batch_grant_permissions(Entries=[entry])["Failures"]
    assert failures[0]["Error"]["ErrorCode"] == "AccessDeniedException"
    assert refused(lake.put_data_lake_settings, DataLakeSettings={"DataLakeAdmins": [ANN]})[0] == "AccessDeniedException"
    house.client("lakeformation", "admin").grant_permissions(
        Principal=ANN, Resource={"Table": TABLE}, Permissions=["SELECT"], PermissionsWithGrantOption=["SELECT"])
    bob = {"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:user/bob"}
    lake.grant_permissions(Principal=bob, Resource={"Table": TABLE}, Permissions=["SELECT"])
    assert house.query("bob", "SELECT a FROM t") == [("1",), ("2",), ("3",)]


def test_everyone_by_default(house):
    lake = house.client("lakeformation", "admin")
    settings = lake.get_data_lake_settings()["DataLakeSettings"]
    settings["CreateTableDefaultPermissions"] = [{"Principal": EVERYONE, "Permissions": ["ALL"]}]
    lake.put_data_lake_settings(DataLakeSettings=settings)
    house.client("glue", "admin").create_table(DatabaseName="d", TableInput={"Name": "late"})
    glue = house.client("glue", "ann")
    assert [table["Name"] for table in glue.get_tables(DatabaseName="d")["TableList"]] == ["late"]
    late = {"Table": {"DatabaseName": "d", "Name": "late"}}
    lake.revoke_permissions(Principal=EVERYONE, Resource=late, Permissions=["ALL"])
    assert refused(glue.get_table, DatabaseName="d", Name="late")[0] == "AccessDeniedException"


def test_a_batch_of_tables_is_asked_for_table_by_table(house):
    grant(house, {"Table": TABLE}, "DROP")
    glue = house.client("glue", "ann")
    told = glue.batch_delete_table(DatabaseName="d", TablesToDelete=["T", "Other", "none"])["Errors"]
    told = {error["TableName"]: error["ErrorDetail"] for error in told}
    assert told["Other"] == {
        "ErrorCode": "AccessDeniedException",
        "ErrorMessage": "Insufficient Lake Formation permission(s): Required Drop on other",
    }
    assert (told["none"]["ErrorCode"], len(told)) == ("EntityNotFoundException", 2)
    left = house.client("glue", "admin").get_tables(DatabaseName="d")["TableList"]
    assert [table["Name"] for table in left] == ["other"]


def test_places_of_partitions_in_a_batch_are_asked_for(house):
    lake, admin = house.client("lakeformation", "admin"), house.client("glue", "admin")
    admin.create_table(DatabaseName="d", TableInput={"Name": "p", "PartitionKeys": [{"Name": "k", "Type": "string"}]})
    grant(house, {"Table": {"DatabaseName": "d", "Name": "p"}}, "ALTER")
    lake.register_resource(ResourceArn="arn:aws:s3:::data/own", UseServiceLinkedRole=True)
    at = {"Values": ["1"], "StorageDescriptor": {"Location": "s3://data/own/1/"}}
    glue = house.client("glue", "ann")
    batch = {"DatabaseName": "d", "TableName": "p", "PartitionInputList": [at]}
    code, message = refused(glue.batch_create_partition, **batch)
    assert (code, message.endswith("s3://data/own/1/")) == ("AccessDeniedException", True)
    grant(house, {"DataLocation": {"ResourceArn": "arn:aws:s3:::data/own"}}, "DATA_LOCATION_ACCESS")
    assert glue.batch_create_partition(**batch)["Errors"] == []
