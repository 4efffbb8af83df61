"""Workgroups, what they insist on, reserved capacity and tags, by boto3."""

import json

import pytest

import polling

LOCATION = "s3://results/own/"


@pytest.fixture
def results(s3):
    s3.create_bucket(Bucket="results")
    return "results"


def arn(kind, name):
    return f"arn:aws:athena:us-east-1:123456789012:{kind}/{name}"


def run(athena, workgroup, sql="SELECT 1 AS one", **options):
    started = athena.start_query_execution(QueryString=sql, WorkGroup=workgroup, **options)
    return polling.query_end(athena, started["QueryExecutionId"])


def make(athena, name, **configuration):
    athena.create_work_group(Name=name, Configuration=configuration)


def message(error):
    return error.value.response["Error"]["Message"]


def test_a_workgroup_from_its_making_to_its_end(athena, results):
    athena.create_work_group(
        Name="w", Description="d", Tags=[{"Key": "team", "Value": "boats"}],
        Configuration={
            "ResultConfiguration": {
                "OutputLocation": LOCATION,
                "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": "key"},
                "ExpectedBucketOwner": "123456789012",
                "AclConfiguration": {"S3AclOption": "BUCKET_OWNER_FULL_CONTROL"},
            },
            "BytesScannedCutoffPerQuery": 10_000_000,
            "RequesterPaysEnabled": True,
            "EngineVersion": {"SelectedEngineVersion": "Athena engine version 3"},
            "CustomerContentEncryptionConfiguration": {"KmsKey": "alias/key"},
        },
    )
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.create_work_group(Name="w")
    assert message(error) == "WorkGroup is already created"
    got = athena.get_work_group(WorkGroup="w")["WorkGroup"]
    configuration = got["Configuration"]
    assert (got["State"], got["Description"]) == ("ENABLED", "d")
    assert configuration["EnforceWorkGroupConfiguration"] is True
    assert configuration["ResultConfiguration"]["EncryptionConfiguration"] == {
        "EncryptionOption": "SSE_KMS", "KmsKey": "key"}
    assert configuration["EngineVersion"] == {
        "SelectedEngineVersion": "Athena engine version 3", "EffectiveEngineVersion": "Athena engine version 3"}
    assert configuration["CustomerContentEncryptionConfiguration"] == {"KmsKey": "alias/key"}
    done = run(athena, "w")
    assert done["ResultConfiguration"] == {
        **configuration["ResultConfiguration"], "OutputLocation": f"{LOCATION}{done['QueryExecutionId']}.csv"}

    athena.update_work_group(
        WorkGroup="w", Description="e",
        ConfigurationUpdates={
            "ResultConfigurationUpdates": {
                "RemoveEncryptionConfiguration": True, "RemoveAclConfiguration": True,
                "RemoveExpectedBucketOwner": True, "OutputLocation": "s3://results/moved/",
            },
            "RemoveBytesScannedCutoffPerQuery": True, "RemoveCustomerContentEncryptionConfiguration": True,
            "EnforceWorkGroupConfiguration": False, "PublishCloudWatchMetricsEnabled": True,
        },
    )
    configuration = athena.get_work_group(WorkGroup="w")["WorkGroup"]["Configuration"]
    assert configuration["ResultConfiguration"] == {"OutputLocation": "s3://results/moved/"}
    assert "BytesScannedCutoffPerQuery" not in configuration
    assert "CustomerContentEncryptionConfiguration" not in configuration
    assert (configuration["EnforceWorkGroupConfiguration"], configuration["PublishCloudWatchMetricsEnabled"]) == (False, True)

    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        athena.delete_work_group(WorkGroup="w")
    assert message(error) == "WorkGroup w is not empty"
    athena.delete_work_group(WorkGroup="w", RecursiveDeleteOption=True)
    for call in (lambda: athena.get_work_group(WorkGroup="w"), lambda: run(athena, "w")):
        with pytest.raises(athena.exceptions.InvalidRequestException) as error:
            call()
        assert message(error) == "WorkGroup is not found."
    with pytest.raises(athena.exceptions.InvalidRequestException):
        athena.delete_work_group(WorkGroup="primary", RecursiveDeleteOption=True)


def test_listing(athena, results):
    for name in ("b", "a", "c"):
        make(athena, name)
    found, options = [], {}
    while True:
        page = athena.list_work_groups(MaxResults=2, **options)
        found += [group["Name"] for group in page["WorkGroups"]]
        if "NextToken" not in page:
            break
        options = {"NextToken": page["NextToken"]}
    assert found == ["a", "b", "c", "primary"]


