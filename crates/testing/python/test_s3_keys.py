"""Keys that a file system would not hold, or would take for something else."""

import concurrent.futures

import pytest
from botocore.exceptions import ClientError

ODD = [
    "a",
    "a/b",
    "a/b/c",
    "trailing/",
    "trailing//",
    "/leading",
    "//",
    "middle//empty",
    "../../x",
    "..",
    ".",
    "a/./b",
    "a/../b",
    "../buckets/other/k",
    "...",
    ".hidden",
    "_SUCCESS",
    "space in name ",
    " leading space",
    "plus+and%20percent%",
    "back\\slash",
    "colon:star*question?",
    "con",
    "aux.txt",
    "ends.with.dot.",
    "Case",
    "case",
    "CASE",
    "naïve/日本語/🚣.csv",
    "e\u0301",
    "\u00e9",
    "~tilde",
    "x" * 255,
    "x" * 256,
    "y" * 1024,
    ("z" * 300 + "/") * 3 + "end",
    "lake.db",
    "k=v/k=__HIVE_DEFAULT_PARTITION__/f",
]


def test_all_of_them_side_by_side(s3, bucket):
    for key in ODD:
        s3.put_object(Bucket=bucket, Key=key, Body=f"body of {key}".encode(), Metadata={"n": str(len(key))})
    listed = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert listed == sorted(ODD, key=str.encode)
    for key in ODD:
        got = s3.get_object(Bucket=bucket, Key=key)
        assert got["Body"].read() == f"body of {key}".encode(), key
        assert got["Metadata"] == {"n": str(len(key))}, key
    for key in ODD[::2]:
        s3.delete_object(Bucket=bucket, Key=key)
    listed = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert listed == sorted(ODD[1::2], key=str.encode)
    for key in ODD[1::2]:
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == f"body of {key}".encode(), key


def test_a_traversal_stays_in_its_bucket(s3, bucket):
    s3.create_bucket(Bucket="victim")
    s3.put_object(Bucket="victim", Key="k", Body=b"theirs")
    for key in ("../victim/k", "../../buckets/victim/k", "a/../../victim/k", "..\\victim\\k"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"ours")
    assert s3.get_object(Bucket="victim", Key="k")["Body"].read() == b"theirs"
    assert [item["Key"] for item in s3.list_objects_v2(Bucket="victim")["Contents"]] == ["k"]


@pytest.mark.parametrize("key", ["x" * 1025, "é" * 513])
def test_a_key_over_1024_bytes(s3, bucket, key):
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    assert error.value.response["Error"]["Code"] == "KeyTooLongError"


def test_a_prefix_and_an_object_of_one_name(s3, bucket):
    s3.put_object(Bucket=bucket, Key="data/part", Body=b"below")
    s3.put_object(Bucket=bucket, Key="data", Body=b"object")
    s3.put_object(Bucket=bucket, Key="data/", Body=b"")
    assert s3.get_object(Bucket=bucket, Key="data")["Body"].read() == b"object"
    s3.delete_object(Bucket=bucket, Key="data")
    assert s3.get_object(Bucket=bucket, Key="data/part")["Body"].read() == b"below"
    s3.delete_object(Bucket=bucket, Key="data/part")
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["data/"]


def test_the_same_place_written_at_once(server, bucket):
    """`a` becoming a folder while it is an object, from many sides."""
    client = server.client("s3", max_pool_connections=16)
    keys = ["a", "a/b", "a/b/c", "a/b/c/d"] * 8

    def put(numbered):
        number, key = numbered
        client.put_object(Bucket=bucket, Key=key, Body=f"{key}:{number}".encode() * 1000)

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(put, enumerate(keys)))
    for key in set(keys):
        body = client.get_object(Bucket=bucket, Key=key)["Body"].read()
        once = body[: len(body) // 1000]
        assert once.rpartition(b":")[0] == key.encode(), key
        assert body == once * 1000, f"{key} mixes two writers"
