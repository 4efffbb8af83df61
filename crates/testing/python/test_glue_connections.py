"""Connections through boto3; tests of connections meet real servers where they are installed."""

import pytest
from botocore.exceptions import ClientError

import databases

JDBC = {"JDBC_CONNECTION_URL": "jdbc:postgresql://localhost:5432/db", "USERNAME": "u", "PASSWORD": "secret"}


def connection(name="c", **more):
    return {"Name": name, "ConnectionType": "JDBC", "ConnectionProperties": JDBC, **more}


def properties(glue, **more):
    return glue.get_connection(Name="c", **more)["Connection"]["ConnectionProperties"]


def test_a_connection(glue):
    given = connection(
        Description="d", MatchCriteria=["x"],
        PhysicalConnectionRequirements={"SubnetId": "s", "SecurityGroupIdList": ["g"], "AvailabilityZone": "z"},
    )
    made = glue.create_connection(ConnectionInput=given, Tags={"team": "lake"})
    assert made["CreateConnectionStatus"] == "READY"
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_connection(ConnectionInput=given)
    got = glue.get_connection(Name="c")["Connection"]
    assert {key: got[key] for key in given} == given
    assert (got["Status"], got["ConnectionSchemaVersion"]) == ("READY", 1)
    arn = "arn:aws:glue:us-east-1:123456789012:connection/c"
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"team": "lake"}

    glue.update_connection(Name="c", ConnectionInput={**connection(), "ConnectionType": "NETWORK"})
    got = glue.get_connection(Name="c")["Connection"]
    assert got["ConnectionType"] == "NETWORK" and "Description" not in got, "an update replaces everything"
    glue.delete_connection(ConnectionName="c")
    for call in (
        lambda: glue.get_connection(Name="c"),
        lambda: glue.update_connection(Name="c", ConnectionInput=connection()),
        lambda: glue.delete_connection(ConnectionName="c"),
        lambda: glue.get_tags(ResourceArn=arn),
    ):
        with pytest.raises(glue.exceptions.EntityNotFoundException):
            call()


def test_listings(glue):
    for number in range(5):
        glue.create_connection(ConnectionInput=connection(f"c{number}", MatchCriteria=["even"] if number % 2 == 0 else []))
    glue.create_connection(ConnectionInput={"Name": "k", "ConnectionType": "KAFKA", "ConnectionProperties": {}})

    def names(**request):
        pages = glue.get_paginator("get_connections").paginate(**request, PaginationConfig={"PageSize": 2})
        return [item["Name"] for page in pages for item in page["ConnectionList"]]

    assert names() == ["c0", "c1", "c2", "c3", "c4", "k"]
    assert names(Filter={"ConnectionType": "KAFKA"}) == ["k"]
    assert names(Filter={"MatchCriteria": ["even"]}) == ["c0", "c2", "c4"]
    gone = glue.batch_delete_connection(ConnectionNameList=["c0", "nope", "k"])
    assert gone["Succeeded"] == ["c0", "k"]
    assert {name: error["ErrorCode"] for name, error in gone["Errors"].items()} == {"nope": "EntityNotFoundException"}
    assert names() == ["c1", "c2", "c3", "c4"]


def test_passwords(glue):
    glue.create_connection(ConnectionInput=connection())
    assert properties(glue) == JDBC
    hidden = {key: value for key, value in JDBC.items() if key != "PASSWORD"}
    assert properties(glue, HidePassword=True) == hidden
    assert glue.get_connections(HidePassword=True)["ConnectionList"][0]["ConnectionProperties"] == hidden

    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={
        "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": "k"}})
    sealed = properties(glue)
    assert sealed.keys() == {"JDBC_CONNECTION_URL", "USERNAME", "ENCRYPTED_PASSWORD"}
    assert "secret" not in str(sealed)
    assert glue.get_connections()["ConnectionList"][0]["ConnectionProperties"] == sealed
    glue.update_connection(Name="c", ConnectionInput={**connection(), "ConnectionProperties": sealed})
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={})
    assert properties(glue) == JDBC, "what was sealed can be sent back"


def test_what_is_refused(glue):
    for bad, code, text in [
        (dict(ConnectionType="TELEPATHY"), "ValidationException", "'connectionInput.connectionType'"),
        (dict(ConnectionProperties={"NOPE": "x"}), "ValidationException", "'NOPE' at 'connectionInput.connectionProperties'"),
        (dict(AuthenticationConfiguration={"BasicAuthenticationCredentials": {"Username": "u", "Password": "p"}}),
         "InvalidInputException", "BasicAuthenticationCredentials is not supported"),
        (dict(ValidateForComputeEnvironments=["SPARK"]), "InvalidInputException", "ValidateForComputeEnvironments"),
    ]:
        with pytest.raises(ClientError) as error:
            glue.create_connection(ConnectionInput={**connection(), **bad})
        assert error.value.response["Error"]["Code"] == code
        assert text in str(error.value)
    glue.create_connection(ConnectionInput=connection())
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        glue.get_connection(Name="c", ApplyOverrideForComputeEnvironment="ATHENA")
    assert "ApplyOverrideForComputeEnvironment" in str(error.value)


