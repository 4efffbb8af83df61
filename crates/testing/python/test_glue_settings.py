"""Encryption settings, security configurations, resource policies, catalogs and classifiers through boto3."""

import json

import pytest
from botocore.exceptions import ClientError

ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"


def test_encryption_settings(glue, server):
    got = glue.get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"]
    assert got == {
        "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
        "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
    }
    settings = {
        "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": KEY},
        "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": KEY},
    }
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)
    assert glue.get_data_catalog_encryption_settings(CatalogId=ACCOUNT)["DataCatalogEncryptionSettings"] == settings
    with pytest.raises(ClientError) as error:
        glue.put_data_catalog_encryption_settings(
            DataCatalogEncryptionSettings={"EncryptionAtRest": {"CatalogEncryptionMode": "ROT13"}})
    assert "Member must satisfy enum value set" in str(error.value)


def test_security_configurations(glue):
    encryption = {
        "S3Encryption": [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": KEY}],
        "CloudWatchEncryption": {"CloudWatchEncryptionMode": "DISABLED"},
        "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": KEY},
    }
    made = glue.create_security_configuration(Name="s0", EncryptionConfiguration=encryption)
    assert made["Name"] == "s0"
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_security_configuration(Name="s0", EncryptionConfiguration={})
    got = glue.get_security_configuration(Name="s0")["SecurityConfiguration"]
    assert got["EncryptionConfiguration"] == encryption
    assert got["CreatedTimeStamp"] == made["CreatedTimestamp"]
    for number in range(1, 4):
        glue.create_security_configuration(Name=f"s{number}", EncryptionConfiguration={})
    pages = list(glue.get_paginator("get_security_configurations").paginate(PaginationConfig={"PageSize": 3}))
    assert [[item["Name"] for item in page["SecurityConfigurations"]] for page in pages] == [["s0", "s1", "s2"], ["s3"]]
    glue.delete_security_configuration(Name="s0")
    for call in (glue.get_security_configuration, glue.delete_security_configuration):
        with pytest.raises(glue.exceptions.EntityNotFoundException):
            call(Name="s0")
    with pytest.raises(ClientError) as error:
        glue.create_security_configuration(
            Name="x", EncryptionConfiguration={"CloudWatchEncryption": {"KmsKeyArn": "not-an-arn"}})
    assert "encryptionConfiguration.cloudWatchEncryption.kmsKeyArn" in str(error.value)


def policy(action):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}]})


def test_resource_policies(glue):
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_resource_policy()
    with pytest.raises(glue.exceptions.ConditionCheckFailureException):
        glue.put_resource_policy(PolicyInJson=policy("glue:*"), PolicyExistsCondition="MUST_EXIST")
    first = glue.put_resource_policy(PolicyInJson=policy("glue:*"), PolicyExistsCondition="NOT_EXIST")["PolicyHash"]
    with pytest.raises(glue.exceptions.ConditionCheckFailureException):
        glue.put_resource_policy(PolicyInJson=policy("glue:*"), PolicyExistsCondition="NOT_EXIST")
    got = glue.get_resource_policy()
    assert (got["PolicyInJson"], got["PolicyHash"]) == (policy("glue:*"), first)
    second = glue.put_resource_policy(PolicyInJson=policy("glue:Get*"), PolicyHashCondition=first)["PolicyHash"]
    assert second != first
    for call in (glue.put_resource_policy, glue.delete_resource_policy):
        more = {"PolicyInJson": policy("glue:*")} if call == glue.put_resource_policy else {}
        with pytest.raises(glue.exceptions.ConditionCheckFailureException):
            call(PolicyHashCondition=first, **more)

    glue.create_database(DatabaseInput={"Name": "db"})
    arn = f"arn:aws:glue:us-east-1:{ACCOUNT}:database/db"
    glue.put_resource_policy(PolicyInJson=policy("glue:GetTable"), ResourceArn=arn, EnableHybrid="TRUE")
    listed = glue.get_resource_policies()["GetResourcePoliciesResponseList"]
    assert [item["PolicyInJson"] for item in listed] == [policy("glue:Get*"), policy("glue:GetTable")]
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.put_resource_policy(PolicyInJson=policy("glue:*"), ResourceArn=arn + "x")
    glue.delete_resource_policy(PolicyHashCondition=second)
    assert glue.get_resource_policy(ResourceArn=arn)["PolicyInJson"] == policy("glue:GetTable")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.delete_resource_policy()
    for bad in ("nope", "{}"):
        with pytest.raises(glue.exceptions.InvalidInputException):
            glue.put_resource_policy(PolicyInJson=bad)


