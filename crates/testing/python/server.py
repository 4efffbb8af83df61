"""One boathouse process on a free loopback port."""

import json
import os
import subprocess
import threading
from pathlib import Path

import boto3
import requests
from botocore.config import Config

REGION = "us-east-1"
KEY, SECRET = "test", "test"
START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 20
SESSION = boto3.session.Session()


def binary():
    path = os.environ.get("BOATHOUSE_BIN")
    if not path:
        raise RuntimeError("BOATHOUSE_BIN must name the boathouse binary; `cargo xtask test --only python` sets it")
    return str(Path(path).resolve())


class Server:
    """`boathouse serve`, in a working folder of its own so that no configuration of the caller is read."""

    def __init__(self, cwd, *options):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BOATHOUSE_"))}
        self._clients = {}
        self.log = Path(cwd) / "server.log"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [binary(), "serve", "--port", "0", "--output", "json", *options],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.port = self._read_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # What it prints later must not fill the pipe and stop it.
        self._drain = threading.Thread(target=self._drain_output, daemon=True)
        self._drain.start()

    def _read_port(self):
        timer = threading.Timer(START_SECONDS_MAX, self.process.kill)
        timer.start()
        try:
            text = b""
            for line in self.process.stdout:
                text += line
                try:
                    return int(json.loads(text)["port"])
                except ValueError:
                    continue
        finally:
            timer.cancel()
        self.process.wait()
        self.process.stdout.close()
        raise RuntimeError(f"the server did not start: {text.decode(errors='replace')}{self.words()}")

    def _drain_output(self):
        for _ in self.process.stdout:
            pass

    def words(self):
        """What the server said on standard error."""
        return self.log.read_text(errors="replace")

    def is_alive(self):
        return self.process.poll() is None

    def kill(self):
        """`kill -9`: the server gets no chance to tidy up."""
        self.process.kill()
        self._end()

    def stop(self):
        self.process.terminate()
        self._end()

    def _end(self):
        try:
            self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._drain.join()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def reset(self):
        answer = requests.post(f"{self.url}/_boathouse/reset", timeout=30)
        assert answer.ok, f"reset answered {answer.status_code}: {answer.text}"

    def client(self, service, region=REGION, key=KEY, **config):
        """An unmodified boto3 client that tells every error at once; made once, since making one takes long."""
        wanted = (service, region, key, repr(config))
        if wanted not in self._clients:
            options = {"retries": {"max_attempts": 1, "mode": "standard"}, "read_timeout": 60, **config}
            self._clients[wanted] = SESSION.client(
                service,
                endpoint_url=self.url,
                region_name=region,
                aws_access_key_id=key,
                aws_secret_access_key=SECRET,
                config=Config(**options),
            )
        return self._clients[wanted]

    def environment(self):
        """Variables that point a command-line client here and nowhere else."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_PAGER": "",
        }

    def call(self, service_target, body, headers=None):
        """A JSON request as no well-behaved client would send it: `body` is bytes or text."""
        return requests.post(
            f"{self.url}/",
            data=body,
            headers={
                "X-Amz-Target": service_target,
                "Content-Type": "application/x-amz-json-1.1",
                **(headers or {}),
            },
            timeout=30,
        )
