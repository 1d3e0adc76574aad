"""A named group of members of a programme. Offers and tills name it by its code.

Who is in it stands in `club.segment.member`, which is written in SQL by `_set_members`, `_add_members` and
`_remove_members` only.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

KINDS = [("manual", "By hand or from a list"), ("rule", "By a rule"), ("rfm", "By how members buy (RFM)")]
NOBODY = SQL("SELECT 0 WHERE FALSE")
FROZEN = {"code", "program_id", "kind"}


class ClubSegment(models.Model):
    _name = "club.segment"
    _description = "Member Segment"
    _order = "program_id, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, copy=False, help="The segment's word for offers and tills. It never changes, nor with the language.")
    active = fields.Boolean(default=True)
    program_id = fields.Many2one(
        "club.program", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env["club.program"].search([], limit=1))
    kind = fields.Selection(KINDS, "Made", required=True, default="manual")
    size = fields.Integer("Members", readonly=True, copy=False)
    changed_at = fields.Datetime("Last change", readonly=True, copy=False, help="When members last came or went.")

    _code_once = models.Constraint("UNIQUE(program_id, code)", "Two segments of a programme cannot share a code.")

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        self.env.registry.clear_cache()
        return created

    def write(self, vals):
        for segment in self:
            for name in FROZEN & set(vals):
                field = self._fields[name]
                if field.convert_to_write(segment[name], segment) != vals[name]:
                    raise UserError(self.env._(
                        "“%(field)s” of the segment %(segment)s does not change: offers and members rely on it.",
                        field=field._description_string(self.env), segment=segment.name))
        done = super().write(vals)
        if "active" in vals:
            self.env.registry.clear_cache()
        return done

    def unlink(self):
        done = super().unlink()
        self.env.registry.clear_cache()
        return done

    @api.constrains("code")
    def _check_code(self):
        for segment in self:
            if not segment.code.strip() or any(char.isspace() or char == "," for char in segment.code):
                raise ValidationError(self.env._(
                    "The code “%s” has a space or a comma: a code is one word.", segment.code))

    # -- who is in it -------------------------------------------------------------------------------------------------

    def _member_ids_sql(self):
        """SQL of the ids of the members of these segments, for `id IN (...)`; one that is in several may come twice."""
        return SQL("SELECT member_id FROM club_segment_member WHERE segment_id = ANY(%s)", list(self.ids))

    def _set_members(self, wanted):
        """Have exactly the members that `wanted` (SQL of ids) tells. Returns (came, went), in numbers."""
        return self._change_members(wanted, SQL("SELECT id FROM named EXCEPT TABLE present"),
                                    SQL("TABLE present EXCEPT SELECT id FROM named"))

    def _add_members(self, wanted):
        """Returns how many came."""
        return self._change_members(wanted, SQL("SELECT id FROM named EXCEPT TABLE present"), NOBODY)[0]

    def _remove_members(self, unwanted):
        """Returns how many went."""
        return self._change_members(unwanted, NOBODY, SQL("TABLE present INTERSECT SELECT id FROM named"))[1]

    def _change_members(self, named, new, gone):
        """In one statement, under the segment's lock: `new` and `gone` (SQL of ids) tell from whom `named` (SQL of ids) tells
        and who is `present`. Who has left the club does not come.

        They are set operations: the database has read all before it writes, whatever it thinks of the tables' sizes. Told by
        NOT EXISTS it met its own new rows again and again.
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT 1 FROM club_segment WHERE id = %s FOR NO KEY UPDATE", self.id))
        [change] = self.env.execute_query(SQL(
            """WITH named (id) AS MATERIALIZED (%(named)s),
               present (id) AS MATERIALIZED (SELECT member_id FROM club_segment_member WHERE segment_id = %(segment)s),
               new (id) AS MATERIALIZED (%(new)s), gone (id) AS MATERIALIZED (%(gone)s),
               went AS (DELETE FROM club_segment_member place USING gone
                         WHERE place.segment_id = %(segment)s AND place.member_id = gone.id RETURNING 1),
               came AS (INSERT INTO club_segment_member (segment_id, member_id, since)
                        SELECT %(segment)s, m.id, %(now)s FROM new JOIN club_member m ON m.id = new.id
                         WHERE m.program_id = %(program)s AND m.active AND m.state <> 'left' RETURNING 1)
               SELECT (SELECT COUNT(*) FROM came), (SELECT COUNT(*) FROM went)""",
            named=named, new=new, gone=gone, segment=self.id, now=fields.Datetime.now(), program=self.program_id.id))
        self._note_change(*change)
        return change

    def _note_change(self, came, went):
        if came or went:
            # sudo: whoever may change members need not be able to write the stored size
            self.sudo().write({"size": self.size + came - went, "changed_at": fields.Datetime.now()})
            self._record_sizes()
            self.env["club.member"].invalidate_model(["segment_ids"])
            self.env["club.segment.member"].invalidate_model()

    # -- screens ------------------------------------------------------------------------------------------------------

    def action_open_members(self):
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_member_action") | {
            "display_name": self.name, "domain": [("segment_ids", "in", self.ids)],
            "context": {"create": False, "customer_club_segment_id": self.id}}

    def action_add(self):
        """The dialog that adds members by hand."""
        return self._dialog("club.segment.change", self.env._("Add to %s", self.name))

    def action_import(self):
        """The dialog that adds members from a list of phones or cards."""
        return self._dialog("club.segment.import", self.env._("Import into %s", self.name))

    def _dialog(self, model, name):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form", "target": "new",
                "context": {"default_segment_id": self.id}}

    def _check_by_hand(self):
        """Refuse who may not choose this segment's members, and a segment whose members nobody chooses."""
        self.check_access("write")
        if self.kind != "manual":
            raise UserError(self.env._(
                "The members of %s follow its rule. Only a segment made by hand is changed by hand.", self.name))
