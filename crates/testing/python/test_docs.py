"""What the documentation shows is run as it stands."""

import re
from pathlib import Path

from server import Server

ROOT = Path(__file__).resolve().parents[3]


def blocks(path, language):
    text = (ROOT / path).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_quick_start(server, capsys):
    (code,) = blocks("README.md", "python")
    assert "http://127.0.0.1:5253" in code
    exec(compile(code.replace("http://127.0.0.1:5253", server.url), "README.md", "exec"), {})
    assert capsys.readouterr().out == "name\nIsis\n"


def test_every_setting(tmp_path):
    """A setting that does not exist is an error, so a server that starts knows all that are documented."""
    settings = blocks("docs/src/configuration.md", "toml")
    assert len(settings) == 2
    (tmp_path / "boathouse.toml").write_text("\n".join(settings), encoding="utf-8")
    with Server(tmp_path) as server:
        assert "landing" in [bucket["Name"] for bucket in server.client("s3").list_buckets()["Buckets"]]
        assert (tmp_path / ".boathouse" / "lake.db").exists()
