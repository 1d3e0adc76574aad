"""The jobs that send what waits in the outbox, and put right what a stopped job left.

A batch is taken (`SKIP LOCKED`: several nodes take different ones), marked `sending` and committed; then comes the call; then
its outcome is written and committed. A message that is found `sending` long after is one whose job died: its outcome is
unknown, and the gateway is asked. All that a call needs is read before the commit, so that writing its outcome is the first
thing of a transaction and cannot lose against anybody's report.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2 import OperationalError

from ..gateways import base
from ..gateways.base import Answer, GatewayError, Text

_logger = logging.getLogger(__name__)

DEAD_AFTER = timedelta(minutes=10)  # a call takes seconds
ASK_AFTER, ASK_UNTIL = timedelta(minutes=2), timedelta(hours=12)
REPORTS_UNTIL = timedelta(hours=48)
POLLED = 500  # messages asked for in one run of a gateway
HAS_IT = (base.QUEUED, base.UNKNOWN)  # words for a message that the gateway has a number for
ODOO_FAILURES = {base.CREDIT: "sms_credit", base.NUMBER: "sms_number_format", base.REFUSED: "sms_blacklist",
                 base.KEY: "sms_acc", base.DOWN: "sms_server"}


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _cron_send(self):
        """Send what is due through every gateway, ask for what is unknown, fetch reports. One gateway's fault stops no
        other.
        """
        self._give_up_late()
        self._notice_dead()
        if self._through_gateways("_ask_unknown", "_send_due", "_poll"):
            self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _through_gateways(self, *steps, **options):
        """Take these steps with each gateway that is on. Returns False when the job's time is up first."""
        for gateway in self.env["club.sms.gateway"].search([("state", "!=", "off")]):
            for step in steps:
                time_left = True
                try:
                    time_left = getattr(gateway, step)(**options)
                except Exception as error:  # noqa: BLE001 - told to managers; the next gateway goes on
                    self.env.cr.rollback()
                    _logger.exception("The gateway %s failed at %s", gateway.id, step)
                    gateway._note_failure(base.OTHER, type(error).__name__)
                    self.env["ir.cron"]._commit_progress()
                if not time_left:
                    return False
        return True

    @api.model
    def _give_up_late(self):
        """What waited past its time is not sent any more."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """UPDATE club_message SET state = 'failed', error = 'late', error_text = COALESCE(error_text, %s) WHERE id IN (
                   SELECT id FROM club_message WHERE state = 'queued' AND valid_until < %s FOR NO KEY UPDATE SKIP LOCKED)""",
            self.env._("It could not be sent in time."), fields.Datetime.now()))
        self.invalidate_model()

    @api.model
    def _notice_dead(self):
        """Messages whose job died in the middle of the call: nobody knows whether they went out."""
        self.env.cr.execute(SQL(
            """UPDATE club_message SET state = 'unknown', error = 'down', error_text = %s WHERE id IN (
                   SELECT id FROM club_message WHERE state = 'sending' AND attempted_at < %s FOR NO KEY UPDATE SKIP LOCKED)""",
            self._unknown_sentence(), fields.Datetime.now() - DEAD_AFTER))
        self.invalidate_model()

    @api.model
    def _unknown_sentence(self):
        return self.env._("The gateway's answer was lost: it may have been sent, so it is not sent again by itself.")

    def _write_answers(self, answers):
        """Write what became of messages, `Answer`s by our number; texts of codes go. Tried again when somebody was first."""
        for last in (False, False, True):
            try:
                with self.env.cr.savepoint(flush=False):
                    return self._write_answers_once(answers)
            except OperationalError:
                if last:
                    raise
                self.env.cr.rollback()  # a new snapshot
        return None

    def _write_answers_once(self, answers):
        now = fields.Datetime.now()
        rows = [(each.local_id, base.SENT if each.remote_id and each.state in HAS_IT else each.state, each.remote_id or None,
                 each.error or None, each.raw or None, each.cost) for each in answers]
        self.env.cr.execute(SQL(
            """UPDATE club_message SET state = new.state, remote_id = COALESCE(new.remote_id, club_message.remote_id),
                      error = new.error, error_text = new.raw, cost = new.cost,
                      sent_at = CASE WHEN new.state IN ('sent', 'delivered') THEN %s ELSE sent_at END,
                      poll_at = CASE WHEN new.state = 'sent' THEN %s END
                 FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::float[])
                      AS new (local_id, state, remote_id, error, raw, cost)
                WHERE club_message.local_id = new.local_id AND club_message.state IN ('sending', 'unknown')
               RETURNING club_message.id""",
            now, now + timedelta(minutes=2), *map(list, zip(*rows, strict=True))))
        written = self.browse([row[0] for row in self.env.cr.fetchall()])
        written.invalidate_recordset()
        written._tell_odoo()
        return written

    def _tell_odoo(self):
        """Say to Odoo's own SMS rows and notifications what became of them; texts of codes are kept no longer."""
        own = self.filtered("sms_uuid")
        if not own:
            return
        sms = self.env["sms.sms"].search([("uuid", "in", own.mapped("sms_uuid"))])
        sms.filtered("club_code_id").write({"body": False, "club_code": False, "to_delete": True})
        trackers = self.env["sms.tracker"].search([("sms_uuid", "in", own.mapped("sms_uuid"))])
        for message in own:
            state = {"sent": "pending", "delivered": "sent", "cancelled": "canceled", "queued": "process"}.get(
                message.state, "error")
            failure = ODOO_FAILURES.get(message.error, "unknown") if state == "error" else False
            sms.filtered(lambda row, uuid=message.sms_uuid: row.uuid == uuid).write({"state": state, "failure_type": failure})
            trackers.filtered(lambda row, uuid=message.sms_uuid: row.sms_uuid == uuid)._action_update_from_sms_state(
                state, failure_type=failure, failure_reason=message.error_text if failure else False)

    def _back_to_queue(self, local_ids, send_after, error=None, raw=None):
        """Let messages that were certainly not sent wait again."""
        self.env.cr.execute(SQL(
            """UPDATE club_message SET state = 'queued', send_after = GREATEST(send_after, %s), error = %s, error_text = %s
                WHERE local_id = ANY(%s) AND state IN ('sending', 'unknown')""", send_after, error, raw, list(local_ids)))
        self.invalidate_model()


