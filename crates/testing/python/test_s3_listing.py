"""ListObjects in both versions: order, prefixes, delimiters, pages, encodings."""

import pytest
from botocore.exceptions import ClientError

KEYS = ["a.csv", "b/1.csv", "b/2.csv", "b/c/3.csv", "d e/+4.csv", "é/5.csv", "z"]


@pytest.fixture
def filled(s3, bucket):
    for key in KEYS:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    return bucket


def keys(answer):
    return [item["Key"] for item in answer.get("Contents", [])]


def prefixes(answer):
    return [item["Prefix"] for item in answer.get("CommonPrefixes", [])]


def test_all_in_the_order_of_their_bytes(s3, filled):
    answer = s3.list_objects_v2(Bucket=filled)
    assert keys(answer) == sorted(KEYS, key=str.encode)
    assert (answer["KeyCount"], answer["IsTruncated"], answer["MaxKeys"]) == (7, False, 1000)
    first = answer["Contents"][0]
    head = s3.head_object(Bucket=filled, Key="a.csv")
    assert (first["Size"], first["ETag"], first["StorageClass"]) == (5, head["ETag"], "STANDARD")
    assert first["LastModified"].replace(microsecond=0) == head["LastModified"]


@pytest.mark.parametrize(
    ("options", "wanted_keys", "wanted_prefixes"),
    [
        ({"Delimiter": "/"}, ["a.csv", "z"], ["b/", "d e/", "é/"]),
        ({"Prefix": "b/"}, ["b/1.csv", "b/2.csv", "b/c/3.csv"], []),
        ({"Prefix": "b/", "Delimiter": "/"}, ["b/1.csv", "b/2.csv"], ["b/c/"]),
        ({"Prefix": "b"}, ["b/1.csv", "b/2.csv", "b/c/3.csv"], []),
        ({"Prefix": "b", "Delimiter": "/"}, [], ["b/"]),
        ({"Prefix": "d e/+"}, ["d e/+4.csv"], []),
        ({"Prefix": "nothing"}, [], []),
        ({"Delimiter": ".csv"}, ["z"], ["a.csv", "b/1.csv", "b/2.csv", "b/c/3.csv", "d e/+4.csv", "é/5.csv"]),
        ({"StartAfter": "b/2.csv"}, ["b/c/3.csv", "d e/+4.csv", "z", "é/5.csv"], []),
        ({"MaxKeys": 0}, [], []),
    ],
)
def test_prefixes_and_delimiters(s3, filled, options, wanted_keys, wanted_prefixes):
    answer = s3.list_objects_v2(Bucket=filled, **options)
    assert (keys(answer), prefixes(answer)) == (wanted_keys, wanted_prefixes)
    assert answer["KeyCount"] == len(wanted_keys) + len(wanted_prefixes)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2"])
def test_pages(s3, filled, operation, size):
    pages = list(s3.get_paginator(operation).paginate(Bucket=filled, PaginationConfig={"PageSize": size}))
    assert [key for page in pages for key in keys(page)] == sorted(KEYS, key=str.encode)
    assert all(len(keys(page)) <= size for page in pages)


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2"])
def test_pages_of_prefixes(s3, filled, operation):
    pages = list(
        s3.get_paginator(operation).paginate(Bucket=filled, Delimiter="/", PaginationConfig={"PageSize": 1})
    )
    found = [name for page in pages for name in keys(page) + prefixes(page)]
    assert found == ["a.csv", "b/", "d e/", "z", "é/"], "each once, also when a page ends inside a prefix"


def test_version_one(s3, filled):
    answer = s3.list_objects(Bucket=filled, Delimiter="/", MaxKeys=2)
    assert (keys(answer), prefixes(answer), answer["IsTruncated"]) == (["a.csv"], ["b/"], True)
    assert answer["NextMarker"] == "b/"
    rest = s3.list_objects(Bucket=filled, Delimiter="/", Marker=answer["NextMarker"])
    assert (keys(rest), prefixes(rest), rest["IsTruncated"]) == (["z"], ["d e/", "é/"], False)


def test_a_token_is_for_its_owner(s3, filled):
    answer = s3.list_objects_v2(Bucket=filled, MaxKeys=2)
    assert answer["IsTruncated"] and answer["NextContinuationToken"]
    rest = s3.list_objects_v2(Bucket=filled, ContinuationToken=answer["NextContinuationToken"])
    assert keys(rest) == sorted(KEYS, key=str.encode)[2:]
    with pytest.raises(ClientError) as error:
        s3.list_objects_v2(Bucket=filled, ContinuationToken="made up")
    assert error.value.response["Error"]["Code"] == "InvalidArgument"


def test_an_empty_bucket(s3, bucket):
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    assert "Contents" not in s3.list_objects(Bucket=bucket)


def test_keys_that_xml_cannot_hold(s3, bucket):
    for key in ("control\x01", "<&>\"'", "new\nline", "tab\there"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    assert sorted(keys(s3.list_objects_v2(Bucket=bucket))) == sorted(
        ["control\x01", "<&>\"'", "new\nline", "tab\there"]
    )
