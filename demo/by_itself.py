"""What the demo's club does by itself: codes, steps, segments and messages, and the night that works it all out."""

from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from .words import CODES, GOALS, MESSAGES, SEGMENTS, STEPS, STOP

PERSIAN = "fa_IR"
LATE = timedelta(days=7)


def translated(records, names):
    """Give records their Persian names, where their model translates them."""
    if records and records._fields["name"].translate:
        for record, name in zip(records, names, strict=True):
            record.with_context(lang=PERSIAN).name = name


def make_codes(env, program):
    """Make the batches of codes. Returns them by name."""
    batches = {}
    for name, count, values in CODES:
        batch = batches[name] = env["club.code.batch"].create({"name": name, "program_id": program.id, **values})
        if batch.kind == "partner":
            batch._load([f"CINEMA-{number:04}" for number in range(1, count + 1)])
        else:
            batch._generate(count)
    return batches


def make_steps(env, program, batches):
    """Make the steps; those that have no text of their own give from the first week on."""
    steps = env["club.step"]
    for number, (name, persian, values, _texts) in enumerate(STEPS, 1):
        batch = batches.get(values.get("batch"))
        step = steps.create({
            **{key: value for key, value in values.items() if key != "batch"}, "name": name, "program_id": program.id,
            "sequence": number, "batch_id": batch and batch.id})
        translated(step, [persian])
        steps |= step
    steps.filtered(lambda step: not texts_of(step)).action_start()


def texts_of(step):
    return next(texts for name, _persian, _values, texts in STEPS if name == step.name)


def make_segments(env, program, members):
    for name, persian, code, whom in SEGMENTS:
        by_rule = isinstance(whom, str)
        segment = env["club.segment"].create({
            "name": name, "code": code, "program_id": program.id, "kind": "rule" if by_rule else "manual",
            **({"rule": whom} if by_rule else {})})
        translated(segment, [persian])
        if not by_rule:
            segment._add_members(SQL("SELECT unnest(%s)", [members[place].id for place in whom]))


def write_texts(env, program):
    """The texts of messages in both languages, steps that tell of what they give, a gateway that is off, and a campaign that
    waits for its start.
    """
    program.write({"quiet_from": 22.0, "quiet_until": 8.0, "cap_count": 3, "cap_days": 7})
    for lang, words in STOP.items():
        program.with_context(lang=lang).sms_footer = words
    template = env["club.message.template"]
    template.create([
        {"program_id": program.id, "event": event, "lang": lang, "body": body}
        for event, bodies in MESSAGES.items() for lang, body in bodies.items() if event != "offer"])
    telling = env["club.step"].search([("program_id", "=", program.id), ("state", "=", "draft")])
    template.create([
        {"program_id": program.id, "step_id": step.id, "event": "step", "lang": lang, "body": body}
        for step in telling for lang, body in texts_of(step).items()])
    with freeze_time(fields.Datetime.now() - LATE):
        telling.action_start()
    env["club.campaign"].create({"name": "Two days off", "program_id": program.id, "template_ids": [
        Command.create({"program_id": program.id, "lang": lang, "body": body}) for lang, body in MESSAGES["offer"].items()]})
    env["club.sms.gateway"].create({
        "name": "Example gateway", "provider": "generic", "base_url": "https://sms.example.com/send", "sender": "3000123",
        "part_price": 250, "generic_id_path": "id", "generic_error_path": "error"})


def let_work(env, program):
    """Today's steps, a night of the club, and what it gave booked. No gateway is on: the messages wait in the log. At the end
    the summaries for reports, with goals for the month of the last sale.
    """
    program.use_rfm = True
    env["club.step"]._cron_steps()
    env["club.program"]._cron_repair()
    program.program_company_ids.action_post_books(program._today())
    env["club.report.mark"]._cron_summaries()
    last = env["club.report.day"].search([("program_id", "=", program.id)], limit=1)
    env["club.goal"].create([
        {"program_id": program.id, "first_on": last.month, "metric": metric, "target": target}
        for metric, target in GOALS.items()])
