"""Input that is wrong in every way: a clear error or a documented reading rule, and the server goes on."""

import io
import socket

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import requests

import polling
from tables import OPEN_CSV, OPENX_JSON, parquet_table, text_table


@pytest.fixture
def database(s3, glue, bucket):
    s3.create_bucket(Bucket="results")
    glue.create_database(DatabaseInput={"Name": "db"})
    return "db"


def good_parquet():
    out = io.BytesIO()
    pq.write_table(pa.table({"id": list(range(1000)), "name": ["x"] * 1000}), out)
    return out.getvalue()


GOOD = good_parquet()

BAD_PARQUET = {
    "truncated": GOOD[: len(GOOD) // 2],
    "without its last byte": GOOD[:-1],
    "only magic": b"PAR1PAR1",
    "text": b"this is not Parquet at all\n" * 10,
    "a footer longer than the file": GOOD[:-8] + b"\xff\xff\xff\x7f" + b"PAR1",
    "damaged pages": GOOD[:4] + b"\xff" * 64 + GOOD[68:],
    "damaged footer": GOOD[:-60] + b"\xff" * 52 + GOOD[-8:],
}


def query_bad_parquet(s3, glue, athena, kind):
    s3.put_object(Bucket="bucket", Key="p/bad.parquet", Body=BAD_PARQUET[kind])
    glue.create_table(DatabaseName="db", TableInput=parquet_table("p", "s3://bucket/p/", "id bigint", "name string"))
    return polling.run_query(athena, "SELECT sum(id), max(name) FROM p", "db")["Status"]


@pytest.mark.parametrize("kind", BAD_PARQUET)
def test_parquet_that_is_none(s3, glue, athena, bucket, database, kind):
    status = query_bad_parquet(s3, glue, athena, kind)
    assert status["State"] == "FAILED"
    assert status["StateChangeReason"].startswith(("HIVE_BAD_DATA", "HIVE_CANNOT_OPEN_SPLIT", "HIVE_CURSOR_ERROR"))
    assert polling.rows(athena, "SELECT 1") == [["1"]]


@pytest.mark.parametrize("kind", BAD_PARQUET)
def test_bad_parquet_is_named(s3, glue, athena, bucket, database, kind):
    assert "s3://bucket/p/bad.parquet" in query_bad_parquet(s3, glue, athena, kind)["StateChangeReason"]


def test_one_bad_file_fails_no_crawl(s3, glue, bucket, database):
    s3.put_object(Bucket=bucket, Key="x/good/a.csv", Body="id,name\n1,a\n2,b\n")
    for kind, data in BAD_PARQUET.items():
        s3.put_object(Bucket=bucket, Key=f"x/bad {kind}/a.parquet", Body=data)
    s3.put_object(Bucket=bucket, Key="x/gz/a.csv.gz", Body=b"\x1f\x8b\x08\0 no gzip")
    s3.put_object(Bucket=bucket, Key="x/json/a.json", Body=b'{"open": ')
    s3.put_object(Bucket=bucket, Key="x/deep/a.json", Body=b'{"a":' * 5000 + b"1" + b"}" * 5000)
    s3.put_object(Bucket=bucket, Key="x/nothing/a.csv", Body=b"")
    s3.put_object(Bucket=bucket, Key="x/noise/a.bin", Body=bytes(range(256)) * 100)
    s3.put_object(Bucket=bucket, Key="x/line/a.csv", Body=b"x" * 3_000_000)
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", Targets={"S3Targets": [{"Path": "s3://bucket/x/"}]})
    last = polling.crawl(glue, "c")["LastCrawl"]
    assert last["Status"] == "SUCCEEDED", last
    tables = {table["Name"]: table for table in glue.get_tables(DatabaseName="db")["TableList"]}
    assert tables["good"]["Parameters"]["classification"] == "csv"
    assert "nothing" not in tables


def test_ragged_and_odd_csv(s3, glue, athena, bucket, database):
    """Short rows end in NULLs, cells too many are ignored, a broken number is NULL, CRLF is a line end."""
    lines = [b"1,a,1.5", b"2,b", b"3", b"4,d,4.5,extra,cells", b"x,e,y", b"", b"7,g,7.5\r", b"8,\xff\xfe,8.5"]
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body=b"\n".join(lines))
    glue.create_table(DatabaseName="db", TableInput=text_table(
        "t", "s3://bucket/t/", "id bigint", "name string", "n double"))
    found = polling.rows(athena, "SELECT id, name, n FROM t", "db")
    assert found[:5] == [["1", "a", "1.5"], ["2", "b", None], ["3", None, None], ["4", "d", "4.5"], [None, "e", None]]
    assert found[5] == [None, None, None], "an empty line is a row of an empty first cell"
    assert found[6][:2] == ["7", "g"]
    assert (found[7][0], found[7][1], found[7][2]) == ("8", "\ufffd\ufffd", "8.5"), "bytes that are no UTF-8 are marked"


