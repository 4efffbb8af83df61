"""The catalog functions of awswrangler, unmodified."""

import awswrangler as wr
import boto3
import pytest

from server import KEY, REGION, SECRET


@pytest.fixture
def session(server):
    """Its clients find the server through awswrangler's own settings."""
    wr.config.glue_endpoint_url = wr.config.s3_endpoint_url = server.url
    wr.config.athena_endpoint_url = wr.config.sts_endpoint_url = server.url
    yield boto3.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name=REGION)
    for service in ("glue", "s3", "athena", "sts"):
        wr.config.reset(f"{service}_endpoint_url")


@pytest.fixture
def parquet(session):
    wr.catalog.create_database("db", description="boats", boto3_session=session)
    wr.catalog.create_parquet_table(
        database="db",
        table="trips",
        path="s3://lake/trips/",
        columns_types={"id": "bigint", "name": "string"},
        partitions_types={"year": "int", "month": "string"},
        description="where we went",
        parameters={"source": "harbour"},
        columns_comments={"id": "number of the trip"},
        boto3_session=session,
    )
    return session


def test_databases(session):
    wr.catalog.create_database("one", boto3_session=session)
    wr.catalog.create_database("two", description="second", boto3_session=session)
    wr.catalog.create_database("two", exist_ok=True, boto3_session=session)
    assert [found["Name"] for found in wr.catalog.get_databases(boto3_session=session)] == ["one", "two"]
    assert wr.catalog.databases(boto3_session=session)["Database"].tolist() == ["one", "two"]
    wr.catalog.delete_database("one", boto3_session=session)
    assert [found["Name"] for found in wr.catalog.get_databases(boto3_session=session)] == ["two"]


def test_a_table_and_its_details(parquet):
    assert wr.catalog.does_table_exist("db", "trips", boto3_session=parquet)
    assert not wr.catalog.does_table_exist("db", "nothing", boto3_session=parquet)
    assert wr.catalog.get_table_types("db", "trips", boto3_session=parquet) == {
        "id": "bigint", "name": "string", "year": "int", "month": "string",
    }
    assert wr.catalog.get_table_location("db", "trips", boto3_session=parquet) == "s3://lake/trips/"
    assert wr.catalog.get_table_description("db", "trips", boto3_session=parquet) == "where we went"
    assert wr.catalog.get_columns_comments("db", "trips", boto3_session=parquet)["id"] == "number of the trip"
    assert wr.catalog.get_table_parameters("db", "trips", boto3_session=parquet)["source"] == "harbour"
    details = wr.catalog.table("db", "trips", boto3_session=parquet)
    assert details["Column Name"].tolist() == ["id", "name", "year", "month"]
    assert details["Partition"].tolist() == [False, False, True, True]


def test_parameters_and_columns_change(parquet):
    wr.catalog.upsert_table_parameters({"more": "1"}, "db", "trips", boto3_session=parquet)
    found = wr.catalog.get_table_parameters("db", "trips", boto3_session=parquet)
    assert (found["source"], found["more"]) == ("harbour", "1")
    wr.catalog.overwrite_table_parameters({"only": "this"}, "db", "trips", boto3_session=parquet)
    assert wr.catalog.get_table_parameters("db", "trips", boto3_session=parquet) == {"only": "this"}
    wr.catalog.add_column("db", "trips", "crew", column_type="int", column_comment="heads", boto3_session=parquet)
    wr.catalog.delete_column("db", "trips", "name", boto3_session=parquet)
    types = wr.catalog.get_table_types("db", "trips", boto3_session=parquet)
    assert types == {"id": "bigint", "crew": "int", "year": "int", "month": "string"}
    assert wr.catalog.get_table_number_of_versions("db", "trips", boto3_session=parquet) == 3, "parameters keep no versions"


def test_partitions(parquet):
    wr.catalog.add_parquet_partitions(
        database="db",
        table="trips",
        partitions_values={
            f"s3://lake/trips/year={year}/month={month}/": [str(year), month]
            for year in (2024, 2025) for month in ("jan", "feb")
        },
        boto3_session=parquet,
    )
    found = wr.catalog.get_partitions("db", "trips", boto3_session=parquet)
    assert len(found) == 4
    assert found["s3://lake/trips/year=2024/month=jan/"] == ["2024", "jan"]
    some = wr.catalog.get_parquet_partitions("db", "trips", expression="year = 2025", boto3_session=parquet)
    assert sorted(some.values()) == [["2025", "feb"], ["2025", "jan"]]
    wr.catalog.delete_partitions("trips", "db", [["2024", "jan"]], boto3_session=parquet)
    assert len(wr.catalog.get_partitions("db", "trips", boto3_session=parquet)) == 3
    wr.catalog.delete_all_partitions("trips", "db", boto3_session=parquet)
    assert wr.catalog.get_partitions("db", "trips", boto3_session=parquet) == {}


def test_tables_are_listed_searched_and_deleted(parquet):
    wr.catalog.create_csv_table(
        database="db", table="crew", path="s3://lake/crew/", columns_types={"name": "string"}, boto3_session=parquet
    )

    def names(found):
        return sorted(table["Name"] for table in found)

    assert names(wr.catalog.get_tables(database="db", boto3_session=parquet)) == ["crew", "trips"]
    assert names(wr.catalog.get_tables(database="db", name_prefix="tr", boto3_session=parquet)) == ["trips"]
    assert names(wr.catalog.get_tables(database="db", name_contains="re", boto3_session=parquet)) == ["crew"]
    assert names(wr.catalog.search_tables(text="parquet", boto3_session=parquet)) == ["trips"]
    assert names(wr.catalog.search_tables(text="csv", boto3_session=parquet)) == ["crew"]
    assert wr.catalog.tables(database="db", boto3_session=parquet)["Table"].tolist() == ["crew", "trips"]
    assert wr.catalog.delete_table_if_exists("db", "crew", boto3_session=parquet)
    assert not wr.catalog.delete_table_if_exists("db", "crew", boto3_session=parquet)
    assert names(wr.catalog.get_tables(database="db", boto3_session=parquet)) == ["trips"]
