"""Crawlers that start by themselves, their histories, and what they say in CloudWatch Logs."""

import datetime
import subprocess
import sys
import time

import pytest
from botocore.exceptions import ClientError

import polling
from server import Server

GROUP = "/aws-glue/crawlers"
HOURLY = "cron(15 * * * ? *)"
TARGETS = {"S3Targets": [{"Path": "s3://bucket/x/"}]}


@pytest.fixture
def logs(server):
    return server.client("logs")


@pytest.fixture
def crawler(glue, s3, bucket):
    s3.put_object(Bucket=bucket, Key="x/t/a.csv", Body="id,name\n1,a\n2,b\n")
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", Targets=TARGETS)
    return "c"


def schedule(glue, name="c"):
    return glue.get_crawler(Name=name)["Crawler"].get("Schedule")


def test_a_schedule_is_put_stopped_started_and_taken_away(glue, crawler):
    assert schedule(glue) is None
    glue.update_crawler(Name=crawler, Schedule=HOURLY)
    assert schedule(glue) == {"ScheduleExpression": HOURLY, "State": "SCHEDULED"}
    glue.stop_crawler_schedule(CrawlerName=crawler)
    assert schedule(glue) == {"ScheduleExpression": HOURLY, "State": "NOT_SCHEDULED"}
    glue.start_crawler_schedule(CrawlerName=crawler)
    assert schedule(glue)["State"] == "SCHEDULED"
    glue.update_crawler_schedule(CrawlerName=crawler, Schedule="cron(0 12 ? * MON-FRI *)")
    assert schedule(glue) == {"ScheduleExpression": "cron(0 12 ? * MON-FRI *)", "State": "SCHEDULED"}
    glue.update_crawler_schedule(CrawlerName=crawler, Schedule="")
    assert schedule(glue) is None
    glue.create_crawler(Name="d", Role="r", DatabaseName="db", Targets=TARGETS, Schedule="cron(0 8 1 * ? *)")
    assert schedule(glue, "d")["State"] == "SCHEDULED"


def test_exceptions_of_schedules(glue, crawler):
    errors = glue.exceptions
    with pytest.raises(errors.NoScheduleException):
        glue.start_crawler_schedule(CrawlerName=crawler)
    with pytest.raises(errors.SchedulerNotRunningException):
        glue.stop_crawler_schedule(CrawlerName=crawler)
    glue.update_crawler_schedule(CrawlerName=crawler, Schedule=HOURLY)
    with pytest.raises(errors.SchedulerRunningException):
        glue.start_crawler_schedule(CrawlerName=crawler)
    glue.stop_crawler_schedule(CrawlerName=crawler)
    with pytest.raises(errors.SchedulerNotRunningException):
        glue.stop_crawler_schedule(CrawlerName=crawler)
    for call in (glue.start_crawler_schedule, glue.stop_crawler_schedule, glue.update_crawler_schedule):
        with pytest.raises(errors.EntityNotFoundException):
            call(CrawlerName="nobody")


@pytest.mark.parametrize("expression", [
    "cron(0/4 * * * ? *)",  # S54: faster than five minutes
    "cron(0,57 * * * ? *)",  # three minutes over the hour
    "cron(0 12 1 * MON *)",  # S54: both day fields
    "cron(0 12 ? * ? *)",
    "cron(0 12 * * ?)",
    "cron(61 12 * * ? *)",
    "rate(1 hour)",
    "every day",
])
def test_what_is_no_schedule(glue, crawler, expression):
    for call in (
        lambda: glue.create_crawler(Name="n", Role="r", DatabaseName="db", Targets=TARGETS, Schedule=expression),
        lambda: glue.update_crawler(Name=crawler, Schedule=expression),
        lambda: glue.update_crawler_schedule(CrawlerName=crawler, Schedule=expression),
    ):
        with pytest.raises(glue.exceptions.InvalidInputException) as error:
            call()
        assert expression in error.value.response["Error"]["Message"]
    assert schedule(glue) is None


