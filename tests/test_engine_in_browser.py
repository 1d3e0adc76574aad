"""The JavaScript engine as the till's bundle carries it answers the smallest case of the vectors."""

import json
from pathlib import Path

from odoo.tests import tagged

from .till_common import ClubTillCase

VECTORS = Path(__file__).parent / "vectors"
RUN = """
const { run } = odoo.loader.modules.get("@customer_club/engine/offers/run");
const sorted = (value) => value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
    : Array.isArray(value) ? value.map(sorted) : value;
const answer = JSON.stringify(sorted(run(%(input)s)));
const expected = JSON.stringify(sorted(%(expected)s));
if (answer === expected) {
    console.log("test successful");
} else {
    console.error(`the bundle answers ${answer} instead of ${expected}`);
}
"""


def smallest_case():
    """The shortest case of all vector files in which an offer applies."""
    files = [VECTORS / row["file"] for row in json.loads((VECTORS / "index.json").read_text())["files"]]
    cases = [case for file in files for case in json.loads(file.read_text())]
    return min((case for case in cases if case.get("expected", {}).get("applied")), key=lambda case: len(json.dumps(case)))


@tagged("post_install", "-at_install")
class TestEngineInBrowser(ClubTillCase):

    def test_the_bundle_carries_the_engine(self):
        case = smallest_case()
        self.till.with_user(self.cashier).open_ui()
        self.browser_js(
            f"/pos/ui/{self.till.id}", RUN % {key: json.dumps(case[key]) for key in ("input", "expected")},
            ready="Boolean(window.posmodel)", login=self.cashier.login)
