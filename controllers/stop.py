"""The link under e-mails with offers and greetings: no more of these."""

from markupsafe import Markup
from odoo import http
from odoo.http import request
from odoo.tools import consteq


class ClubStopController(http.Controller):
    """Opening the link asks, because mail servers open links by themselves; pressing the button tells."""

    @http.route("/club/stop/<int:message_id>/<string:token>", type="http", auth="public", methods=["GET", "POST"], csrf=False,
                save_session=False)
    def stop(self, message_id, token, **_params):
        message = request.env["club.message"].sudo().browse(message_id).exists()  # sudo: the token decides
        if not message or not message.member_id or not consteq(message._stop_token(), token):
            raise request.not_found()
        env = message.with_context(lang=message.member_id.partner_id.lang or "en_US").env
        if request.httprequest.method == "POST":
            env["club.consent"]._record(message.member_id, False, ["email"], ["marketing"], "message", "/club/stop")
            said = Markup("<p>%s</p>") % env._("You get no more of these e-mails.")
        else:
            said = Markup('<form method="post"><button>%s</button></form>') % env._("No more of these e-mails")
        return request.make_response(Markup('<!DOCTYPE html><meta charset="utf-8"><body dir="auto">%s</body>') % said,
                                     [("Content-Type", "text/html; charset=utf-8")])
