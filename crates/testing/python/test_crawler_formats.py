"""Files of other tools (`fixtures/make.py`) through a crawler, and what queries say to their tables."""

import pathlib

import pytest

import polling

FILES = pathlib.Path(__file__).parents[3] / "fixtures/files"
CSV_TYPES = [("id", "bigint"), ("name", "string"), ("amt", "double")]


@pytest.fixture
def crawl(s3, glue, bucket):
    """Crawls one file; returns its table."""
    glue.create_database(DatabaseInput={"Name": "db"})

    def one(name):
        key = name.rsplit("/", 1)[1]
        s3.put_object(Bucket=bucket, Key=f"x/t/{key}", Body=(FILES / name).read_bytes())
        target = {"S3Targets": [{"Path": f"s3://{bucket}/x/"}]}
        glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets=target)
        crawler = polling.crawl(glue, "c")
        assert crawler["LastCrawl"]["Status"] == "SUCCEEDED", crawler["LastCrawl"]
        return glue.get_table(DatabaseName="db", Name="t")["Table"]

    return one


def refusal(athena, s3):
    s3.create_bucket(Bucket="results")
    execution = polling.run_query(athena, "select * from t", "db")
    assert execution["Status"]["State"] == "FAILED", execution
    return execution["Status"]["StateChangeReason"]


@pytest.mark.parametrize(
    "name, classification, serde, said",
    [
        ("bson/part.bson", "bson", "", "HIVE_UNKNOWN_ERROR: Unable to create input format"),
        ("csv_zip_two/f.zip", None, None, "HIVE_UNKNOWN_ERROR: Unable to create input format"),
    ],
)
def test_formats_that_queries_refuse(crawl, athena, s3, name, classification, serde, said):
    table = crawl(name)
    assert table["Parameters"].get("classification") == classification
    assert table["StorageDescriptor"].get("SerdeInfo", {}).get("SerializationLibrary") == serde
    assert said in refusal(athena, s3)


def test_the_schema_of_avro_is_in_three_places(crawl):
    table = crawl("avro_null/part.avro")
    descriptor = table["StorageDescriptor"]
    literal = table["Parameters"]["avro.schema.literal"]
    assert '"name":"Sale"' in literal and '"doc":"what was sold, when"' in literal
    assert descriptor["Parameters"]["avro.schema.literal"] == literal
    assert descriptor["SerdeInfo"]["Parameters"] == {"avro.schema.literal": literal, "serialization.format": "1"}
    assert table["Parameters"]["recordCount"] == "120"


@pytest.mark.parametrize(
    "name, compression",
    [("csv_gzip/f.csv.gz", "gzip"), ("csv_bzip2/f.csv.bz2", "bzip2"), ("csv_zstd/f.csv.zst", "zstd")],
)
def test_compressed_text_is_crawled_and_queried(crawl, athena, s3, name, compression):
    table = crawl(name)
    columns = [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]
    assert (columns, table["Parameters"]["compressionType"]) == (CSV_TYPES, compression)
    assert table["StorageDescriptor"]["Compressed"] is True
    s3.create_bucket(Bucket="results")
    assert polling.rows(athena, "select count(*), sum(id) from t", "db") == [["200", "19900"]]


def test_compressed_text_that_queries_refuse(crawl, athena, s3):
    table = crawl("csv_zip/f.zip")
    columns = [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]
    assert (columns, table["Parameters"]["compressionType"]) == (CSV_TYPES, "zip")
    assert "is compressed with zip, which is not supported" in refusal(athena, s3)


@pytest.mark.parametrize(
    "name, classification, query, expected",
    [
        ("orc_zlib/part.orc", "orc", "count(*), sum(whole), max(text), max(nested.\"inner\")", ["50", "1225", "text 9", "49"]),
        ("orc_snappy/part.orc", "orc", "min(day), max(at), max(price), max(list[1])", ["2026-01-02", "2026-01-02 03:04:05.000", "49.00", "49"]),
        ("ion_binary/part.ion", "ion", "count(*), sum(id), max(at), max(who.first)", ["30", "435", "2026-01-02 03:04:05.000", "f"]),
        ("ion_text/part.ion", "ion", "count(*), sum(id), max(kind), max(tags[2])", ["30", "435", "sold", "y"]),
        ("csv_lz4/f.csv.lz4", "csv", "count(*), sum(amt) > 0", ["6000", "true"]),
        ("csv_snappy/f.csv.snappy", "csv", "count(*), sum(id)", ["200", "19900"]),
        ("csv_snappy_hadoop/f.csv.snappy", "csv", "count(*), sum(id)", ["200", "19900"]),
    ],
)
def test_what_is_crawled_is_queried(crawl, athena, s3, name, classification, query, expected):
    table = crawl(name)
    assert table["Parameters"]["classification"] == classification
    s3.create_bucket(Bucket="results")
    assert polling.rows(athena, f"select {query} from t", "db") == [expected]
