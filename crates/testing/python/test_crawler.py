"""Crawlers: what is found in a bucket, and what is written about it."""

import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import polling
from tables import LAZY, OPENX_JSON, PARQUET, PARQUET_INPUT, PARQUET_OUTPUT, TEXT_INPUT, TEXT_OUTPUT, columns

SALES = "id,name,amt\n1,oak,1.5\n2,ash,2.5\n3,elm,3.5\n4,fir,4.5\n5,yew,5.5\n"


@pytest.fixture
def lake(s3, glue, bucket):
    """Puts objects, crawls a prefix and returns the tables by name."""
    glue.create_database(DatabaseInput={"Name": "db"})

    def crawl(objects, paths=("s3://bucket/x/",), again=False, **options):
        for key, data in objects.items():
            s3.put_object(Bucket=bucket, Key=key, Body=data)
        if not again:
            targets = {"S3Targets": [{"Path": path} if isinstance(path, str) else path for path in paths]}
            glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets=targets, **options)
        crawler = polling.crawl(glue, "c")
        assert crawler["LastCrawl"]["Status"] == "SUCCEEDED", crawler["LastCrawl"]
        return {table["Name"]: table for table in glue.get_tables(DatabaseName="db")["TableList"]}

    return crawl


def types(table):
    return [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]


def keys(table):
    return [(column["Name"], column["Type"]) for column in table["PartitionKeys"]]


def values(glue, table):
    pages = glue.get_paginator("get_partitions").paginate(DatabaseName="db", TableName=table)
    return sorted(item["Values"] for page in pages for item in page["Partitions"])


def parquet(**data):
    out = io.BytesIO()
    pq.write_table(pa.table(data), out)
    return out.getvalue()


def test_the_whole_shape_of_a_csv_table(lake):
    table = lake({"x/sales/a.csv": SALES})["sales"]
    parameters = table["Parameters"]
    assert table["StorageDescriptor"]["Parameters"] == parameters, "the same on both"
    wanted = {
        "CrawlerSchemaDeserializerVersion": "1.0",
        "CrawlerSchemaSerializerVersion": "1.0",
        "UPDATED_BY_CRAWLER": "c",
        "areColumnsQuoted": "false",
        "averageRecordSize": "9",
        "classification": "csv",
        "columnsOrdered": "true",
        "compressionType": "none",
        "delimiter": ",",
        "objectCount": "1",
        "recordCount": "6",
        "sizeKey": "62",
        "skip.header.line.count": "1",
        "typeOfData": "file",
    }
    assert {name: text for name, text in parameters.items() if name != "CRAWL_RUN_ID"} == wanted
    descriptor = {name: value for name, value in table["StorageDescriptor"].items() if name != "Parameters"}
    assert descriptor == {
        "Columns": columns("id bigint", "name string", "amt double"),
        "Location": "s3://bucket/x/sales/",
        "InputFormat": TEXT_INPUT,
        "OutputFormat": TEXT_OUTPUT,
        "Compressed": False,
        "NumberOfBuckets": -1,
        "SerdeInfo": {"SerializationLibrary": LAZY, "Parameters": {"field.delim": ","}},
        "BucketColumns": [],
        "SortColumns": [],
        "StoredAsSubDirectories": False,
    }
    assert (table["Owner"], table["Retention"], table["TableType"], table["PartitionKeys"]) == (
        "owner", 0, "EXTERNAL_TABLE", [],
    )
    assert table["CreatedBy"] == "arn:aws:sts::123456789012:assumed-role/role/AWS-Crawler"
    assert "Name" not in table["StorageDescriptor"]["SerdeInfo"]


def test_the_shape_of_a_json_table(lake):
    lines = '{"z": 1, "a": "x", "M": {"n": 1.5}}\n{"z": 2, "a": null, "M": {"n": 2, "k": true}}\n'
    table = lake({"x/events/a.json": lines})["events"]
    assert types(table) == [("z", "int"), ("a", "string"), ("m", "struct<n:double,k:boolean>")]
    serde = table["StorageDescriptor"]["SerdeInfo"]
    assert serde == {"SerializationLibrary": OPENX_JSON, "Parameters": {"paths": "M,a,z"}}
    assert table["Parameters"]["classification"] == "json"


