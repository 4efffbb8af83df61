"""One lake for the scenarios of Athena, and the messages of `.metadata` to the byte."""

import re

import pytest

import polling

BINARY, APPLICATION = "binary/octet-stream", "application/octet-stream"
ICEBERG = "statements on Iceberg tables are refused by name"
ENGINE_ID = re.compile(rb"\d{8}_\d{6}_\d{5}_[a-z0-9]{5}")


class Lake:
    """Database `db`, results in `s3://res/p/`."""

    def __init__(self, s3, glue, athena):
        self.s3, self.glue, self.athena = s3, glue, athena
        for bucket in ("res", "data"):
            s3.create_bucket(Bucket=bucket)
        glue.create_database(DatabaseInput={"Name": "db"})

    def run(self, sql):
        return polling.run_query(self.athena, sql, "db", "s3://res/p/")

    def done(self, sql):
        execution = self.run(sql)
        assert execution["Status"]["State"] == "SUCCEEDED", f"{sql}: {execution['Status']}"
        return execution

    def failed(self, sql):
        """The execution of a statement that fails, its reason, category and type."""
        execution = self.run(sql)
        status = execution["Status"]
        assert status["State"] == "FAILED", f"{sql}: {status}"
        error = status["AthenaError"]
        return execution, status["StateChangeReason"], error["ErrorCategory"], error["ErrorType"]

    def refused(self, sql):
        before = self.athena.list_query_executions()["QueryExecutionIds"]
        with pytest.raises(self.athena.exceptions.InvalidRequestException) as error:
            self.run(sql)
        assert self.athena.list_query_executions()["QueryExecutionIds"] == before, "no execution was made"
        return error.value.response["AthenaErrorCode"], error.value.response["Error"]["Message"]

    def answer(self, execution):
        return self.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])

    def rows(self, execution):
        rows = self.answer(execution)["ResultSet"]["Rows"]
        return [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows]

    def columns(self, execution):
        return self.answer(execution)["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]

    def objects(self, execution):
        """What stands under the results' prefix of an execution: suffix to bytes and content type."""
        found = {}
        for item in self.s3.list_objects_v2(Bucket="res").get("Contents", []):
            if execution["QueryExecutionId"] in item["Key"]:
                got = self.s3.get_object(Bucket="res", Key=item["Key"])
                suffix = item["Key"].replace(execution["QueryExecutionId"], "<id>").removeprefix("p/")
                found[suffix] = (got["Body"].read(), got["ContentType"])
        return found

    def put(self, key, body):
        self.s3.put_object(Bucket="data", Key=key, Body=body)

    def text_table(self, name="t", columns="n int", how=""):
        return self.done(f"CREATE EXTERNAL TABLE {name} ({columns}) {how} LOCATION 's3://data/{name}/'")


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return value, at


def fields(data):
    """Number and value of each field of a message, in order, by the wire types that clients read."""
    at, found = 0, []
    while at < len(data):
        assert data[at] & 0x87 in (0, 2), "clients read one-byte tags of varints and texts alone"
        number, kind = data[at] >> 3, data[at] & 7
        value, at = varint(data, at + 1)
        if kind == 2:
            value, at = data[at:at + value], at + value
        found.append((number, value))
    return found


def engine_id(metadata):
    assert metadata[:2] == b"\x0a\x1b" and ENGINE_ID.fullmatch(metadata[2:29]), metadata[:29]
    return metadata[2:29]


def number(value):
    """A varint."""
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + number(value >> 7)


def column(name, kind, precision, scale, case):
    """The message of a column; what is `None` is not written, and zero is."""
    texts = [(b"\x0a", "hive"), (b"\x22", name), (b"\x2a", name), (b"\x32", kind)]
    body = b"".join(tag + number(len(text)) + text.encode() for tag, text in texts)
    numbers = [(b"\x38", precision), (b"\x40", scale), (b"\x48", 3), (b"\x50", case)]
    body += b"".join(tag + number(value) for tag, value in numbers if value is not None)
    return b"\x22" + number(len(body)) + body
