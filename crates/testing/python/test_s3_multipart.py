"""Multipart uploads by hand."""

import hashlib

import pytest
from botocore.exceptions import ClientError

PART = 5 * 1024 * 1024


def code_of(error):
    return error.value.response["Error"]["Code"]


@pytest.fixture
def upload(s3, bucket):
    answer = s3.create_multipart_upload(Bucket=bucket, Key="k", ContentType="text/plain", Metadata={"m": "1"})
    return {"Bucket": bucket, "Key": "k", "UploadId": answer["UploadId"]}


def part(s3, upload, number, data):
    etag = s3.upload_part(**upload, PartNumber=number, Body=data)["ETag"]
    return {"PartNumber": number, "ETag": etag}


def test_parts_become_one_object(s3, upload):
    bodies = {1: b"a" * PART, 2: b"b" * PART, 5: b"end"}
    parts = [part(s3, upload, number, bodies[number]) for number in (5, 1, 2)]
    listed = s3.list_parts(**upload)
    assert [(item["PartNumber"], item["Size"]) for item in listed["Parts"]] == [(1, PART), (2, PART), (5, 3)]
    with pytest.raises(ClientError):
        s3.head_object(Bucket=upload["Bucket"], Key="k")
    parts.sort(key=lambda item: item["PartNumber"])
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    digests = b"".join(hashlib.md5(bodies[number]).digest() for number in (1, 2, 5))
    assert done["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-3"'
    got = s3.get_object(Bucket=upload["Bucket"], Key="k")
    assert got["Body"].read() == bodies[1] + bodies[2] + bodies[5]
    assert (got["ETag"], got["ContentType"], got["Metadata"]) == (done["ETag"], "text/plain", {"m": "1"})
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=upload["Bucket"])


def test_a_part_sent_again_replaces_the_first(s3, upload):
    part(s3, upload, 1, b"first")
    second = part(s3, upload, 1, b"second")
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [second]})
    assert s3.get_object(Bucket=upload["Bucket"], Key="k")["Body"].read() == b"second"


def test_wrong_completions(s3, upload):
    small = [part(s3, upload, number, b"x") for number in (1, 2)]
    cases = [
        (small[::-1], "InvalidPartOrder"),
        ([{"PartNumber": 1, "ETag": '"00000000000000000000000000000000"'}], "InvalidPart"),
        ([{"PartNumber": 9, "ETag": small[0]["ETag"]}], "InvalidPart"),
        (small, "EntityTooSmall"),
        ([], "MalformedXML"),
    ]
    for parts, wanted in cases:
        with pytest.raises(ClientError) as error:
            s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
        assert code_of(error) == wanted, parts
    # None of them ended the upload.
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": small[:1]})
    assert s3.get_object(Bucket=upload["Bucket"], Key="k")["Body"].read() == b"x"


def test_abort(s3, upload):
    part(s3, upload, 1, b"x")
    assert [item["Key"] for item in s3.list_multipart_uploads(Bucket=upload["Bucket"])["Uploads"]] == ["k"]
    s3.abort_multipart_upload(**upload)
    for operation in (s3.list_parts, lambda **target: part(s3, target, 1, b"x"), s3.abort_multipart_upload):
        with pytest.raises(ClientError) as error:
            operation(**upload)
        assert code_of(error) == "NoSuchUpload"
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=upload["Bucket"])
    assert s3.list_objects_v2(Bucket=upload["Bucket"])["KeyCount"] == 0


def test_a_part_may_be_copied(s3, upload):
    s3.put_object(Bucket=upload["Bucket"], Key="source", Body=b"0123456789" * (PART // 10 + 1))
    source = {"Bucket": upload["Bucket"], "Key": "source"}
    first = s3.upload_part_copy(**upload, PartNumber=1, CopySource=source)["CopyPartResult"]["ETag"]
    second = s3.upload_part_copy(**upload, PartNumber=2, CopySource=source, CopySourceRange="bytes=2-4")
    parts = [{"PartNumber": 1, "ETag": first}, {"PartNumber": 2, "ETag": second["CopyPartResult"]["ETag"]}]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    body = s3.get_object(Bucket=upload["Bucket"], Key="k")["Body"].read()
    assert body == b"0123456789" * (PART // 10 + 1) + b"234"


def test_uploads_of_one_key_do_not_mix(s3, bucket):
    uploads = [s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"] for _ in range(2)]
    parts = []
    for number, upload_id in enumerate(uploads):
        target = {"Bucket": bucket, "Key": "k", "UploadId": upload_id}
        parts.append((target, part(s3, target, 1, f"upload {number}".encode())))
    for target, only in parts:
        s3.complete_multipart_upload(**target, MultipartUpload={"Parts": [only]})
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"upload 1"


@pytest.mark.parametrize("number", [0, 10001])
def test_part_numbers(s3, upload, number):
    with pytest.raises(ClientError) as error:
        s3.upload_part(**upload, PartNumber=number, Body=b"x")
    assert code_of(error) == "InvalidArgument"
