"""Accounts and regions are apart: an access key of twelve digits is an account, the region is the signature's."""

import pytest
from botocore.exceptions import ClientError

import polling

OWN, OTHER = "123456789012", "210987654321"
PLACES = [(OWN, "us-east-1"), (OWN, "eu-west-1"), (OTHER, "us-east-1")]


@pytest.fixture
def at(server):
    """Clients by service, account and region."""
    return lambda service, place: server.client(service, region=place[1], key=place[0])


@pytest.fixture
def gluings(at):
    return {place: at("glue", place) for place in PLACES}


def code(call):
    with pytest.raises(ClientError) as refused:
        call()
    return refused.value.response["Error"]["Code"]


def fill(glue, words):
    """A database, a table, a function, a crawler, a classifier and a job, each described by `words`."""
    glue.create_database(DatabaseInput={"Name": "db", "Description": words}, Tags={"words": words})
    glue.create_table(DatabaseName="db", TableInput={"Name": "t", "Description": words})
    glue.create_user_defined_function(DatabaseName="db", FunctionInput={"FunctionName": "f", "ClassName": words})
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", Description=words, Tags={"words": words},
                        Targets={"S3Targets": [{"Path": "s3://bucket/in/"}]})
    glue.create_classifier(CsvClassifier={"Name": "k", "Header": [words.split("/")[0], "b"]})
    glue.create_job(Name="j", Role="r", Command={"Name": "glueetl"}, Description=words, Tags={"words": words})


def found(glue, arn):
    """What `fill` made, as every way of looking for it has it."""
    functions = glue.get_user_defined_functions(DatabaseName="db", Pattern="*")
    tagged = [f"{arn}:{kind}" for kind in ("database/db", "crawler/c", "job/j")]
    return [
        [database["Description"] for database in glue.get_databases()["DatabaseList"]],
        [glue.get_database(Name="db")["Database"]["Description"]],
        [table["Description"] for table in glue.get_tables(DatabaseName="db")["TableList"]],
        [table["Description"] for table in glue.search_tables()["TableList"]],
        [function["ClassName"] for function in functions["UserDefinedFunctions"]],
        [crawler["Description"] for crawler in glue.get_crawlers()["Crawlers"]],
        [job["Description"] for job in glue.get_jobs()["Jobs"]],
        *([glue.get_tags(ResourceArn=each)["Tags"]["words"]] for each in tagged),
    ]


def test_the_same_names_in_each(gluings, bucket):
    for place, glue in gluings.items():
        assert glue.get_databases()["DatabaseList"] == []
        fill(glue, "/".join(place))
    for place, glue in gluings.items():
        words = "/".join(place)
        arn = f"arn:aws:glue:{place[1]}:{place[0]}"
        assert all(each == [words] for each in found(glue, arn)), found(glue, arn)
        assert glue.get_classifiers()["Classifiers"][0]["CsvClassifier"]["Header"] == [place[0], "b"]
        assert glue.get_database(Name="db")["Database"]["CatalogId"] == place[0]

    glue = gluings[PLACES[1]]
    for name, delete in {
        "crawler": lambda: glue.delete_crawler(Name="c"),
        "job": lambda: glue.delete_job(JobName="j"),
        "classifier": lambda: glue.delete_classifier(Name="k"),
        "database": lambda: glue.delete_database(Name="db"),
    }.items():
        delete()
    assert glue.get_databases()["DatabaseList"] == [] and glue.get_crawlers()["Crawlers"] == []
    for place in (PLACES[0], PLACES[2]):
        arn = f"arn:aws:glue:{place[1]}:{place[0]}"
        assert all(each == ["/".join(place)] for each in found(gluings[place], arn))


def test_other_accounts_things_are_not_there(gluings, bucket):
    own, other = gluings[PLACES[0]], gluings[PLACES[2]]
    fill(other, "other")
    fill(own, "own")
    for catalog_id, refusal in [
        (OTHER, "AccessDeniedException"),
        (f"{OWN}:bucket", "InvalidInputException"),
        ("s3tablescatalog/bucket", "InvalidInputException"),
    ]:
        assert code(lambda: own.get_database(Name="db", CatalogId=catalog_id)) == refusal, catalog_id
        assert code(lambda: own.get_tables(DatabaseName="db", CatalogId=catalog_id)) == refusal, catalog_id
        assert code(lambda: own.delete_database(Name="db", CatalogId=catalog_id)) == refusal, catalog_id
    assert own.get_database(Name="db", CatalogId=OWN)["Database"]["Description"] == "own"
    for arn in (f"arn:aws:glue:us-east-1:{OTHER}:database/db", f"arn:aws:glue:eu-west-1:{OWN}:crawler/c"):
        for call in (
            lambda: own.get_tags(ResourceArn=arn),
            lambda: own.tag_resource(ResourceArn=arn, TagsToAdd={"a": "b"}),
            lambda: own.untag_resource(ResourceArn=arn, TagsToRemove=["words"]),
        ):
            assert code(call) == "EntityNotFoundException", arn
    assert other.get_tags(ResourceArn=f"arn:aws:glue:us-east-1:{OTHER}:database/db")["Tags"] == {"words": "other"}


