"""A column of a file that comes in, and what it is."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .club_labels import selection_labels

MEMBERS = [
    ("code", "Member code"), ("card", "Card number"), ("name", "Name"), ("first_name", "First name"),
    ("last_name", "Last name"), ("phone", "Phone"), ("email", "Email"), ("birthday", "Birthday"),
    ("anniversary", "Anniversary"), ("joined", "Joined on"), ("branch", "Branch"), ("tier", "Tier"), ("city", "City"),
    ("street", "Street"), ("paid", "Opening paid credit"), ("bonus", "Opening bonus"), ("points", "Opening points"),
    ("note", "Note")]
PURCHASES = [
    ("number", "Invoice number"), ("date", "Date"), ("time", "Time"), ("branch", "Branch"), ("phone", "Member's phone"),
    ("code", "Member code"), ("card", "Card number"), ("product_code", "Product code"), ("product_name", "Product"),
    ("category", "Category"), ("brand", "Brand"), ("quantity", "Quantity"), ("price", "Unit price"),
    ("discount", "Discount"), ("total", "Total"), ("untaxed", "Total without tax"), ("origin", "Return of invoice")]
REDEMPTIONS = [
    ("date", "Date"), ("phone", "Member's phone"), ("code", "Member code"), ("card", "Card number"),
    ("coupon", "Coupon code"), ("campaign", "Campaign"), ("campaign_type", "Type of campaign"),
    ("starts_on", "Campaign starts on"), ("ends_on", "Campaign ends on")]


class ClubImportColumn(models.Model):
    _name = "club.import.column"
    _description = "Column of an Import"
    _order = "import_id, place"
    _rec_name = "heading"

    import_id = fields.Many2one("club.import", required=True, index=True, ondelete="cascade")
    place = fields.Integer(required=True, readonly=True)
    heading = fields.Char(readonly=True)
    sample = fields.Char("Begins with", readonly=True)
    members_field = fields.Selection(MEMBERS, "Is the member's")
    purchases_field = fields.Selection(PURCHASES, "Is the purchase's")
    redemptions_field = fields.Selection(REDEMPTIONS, "Is the coupon's")

    def _field(self):
        """Name of the field that this column is; empty for none."""
        return self[f"{self.import_id.kind}_field"] or None

    @api.constrains("members_field", "purchases_field", "redemptions_field")
    def _check_once(self):
        for job in self.import_id:
            used = [column._field() for column in job.column_ids if column._field()]
            twice = next((name for name in used if used.count(name) > 1), None)
            if twice:
                label = selection_labels(self, f"{job.kind}_field")[twice]
                headings = [column.heading for column in job.column_ids if column._field() == twice]
                raise ValidationError(self.env._(
                    "“%(field)s” can be one column only; it is %(headings)s.", field=label, headings=", ".join(headings)))
