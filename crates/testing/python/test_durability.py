"""kill -9: everything that was acknowledged is there, and nothing is there in half."""

import concurrent.futures
import hashlib
import threading

import requests

import polling
from server import Server
from tables import text_table

PUTS = 200


def body_of(key):
    """Bytes that prove they are whole: 40 to 200 kB that only the key decides."""
    seed = hashlib.sha256(key.encode()).digest()
    return seed * (1250 + seed[0] * 20)


def put_until_killed(server, round_number, kill_after):
    """Puts from many sides and kills the server in the middle; returns the acknowledged keys."""
    client = server.client("s3", max_pool_connections=40, retries={"max_attempts": 0})
    acknowledged, lock, enough = set(), threading.Lock(), threading.Event()

    def put(number):
        key = f"r{round_number}/d{number % 7}/object {number}"
        try:
            client.put_object(Bucket="bucket", Key=key, Body=body_of(key))
        except Exception:  # the server is gone; every such put may or may not have happened
            return
        with lock:
            acknowledged.add(key)
            if len(acknowledged) >= kill_after:
                enough.set()

    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        for number in range(PUTS):
            pool.submit(put, number)
        enough.wait(60)
        server.kill()
    return acknowledged


def test_kill_in_the_middle_of_many_puts(tmp_path):
    options = ("--dir", str(tmp_path / "lake"))
    acknowledged = set()
    with Server(tmp_path, *options) as server:
        server.client("s3").create_bucket(Bucket="bucket")
        acknowledged |= put_until_killed(server, 0, 40)
    for round_number, kill_after in ((1, 5), (2, 120)):
        with Server(tmp_path, *options) as server:
            acknowledged |= put_until_killed(server, round_number, kill_after)
    with Server(tmp_path, *options) as server:
        client = server.client("s3")
        pages = client.get_paginator("list_objects_v2").paginate(Bucket="bucket")
        listed = {item["Key"]: item for page in pages for item in page.get("Contents", [])}
        assert acknowledged <= set(listed)
        for key, item in listed.items():
            wanted = body_of(key)
            got = client.get_object(Bucket="bucket", Key=key)
            assert got["Body"].read() == wanted, f"{key} is not whole"
            assert item["Size"] == got["ContentLength"] == len(wanted)
            assert got["ETag"] == item["ETag"] == f'"{hashlib.md5(wanted).hexdigest()}"'


def test_catalog_crawlers_jobs_and_queries_survive(tmp_path):
    options = ("--dir", str(tmp_path / "lake"))
    with Server(tmp_path, *options) as server:
        s3, glue, athena = (server.client(name) for name in ("s3", "glue", "athena"))
        for bucket in ("bucket", "results"):
            s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket="bucket", Key="x/t/a.csv", Body="id,name\n1,a\n2,b\n", Metadata={"m": "1"})
        glue.create_database(DatabaseInput={"Name": "db"})
        glue.create_crawler(Name="c", Role="r", DatabaseName="db",
                            Targets={"S3Targets": [{"Path": "s3://bucket/x/"}]})
        assert polling.crawl(glue, "c")["LastCrawl"]["Status"] == "SUCCEEDED"
        glue.create_table(DatabaseName="db", TableInput=text_table("by_hand", "s3://bucket/x/t/", "id bigint"))
        execution = polling.run_query(athena, "SELECT count(*) FROM t", "db")
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        before = glue.get_tables(DatabaseName="db")["TableList"]
        server.kill()
    with Server(tmp_path, *options) as server:
        s3, glue, athena = (server.client(name) for name in ("s3", "glue", "athena"))
        assert glue.get_tables(DatabaseName="db")["TableList"] == before
        crawler = glue.get_crawler(Name="c")["Crawler"]
        assert (crawler["State"], crawler["LastCrawl"]["Status"]) == ("READY", "SUCCEEDED")
        execution_id = execution["QueryExecutionId"]
        assert execution_id in athena.list_query_executions()["QueryExecutionIds"]
        assert polling.query_end(athena, execution_id)["Status"] == execution["Status"]
        found = athena.get_query_results(QueryExecutionId=execution_id)["ResultSet"]["Rows"]
        assert found[1]["Data"][0]["VarCharValue"] == "2"
        assert s3.head_object(Bucket="bucket", Key="x/t/a.csv")["Metadata"] == {"m": "1"}
        assert polling.rows(athena, "SELECT name FROM t WHERE id = 2", "db") == [["b"]]


