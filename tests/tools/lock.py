"""Makes the pins of a folder from its requirements.in: `python3 tests/tools/lock.py tests/tools`.

requirements.txt gets what has a wheel, sources.txt the few packages that have none. pip resolves
once, for the Python that runs this. The hashes are those of the wheels for Linux on x86_64 and
aarch64 and for the Pythons below: the full list of every system's wheels would be ten times as long.
A line `# without: NAME` in requirements.in leaves a package out that another one asks for.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

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


def write(folder, name, pins):
    lines = [f"# Made by `python3 tests/tools/lock.py {folder}` from requirements.in. Do not edit."]
    for pin in sorted(pins):
        digests = [f"    --hash=sha256:{digest}" for digest in sorted(pins[pin])]
        lines.append(" \\\n".join([pin, *digests]))
    (folder / name).write_text("\n".join(lines) + "\n")


def main():
    folder = Path(sys.argv[1])
    words = "# without: "
    text = (folder / "requirements.in").read_text().splitlines()
    without = {line.removeprefix(words) for line in text if line.startswith(words)}
    wheels, sources = {}, {}
    for name, version, digest, is_wheel in report(["-r", folder / "requirements.in"]):
        if name not in without:
            (wheels if is_wheel else sources)[f"{name}=={version}"] = {digest}
    for python in PYTHONS:
        for machine in MACHINES:
            with tempfile.TemporaryDirectory() as target:
                only = ["--no-deps", "--only-binary=:all:", "--target", target]
                only += ["--implementation", "cp", "--python-version", python]
                for tag in MANYLINUX:
                    only += ["--platform", f"{tag}_{machine}"]
                for name, version, digest, _ in report([*only, *sorted(wheels)]):
                    wheels[f"{name}=={version}"].add(digest)
    write(folder, "requirements.txt", wheels)
    if sources:
        write(folder, "sources.txt", sources)
    print(f"{len(wheels)} packages; without a wheel: {', '.join(sorted(sources)) or 'none'}")


main()
