"""A member leaves the club, and may have all that the club knows of them erased.

Leaving empties the wallet first: bonus and points are given up, paid credit is paid out. Erasing replaces the person by an
anonymous key: the ledger and the purchases stay, nothing in them names anybody. A customer whose data the law obliges the
shop to keep (invoices), or who is more than this member, stays a customer; then only the membership is cut off from them.
"""

from odoo import fields, models
from odoo.tools import SQL

from .club_errors import ClubNotAllowed
from .club_program import PURSES
from .club_wallet_operate import NOT_LEFT, WHATEVER_STATE

PERSONAL = ("char", "text", "html", "date", "binary", "image")  # types of a customer's fields that erasing empties
PERSONAL_LINKS = ("state_id", "country_id", "industry_id", "category_id")
NOT_PERSONAL = ("name", "complete_name", "lang", "tz", "type")
EMPTIED = dict.fromkeys((
    "birth_month", "birth_day", "birth_year", "birthday_changed_on", "gender", "anniversary_month", "anniversary_day",
    "pin_hash"), False)


class ClubMember(models.Model):
    _inherit = "club.member"

    left_at = fields.Datetime(readonly=True, copy=False)
    erased_at = fields.Datetime(readonly=True, copy=False)

    # -- leaving ------------------------------------------------------------------------------------------------------

    def _leave(self, key, journal=None, reason=None):
        """End this membership. `journal`: where paid credit is paid out. Done already, it stays as it is."""
        if self.state == "left":
            return
        wallet = self.wallet_id._may_operate("manager", states=NOT_LEFT, programs=WHATEVER_STATE)
        if wallet.balance_paid > 0:
            if not journal:
                raise ClubNotAllowed(self.env._(
                    "%(member)s has %(amount)s of paid credit. Say from which journal it is paid out.",
                    member=self.display_name, amount=wallet.program_id._money(wallet.balance_paid)))
            wallet._operate_payout(journal, wallet.balance_paid, f"{key}:paid", reason, owed=True)
        for purse in PURSES:
            wallet.forfeit(purse, wallet._operation_cause("leave", f"{key}:{purse}", reason))
        member = self.with_env(wallet.env)
        member.write({"state": "left", "left_at": fields.Datetime.now()})
        member.message_post(body=self.env._("Left the club."))

    def action_rejoin(self):
        """Take a member who left back, with an empty wallet."""
        self._check_may_manage()
        for member in self:
            if member.state != "left" or member.erased_at or member.merged_into_id:
                raise ClubNotAllowed(self.env._("%s cannot be taken back.", member.display_name))
        self.write({"state": "active", "left_at": False})

    # -- erasing ------------------------------------------------------------------------------------------------------

    def _erase(self):
        """Erase the person behind a membership that has ended. Returns sentences that say what was kept, and why."""
        self.wallet_id._may_operate("manager", states=("left",), programs=WHATEVER_STATE)
        # sudo: decided above; erasing reaches messages, orders and log-ins. What changes is tracked nowhere
        member = self.sudo().with_context(tracking_disable=True)
        if member.erased_at:
            return []
        member._refuse_while_open()
        partner, kept = member.partner_id, member._reasons_to_keep()
        self.env["club.suppression"].sudo()._suppress(member.program_id, partner)  # sudo: only erasing writes them
        everyone = member | member.merged_ids
        everyone._scrub_copies(partner, kept)
        if kept:
            member.partner_id = partner.create({"name": "?", "active": False})
        else:
            (partner | partner.child_ids.filtered(lambda address: address.type != "contact"))._club_anonymise()
        member.partner_id.name = self.env._("Erased member %s", member.id)
        for one in everyone:
            one.write({**EMPTIED, "card_number": self._new_card_number()})
        member.write({"erased_at": fields.Datetime.now(), "active": False})
        member.message_post(body=" ".join([self.env._("The personal data were erased."), *kept]))
        return kept

    def _refuse_while_open(self):
        """Refuse to erase while something about this person is open."""
        wallet = self.wallet_id
        if any(wallet[f"balance_{purse}"] or wallet[f"overdrawn_{purse}"] for purse in PURSES):
            raise ClubNotAllowed(self.env._("The wallet of %s is not empty. Empty it first.", self.display_name))
        alerts = self.env["club.alert"].search_count([("member_id", "=", self.id), ("done", "=", False)])
        if alerts:
            raise ClubNotAllowed(self.env._(
                "%(count)s alerts about %(member)s are open. Settle them first.", count=alerts, member=self.display_name))

    def _reasons_to_keep(self):
        """Why the customer record must stay as it is, in sentences."""
        partner, reasons = self.partner_id, []
        documents = self.env["account.move"].search_count([
            ("commercial_partner_id", "=", partner.commercial_partner_id.id), ("move_type", "!=", "entry"),
            ("state", "=", "posted")])
        if documents:
            reasons.append(self.env._("Kept: the customer's name and address, for %s invoices that the law obliges to keep.",
                                      documents))
        if partner.with_context(active_test=False).user_ids:
            reasons.append(self.env._("Kept: the customer, who has a login. Delete that first."))
        others = self.with_context(active_test=False).search_count(
            [("partner_id", "=", partner.id), ("id", "!=", self.id)])
        if others:
            reasons.append(self.env._("Kept: the customer, who is a member of another programme."))
        return reasons

    def _scrub_copies(self, partner, kept):
        """Take the person out of what quotes them: receipts, messages, logs, notes."""
        orders = self.env["club.purchase"].search([("member_id", "in", self.ids)]).pos_order_id
        if not kept:
            orders |= self.env["pos.order"].search([("partner_id", "=", partner.id)])
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """UPDATE pos_order SET club_receipt = club_receipt - 'member', club_card_number = NULL, club_join = NULL,
                      email = NULL, mobile = NULL
                WHERE id = ANY(%s)""", orders.ids))
        orders.invalidate_recordset()
        self.env["club.wallet.adjustment"].search([("wallet_id.member_id", "in", self.ids)]).write({"note": False})
        self.env["club.identification"].search([("member_id", "in", self.ids)]).unlink()
        self.lost_card_ids.unlink()
        partner._club_forget(self)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_anonymise(self):
        """Empty whatever tells who this customer is, and archive it."""
        values = {name: False for name, field in self._fields.items() if field.store and not field.required and (
            name in PERSONAL_LINKS or field.type in PERSONAL and name not in NOT_PERSONAL
            and not field.company_dependent and (not field.compute or not field.readonly))}
        dependent = [name for name, field in self._fields.items() if field.company_dependent and field.type in PERSONAL]
        banks = self.with_context(active_test=False).bank_ids
        for bank in banks:  # Odoo deletes none
            bank.write({"acc_number": self.env._("Erased %s", bank.id), "acc_holder_name": "?", "active": False})
        self.write({**values, "name": "?", "active": False})
        self.flush_recordset()
        for name in dependent:
            self.env.cr.execute(SQL(
                "UPDATE res_partner SET %s = NULL WHERE id = ANY(%s)", SQL.identifier(name), self.ids))
        self.invalidate_recordset()
        self._club_forget(self)
        self._club_forget(banks)
        if "sms.sms" in self.env:
            self.env["sms.sms"].search([("partner_id", "in", self.ids)]).unlink()

    def _club_forget(self, records):
        """Delete messages, attachments and followers of records."""
        on_them = [("res_id", "in", records.ids)]
        self.env["mail.message"].search([("model", "=", records._name), *on_them]).unlink()
        self.env["ir.attachment"].search(
            [("res_model", "=", records._name), *on_them, "|", ("res_field", "=", False), ("res_field", "!=", False)]).unlink()
        self.env["mail.followers"].search([("res_model", "=", records._name), *on_them]).unlink()
