"""pytest plugin: lets the checkout, whatever its folder is called, be the add-on `customer_club` for pytest.

pytest names a test module after its folders and would import the checkout's `__init__.py` as a package of its own; Odoo
accepts its modules only below `odoo.addons`. So the test files get the names that Odoo knows them by. A conftest.py
would be imported before Odoo is configured, hence a plugin.
"""

import os
from contextlib import contextmanager
from pathlib import Path

import _pytest.pathlib
import pytest

ROOT = Path(__file__).resolve().parents[1]
ADDON = "odoo.addons.customer_club"
ASKED_FOR = {module for module in os.environ.get("CLUB_TEST_WITH", "").split(",") if module}

_name_by_folders = _pytest.pathlib.resolve_pkg_root_and_module_name


def _name_by_addon(path, **options):
    path = Path(path).resolve()
    if path.is_relative_to(ROOT) and (path.parent / "__init__.py").is_file():
        inside = path.relative_to(ROOT).with_suffix("")
        if inside.name == "__init__":
            inside = inside.parent
        return ROOT.parent, ".".join((ADDON, *inside.parts))
    return _name_by_folders(path, **options)


_pytest.pathlib.resolve_pkg_root_and_module_name = _name_by_addon


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path, parent):
    """The root is a plain folder to pytest, though it has an `__init__.py`."""
    if path.resolve() == ROOT:
        return pytest.Dir.from_parent(parent, path=path)
    return None


def pytest_collection_modifyitems(config, items):
    """Tests tagged `needs_<module>` run only in a database that was made `--with` that module.

    They are left out elsewhere, not skipped: a skipped test is one that should have run. A run with such modules and no
    paths takes those tests only.
    """
    only_these = ASKED_FOR and not config.option.file_or_dir
    kept, left_out = [], []
    for item in items:
        needed = {tag.removeprefix("needs_") for tag in _tags(item) if tag.startswith("needs_")}
        wanted = needed <= ASKED_FOR and (needed or not only_these)
        (kept if wanted else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def _tags(item):
    return getattr(item.cls, "test_tags", None) or ()


@contextmanager
def _worker_database():
    """The database of a worker of pytest-xdist: a copy with files of its own.

    pytest-odoo's copies share the files, and Odoo sweeps away what no attachment of one database names: files of the other.
    """
    import club_databases
    import odoo

    source, worker = odoo.tests.common.get_db_name(), os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        yield source
        return
    name = odoo.tools.config["db_name"] = club_databases.copy(source, f"{source}_{worker}")
    odoo.tools.config["dbfilter"] = f"^{name}$"
    try:
        yield name
    finally:
        club_databases.drop(name)


def pytest_configure(config):
    if config.pluginmanager.hasplugin("odoo"):
        import pytest_odoo

        pytest_odoo._worker_db_name = _worker_database


@pytest.fixture(scope="session", autouse=True)
def browser_bundles(request):
    """Build the scripts and style sheets once, when a browser test is among the chosen ones.

    Built inside a test they would be rolled back with it, and built again for the next.
    """
    if not request.config.pluginmanager.hasplugin("odoo"):
        return
    request.getfixturevalue("load_registry")
    import club_bundles
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tests.common import HttpCase, get_db_name

    if any(item.cls and issubclass(item.cls, HttpCase) for item in request.session.items):
        with Registry(get_db_name()).cursor() as cursor:
            club_bundles.build(Environment(cursor, SUPERUSER_ID, {}))