class ClubSmsGateway(models.Model):
    _inherit = "club.sms.gateway"

    def _waits(self):
        return bool(self.retry_at) and self.retry_at > fields.Datetime.now()

    def _send_due(self, event=None):
        """Send what is due, batch by batch; `event`: only that. Returns what `_commit_progress` says of the time left."""
        self.ensure_one()
        progress, left = self.env["ir.cron"]._commit_progress, True
        if self._waits():
            return left
        provider, companies = self._provider(), self._companies().ids
        while (texts := self._take(companies, provider.batch, event)) is not None:
            progress(0, remaining=1)  # what is being sent says so before the call
            going = self._send(provider, texts)
            left = progress(len(texts), remaining=self._count_due(companies) if going else 0)
            if not going or not left:
                break
        return left

    def _due(self, companies, event=None):
        """The condition on rows of club_message that this gateway may send now."""
        return SQL("state = 'queued' AND channel = 'sms' AND company_id = ANY(%s) AND send_after <= %s AND %s %s", companies,
                   fields.Datetime.now(), self.env["club.message"]._not_paused(),
                   SQL("AND event = %s", event) if event else SQL())

    def _count_due(self, companies):
        [[count]] = self.env.execute_query(SQL(
            "SELECT COUNT(*) FROM (SELECT 1 FROM club_message WHERE %s LIMIT 10000) due", self._due(companies)))
        return count

    def _take(self, companies, limit, event=None):
        """Take the next messages, as `Text`s; they are marked as being sent. None when there are none, or another job was
        first. They are looked for once, as an array: what stands in IN (...) PostgreSQL may look for again at each row, which
        takes more than the limit.
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                rows = self.env.execute_query(SQL(
                    """UPDATE club_message SET state = 'sending', attempts = attempts + 1, attempted_at = %s, gateway_id = %s
                        WHERE id = ANY(ARRAY(SELECT id FROM club_message WHERE %s ORDER BY priority, id LIMIT %s
                                                FOR NO KEY UPDATE SKIP LOCKED))
                       RETURNING id, local_id, recipient, body, pattern, sms_uuid, event, given_code_id""",
                    fields.Datetime.now(), self.id, self._due(companies, event), limit))
        except OperationalError:
            return None
        if not rows:
            return None
        fit = self.env["club.message"]._sift([row[0] for row in rows], "sms")
        return self._texts(sorted(row for row in rows if row[0] in fit))

    def _texts(self, rows):
        """`Text`s of rows of the log; the text of a code stands with Odoo's SMS, until it is sent."""
        uuids = [row[5] for row in rows if row[6] == "code"]
        codes = {sms.uuid: sms for sms in self.env["sms.sms"].search([("uuid", "in", uuids)])} if uuids else {}
        log, texts, gone = self.env["club.message"], [], []
        for _id, local_id, recipient, body, pattern, uuid, event, given in rows:
            sms = codes.get(uuid)
            if event == "code" and not (sms and sms.body):
                gone.append(Answer(local_id, "cancelled", error="late"))
                continue
            body = sms.body if sms else log._with_code(body or "", given and self.env["club.code"].browse(given))
            values = {self.code_parameter or "code": sms.club_code} if sms and sms.club_code else {}
            texts.append(Text(local_id, recipient or "", body, pattern or "" if values else "", values))
        if gone:
            log._write_answers(gone)
        return texts

    # -- one batch ----------------------------------------------------------------------------------------------------

    def _send(self, provider, texts):
        """Send taken texts: those with a pattern one by one. Returns whether the gateway can take more now."""
        plain = [text for text in texts if not text.pattern]
        batches = [[text] for text in texts if text.pattern] + ([plain] if plain else [])
        while batches:
            batch = batches.pop(0)
            try:
                answers = provider.send(batch)
            except GatewayError as error:
                if not error.lost and error.error not in base.OF_GATEWAY | base.AGAIN and len(batch) > 1:
                    half = len(batch) // 2  # the gateway refused all of them because of one
                    batches[:0] = [batch[:half], batch[half:]]
                elif not self._failed(error, batch):
                    self._untouched([text for rest in batches for text in rest])
                    return False
            except Exception as error:  # noqa: BLE001 - what we cannot read may have been carried out
                _logger.exception("The gateway %s answered what nobody understands", self.id)
                self._failed(GatewayError(base.OTHER, type(error).__name__, lost=True), batch)
                self._untouched([text for rest in batches for text in rest])
                return False
            else:
                self.env["club.message"]._write_answers(answers)
                self._note_success()
        return True

    def _failed(self, error, batch):
        """Note what a call that failed means for its messages. Returns whether the next call may be made right away."""
        log, now = self.env["club.message"], fields.Datetime.now()
        ids = [text.local_id for text in batch]
        if error.lost:
            log._write_answers([Answer(each, "unknown", error=error.error, raw=log._unknown_sentence()) for each in ids])
        elif error.error in base.OF_GATEWAY:
            log._back_to_queue(ids, now, error.error, self._sentence(error.error, error.raw))
        elif error.error in base.AGAIN:
            log._back_to_queue(ids, now, error.error, error.raw)
        else:
            state = base.BLOCKED if error.error == base.REFUSED else base.FAILED
            sentence = self._sentence(error.error, error.raw)
            log._write_answers([Answer(each, state, error=error.error, raw=sentence) for each in ids])
            if error.error == base.TEMPLATE:
                self._note_failure(error.error, error.raw)
            return True
        self._note_failure(error.error, error.raw)
        return False

    def _untouched(self, texts):
        """Put back what was taken and never given to the gateway."""
        self.env["club.message"]._back_to_queue([text.local_id for text in texts], fields.Datetime.now())

    # -- later words --------------------------------------------------------------------------------------------------

    def _ask_unknown(self):
        """Ask for messages whose outcome is unknown, where the gateway can tell; what it never had waits again."""
        provider, progress, now = self._provider(), self.env["ir.cron"]._commit_progress, fields.Datetime.now()
        if not provider.asks or self._waits():
            return True
        unknown = self.env["club.message"].search([
            ("gateway_id", "=", self.id), ("state", "=", "unknown"), ("pattern", "=", False),
            ("attempted_at", "<", now - ASK_AFTER), ("attempted_at", ">", now - ASK_UNTIL)], limit=provider.batch, order="id")
        if not unknown:
            return True
        ids = unknown.mapped("local_id")
        progress()
        try:
            found = provider.ask(ids)
        except GatewayError as error:
            self._note_failure(error.error, error.raw)
            return progress()
        if found:
            self.env["club.message"]._write_answers(list(found.values()))
        self.env["club.message"]._back_to_queue(set(ids) - set(found), now)
        return progress()

    def _poll(self):
        """Fetch the delivery reports that are due; the older a message, the more seldom it is asked for."""
        provider, now = self._provider(), fields.Datetime.now()
        left = True
        if not provider.reports or self._waits():
            return left
        name = "local_id" if provider.by_local_id else "remote_id"
        due = self.env["club.message"].search([
            ("gateway_id", "=", self.id), ("state", "=", "sent"), ("poll_at", "<=", now), (name, "!=", False)],
            limit=POLLED, order="poll_at")
        asked = due.mapped(name)
        for message in due:
            age = now - (message.sent_at or now)
            message.poll_at = now + max(timedelta(minutes=2), age) if age < REPORTS_UNTIL else False
        left = self.env["ir.cron"]._commit_progress()
        for start in range(0, len(asked), provider.most_reports):
            try:
                reports = provider.look_up(asked[start:start + provider.most_reports])
            except GatewayError as error:
                self._note_failure(error.error, error.raw)
                return self.env["ir.cron"]._commit_progress()
            self._note_reports(list(filter(None, reports)))
            left = self.env["ir.cron"]._commit_progress()
            if not left:
                break
        return left

    @api.private
    def _note_reports(self, reports):
        """Write `Report`s of this gateway; a word that says less than what is known changes nothing."""
        log = self.env["club.message"].sudo()  # sudo: the gateway's own call has no user
        for report in reports:
            if report.state in (base.UNKNOWN, base.QUEUED):
                continue
            known = ("local_id", "=", report.local_id) if report.local_id else ("remote_id", "=", report.remote_id)
            message = log.search([
                ("gateway_id", "=", self.id), known, ("state", "in", ("sending", "unknown", "sent"))], limit=1)
            if not message or report.state == message.state:
                continue
            values = {"state": report.state, "error": False, "error_text": report.raw or False}
            if report.state == base.DELIVERED:
                values |= {"delivered_at": fields.Datetime.now(), "error_text": False}
            elif report.state == base.BLOCKED:
                values["error"] = base.REFUSED
            message.write(values)
            message._tell_odoo()