def test_a_crawler_starts_by_itself(glue, crawler):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
    at = at.replace(second=0, microsecond=0) + datetime.timedelta(minutes=1)
    glue.update_crawler_schedule(CrawlerName=crawler, Schedule=f"cron({at.minute} {at.hour} * * ? *)")
    time.sleep(max(0.0, (at - datetime.datetime.now(datetime.timezone.utc)).total_seconds()))
    crawls = polling.until(lambda: glue.list_crawls(CrawlerName=crawler)["Crawls"],
                           lambda crawls: crawls and crawls[0]["State"] != "RUNNING")
    assert (len(crawls), crawls[0]["State"]) == (1, "COMPLETED")
    assert 0 <= (crawls[0]["StartTime"] - at).total_seconds() < 30
    assert [table["Name"] for table in glue.get_tables(DatabaseName="db")["TableList"]] == ["t"]


def test_histories_are_filtered_and_paged(glue, crawler):
    for _ in range(3):
        polling.crawl(glue, crawler)
    glue.update_crawler(Name=crawler, DatabaseName="nobody")
    assert polling.crawl(glue, crawler)["LastCrawl"]["Status"] == "FAILED"
    runs = glue.list_crawls(CrawlerName=crawler)["Crawls"]
    assert [run["State"] for run in runs] == ["FAILED"] + ["COMPLETED"] * 3
    assert runs[0]["ErrorMessage"] == "Database nobody not found."
    milliseconds = str(round(runs[1]["StartTime"].timestamp() * 1000))

    def found(*filters, **more):
        filters = [dict(zip(("FieldName", "FilterOperator", "FieldValue"), item)) for item in filters]
        answer = glue.list_crawls(CrawlerName=crawler, Filters=filters, **more)
        ids = [run["CrawlId"] for run in runs]
        return [ids.index(run["CrawlId"]) for run in answer["Crawls"]]

    assert found(("STATE", "EQ", "FAILED")) == [0]
    assert found(("STATE", "NE", "FAILED")) == [1, 2, 3]
    assert found(("CRAWL_ID", "EQ", runs[2]["CrawlId"])) == [2]
    assert found(("CRAWL_ID", "NE", runs[2]["CrawlId"]), ("STATE", "EQ", "COMPLETED")) == [1, 3]
    assert found(("START_TIME", "GT", milliseconds)) == [0]
    assert found(("START_TIME", "GE", milliseconds)) == [0, 1]
    assert found(("START_TIME", "LT", milliseconds)) == [2, 3]
    assert found(("END_TIME", "LT", milliseconds)) in ([2, 3], [3])
    assert found(("DPU_HOUR", "LT", "1")) == [0, 1, 2, 3]
    assert found(("DPU_HOUR", "GT", "0")) == []
    first = glue.list_crawls(CrawlerName=crawler, MaxResults=3)
    rest = glue.list_crawls(CrawlerName=crawler, MaxResults=3, NextToken=first["NextToken"])
    assert (len(first["Crawls"]), len(rest["Crawls"]), "NextToken" in rest) == (3, 1, False)
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        found(("STATE", "GT", "FAILED"))
    assert error.value.response["Error"]["Message"] == "Only EQ or NE operator is allowed for field : STATE"


def test_what_a_crawler_says_is_in_its_stream(glue, logs, crawler):
    assert logs.describe_log_groups()["logGroups"] == []
    last = polling.crawl(glue, crawler)["LastCrawl"]
    assert [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]] == [last["LogGroup"]]
    streams = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
    assert [stream["logStreamName"] for stream in streams] == [last["LogStream"]]
    events = logs.get_log_events(logGroupName=GROUP, logStreamName="c", startFromHead=True)["events"]
    assert [event["message"] for event in events] == [f"[{last['MessagePrefix']}] {line}" for line in (
        "BENCHMARK : Running Start Crawl for Crawler c",
        "BENCHMARK : Classification complete, writing results to database db",
        'INFO : Crawler configured with SchemaChangePolicy {"UpdateBehavior":"UPDATE_IN_DATABASE",'
        '"DeleteBehavior":"DEPRECATE_IN_DATABASE"}.',
        "INFO : Created table t in database db",
        "BENCHMARK : Finished writing to Catalog",
        "INFO : Run Summary For TABLE:",
        "INFO : ADD: 1",
        "BENCHMARK : Crawler has finished running and is in state READY",
    )]
    times = [event["timestamp"] for event in events]
    assert times == sorted(times) and times[0] >= last["StartTime"].timestamp() * 1000 - 1


