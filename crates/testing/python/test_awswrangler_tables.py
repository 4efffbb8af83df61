"""Tables that awswrangler makes, buckets, counts versions of and unloads, unmodified."""

import string

import awswrangler as wr
import pandas as pd
import pytest

from test_awswrangler_athena import CSV, CTAS, OUTPUT, UNLOAD, db, keys, lake, read, session  # noqa: F401

WAYS = pytest.mark.parametrize("way", [CTAS, CSV], ids=["ctas", "csv"])
LETTERS = pd.DataFrame({"number": range(1000), "letter": [string.ascii_letters[i % 10] for i in range(1000)],
                        "flag": [i % 2 == 0 for i in range(1000)]})


@WAYS
def test_nothing_comes_in_one_chunk(lake, way):
    chunks = list(read(lake, "SELECT id, name FROM trips WHERE false", chunksize=10, **way))
    assert [(len(chunk), list(chunk.columns)) for chunk in chunks] == [(0, ["id", "name"])]


def test_nothing_is_unloaded(lake, athena):
    # Its list of files is there and empty, of which awswrangler makes this.
    with pytest.raises(wr.exceptions.EmptyDataFrame):
        read(lake, "SELECT id FROM trips WHERE false", **UNLOAD)
    done = wr.athena.start_query_execution("UNLOAD (SELECT id FROM trips WHERE false) TO 's3://lake/none/' WITH (format = 'ORC')",
                                           database="db", s3_output=OUTPUT, wait=True, boto3_session=lake)
    assert done["Statistics"]["DataManifestLocation"].endswith("-manifest.csv")


@pytest.mark.parametrize("columns, asked", [
    (["number"], "number = 0"), (["letter"], "letter = 'a'"), (["number", "letter", "flag"], "number = 10 AND letter = 'a' AND flag")])
def test_only_the_bucket_asked_for_is_read(db, columns, asked):
    scanned, found = [], []
    for buckets in (None, (columns, 10)):
        wr.s3.to_csv(LETTERS, path="s3://lake/letters/", dataset=True, database="db", table="letters", mode="overwrite",
                     index=False, bucketing_info=buckets, boto3_session=db)
        frame = read(db, f"SELECT * FROM letters WHERE {asked} ORDER BY number")
        scanned.append(frame.query_metadata["Statistics"]["DataScannedInBytes"])
        found.append(frame)
    assert found[0].equals(found[1]) and len(found[0]) > 0
    assert scanned[0] >= scanned[1] * 9


def test_views_are_told_as_they_are_stored(lake, glue):
    for sql, stored in [
        ("select  1 as n", "SELECT 1 n\n\n"),
        ("select id, name from trips where id>1", "SELECT\n  id\n, name\nFROM\n  trips\nWHERE (id > 1)\n"),
    ]:
        wr.athena.start_query_execution(f"CREATE OR REPLACE VIEW v AS {sql}", database="db", s3_output=OUTPUT, wait=True,
                                        boto3_session=lake)
        told = wr.athena.generate_create_query("v", database="db", boto3_session=lake)
        assert told == f'CREATE OR REPLACE VIEW "v" AS \n{stored}'
        wr.athena.start_query_execution(told, database="db", s3_output=OUTPUT, wait=True, boto3_session=lake)
        assert wr.athena.generate_create_query("v", database="db", boto3_session=lake) == told


def test_describing_twice_tells_the_same(lake):
    told = wr.athena.describe_table("trips", database="db", s3_output=OUTPUT, boto3_session=lake)
    assert told.to_dict() == wr.catalog.table(database="db", table="trips", boto3_session=lake).to_dict()


def test_versions(db):
    def write(frame, kind="parquet", **more):
        options = {"index": False} if kind == "csv" else {}
        getattr(wr.s3, f"to_{kind}")(frame, path=f"s3://lake/{kind}/", dataset=True, database="db", table=kind,
                                     mode="overwrite", boto3_session=db, **options, **more)
        return wr.catalog.get_table_number_of_versions("db", kind, boto3_session=db)

    assert write(pd.DataFrame({"a": [1, 2]})) == 1
    assert write(pd.DataFrame({"b": ["x", "y"]}), catalog_versioning=True) == 2
    assert sorted(read(db, "SELECT b FROM parquet")["b"]) == ["x", "y"]
    assert write(pd.DataFrame({"c": [1.0]}), "csv", catalog_versioning=True) == 1
    assert write(pd.DataFrame({"c": [True]}), "csv", schema_evolution=True, catalog_versioning=False) == 1
    assert str(read(db, "SELECT c FROM csv", **CTAS)["c"].dtype) == "boolean"


