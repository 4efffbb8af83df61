"""PyAthena's dialect of SQLAlchemy: tables it describes and makes, in every format."""

import datetime
from urllib.parse import quote_plus

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Column, MetaData, Table, types

import loopback
from server import KEY, REGION, SECRET

LAZY = "SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'"
TEXT = "INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat' OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.{}'"
HIVE_TEXT = TEXT.format("HiveIgnoreKeyTextOutputFormat")
PARQUET = "'org.apache.hadoop.hive.ql.io.parquet.{}'"
FRAME = pd.DataFrame({
    "number": np.int32([1]), "big": np.int64([12345]), "small": np.float32([1.5]), "large": np.float64([1.2345]),
    "flag": np.bool_([True]), "at": [datetime.datetime(2024, 1, 1)], "day": [datetime.date(2024, 12, 31)], "name": ["Skua"]})
ROW = (1, 12345, 1.5, 1.2345, True, datetime.datetime(2024, 1, 1), datetime.date(2024, 12, 31), "Skua")


@pytest.fixture
def make(server, s3):
    """Engines of the schema `db`, with more settings in their addresses."""
    made = []

    def of(**more):
        options = {"s3_staging_dir": "s3://results/q/", "location": "s3://lake/", "endpoint_url": server.url,
                   "poll_interval": 0.02, **more}
        query = "&".join(f"{name}={quote_plus(str(value))}" for name, value in options.items())
        made.append(sa.create_engine(f"awsathena+rest://{KEY}:{SECRET}@athena.{REGION}.amazonaws.com:443/db?{query}"))
        return made[-1]

    for bucket in ("lake", "results"):
        s3.create_bucket(Bucket=bucket)
    with loopback.only():
        with of().connect() as connection:
            connection.execute(sa.text("CREATE DATABASE db"))
        yield of
    for engine in made:
        engine.dispose()


def reflected(connection, name):
    table = Table(name, MetaData(schema="db"), autoload_with=connection)
    return table, table.dialect_options["awsathena"]


TABLES = {
    "plain": (
        {},
        {"row_format": LAZY, "file_format": HIVE_TEXT, "serdeproperties": {"serialization.format": "1"}}),
    "parquet": (
        {"file_format": "PARQUET", "compression": "ZSTD"},
        {"row_format": "SERDE " + PARQUET.format("serde.ParquetHiveSerDe"), "compression": "ZSTD",
         "file_format": f"INPUTFORMAT {PARQUET.format('MapredParquetInputFormat')} "
                        f"OUTPUTFORMAT {PARQUET.format('MapredParquetOutputFormat')}"}),
    "orc": (
        {"file_format": "ORC", "tblproperties": {"orc.compress": "ZLIB"}},
        {"row_format": "SERDE 'org.apache.hadoop.hive.ql.io.orc.OrcSerde'", "compression": "ZLIB"}),
    "csv": (
        {"row_format": "SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'",
         "serdeproperties": {"separatorChar": ",", "escapeChar": "\\\\"}},
        {"file_format": HIVE_TEXT,
         "serdeproperties": {"separatorChar": ",", "escapeChar": "\\", "serialization.format": "1"}}),
    "grok": (
        {"row_format": "SERDE 'com.amazonaws.glue.serde.GrokSerDe'", "file_format": HIVE_TEXT,
         "serdeproperties": {"input.format": "%%{WORD:boat}: %%{GREEDYDATA:said}"}},
        {"serdeproperties": {"input.format": "%{WORD:boat}: %{GREEDYDATA:said}", "serialization.format": "1"}}),
    "openx": (
        {"row_format": "SERDE 'org.openx.data.jsonserde.JsonSerDe'", "serdeproperties": {"ignore.malformed.json": "1"}},
        {"file_format": TEXT.format("IgnoreKeyTextOutputFormat"),
         "serdeproperties": {"ignore.malformed.json": "1", "serialization.format": "1"}}),
    "projected": (
        {"file_format": "PARQUET", "tblproperties": {
            "projection.enabled": "true", "projection.year.type": "integer", "projection.year.range": "2020,2030"}},
        {}),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_told_as_it_was_made(make, name):
    options, expected = TABLES[name]
    table = Table(name, MetaData(schema="db"),
                  Column("name", types.String(10), comment="100% it's"),
                  Column("year", types.Integer, awsathena_partition=True), comment="All \"boats\"",
                  awsathena_location=f"s3://lake/{name}/", **{f"awsathena_{key}": value for key, value in options.items()})
    with make().connect() as connection:
        table.create(connection)
        found, told = reflected(connection, name)
        assert found.comment == "All \"boats\"" and found.c.name.comment == "100% it's"
        assert [column.dialect_options["awsathena"]["partition"] for column in found.c] == [None, True]
        assert told["location"] == f"s3://lake/{name}", "Hive keeps no slash at the end"
        assert {key: told[key] for key in expected} == expected
        for key, value in options.get("tblproperties", {}).items():
            assert told["tblproperties"][key] == value
        assert connection.execute(sa.select(found)).fetchall() == []


def test_buckets(make, glue):
    engine = make(file_format="PARQUET", bucket_count=5, partition="db_table.p", cluster="a,db_table.b")
    table = Table("db_table", MetaData(schema="db"), Column("a", types.String), Column("b", types.Integer),
                  Column("p", types.String))
    with engine.connect() as connection:
        table.create(connection)
    made = glue.get_table(DatabaseName="db", Name="db_table")["Table"]
    assert [key["Name"] for key in made["PartitionKeys"]] == ["p"]
    assert (made["StorageDescriptor"]["BucketColumns"], made["StorageDescriptor"]["NumberOfBuckets"]) == (["a", "b"], 5)


FORMATS = {
    "snappy": {"file_format": "parquet", "compression": "snappy"},
    "orc": {"file_format": "orc", "compression": "zlib"},
    "avro": {"file_format": "avro"},
    "text": {"file_format": "textfile"},
    "delimited": {"row_format": "DELIMITED FIELDS TERMINATED BY '|'"},
    "json": {"row_format": "SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'",
             "serdeproperties": "'ignore.malformed.json'='1'"},
    "partitioned": {"file_format": "parquet", "partition": "day,name"},
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_frame_is_written_and_read(make, name):
    engine = make(**FORMATS[name])
    for rows, if_exists in [(1, "fail"), (2, "append"), (1, "replace")]:
        FRAME.to_sql(name, engine, schema="db", index=False, if_exists=if_exists, method="multi")
        with engine.connect() as connection:
            table, _ = reflected(connection, name)
            # A table that is dropped leaves its files, and the next one at the same place has them.
            found = connection.execute(table.select()).fetchall()
            assert found == [ROW] * (rows if if_exists != "replace" else 3)


def test_rows_of_a_query_are_inserted(make):
    meta = MetaData(schema="db")
    options = {"awsathena_file_format": "PARQUET", "awsathena_compression": "SNAPPY"}
    boats, kept = (Table(name, meta, Column("id", types.Integer), Column("name", types.String),
                         awsathena_location=f"s3://lake/{name}/", **options) for name in ("boats", "kept"))
    with make().connect() as connection:
        meta.create_all(connection)
        connection.execute(boats.insert(), [{"id": 1, "name": "Skua"}, {"id": 2, "name": "50% Tern"}])
        named = sa.select(boats.c.name).where(boats.c.name.like("50%")).cte()
        connection.execute(kept.insert().from_select(
            ("id", "name"), sa.select(boats.c.id, boats.c.name).where(boats.c.name == named.c.name)))
        assert connection.execute(sa.select(kept)).fetchall() == [(2, "50% Tern")]
