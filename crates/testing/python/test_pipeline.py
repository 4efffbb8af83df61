"""The founding pipeline with nothing but boto3: bucket, crawler, catalog, ETL, Parquet, crawler, SQL."""

import json

import pytest

import polling

ZONES = ["Jericho", "Cowley", "Headington", "Summertown"]
MONTHS = [("2023", "11"), ("2023", "12"), ("2024", "01"), ("2024", "02")]
ROWS_PER_MONTH = 1500


def trips(month_number):
    """CSV of one month: some cells are empty, which is NULL for a number."""
    lines = ["id,pickup,distance,fare,passengers,zone_id,paid"]
    for n in range(ROWS_PER_MONTH):
        trip = month_number * ROWS_PER_MONTH + n
        distance = "" if trip % 11 == 0 else f"{trip % 97 / 4:.2f}"
        fare = f"{250 + trip % 1000 / 8:.3f}"
        passengers = "" if trip % 13 == 0 else str(trip % 6 + 1)
        pickup = f"{MONTHS[month_number][0]}-{MONTHS[month_number][1]}-{trip % 28 + 1:02} {trip % 24:02}:15:00"
        lines.append(f"{trip},{pickup},{distance},{fare},{passengers},{trip % len(ZONES) + 1},{trip % 3 == 0}".lower())
    return "\n".join(lines) + "\n"


def zones():
    records = [{"id": n + 1, "name": name, "place": {"borough": f"b{n % 2}", "areas": [n, n + 1]}}
               for n, name in enumerate(ZONES)]
    return "".join(json.dumps(record) + "\n" for record in records)


NOTES = 'id,note\n1,"calm, then wind"\n2,"he said ""stop"""\n3,plain\n'

QUERIES = [
    "SELECT count(*) FROM {t}",
    "SELECT count(*), count(distance), sum(passengers) FROM {t} WHERE distance > 12",
    "SELECT zone_id, count(*) AS n, sum(passengers) AS p FROM {t} GROUP BY zone_id ORDER BY zone_id",
    "SELECT id, fare FROM {t} WHERE fare > 374.5 ORDER BY id",
    "SELECT max(fare), min(distance) FROM {t}",
    "SELECT count(*), max(id) FROM {t} WHERE year = '2024' AND month = '01'",
    "SELECT z.name, count(*) FROM {t} t JOIN zones z ON t.zone_id = z.id WHERE t.paid GROUP BY z.name ORDER BY 1",
]

JOB = {
    "source": {"S3CatalogSource": {"Name": "trips", "Database": "raw", "Table": "trips"}},
    "map": {
        "ApplyMapping": {
            "Name": "typed",
            "Inputs": ["source"],
            "Mapping": [
                {"ToKey": name, "FromPath": [name], "FromType": kind, "ToType": to}
                for name, kind, to in [
                    ("id", "bigint", "bigint"),
                    ("pickup", "string", "timestamp"),
                    ("distance", "double", "double"),
                    ("fare", "double", "double"),
                    ("passengers", "bigint", "int"),
                    ("zone_id", "bigint", "bigint"),
                    ("paid", "boolean", "boolean"),
                    ("year", "string", "string"),
                    ("month", "string", "string"),
                ]
            ],
        }
    },
    "target": {
        "S3GlueParquetTarget": {
            "Name": "curated",
            "Inputs": ["map"],
            "Path": "s3://curated/trips/",
            "PartitionKeys": [["year"], ["month"]],
            "Compression": "snappy",
        }
    },
}


@pytest.fixture
def raw(s3, glue):
    for bucket in ("raw", "curated", "results"):
        s3.create_bucket(Bucket=bucket)
    for number, (year, month) in enumerate(MONTHS):
        s3.put_object(Bucket="raw", Key=f"data/trips/year={year}/month={month}/part-0.csv", Body=trips(number))
    s3.put_object(Bucket="raw", Key="data/zones/zones.json", Body=zones())
    s3.put_object(Bucket="raw", Key="notes/notes.csv", Body=NOTES)
    for database in ("raw", "curated"):
        glue.create_database(DatabaseInput={"Name": database})


def crawl(glue, name, database, path, **options):
    glue.create_crawler(Name=name, Role="role", DatabaseName=database,
                        Targets={"S3Targets": [{"Path": path}]}, **options)
    crawler = polling.crawl(glue, name)
    assert crawler["LastCrawl"]["Status"] == "SUCCEEDED", crawler["LastCrawl"]


def columns(glue, database, table):
    got = glue.get_table(DatabaseName=database, Name=table)["Table"]
    described = got["StorageDescriptor"]["Columns"] + got["PartitionKeys"]
    return [f"{column['Name']} {column['Type']}" for column in described]


