"""One server for the whole run, emptied before each test, and unmodified clients for it."""

import os

import pytest

from server import Server

# No test may reach beyond this machine, whatever the machine's own settings are.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["AWS_CONFIG_FILE"] = os.devnull
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
for name in ("NO_PROXY", "no_proxy"):
    os.environ[name] = "127.0.0.1,localhost"


class Running:
    """The server of the run; a test that kills it fails, and the next one gets a new server."""

    def __init__(self, folders):
        self.folders, self.current = folders, None

    def server(self):
        if self.current is None:
            self.current = Server(self.folders.mktemp("server"), "--ephemeral", "--allow-reset")
        return self.current

    def stop(self):
        if self.current is not None:
            self.current.stop()
            self.current = None


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    running = Running(tmp_path_factory)
    yield running
    running.stop()


@pytest.fixture
def server(running):
    server = running.server()
    server.reset()
    yield server
    if not server.is_alive():
        running.stop()
        pytest.fail(f"the server died: {server.words()[-4000:]}")


@pytest.fixture
def s3(server):
    return server.client("s3")


@pytest.fixture
def glue(server):
    return server.client("glue")


@pytest.fixture
def athena(server):
    return server.client("athena")


@pytest.fixture
def sts(server):
    return server.client("sts")


@pytest.fixture
def bucket(s3):
    s3.create_bucket(Bucket="bucket")
    return "bucket"
