"""What SMS gateways tell by themselves: delivery reports, and messages that people sent to a line."""

import logging

from odoo import http
from odoo.http import request

_logger = logging.getLogger(__name__)


class ClubSmsController(http.Controller):
    """The secret in the address says who calls; a wrong one finds nothing, as an address that does not exist."""

    @http.route(["/club/sms/<int:gateway_id>/<string:secret>/report"], type="http", auth="public", methods=["GET", "POST"],
                csrf=False, save_session=False)
    def report(self, gateway_id, secret, **params):
        gateway = self._gateway(gateway_id, secret)
        for each in self._rows(params):
            gateway._note_reports(gateway._provider().read_reports(each))
        return request.make_response("ok")

    @http.route(["/club/sms/<int:gateway_id>/<string:secret>/incoming"], type="http", auth="public", methods=["GET", "POST"],
                csrf=False, save_session=False)
    def incoming(self, gateway_id, secret, **params):
        gateway = self._gateway(gateway_id, secret)
        for each in self._rows(params):
            if incoming := gateway._provider().read_incoming(each):
                gateway._note_incoming(incoming)
        return request.make_response("ok")

    def _gateway(self, gateway_id, secret):
        # sudo: the caller is nobody in Odoo; the secret decides
        gateway = request.env["club.sms.gateway"].sudo().with_context(active_test=False).browse(gateway_id).exists()
        if not gateway or not gateway._opens(secret):
            raise request.not_found()
        return gateway.with_company(gateway.company_id)

    def _rows(self, params):
        """What was sent, name -> value, one or several: as a form, in the query or as JSON."""
        if request.httprequest.mimetype != "application/json":
            return [params]
        try:
            data = request.get_json_data()
        except ValueError:
            return [params]
        rows = data if isinstance(data, list) else [data]
        return [{**params, **row} for row in rows[:1000] if isinstance(row, dict)]
