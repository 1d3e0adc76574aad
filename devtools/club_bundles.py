"""Builds the scripts and style sheets that Odoo would otherwise build while the first page waits for them.

Odoo's own routine also builds what no test of ours opens (dark, debug, its unit tests) and leaves out right to left.
"""

LEFT_OUT = ("_dark", "_debug", "qunit_suite_tests", "unit_tests", "unit_tests_setup", ".tests_assets", "_test", "_test_tours")
LOADED_BY_SCRIPTS = {"bus.websocket_worker_assets", "web_tour.interactive"}
RIGHT_TO_LEFT = (
    "point_of_sale.assets_prod",
    "point_of_sale.customer_display_assets",
    "web.assets_frontend",
    "web.assets_web",
    "web.assets_web_print",
)


def build(env):
    """Build what is missing or out of date; the caller commits."""
    qweb = env["ir.qweb"]
    scripts, styles = qweb._get_bundles_to_pregenarate()
    for name in sorted(_wanted(scripts) | LOADED_BY_SCRIPTS):
        qweb._get_asset_bundle(name, css=False, js=True).js()
    for name in sorted(_wanted(styles)):
        qweb._get_asset_bundle(name, css=True, js=False).css()
        if name in RIGHT_TO_LEFT:
            qweb._get_asset_bundle(name, css=True, js=False, rtl=True).css()


def _wanted(names):
    return {name for name in names if not name.endswith(LEFT_OUT)}