def test_the_shape_of_a_parquet_table(lake):
    data = parquet(Id=pa.array([1, 2, 3], pa.int32()), big=pa.array([1, 2, 3], pa.int64()), name=["a", None, "c"],
                   at=pa.array([1, 2, 3], pa.timestamp("ms")), tags=[["x"], [], None])
    table = lake({"x/t/a.parquet": data})["t"]
    assert types(table) == [
        ("id", "int"), ("big", "bigint"), ("name", "string"), ("at", "timestamp"), ("tags", "array<string>"),
    ]
    descriptor = table["StorageDescriptor"]
    assert (descriptor["InputFormat"], descriptor["OutputFormat"]) == (PARQUET_INPUT, PARQUET_OUTPUT)
    assert descriptor["SerdeInfo"] == {
        "SerializationLibrary": PARQUET, "Parameters": {"serialization.format": "1"},
    }
    parameters = table["Parameters"]
    assert (parameters["classification"], parameters["compressionType"], parameters["recordCount"]) == (
        "parquet", "none", "3",
    )


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["1", "2", "3.5"], "double"),
        (["1", "abc", "2"], "string"),
        (["true", "FALSE", "True"], "boolean"),
        (["", "", ""], "string"),
        (["", "7", ""], "bigint"),
        (["2020-01-15", "2020-01-16", "2020-01-17"], "string"),
        (["2020-01-15 03:44:40", "2020-01-15 03:44:41", ""], "string"),
        (["$1000", "$2000", "$3000"], "string"),
        (["01234", "00001", "99999"], "bigint"),
        (["99999999999999999999", "1", "2"], "string"),
    ],
)
def test_csv_types(lake, cells, wanted):
    lines = "".join(f"{number},{cell}\n" for number, cell in enumerate(cells))
    assert types(lake({"x/t/a.csv": "key,value\n" + lines})["t"]) == [("key", "bigint"), ("value", wanted)]


def test_a_file_of_strings_has_no_header(lake):
    table = lake({"x/t/a.csv": "name,town\nIsis,Oxford\nCam,Cambridge\n"})["t"]
    assert types(table) == [("col0", "string"), ("col1", "string")]
    assert "skip.header.line.count" not in table["Parameters"]


def test_header_names(lake):
    table = lake({"x/t/a.csv": " Row ID ,Sub-Category,25%\n1,a,2\n2,b,3\n"})["t"]
    assert types(table) == [("row id", "bigint"), ("sub-category", "string"), ("25%", "bigint")]


@pytest.mark.parametrize("delimiter", [",", "|", "\t", ";", "\x01"])
def test_delimiters(lake, delimiter):
    table = lake({"x/t/a.csv": "id,name\n1,a\n2,b\n".replace(",", delimiter)})["t"]
    assert table["Parameters"]["delimiter"] == delimiter
    assert table["StorageDescriptor"]["SerdeInfo"]["Parameters"] == {"field.delim": delimiter}
    assert types(table) == [("id", "bigint"), ("name", "string")]


def test_hive_partitions(lake, glue):
    objects = {f"x/sales/year={year}/month={month}/a.csv": SALES for year in (2023, 2024) for month in ("01", "02")}
    tables = lake(objects)
    assert list(tables) == ["sales"]
    assert keys(tables["sales"]) == [("year", "string"), ("month", "string")]
    assert values(glue, "sales") == [["2023", "01"], ["2023", "02"], ["2024", "01"], ["2024", "02"]]
    one = glue.get_partition(DatabaseName="db", TableName="sales", PartitionValues=["2023", "01"])["Partition"]
    assert one["StorageDescriptor"]["Location"] == "s3://bucket/x/sales/year=2023/month=01/"
    assert one["StorageDescriptor"]["Columns"] == tables["sales"]["StorageDescriptor"]["Columns"]
    assert tables["sales"]["StorageDescriptor"]["Location"] == "s3://bucket/x/sales/"
    assert tables["sales"]["Parameters"]["objectCount"] == "4"