def connect(glue, url, **more):
    properties = {"JDBC_CONNECTION_URL": url, "USERNAME": "u", "PASSWORD": "right", **more}
    return glue.test_connection(TestConnectionInput={"ConnectionType": "JDBC", "ConnectionProperties": properties})


@pytest.mark.parametrize("url, text", [
    ("jdbc:postgresql://db.example.com/x", "'db.example.com' is not on this machine"),
    ("jdbc:postgresql://169.254.169.254/x", "'169.254.169.254' is not on this machine"),
    ("jdbc:mysql://db.example.com/x", "'db.example.com' is not on this machine"),
    ("jdbc:mysql://localhost/x?sslMode=REQUIRED", "sslMode=REQUIRED (no TLS is spoken) is not supported"),
    ("jdbc:oracle:thin://@localhost/x", "'oracle' is not supported"),
])
def test_what_is_not_connected_to(glue, url, text):
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        connect(glue, url)
    assert text in str(error.value)


def test_which_connection(glue):
    for request in ({}, {"ConnectionName": "c", "TestConnectionInput": {"ConnectionType": "JDBC", "ConnectionProperties": {}}}):
        with pytest.raises(glue.exceptions.InvalidInputException):
            glue.test_connection(**request)
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.test_connection(ConnectionName="c")


def code(error):
    return error.value.response["FederationSourceErrorCode"]


@databases.needs_postgresql
@pytest.mark.parametrize("method", ["scram-sha-256", "md5", "password", "trust"])
def test_a_real_postgresql(glue, method):
    with databases.postgresql(method) as server:
        url = server.url("postgres")
        connect(glue, url)
        if method != "trust":
            with pytest.raises(glue.exceptions.FederationSourceException) as error:
                connect(glue, url, PASSWORD="wrong")
            assert "28P01" in str(error.value)
            assert code(error) == "InvalidCredentialsException"
        with pytest.raises(glue.exceptions.FederationSourceException) as error:
            connect(glue, server.url("nope"))
        assert code(error) == "EntityNotFoundException"
        is_kept(glue, url)
    with pytest.raises(glue.exceptions.FederationSourceException):
        glue.test_connection(ConnectionName="c")


@databases.needs_mariadb
def test_a_real_mariadb(glue):
    """By `mysql_native_password`; no MariaDB has MySQL's `caching_sha2_password`, which the crate's tests imitate."""
    with databases.mariadb() as server:
        for url in (server.url(), server.url("mysql"), server.url("mysql").replace("jdbc:mysql", "jdbc:mariadb")):
            connect(glue, url)
        with pytest.raises(glue.exceptions.FederationSourceException) as error:
            connect(glue, server.url(), PASSWORD="wrong")
        assert "Access denied for user 'u'@'localhost' (using password: YES) (1045 28000)" in str(error.value)
        assert code(error) == "InvalidCredentialsException"
        with pytest.raises(glue.exceptions.FederationSourceException) as error:
            connect(glue, server.url("nope"))
        assert code(error) == "EntityNotFoundException"
        server.sql("INSTALL SONAME 'auth_ed25519'; CREATE USER ed@'%' IDENTIFIED VIA ed25519 USING PASSWORD('right')")
        with pytest.raises(glue.exceptions.InvalidInputException) as error:
            connect(glue, server.url(), USERNAME="ed")
        assert "'client_ed25519' is not supported" in str(error.value)
        is_kept(glue, server.url("mysql"))
    with pytest.raises(glue.exceptions.FederationSourceException) as error:
        glue.test_connection(ConnectionName="c")
    assert code(error) == "EntityNotFoundException"


def is_kept(glue, url):
    kept = {"JDBC_CONNECTION_URL": url, "USERNAME": "u", "PASSWORD": "right"}
    glue.create_connection(ConnectionInput=connection(ConnectionProperties=kept, ValidateCredentials=True))
    assert "LastConnectionValidationTime" not in glue.get_connection(Name="c")["Connection"]
    glue.test_connection(ConnectionName="c")
    assert "LastConnectionValidationTime" in glue.get_connection(Name="c")["Connection"]
