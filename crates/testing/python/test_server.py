"""The server itself: one port, emptied in an instant, ended in order."""

import signal
import time

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

import polling
from server import Server


def test_reset_empties_everything(server, s3, glue, athena):
    for bucket in ("bucket", "results"):
        s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket="bucket", Key="x/t/a.csv", Body="id,name\n1,a\n2,b\n")
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", Targets={"S3Targets": [{"Path": "s3://bucket/x/"}]})
    polling.crawl(glue, "c")
    assert polling.rows(athena, "SELECT count(*) FROM t", "db") == [["2"]]
    server.reset()
    assert s3.list_buckets()["Buckets"] == []
    assert glue.get_databases()["DatabaseList"] == []
    assert glue.get_crawlers()["Crawlers"] == []
    assert athena.list_query_executions()["QueryExecutionIds"] == []
    # The same names can be used at once, and hold nothing of before.
    s3.create_bucket(Bucket="bucket")
    assert s3.list_objects_v2(Bucket="bucket")["KeyCount"] == 0


def test_reset_is_quick(server, s3):
    s3.create_bucket(Bucket="bucket")
    for number in range(100):
        s3.put_object(Bucket="bucket", Key=f"d{number}/k", Body=b"x" * 1000)
    started = time.monotonic()
    for _ in range(50):
        server.reset()
    assert (time.monotonic() - started) / 50 < 0.1


def test_what_an_operation_does_not_model_is_told(server):
    answer = server.call("AWSGlue.CreateDatabase", b'{"DatabaseInput": {"Name": "db", "Colour": 1}, "Shape": 2}')
    assert answer.status_code == 200, answer.text
    told = answer.headers["x-boathouse-ignored"]
    assert "DatabaseInput.Colour" in told and "Shape" in told
    silent = server.call("AWSGlue.GetDatabase", b'{"Name": "db"}')
    assert "x-boathouse-ignored" not in silent.headers


def test_shape_of_answers(server):
    answer = server.call("AWSGlue.GetDatabases", b"{}")
    assert answer.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert answer.json() == {"DatabaseList": []}, "absent members are absent"
    missing = server.call("AWSGlue.GetDatabase", b'{"Name": "nothing"}')
    assert (missing.status_code, missing.json()["__type"]) == (400, "EntityNotFoundException")
    assert missing.json()["Message"] == "Database nothing not found."
    ids = {response.headers["x-amzn-RequestId"] for response in (answer, missing)}
    assert len(ids) == 2


def test_the_signature_says_whose_a_request_is(server):
    """A form on POST / is STS by its action, a signature for Glue without a target is no S3 request."""
    form = requests.post(server.url, data={"Action": "GetCallerIdentity", "Version": "2011-06-15"}, timeout=30)
    assert form.status_code == 200 and "<Account>123456789012</Account>" in form.text
    scope = "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"

    def post(path, service):
        headers = {"Authorization": scope.format(service)}
        return requests.post(f"{server.url}/{path}", json={}, timeout=30, headers=headers)

    served = post("ListPermissions", "lakeformation")
    assert served.status_code == 200 and served.json() == {"PrincipalResourcePermissions": []}
    refused = post("datasets", "databrew")
    assert refused.status_code >= 400 and "NoSuchBucket" not in refused.text
    assert "databrew" in refused.text.lower()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order(tmp_path, stop):
    with Server(tmp_path, "--dir", str(tmp_path / "lake")) as server:
        server.client("s3").create_bucket(Bucket="bucket")
        server.process.send_signal(stop)
        server.process.wait(10)
        assert server.process.returncode in {0, 130}
    assert not (tmp_path / "lake" / "server.json").exists()
    with Server(tmp_path, "--dir", str(tmp_path / "lake")) as server:
        server.client("s3").head_bucket(Bucket="bucket")


def test_an_ephemeral_server_leaves_nothing(tmp_path):
    with Server(tmp_path, "--ephemeral") as server:
        server.client("s3").create_bucket(Bucket="bucket")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["server.log"]


def test_keys_can_be_demanded(tmp_path):
    with Server(tmp_path, "--ephemeral", "--auth", "test:test") as server:
        for service, call in (("s3", "list_buckets"), ("glue", "get_databases"), ("sts", "get_caller_identity")):
            getattr(server.client(service), call)()
        for key, secret in (("test", "wrong"), ("other", "test")):
            stranger = boto3.client("s3", endpoint_url=server.url, region_name="us-east-1",
                                    aws_access_key_id=key, aws_secret_access_key=secret)
            with pytest.raises(ClientError) as error:
                stranger.list_buckets()
            assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
        assert requests.get(f"{server.url}/", timeout=30).status_code == 403
        server.client("s3").create_bucket(Bucket="bucket")
        signed = server.client("s3", signature_version="s3v4").generate_presigned_url(
            "put_object", {"Bucket": "bucket", "Key": "k"}, 60)
        assert requests.put(signed, data=b"x", timeout=30).status_code == 200
        assert requests.put(signed.replace("/k?", "/other?"), data=b"x", timeout=30).status_code == 403
