"""The crawler's own life: created, changed, started, refused."""

import pytest
from botocore.exceptions import ClientError

import polling

TARGETS = {"S3Targets": [{"Path": "s3://bucket/x/"}]}


@pytest.fixture
def crawler(glue, s3, bucket):
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_crawler(Name="c", Role="arn:aws:iam::123456789012:role/service/crawls", DatabaseName="db",
                        Targets=TARGETS, Description="d")
    return "c"


def test_what_was_created_is_told(glue, crawler):
    got = glue.get_crawler(Name=crawler)["Crawler"]
    assert (got["Name"], got["State"], got["DatabaseName"], got["Description"]) == ("c", "READY", "db", "d")
    assert got["Role"] == "service/crawls", "the path and name, not the ARN"
    assert got["Targets"]["S3Targets"][0]["Path"] == "s3://bucket/x/"
    assert got["SchemaChangePolicy"] == {
        "UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE",
    }
    assert got["RecrawlPolicy"] == {"RecrawlBehavior": "CRAWL_EVERYTHING"}
    assert (got["Classifiers"], got["Version"], got["CrawlElapsedTime"]) == ([], 1, 0)
    assert "Schedule" not in got and "LastCrawl" not in got


def test_lists(glue, crawler):
    glue.create_crawler(Name="d", Role="r", DatabaseName="db", Targets=TARGETS)
    assert [item["Name"] for item in glue.get_crawlers()["Crawlers"]] == ["c", "d"]
    assert glue.list_crawlers()["CrawlerNames"] == ["c", "d"]


def test_an_update_counts(glue, crawler):
    glue.update_crawler(Name=crawler, Description="new", TablePrefix="p_")
    got = glue.get_crawler(Name=crawler)["Crawler"]
    assert (got["Description"], got["TablePrefix"], got["Version"]) == ("new", "p_", 2)
    assert got["Targets"]["S3Targets"][0]["Path"] == "s3://bucket/x/", "what was not sent stays"


def test_exceptions(glue, crawler):
    errors = glue.exceptions
    cases = [
        (errors.AlreadyExistsException, lambda: glue.create_crawler(
            Name="c", Role="r", DatabaseName="db", Targets=TARGETS)),
        (errors.EntityNotFoundException, lambda: glue.get_crawler(Name="x")),
        (errors.EntityNotFoundException, lambda: glue.start_crawler(Name="x")),
        (errors.EntityNotFoundException, lambda: glue.update_crawler(Name="x", Description="d")),
        (errors.EntityNotFoundException, lambda: glue.delete_crawler(Name="x")),
        (errors.CrawlerNotRunningException, lambda: glue.stop_crawler(Name="c")),
        (errors.InvalidInputException, lambda: glue.create_crawler(Name="n", Role="r", DatabaseName="db", Targets={})),
        (errors.InvalidInputException,
         lambda: glue.create_crawler(Name="n", Role="r", DatabaseName="db", Targets=TARGETS, Configuration="{")),
    ]
    for number, (error, call) in enumerate(cases):
        with pytest.raises(error):
            call()
            pytest.fail(f"case {number} was accepted")
    with pytest.raises(errors.InvalidInputException) as error:
        glue.create_crawler(Name="n", Role="r", DatabaseName="db",
                            Targets={"S3Targets": [{"Path": "s3://not-there/x/"}]})
    assert error.value.response["Error"]["Message"] == "S3 bucket not-there does not exist."


def test_targets_that_are_not_served_say_so(glue, crawler):
    with pytest.raises(ClientError) as error:
        glue.create_crawler(Name="n", Role="r", DatabaseName="db",
                            Targets={"DynamoDBTargets": [{"Path": "t"}]})
    assert "DynamoDBTargets" in str(error.value)


def test_a_run_leaves_a_record(glue, s3, crawler, bucket):
    s3.put_object(Bucket=bucket, Key="x/t/a.csv", Body="id,name\n1,a\n2,b\n")
    last = polling.crawl(glue, crawler)["LastCrawl"]
    assert (last["Status"], last["LogGroup"], last["LogStream"]) == ("SUCCEEDED", "/aws-glue/crawlers", "c")
    metrics = glue.get_crawler_metrics(CrawlerNameList=["c"])["CrawlerMetricsList"][0]
    assert (metrics["CrawlerName"], metrics["TablesCreated"]) == ("c", 1)
    assert metrics["LastRuntimeSeconds"] >= 0


def test_a_database_that_is_not_there_is_made_or_named(glue, s3, bucket):
    s3.put_object(Bucket=bucket, Key="x/t/a.csv", Body="id,name\n1,a\n2,b\n")
    glue.create_crawler(Name="c", Role="r", DatabaseName="made", Targets=TARGETS)
    last = polling.crawl(glue, "c")["LastCrawl"]
    if last["Status"] == "FAILED":
        assert "made" in last["ErrorMessage"]
    else:
        assert [table["Name"] for table in glue.get_tables(DatabaseName="made")["TableList"]] == ["t"]


def test_starting_twice(glue, s3, crawler, bucket):
    for number in range(300):
        s3.put_object(Bucket=bucket, Key=f"x/t/p={number}/a.csv", Body="id,name\n1,a\n2,b\n")
    glue.start_crawler(Name=crawler)
    busy = [
        lambda: glue.start_crawler(Name=crawler),
        lambda: glue.update_crawler(Name=crawler, Description="d"),
        lambda: glue.delete_crawler(Name=crawler),
    ]
    for call in busy:
        # A quick machine may have finished: then the call is simply not refused.
        if glue.get_crawler(Name=crawler)["Crawler"]["State"] != "RUNNING":
            break
        try:
            call()
        except glue.exceptions.CrawlerRunningException:
            continue
        break
    polling.until(lambda: glue.get_crawlers()["Crawlers"], lambda all: all == [] or all[0]["State"] == "READY")


def test_deleting(glue, crawler):
    glue.delete_crawler(Name=crawler)
    assert glue.list_crawlers()["CrawlerNames"] == []


def test_classifiers(glue):
    glue.create_classifier(CsvClassifier={"Name": "csv", "Delimiter": ";", "ContainsHeader": "ABSENT",
                                          "Header": ["a", "b"]})
    got = glue.get_classifier(Name="csv")["Classifier"]["CsvClassifier"]
    assert (got["Delimiter"], got["ContainsHeader"], got["Header"]) == (";", "ABSENT", ["a", "b"])
    glue.update_classifier(CsvClassifier={"Name": "csv", "Delimiter": "|"})
    assert glue.get_classifier(Name="csv")["Classifier"]["CsvClassifier"]["Delimiter"] == "|"
    assert len(glue.get_classifiers()["Classifiers"]) == 1
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_classifier(CsvClassifier={"Name": "csv", "Delimiter": ";"})
    glue.delete_classifier(Name="csv")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_classifier(Name="csv")
