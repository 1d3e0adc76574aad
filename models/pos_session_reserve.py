"""The till's one call before it validates an order: set aside what the order will take.

Everything a till says is checked here; refusals are answers, not exceptions, so that a wrong PIN is counted and the sale can
go on.
"""

from odoo import fields, models

from .club_errors import ClubInsufficient, ClubRefusal

MOST = 2 ** 43  # the engine's own bound for an amount


class PosSession(models.Model):
    _inherit = "pos.session"

    def club_reserve(self, order_uuid, request):
        """Hold for an order, in one transaction, a wallet amount and a use of each limited offer.

        `request`: {"member": id, "amount": amount in the till's currency, "bill": what the order comes to, of which bonus and
        points may pay a part only, "card": number that was scanned (none: the phone was typed), "pin" or "code": text,
        "offers": [ids of limited offers]}; keys that are not named here are ignored.

        Answers {"wallet": item, "offers": {id as text: item}}; item: {"ok": True, ...} or {"ok": False, "code", "message"} and,
        of a wallet that cannot pay, its "balances". The same request again gets the same answer; another request under the same
        uuid is refused with the code `key_reused` until `club_release`.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: cashiers have no access to club records; what they may do with them is decided here
        return self.sudo()._club_reserve(str(order_uuid), request if isinstance(request, dict) else {})

    def club_release(self, order_uuid):
        """Give up what `club_reserve` set aside for an order. Answers whether there was something."""
        self.ensure_one()
        self.check_access("read")
        # sudo: as above; a cashier releases only the holds of orders of the till's own programme
        session = self.sudo()
        program = session.config_id._club_program()
        holds = session.env["club.wallet.hold"].search([
            ("order_uuid", "=", str(order_uuid)), ("state", "=", "open"), ("wallet_id.program_id", "=", program.id)])
        released = [hold for hold in holds if hold.wallet_id.release(hold.order_uuid)]
        return session.env["club.offer.lease"]._give_back(session, str(order_uuid)) or released

    def _club_reserve(self, order_uuid, request):
        program = self.config_id._club_program()
        if not program or self.state != "opened":
            refusal = self._club_refusal("not_allowed", self.env._("No club programme runs at this till."))
            return {"wallet": refusal, "offers": {}}
        offer_ids = [offer for offer in request.get("offers") or [] if isinstance(offer, int)]
        member = self._club_member(program, request.get("member"))
        leases = self.env["club.offer.lease"]
        answer = {"offers": leases._take(self, offer_ids, order_uuid, member=member) if offer_ids else {}}
        if request.get("amount"):
            answer["wallet"] = self._club_reserve_wallet(program, member, order_uuid, request)
        return answer

    def _club_member(self, program, member_id):
        """The programme's member of this id; none for what is no id."""
        known = member_id if type(member_id) is int else 0  # to isinstance True is a number
        return self.env["club.member"].search([("id", "=", known), ("program_id", "=", program.id)])

    def _club_reserve_wallet(self, program, member, order_uuid, request):
        amount = self._club_requested_amount(program, request)
        if refused := self._club_refuse_member(program, member, amount, order_uuid, request):
            return refused
        try:
            with self.env.cr.savepoint():
                bill = max(amount, self._club_requested_amount(program, request, "bill"))
                hold = member.wallet_id.reserve(order_uuid, amount, bill=bill)
        except ClubRefusal as refusal:
            answer = self._club_refusal(refusal.code, str(refusal))
            if refusal.code == ClubInsufficient.code:
                answer["balances"] = member.wallet_id._tell_available(fields.Datetime.now())
            return answer
        return {
            "ok": True, "amount": request["amount"], "expires_at": fields.Datetime.to_string(hold.expires_at),
            "split": {purse: hold[f"amount_{purse}"] for purse in ("paid", "bonus", "points")}}

    def _club_requested_amount(self, program, request, name="amount"):
        """An amount of the request in the programme's currency; 0 for what is no amount."""
        amount = request.get(name)
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount < MOST:
            return 0
        return self.currency_id._convert(amount, program.currency_id, self.company_id, fields.Date.today())

    def _club_refuse_member(self, program, member, amount, order_uuid, request):
        """The refusal of a wallet payment by this member here, or None."""
        company = program._company(self.company_id)
        if not amount:
            return self._club_refusal("amount", self.env._("The wallet amount must be above zero."))
        if not member or not member.active:
            return self._club_refusal("no_member", self.env._("This customer is not a member of this programme."))
        if member.state != "active":
            return self._club_refusal("blocked", self.env._("The member is blocked; the wallet cannot pay."))
        if not company.may_redeem:
            return self._club_refusal("not_allowed", self.env._("The wallet does not pay in %s.", self.company_id.name))
        scanned = request.get("card") == member.card_number
        if not scanned and (lost := member._lost_card(program, str(request.get("card") or ""))):
            return self._club_refusal("lost_card", lost._sentence())
        if program.confirm_by != "none" and (not scanned or amount > program.pin_limit):
            return self._club_refuse_unconfirmed(program, member, order_uuid, request)
        return None

    def _club_refusal(self, code, message):
        return {"ok": False, "code": code, "message": message}
