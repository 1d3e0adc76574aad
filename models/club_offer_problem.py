"""What keeps an offer from ever being given, as sentences: a running offer with such a problem is refused when it is saved.

What happens to it later, as when its last product is archived, stands on its form; at the till it is skipped, and the
verdict says why.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.offers.conditions.code import plain_code
from ..engine.text import ascii_digits
from .club_offer_condition import NOT_EMPTY, words
from .club_offer_selector import SELECTORS


class ClubOffer(models.Model):
    _inherit = "club.offer"

    problem = fields.Text(compute="_compute_problem")

    @api.depends("state", "date_from", "date_to", "condition_ids.sentence", "benefit_ids.sentence", "program_id")
    @api.depends_context("lang")
    def _compute_problem(self):
        for offer in self:
            offer.problem = "\n".join(offer._problems()) if offer.state == "running" and offer.program_id else ""

    @api.constrains("state", "date_from", "date_to", "condition_ids", "benefit_ids")
    def _refuse_problems(self):
        for offer in self:
            if problem := next(offer._problems(), None) if offer.state == "running" else offer._dates_problem():
                raise ValidationError(problem)

    def _problems(self):
        if problem := self._dates_problem():
            yield problem
        if self.date_to and self.date_to < self.program_id._today():
            yield self.env._("The last day of the offer “%(offer)s”, %(day)s, is over.",
                             offer=self.name, day=self.program_id._told_date(self.date_to))
        for part in (*self.condition_ids, *self.benefit_ids):
            yield from part._problems()
        yield from self._code_problems()

    def _dates_problem(self):
        """A sentence when the offer's dates and its periods share no day."""
        periods = [self, *self.condition_ids.filtered(lambda condition: condition.kind == "period")]
        start = max((one.date_from for one in periods if one.date_from), default=None)
        end = min((one.date_to for one in periods if one.date_to), default=None)
        if start and end and start > end:
            return self.env._("The days of the offer “%(offer)s” contradict: it starts on %(start)s and ends on %(end)s.",
                              offer=self.name, start=self.program_id._told_date(start), end=self.program_id._told_date(end))
        return None

    def _code_problems(self):
        own = self._codes_by_text()
        others = self.search([("program_id", "=", self.program_id.id), ("state", "=", "running"),
                              ("condition_ids.kind", "=", "code")]) - self._origin - self if own else self.browse()
        for other in others:
            theirs = other._codes_by_text()
            for code in sorted(own.keys() & theirs.keys()):
                if not own[code] or own[code] != theirs[code]:  # one batch may lead to several offers
                    yield self.env._("The code %(code)s is already that of the running offer “%(offer)s”.",
                                     code=code, offer=other.name)

    def _codes_by_text(self):
        """{code: its batch, or none} of the codes that many may use."""
        conditions = self.condition_ids.filtered(lambda condition: condition.kind == "code")
        return {
            plain_code(ascii_digits(code)): batch for condition in conditions for code, batch in (
                *((batch.shared_text, batch._origin) for batch in condition.code_batch_ids if batch.kind == "shared"),
                *((code, condition.code_batch_ids.browse()) for code in words(condition.codes)))}


class ClubOfferPartMixin(models.AbstractModel):
    _inherit = "club.offer.part.mixin"

    @api.constrains(lambda self: [name for name in self._in_sentence() if name != "program_id" and self._fields[name].store])
    def _refuse_problems(self):
        self.offer_id._refuse_problems()

    def _problems(self):
        if self.kind in self.WITH_SELECTOR and not self._finds_products():
            yield self.env._("“%s” finds no product: what it names is archived or empty.", self.sentence)

    def _finds_products(self):
        """Whether some product that is still sold is in the selector."""
        domain = self._products_domain()
        # sudo: goods that the manager may not see are goods all the same
        return not domain or bool(self.env["product.product"].sudo().search_count(domain, limit=1))

    def _products_domain(self):
        """The products that the selector means; None where it means all."""
        if not any(self[name] for name in SELECTORS):
            return None
        lists = [
            ("id", "in", self.product_ids.ids), ("categ_id", "child_of", self.category_ids.ids),
            ("club_brand_id", "in", self.brand_ids.ids), ("all_product_tag_ids", "in", self.tag_ids.ids),
            ("pos_categ_ids", "in", self.pos_category_ids.ids)]
        named = [Domain([one]) for one in lists if one[2]]
        return Domain.AND([
            Domain.OR(named) if named else Domain.TRUE, Domain("id", "not in", self.exclude_product_ids.ids)])


class ClubOfferCondition(models.Model):
    _inherit = "club.offer.condition"

    def _problems(self):
        yield from super()._problems()
        name = NOT_EMPTY.get(self.kind)
        if name and not any(self[name].mapped("active")):
            yield self.env._("“%s” cannot hold: what it names is archived.", self.sentence)
        if self.kind == "code" and not words(self.codes) and not any(one._engine_token() for one in self.code_batch_ids):
            yield self.env._("“%s” cannot hold: all its codes are withdrawn or their last day is over.", self.sentence)


class ClubOfferBenefit(models.Model):
    _inherit = "club.offer.benefit"

    def _problems(self):
        yield from super()._problems()
        if self.kind == "gift" and not self.gift_product_id.active:
            yield self.env._("The gift %s is archived.", self.gift_product_id.display_name)
        elif self.kind == "gift" and not self.gift_product_id.available_in_pos:
            yield self.env._("The gift %s is not sold at the tills, so none of them could give it.",
                             self.gift_product_id.display_name)
