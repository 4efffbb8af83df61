"""Partitions, their batches and the expression language of GetPartitions."""

import pytest

from tables import partition, text_table

TABLE = text_table(
    "t", "s3://bucket/t/", "id bigint", keys=["year string", "n int", "day date", "price decimal(10,2)"]
)
VALUES = [
    ("2023", "1", "2023-12-31", "1.50"),
    ("2024", "2", "2024-01-01", "10.00"),
    ("2024", "10", "2024-06-30", "2.5"),
    ("2025", "30", "2025-01-01", "300"),
]


def message_of(error):
    return error.value.response["Error"]["Message"]


@pytest.fixture
def table(glue):
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_table(DatabaseName="db", TableInput=TABLE)
    return {"DatabaseName": "db", "TableName": "t"}


@pytest.fixture
def filled(glue, table):
    inputs = [partition(TABLE, f"s3://bucket/t/{number}/", *values) for number, values in enumerate(VALUES)]
    assert glue.batch_create_partition(**table, PartitionInputList=inputs).get("Errors", []) == []
    return table


def found(glue, table, **options):
    pages = glue.get_paginator("get_partitions").paginate(**table, **options)
    return sorted(tuple(item["Values"]) for page in pages for item in page["Partitions"])


def test_one(glue, table):
    sent = {**partition(TABLE, "s3://bucket/t/x/", *VALUES[0]), "Parameters": {"k": "v"}}
    glue.create_partition(**table, PartitionInput=sent)
    got = glue.get_partition(**table, PartitionValues=list(VALUES[0]))["Partition"]
    assert (got["Values"], got["Parameters"]) == (sent["Values"], sent["Parameters"])
    for name, value in sent["StorageDescriptor"].items():
        assert got["StorageDescriptor"][name] == value, name
    assert (got["DatabaseName"], got["TableName"], got["CatalogId"]) == ("db", "t", "123456789012")
    with pytest.raises(glue.exceptions.AlreadyExistsException) as error:
        glue.create_partition(**table, PartitionInput=sent)
    assert message_of(error) == "Partition already exists."
    moved = {**sent, "Values": list(VALUES[1])}
    glue.update_partition(**table, PartitionValueList=list(VALUES[0]), PartitionInput=moved)
    assert found(glue, table) == [VALUES[1]]
    glue.delete_partition(**table, PartitionValues=list(VALUES[1]))
    for call in (glue.get_partition, glue.delete_partition):
        with pytest.raises(glue.exceptions.EntityNotFoundException) as error:
            call(**table, PartitionValues=list(VALUES[1]))
        assert message_of(error) == "Cannot find partition."


def test_the_number_of_values_must_fit(glue, table):
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        glue.create_partition(**table, PartitionInput=partition(TABLE, "s3://bucket/t/x/", "2024"))
    assert "partition keys do not match" in message_of(error)


def test_batches_tell_each_failure(glue, filled):
    again = [partition(TABLE, "s3://b/", *VALUES[0]), partition(TABLE, "s3://b/", "2030", "1", "2030-01-01", "1")]
    answer = glue.batch_create_partition(**filled, PartitionInputList=again)
    assert [(item["PartitionValues"], item["ErrorDetail"]["ErrorCode"]) for item in answer["Errors"]] == [
        (list(VALUES[0]), "AlreadyExistsException")
    ]
    assert len(found(glue, filled)) == 5
    asked = [{"Values": list(VALUES[0])}, {"Values": ["1999", "1", "1999-01-01", "1"]}]
    answer = glue.batch_get_partition(**filled, PartitionsToGet=asked)
    assert [item["Values"] for item in answer["Partitions"]] == [list(VALUES[0])]
    answer = glue.batch_delete_partition(**filled, PartitionsToDelete=asked)
    assert [item["ErrorDetail"]["ErrorCode"] for item in answer["Errors"]] == ["EntityNotFoundException"]
    assert len(found(glue, filled)) == 4


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("", [0, 1, 2, 3]),
        ("year = '2024'", [1, 2]),
        ("YEAR='2024' and n > 5", [2]),
        ("year = 2024", [1, 2]),
        ("n = '2'", [1]),
        ("n > 2", [2, 3]),
        ("n >= 2 AND n < 30", [1, 2]),
        ("n <> 2", [0, 2, 3]),
        ("n IN (1, 30)", [0, 3]),
        ("n NOT IN (1, 30)", [1, 2]),
        ("n BETWEEN 2 AND 10", [1, 2]),
        ("n NOT BETWEEN 2 AND 10", [0, 3]),
        ("year LIKE '202_'", [0, 1, 2, 3]),
        ("year LIKE '%4'", [1, 2]),
        ("year NOT LIKE '%4'", [0, 3]),
        ("day >= '2024-01-01' AND day <= '2024-12-31'", [1, 2]),
        ("price > 2.4 AND price < 100", [1, 2]),
        ("price = 1.5", [0]),
        ("(year = '2023' OR year = '2025')", [0, 3]),
        ("year = '2023' OR year = '2024' AND n = 10", [0, 2]),
        ("(year = '2023' OR year = '2024') AND n = 10", [2]),
        ("(year in ('2023', '2025'))", [0, 3]),
        ("((n >= 1 AND n < 5) OR (n = 30))", [0, 1, 3]),
        ("year > '2023'", [1, 2, 3]),
        ("year IS NULL", []),
        ("year IS NOT NULL", [0, 1, 2, 3]),
        ("year = 'it''s'", []),
    ],
)
def test_expressions(glue, filled, expression, wanted):
    options = {"Expression": expression} if expression else {}
    assert found(glue, filled, **options) == sorted(VALUES[number] for number in wanted)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("n LIKE '1%'", "Integral data type doesn't support operation 'LIKE'"),
        ("n = 'x'", "is not an integer"),
        ("day = 'x'", "x is not a date."),
        ("price = 'x'", "x is not a decimal."),
        ("id = 1", "Invalid partition expression!"),
        ("nothing = 1", "Invalid partition expression!"),
        ("upper(year) = 'X'", "Unsupported expression"),
        ("year = ", "Unsupported expression"),
        ("year != '2024'", "Unsupported expression"),
    ],
)
def test_expressions_that_are_refused(glue, filled, expression, text):
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        found(glue, filled, Expression=expression)
    assert text in message_of(error)


def test_segments_are_a_partition_of_all(glue, filled):
    parts = [found(glue, filled, Segment={"SegmentNumber": number, "TotalSegments": 3}) for number in range(3)]
    assert sorted(value for part in parts for value in part) == sorted(VALUES)
    again = [found(glue, filled, Segment={"SegmentNumber": number, "TotalSegments": 3}) for number in range(3)]
    assert parts == again


def test_pages(glue, filled):
    pages = list(glue.get_paginator("get_partitions").paginate(**filled, PaginationConfig={"PageSize": 3}))
    assert [len(page["Partitions"]) for page in pages] == [3, 1]
    assert "NextToken" not in pages[-1]


def test_columns_can_be_left_out(glue, filled):
    for item in glue.get_partitions(**filled, ExcludeColumnSchema=True)["Partitions"]:
        assert not item["StorageDescriptor"].get("Columns")
        assert item["StorageDescriptor"]["Location"].startswith("s3://")


def test_a_table_takes_its_partitions_with_it(glue, filled):
    glue.delete_table(DatabaseName="db", Name="t")
    glue.create_table(DatabaseName="db", TableInput=TABLE)
    assert found(glue, filled) == []
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_partitions(DatabaseName="db", TableName="nothing")