def test_plain_folders_are_partitions(lake, glue):
    line = gzip.compress(b'{"id": 1}\n')
    tables = lake({f"x/logs/{year}/{month}/a.json.gz": line for year in (2023, 2024) for month in ("01", "02")})
    assert list(tables) == ["logs"]
    assert keys(tables["logs"]) == [("partition_0", "string"), ("partition_1", "string")]
    assert values(glue, "logs") == [["2023", "01"], ["2023", "02"], ["2024", "01"], ["2024", "02"]]
    assert tables["logs"]["Parameters"]["compressionType"] == "gzip"


def test_similar_folders_are_one_table_and_two_targets_are_two(lake, glue):
    objects = {f"x/folder1/{path}/a.csv": SALES for path in (
        "table1/partition1", "table1/partition2", "table1/partition3", "table2/partition4", "table2/partition5")}
    tables = lake(objects, paths=["s3://bucket/x/folder1/"])
    assert (list(tables), len(keys(tables["folder1"]))) == (["folder1"], 2)
    assert len(values(glue, "folder1")) == 5


def test_targets_of_their_own_are_tables_of_their_own(lake, glue):
    objects = {f"x/folder1/{path}/a.csv": SALES for path in ("table1/p1", "table1/p2", "table2/p3", "table2/p4")}
    tables = lake(objects, paths=["s3://bucket/x/folder1/table1/", "s3://bucket/x/folder1/table2/"])
    assert sorted(tables) == ["table1", "table2"]
    assert values(glue, "table1") == [["p1"], ["p2"]]


def test_formats_side_by_side_are_tables_apart(lake):
    tables = lake({"x/boats/a.csv": SALES, "x/crews/a.json": '{"id": 1}\n', "x/trips/a.parquet": parquet(id=[1])})
    assert {name: table["Parameters"]["classification"] for name, table in tables.items()} == {
        "boats": "csv", "crews": "json", "trips": "parquet",
    }


def test_different_files_in_one_folder_are_tables_by_file(lake):
    tables = lake({
        "x/mixed/persons.json": '{"name": "a", "born": 1900}\n',
        "x/mixed/memberships.json": '{"club": "c", "since": 1950, "fee": 1.5}\n',
    })
    assert sorted(tables) == ["memberships_json", "persons_json"]
    assert tables["persons_json"]["StorageDescriptor"]["Location"] == "s3://bucket/x/mixed/persons.json"


def test_a_prefix_and_odd_folder_names(lake):
    tables = lake({"x/Trip Data-1/a.csv": SALES}, TablePrefix="csv_")
    assert list(tables) == ["csv_trip_data_1"]


@pytest.mark.parametrize(
    ("exclusion", "wanted"),
    [
        ("**.json", ["boats", "crews"]),
        ("boats/**", ["crews", "trips"]),
        ("*/a.csv", ["trips"]),
        ("*.csv", ["boats", "crews", "trips"]),
        ("{boats,crews}/**", ["trips"]),
        ("[bc]*/**", ["trips"]),
        ("boat?/**", ["crews", "trips"]),
        ("boat/**", ["boats", "crews", "trips"]),
    ],
)
def test_exclusions(lake, exclusion, wanted):
    objects = {"x/boats/a.csv": SALES, "x/crews/a.csv": "n,m\n1,2\n2,3\n", "x/trips/a.json": '{"id": 1}\n'}
    assert sorted(lake(objects, paths=[{"Path": "s3://bucket/x/", "Exclusions": [exclusion]}])) == wanted


def test_what_is_no_data_is_ignored(lake):
    tables = lake({"x/t/": b"", "x/t/a.csv": SALES, "x/t/_SUCCESS": b"", "x/t/.a.csv.crc": b"\0\1",
                   "x/t/_temporary/0/part": SALES, "x/t_$folder$": b"", "x/t/empty.csv": b""})
    assert list(tables) == ["t"]
    assert tables["t"]["Parameters"]["objectCount"] == "1"


