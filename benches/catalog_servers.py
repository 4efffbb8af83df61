"""Ten thousand partitions in boathouse and in moto's server, through boto3: one JSON object a line.

Both servers run as processes of their own and are asked the same by the same client, one request after the other.
"""

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import boto3
from botocore.config import Config

BATCH = 100
RUNS = 5
START_SECONDS_MAX = 60
TABLE = {"DatabaseName": "bench", "TableName": "t"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command, port, folder):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BOATHOUSE_"))}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def wait_for(port, process):
    end = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} does not listen")


def client(url, service="glue"):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 1}, read_timeout=600),
    )


def partition(number):
    return {
        "Values": [f"d{number // BATCH:06}", str(number % BATCH)],
        "StorageDescriptor": {
            "Columns": [{"Name": "a", "Type": "bigint"}, {"Name": "b", "Type": "string"}],
            "Location": f"s3://bucket/t/day=d{number // BATCH:06}/hour={number % BATCH}/",
        },
    }


def fill(glue, count):
    glue.create_database(DatabaseInput={"Name": TABLE["DatabaseName"]})
    keys = [{"Name": "day", "Type": "string"}, {"Name": "hour", "Type": "int"}]
    glue.create_table(DatabaseName=TABLE["DatabaseName"], TableInput={"Name": TABLE["TableName"], "PartitionKeys": keys})
    started = time.perf_counter()
    for first in range(0, count, BATCH):
        batch = [partition(number) for number in range(first, min(count, first + BATCH))]
        glue.batch_create_partition(**TABLE, PartitionInputList=batch)
    return count / (time.perf_counter() - started)


def read(glue, **options):
    """The median milliseconds of reading all pages, and how many partitions there were."""
    millis, found = [], 0
    for _ in range(RUNS):
        started = time.perf_counter()
        pages = glue.get_paginator("get_partitions").paginate(**TABLE, **options)
        found = sum(len(page["Partitions"]) for page in pages)
        millis.append((time.perf_counter() - started) * 1000)
    return statistics.median(millis), found


def measure(engine, glue, count):
    def tell(figure, value, unit, check=None):
        line = {"figure": figure, "engine": engine, "value": value, "unit": unit}
        print(json.dumps({**line, "check": check} if check is not None else line), flush=True)

    tell(f"boto3: create {count} in batches of {BATCH}", fill(glue, count), "partitions/s")
    day = f"d{count // BATCH // 2:06}"
    millis, found = read(glue, Expression=f"day = '{day}'")
    tell(f"boto3: equality that picks {BATCH}", millis, "ms", found)
    millis, found = read(glue, Expression=f"hour = 7 AND day > '{day}'")
    tell("boto3: range and equality", millis, "ms", found)
    millis, found = read(glue)
    tell(f"boto3: read all {count}", millis, "ms", found)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--boathouse", required=True, help="the program")
    options.add_argument("--partitions", type=int, default=10_000)
    options = options.parse_args()
    moto = os.path.join(os.path.dirname(sys.executable), "moto_server")
    with tempfile.TemporaryDirectory() as folder:
        for engine, command in [
            ("boathouse", [os.path.abspath(options.boathouse), "serve", "--dir", os.path.join(folder, "lake"), "--port"]),
            ("moto", [moto, "-p"]),
        ]:
            port = free_port()
            with running([*command, str(port)], port, folder) as url:
                measure(engine, client(url), options.partitions)


if __name__ == "__main__":
    main()