def test_where_results_go(s3, athena, results):
    make(athena, "enforced", ResultConfiguration={"OutputLocation": LOCATION}, EnforceWorkGroupConfiguration=True)
    make(athena, "free", ResultConfiguration={"OutputLocation": LOCATION}, EnforceWorkGroupConfiguration=False)
    make(athena, "bare", EnforceWorkGroupConfiguration=False)
    said = {"ResultConfiguration": {"OutputLocation": "s3://results/said"}}
    for workgroup, options, folder in (
        ("enforced", said, LOCATION), ("free", said, "s3://results/said/"), ("free", {}, LOCATION),
        ("bare", said, "s3://results/said/"),
    ):
        done = run(athena, workgroup, **options)
        location = f"{folder}{done['QueryExecutionId']}.csv"
        assert done["ResultConfiguration"]["OutputLocation"] == location
        s3.head_object(Bucket="results", Key=location.removeprefix("s3://results/"))
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        run(athena, "bare")
    assert message(error) == ("No output location provided. An output location is required either through the Workgroup "
                              "result configuration setting or as an API input.")
    denied = run(athena, "free", ResultConfiguration={"ExpectedBucketOwner": "999999999999"})["Status"]
    assert denied["StateChangeReason"].startswith(f"Access denied when writing output to url: {LOCATION}")


def test_a_disabled_workgroup(athena, results):
    make(athena, "w", ResultConfiguration={"OutputLocation": LOCATION})
    athena.update_work_group(WorkGroup="w", State="DISABLED")
    with pytest.raises(athena.exceptions.InvalidRequestException) as error:
        run(athena, "w")
    assert message(error) == "WorkGroup w is disabled."
    athena.update_work_group(WorkGroup="w", State="ENABLED")
    assert run(athena, "w")["Status"]["State"] == "SUCCEEDED"


def test_the_cutoff_stops_a_query(s3, glue, athena, results):
    s3.create_bucket(Bucket="data")
    s3.put_object(Bucket="data", Key="big/a.csv", Body=("x" * 999 + "\n") * 20_000)
    make(athena, "cut", ResultConfiguration={"OutputLocation": LOCATION}, BytesScannedCutoffPerQuery=10_000_000)
    run(athena, "cut", "CREATE DATABASE db")
    run(athena, "cut", "CREATE EXTERNAL TABLE db.big (t string) LOCATION 's3://data/big/'")
    stopped = run(athena, "cut", "SELECT count(*) FROM db.big WHERE t = 'y'")
    assert stopped["Status"]["State"] == "CANCELLED"
    assert stopped["Status"]["StateChangeReason"].startswith("Bytes scanned limit was exceeded")
    assert stopped["Statistics"]["DataScannedInBytes"] > 10_000_000


def test_the_least_cutoff(server):
    body = {"Name": "small", "Configuration": {"BytesScannedCutoffPerQuery": 9_999_999}}
    answer = server.call("AmazonAthena.CreateWorkGroup", json.dumps(body))
    assert answer.status_code == 400
    assert answer.json()["Message"].endswith("Member must have value greater than or equal to 10000000")


def test_managed_results(s3, athena):
    buckets = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    make(athena, "managed", ManagedQueryResultsConfiguration={"Enabled": True})
    done = run(athena, "managed")
    assert "OutputLocation" not in done["ResultConfiguration"]
    assert done["ManagedQueryResultsConfiguration"] == {"Enabled": True}
    rows = athena.get_query_results(QueryExecutionId=done["QueryExecutionId"])["ResultSet"]["Rows"]
    assert [row["Data"][0]["VarCharValue"] for row in rows] == ["one", "1"]
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == buckets
    s3.create_bucket(Bucket="data")
    run(athena, "managed", "CREATE DATABASE db")
    run(athena, "managed", "CREATE EXTERNAL TABLE db.t (i int) LOCATION 's3://data/t/'")
    written = run(athena, "managed", "INSERT INTO db.t VALUES 1")
    assert "DataManifestLocation" not in written["Statistics"], "nobody can read it there"
    listed = athena.get_query_results(QueryExecutionId=written["QueryExecutionId"], QueryResultType="DATA_MANIFEST")
    (line,) = [row["Data"][0]["VarCharValue"] for row in listed["ResultSet"]["Rows"]]
    assert line.startswith("s3://data/t/")
    with pytest.raises(athena.exceptions.InvalidRequestException):
        make(athena, "both", ManagedQueryResultsConfiguration={"Enabled": True},
             ResultConfiguration={"OutputLocation": LOCATION})


