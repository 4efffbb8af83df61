"""The workloads in DuckDB and Polars, on the files that boathouse was measured on.

Prints one JSON object a line, as the Rust program does; `cargo xtask bench` puts them side by side.
"""

import argparse
import json
import shutil
import statistics
import time
import tomllib
from pathlib import Path

import duckdb
import polars

BUCKET = Path("buckets") / "bench"
EXTENSIONS = {"trips_csv": "csv", "trips_parquet": "parquet"}


class DuckDb:
    name = "duckdb"

    def __init__(self, bucket):
        self.bucket = bucket
        self.connection = duckdb.connect()
        for table, extension in EXTENSIONS.items():
            read = "read_csv" if extension == "csv" else "read_parquet"
            self.connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {read}('{bucket}/{table}/*.{extension}')")

    def query(self, sql):
        return whole_numbers(self.connection.execute(sql).fetchall())

    def convert(self, source, target, compression):
        sql = f"COPY (SELECT * FROM {source}) TO '{target}/all.parquet' (FORMAT parquet, COMPRESSION {compression})"
        return self.connection.execute(sql).fetchone()[0]


class Polars:
    name = "polars"

    def __init__(self, bucket):
        self.bucket = bucket

    def scan(self, table):
        scan = polars.scan_csv if EXTENSIONS[table] == "csv" else polars.scan_parquet
        return scan(f"{self.bucket}/{table}/*.{EXTENSIONS[table]}")

    def query(self, sql):
        context = polars.SQLContext({table: self.scan(table) for table in EXTENSIONS if table in sql})
        return whole_numbers(context.execute(sql).collect().rows())

    def convert(self, source, target, compression):
        self.scan(source).sink_parquet(f"{target}/all.parquet", compression=compression)
        return polars.scan_parquet(f"{target}/all.parquet").select(polars.len()).collect().item()


def whole_numbers(rows):
    return sum(cell for row in rows for cell in row if isinstance(cell, int) and not isinstance(cell, bool))


def run(engine, workload, scratch):
    if workload["kind"] == "query":
        return engine.query(workload["sql"])
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    return engine.convert(workload["source"], scratch, workload["compression"])


def measure(engine, name, workload, scratch):
    missing = {"crawl": "does not crawl", "request": "has no server"}.get(workload["kind"])
    if missing:
        return {"note": missing}
    check = run(engine, workload, scratch)
    millis = []
    for _ in range(workload.get("runs", 5)):
        started = time.perf_counter()
        run(engine, workload, scratch)
        millis.append((time.perf_counter() - started) * 1000)
    return {"millis": statistics.median(millis), "check": check}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workloads", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only")
    options = parser.parse_args()
    folder = options.data / f"rows-{options.rows}"
    for engine in (DuckDb(folder / BUCKET), Polars(folder / BUCKET)):
        for path in sorted(options.workloads.glob("*.toml")):
            if options.only in (None, path.stem):
                measured = measure(engine, path.stem, tomllib.loads(path.read_text()), folder / "scratch")
                print(json.dumps({"workload": path.stem, "engine": engine.name, **measured}), flush=True)


if __name__ == "__main__":
    main()
