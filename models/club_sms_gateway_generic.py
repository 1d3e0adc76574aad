"""The settings of the generic HTTP gateway: what its calls look like and where their answers say what."""

import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..gateways.generic import ERROR_CLASSES, STATE_CLASSES

NAMES = (
    "method", "auth", "auth_name", "format", "template", "id_path", "error_path", "error_map", "status_url", "status_path",
    "status_map", "by_local_id", "balance_url", "balance_path", "report_id", "report_status", "from_name", "to_name",
    "text_name")


class ClubSmsGateway(models.Model):
    _inherit = "club.sms.gateway"

    generic_method = fields.Selection([("POST", "POST"), ("GET", "GET")], "Method", default="POST")
    generic_auth = fields.Selection([
        ("bearer", "Authorization: Bearer"), ("header", "Header"), ("query", "In the query"), ("basic", "User and password"),
        ("none", "None")], "Key goes into", default="bearer")
    generic_auth_name = fields.Char("Name of the header, parameter or user")
    generic_format = fields.Selection(
        [("json", "JSON"), ("form", "Form"), ("query", "Query")], "Sent as", default="json")
    generic_template = fields.Text(
        "What is sent", default='{"to": "{phone}", "from": "{sender}", "text": "{text}", "reference": "{local_id}"}',
        help="A JSON object. {phone}, {text}, {sender}, {local_id} (our number), {pattern} and {code} are filled in.")
    generic_id_path = fields.Char("Id of the message at", help="Where the answer has it: data.items.0.id")
    generic_error_path = fields.Char("Error code at")
    generic_error_map = fields.Text(
        "Meaning of error codes", default="{}",
        help="JSON: code -> key, credit, sender, number, blocked, content, template, rate, down or unknown.")
    generic_status_url = fields.Char("Address of the status", help="With {id}, the gateway's id, or {local_id}, ours.")
    generic_status_path = fields.Char("Status at")
    generic_status_map = fields.Text(
        "Meaning of states", default="{}",
        help="JSON: state -> queued, sent, delivered, undelivered, blocked, failed or unknown.")
    generic_by_local_id = fields.Boolean("Asked by our number", help="The gateway knows {local_id} and answers 404 for others.")
    generic_balance_url = fields.Char("Address of the balance")
    generic_balance_path = fields.Char("Balance at")
    generic_report_id = fields.Char("Id in reports", default="id")
    generic_report_status = fields.Char("State in reports", default="status")
    generic_from_name = fields.Char("Number in incoming messages", default="from")
    generic_to_name = fields.Char("Line in incoming messages", default="to")
    generic_text_name = fields.Char("Text in incoming messages", default="text")

    def _options(self):
        return {name: self[f"generic_{name}"] for name in NAMES} if self.provider == "generic" else super()._options()

    def _addresses(self):
        own = {self.generic_status_url, self.generic_balance_url} if self.provider == "generic" else set()
        return super()._addresses() | own

    def _needs_key(self):
        return super()._needs_key() and not (self.provider == "generic" and self.generic_auth == "none")

    @api.constrains("generic_status_url", "generic_balance_url")
    def _check_more_addresses(self):
        for gateway in self:
            gateway._require_public(
                (gateway.generic_status_url or "").replace("{id}", "1").replace("{local_id}", "1"),
                gateway.generic_balance_url)

    @api.constrains("generic_template", "generic_error_map", "generic_status_map")
    def _check_json(self):
        for gateway in self:
            gateway._require_object("generic_template")
            gateway._require_object("generic_error_map", ERROR_CLASSES)
            gateway._require_object("generic_status_map", STATE_CLASSES)

    def _require_object(self, name, classes=None):
        """Refuse a setting that is no JSON object, or has other values than `classes`."""
        label = self._fields[name]._description_string(self.env)
        try:
            found = json.loads(self[name] or "{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ValidationError(self.env._("“%s” must be a JSON object, for example {\"a\": \"b\"}.", label))
        if classes and (unknown := {str(value) for value in found.values()} - classes):
            raise ValidationError(self.env._(
                "“%(field)s” has %(unknown)s; it may have %(known)s.", field=label, unknown=", ".join(sorted(unknown)),
                known=", ".join(sorted(classes))))
