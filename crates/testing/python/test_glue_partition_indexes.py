"""Partition indexes: their life, their limits, and that they change no answer."""

import time

import pytest

from tables import partition, text_table

KEYS = ["country string", "year int", "month int", "day date"]
TABLE = text_table("t", "s3://bucket/t/", "id bigint", keys=KEYS)
SECONDS_MAX = 20


@pytest.fixture
def table(glue):
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_table(DatabaseName="db", TableInput=TABLE)
    return {"DatabaseName": "db", "TableName": "t"}


@pytest.fixture
def filled(glue, table):
    rows = [("de", "2023"), ("de", "2024"), ("fr", "2024"), ("it", "2025")]
    values = [(country, year, str(month), f"{year}-{month:02}-01") for country, year in rows for month in range(1, 13)]
    inputs = [partition(TABLE, f"s3://bucket/t/{number}/", *value) for number, value in enumerate(values)]
    assert glue.batch_create_partition(**table, PartitionInputList=inputs).get("Errors", []) == []
    return table


def settled(glue, table):
    end = time.monotonic() + SECONDS_MAX
    while time.monotonic() < end:
        pages = glue.get_paginator("get_partition_indexes").paginate(**table)
        found = [index for page in pages for index in page["PartitionIndexDescriptorList"]]
        if all(index["IndexStatus"] in ("ACTIVE", "FAILED") for index in found):
            return found
        time.sleep(0.02)
    raise AssertionError("an index is never done")


def make(glue, table, name, *keys):
    glue.create_partition_index(**table, PartitionIndex={"IndexName": name, "Keys": list(keys)})
    return next(index for index in settled(glue, table) if index["IndexName"] == name)


def found(glue, table, expression):
    pages = glue.get_paginator("get_partitions").paginate(
        **table, Expression=expression, PaginationConfig={"PageSize": 5}
    )
    return [item["Values"] for page in pages for item in page["Partitions"]]


def refused(call, code, text, **options):
    with pytest.raises(Exception) as error:
        call(**options)
    told = error.value.response["Error"]
    assert (told["Code"], told["Message"]) == (code, text)


def test_life(glue, filled):
    index = make(glue, filled, "by_month", "month", "year")
    assert index["IndexStatus"] == "ACTIVE"
    assert index["Keys"] == [{"Name": "month", "Type": "int"}, {"Name": "year", "Type": "int"}]
    glue.delete_partition_index(**filled, IndexName="by_month")
    assert settled(glue, filled) == []


def test_no_answer_changes(glue, filled):
    expressions = [
        "month = 7",
        "month >= 11 AND year = 2024",
        "month BETWEEN 2 AND 3 AND country = 'de'",
        "year > 2024",
        "country = 'fr' AND day > '2024-06-01'",
        "month = 1 OR country = 'it'",
        "month IN (1, 2) AND NOT_A_KEY = 1",
    ]

    def answers():
        given = []
        for expression in expressions:
            try:
                given.append(found(glue, filled, expression))
            except glue.exceptions.InvalidInputException as error:
                given.append(str(error))
        return given

    without = answers()
    assert [len(answer) for answer in without[:3]] == [4, 4, 4]
    for name, keys in [("a", ["month"]), ("b", ["country", "month"]), ("c", ["year"])]:
        make(glue, filled, name, *keys)
        assert answers() == without


def test_errors(glue, filled):
    def create(name, *keys):
        return {**filled, "PartitionIndex": {"IndexName": name, "Keys": list(keys)}}

    new = glue.create_partition_index
    text = "IndexKeys not a part of PartitionColumns. Verify the indexKeys : [id]"
    refused(new, "InvalidInputException", text, **create("x", "id"))
    make(glue, filled, "a", "year")
    refused(new, "AlreadyExistsException", "Partition Index a already exists with the same name.", **create("a", "month"))
    refused(new, "AlreadyExistsException", "Partition Index a already exists with the same keys.", **create("b", "year"))
    make(glue, filled, "b", "month")
    make(glue, filled, "c", "month", "year")
    text = "Partition index limit exceeded. Maximum: 3"
    refused(new, "ResourceNumberLimitExceededException", text, **create("d", "country"))
    text = "Index with the given indexName : d does not exist."
    refused(glue.delete_partition_index, "EntityNotFoundException", text, **filled, IndexName="d")


def test_bad_values(glue, filled):
    glue.create_partition(**filled, PartitionInput=partition(TABLE, "s3://bucket/x/", "de", "?", "1", "2024-01-01"))
    failed = make(glue, filled, "bad", "year")
    assert failed["IndexStatus"] == "FAILED"
    values = [{"Values": ["de", "?", "1", "2024-01-01"]}]
    assert failed["BackfillErrors"] == [{"Code": "INVALID_PARTITION_TYPE_DATA_ERROR", "Partitions": values}]
    make(glue, filled, "good", "month")
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.create_partition(**filled, PartitionInput=partition(TABLE, "s3://bucket/y/", "de", "1", "?", "2024-01-01"))
    renamed = {**TABLE, "PartitionKeys": [{"Name": "m", "Type": "int"} if key["Name"] == "month" else key for key in TABLE["PartitionKeys"]]}
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.update_table(DatabaseName="db", TableInput=renamed)


def test_with_the_table(glue, table):
    indexes = [{"IndexName": "a", "Keys": ["year", "month"]}, {"IndexName": "b", "Keys": ["country"]}]
    glue.create_table(DatabaseName="db", TableInput={**TABLE, "Name": "u"}, PartitionIndexes=indexes)
    made = settled(glue, {"DatabaseName": "db", "TableName": "u"})
    assert [(index["IndexName"], index["IndexStatus"]) for index in made] == [("a", "ACTIVE"), ("b", "ACTIVE")]
