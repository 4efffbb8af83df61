"""Column statistics of tables and partitions through boto3."""

import datetime
import decimal

import pytest
from botocore.exceptions import ClientError

from tables import text_table

WHEN = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.timezone.utc)
DAY = datetime.datetime(1969, 12, 31, tzinfo=datetime.timezone.utc)


@pytest.fixture
def table(glue):
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_table(
        DatabaseName="db",
        TableInput=text_table("t", "s3://bucket/t/", "id bigint", "name string", "price decimal(9,2)", keys=["day string"]),
    )
    glue.create_partition(DatabaseName="db", TableName="t", PartitionInput={"Values": ["1"]})
    return {"DatabaseName": "db", "TableName": "t"}


def unscaled(number):
    sign, digits, exponent = decimal.Decimal(number).as_tuple()
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    return {"UnscaledValue": whole.to_bytes((whole.bit_length() + 8) // 8, "big", signed=True), "Scale": -exponent}


DATA = {
    "BOOLEAN": {"BooleanColumnStatisticsData": {"NumberOfTrues": 1, "NumberOfFalses": 2, "NumberOfNulls": 3}},
    "DATE": {"DateColumnStatisticsData": {
        "MinimumValue": DAY, "MaximumValue": WHEN, "NumberOfNulls": 0, "NumberOfDistinctValues": 2}},
    "DECIMAL": {"DecimalColumnStatisticsData": {
        "MinimumValue": unscaled("-12.34"), "MaximumValue": unscaled("99999999999.99"), "NumberOfNulls": 0,
        "NumberOfDistinctValues": 2}},
    "DOUBLE": {"DoubleColumnStatisticsData": {
        "MinimumValue": -0.1, "MaximumValue": 0.1 + 0.2, "NumberOfNulls": 0, "NumberOfDistinctValues": 2}},
    "LONG": {"LongColumnStatisticsData": {
        "MinimumValue": -2**63, "MaximumValue": 2**63 - 1, "NumberOfNulls": 0, "NumberOfDistinctValues": 2}},
    "STRING": {"StringColumnStatisticsData": {
        "MaximumLength": 9, "AverageLength": 4.5, "NumberOfNulls": 0, "NumberOfDistinctValues": 2}},
    "BINARY": {"BinaryColumnStatisticsData": {"MaximumLength": 9, "AverageLength": 4.5, "NumberOfNulls": 0}},
}


def statistics(column, kind="LONG"):
    return {"ColumnName": column, "ColumnType": "t", "AnalyzedTime": WHEN,
            "StatisticsData": {"Type": kind, **DATA[kind]}}


@pytest.fixture(params=["table", "partition"])
def calls(request, glue, table):
    """Update, get and delete, of the table or of its partition."""
    where = dict(table, **({"PartitionValues": ["1"]} if request.param == "partition" else {}))
    names = [f"{verb}_column_statistics_for_{request.param}" for verb in ("update", "get", "delete")]
    return [lambda name=name, **more: getattr(glue, name)(**where, **more) for name in names]


@pytest.mark.parametrize("kind", DATA)
def test_each_type_comes_back(calls, kind):
    update, get, _ = calls
    assert update(ColumnStatisticsList=[statistics("id", kind)])["Errors"] == []
    got = get(ColumnNames=["id"])
    assert got["Errors"] == []
    assert got["ColumnStatisticsList"] == [statistics("id", kind)]


def test_items_fail_alone(glue, calls):
    update, get, delete = calls
    failed = update(ColumnStatisticsList=[statistics("id"), statistics("nope"), statistics("day", "STRING")])["Errors"]
    assert [(item["ColumnStatistics"], item["Error"]["ErrorCode"]) for item in failed] == [
        (statistics("nope"), "EntityNotFoundException"),
    ]
    got = get(ColumnNames=["day", "name", "nope", "id"])
    assert [item["ColumnName"] for item in got["ColumnStatisticsList"]] == ["day", "id"]
    assert [(item["ColumnName"], item["Error"]["ErrorCode"]) for item in got["Errors"]] == [
        ("name", "EntityNotFoundException"), ("nope", "EntityNotFoundException"),
    ]
    delete(ColumnName="id")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        delete(ColumnName="id")
    assert get(ColumnNames=["id"])["ColumnStatisticsList"] == []


def test_limits(glue, calls):
    update, get, _ = calls
    for call, text in [
        (lambda: update(ColumnStatisticsList=[statistics("id")] * 26), "less than or equal to 25"),
        (lambda: get(ColumnNames=["id"] * 101), "less than or equal to 100"),
    ]:
        with pytest.raises(ClientError) as error:
            call()
        assert error.value.response["Error"]["Code"] == "ValidationException"
        assert text in str(error.value)
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        update(ColumnStatisticsList=[{**statistics("id"), "StatisticsData": {"Type": "LONG", **DATA["STRING"]}}])
    assert "must have LongColumnStatisticsData" in str(error.value)


def test_statistics_go_with_their_table(glue, table, calls):
    update, get, _ = calls
    update(ColumnStatisticsList=[statistics("id")])
    glue.delete_table(DatabaseName="db", Name="t")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        get(ColumnNames=["id"])
    glue.create_table(DatabaseName="db", TableInput=text_table("t", "s3://b/t/", "id bigint", keys=["day string"]))
    glue.create_partition(DatabaseName="db", TableName="t", PartitionInput={"Values": ["1"]})
    assert get(ColumnNames=["id"])["ColumnStatisticsList"] == []
