"""A PostgreSQL and a MariaDB of our own on free loopback ports, where they are installed.

Both have a user `u` with the password `right`. They refuse to run as root, so root runs them as nobody.
"""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import pytest

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 30
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
AS_USER = {"user": "nobody"} if IS_ROOT else {}


def folder_of(programs, *folders):
    """The first folder that has all of these programs."""
    found = [pathlib.Path(path).parent for path in [shutil.which(programs[0])] if path]
    found += [path for folder in folders for path in sorted(pathlib.Path("/").glob(folder.lstrip("/")), reverse=True)]
    return next((folder for folder in found if all((folder / name).exists() for name in programs)), None)


POSTGRESQL = folder_of(["initdb", "postgres"], "/usr/lib/postgresql/*/bin")
MARIADB = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin")
INSTALL_MARIADB = shutil.which("mariadb-install-db")
PSQL, MYSQL = shutil.which("psql"), shutil.which("mariadb")

needs_postgresql = pytest.mark.skipif(
    not (POSTGRESQL and PSQL), reason="PostgreSQL is not installed (package postgresql)")
needs_mariadb = pytest.mark.skipif(
    not (MARIADB and INSTALL_MARIADB and MYSQL), reason="MariaDB is not installed (package mariadb-server)")


def run(command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command[0]} failed: {done.stdout}{done.stderr}"
    return done.stdout


@contextlib.contextmanager
def running(command, folder, is_up):
    """A server of a folder, from when it answers; stopped by its own id."""
    with open(pathlib.Path(folder) / "log", "wb") as log:
        server = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=log, stderr=log, **AS_USER)
    try:
        deadline = time.monotonic() + START_SECONDS_MAX
        while not is_up():
            words = (pathlib.Path(folder) / "log").read_text(errors="replace")
            assert server.poll() is None, f"the server ended: {words}"
            assert time.monotonic() < deadline, f"the server does not answer: {words}"
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def folder_for_server():
    with tempfile.TemporaryDirectory() as folder:
        if IS_ROOT:
            shutil.chown(folder, "nobody")
        yield pathlib.Path(folder)


class Database:
    """A running server: where it is, and how to tell it something as its owner."""

    def __init__(self, engine, port, tell):
        self.engine, self.port, self._tell = engine, port, tell

    def url(self, database=""):
        return f"jdbc:{self.engine}://localhost:{self.port}/{database}"

    def sql(self, text, database=None):
        return self._tell(text, database)


@contextlib.contextmanager
def postgresql(method="scram-sha-256"):
    """A PostgreSQL that asks for passwords by this method."""
    with folder_for_server() as folder:
        port, words = free_port(), folder / "password"
        words.write_text("right\n")
        if IS_ROOT:
            shutil.chown(words, "nobody")
        run([POSTGRESQL / "initdb", "-D", folder / "data", "-U", "u", "-A", method, f"--pwfile={words}",
             "-E", "UTF8", "--locale=C", "--no-sync"], cwd=folder, **AS_USER)
        environment = {**os.environ, "PGPASSWORD": "right"}

        def tell(text, database=None):
            return run([PSQL, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", port,
                        "-U", "u", "-d", database or "postgres"], input=text, env=environment)

        def is_up():
            try:
                return tell("SELECT 1").strip() == "1"
            except AssertionError:
                return False

        command = [POSTGRESQL / "postgres", "-D", folder / "data", "-p", port, "-k", "", "-h", "127.0.0.1", "-F"]
        with running(command, folder, is_up):
            yield Database("postgresql", port, tell)


@contextlib.contextmanager
def mariadb():
    """A MariaDB. Its user's password is checked by `mysql_native_password`: a MariaDB has no `caching_sha2_password`."""
    with folder_for_server() as folder:
        port, socket_path = free_port(), folder / "s"
        user = ["--user=nobody"] if IS_ROOT else []
        run([INSTALL_MARIADB, "--no-defaults", f"--datadir={folder / 'data'}", "--auth-root-authentication-method=normal",
             "--skip-test-db", *user], cwd=folder)
        begin = folder / "begin.sql"
        begin.write_text("CREATE USER 'u'@'%' IDENTIFIED VIA mysql_native_password USING PASSWORD('right');\n"
                         "GRANT ALL ON *.* TO 'u'@'%' WITH GRANT OPTION;\n")
        begin.chmod(0o644)

        def tell(text, database=None):
            return run([MYSQL, "--no-defaults", "-N", "-h", "127.0.0.1", "-P", port, "-u", "u", "-pright",
                        *([database] if database else [])], input=text)

        def is_up():
            try:
                return tell("SELECT 1").strip() == "1"
            except AssertionError:
                return False

        command = [MARIADB, "--no-defaults", f"--datadir={folder / 'data'}", f"--port={port}", f"--socket={socket_path}",
                   "--bind-address=127.0.0.1", f"--pid-file={folder / 'pid'}", f"--init-file={begin}",
                   "--innodb-buffer-pool-size=8M", "--innodb-flush-log-at-trx-commit=0"]
        with running(command, folder, is_up):
            yield Database("mysql", port, tell)
