"""Partitions that are projected from a table's parameters, and what reading one partition costs."""

import datetime

import pytest

import polling

OUTPUT = "s3://res/q/"


@pytest.fixture
def db(athena, s3, glue):
    for bucket in ("res", "data"):
        s3.create_bucket(Bucket=bucket)
    glue.create_database(DatabaseInput={"Name": "db"})
    return "db"


def table(athena, name, keys, **parameters):
    texts = ", ".join(f"'{key}'='{value}'" for key, value in {"projection.enabled": "true", **parameters}.items())
    sql = (f"CREATE EXTERNAL TABLE {name} (id bigint) PARTITIONED BY ({keys}) ROW FORMAT DELIMITED FIELDS TERMINATED "
           f"BY ',' LOCATION 's3://data/{name}/' TBLPROPERTIES ({texts})")
    execution = polling.run_query(athena, sql, "db", OUTPUT)
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]


def dates(athena, name, **more):
    table(athena, name, "dt string", **{"projection.dt.type": "date", "projection.dt.range": "2026/01/01,NOW",
                                        "projection.dt.format": "yyyy/MM/dd"}, **more)


def reason(athena, sql):
    execution = polling.run_query(athena, sql, "db", OUTPUT)
    assert execution["Status"]["State"] == "FAILED", execution["Status"]
    return execution["Status"]["StateChangeReason"]


def test_a_filter_outside_the_range_has_no_rows_and_reads_nothing(athena, s3, db):
    dates(athena, "t", **{"storage.location.template": "s3://data/t/${dt}/"})
    s3.put_object(Bucket="data", Key="t/2025/12/31/a.csv", Body=b"1\n")
    execution = polling.run_query(athena, "SELECT id FROM t WHERE dt = '2025/12/31'", "db", OUTPUT)
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
    assert execution["Statistics"]["DataScannedInBytes"] == 0
    assert polling.rows(athena, "SELECT id FROM t WHERE dt < '2026/01/01'", "db", OUTPUT) == []


def test_a_template_maps_values_to_folders_and_the_catalog_is_not_asked(athena, s3, glue, db):
    dates(athena, "t", **{"storage.location.template": "s3://data/x/${dt}/"})
    s3.put_object(Bucket="data", Key="x/2026/01/02/a.csv", Body=b"7\n")
    s3.put_object(Bucket="data", Key="other/a.csv", Body=b"8\n")
    descriptor = glue.get_table(DatabaseName="db", Name="t")["Table"]["StorageDescriptor"]
    glue.create_partition(DatabaseName="db", TableName="t", PartitionInput={
        "Values": ["2025/05/05"], "StorageDescriptor": {**descriptor, "Location": "s3://data/other/"}})
    assert polling.rows(athena, "SELECT id, dt FROM t", "db", OUTPUT) == [["7", "2026/01/02"]]


def test_now_is_the_time_of_the_query(athena, s3, db):
    dates(athena, "t", **{"storage.location.template": "s3://data/t/${dt}/"})
    today = datetime.datetime.now(datetime.timezone.utc)
    for days, id in ((0, "1"), (2, "2")):
        day = (today + datetime.timedelta(days=days)).strftime("%Y/%m/%d")
        s3.put_object(Bucket="data", Key=f"t/{day}/a.csv", Body=id.encode() + b"\n")
    assert polling.rows(athena, "SELECT id FROM t", "db", OUTPUT) == [["1"]]


def test_keys_without_configuration_are_named(athena, db):
    table(athena, "t", "k string, n int", **{"projection.n.type": "integer", "projection.n.range": "1,2"})
    assert reason(athena, "SELECT * FROM t") == (
        "HIVE_METASTORE_ERROR: Table db.t is configured for partition projection, but the following partition columns "
        "are missing projection configuration: [k] (table db.t)")


def test_injected_values_must_be_given(athena, s3, db):
    table(athena, "t", "who string", **{"projection.who.type": "injected"})
    s3.put_object(Bucket="data", Key="t/who=me/a.csv", Body=b"1\n")
    for condition in ("", " WHERE who > 'a'"):
        assert reason(athena, f"SELECT id FROM t{condition}") == (
            "CONSTRAINT_VIOLATION: For the injected projected partition column who, the WHERE clause must contain only "
            "static equality conditions, and at least one such condition must be present.")
    assert polling.rows(athena, "SELECT id FROM t WHERE who IN ('me', 'you')", "db", OUTPUT) == [["1"]]


def test_only_the_partition_of_the_filter_is_scanned(athena, s3, db):
    table(athena, "t", "n int", **{"projection.n.type": "integer", "projection.n.range": "1,2"})
    s3.put_object(Bucket="data", Key="t/n=1/a.csv", Body=b"1\n")
    s3.put_object(Bucket="data", Key="t/n=2/a.csv", Body=b"22222\n")
    execution = polling.run_query(athena, "SELECT id FROM t WHERE n = 1", "db", OUTPUT)
    assert execution["Statistics"]["DataScannedInBytes"] == 2