def test_a_csv_classifier_reads_quoted_text(lake, glue):
    glue.create_classifier(CsvClassifier={"Name": "quoted", "Delimiter": ",", "QuoteSymbol": '"',
                                          "ContainsHeader": "PRESENT", "Serde": "OpenCSVSerDe"})
    data = 'id,note\n1,"calm, then wind"\n2,"said ""stop"""\n'
    table = lake({"x/notes/a.csv": data}, Classifiers=["quoted"])["notes"]
    serde = table["StorageDescriptor"]["SerdeInfo"]
    assert serde["SerializationLibrary"] == "org.apache.hadoop.hive.serde2.OpenCSVSerde"
    assert (serde["Parameters"]["separatorChar"], serde["Parameters"]["quoteChar"]) == (",", '"')
    assert types(table) == [("id", "string"), ("note", "string")]
    assert table["Parameters"]["skip.header.line.count"] == "1"


def test_a_second_crawl_changes_nothing(lake, glue):
    objects = {f"x/sales/year={year}/a.csv": SALES for year in (2023, 2024)}
    first = lake(objects)["sales"]
    second = lake({}, again=True)["sales"]
    assert (second["VersionId"], second["UpdateTime"]) == (first["VersionId"], first["UpdateTime"])
    metrics = glue.get_crawler_metrics(CrawlerNameList=["c"])["CrawlerMetricsList"][0]
    assert (metrics["TablesCreated"], metrics["TablesUpdated"], metrics["TablesDeleted"]) == (0, 0, 0)


def test_a_new_partition_and_a_new_column(lake, glue):
    lake({"x/sales/year=2023/a.csv": SALES, "x/sales/year=2024/a.csv": SALES})
    more = SALES.replace("id,name,amt", "id,name,amt,paid").replace(".5\n", ".5,true\n")
    table = lake({"x/sales/year=2025/a.csv": more}, again=True)["sales"]
    assert values(glue, "sales") == [["2023"], ["2024"], ["2025"]]
    assert types(table) == [("id", "bigint"), ("name", "string"), ("amt", "double"), ("paid", "boolean")]
    assert table["VersionId"] == "1"


@pytest.mark.parametrize("behaviour", ["DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE", "LOG"])
def test_data_that_went_away(lake, glue, s3, bucket, behaviour):
    policy = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": behaviour}
    lake({"x/boats/a.csv": SALES, "x/crews/a.json": '{"id": 1}\n'}, SchemaChangePolicy=policy)
    s3.delete_object(Bucket=bucket, Key="x/crews/a.json")
    tables = lake({}, again=True)
    assert ("crews" in tables) == (behaviour != "DELETE_FROM_DATABASE")
    if behaviour != "DELETE_FROM_DATABASE":
        assert ("DEPRECATED_BY_CRAWLER" in tables["crews"]["Parameters"]) == (behaviour == "DEPRECATE_IN_DATABASE")


def test_a_policy_that_only_logs_leaves_tables_alone(lake):
    lake({"x/t/a.csv": SALES}, SchemaChangePolicy={"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"})
    table = lake({"x/t/a.csv": "id,name\n1,a\n2,b\n"}, again=True)["t"]
    assert len(types(table)) == 3


def test_no_table_beyond_the_threshold(s3, glue, bucket):
    glue.create_database(DatabaseInput={"Name": "db"})
    s3.put_object(Bucket=bucket, Key="x/a/a.csv", Body=SALES)
    s3.put_object(Bucket=bucket, Key="x/b/b.json", Body='{"id": 1}\n')
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", Targets={"S3Targets": [{"Path": "s3://bucket/x/"}]},
                        Configuration='{"Version":1.0,"CrawlerOutput":{"Tables":{"TableThreshold":1}}}')
    last = polling.crawl(glue, "c")["LastCrawl"]
    assert last["Status"] == "FAILED"
    assert last["ErrorMessage"].startswith("The number of tables detected by crawler: 2 is greater than")
    assert glue.get_tables(DatabaseName="db")["TableList"] == []


