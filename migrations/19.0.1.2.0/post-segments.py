"""Groups that conditions named by a text have become segments: the text's words are their names and, joined, their codes."""

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists


def migrate(cr, version):
    if not column_exists(cr, "club_offer_condition", "segments"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT id, segments FROM club_offer_condition WHERE kind = 'segment' AND segments IS NOT NULL ORDER BY id")
    for condition_id, text in cr.fetchall():
        condition, segments = env["club.offer.condition"].browse(condition_id), env["club.segment"]
        for name in filter(None, (word.strip() for word in text.replace("\n", ",").split(","))):
            named = {"program_id": condition.program_id.id, "code": "_".join(name.split())}
            found = segments.with_context(active_test=False).search([(key, "=", value) for key, value in named.items()])
            segments |= found or segments.create({**named, "name": name})
        condition.segment_ids = segments
