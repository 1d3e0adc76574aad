"""What a book says. Kept once for each distinct content: a chain whose branches all run the same offers stores one row
a change.
"""

import hashlib
import json

from odoo import api, fields, models
from odoo.tools import SQL


def checksum(content):
    """SHA-256 of a book's content as compact JSON with sorted keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class ClubOfferBookContent(models.Model):
    _name = "club.offer.book.content"
    _description = "Content of Offer Books"
    _inherit = ["club.append.only.mixin"]
    _rec_name = "checksum"
    _log_access = False

    checksum = fields.Char(required=True, readonly=True)
    content = fields.Json(required=True, readonly=True, prefetch=False)  # large; a compiled book does not need it

    _checksum_once = models.UniqueIndex("(checksum)")

    @api.model
    def _of(self, content):
        """Id of the row with this content, made when there is none. Two at once: one of them is told to try again."""
        key = checksum(content)
        found = self.search([("checksum", "=", key)], limit=1)
        if found:
            return found.id
        rows = self.env.execute_query(SQL(
            "INSERT INTO club_offer_book_content (checksum, content) VALUES (%s, %s)"
            " ON CONFLICT (checksum) DO NOTHING RETURNING id", key, json.dumps(content)))
        return rows[0][0]
