"""`SELECT 1` through boto3, start to row: one JSON object a line."""

import argparse
import json
import os
import statistics
import tempfile
import time

from catalog_servers import client, free_port, running

RUNS = 200
WARM_RUNS = 20


def run(athena):
    started = time.perf_counter()
    execution = athena.start_query_execution(
        QueryString="SELECT 1", ResultConfiguration={"OutputLocation": "s3://results/"}
    )["QueryExecutionId"]
    while True:
        status = athena.get_query_execution(QueryExecutionId=execution)["QueryExecution"]["Status"]
        if status["State"] == "SUCCEEDED":
            break
        if status["State"] not in ("QUEUED", "RUNNING"):
            raise RuntimeError(f"a query ended as {status}")
    rows = athena.get_query_results(QueryExecutionId=execution)["ResultSet"]["Rows"]
    assert rows[1]["Data"] == [{"VarCharValue": "1"}], rows
    return (time.perf_counter() - started) * 1000


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--boathouse", required=True, help="the program")
    program = os.path.abspath(options.parse_args().boathouse)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [program, "serve", "--dir", os.path.join(folder, "lake"), "--port", str(port)]
        with running(command, port, folder) as url:
            client(url, "s3").create_bucket(Bucket="results")
            athena = client(url, "athena")
            for _ in range(WARM_RUNS):
                run(athena)
            millis = sorted(run(athena) for _ in range(RUNS))
    for name, value in [("median", statistics.median(millis)), ("99th of 100", millis[len(millis) * 99 // 100])]:
        print(json.dumps({"figure": f"SELECT 1 by boto3, {name}", "engine": "wire", "value": value, "unit": "ms"}))


if __name__ == "__main__":
    main()
