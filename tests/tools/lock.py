"""Makes requirements.txt from requirements.in: `python3 tests/tools/lock.py`.

pip resolves once, for the Python that runs this. The hashes are those of the wheels for Linux on
x86_64 and aarch64 and for the Pythons below, and of the source of the few that have no wheel: the
full list of every system's wheels would be ten times as long.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
MACHINES = ["x86_64", "aarch64"]
# The newest glibc that a wheel may ask for is that of Debian 12.
MANYLINUX = [f"manylinux_2_{minor}" for minor in range(36, 4, -1)]
MANYLINUX += ["manylinux2014", "manylinux2010", "manylinux1", "linux"]


def report(arguments):
    """What pip would install: a list of (name, version, hash, whether it is a wheel)."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        subprocess.run([*command, "--report", file, *arguments], check=True)
        found = json.loads(file.read_text())["install"]
    for one in found:
        metadata, download = one["metadata"], one["download_info"]
        name = metadata["name"].lower().replace("_", "-").replace(".", "-")
        digest = download["archive_info"]["hashes"]["sha256"]
        yield name, metadata["version"], digest, download["url"].endswith(".whl")


def main():
    hashes, sources = {}, set()
    for name, version, digest, is_wheel in report(["-r", FOLDER / "requirements.in"]):
        hashes[f"{name}=={version}"] = {digest}
        if not is_wheel:
            sources.add(f"{name}=={version}")
    wheels = sorted(hashes.keys() - sources)
    for python in PYTHONS:
        for machine in MACHINES:
            with tempfile.TemporaryDirectory() as folder:
                only = ["--no-deps", "--only-binary=:all:", "--target", folder]
                only += ["--implementation", "cp", "--python-version", python]
                for tag in MANYLINUX:
                    only += ["--platform", f"{tag}_{machine}"]
                for name, version, digest, _ in report([*only, *wheels]):
                    hashes[f"{name}=={version}"].add(digest)
    lines = ["# Made by `python3 tests/tools/lock.py` from requirements.in. Do not edit."]
    for pin in sorted(hashes):
        digests = [f"    --hash=sha256:{digest}" for digest in sorted(hashes[pin])]
        lines.append(" \\\n".join([pin, *digests]))
    (FOLDER / "requirements.txt").write_text("\n".join(lines) + "\n")
    print(f"{len(hashes)} packages; without a wheel: {', '.join(sorted(sources)) or 'none'}")


main()
