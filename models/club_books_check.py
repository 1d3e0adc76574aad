"""Invariant 6: the wallet's ledger and the general ledger agree to the last unit."""

from odoo import models


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _check_invariants(self):
        programs = self or self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return super()._check_invariants() + programs._check_6_books_agree()

    def _check_6_books_agree(self):
        """6. Per partner (paid) and per month of issue (bonus, points): ledger = general ledger + what is not posted yet."""
        # sudo: whoever may run the checks need not be able to read journal items
        programs, faults = self.sudo(), []
        liability = programs.env["club.liability"]
        for program in programs:
            rows, today = program.program_company_ids, program._today()
            for one in liability._reconcile(rows, today):
                if one.difference and one.purse != "paid":
                    faults.append(self.env._(
                        "Invariant 6: %(company)s, %(purse)s issued in %(month)s: the valuation is %(valuation)s, the books "
                        "say %(books)s and %(open)s is not posted yet.", company=rows.browse(one.company).company_id.name,
                        purse=one.purse or "-", month=one.month and f"{one.month:%Y-%m}" or "-",
                        valuation=program._from_minor(one.valuation), books=program._from_minor(one.ledger),
                        open=program._from_minor(one.open + one.waiting)))
            for row in rows:
                for fault in liability._partners_behind(row, today):
                    partner = programs.env["res.partner"].browse(fault["partner"])
                    faults.append(self.env._(
                        "Invariant 6: %(company)s, paid credit of %(partner)s: %(what)s.", company=row.company_id.name,
                        partner=partner.display_name or "-", what=fault["message"]))
        return faults
