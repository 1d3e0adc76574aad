"""A till in headless Chromium for benchmarks: the web server, and a test case whose tours tell what they measured."""

import json
import sys
import unittest
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "devtools"))

import club_bundles  # noqa: E402
import club_databases  # noqa: E402

TOLD = "club bench: "


@contextmanager
def server(purpose, keep=False):
    """Odoo with its web server, in this process, on a fresh database (`keep`: which stays). Yields the registry."""
    database = club_databases.module_database(club_databases.own_name(purpose))
    try:
        yield start_server(database)
    finally:
        from odoo.service import server as servers
        from odoo.sql_db import close_all

        servers.server.stop()
        close_all()
        if not keep:
            club_databases.drop(database)


def start_server(database):
    import odoo.tools
    from odoo import netsvc
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.http import root
    from odoo.modules.registry import Registry
    from odoo.service import server

    odoo.tools.config.parse_config(["-d", database, "--log-level=error", "--max-cron-threads=0", "--http-port=0"])
    netsvc.init_logger()
    registry = Registry(database)
    with registry.cursor() as cursor:
        club_bundles.build(Environment(cursor, SUPERUSER_ID, {}))
    odoo.tools.config["test_enable"] = True  # from here on, pages load the tours
    server.server = server.ThreadedServer(root)
    server.server.http_spawn()
    return registry


def run(case, method):
    """Run one method of a test case. Returns what its tours told: the objects behind `club bench: ` on the console."""
    from odoo.modules import module
    from odoo.tests.common import ChromeBrowser

    told, handle = [], ChromeBrowser._handle_console

    def handle_console(browser, type, args=None, **more):  # pylint: disable=redefined-builtin
        text = str(args[0].get("value", "")) if args else ""
        if text.startswith(TOLD):
            told.append(json.loads(text.removeprefix(TOLD)))
        return handle(browser, type, args, **more)

    with patch.object(ChromeBrowser, "_handle_console", handle_console):
        result, test = unittest.TestResult(), case(method)
        module.current_test = test  # as Odoo's own runner says which test holds the cursor
        unittest.TestSuite([test]).run(result)
    for _test, trace in [*result.errors, *result.failures]:
        raise SystemExit(trace)
    return told