@pytest.mark.parametrize("configuration", [
    {"EngineVersion": {"SelectedEngineVersion": "PySpark engine version 3"}},
    {"EngineVersion": {"SelectedEngineVersion": "Athena engine version 1"}},
    {"IdentityCenterConfiguration": {"EnableIdentityCenter": True}},
    {"ResultConfiguration": {"OutputLocation": "bucket/x"}},
])
def test_configurations_that_are_refused(athena, configuration):
    with pytest.raises(athena.exceptions.InvalidRequestException):
        make(athena, "w", **configuration)


def test_reserved_capacity(athena, results):
    athena.create_capacity_reservation(Name="r", TargetDpus=24, Tags=[{"Key": "k", "Value": "v"}])
    got = athena.get_capacity_reservation(Name="r")["CapacityReservation"]
    assert (got["Status"], got["TargetDpus"], got["AllocatedDpus"]) == ("ACTIVE", 24, 24)
    make(athena, "w", ResultConfiguration={"OutputLocation": LOCATION})
    assignments = [{"WorkGroupNames": ["w"]}]
    athena.put_capacity_assignment_configuration(CapacityReservationName="r", CapacityAssignments=assignments)
    kept = athena.get_capacity_assignment_configuration(CapacityReservationName="r")["CapacityAssignmentConfiguration"]
    assert kept == {"CapacityReservationName": "r", "CapacityAssignments": assignments}
    assert run(athena, "w")["Statistics"]["DpuCount"] == 4.0
    sized = {"Classifications": [{"Name": "athena-query-engine-properties", "Properties": {"min-dpu-count": "8"}}]}
    assert run(athena, "w", EngineConfiguration=sized)["Statistics"]["DpuCount"] == 8.0
    sized["Classifications"][0]["Properties"]["min-dpu-count"] = "100"
    assert run(athena, "w", EngineConfiguration=sized)["Statistics"]["DpuCount"] == 24.0, "no more than there is"
    athena.update_capacity_reservation(Name="r", TargetDpus=48)
    assert [found["TargetDpus"] for found in athena.list_capacity_reservations()["CapacityReservations"]] == [48]
    with pytest.raises(athena.exceptions.InvalidRequestException, match="must be cancelled"):
        athena.delete_capacity_reservation(Name="r")
    athena.cancel_capacity_reservation(Name="r")
    assert athena.get_capacity_reservation(Name="r")["CapacityReservation"]["Status"] == "CANCELLED"
    athena.delete_capacity_reservation(Name="r")
    with pytest.raises(athena.exceptions.InvalidRequestException, match="was not found"):
        athena.get_capacity_reservation(Name="r")
    assert "DpuCount" not in run(athena, "w")["Statistics"]


def test_tags(athena):
    athena.create_work_group(Name="w", Tags=[{"Key": "a", "Value": "1"}])
    resource = arn("workgroup", "w")
    athena.tag_resource(ResourceARN=resource, Tags=[{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "3"}])
    athena.untag_resource(ResourceARN=resource, TagKeys=["b", "gone"])
    assert athena.list_tags_for_resource(ResourceARN=resource)["Tags"] == [{"Key": "a", "Value": "3"}]
    assert athena.list_tags_for_resource(ResourceARN=arn("datacatalog", "AwsDataCatalog"))["Tags"] == []
    for missing in (arn("workgroup", "gone"), arn("capacity-reservation", "gone"),
                    resource.replace("us-east-1", "eu-west-1")):
        with pytest.raises(athena.exceptions.ResourceNotFoundException):
            athena.list_tags_for_resource(ResourceARN=missing)
    for wrong in ("arn:aws:s3:::bucket", "nothing"):
        with pytest.raises(athena.exceptions.InvalidRequestException, match="not the ARN"):
            athena.list_tags_for_resource(ResourceARN=wrong)
    many = [{"Key": f"k{number}", "Value": "v"} for number in range(50)]
    with pytest.raises(athena.exceptions.InvalidRequestException, match="at most 50 tags"):
        athena.tag_resource(ResourceARN=resource, Tags=many)
    for tag, text in (({"Key": "aws:x", "Value": "v"}, "aws: prefixed tag key names"),
                      ({"Value": "v"}, "Value null at 'tags.1.member.key'")):
        with pytest.raises(athena.exceptions.InvalidRequestException, match=text):
            athena.tag_resource(ResourceARN=resource, Tags=[tag])
    with pytest.raises(athena.exceptions.InvalidRequestException, match="upon WorkGroup creation must not be empty"):
        athena.create_work_group(Name="v", Tags=[])
    athena.delete_work_group(WorkGroup="w")
    athena.create_work_group(Name="w")
    assert athena.list_tags_for_resource(ResourceARN=resource)["Tags"] == []