def test_the_import(glue):
    assert glue.get_catalog_import_status()["ImportStatus"] == {"ImportCompleted": False}
    glue.import_catalog_to_glue()
    got = glue.get_catalog_import_status(CatalogId=ACCOUNT)["ImportStatus"]
    assert got["ImportCompleted"] is True and got["ImportedBy"] and got["ImportTime"].year >= 2024


def test_catalogs(glue):
    root = glue.get_catalog(CatalogId=ACCOUNT)["Catalog"]
    assert root == {"CatalogId": ACCOUNT, "Name": ACCOUNT, "ResourceArn": f"arn:aws:glue:us-east-1:{ACCOUNT}:catalog"}
    assert glue.get_catalogs()["CatalogList"] == []
    assert glue.get_catalogs(IncludeRoot=True, HasDatabases=False)["CatalogList"] == [root]
    assert glue.get_catalogs(IncludeRoot=True, HasDatabases=True)["CatalogList"] == []
    glue.create_database(DatabaseInput={"Name": "db"})
    assert glue.get_catalogs(IncludeRoot=True, HasDatabases=True)["CatalogList"] == [root]
    glue.update_catalog(CatalogId=ACCOUNT, CatalogInput={"Description": "d", "Parameters": {"k": "v"}})
    got = glue.get_catalog(CatalogId=ACCOUNT)["Catalog"]
    assert (got["Description"], got["Parameters"]) == ("d", {"k": "v"})
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_catalog(CatalogId=f"{ACCOUNT}:other")
    for call, text in [
        (lambda: glue.create_catalog(Name="x", CatalogInput={"FederatedCatalog": {"Identifier": "i"}}), "FederatedCatalog"),
        (lambda: glue.create_catalog(Name="x", CatalogInput={}), "root catalog of each account only"),
        (lambda: glue.update_catalog(CatalogId=ACCOUNT, CatalogInput={"CatalogProperties": {}}), "CatalogProperties"),
        (lambda: glue.delete_catalog(CatalogId=ACCOUNT), "cannot be deleted"),
    ]:
        with pytest.raises(glue.exceptions.InvalidInputException) as error:
            call()
        assert text in str(error.value)


CLASSIFIERS = {
    "GrokClassifier": {"Name": "grok", "Classification": "log", "GrokPattern": "%{WORD:a} %{NUMBER:n:int}",
                       "CustomPatterns": "HEX [0-9a-f]+"},
    "XMLClassifier": {"Name": "xml", "Classification": "xml", "RowTag": "row"},
    "JsonClassifier": {"Name": "json", "JsonPath": "$.items[*]"},
    "CsvClassifier": {"Name": "csv", "Delimiter": "|"},
}
CHANGES = {
    "GrokClassifier": {"GrokPattern": "%{GREEDYDATA:all}"},
    "XMLClassifier": {"RowTag": "r"},
    "JsonClassifier": {"JsonPath": "$"},
    "CsvClassifier": {"Delimiter": ";"},
}


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_classifiers(glue, kind):
    given = CLASSIFIERS[kind]
    glue.create_classifier(**{kind: given})
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_classifier(JsonClassifier={"Name": given["Name"], "JsonPath": "$"})
    glue.update_classifier(**{kind: {"Name": given["Name"], **CHANGES[kind]}})
    got = glue.get_classifier(Name=given["Name"])["Classifier"]
    assert list(got) == [kind]
    got = got[kind]
    assert {key: got[key] for key in given} == {**given, **CHANGES[kind]}
    assert got["Version"] == 2 and got["CreationTime"] <= got["LastUpdated"]
    assert [list(item) for item in glue.get_classifiers()["Classifiers"]] == [[kind]]
    other = next(other for other in CLASSIFIERS if other != kind)
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.update_classifier(**{other: {"Name": given["Name"]}})
    glue.delete_classifier(Name=given["Name"])
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_classifier(Name=given["Name"])


def test_classifiers_that_are_refused(glue, bucket):
    for bad in (
        {"GrokClassifier": {"Name": "x", "Classification": "c", "GrokPattern": "%{NUMBER:n:money}"}},
        {"XMLClassifier": {"Name": "x", "Classification": "c", "RowTag": "<row>"}},
        {"JsonClassifier": {"Name": "x", "JsonPath": "$..a"}},
        {},
        {"XMLClassifier": CLASSIFIERS["XMLClassifier"], "JsonClassifier": CLASSIFIERS["JsonClassifier"]},
    ):
        with pytest.raises(glue.exceptions.InvalidInputException):
            glue.create_classifier(**bad)
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.create_crawler(Name="c", Role="r", DatabaseName="db", Classifiers=["grok"],
                            Targets={"S3Targets": [{"Path": "s3://bucket/x/"}]})
