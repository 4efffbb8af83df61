"""A bucket of one boathouse that lives in another one: any S3-compatible service would do."""

import pytest
from botocore.exceptions import ClientError

import polling
from server import KEY, REGION, SECRET, Server

CONFIG = """
[buckets.far]
endpoint = "{url}"
region = "{region}"
access_key_id = "{key}"
secret_access_key = "{secret}"
bucket = "store"
prefix = "team/"
"""


@pytest.fixture
def near(server, s3, tmp_path):
    s3.create_bucket(Bucket="store")
    text = CONFIG.format(url=server.url, region=REGION, key=KEY, secret=SECRET)
    (tmp_path / "boathouse.toml").write_text(text)
    with Server(tmp_path, "--dir", str(tmp_path / "lake"), "--allow-reset") as near:
        yield near


def test_objects_go_there(near, s3):
    client = near.client("s3")
    assert "far" in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]
    client.put_object(Bucket="far", Key="d/a b+ü.csv", Body=b"id\n1\n", ContentType="text/csv")
    assert s3.get_object(Bucket="store", Key="team/d/a b+ü.csv")["Body"].read() == b"id\n1\n"
    s3.put_object(Bucket="store", Key="team/d/other", Body=b"0123456789")
    s3.put_object(Bucket="store", Key="elsewhere", Body=b"not ours")
    assert [item["Key"] for item in client.list_objects_v2(Bucket="far")["Contents"]] == ["d/a b+ü.csv", "d/other"]
    got = client.get_object(Bucket="far", Key="d/other", Range="bytes=2-4")
    assert (got["Body"].read(), got["ContentRange"]) == (b"234", "bytes 2-4/10")
    assert client.head_object(Bucket="far", Key="d/other")["ContentLength"] == 10
    client.copy_object(Bucket="far", Key="copy", CopySource={"Bucket": "far", "Key": "d/other"})
    client.delete_object(Bucket="far", Key="d/other")
    assert [item["Key"] for item in s3.list_objects_v2(Bucket="store")["Contents"]] == [
        "elsewhere", "team/copy", "team/d/a b+ü.csv",
    ]
    with pytest.raises(client.exceptions.NoSuchKey):
        client.get_object(Bucket="far", Key="d/other")


def test_large_objects_go_there_in_parts(near, s3):
    client = near.client("s3")
    part = b"x" * (5 * 1024 * 1024)
    target = {"Bucket": "far", "Key": "large"}
    target["UploadId"] = client.create_multipart_upload(**target)["UploadId"]
    parts = [
        {"PartNumber": number, "ETag": client.upload_part(**target, PartNumber=number, Body=body)["ETag"]}
        for number, body in ((1, part), (2, b"end"))
    ]
    client.complete_multipart_upload(**target, MultipartUpload={"Parts": parts})
    assert s3.get_object(Bucket="store", Key="team/large")["Body"].read() == part + b"end"


def test_a_crawl_and_a_query_read_it(near, s3):
    s3.put_object(Bucket="store", Key="team/boats/a.csv", Body=b"id,name,length\n1,Isis,18.5\n2,Cam,17\n")
    glue, athena = near.client("glue"), near.client("athena")
    near.client("s3").create_bucket(Bucket="results")
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", Targets={"S3Targets": [{"Path": "s3://far/boats/"}]})
    assert polling.crawl(glue, "c")["LastCrawl"]["Status"] == "SUCCEEDED"
    assert polling.rows(athena, "SELECT name, length FROM boats ORDER BY id", "db") == [
        ["Isis", "18.5"], ["Cam", "17.0"],
    ]


def test_a_service_that_is_away_is_an_error_and_not_an_empty_bucket(tmp_path):
    text = CONFIG.format(url="http://127.0.0.1:1", region=REGION, key=KEY, secret=SECRET)
    (tmp_path / "boathouse.toml").write_text(text)
    with Server(tmp_path, "--ephemeral") as near:
        client = near.client("s3", read_timeout=120)
        with pytest.raises(ClientError) as error:
            client.list_objects_v2(Bucket="far")
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
        assert near.is_alive()
