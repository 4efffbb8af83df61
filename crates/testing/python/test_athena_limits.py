"""Athena's limits, switched on: how often an account may call, and how many queries it may have active."""

import json
import time
import uuid

import pytest
from botocore.exceptions import ClientError

import polling
from server import Server

RATES = """
[athena]
running_max = 1
active_max = 2
ddl_active_max = 1

[athena.rates]
enabled = {enabled}
start = {{ per_s = 4, burst = 2 }}
get = {{ per_s = 100, burst = 200 }}
list = {{ per_s = 1, burst = 3 }}
"""
FOREVER = ("WITH n AS (SELECT x FROM UNNEST(sequence(1, 10000)) t(x)) "
           "SELECT count(*) FROM n a JOIN n b ON a.x <> b.x JOIN n c ON b.x <> c.x")
TOO_MANY = ("You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of "
            "concurrent queries submitted by this account. Contact customer support to request a concurrent query limit "
            "increase.")
PATIENT = {"retries": {"max_attempts": 8, "mode": "standard"}}


@pytest.fixture
def limited(tmp_path, request):
    (tmp_path / "boathouse.toml").write_text(RATES.format(enabled=request.param))
    with Server(tmp_path, "--ephemeral") as server:
        yield server


def start(server, sql="SELECT 1", token=None):
    body = {"QueryString": sql, "ClientRequestToken": token or str(uuid.uuid4())}
    answer = server.call("AmazonAthena.StartQueryExecution", json.dumps(body))
    return answer, answer.json()


@pytest.mark.parametrize("limited", ["true"], indirect=True)
def test_calls_beyond_the_rate(limited):
    athena = limited.client("athena")
    assert [start(limited)[0].status_code for _ in range(2)] == [200, 200]
    answer, body = start(limited)
    body.pop("message")
    assert (answer.status_code, body) == (400, {"__type": "ThrottlingException", "Message": "Rate exceeded"})
    assert "x-amzn-errortype" not in answer.headers
    for _ in range(3):
        athena.list_work_groups()
    with pytest.raises(ClientError) as error:
        athena.list_work_groups()
    assert error.value.response["Error"] == {"Code": "ThrottlingException", "Message": "Rate exceeded"}
    # Every operation, account and region has a rate of its own.
    athena.list_data_catalogs()
    limited.client("athena", region="eu-west-1").list_work_groups()
    limited.client("athena", key="111122223333").list_work_groups()


@pytest.mark.parametrize("limited", ["true"], indirect=True)
def test_patient_clients_get_through(limited):
    """boto3 calls again by itself, with the same token: what was refused has started nothing."""
    athena = limited.client("athena", **PATIENT)
    begun, ids = time.monotonic(), []
    for _ in range(6):
        ids.append(athena.start_query_execution(QueryString="SELECT 1")["QueryExecutionId"])
        polling.query_end(athena, ids[-1])
    assert len(set(ids)) == 6 and time.monotonic() - begun > 0.5
    time.sleep(1)
    assert sorted(athena.list_query_executions()["QueryExecutionIds"]) == sorted(ids)


@pytest.mark.parametrize("limited", ["false"], indirect=True)
def test_queries_beyond_the_limit(limited):
    athena = limited.client("athena")
    tokens = [str(uuid.uuid4()) for _ in range(3)]
    active = [start(limited, FOREVER, token)[1]["QueryExecutionId"] for token in tokens[:2]]
    answer, body = start(limited, "SELECT 1", tokens[2])
    body.pop("message")
    assert (answer.status_code, body) == (400, {
        "__type": "TooManyRequestsException", "Reason": "CONCURRENT_QUERY_LIMIT_EXCEEDED", "Message": TOO_MANY})
    with pytest.raises(athena.exceptions.TooManyRequestsException) as error:
        athena.start_query_execution(QueryString="SELECT 1")
    assert error.value.response["Reason"] == "CONCURRENT_QUERY_LIMIT_EXCEEDED"
    # A token that has started something is answered still; one of DDL is counted apart.
    assert start(limited, FOREVER, tokens[0])[1]["QueryExecutionId"] == active[0]
    waiting = athena.start_query_execution(QueryString="SHOW DATABASES")["QueryExecutionId"]
    with pytest.raises(athena.exceptions.TooManyRequestsException):
        athena.start_query_execution(QueryString="SHOW DATABASES")
    for query in active:
        athena.stop_query_execution(QueryExecutionId=query)
    assert polling.query_end(athena, waiting)["Status"]["State"] == "SUCCEEDED"
    # What was refused has not used its token up.
    again = start(limited, "SELECT 1", tokens[2])[1]["QueryExecutionId"]
    assert polling.query_end(athena, again)["Status"]["State"] == "SUCCEEDED"


@pytest.mark.parametrize("limited", ["false"], indirect=True)
def test_at_home_nobody_counts_calls(limited):
    athena = limited.client("athena")
    for _ in range(50):
        athena.list_work_groups()
