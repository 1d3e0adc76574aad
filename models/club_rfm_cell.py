"""The map of RFM: which segment each pair of a recency and a frequency score belongs to."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

DEFAULT = {  # code: (recency scores, frequency scores); together each of the 25 cells once
    "champions": ((5,), (4, 5)), "loyal": ((3, 4), (4, 5)), "potential_loyalist": ((4, 5), (2, 3)), "new": ((5,), (1,)),
    "promising": ((4,), (1,)), "need_attention": ((3,), (3,)), "about_to_sleep": ((3,), (1, 2)),
    "at_risk": ((1, 2), (3, 4)), "cant_lose": ((1, 2), (5,)), "hibernating": ((1, 2), (1, 2))}


class ClubRfmCell(models.Model):
    _name = "club.rfm.cell"
    _description = "RFM Cell"
    _order = "program_id, recency desc, frequency desc"
    _rec_name = "segment_id"

    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade")
    recency = fields.Integer("Recency score", required=True, readonly=True, aggregator=None)
    frequency = fields.Integer("Frequency score", required=True, readonly=True, aggregator=None)
    segment_id = fields.Many2one(
        "club.segment", required=True, index=True, ondelete="restrict",
        domain="[('program_id', '=', program_id), ('kind', '=', 'rfm')]")

    _cell_once = models.Constraint("UNIQUE(program_id, recency, frequency)", "Each pair of scores has one place in the map.")
    _scores = models.Constraint(
        "CHECK(recency BETWEEN 1 AND 5 AND frequency BETWEEN 1 AND 5)", "Scores go from 1 to 5.")

    @api.constrains("segment_id", "program_id")
    def _check_segment(self):
        for cell in self:
            if cell.segment_id.kind != "rfm" or cell.segment_id.program_id != cell.program_id:
                raise ValidationError(self.env._(
                    "%s is not a segment of this programme that is made by RFM.", cell.segment_id.name))


class ClubSegment(models.Model):
    _inherit = "club.segment"

    rfm_cell_ids = fields.One2many("club.rfm.cell", "segment_id", "Scores")
    rfm_cells_text = fields.Char("Scores in words", compute="_compute_rfm_cells_text")

    @api.depends_context("lang")
    @api.depends("rfm_cell_ids.recency", "rfm_cell_ids.frequency")
    def _compute_rfm_cells_text(self):
        for segment in self:
            segment.rfm_cells_text = ", ".join(
                self.env._("R%(recency)s F%(frequency)s", recency=cell.recency, frequency=cell.frequency)
                for cell in segment.rfm_cell_ids)

    def _wanted_rfm(self):
        return SQL(
            """SELECT habit.member_id FROM club_member_habit habit
                 JOIN club_rfm_cell cell ON cell.program_id = habit.program_id AND cell.recency = habit.recency
                  AND cell.frequency = habit.frequency
                WHERE cell.segment_id = %s""", self.id)

    def action_refresh(self):
        for program in self.filtered(lambda segment: segment.kind == "rfm").program_id:
            program._score_habits()
        return super().action_refresh()


class ClubProgram(models.Model):
    _inherit = "club.program"

    use_rfm = fields.Boolean(
        "Score members by how they buy",
        help="Each night: recency, frequency and monetary scores (RFM), and how likely members are to come again.")
    rfm_days = fields.Integer("Days scored", default=365, required=True)
    rfm_cell_ids = fields.One2many("club.rfm.cell", "program_id", "Map of scores")

    _rfm_days = models.Constraint("CHECK(rfm_days > 0)", "At least one day is scored.")

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs.filtered("use_rfm")._set_up_rfm()
        return programs

    def write(self, vals):
        done = super().write(vals)
        if vals.get("use_rfm"):
            self._set_up_rfm()
        return done

    def _set_up_rfm(self):
        """Have the usual ten segments and their map, where there is no map yet; score soon."""
        for program in self.filtered(lambda program: not program.rfm_cell_ids):
            names = program._rfm_names()
            segments = self.env["club.segment"].create([
                {"program_id": program.id, "kind": "rfm", "code": f"rfm_{code}", "name": name} for code, name in names.items()])
            for lang, _label in self.env["res.lang"].get_installed():
                translated = program.with_context(lang=lang)._rfm_names()
                for segment, name in zip(segments.with_context(lang=lang), translated.values(), strict=True):
                    segment.name = name
            self.env["club.rfm.cell"].create([
                {"program_id": program.id, "segment_id": segment.id, "recency": recency, "frequency": frequency}
                for segment, (recencies, frequencies) in zip(segments, DEFAULT.values(), strict=True)
                for recency in recencies for frequency in frequencies])
            program._review_tiers_soon()

    def _rfm_names(self):
        """The usual names, in the order of `DEFAULT`."""
        return {
            "champions": self.env._("Champions"), "loyal": self.env._("Loyal"),
            "potential_loyalist": self.env._("Potential Loyalist"), "new": self.env._("New"),
            "promising": self.env._("Promising"), "need_attention": self.env._("Need Attention"),
            "about_to_sleep": self.env._("About To Sleep"), "at_risk": self.env._("At Risk"),
            "cant_lose": self.env._("Can't Lose"), "hibernating": self.env._("Hibernating")}

    def action_open_habits(self):
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_member_habit_action") | {
            "domain": [("program_id", "in", self.ids), ("recency", ">", 0)]}
