"""Waiting as users of boto3 do: poll until the state says it is over."""

import time

SECONDS_MAX = 60
PAUSE_SECONDS = 0.02


def until(read, is_over):
    """Calls `read` until `is_over(value)`; returns that value."""
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        value = read()
        if is_over(value):
            return value
        assert time.monotonic() < deadline, f"still not over after {SECONDS_MAX} s: {value}"
        time.sleep(PAUSE_SECONDS)


def crawl(glue, name):
    """Starts a crawler and waits for it to be ready again; returns the crawler."""
    glue.start_crawler(Name=name)
    return until(lambda: glue.get_crawler(Name=name)["Crawler"], lambda crawler: crawler["State"] == "READY")


def job_run(glue, name, **options):
    """Starts a job and waits for its run to end; returns the run."""
    run_id = glue.start_job_run(JobName=name, **options)["JobRunId"]
    over = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR"}
    return until(
        lambda: glue.get_job_run(JobName=name, RunId=run_id)["JobRun"], lambda run: run["JobRunState"] in over
    )


def query_end(athena, execution_id):
    """Waits for a query to end in any way; returns its execution."""
    over = {"SUCCEEDED", "FAILED", "CANCELLED"}
    return until(
        lambda: athena.get_query_execution(QueryExecutionId=execution_id)["QueryExecution"],
        lambda execution: execution["Status"]["State"] in over,
    )


def run_query(athena, sql, database=None, output="s3://results/q/"):
    """Runs a query to its end; returns its execution, whatever became of it."""
    context = {"QueryExecutionContext": {"Database": database}} if database else {}
    started = athena.start_query_execution(
        QueryString=sql, ResultConfiguration={"OutputLocation": output}, **context
    )
    return query_end(athena, started["QueryExecutionId"])


def rows(athena, sql, database=None, output="s3://results/q/"):
    """The answer of a query that must succeed: a list of lists of text, None for NULL, without the header."""
    execution = run_query(athena, sql, database, output)
    assert execution["Status"]["State"] == "SUCCEEDED", f"{sql}: {execution['Status']}"
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=execution["QueryExecutionId"])
    found = [[cell.get("VarCharValue") for cell in row["Data"]] for page in pages for row in page["ResultSet"]["Rows"]]
    return found[1:]
