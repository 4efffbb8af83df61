"""The command line: with its own folder, and through a server that holds the folder."""

import json
import subprocess

import pytest

import polling
from server import Server, binary

CSV = "id,name,length\n1,Isis,18.5\n2,Cam,\n3,Avon,16\n"


class Shell:
    """Runs boathouse in a folder, without a terminal."""

    def __init__(self, cwd, *options):
        self.cwd, self.options = cwd, options

    def __call__(self, *words, data=None, status=0):
        done = subprocess.run([binary(), *words, *self.options], cwd=self.cwd, input=data, capture_output=True,
                              stdin=subprocess.DEVNULL if data is None else None, text=True, timeout=120)
        assert done.returncode == status, f"{words} ended with {done.returncode}: {done.stderr}"
        return done

    def json(self, *words, **options):
        return json.loads(self(*words, "--output", "json", **options).stdout)


@pytest.fixture(params=["embedded", "through a server"])
def boathouse(tmp_path, request):
    data = tmp_path / "data" / "boats"
    data.mkdir(parents=True)
    (data / "a.csv").write_text(CSV)
    shell = Shell(tmp_path, "--dir", str(tmp_path / "lake"))
    if request.param == "embedded":
        yield shell
    else:
        with Server(tmp_path, "--dir", str(tmp_path / "lake"), "--allow-reset"):
            yield shell


def test_what_queries_cost(tmp_path):
    """Queries of clients are kept and their cost is told, with a server and after it has ended."""
    mib = 1 << 20
    options = ("--dir", str(tmp_path / "lake"))
    shell = Shell(tmp_path, *options)
    with Server(tmp_path, *options) as server:
        s3, athena = server.client("s3"), server.client("athena")
        s3.create_bucket(Bucket="data")
        s3.put_object(Bucket="data", Key="small/a.csv", Body="1\n" * 1000)
        s3.put_object(Bucket="data", Key="big/a.csv", Body=("x" * 1023 + "\n") * 12 * 1024)
        athena.create_work_group(Name="w", Configuration={"ResultConfiguration": {"OutputLocation": "s3://data/out/"}})

        def run(sql, workgroup="primary"):
            started = athena.start_query_execution(QueryString=sql, WorkGroup=workgroup)
            return polling.query_end(athena, started["QueryExecutionId"])["QueryExecutionId"]

        run("CREATE DATABASE db")
        run("CREATE EXTERNAL TABLE db.small (i int) LOCATION 's3://data/small/'")
        run("CREATE EXTERNAL TABLE db.big (t string) LOCATION 's3://data/big/'")
        one = run("SELECT count(i) FROM db.small")
        both = run("SELECT count(t) FROM db.big WHERE t <> (SELECT CAST(max(i) AS varchar) FROM db.small)", "w")
        told = shell.json("cost")
    assert shell.json("cost") == told
    found = {it["query"]: it for it in told}
    assert (found[one]["scanned_bytes"], found[one]["billed_bytes"]) == (2000, 10 * mib)
    # Where a file is read in parts, each part looks at the last byte before it.
    assert 0 <= found[both]["scanned_bytes"] - 12 * mib - 2000 < 64
    assert found[both]["billed_bytes"] == 13 * mib
    assert float(found[both]["usd"]) == pytest.approx(5 * 13 / 2**20, abs=1e-9)
    assert [it["billed_bytes"] for it in told if it["query"] not in (one, both)] == [0] * 3, "definitions are free"

    by_workgroup = {it["workgroup"]: it for it in shell.json("cost", "--by", "workgroup")}
    assert [(by_workgroup[name]["queries"], by_workgroup[name]["billed_bytes"]) for name in ("primary", "w")] == [
        (4, 10 * mib), (1, 13 * mib)]
    by_table = {it["table"]: it for it in shell.json("cost", "--by", "table")}
    assert (by_table["db.big"]["queries"], by_table["db.big"]["scanned_bytes"]) == (
        1, found[both]["scanned_bytes"] - 2000)
    assert (by_table["db.small"]["queries"], by_table["db.small"]["scanned_bytes"]) == (2, 4000)
    assert sum(it["billed_bytes"] for it in by_table.values()) == 23 * mib
    assert [it["query"] for it in shell.json("cost", "--workgroup", "w")] == [both]
    assert shell("cost", "--output", "table").stdout.splitlines()[-1] == (
        "5 queries · 12.6 MB scanned · 23 MiB billed · ≈ $0.000110 on Athena")

    # The same query over copies in Parquet, partitioned by what it asks for, is really run.
    measured = shell.json("cost", "what-if", one)
    assert [(it["tables"], it["rows"]) for it in measured] == [("as they are", 1), ("as Parquet", 1)]
    assert measured[0]["scanned_bytes"] == 2000 and 0 < measured[1]["scanned_bytes"] < 2000
    assert [it["billed_bytes"] for it in measured] == [10 * mib] * 2
    assert [it["bucket"] for it in shell.json("buckets")] == ["aws-athena-query-results-123456789012-us-east-1", "data"]
    assert "is no query" in shell("cost", "what-if", told[-1]["query"], status=2).stderr
    assert "has not read 'db.other'" in shell(
        "cost", "what-if", one, "--partition-by", "db.other=a", status=2).stderr
    assert "there is no workgroup 'nope'" in shell("cost", "--workgroup", "nope", status=1).stderr
    assert "no span of time" in shell("cost", "--since", "1w", status=2).stderr


