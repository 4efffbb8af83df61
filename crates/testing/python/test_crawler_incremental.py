"""Crawls that look at a part only: new folders, and what bucket notifications name."""

import pytest
from botocore.exceptions import ClientError

import polling
from server import Server

QUEUE = "arn:aws:sqs:us-east-1:123456789012:lake-events"
SALES = b"id,name,amt\n1,a,1.5\n2,b,2.5\n"
LOG = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
EVENTS = {"QueueConfigurations": [{"QueueArn": QUEUE, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]}


def put(s3, *keys, body=SALES):
    for key in keys:
        s3.put_object(Bucket="bucket", Key=key, Body=body)


def crawl(glue, name="c"):
    last = polling.crawl(glue, name)["LastCrawl"]
    assert last["Status"] == "SUCCEEDED", last


def days(glue):
    pages = glue.get_paginator("get_partitions").paginate(DatabaseName="db", TableName="t")
    return sorted(partition["Values"][0] for page in pages for partition in page["Partitions"])


def said(server, crawler="c"):
    logs = server.client("logs")
    events = logs.get_log_events(logGroupName="/aws-glue/crawlers", logStreamName=crawler, startFromHead=True)["events"]
    run = events[-1]["message"].split("]")[0]
    return [event["message"] for event in events if event["message"].startswith(run)]


def make_crawler(glue, behavior, policy, **target):
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", SchemaChangePolicy=policy,
                        Targets={"S3Targets": [{"Path": "s3://bucket/x/t/", **target}]},
                        RecrawlPolicy={"RecrawlBehavior": behavior})


def test_new_folders_only(server, glue, s3, bucket):
    put(s3, "x/t/day=1/a.csv", "x/t/day=2/a.csv")
    make_crawler(glue, "CRAWL_NEW_FOLDERS_ONLY", LOG)
    crawl(glue)
    before = glue.get_table(DatabaseName="db", Name="t")["Table"]
    put(s3, "x/t/day=1/late.csv", body=b"id,name,amt,more\n1,a,1.5,x\n")
    put(s3, "x/t/day=3/a.csv", "x/t/day=4/a.csv")
    put(s3, "x/t/day=5/a.json", body=b'{"id": 1}\n')
    s3.delete_object(Bucket="bucket", Key="x/t/day=2/a.csv")
    crawl(glue)
    assert days(glue) == ["1", "2", "3", "4"]
    assert glue.get_table(DatabaseName="db", Name="t")["Table"]["StorageDescriptor"] == before["StorageDescriptor"]
    assert any("The new folder s3://bucket/x/t/day=5/ is not added to table t" in line for line in said(server))
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.update_crawler(Name="c", Targets={"S3Targets": [{"Path": "s3://bucket/y/"}]})


def test_new_folders_only_needs_log(glue, s3, bucket):
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        make_crawler(glue, "CRAWL_NEW_FOLDERS_ONLY", {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "LOG"})
    assert error.value.response["Error"]["Message"] == (
        'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG DeleteBehavior value '
        "and LOG UpdateBehavior value.")


