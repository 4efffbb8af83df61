"""HTTPS beside HTTP on the one port."""

import json
import socket
import ssl
import subprocess

import boto3
import pytest
from botocore.exceptions import SSLError
from server import KEY, REGION, SECRET, Server, binary


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path, "--tls")
    yield server
    server.stop()


def client(url, verify):
    return boto3.client(
        "s3", endpoint_url=url, region_name=REGION, aws_access_key_id=KEY, aws_secret_access_key=SECRET, verify=verify
    )


def certificate(tmp_path):
    return tmp_path / ".boathouse" / "tls" / "cert.pem"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_clients_that_trust_the_certificate_are_served(server, tmp_path, host):
    s3 = client(f"https://{host}:{server.port}", str(certificate(tmp_path)))
    s3.create_bucket(Bucket="bucket")
    body = bytes(range(256)) * 40_000
    s3.put_object(Bucket="bucket", Key="k", Body=body)
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == body


def test_others_refuse_it_and_plain_http_stays(server, tmp_path):
    with pytest.raises(SSLError):
        client(f"https://127.0.0.1:{server.port}", True).list_buckets()
    plain = client(server.url, True)
    plain.create_bucket(Bucket="plain")
    trusted = client(f"https://127.0.0.1:{server.port}", str(certificate(tmp_path)))
    assert [bucket["Name"] for bucket in trusted.list_buckets()["Buckets"]] == ["plain"]


def test_the_newest_protocol_is_spoken(server, tmp_path):
    context = ssl.create_default_context(cafile=certificate(tmp_path))
    with socket.create_connection(("127.0.0.1", server.port)) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secured:
            assert secured.version() == "TLSv1.3"


def test_a_broken_handshake_harms_nobody(server, tmp_path):
    for junk in [b"\x16", b"\x16\x03\x01\xff\xff" + b"x" * 100, b"\x00", b""]:
        with socket.create_connection(("127.0.0.1", server.port)) as plain:
            plain.sendall(junk)
    assert client(f"https://127.0.0.1:{server.port}", str(certificate(tmp_path))).list_buckets()["Buckets"] == []


def test_given_files_are_used_and_wrong_ones_named(server, tmp_path):
    key = certificate(tmp_path).with_name("key.pem")
    other = tmp_path / "other"
    other.mkdir()
    second = Server(other, "--tls-cert", str(certificate(tmp_path)), "--tls-key", str(key))
    try:
        client(f"https://127.0.0.1:{second.port}", str(certificate(tmp_path))).list_buckets()
    finally:
        second.stop()
    assert not (other / ".boathouse" / "tls").exists()
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    command = [binary(), "serve", "--port", "0", "--tls-cert", str(wrong), "--tls-key", str(key)]
    ended = subprocess.run(command, cwd=other, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 2
    assert f"the certificate {wrong}: no certificate is in it" in ended.stderr


def test_the_environment_names_endpoint_and_certificate(server, tmp_path):
    ended = subprocess.run([binary(), "env", "--tls"], cwd=tmp_path, capture_output=True, text=True, timeout=30)
    lines = dict(line.removeprefix("export ").split("=", 1) for line in ended.stdout.splitlines())
    assert lines["AWS_ENDPOINT_URL"] == f"https://127.0.0.1:{server.port}"
    s3 = client(lines["AWS_ENDPOINT_URL"], lines["AWS_CA_BUNDLE"])
    assert s3.list_buckets()["Buckets"] == []


def test_without_the_flag_there_is_no_https(tmp_path):
    server = Server(tmp_path)
    try:
        with pytest.raises(SSLError):
            client(f"https://127.0.0.1:{server.port}", False).list_buckets()
        ended = subprocess.run([binary(), "env", "--tls"], cwd=tmp_path, capture_output=True, text=True, timeout=30)
        assert ended.returncode == 2 and "serve --tls" in ended.stderr
        assert json.loads((tmp_path / ".boathouse" / "server.json").read_text())["certificate"] is None
    finally:
        server.stop()
