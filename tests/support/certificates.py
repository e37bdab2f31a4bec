"""Certificates for servers on loopback, made by the openssl command, which nobody trusts who is not told to."""

import shutil
import subprocess
from pathlib import Path

import pytest

_CONFIG = """
[req]
distinguished_name = subject
[subject]
[ca]
default_ca = ours
[ours]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = names
copy_extensions = copy
[names]
commonName = supplied
"""


def certificate(folder: Path, name: str, begin: str = "20200101000000Z", end: str = "20991231235959Z") -> Path:
    """A file with a key and a certificate that `name` signed for itself; skips the test where there is no openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command")
    config, key, request, both = (folder / file for file in ("config", "key.pem", "request.pem", "both.pem"))
    config.write_text(_CONFIG.format(folder=folder))
    (folder / "index").touch()

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], check=True, capture_output=True)

    made = f"req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name} -addext subjectAltName=DNS:{name}"
    run(*made.split(), "-config", str(config), "-keyout", str(key), "-out", str(request))
    signed = f"ca -batch -notext -selfsign -startdate {begin} -enddate {end}"
    run(*signed.split(), "-config", str(config), "-keyfile", str(key), "-in", str(request), "-out", str(both))
    both.write_text(key.read_text() + both.read_text())
    return both
