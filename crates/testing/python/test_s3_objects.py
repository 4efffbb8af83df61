"""Buckets and whole objects, as boto3 sends them."""

import base64
import concurrent.futures
import hashlib
import io
import time
from datetime import datetime, timezone

import pytest
import requests
from botocore.exceptions import ClientError
from botocore.handlers import validate_bucket_name


def code_of(error):
    return error.value.response["Error"]["Code"]


def status_of(error):
    return error.value.response["ResponseMetadata"]["HTTPStatusCode"]


def body(s3, bucket, key, **options):
    return s3.get_object(Bucket=bucket, Key=key, **options)["Body"].read()


def test_round_trip(s3, bucket):
    data = b"id,name\n1,Rower\n"
    put = s3.put_object(Bucket=bucket, Key="a.csv", Body=data, ContentType="text/csv", Metadata={"origin": "Oxford"})
    assert put["ETag"] == f'"{hashlib.md5(data).hexdigest()}"'
    got = s3.get_object(Bucket=bucket, Key="a.csv")
    assert got["Body"].read() == data
    assert (got["ETag"], got["ContentLength"], got["ContentType"]) == (put["ETag"], len(data), "text/csv")
    assert got["Metadata"] == {"origin": "Oxford"}
    assert got["AcceptRanges"] == "bytes"
    assert abs((datetime.now(timezone.utc) - got["LastModified"]).total_seconds()) < 60


def test_head_equals_get_without_body(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"12345", CacheControl="no-cache", ContentDisposition="inline",
                  ContentLanguage="en", ContentEncoding="gzip")
    head, got = s3.head_object(Bucket=bucket, Key="k"), s3.get_object(Bucket=bucket, Key="k")
    got["Body"].read()
    for name in ("ETag", "ContentLength", "ContentType", "LastModified", "CacheControl", "ContentDisposition",
                 "ContentLanguage", "ContentEncoding", "Metadata"):
        assert head[name] == got[name], name
    assert head["ContentType"] == "binary/octet-stream"
    assert head["ContentEncoding"] == "gzip"


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xfe", b"line\r\n" * 1000, bytes(range(256)) * 4096])
def test_any_bytes(s3, bucket, data):
    s3.put_object(Bucket=bucket, Key="k", Body=data)
    assert body(s3, bucket, "k") == data
    assert s3.head_object(Bucket=bucket, Key="k")["ContentLength"] == len(data)


def test_overwriting_replaces_everything(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"old and long", Metadata={"a": "1"}, ContentType="text/plain")
    s3.put_object(Bucket=bucket, Key="k", Body=b"new")
    got = s3.get_object(Bucket=bucket, Key="k")
    assert (got["Body"].read(), got["Metadata"], got["ContentType"]) == (b"new", {}, "binary/octet-stream")


@pytest.mark.parametrize(
    ("asked", "wanted", "content_range"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-30", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-100", b"89", "bytes 8-9/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
    ],
)
def test_ranges(s3, bucket, asked, wanted, content_range):
    s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")
    got = s3.get_object(Bucket=bucket, Key="k", Range=asked)
    assert got["Body"].read() == wanted
    assert (got["ContentRange"], got["ContentLength"]) == (content_range, len(wanted))
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206


def test_a_range_beyond_the_end(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")
    with pytest.raises(ClientError) as error:
        s3.get_object(Bucket=bucket, Key="k", Range="bytes=10-")
    assert (code_of(error), status_of(error)) == ("InvalidRange", 416)


def test_what_is_not_there(s3, bucket):
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="nothing")
    with pytest.raises(ClientError) as error:
        s3.head_object(Bucket=bucket, Key="nothing")
    assert (code_of(error), status_of(error)) == ("404", 404)
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket="no-such-bucket")
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket="no-such-bucket", Key="k", Body=b"x")
    assert code_of(error) == "NoSuchBucket"
    with pytest.raises(ClientError) as error:
        s3.head_bucket(Bucket="no-such-bucket")
    assert status_of(error) == 404


