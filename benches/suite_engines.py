"""The queries of a suite in DuckDB and DataFusion, on the Parquet files that boathouse was measured on.

Prints one JSON object a line, as the Rust program does; `cargo xtask bench` puts them side by side.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import datafusion
import duckdb


class DuckDb:
    name = "duckdb"

    def __init__(self, tables):
        self.connection = duckdb.connect()
        for path in tables:
            self.connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")

    def run(self, sql):
        return len(self.connection.execute(sql).fetchall())


class DataFusion:
    name = "datafusion"

    def __init__(self, tables):
        self.context = datafusion.SessionContext()
        for path in tables:
            self.context.register_parquet(path.stem, str(path))

    def run(self, sql):
        return sum(batch.num_rows for batch in self.context.sql(sql).collect())


def measure(engine, sql, runs):
    millis = []
    try:
        for number in range(runs + 1):
            started = time.perf_counter()
            rows = engine.run(sql)
            if number:
                millis.append((time.perf_counter() - started) * 1000)
    except Exception as error:  # whatever an engine says of a query it cannot do
        return {"note": str(error).splitlines()[0]}
    return {"millis": statistics.median(millis), "check": rows}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--only")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    tables = sorted(options.tables.glob("*.parquet"))
    with open(options.tables / "cases.jsonl", encoding="utf-8") as lines:
        queries = [json.loads(line) for line in lines]
    for engine in (DuckDb(tables), DataFusion(tables)):
        for query in queries:
            if options.only is None or query["id"].endswith(options.only):
                measured = measure(engine, query["sql"], options.runs)
                print(json.dumps({"workload": query["id"], "engine": engine.name, **measured}), flush=True)


if __name__ == "__main__":
    main()
