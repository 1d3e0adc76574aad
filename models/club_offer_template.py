"""Offers to start from: a card for each in the chooser, and the draft that it makes.

The draft is complete, with amounts of the programme's own scale; what only the manager knows (which tier, which products)
is filled with the likeliest record, and the offer's words show it.
"""

import secrets
from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CODE_SIGNS = "ACDEFHJKLMNPRTUVWXY34679"  # without those that are mistaken for each other


class ClubOfferTemplate(models.Model):
    _name = "club.offer.template"
    _description = "Offer Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, readonly=True)
    description = fields.Char(required=True, translate=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    icon = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)

    _key_once = models.Constraint("UNIQUE(key)", "There is one template of a kind.")

    def action_use(self):
        """Make the draft and open it. `program_id` of the context names the programme, else it is the first one."""
        self.ensure_one()
        programs = self.env["club.program"]
        program = programs.browse(self.env.context.get("program_id")).exists() or programs.search([], limit=1)
        if not program:
            raise UserError(self.env._("There is no programme yet: make one under Configuration > Programmes first."))
        return {
            "type": "ir.actions.act_window", "res_model": "club.offer", "view_mode": "form",
            "res_id": self._make_draft(program).id, "target": "current"}

    def _make_draft(self, program):
        """A draft of a programme, named in every language in which the template has a name."""
        values = getattr(self, f"_values_{self.key}")(program)
        parts = {
            name: [Command.create(part) for part in values.pop(name, ())] for name in ("condition_ids", "benefit_ids")}
        offer = self.env["club.offer"].create({"name": self.name, "program_id": program.id, **values, **parts})
        offer.update_field_translations("name", {
            code: self.with_context(lang=code).name for code, _name in self.env["res.lang"].get_installed()})
        return offer

    # -- what is likely -----------------------------------------------------------------------------------------------

    def _tier(self, program):
        """The first tier that is above the lowest, or the only one."""
        tiers = program.tier_ids.sorted("sequence")
        if not tiers:
            raise UserError(self.env._(
                "This offer is for a tier, and %s has none: make one under Configuration > Tiers first.", program.name))
        return tiers[1:2] or tiers

    def _category(self):
        """The product category with most products at the tills."""
        self.env["product.template"].flush_model(["categ_id", "available_in_pos", "active"])
        rows = self.env.execute_query(SQL(
            """SELECT categ_id FROM product_template WHERE active AND available_in_pos AND categ_id IS NOT NULL
                GROUP BY categ_id ORDER BY COUNT(*) DESC, categ_id LIMIT 1"""))
        if not rows:
            raise UserError(self.env._("This offer is for a product category, and no product at the tills is in one."))
        return self.env["product.category"].browse(rows[0][0])

    def _weekend(self, program):
        """Friday where the calendar is Jalali, else Saturday and Sunday."""
        return {"friday": True} if program.calendar == "jalali" else {"saturday": True, "sunday": True}

    # -- drafts -------------------------------------------------------------------------------------------------------

    def _values_eleventh(self, program):
        return {
            "condition_ids": [{"kind": "visits", "min_visits": 10}],
            "benefit_ids": [{"kind": "credit", "percent": 5}]}

    def _values_from_amount(self, program):
        return {
            "condition_ids": [{"kind": "basket_amount", "min_amount": program._usual_amount()}],
            "benefit_ids": [{"kind": "percent_off", "percent": 10}]}

    def _values_birthday(self, program):
        return {
            "condition_ids": [{"kind": "birthday"}], "benefit_ids": [{"kind": "credit", "percent": 20}],
            "max_uses_per_member": 1, "use_period": "year"}

    def _values_tier_credit(self, program):
        return {
            "condition_ids": [{"kind": "tier", "tier_ids": self._tier(program).ids}],
            "benefit_ids": [{"kind": "credit", "percent": 15}]}

    def _values_category(self, program):
        return {"benefit_ids": [{"kind": "percent_off", "percent": 7, "category_ids": self._category().ids}]}

    def _values_buy_two(self, program):
        return {"benefit_ids": [{"kind": "unit_off", "percent": 100, "per": 3, "category_ids": self._category().ids}]}

    def _values_first_purchase(self, program):
        return {
            "condition_ids": [{"kind": "first_purchase"}], "benefit_ids": [{"kind": "percent_off", "percent": 10}],
            "max_uses_per_member": 1}

    def _values_win_back(self, program):
        return {
            "condition_ids": [{"kind": "inactive", "days": 60}], "benefit_ids": [{"kind": "percent_off", "percent": 15}],
            "max_uses_per_member": 2, "use_period": "year"}

    def _values_happy_hour(self, program):
        return {
            "condition_ids": [{"kind": "hours", "hour_from": 15, "hour_to": 17}],
            "benefit_ids": [{"kind": "percent_off", "percent": 10}]}

    def _values_weekend(self, program):
        return {
            "condition_ids": [{"kind": "weekdays", **self._weekend(program)}],
            "benefit_ids": [{"kind": "percent_off", "percent": 5}]}

    def _values_tenth_visit(self, program):
        return {
            "condition_ids": [{"kind": "every_nth_visit", "nth": 10}],
            "benefit_ids": [{"kind": "credit_flat", "amount": program._usual_amount(0.1)}]}

    def _values_launch(self, program):
        today = program._today()
        return {
            "date_from": today, "date_to": today + timedelta(days=13),
            "benefit_ids": [{"kind": "percent_off", "percent": 10, "max_amount": program._usual_amount(0.2)}]}

    def _values_birthday_week(self, program):
        return {
            "condition_ids": [{"kind": "birthday", "days_before": 3, "days_after": 3}],
            "benefit_ids": [{"kind": "percent_off", "percent": 10}], "max_uses_per_member": 1, "use_period": "year"}

    def _values_partner_code(self, program):
        code = "".join(secrets.choice(CODE_SIGNS) for _sign in range(8))
        return {
            "condition_ids": [{"kind": "code", "codes": code}], "benefit_ids": [{"kind": "percent_off", "percent": 10}],
            "max_uses_per_member": 1}

    def _values_tier_day(self, program):
        return {
            "condition_ids": [
                {"kind": "tier", "tier_ids": self._tier(program).ids}, {"kind": "weekdays", "tuesday": True}],
            "benefit_ids": [{"kind": "percent_off", "percent": 10}]}