def test_events_are_filtered_over_streams_and_pages(glue, logs, crawler):
    glue.create_crawler(Name="d", Role="r", DatabaseName="nobody", Targets=TARGETS)
    polling.crawl(glue, "c")
    polling.crawl(glue, "d")
    found = logs.filter_log_events(logGroupName=GROUP, filterPattern="ERROR")["events"]
    assert [(event["logStreamName"], event["message"][39:]) for event in found] == [
        ("d", "ERROR : Database nobody not found."),
    ]
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=GROUP, filterPattern="BENCHMARK", PaginationConfig={"PageSize": 2})
    assert [len(page["events"]) for page in pages] == [2, 2, 2]
    glue.delete_crawler(Name="c")
    assert logs.filter_log_events(logGroupName=GROUP, logStreamNames=["c"])["events"], "logs outlive their crawler"
    for call, expected in (
        (lambda: logs.get_log_events(logGroupName="/aws/lambda/x", logStreamName="c"), "log group does not exist"),
        (lambda: logs.get_log_events(logGroupName=GROUP, logStreamName="x"), "log stream does not exist"),
    ):
        with pytest.raises(logs.exceptions.ResourceNotFoundException) as error:
            call()
        assert expected in error.value.response["Error"]["Message"]
    with pytest.raises(ClientError) as error:
        logs.create_log_group(logGroupName="x")
    assert "CreateLogGroup is not supported" in str(error.value)


def test_the_command_line_reads_the_log(server, glue, crawler):
    polling.crawl(glue, crawler)
    words = ["logs", "filter-log-events", "--log-group-name", GROUP, "--query", "events[].message", "--output", "text"]
    said = subprocess.run([sys.executable, "-m", "awscli", *words], env=server.environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=True).stdout
    assert "INFO : Created table t in database db" in said


def test_schedules_and_runs_survive_a_kill(tmp_path):
    options = ("--dir", str(tmp_path / "lake"))
    with Server(tmp_path, *options) as server:
        s3, glue = server.client("s3"), server.client("glue")
        s3.create_bucket(Bucket="bucket")
        for number in range(200):
            s3.put_object(Bucket="bucket", Key=f"x/t/p={number}/a.csv", Body="id,name\n1,a\n2,b\n")
        glue.create_database(DatabaseInput={"Name": "db"})
        for name in ("on", "off"):
            glue.create_crawler(Name=name, Role="r", DatabaseName="db", Targets=TARGETS, Schedule=HOURLY)
        glue.stop_crawler_schedule(CrawlerName="off")
        glue.start_crawler(Name="on")
        server.kill()
    with Server(tmp_path, *options) as server:
        glue, logs = server.client("glue"), server.client("logs")
        assert schedule(glue, "on") == {"ScheduleExpression": HOURLY, "State": "SCHEDULED"}
        assert schedule(glue, "off") == {"ScheduleExpression": HOURLY, "State": "NOT_SCHEDULED"}
        run = glue.list_crawls(CrawlerName="on")["Crawls"][0]
        said = logs.filter_log_events(logGroupName=GROUP)["events"]
        assert glue.get_crawler(Name="on")["Crawler"]["State"] == "READY"
        if run["State"] == "FAILED":
            assert run["ErrorMessage"] == "The run was interrupted: the process ended."
            assert [event["message"] for event in said if "ERROR" in event["message"]] == [
                f"[{run['CrawlId']}] ERROR : {run['ErrorMessage']}",
            ]
        else:
            assert run["State"] == "COMPLETED", "it was quicker than the kill"
        assert said[-1]["message"].endswith("BENCHMARK : Crawler has finished running and is in state READY")