def test_parameters_and_comments(db):
    def write(mode, **settings):
        wr.s3.to_parquet(pd.DataFrame({"a": [1, 2]}), path="s3://lake/p/", dataset=True, database="db", table="p",
                         mode=mode, glue_table_settings=settings, boto3_session=db)
        return wr.catalog.get_table_parameters("db", "p", boto3_session=db)

    found = write("overwrite", parameters={"k": "1"}, description="All", columns_comments={"a": "One"})
    assert found["k"] == "1"
    wr.catalog.overwrite_table_parameters({"l": "2"}, "db", "p", boto3_session=db)
    assert write("append", parameters={"m": "3"}).items() >= {"l": "2", "m": "3"}.items()
    assert wr.catalog.get_table_description("db", "p", boto3_session=db) == "All"
    assert wr.catalog.get_columns_comments("db", "p", boto3_session=db) == {"a": "One"}
    assert read(db, "SELECT sum(a) AS a FROM p")["a"].tolist() == [6]


@pytest.mark.parametrize("partitions", [None, ["b"], ["c", "b"]])
def test_metadata_of_files_that_are_there(db, partitions):
    frame = pd.DataFrame({"a": [0, 1, 2], "b": [3, 4, 5], "c": [6, 7, 8]})
    wr.s3.to_parquet(frame, path="s3://lake/there/", dataset=True, partition_cols=partitions, boto3_session=db)
    wr.s3.store_parquet_metadata("s3://lake/there/", database="db", table="there", dataset=True, boto3_session=db)
    for way in (CTAS, CSV):
        found = wr.athena.read_sql_table("there", database="db", s3_output=OUTPUT, boto3_session=db, **way)
        assert [int(found[name].astype(int).sum()) for name in "abc"] == [3, 12, 21]


CTAS_TABLES = [
    {"storage_format": "avro", "write_compression": "snappy"},
    {"storage_format": "textfile", "write_compression": "gzip", "field_delimiter": "|"},
    {"storage_format": "json"},
    {"storage_format": "orc", "write_compression": "zstd", "bucketing_info": (["id"], 4)},
    {"partitioning_info": ["year"], "ctas_database": "other"},
    {"schema_only": True},
]


@pytest.mark.parametrize("options", CTAS_TABLES, ids=lambda options: "-".join(map(str, options.values())))
def test_tables_made_of_queries(lake, options):
    wr.catalog.create_database("other", boto3_session=lake)
    made = wr.athena.create_ctas_table("SELECT id, name, year FROM trips WHERE name = :name OR id < :id", database="db",
                                       params={"name": "Fulmar", "id": 2}, paramstyle="named", s3_output="s3://lake/made/",
                                       wait=True, boto3_session=lake, **options)
    assert made["ctas_query_metadata"].raw_payload["Status"]["State"] == "SUCCEEDED"
    found = read(lake, f'SELECT id FROM {made["ctas_database"]}."{made["ctas_table"]}" ORDER BY id')["id"].tolist()
    assert found == ([] if "schema_only" in options else [1, 4])


UNLOADS = [("PARQUET", {"compression": "snappy"}), ("ORC", {"compression": "zlib"}), ("AVRO", {"compression": "deflate"}),
           ("JSON", {"compression": "gzip"}), ("TEXTFILE", {"compression": "bzip2", "field_delimiter": "|"}),
           ("PARQUET", {"partitioned_by": ["year"]})]


@pytest.mark.parametrize("file_format, options", UNLOADS)
def test_unloading_in_every_format(lake, s3, file_format, options):
    wr.athena.unload("SELECT id, name, year FROM trips", path="s3://lake/unloaded/", database="db", file_format=file_format,
                     boto3_session=lake, **options)
    written = [key for key in keys(s3, "lake", "unloaded/") if not key.endswith((".csv", ".metadata"))]
    assert len(written) == (2 if "partitioned_by" in options else 1)
    assert {key.rpartition(".")[2] for key in written if "." in key} <= {"gz", "bz2"}


def test_many_executions(lake):
    first = read(lake, "SELECT 1 AS n").query_metadata["QueryExecutionId"]
    found, missing = wr.athena.get_query_executions([first, "unknown"], return_unprocessed=True, boto3_session=lake)
    assert found["QueryExecutionId"].tolist() == [first]
    assert missing["QueryExecutionId"].tolist() == ["unknown"]
    again = [wr.athena.start_query_execution("SELECT 2 AS n", database="db", s3_output=OUTPUT, boto3_session=lake,
                                             client_request_token="the-same-request-as-before-00001") for _ in range(2)]
    assert again[0] == again[1]
