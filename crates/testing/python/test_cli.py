"""The command line: with its own folder, and through a server that holds the folder."""

import json
import subprocess

import pytest

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
