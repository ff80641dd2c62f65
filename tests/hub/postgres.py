"""A PostgreSQL of our own: in a temporary folder, on a socket there and nowhere else, run by somebody who is not root."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def programs() -> Path:
    """The folder of PostgreSQL's programs, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda file: float(file.parent.parent.name))
    if found:
        return found[-1].parent
    there = shutil.which("postgres")
    if there is None:
        raise RuntimeError("PostgreSQL is missing: scripts/system-packages test")
    return Path(there).resolve().parent


def _user() -> str | None:
    """Who runs it where we are root: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Starts one and gives the URL of its first database, ``postgres``. ``durable``: it waits for the disk, as a real one does."""
    user, bin = _user(), programs()
    folder = Path(tempfile.mkdtemp(prefix="eventdesk-pg-"))
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    before = [] if user is None else ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]

    def run(*line: str) -> None:
        done = subprocess.run([*before, *line], capture_output=True, text=True, cwd=folder, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{line[0]}: {done.stdout}{done.stderr}")

    data = str(folder / "data")
    run(str(bin / "initdb"), "-D", data, "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c max_connections=60 -c shared_buffers=128MB -c fsync={'on' if durable else 'off'}"
    started = [*before, str(bin / "pg_ctl"), "-D", data, "-w", "-s", "-t", "60", "-l", str(folder / "log"), "-o", options, "start"]
    subprocess.run(started, check=True, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"postgresql://desk@/postgres?host={folder}"
    finally:
        run(str(bin / "pg_ctl"), "-D", data, "-m", "immediate", "-s", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