def test_quotes_that_never_close(s3, glue, athena, bucket, database):
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body=b'1,"never closed\n2,"fine"\n')
    glue.create_table(DatabaseName="db", TableInput=text_table(
        "t", "s3://bucket/t/", "id string", "name string", serde=OPEN_CSV,
        serde_parameters={"separatorChar": ",", "quoteChar": '"', "escapeChar": "\\"}))
    found = polling.rows(athena, "SELECT id, name FROM t", "db")
    assert found[1] == ["2", "fine"], "every line is a record of its own"


def test_an_empty_number_in_open_csv_is_bad_data(s3, glue, athena, bucket, database):
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body=b'"1","a"\n"","b"\n')
    glue.create_table(DatabaseName="db", TableInput=text_table(
        "t", "s3://bucket/t/", "id int", "name string", serde=OPEN_CSV, serde_parameters={}))
    status = polling.run_query(athena, "SELECT id FROM t", "db")["Status"]
    assert status["State"] == "FAILED" and status["StateChangeReason"].startswith("HIVE_BAD_DATA")


def test_json_lines_that_are_none(s3, glue, athena, bucket, database):
    s3.put_object(Bucket=bucket, Key="t/a.json", Body=b'{"id": 1}\nnot json\n{"id": 3}\n')
    for name, parameters in (("strict", {}), ("lenient", {"ignore.malformed.json": "true"})):
        glue.create_table(DatabaseName="db", TableInput=text_table(
            name, "s3://bucket/t/", "id int", serde=OPENX_JSON, serde_parameters=parameters))
    status = polling.run_query(athena, "SELECT count(id) FROM strict", "db")["Status"]
    assert status["State"] == "FAILED"
    assert status["StateChangeReason"].startswith("HIVE_CURSOR_ERROR: Row is not a valid JSON Object")
    assert polling.rows(athena, "SELECT count(*), count(id) FROM lenient", "db") == [["3", "2"]]


def test_no_bytes_are_no_rows(s3, glue, athena, bucket, database):
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body=b"")
    s3.put_object(Bucket=bucket, Key="p/a.parquet", Body=b"")
    glue.create_table(DatabaseName="db", TableInput=text_table("t", "s3://bucket/t/", "id bigint"))
    glue.create_table(DatabaseName="db", TableInput=parquet_table("p", "s3://bucket/p/", "id bigint"))
    for table in ("t", "p"):
        assert polling.rows(athena, f"SELECT count(*) FROM {table}", "db") == [["0"]]


def test_tables_that_cannot_be_read_say_why(s3, glue, athena, bucket, database):
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body=b"1\n")
    odd_type = text_table("odd_type", "s3://bucket/t/", "id no_such_type")
    odd_serde = text_table("odd_serde", "s3://bucket/t/", "id int", serde="com.example.NoSuchSerDe")
    away = text_table("away", "s3://no-such-bucket/t/", "id int")
    bare = {"Name": "bare"}
    for table in (odd_type, odd_serde, away, bare):
        glue.create_table(DatabaseName="db", TableInput=table)
    for name, word in (("odd_type", "no_such_type"), ("odd_serde", "NoSuchSerDe"), ("away", "no-such-bucket"),
                       ("bare", "bare")):
        status = polling.run_query(athena, f"SELECT * FROM {name}", "db")["Status"]
        assert status["State"] == "FAILED", name
        assert word in status["StateChangeReason"], status["StateChangeReason"]


