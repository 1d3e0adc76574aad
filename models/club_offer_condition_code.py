"""Offers that ask for a code of a batch, beside codes that stand in the condition itself."""

from odoo import api, models
from odoo.exceptions import ValidationError

from .club_code_batch import LONGEST_TEXT
from .club_offer_condition import ClubOfferCondition as Condition
from .club_offer_condition import words
from .club_offer_selector import listed


class ClubOfferCondition(models.Model):
    _inherit = "club.offer.condition"

    USES = {**Condition.USES, "code": (*Condition.USES["code"], "code_batch_ids")}

    code_batch_ids = listed(
        "club.code.batch", "Batches of codes", domain="[('program_id', '=', program_id), ('kind', '!=', 'partner')]")

    def _names_codes(self):
        return bool(self.code_batch_ids) or super()._names_codes()

    @api.constrains("codes")
    def _check_code_length(self):
        for condition in self:
            for code in words(condition.codes):
                if len(code) > LONGEST_TEXT:
                    raise ValidationError(self.env._(
                        "The code “%(code)s” has %(count)s letters; a code has at most %(most)s.", code=code, count=len(code),
                        most=LONGEST_TEXT))

    @api.constrains("kind", "code_batch_ids")
    def _check_code_batches(self):
        self._check_lists()
        for condition in self:
            for batch in condition.code_batch_ids:
                if batch.program_id != condition.program_id:
                    raise ValidationError(self.env._(
                        "%s belongs to another programme than the offer.", batch.display_name))
                if batch.kind == "partner":
                    raise ValidationError(self.env._("“%s” holds a partner's codes; no till takes them.", batch.name))

    def _to_tell(self):
        part = super()._to_tell()
        names = [batch.shared_text or self.env._("one of “%s”", batch.name) for batch in self.code_batch_ids]
        return part | {"codes": part["codes"] + names} if self.kind == "code" else part

    def _engine_code(self):
        codes = super()._engine_code()["in"]
        tokens = filter(None, (batch._engine_token() for batch in self.code_batch_ids.sorted("id")))
        return {"in": list(dict.fromkeys([*codes, *tokens]))}