def test_what_if_a_table_were_partitioned(tmp_path):
    options = ("--dir", str(tmp_path / "lake"))
    shell = Shell(tmp_path, *options)
    with Server(tmp_path, *options) as server:
        s3, athena = server.client("s3"), server.client("athena")
        s3.create_bucket(Bucket="data")
        lines = [f"{day},{'x' * 200}{number}" for number in range(5000) for day in ("2024-01-01", "a:b", "2024-01-02", "")]
        s3.put_object(Bucket="data", Key="t/a.csv", Body="\n".join(lines) + "\n")

        def run(sql):
            started = athena.start_query_execution(QueryString=sql, QueryExecutionContext={"Database": "db"})
            ended = polling.query_end(athena, started["QueryExecutionId"])
            assert ended["Status"]["State"] == "SUCCEEDED", ended["Status"]
            return ended["QueryExecutionId"]

        run("CREATE DATABASE db")
        run("CREATE EXTERNAL TABLE t (day string, text string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' "
            "LOCATION 's3://data/t/'")
        run("CREATE VIEW v AS SELECT day, text FROM t")
        for sql in ("SELECT count(DISTINCT text) FROM t WHERE day = '2024-01-01'",
                    "SELECT text FROM v WHERE day = '2024-01-01' ORDER BY text"):
            query = run(sql)
            now, plain = shell.json("cost", "what-if", query)
            again, partitioned = shell.json("cost", "what-if", query, "--partition-by", "db.t=day")
            assert now == again
            assert now["scanned_bytes"] > plain["scanned_bytes"] > partitioned["scanned_bytes"] > 0
            assert now["rows"] == plain["rows"] == partitioned["rows"]
        said = shell("cost", "what-if", query, "--partition-by", "db.t=nothing", status=2).stderr
        assert "has no column 'nothing'" in said
        assert [it["Name"] for it in s3.list_buckets()["Buckets"] if "what-if" in it["Name"]] == []
        assert athena.list_databases(CatalogName="AwsDataCatalog")["DatabaseList"][0]["Name"] == "db"