ACCESS = '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 23 "http://e.com/" "Moz"\n'


def test_classifiers_of_lines_elements_and_parts(lake, glue):
    pattern = r"%{TIMESTAMP_ISO8601:timestamp} \[%{APP:app}\] %{NUMBER:hits:long} : %{GREEDYDATA:message}"
    glue.create_classifier(GrokClassifier={"Name": "g", "Classification": "applog", "GrokPattern": pattern,
                                           "CustomPatterns": "APP [a-z]+-[0-9]+"})
    glue.create_classifier(XMLClassifier={"Name": "x", "Classification": "books", "RowTag": "book"})
    glue.create_classifier(JsonClassifier={"Name": "j", "JsonPath": "$.items[*]"})
    tables = lake(
        {
            "x/app/f.log": "2017-03-30 20:00:12 [web-1] 7 : it runs\n2017-03-30 20:00:13 [web-1] 8 : still\n",
            "x/books/f.xml": "<all><book id='1'><title>A</title></book><book id='2'><title>B</title></book></all>",
            "x/parts/f.json": '{"items": [{"a": 1}, {"b": "s"}]}',
            "x/web/f.log": ACCESS,
        },
        Classifiers=["g", "x", "j"],
    )
    app = tables["app"]
    assert types(app) == [("timestamp", "string"), ("app", "string"), ("hits", "bigint"), ("message", "string")]
    assert app["StorageDescriptor"]["SerdeInfo"] == {
        "SerializationLibrary": "com.amazonaws.glue.serde.GrokSerDe",
        "Parameters": {"input.format": pattern, "input.grokCustomPatterns": "APP [a-z]+-[0-9]+"},
    }
    assert (app["Parameters"]["classification"], app["Parameters"]["grokPattern"]) == ("applog", pattern)
    books = tables["books"]
    assert types(books) == [("_id", "int"), ("title", "string")]
    assert (books["Parameters"]["classification"], books["Parameters"]["rowTag"]) == ("books", "book")
    assert books["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"] == ""
    assert types(tables["parts"]) == [("a", "int"), ("b", "string")]
    assert tables["parts"]["Parameters"]["jsonPath"] == "$.items[*]"
    web = tables["web"]
    assert web["Parameters"]["classification"] == "combined_apache"
    assert web["StorageDescriptor"]["SerdeInfo"]["Parameters"] == {"input.format": "%{COMBINEDAPACHELOG}"}
    assert [name for name, _ in types(web)][:3] == ["clientip", "ident", "auth"]


@pytest.mark.parametrize("pattern, says", [
    ("%{NOPE:x}", "GrokPattern: there is no pattern 'NOPE'."),
    ("%{WORD:x:money}", "GrokPattern: the type 'money' is not"),
    ("(", "GrokPattern: the regular expression is not valid"),
])
def test_patterns_that_cannot_be(glue, pattern, says):
    with pytest.raises(glue.exceptions.InvalidInputException, match=".*") as refused:
        glue.create_classifier(GrokClassifier={"Name": "g", "Classification": "l", "GrokPattern": pattern})
    assert refused.value.response["Error"]["Message"].startswith(says)


def test_logs_are_queried(lake, s3, athena):
    other = ACCESS.replace("/a ", "/b ").replace(" 200 ", " 404 ")
    tables = lake({"x/web/day=1/f.log": ACCESS + other, "x/web/day=2/f.log": ACCESS})
    assert list(tables) == ["web"]
    # What is written after the crawl and does not fit the pattern is a row of nulls.
    s3.put_object(Bucket="bucket", Key="x/web/day=2/g.log", Body="no access at all\n")
    s3.create_bucket(Bucket="results")
    sql = "SELECT day, request, count(*) FROM web GROUP BY 1, 2 ORDER BY 1, 2"
    assert polling.rows(athena, sql, "db") == [["1", "/a", "1"], ["1", "/b", "1"], ["2", "/a", "1"], ["2", None, "1"]]
    assert polling.rows(athena, "SELECT count(*) FROM web WHERE response = '200'", "db") == [["2"]]
