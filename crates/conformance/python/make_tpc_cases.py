#!/usr/bin/env python3
"""Makes TPC-H or TPC-DS tables as Parquet, and cases whose answers are DuckDB's.

 make_tpc_cases.py tpch|tpcds DIRECTORY [--scale 0.01]

Needs DuckDB and its extension of that name, both from PyPI (duckdb and duckdb-extension-tpch or -tpcds, of
one version). Writes DIRECTORY/<table>.parquet and DIRECTORY/cases.jsonl, for
`cargo xtask conformance DIRECTORY/cases.jsonl --parquet DIRECTORY`. The queries are DuckDB's own, changed only
where Trino spells things differently.
"""

import argparse
import importlib.util
import json
import pathlib
import re

import duckdb

GENERATE = {"tpch": "CALL dbgen(sf={scale})", "tpcds": "CALL dsdgen(sf={scale})"}
CHANGES = [
    # DuckDB's intervals have no quotes, or plural units.
    (r"INTERVAL\s+\(?'?(\d+)'?\)?\s+(DAY|MONTH|YEAR)S?", r"INTERVAL '\1' \2"),
    (r"INTERVAL\s+'(\d+)\s+(day|month|year)s?'", r"INTERVAL '\1' \2"),
    # A text is no date without being told.
    (r"(?<!DATE )(?<!CAST\()'(\d{4}-\d{2}-\d{2})'", r"DATE '\1'"),
    (r"(d_date\s*\+\s*)(\d+)\b", r"\1INTERVAL '\2' DAY"),
    # An alias is no name for GROUP BY, and grouping() in ORDER BY takes no output column.
    (r"GROUP BY\s+supplier_no", "GROUP BY l_suppkey"),
    (r"(ORDER BY\s+lochierarchy DESC[^,]*,\s*CASE\s+WHEN\s+)grouping\(\w+\)\s*\+\s*grouping\(\w+\)", r"\1lochierarchy"),
    (r"CAST\s*\(\s*'(\d{4}-\d{2}-\d{2})'\s+AS\s+DATE\s*\)", r"DATE '\1'"),
]


def connect(benchmark):
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    package = importlib.util.find_spec(f"duckdb_extension_{benchmark}")
    if package is None:
        raise SystemExit(f"error: the package duckdb-extension-{benchmark} is not installed")
    folder = pathlib.Path(package.submodule_search_locations[0])
    extension = next(folder.glob("**/*.duckdb_extension"))
    connection.execute(f"LOAD '{extension}'")
    return connection


def to_trino(sql):
    for pattern, replacement in CHANGES:
        sql = re.sub(pattern, replacement, sql, flags=re.IGNORECASE)
    return sql.strip().rstrip(";")


def text(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("benchmark", choices=sorted(GENERATE))
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--scale", type=float, default=0.01)
    arguments = parser.parse_args()
    arguments.directory.mkdir(parents=True, exist_ok=True)

    connection = connect(arguments.benchmark)
    connection.execute(GENERATE[arguments.benchmark].format(scale=arguments.scale))
    for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        target = arguments.directory / f"{table}.parquet"
        connection.execute(f"COPY {table} TO '{target}' (FORMAT parquet)")

    with open(arguments.directory / "cases.jsonl", "w", encoding="utf-8") as cases:
        for number, sql in connection.execute(f"FROM {arguments.benchmark}_queries()").fetchall():
            # NULLs stand last in Trino, in either direction.
            connection.execute("SET default_null_order='nulls_last'")
            rows = connection.execute(sql).fetchall()
            case = {
                "id": f"{arguments.benchmark}-{number:02}",
                "kind": "product",
                "category": arguments.benchmark,
                # Averages and quotients of decimals are decimals in Trino and doubles in DuckDB.
                "flags": ["rounded"],
                "source_file": f"{arguments.benchmark}_queries()",
                "line": number,
                "sql": to_trino(sql),
                "match": "rows",
                "expected_value": [[text(value) for value in row] for row in rows],
            }
            cases.write(json.dumps(case) + "\n")


if __name__ == "__main__":
    main()