def test_event_mode(server, glue, s3, bucket):
    s3.put_bucket_notification_configuration(Bucket="bucket", NotificationConfiguration=EVENTS)
    put(s3, "x/t/day=1/a.csv", "x/t/day=2/a.csv")
    policy = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DELETE_FROM_DATABASE"}
    make_crawler(glue, "CRAWL_EVENT_MODE", policy, EventQueueArn=QUEUE)
    got = glue.get_crawler(Name="c")["Crawler"]
    assert got["Targets"]["S3Targets"][0]["EventQueueArn"] == QUEUE
    crawl(glue)
    assert days(glue) == ["1", "2"]
    crawl(glue)
    assert any("The crawl is running by consuming Amazon S3 events." in line for line in said(server))
    put(s3, "x/t/day=3/a.csv", "elsewhere/b.csv")
    s3.copy_object(Bucket="bucket", Key="x/t/day=4/a.csv", CopySource="bucket/x/t/day=1/a.csv")
    upload = s3.create_multipart_upload(Bucket="bucket", Key="x/t/day=5/a.csv")["UploadId"]
    part = s3.upload_part(Bucket="bucket", Key="x/t/day=5/a.csv", UploadId=upload, PartNumber=1, Body=SALES)
    s3.complete_multipart_upload(Bucket="bucket", Key="x/t/day=5/a.csv", UploadId=upload, MultipartUpload={
        "Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "x/t/day=1/a.csv"}]})
    crawl(glue)
    assert days(glue) == ["2", "3", "4", "5"]
    assert any("5 events, 5 folders to be listed" in line for line in said(server))


def test_event_mode_is_checked(glue, s3, bucket):
    with pytest.raises(glue.exceptions.InvalidInputException, match="needs the EventQueueArn"):
        make_crawler(glue, "CRAWL_EVENT_MODE", LOG)


def test_events_outlive_the_server(tmp_path):
    options = ("--dir", str(tmp_path / "lake"))
    with Server(tmp_path, *options) as server:
        s3, glue = server.client("s3"), server.client("glue")
        s3.create_bucket(Bucket="bucket")
        s3.put_bucket_notification_configuration(Bucket="bucket", NotificationConfiguration=EVENTS)
        put(s3, "x/t/day=1/a.csv")
        make_crawler(glue, "CRAWL_EVENT_MODE", LOG, EventQueueArn=QUEUE)
        crawl(glue)
        put(s3, "x/t/day=2/a.csv")
        server.kill()
    with Server(tmp_path, *options) as server:
        crawl(server.client("glue"))
        assert days(server.client("glue")) == ["1", "2"]
        assert any("1 events, 1 folders to be listed" in line for line in said(server))


def test_notification_configurations(s3, bucket):
    assert "QueueConfigurations" not in s3.get_bucket_notification_configuration(Bucket="bucket")
    rules = [{"Name": "Prefix", "Value": "in/"}, {"Name": "Suffix", "Value": ".csv"}]
    asked = {"Id": "mine", "QueueArn": QUEUE, "Events": ["s3:ObjectCreated:Put"], "Filter": {"Key": {"FilterRules": rules}}}
    s3.put_bucket_notification_configuration(Bucket="bucket", NotificationConfiguration={"QueueConfigurations": [asked]})
    got = s3.get_bucket_notification_configuration(Bucket="bucket")
    assert got["QueueConfigurations"] == [asked]
    s3.put_bucket_notification_configuration(Bucket="bucket", NotificationConfiguration={})
    assert "QueueConfigurations" not in s3.get_bucket_notification_configuration(Bucket="bucket")


@pytest.mark.parametrize("configuration, code, text", [
    ({"TopicConfigurations": [{"TopicArn": "arn:aws:sns:us-east-1:123456789012:t", "Events": ["s3:ObjectCreated:*"]}]},
     "NotImplemented", "TopicConfigurations"),
    ({"LambdaFunctionConfigurations": [{"LambdaFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:f",
                                        "Events": ["s3:ObjectCreated:*"]}]},
     "NotImplemented", "LambdaFunctionConfigurations"),
    ({"EventBridgeConfiguration": {}}, "NotImplemented", "EventBridgeConfiguration"),
    ({"QueueConfigurations": [{"QueueArn": "nonsense", "Events": ["s3:ObjectCreated:*"]}]},
     "InvalidArgument", "The ARN is not well formed"),
    ({"QueueConfigurations": [{"QueueArn": QUEUE, "Events": ["s3:Dance"]}]}, "InvalidArgument", "s3:Dance"),
    ({"QueueConfigurations": [{"QueueArn": QUEUE, "Events": ["s3:ObjectCreated:*"]},
                              {"QueueArn": QUEUE, "Events": ["s3:ObjectCreated:Put"]}]},
     "InvalidArgument", "cannot share a common event type"),
])
def test_notification_configurations_that_are_refused(s3, bucket, configuration, code, text):
    with pytest.raises(ClientError) as error:
        s3.put_bucket_notification_configuration(Bucket="bucket", NotificationConfiguration=configuration)
    assert error.value.response["Error"]["Code"] == code
    assert text in error.value.response["Error"]["Message"]