def test_resource_links_lead_elsewhere(gluings, bucket):
    for place in PLACES[1:]:
        fill(gluings[place], "/".join(place))
    own = gluings[PLACES[0]]
    own.create_database(DatabaseInput={"Name": "d"})
    for number, (account, region) in enumerate(PLACES[1:]):
        target = {"CatalogId": account, "Region": region, "DatabaseName": "db"}
        own.create_database(DatabaseInput={"Name": f"link{number}", "TargetDatabase": target})
        own.create_table(DatabaseName="d", TableInput={"Name": f"link{number}", "TargetTable": {**target, "Name": "t"}})
        words = f"{account}/{region}"
        assert own.get_table(DatabaseName=f"link{number}", Name="t")["Table"]["Description"] == words
        assert own.get_table(DatabaseName="d", Name=f"link{number}")["Table"]["Description"] == words
        assert own.get_database(Name=f"link{number}")["Database"]["Description"] == words
    target = {"CatalogId": "s3tablescatalog/bucket", "DatabaseName": "db"}
    refusal = code(lambda: own.create_database(DatabaseInput={"Name": "l", "TargetDatabase": target}))
    assert refusal == "InvalidInputException"


def test_work_stays_where_it_was_started(gluings, at, s3, bucket):
    s3.put_object(Bucket=bucket, Key="in/a.csv", Body="id,name\n1,Isis\n2,Cam\n")
    s3.create_bucket(Bucket="results")
    here, place = gluings[PLACES[1]], PLACES[1]
    for glue in gluings.values():
        fill(glue, "w")
    # A crawl and its history.
    assert polling.crawl(here, "c")["LastCrawl"]["Status"] == "SUCCEEDED"
    # A job that makes a table.
    here.create_job(Name="makes", Role="r", Command={"Name": "glueetl"}, CodeGenConfigurationNodes={
        "a": {"S3CsvSource": {"Name": "in", "Paths": ["s3://bucket/in/"], "Separator": "comma", "QuoteChar": "quote",
                              "WithHeader": True}},
        "b": {"S3GlueParquetTarget": {
            "Name": "out", "Inputs": ["a"], "Path": "s3://bucket/made/",
            "SchemaChangePolicy": {"EnableUpdateCatalog": True, "UpdateBehavior": "UPDATE_IN_DATABASE",
                                   "Table": "made", "Database": "db"},
        }},
    })
    run = polling.job_run(here, "makes")
    assert run["JobRunState"] == "SUCCEEDED", run
    # A statement that makes a table, and one that reads one.
    athena = at("athena", place)
    ddl = polling.run_query(athena, "CREATE EXTERNAL TABLE db.written (a string) LOCATION 's3://bucket/none/'")
    assert ddl["Status"]["State"] == "SUCCEEDED", ddl["Status"]
    assert polling.rows(athena, "SELECT count(*) FROM db.made") == [["2"]]

    made = {table["Name"] for table in here.get_tables(DatabaseName="db")["TableList"]}
    assert made == {"t", "in", "made", "written"}
    assert len(here.list_crawls(CrawlerName="c")["Crawls"]) == 1
    for elsewhere in (PLACES[0], PLACES[2]):
        glue, queries = gluings[elsewhere], at("athena", elsewhere)
        assert [table["Name"] for table in glue.get_tables(DatabaseName="db")["TableList"]] == ["t"]
        assert glue.list_crawls(CrawlerName="c")["Crawls"] == []
        assert "LastCrawl" not in glue.get_crawler(Name="c")["Crawler"]
        assert code(lambda: glue.get_job_run(JobName="makes", RunId=run["Id"])) == "EntityNotFoundException"
        assert queries.list_query_executions()["QueryExecutionIds"] == []
        for call in (queries.get_query_execution, queries.get_query_results, queries.stop_query_execution):
            assert code(lambda: call(QueryExecutionId=ddl["QueryExecutionId"])) == "InvalidRequestException"
        failed = polling.run_query(queries, "SELECT count(*) FROM db.made")
        assert failed["Status"]["State"] == "FAILED" and "made" in failed["Status"]["StateChangeReason"]


def test_one_token_in_two_accounts_is_two_queries(at, s3):
    s3.create_bucket(Bucket="results")
    token = "t" * 32
    started = {
        at("athena", place).start_query_execution(
            QueryString="SELECT 1", ClientRequestToken=token, ResultConfiguration={"OutputLocation": "s3://results/q/"},
        )["QueryExecutionId"]
        for place in (*PLACES, PLACES[0])
    }
    assert len(started) == len(PLACES)


def test_results_go_to_each_places_own_bucket(at, s3):
    for account, region in PLACES:
        athena = at("athena", (account, region))
        started = athena.start_query_execution(QueryString="SELECT 1")["QueryExecutionId"]
        location = polling.query_end(athena, started)["ResultConfiguration"]["OutputLocation"]
        assert location == f"s3://aws-athena-query-results-{account}-{region}/{started}.csv"


def test_a_reset_empties_them_all(gluings, server, bucket):
    for glue in gluings.values():
        fill(glue, "w")
    server.reset()
    for glue in gluings.values():
        assert glue.get_databases()["DatabaseList"] == []
        assert glue.get_crawlers()["Crawlers"] == [] and glue.get_jobs()["Jobs"] == []