def test_buckets(s3):
    for name in ("zebra", "alpha", "my.dotted-bucket"):
        s3.create_bucket(Bucket=name)
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["alpha", "my.dotted-bucket", "zebra"]
    assert s3.head_bucket(Bucket="alpha")["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert s3.get_bucket_location(Bucket="alpha")["LocationConstraint"] is None
    s3.put_object(Bucket="alpha", Key="k", Body=b"x")
    with pytest.raises(ClientError) as error:
        s3.delete_bucket(Bucket="alpha")
    assert (code_of(error), status_of(error)) == ("BucketNotEmpty", 409)
    s3.delete_object(Bucket="alpha", Key="k")
    s3.delete_bucket(Bucket="alpha")
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["my.dotted-bucket", "zebra"]


def test_a_bucket_created_twice_keeps_its_objects(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    elsewhere = server.client("s3", region="eu-west-1")
    with pytest.raises(ClientError) as error:
        elsewhere.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert code_of(error) in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}
    assert body(s3, bucket, "k") == b"x"


@pytest.mark.parametrize("name", ["ab", "UPPER", "under_score", "-dash", "a..b", "192.168.1.1", "x" * 64])
def test_bucket_names_that_s3_refuses(server, name):
    raw = server.client("s3", user_agent_extra="unchecked")
    # The client's own check of names must not stand before the server's.
    raw.meta.events.unregister("before-parameter-build.s3", validate_bucket_name)
    with pytest.raises(ClientError) as error:
        raw.create_bucket(Bucket=name)
    assert code_of(error) == "InvalidBucketName"


def test_delete(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    for _ in range(2):
        assert s3.delete_object(Bucket=bucket, Key="k")["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_delete_objects(s3, bucket):
    for key in ("a", "b/c", "d e+f"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    asked = [{"Key": key} for key in ("a", "b/c", "d e+f", "never there")]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": asked})
    assert sorted(item["Key"] for item in answer["Deleted"]) == ["a", "b/c", "d e+f", "never there"]
    assert "Errors" not in answer
    s3.put_object(Bucket=bucket, Key="a", Body=b"x")
    quiet = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a"}], "Quiet": True})
    assert "Deleted" not in quiet and "Errors" not in quiet
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_copy(s3, bucket):
    s3.create_bucket(Bucket="other")
    s3.put_object(Bucket=bucket, Key="a b+ü.txt", Body=b"data", Metadata={"m": "1"}, ContentType="text/plain")
    copied = s3.copy_object(Bucket="other", Key="same", CopySource={"Bucket": bucket, "Key": "a b+ü.txt"})
    assert copied["CopyObjectResult"]["ETag"] == f'"{hashlib.md5(b"data").hexdigest()}"'
    head = s3.head_object(Bucket="other", Key="same")
    assert (head["Metadata"], head["ContentType"]) == ({"m": "1"}, "text/plain")
    s3.copy_object(Bucket="other", Key="replaced", CopySource=f"{bucket}/a b+ü.txt",
                   MetadataDirective="REPLACE", Metadata={"n": "2"}, ContentType="text/csv")
    got = s3.get_object(Bucket="other", Key="replaced")
    assert (got["Body"].read(), got["Metadata"], got["ContentType"]) == (b"data", {"n": "2"}, "text/csv")
    with pytest.raises(ClientError) as error:
        s3.copy_object(Bucket="other", Key="x", CopySource={"Bucket": bucket, "Key": "nothing"})
    assert code_of(error) == "NoSuchKey"


def test_copying_an_object_onto_itself_needs_a_change(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"data", Metadata={"m": "1"})
    with pytest.raises(ClientError) as error:
        s3.copy_object(Bucket=bucket, Key="k", CopySource={"Bucket": bucket, "Key": "k"})
    assert code_of(error) == "InvalidRequest"
    s3.copy_object(Bucket=bucket, Key="k", CopySource={"Bucket": bucket, "Key": "k"}, MetadataDirective="REPLACE",
                   Metadata={"m": "2"})
    got = s3.get_object(Bucket=bucket, Key="k")
    assert (got["Body"].read(), got["Metadata"]) == (b"data", {"m": "2"})


def test_conditional_reads(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"x")["ETag"]
    modified = s3.head_object(Bucket=bucket, Key="k")["LastModified"]
    past = datetime(2000, 1, 1, tzinfo=timezone.utc)
    assert body(s3, bucket, "k", IfMatch=etag) == b"x"
    assert body(s3, bucket, "k", IfNoneMatch='"other"') == b"x"
    assert body(s3, bucket, "k", IfModifiedSince=past) == b"x"
    assert body(s3, bucket, "k", IfUnmodifiedSince=modified) == b"x"
    refused = [
        ({"IfMatch": '"other"'}, 412),
        ({"IfNoneMatch": etag}, 304),
        ({"IfModifiedSince": modified}, 304),
        ({"IfUnmodifiedSince": past}, 412),
    ]
    for condition, status in refused:
        for operation in (s3.get_object, s3.head_object):
            with pytest.raises(ClientError) as error:
                operation(Bucket=bucket, Key="k", **condition)
            assert status_of(error) == status, f"{operation.__name__} with {condition}"


def test_conditional_writes(s3, bucket):
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"1", IfNoneMatch="*")["ETag"]
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="k", Body=b"2", IfNoneMatch="*")
    assert (code_of(error), status_of(error)) == ("PreconditionFailed", 412)
    s3.put_object(Bucket=bucket, Key="k", Body=b"3", IfMatch=first)
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="k", Body=b"4", IfMatch=first)
    assert code_of(error) == "PreconditionFailed"
    assert body(s3, bucket, "k") == b"3"


def test_of_many_creators_one_wins(server, bucket):
    client = server.client("s3", max_pool_connections=20)

    def create(number):
        try:
            client.put_object(Bucket=bucket, Key="lock", Body=str(number).encode(), IfNoneMatch="*")
            return number
        except ClientError as error:
            assert error.response["Error"]["Code"] in {"PreconditionFailed", "ConditionalRequestConflict"}
            return None

    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        winners = [number for number in pool.map(create, range(40)) if number is not None]
    assert len(winners) == 1
    assert body(client, bucket, "lock") == str(winners[0]).encode()


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_checksums_are_kept_and_told(s3, bucket, algorithm):
    try:
        put = s3.put_object(Bucket=bucket, Key="k", Body=b"data", ChecksumAlgorithm=algorithm)
    except Exception as error:  # the client needs its native library for two of them
        if type(error).__name__ == "MissingDependencyException":
            pytest.skip(f"this client cannot compute {algorithm}")
        raise
    member = f"Checksum{algorithm}"
    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert put[member] == head[member]
    if algorithm == "SHA256":
        assert head[member] == base64.b64encode(hashlib.sha256(b"data").digest()).decode()
    # A part of an object has no checksum to compare with, and the client would compare it.
    assert member not in s3.get_object(Bucket=bucket, Key="k", Range="bytes=0-1", ChecksumMode="ENABLED")


def test_wrong_checksums_are_refused(s3, bucket):
    wrong = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="k", Body=b"data", ChecksumSHA256=wrong)
    assert code_of(error) == "BadDigest"
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="k", Body=b"data",
                      ContentMD5=base64.b64encode(hashlib.md5(b"other").digest()).decode())
    assert code_of(error) == "BadDigest"
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_times_move_on(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    before = s3.head_object(Bucket=bucket, Key="k")["LastModified"]
    time.sleep(1.1)
    s3.put_object(Bucket=bucket, Key="k", Body=b"2")
    assert s3.head_object(Bucket=bucket, Key="k")["LastModified"] > before


def test_transfer_manager(s3, bucket):
    data = bytes(range(251)) * (20 * 1024 * 1024 // 251)
    s3.upload_fileobj(io.BytesIO(data), bucket, "large")
    head = s3.head_object(Bucket=bucket, Key="large")
    assert head["ContentLength"] == len(data)
    assert head["ETag"].strip('"').endswith("-3"), "8 MiB parts"
    received = io.BytesIO()
    s3.download_fileobj(bucket, "large", received)
    assert received.getvalue() == data


def test_waiters(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.get_waiter("bucket_exists").wait(Bucket=bucket)
    s3.get_waiter("object_exists").wait(Bucket=bucket, Key="k")
    s3.get_waiter("object_not_exists").wait(Bucket=bucket, Key="other")


def test_virtual_host_addressing(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a/b", Body=b"x")
    answer = requests.get(f"{server.url}/a/b", headers={"Host": f"{bucket}.localhost:{server.port}"}, timeout=30)
    assert (answer.status_code, answer.content) == (200, b"x")


def test_what_is_not_served_says_so(s3, bucket):
    with pytest.raises(ClientError) as error:
        s3.put_bucket_accelerate_configuration(Bucket=bucket, AccelerateConfiguration={"Status": "Enabled"})
    assert (code_of(error), status_of(error)) == ("NotImplemented", 501)