def test_the_whole_pipeline(s3, glue, athena, raw):
    crawl(glue, "raw", "raw", "s3://raw/data/")
    assert sorted(table["Name"] for table in glue.get_tables(DatabaseName="raw")["TableList"]) == ["trips", "zones"]
    assert columns(glue, "raw", "trips") == [
        "id bigint", "pickup string", "distance double", "fare double", "passengers bigint", "zone_id bigint",
        "paid boolean", "year string", "month string",
    ]
    assert columns(glue, "raw", "zones") == [
        "id int", "name string", "place struct<borough:string,areas:array<int>>",
    ]

    glue.create_job(Name="to-parquet", Role="role", Command={"Name": "glueetl", "ScriptLocation": "s3://raw/x.py"},
                    CodeGenConfigurationNodes=JOB, GlueVersion="5.0", WorkerType="G.1X", NumberOfWorkers=2)
    run = polling.job_run(glue, "to-parquet")
    assert run["JobRunState"] == "SUCCEEDED", run.get("ErrorMessage")

    written = [item["Key"] for item in s3.list_objects_v2(Bucket="curated", Prefix="trips/")["Contents"]]
    folders = {key.rsplit("/", 1)[0] for key in written}
    assert folders == {f"trips/year={year}/month={month}" for year, month in MONTHS}
    crawl(glue, "curated", "curated", "s3://curated/trips/")
    # One zone table serves both databases' queries.
    crawl(glue, "zones", "curated", "s3://raw/data/zones/")
    assert columns(glue, "curated", "trips") == [
        "id bigint", "pickup timestamp", "distance double", "fare double", "passengers int", "zone_id bigint",
        "paid boolean", "year string", "month string",
    ]
    table = glue.get_table(DatabaseName="curated", Name="trips")["Table"]
    assert table["Parameters"]["recordCount"] == str(len(MONTHS) * ROWS_PER_MONTH)

    for query in QUERIES:
        sql = query.format(t="trips")
        from_csv, from_parquet = (polling.run_query(athena, sql, database) for database in ("raw", "curated"))
        for execution in (from_csv, from_parquet):
            assert execution["Status"]["State"] == "SUCCEEDED", f"{sql}: {execution['Status']}"
        answers = [read(athena, execution) for execution in (from_csv, from_parquet)]
        assert answers[0] == answers[1], sql
        assert answers[0], sql
        scanned = [execution["Statistics"]["DataScannedInBytes"] for execution in (from_csv, from_parquet)]
        assert scanned[1] < scanned[0], f"{sql} scanned {scanned}"
    assert read(athena, polling.run_query(athena, QUERIES[0].format(t="trips"), "curated")) == [["6000"]]


def read(athena, execution):
    found = []
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=execution["QueryExecutionId"])
    for page in pages:
        found += [[cell.get("VarCharValue") for cell in row["Data"]] for row in page["ResultSet"]["Rows"]]
    return found[1:]


def test_bytes_scanned_are_the_bytes_of_the_partitions_read(s3, glue, athena, raw):
    crawl(glue, "raw", "raw", "s3://raw/data/trips/")
    sizes = {item["Key"]: item["Size"] for item in s3.list_objects_v2(Bucket="raw", Prefix="data/trips/")["Contents"]}
    whole = polling.run_query(athena, "SELECT sum(id) FROM trips", "raw")
    assert whole["Statistics"]["DataScannedInBytes"] == sum(sizes.values())
    one = polling.run_query(athena, "SELECT sum(id) FROM trips WHERE year = '2024' AND month = '02'", "raw")
    assert one["Statistics"]["DataScannedInBytes"] == sizes["data/trips/year=2024/month=02/part-0.csv"]
    none = polling.run_query(athena, "SELECT sum(id) FROM trips WHERE year = '1999'", "raw")
    assert none["Statistics"]["DataScannedInBytes"] == 0
    assert read(athena, none) == [[None]]


def test_quoted_text_needs_a_classifier_and_then_reads_clean(glue, athena, raw):
    glue.create_classifier(CsvClassifier={"Name": "quoted", "Delimiter": ",", "QuoteSymbol": '"',
                                          "ContainsHeader": "PRESENT", "Serde": "OpenCSVSerDe"})
    crawl(glue, "notes", "raw", "s3://raw/notes/", Classifiers=["quoted"])
    assert polling.rows(athena, "SELECT id, note FROM notes ORDER BY id", "raw") == [
        ["1", "calm, then wind"], ["2", 'he said "stop"'], ["3", "plain"],
    ]


def test_nested_json_is_reached_by_name(glue, athena, raw):
    crawl(glue, "raw", "raw", "s3://raw/data/zones/")
    sql = "SELECT name, place.borough FROM zones WHERE id <= 2 ORDER BY id"
    assert polling.rows(athena, sql, "raw") == [["Jericho", "b0"], ["Cowley", "b1"]]