def test_a_what_if_that_is_killed(tmp_path):
    """kill -9 of the command, of the server that runs it, and a client that goes away: what is left is known by name."""
    lake = tmp_path / "lake"
    options = ("--dir", str(lake))
    shell = Shell(tmp_path, *options)
    with Server(tmp_path, *options) as server:
        s3, athena = server.client("s3"), server.client("athena")
        for bucket in ("data", "boathouse-what-if-mine"):
            s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket="data", Key="t/a.csv", Body="".join(f"{n % 90},{n}\n" for n in range(100_000)))
        s3.put_object(Bucket="boathouse-what-if-mine", Key="a", Body="kept")
        for sql in ("CREATE DATABASE db",
                    "CREATE EXTERNAL TABLE db.t (day int, n int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' "
                    "LOCATION 's3://data/t/'",
                    "SELECT sum(n) FROM db.t WHERE day = 5"):
            query = polling.run_query(athena, sql, output="s3://data/out/")["QueryExecutionId"]

    def scratch(pattern):
        return [found for found in (lake / "buckets").glob(f"boathouse-what-if-{pattern}") if "mine" not in str(found)]

    def begin(pattern):
        command = [binary(), "cost", "what-if", query, "--partition-by", "db.t=day", *options]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        polling.until(lambda: scratch(pattern), bool)
        return process

    for pattern in ("*", "*/db/t/*/*"):
        begun = begin(pattern)
        begun.kill()
        begun.wait()
        (bucket,) = scratch("*")
        (told,) = shell.json("doctor")
        assert (told["made_by"], told["object"], told["deleted"]) == ("cost what-if", f"s3://{bucket.name}/", False)
        assert told["id"] in bucket.name and (pattern == "*" or told["bytes"] > 0)
        assert shell.json("doctor", "--delete") == [{**told, "deleted": True}]
        assert shell.json("doctor") == scratch("*") == []

    server = Server(tmp_path, *options)
    begun = begin("*/db/t/*/*")
    assert shell.json("doctor") == [], "a what-if that runs is nobody's leftover"
    server.kill()
    assert begun.wait() != 0
    with Server(tmp_path, *options) as server:
        (told,) = shell.json("doctor")
        assert told["object"] == f"s3://{scratch('*')[0].name}/"
        assert shell.json("doctor", "--delete")[0]["deleted"] and scratch("*") == []
        begun = begin("*/db/t/*/*")
        begun.kill()
        begun.wait()
        polling.until(lambda: scratch("*"), lambda left: left == [])
        assert shell.json("doctor") == []
        assert shell.json("cost", "what-if", query)[1]["rows"] == 1
    assert scratch("*") == []
    assert (lake / "buckets" / "boathouse-what-if-mine" / "a").read_text() == "kept"


def test_crawl_and_ask(boathouse):
    plan = boathouse.json("crawl", "data", "--dry-run")
    assert plan["dry_run"] is True
    assert any(change["action"] == "create" and "boats" in change["name"] for change in plan["changes"])
    assert all(change["reasons"] for change in plan["changes"])
    assert boathouse.json("tables") == []
    boathouse("crawl", "data")
    tables = boathouse.json("tables")
    assert [(table["database"], table["table"], table["format"]) for table in tables] == [
        ("default", "boats", "csv")
    ]
    detail = boathouse.json("table", "default.boats")
    assert [(column["name"], column["data_type"]) for column in detail["columns"]] == [
        ("id", "bigint"), ("name", "string"), ("length", "double"),
    ]
    sql = "SELECT name, length FROM boats ORDER BY id"
    assert boathouse.json("sql", "-c", sql) == [
        {"name": "Isis", "length": 18.5}, {"name": "Cam", "length": None}, {"name": "Avon", "length": 16.0},
    ]
    assert boathouse("sql", "-c", sql, "--output", "csv").stdout == "name,length\nIsis,18.5\nCam,\nAvon,16.0\n"
    piped = boathouse("sql", data="SELECT count(*) AS n FROM boats;\nSELECT 2 AS n;\n")
    assert [json.loads(line) for line in piped.stdout.splitlines()] == [{"n": 3}, {"n": 2}]
    assert [bucket["bucket"] for bucket in boathouse.json("buckets")] == ["local"]
    again = boathouse.json("crawl", "data")
    assert again["changes"] == []