GARBAGE = {
    "nothing": b"",
    "open brace": b"{",
    "null": b"null",
    "text": b'"text"',
    "list": b"[]",
    "number": b"12",
    "binary": bytes(range(256)),
    "wrong types": b'{"Name": {"a": [1]}, "QueryString": 5, "DatabaseName": true}',
    "deep": b'{"a":' * 20000 + b"1" + b"}" * 20000,
    "deep lists": b'{"QueryString":' + b"[" * 100000,
    "broken text": b'{"Name": "\xff\xfe"}',
    "lone surrogate": b'{"Name": "\\ud800"}',
}


@pytest.mark.parametrize("kind", GARBAGE)
@pytest.mark.parametrize("target", ["AWSGlue.GetDatabase", "AmazonAthena.StartQueryExecution", "AWSGlue.CreateTable"])
def test_json_garbage_on_the_wire(server, target, kind):
    answer = server.call(target, GARBAGE[kind])
    assert answer.status_code == 400, answer.text
    error = answer.json()
    assert error["__type"].endswith("Exception"), error
    assert answer.headers["x-amzn-RequestId"]


@pytest.mark.parametrize("target", ["AWSGlue.NoSuchOperation", "AmazonAthena.Nope", "Nothing.AtAll", "AWSGlue.", ""])
def test_operations_that_do_not_exist(server, target):
    answer = server.call(target, b"{}")
    assert answer.status_code in {400, 403, 404, 405}, answer.text
    if target.startswith(("AWSGlue.N", "AmazonAthena")):
        assert answer.json()["__type"] == "UnknownOperationException"


@pytest.mark.parametrize("body", [
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"PUT /bucket/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
    b"GET /bucket/%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /bucket/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /bucket/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"BREW /pot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nshort",
])
def test_http_that_is_none(server, bucket, body):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(body)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    assert b" 200 " not in answer.split(b"\r\n")[0]
    assert server.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 0


@pytest.mark.parametrize("body", [b"", b"<", b"<Delete></Delete>", b"<a>" * 50000, b"\xff" * 100,
                                  b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&e;</Key></Object></Delete>'])
def test_xml_garbage(server, bucket, body):
    answer = requests.post(f"{server.url}/{bucket}?delete", data=body, timeout=30)
    assert answer.status_code == 400, answer.text
    assert "root:" not in answer.text


def test_form_garbage(server):
    for body in (b"Action=", b"Action=Nope&Version=2011-06-15", b"%ff=%zz&Action"):
        answer = requests.post(server.url, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"},
                               timeout=30)
        assert 400 <= answer.status_code < 600, answer.text


@pytest.mark.parametrize("sql", [
    "SELECT " + "(" * 10000 + "1" + ")" * 10000,
    "SELECT " + "-" * 1001 + "1",
    "SELECT " + " + ".join(["1"] * 20000),
    "SELECT 1 WHERE " + " OR ".join(f"{n} = {n}" for n in range(5000)),
    "SELECT '" + "x" * 200000 + "'",
    "SELECT \0",
    "SELECT 'é' || U&'\\+01F6A3'",
    "/* never closed",
    ";",
    "   ",
])
def test_sql_that_is_too_much(athena, database, sql):
    """Refused at the start or failed with a reason: never a lost connection, never a hang."""
    try:
        execution = polling.run_query(athena, sql, "db")
    except athena.exceptions.InvalidRequestException as error:
        assert error.response["Error"]["Message"]
        return
    status = execution["Status"]
    assert status["State"] == "SUCCEEDED" or status["StateChangeReason"], status


def test_sql_beyond_the_limit(server, athena, database):
    answer = server.call("AmazonAthena.StartQueryExecution",
                         b'{"ClientRequestToken": "' + b"t" * 32 + b'", "QueryString": "SELECT \'' + b"x" * 262144
                         + b'\'", "ResultConfiguration": {"OutputLocation": "s3://results/"}}')
    assert answer.status_code == 400
    assert "less than or equal to 262144" in answer.json()["Message"]
