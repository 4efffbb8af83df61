"""Every member of every input of Glue's operations that are served, nested ones too: it is acted on, refused by name,
or told in the header `x-boathouse-ignored`; none is dropped in silence. `glue_members.json` says which are refused
and which are told; all others are read. (What is read and never used does not compile; what is kept is compared with
what is given below.)

`BOATHOUSE_WRITE_MEMBERS=1` writes the table that comes out now; read what changed before it is committed.
"""

import json
import os
from pathlib import Path

import botocore.session
import pytest

import members

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parents[1] / "glue" / "golden"
OPERATIONS = sorted(folder.name for folder in GOLDEN.iterdir() if folder.name != "given")
TABLE = HERE / "glue_members.json"
#: The graph of a job has the members of `CreateJob` here, too.
SAME = {"UpdateJob": ("JobUpdate.CodeGenConfigurationNodes",)}
#: Texts that must be of a kind to be read at all.
SAMPLES = members.Samples(texts={"CatalogId": "123456789012", "Schedule": "cron(0 0 * * ? *)"})


@pytest.fixture(scope="module")
def model():
    return botocore.session.get_session().get_service_model("glue")


def what_becomes_of(server, model, operation):
    probes = SAMPLES.probes(model.operation_model(operation).input_shape, lambda value: value)
    return members.what_becomes_of(
        lambda body: server.call(f"AWSGlue.{operation}", body), probes, SAME.get(operation, ()))


def test_no_member_is_dropped_in_silence(server, model):
    found = {operation: what_becomes_of(server, model, operation) for operation in OPERATIONS}
    found = {operation: of for operation, of in found.items() if of}
    if os.environ.get("BOATHOUSE_WRITE_MEMBERS"):
        TABLE.write_text(json.dumps(found, indent=2) + "\n")
    assert found == json.loads(TABLE.read_text())
