"""Databases for tests, the demo and benchmarks: templates made once, copies in a second.

A template holds the modules of the manifest's `depends` (and any asked for beside them), Persian and ready asset bundles,
but never customer_club itself; its name says what is in it, so a change of `depends` makes a new one. A copy takes the
template's attachments along as hard links. Needs the environment that `./club` sets.
"""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parents[1]
# The first is the language of the users that Odoo makes.
LANGUAGES = "en_US,fa_IR"
# Change it when what a template holds changes otherwise.
RECIPE = 2


def depends():
    manifest = ast.literal_eval((ROOT / "__manifest__.py").read_text(encoding="utf-8"))
    return manifest["depends"]


def template_name(beside=()):
    """The template that holds `depends` and the modules of `beside`."""
    modules = sorted({*depends(), *beside})
    text = repr((RECIPE, os.environ["CLUB_ODOO_ID"], LANGUAGES, modules))
    return f"club_base_{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def own_name(purpose):
    """A database name of this checkout: two checkouts may run at the same time."""
    return f"club_{purpose}_{os.environ['CLUB_CHECKOUT']}"


@contextmanager
def _server():
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def exists(name):
    with _server() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return bool(cursor.fetchone())


def drop(name):
    with _server() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    shutil.rmtree(_filestore(name), ignore_errors=True)


def sweep():
    """Drop what killed test runs of this checkout have left; such a database is named after the run's process."""
    with _server() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        found = re.fullmatch(rf"{own_name('test_([0-9]+)')}(_gw[0-9]+)?", name)
        if found and not Path("/proc", found[1]).exists():
            drop(name)


def copy(source, name):
    """Make database `name` a fresh copy of `source`, which nobody may be connected to."""
    drop(name)
    with _server() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        )
    if _filestore(source).is_dir():
        # Odoo writes an attachment's file once and never changes it, so links are safe and cost nothing.
        shutil.copytree(_filestore(source), _filestore(name), copy_function=os.link)
    return name


def odoo(name, *arguments, stdin=None):
    """Run Odoo on a database and return its output; its own words are in the error if it fails."""
    command = [sys.executable, "-m", "odoo", *_subcommand(arguments), "-d", name, "--no-http"]
    if "shell" not in arguments:
        command += ["--stop-after-init", "--max-cron-threads=0"]
    done = subprocess.run(
        command, input=stdin, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode or "CRITICAL" in done.stdout:
        raise RuntimeError(f"Odoo failed on database {name}:\n{done.stdout[-8000:]}")
    return done.stdout


def _subcommand(arguments):
    # A subcommand must come first, the options of ours after it.
    return [*arguments, "--log-level=warn"]


def install(name, *modules):
    return odoo(name, "-i", ",".join(modules))


def update(name, *modules):
    # Both: the first try to install them may have failed.
    return odoo(name, "-i", ",".join(modules), "-u", ",".join(modules))


def ensure_template(beside=()):
    name = template_name(beside)
    if exists(name):
        return name
    aside = name.replace("base", "build")
    plain = template_name()
    if name != plain and exists(plain):
        copy(plain, aside)
    else:
        drop(aside)
    odoo(aside, "-i", ",".join(sorted({*depends(), *beside})), f"--load-language={LANGUAGES}")
    odoo(aside, "shell", stdin=(ROOT / "devtools/bundles.py").read_text(encoding="utf-8"))
    # The name comes last: a database that has it is complete.
    shutil.rmtree(_filestore(name), ignore_errors=True)
    _filestore(aside).rename(_filestore(name))
    with _server() as cursor:
        cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(aside), sql.Identifier(name)))
    return name


def module_database(name, beside=()):
    """A fresh database with customer_club installed from the working tree, for a test or a benchmark of its own."""
    copy(ensure_template(beside), name)
    install(name, "customer_club")
    return name


def _filestore(name):
    return Path(os.environ["CLUB_DATA"], "filestore", name)


def main(command, *arguments):
    if command in ("template", "ensure"):
        beside = [module for module in arguments[:1] if module for module in module.split(",")]
        print((template_name if command == "template" else ensure_template)(beside))
    elif command == "exists":
        return 0 if exists(*arguments) else 1
    elif command == "own":
        print(own_name(*arguments))
    elif command in ("copy", "drop", "install", "update", "sweep"):
        print(globals()[command](*arguments) or "")
    else:
        raise SystemExit(f"club_databases: unknown command {command}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