def test_a_crawl_that_was_killed_can_be_started_again(tmp_path):
    options = ("--dir", str(tmp_path / "lake"))
    with Server(tmp_path, *options) as server:
        s3, glue = server.client("s3"), server.client("glue")
        s3.create_bucket(Bucket="bucket")
        for number in range(100):
            s3.put_object(Bucket="bucket", Key=f"x/t/p={number}/a.csv", Body="id,name\n1,a\n2,b\n")
        glue.create_database(DatabaseInput={"Name": "db"})
        glue.create_crawler(Name="c", Role="r", DatabaseName="db",
                            Targets={"S3Targets": [{"Path": "s3://bucket/x/"}]})
        glue.start_crawler(Name="c")
        server.kill()
    with Server(tmp_path, *options) as server:
        glue = server.client("glue")
        polling.until(lambda: glue.get_crawler(Name="c")["Crawler"], lambda crawler: crawler["State"] == "READY")
        assert polling.crawl(glue, "c")["LastCrawl"]["Status"] == "SUCCEEDED"
        pages = glue.get_paginator("get_partitions").paginate(DatabaseName="db", TableName="t")
        assert sum(len(page["Partitions"]) for page in pages) == 100


def test_a_file_dropped_into_a_folder_is_an_object(tmp_path):
    lake = tmp_path / "lake"
    with Server(tmp_path, "--dir", str(lake)) as server:
        s3 = server.client("s3")
        s3.create_bucket(Bucket="bucket")
        dropped = lake / "buckets" / "bucket" / "in" / "a.csv"
        dropped.parent.mkdir(parents=True)
        dropped.write_bytes(b"id\n1\n")
        assert [item["Key"] for item in s3.list_objects_v2(Bucket="bucket")["Contents"]] == ["in/a.csv"]
        got = s3.get_object(Bucket="bucket", Key="in/a.csv")
        assert (got["Body"].read(), got["ContentLength"]) == (b"id\n1\n", 5)
        dropped.write_bytes(b"id\n2\n3\n")
        got = s3.get_object(Bucket="bucket", Key="in/a.csv")
        assert (got["Body"].read(), got["ContentLength"]) == (b"id\n2\n3\n", 7)
        dropped.unlink()
        assert s3.list_objects_v2(Bucket="bucket")["KeyCount"] == 0
        s3.put_object(Bucket="bucket", Key="out/b.csv", Body=b"plain")
        assert (lake / "buckets" / "bucket" / "out" / "b.csv").read_bytes() == b"plain"


def test_a_folder_has_one_server(tmp_path):
    with Server(tmp_path, "--dir", str(tmp_path / "lake")):
        second = tmp_path / "second"
        second.mkdir()
        try:
            Server(second, "--dir", str(tmp_path / "lake")).stop()
        except RuntimeError as error:
            assert str(tmp_path / "lake") in str(error) or "already" in str(error)
        else:
            raise AssertionError("two servers hold one folder")


def test_reset_needs_to_be_allowed(tmp_path):
    with Server(tmp_path, "--ephemeral") as server:
        server.client("s3").create_bucket(Bucket="bucket")
        answer = requests.post(f"{server.url}/_boathouse/reset", timeout=30)
        assert answer.status_code in {403, 404, 405}
        server.client("s3").head_bucket(Bucket="bucket")
