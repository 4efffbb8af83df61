"""URLs that boto3 signs and anyone may use."""

import pytest
import requests


@pytest.fixture(params=["default", "s3v4"])
def signer(server, request):
    if request.param == "default":
        return server.client("s3")
    return server.client("s3", signature_version="s3v4")


@pytest.mark.parametrize("key", ["a.txt", "a b+c/é.txt", "percent%20", "x//y"])
def test_put_and_get(signer, bucket, key):
    target = {"Bucket": bucket, "Key": key}
    put = requests.put(signer.generate_presigned_url("put_object", target, 60), data=b"by url", timeout=30)
    assert put.status_code == 200, put.text
    assert signer.get_object(**target)["Body"].read() == b"by url"
    got = requests.get(signer.generate_presigned_url("get_object", target, 60), timeout=30)
    assert (got.status_code, got.content) == (200, b"by url")
    part = requests.get(
        signer.generate_presigned_url("get_object", target, 60), headers={"Range": "bytes=3-"}, timeout=30
    )
    assert (part.status_code, part.content) == (206, b"url")


def test_headers_of_the_answer_can_be_chosen(signer, bucket):
    signer.put_object(Bucket=bucket, Key="k", Body=b"x", ContentType="text/plain")
    chosen = {"ResponseContentType": "text/csv", "ResponseContentDisposition": 'attachment; filename="k.csv"'}
    got = requests.get(
        signer.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k", **chosen}, 60), timeout=30
    )
    assert got.headers["Content-Type"] == "text/csv"
    assert got.headers["Content-Disposition"] == 'attachment; filename="k.csv"'


def test_head_and_delete(signer, bucket):
    signer.put_object(Bucket=bucket, Key="k", Body=b"12345")
    target = {"Bucket": bucket, "Key": "k"}
    head = requests.head(signer.generate_presigned_url("head_object", target, 60), timeout=30)
    assert (head.status_code, head.headers["Content-Length"]) == (200, "5")
    gone = requests.delete(signer.generate_presigned_url("delete_object", target, 60), timeout=30)
    assert gone.status_code == 204
    missing = requests.get(signer.generate_presigned_url("get_object", target, 60), timeout=30)
    assert missing.status_code == 404 and "<Code>NoSuchKey</Code>" in missing.text
