"""The aws command line, as installed."""

import subprocess
import sys

import pytest


@pytest.fixture
def aws(server):
    def run(*words, data=None, fails=False):
        done = subprocess.run(
            [sys.executable, "-m", "awscli", *words],
            env=server.environment(),
            input=data,
            stdin=subprocess.DEVNULL if data is None else None,
            capture_output=True,
            timeout=120,
        )
        if fails:
            assert done.returncode != 0
            return done.stderr.decode()
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    return run


def test_a_file_there_and_back(aws, bucket, tmp_path):
    source, back = tmp_path / "a b.bin", tmp_path / "back.bin"
    # Above the client's 8 MB threshold, so that it sends parts.
    source.write_bytes(bytes(range(256)) * (10 * 1024 * 1024 // 256) + b"tail")
    aws("s3", "cp", str(source), f"s3://{bucket}/in/a b.bin", "--no-progress")
    aws("s3", "cp", f"s3://{bucket}/in/a b.bin", str(back), "--no-progress")
    assert back.read_bytes() == source.read_bytes()


def test_streams(aws, bucket):
    aws("s3", "cp", "-", f"s3://{bucket}/stream", data=b"from a pipe")
    assert aws("s3", "cp", f"s3://{bucket}/stream", "-") == b"from a pipe"


def test_sync_sends_only_what_changed(aws, bucket, tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for name in ("a.csv", "d/b.csv", "d/e/c.csv"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(name)
    first = aws("s3", "sync", str(here), f"s3://{bucket}/x", "--no-progress").decode()
    assert first.count("upload:") == 3
    assert aws("s3", "sync", str(here), f"s3://{bucket}/x", "--no-progress") == b""
    (here / "a.csv").write_text("changed now")
    (here / "d/b.csv").unlink()
    second = aws("s3", "sync", str(here), f"s3://{bucket}/x", "--delete", "--no-progress").decode()
    assert (second.count("upload:"), second.count("delete:")) == (1, 1)
    aws("s3", "sync", f"s3://{bucket}/x", str(there), "--no-progress")
    assert (there / "a.csv").read_text() == "changed now"
    assert sorted(path.name for path in there.rglob("*.csv")) == ["a.csv", "c.csv"]


def test_ls_mv_rm(aws, s3, bucket):
    for key in ("a", "d/b", "d/c"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"12345")
    listed = aws("s3", "ls", f"s3://{bucket}/").decode()
    assert "PRE d/" in listed and listed.split()[-1] == "a"
    assert "Total Objects: 3" in aws("s3", "ls", f"s3://{bucket}", "--recursive", "--summarize").decode()
    aws("s3", "mv", f"s3://{bucket}/a", f"s3://{bucket}/z", "--no-progress")
    aws("s3", "rm", f"s3://{bucket}/d", "--recursive")
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["z"]


def test_buckets_and_errors(aws):
    aws("s3", "mb", "s3://made-by-cli")
    assert b"made-by-cli" in aws("s3", "ls")
    aws("s3", "rb", "s3://made-by-cli")
    assert "NoSuchBucket" in aws("s3", "ls", "s3://made-by-cli", fails=True)


def test_other_services_share_the_port(aws):
    assert aws("sts", "get-caller-identity", "--query", "Account", "--output", "text").strip() == b"123456789012"
    aws("glue", "create-database", "--database-input", "Name=by_cli")
    names = aws("glue", "get-databases", "--query", "DatabaseList[].Name", "--output", "text")
    assert names.split() == [b"by_cli"]
    assert "EntityNotFoundException" in aws("glue", "get-database", "--name", "other", fails=True)
