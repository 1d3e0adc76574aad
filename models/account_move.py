"""Customer invoices and credit notes of the back office reach the club when posted and leave it when they are no
longer posted.

Which club: the branch that the journal names, else the company's only branch in a running programme, else none.
Whose: the invoice's partner, else that partner's commercial partner. Documents of the till are the till's: the order
has earned already.

The club never raises for a document: the books come first. What cannot be recorded is put before staff as a
`club.alert`, and the nightly job tries again.
"""

import logging

from odoo import models
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)

SALES = ("out_invoice", "out_receipt")
DOCUMENTS = (*SALES, "out_refund")
RUNNING = ("pilot", "live")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._club_sync()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._club_sync()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._club_sync()
        return result

    def _club_sync(self):
        """Bring the club in line with the state of these documents.

        Harmless when run again; raises for lost races only.
        """
        # sudo: accountants have no rights on club records; the documents are theirs to post
        for move in self.sudo().filtered(lambda move: move.move_type in DOCUMENTS).sorted("move_type"):
            try:
                with self.env.cr.savepoint():
                    move._club_record() if move.state == "posted" else move._club_rows()._undo()
            except OperationalError:
                raise  # another transaction was first: the whole request is tried again
            except Exception as error:
                _logger.exception("The club could not record %s", move.name)
                message = self.env._("The club could not record this document: %s", error)
                move._club_alert("other", message, move._club_branch())

    def _club_record(self):
        """Record a posted document that the club does not know yet."""
        self.ensure_one()
        if self.pos_order_ids or self._club_rows():
            return
        if self.move_type == "out_refund":
            self._club_record_credit_note()
        elif branch := self._club_branch():
            self._club_record_sale(branch)

    def _club_rows(self):
        """The purchases of this document that stand: not those that a cancellation undid, nor the undoing rows."""
        return self.env["club.purchase"].search([
            ("move_id", "=", self.id), ("undoes_id", "=", False), ("undone_by_ids", "=", False)], order="id")

    def _club_branch(self):
        """The branch whose sale this document is; empty: it does not concern the club."""
        self.ensure_one()
        branch = self.journal_id.club_branch_id
        if branch:
            return branch if branch.program_id.state in RUNNING else branch.browse()
        return self.company_id._club_only_branch()

    def _club_member(self, program):
        """The member who bought: the partner's own membership, else the commercial partner's.

        None where that member is blocked or has left.
        """
        members = self.env["club.member"].with_context(active_test=False)
        for partner in self.partner_id | self.commercial_partner_id:
            member = members.search([("program_id", "=", program.id), ("partner_id", "=", partner.id)])
            if member.active and member.state == "active":
                return member
            if member:
                message = self.env._("the member is blocked or has left.")
                self._club_alert("member", message, self._club_branch(), member)
                break
        return members.browse()

    def _club_alert(self, kind, message, branch, member=None):
        """Put something before staff, once per kind and document."""
        alerts, key = self.env["club.alert"], f"{kind}:account.move:{self.id}"
        if not alerts.search_count([("kind", "=", kind), ("source_key", "=", key)], limit=1):
            alerts.create({
                "kind": kind, "message": f"{self.name}: {message}", "program_id": branch.program_id.id,
                "branch_id": branch.id, "company_id": self.company_id.id, "source_key": key,
                "member_id": member.id if member else False})