def test_convert(boathouse, tmp_path):
    done = boathouse.json("convert", "data/boats", "s3://local/parquet/")
    assert (done["rows"], done["files"] >= 1, done["bytes_written"] > 0) == (3, True, True)
    assert boathouse.json("crawl", "s3://local/parquet/")["changes"]
    assert boathouse.json("sql", "-c", "SELECT count(*) AS n, max(length) AS l FROM parquet") == [{"n": 3, "l": 18.5}]
    refused = boathouse("convert", "data/boats", "s3://local/parquet/", status=1)
    assert "parquet" in refused.stderr, "a target that is not empty is left alone"


def test_a_job_from_a_file(boathouse, tmp_path):
    boathouse("crawl", "data")
    graph = {
        "a": {"CatalogSource": {"Name": "a", "Database": "default", "Table": "boats"}},
        "f": {"Filter": {"Name": "f", "Inputs": ["a"], "LogicalOperator": "AND", "Filters": [
            {"Operation": "GT", "Negated": False, "Values": [
                {"Type": "COLUMNEXTRACTED", "Value": ["id"]}, {"Type": "CONSTANT", "Value": ["1"]}]}]}},
        "t": {"S3GlueParquetTarget": {"Name": "t", "Inputs": ["f"], "Path": "s3://local/job/"}},
    }
    (tmp_path / "graph.json").write_text(json.dumps(graph))
    done = boathouse.json("job", "run", "graph.json")
    assert (done["rows"], done["files"] >= 1) == (2, True)


def test_exit_codes_and_streams(boathouse):
    assert boathouse("sql", "-c", "SELECT * FROM nothing", status=1).stdout == ""
    assert "nothing" in boathouse("sql", "-c", "SELECT * FROM nothing", status=1).stderr
    assert boathouse("sql", "-c", "SELEC 1", status=1).stderr.startswith("error:")
    assert boathouse("table", "default.nothing", status=1).stdout == ""
    assert boathouse("dance", status=2).stderr
    assert boathouse("sql", "-c", "SELECT 1", "-f", "x", status=2).stderr
    assert boathouse("crawl", "no-such-folder", status=1).stderr.startswith("error:")


def test_reset(boathouse):
    boathouse("crawl", "data")
    assert boathouse("reset", status=2).stderr, "without --yes and without a terminal nothing is deleted"
    assert len(boathouse.json("tables")) == 1
    boathouse("reset", "--yes")
    assert (boathouse.json("tables"), boathouse.json("buckets")) == ([], [])


def test_environment(tmp_path):
    shell = Shell(tmp_path, "--dir", str(tmp_path / "lake"))
    with Server(tmp_path, "--dir", str(tmp_path / "lake")) as server:
        lines = shell("env").stdout
        assert f"AWS_ENDPOINT_URL={server.url}" in lines.replace("'", "").replace('"', "")


def test_demo(tmp_path):
    report = Shell(tmp_path, "--dir", str(tmp_path / "lake")).json("demo", "--rows", "20000")
    assert (report["rows"], report["answers_equal"]) == (20000, True)
    assert len(report["queries"]) == 6
    for query in report["queries"]:
        assert query["equal"], query
        assert query["parquet"]["bytes_scanned"] < query["csv"]["bytes_scanned"], query["name"]
    for step in ("crawl_csv", "job", "crawl_parquet"):
        assert report[step]["aws"]["usd"] > 0 and report[step]["ms"] > 0


def test_the_demo_is_the_same_every_time(tmp_path):
    reports = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        reports.append(Shell(tmp_path / name, "--dir", str(tmp_path / name / "lake")).json("demo", "--rows", "2000"))
    assert reports[0]["generate"]["bytes"] == reports[1]["generate"]["bytes"]
    scanned = [[query["csv"]["bytes_scanned"] for query in report["queries"]] for report in reports]
    assert scanned[0] == scanned[1]
