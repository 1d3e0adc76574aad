"""The steps of a nightly run: each finds a batch of what is wrong by one query and puts it right.

Only what happened since the programme counts (`counts_since`) and within the last days is looked at; older documents
are left as they are. A document that fails gets its alert and is passed over until the next night.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2 import OperationalError

from .account_move import RUNNING, SALES
from .club_repair_run import Batch

DAYS = 45
DOCUMENTS = 20  # in one transaction: each keeps a wallet locked until the commit
ROWS = 2_000
STANDING = SQL(
    "purchase.undoes_id IS NULL AND NOT EXISTS (SELECT 1 FROM club_purchase u WHERE u.undoes_id = purchase.id)")


class ClubProgram(models.Model):
    _inherit = "club.program"

    counts_since = fields.Datetime(
        readonly=True, copy=False, help="When the programme first ran. The nightly job records no sale before it.")

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._note_start()
        return programs

    def write(self, vals):
        done = super().write(vals)
        if "state" in vals:
            self._note_start()
        return done

    def _note_start(self):
        started = self.filtered(lambda program: program.state in RUNNING and not program.counts_since)
        if started:
            started.write({"counts_since": fields.Datetime.now()})


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    _standing_invoices = models.Index("(program_id, id) WHERE channel = 'invoice' AND undoes_id IS NULL")


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    # -- till orders and invoices -------------------------------------------------------------------------------------

    def _step_orders(self):
        """Paid till orders of a running programme that have no purchase, top-ups apart."""
        program = self.program_id
        if program.state not in RUNNING:
            return Batch(0)
        tills = program.with_context(active_test=False).branch_ids.pos_config_ids
        return self._record(self.env["pos.order"], SQL(
            """SELECT o.id FROM pos_order o
                WHERE o.state IN ('paid', 'done') AND o.config_id = ANY(%s) AND o.date_order >= %s AND o.id > %s
                  AND NOT EXISTS (SELECT 1 FROM club_purchase p WHERE p.pos_order_id = o.id)
                  AND EXISTS (SELECT 1 FROM pos_order_line l WHERE l.order_id = o.id AND l.product_id <> ALL(%s))
                ORDER BY o.id LIMIT %s""",
            tills.ids, self._since(), self.after_id, program.program_company_ids.top_up_product_id.ids, DOCUMENTS))

    def _step_invoices(self):
        """Posted invoices of a running programme without a purchase, and credit notes that took nothing back."""
        program = self.program_id
        if program.state not in RUNNING:
            return Batch(0)
        branches = program.branch_ids
        companies = branches.company_id.filtered(lambda company: company._club_only_branch() in branches)
        return self._record(self.env["account.move"], SQL(
            """SELECT m.id FROM account_move m JOIN account_journal j ON j.id = m.journal_id
                WHERE m.state = 'posted' AND m.id > %(after)s
                  AND m.date >= %(since)s::date AND m.write_date >= %(counts)s
                  AND (m.move_type = ANY(%(sales)s)
                       AND (j.club_branch_id = ANY(%(branches)s)
                            OR j.club_branch_id IS NULL AND m.company_id = ANY(%(companies)s))
                       OR m.move_type = 'out_refund' AND EXISTS (
                           SELECT 1 FROM club_purchase purchase WHERE %(standing)s AND purchase.origin_id IS NULL
                              AND purchase.program_id = %(program)s AND purchase.wholly_returned IS NOT TRUE
                              AND (purchase.move_id = m.reversed_entry_id OR purchase.pos_order_id IN (
                                   SELECT id FROM pos_order WHERE account_move = m.reversed_entry_id))))
                  AND NOT EXISTS (SELECT 1 FROM pos_order o WHERE o.account_move = m.id)
                  AND NOT EXISTS (
                      SELECT 1 FROM club_purchase purchase WHERE purchase.move_id = m.id AND %(standing)s)
                  AND EXISTS (SELECT 1 FROM account_move_line l WHERE l.move_id = m.id AND l.display_type = 'product'
                                 AND (l.product_id IS NULL OR l.product_id <> ALL(%(top_ups)s)))
                ORDER BY m.id LIMIT %(limit)s""",
            after=self.after_id, since=self._since(), counts=program.counts_since or program.create_date,
            sales=list(SALES), branches=branches.ids, companies=companies.ids, program=program.id, standing=STANDING,
            top_ups=program.program_company_ids.top_up_product_id.ids, limit=DOCUMENTS))

    def _since(self):
        window = fields.Datetime.now() - timedelta(days=DAYS)
        return max(window, self.program_id.counts_since or self.program_id.create_date)

    def _record(self, model, query):
        """Have the club record the documents that a query finds; locked ones wait for the next night."""
        self.env.flush_all()
        documents = model.browse([row[0] for row in self.env.execute_query(query)])
        results = [self._record_one(document) for document in documents.try_lock_for_update(allow_referencing=True)]
        return Batch(len(documents), results.count(True), results.count(False), documents.ids[-1] if documents else 0)

    def _record_one(self, document):
        """True when the document is recorded now, False when that failed, None when there was nothing to record."""
        of_till = document._name == "pos.order"
        try:
            document._club_record() if of_till else document._club_sync()
        except OperationalError:
            return None
        link, key = ("pos_order_id", document._club_key()) if of_till else ("move_id", f"account.move:{document.id}")
        recorded = bool(self.env["club.purchase"].search_count([(link, "=", document.id)], limit=1))
        alerts = self.env["club.alert"].search([("source_key", "=", f"other:{key}"), ("done", "=", False)])
        if recorded:
            alerts.done = True
        return True if recorded else False if alerts else None

    # -- documents that are no longer posted --------------------------------------------------------------------------

    def _step_cancelled(self):
        """Purchases whose invoice or credit note was reset, cancelled or deleted by a way that no hook saw."""
        self.env.flush_all()
        purchases = self.env["club.purchase"].browse([row[0] for row in self.env.execute_query(SQL(
            """SELECT purchase.id FROM club_purchase purchase LEFT JOIN account_move m ON m.id = purchase.move_id
                WHERE purchase.program_id = %s AND purchase.channel = 'invoice' AND purchase.id > %s AND %s
                  AND (m.id IS NULL OR m.state <> 'posted') ORDER BY purchase.id LIMIT %s""",
            self.program_id.id, self.after_id, STANDING, DOCUMENTS))])
        results = [self._undo_one(purchase) for purchase in purchases.try_lock_for_update(allow_referencing=True)]
        return Batch(len(purchases), results.count(True), results.count(False), purchases.ids[-1] if purchases else 0)

    def _undo_one(self, purchase):
        """True when the purchase is undone now, False when that failed, None when another transaction was first."""
        try:
            if purchase.move_id:
                purchase.move_id._club_sync()
            else:
                with self.env.cr.savepoint():
                    purchase._undo()
        except OperationalError:
            return None
        except Exception as error:
            self._tell(f"{purchase.source_key}: {error}")
        return bool(purchase.undone_by_ids)

    # -- lots and holds -----------------------------------------------------------------------------------------------

    def _step_lots(self):
        count = self.env["club.wallet"].expire_batch(self.program_id, limit=ROWS)
        return Batch(count, count)

    def _step_holds(self):
        count = self.env["club.wallet"].release_batch(self.program_id, limit=ROWS)
        return Batch(count, count)
