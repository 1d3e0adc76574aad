"""Builds the demo's shop: an invented market with two branches, its goods, its members and its club, then its history.

Called in Odoo's shell on a fresh database by the demo command; everything goes through a real shop's doors.
"""

import random
from datetime import date, timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.fields import Command
from persiantools.jdatetime import JalaliDate

from .by_itself import PERSIAN, let_work, make_codes, make_segments, make_steps, translated, write_texts
from .history import DAYS_AGO, sell_for_weeks
from .words import BRANCHES, BRANDS, CATEGORIES, MEMBERS, NEWCOMERS, OFFERS, PHONE, SHOP, TIERS

REGULARS = 6  # the first members come every week
SEED = 1404
AGREED = "I agree to be told of offers by SMS."


def build(env):
    """Fill a fresh database. Returns the programme."""
    env = env(context=dict(env.context, tracking_disable=True, mail_create_nolog=True))
    chance = random.Random(SEED)
    company = open_company(env)
    categories = stock_shelves(env, company)
    tills = open_tills(env)
    program = found_club(env, company, tills)
    today = date.today()
    with freeze_time(fields.Datetime.now() - timedelta(days=DAYS_AGO[0] + 1)):
        members = enrol(env, program, chance, today)
        batches = make_codes(env, program)
        make_steps(env, program, batches)
    publish_offers(env, program, categories, batches)
    sell_for_weeks(env, program, members, tills, chance)
    program.offer_ids._count(fields.Datetime.now())
    make_segments(env, program, members)
    write_texts(env, program)
    welcome(env, program)
    let_work(env, program)
    return program


def open_company(env):
    company, rial = env.company, env.ref("base.IRR")
    rial.write({"active": True, "symbol": "ریال"})  # few fonts have the rial sign
    company.write({"name": SHOP, "currency_id": rial.id, "street": "1 Sepidar Street", "city": "Demo City"})
    company.partner_id.tz = env.user.tz = "Asia/Tehran"
    group = env["account.tax.group"].create({"name": "VAT"})
    company.account_sale_tax_id = env["account.tax"].create({
        "name": "VAT 10 %", "amount": 10, "type_tax_use": "sale", "price_include_override": "tax_included",
        "tax_group_id": group.id, "invoice_label": "10 %"})
    return company


def stock_shelves(env, company):
    """Make brands, categories and products. Returns the product categories by name."""
    brands = env["club.brand"].create([{"name": name} for name in BRANDS])
    translated(brands, BRANDS.values())
    brand_ids = {brand.name: brand.id for brand in brands}
    shelves = {}
    for (name, persian), goods in CATEGORIES.items():
        category = shelves[name] = env["product.category"].create({"name": name})
        on_screen = env["pos.category"].create({"name": name})
        translated(on_screen, [persian])
        products = env["product.product"].create([{
            "name": product, "list_price": price, "standard_price": cost, "club_brand_id": brand_ids[brand],
            "type": "consu", "available_in_pos": True, "categ_id": category.id,
            "pos_categ_ids": [Command.set(on_screen.ids)], "taxes_id": [Command.set(company.account_sale_tax_id.ids)],
        } for product, _persian, price, cost, brand in goods])
        translated(products, [product[1] for product in goods])
    return shelves


def open_tills(env):
    """Make the tills. Returns them in the order of `BRANCHES`."""
    tills = env["pos.config"]
    for names in BRANCHES.values():
        for name in names:
            _journal, method_ids = tills._create_journal_and_payment_methods()
            tills |= tills.create({"name": name, "payment_method_ids": [Command.set(method_ids)]})
    return tills


def found_club(env, company, tills):
    """Make the programme with its tiers and branches, complete its set-up and go live."""
    program = env["club.program"].create({
        "name": "Friends of Sepidar", "currency_id": company.currency_id.id, "tz": "Asia/Tehran", "calendar": "jalali",
        "display_unit": "toman", "display_factor": 10, "bonus_expiry": "days", "bonus_valid_days": 180,
        "points_expiry": "days", "points_valid_days": 365, "confirm_by": "pin", "pin_limit": 300000, "offline_allowance": 0,
        "tier_metric": "spend", "tier_window": "rolling", "tier_window_days": 365, "tier_grace_days": 30,
    })
    program.with_context(lang=PERSIAN).write({"name": "دوستان سپیدار", "display_unit": "تومان"})
    tiers = env["club.tier"].create([
        {"program_id": program.id, "code": code, "name": name, "sequence": number, "threshold_amount": amount}
        for number, (code, name, _persian, amount) in enumerate(TIERS)])
    translated(tiers, [tier[2] for tier in TIERS])
    by_name = {till.name: till for till in tills}
    for branch, names in BRANCHES.items():
        env["club.branch"].create({
            "name": branch, "program_id": program.id, "company_id": company.id, "tz": "Asia/Tehran",
            "pos_config_ids": [Command.set([by_name[name].id for name in names])]})
    program.action_complete_setup()
    program.action_start()
    return program


def enrol(env, program, chance, today):
    """Make the members: the first ones are regulars; three have their birthday on `today`."""
    tiers = {tier.code: tier for tier in program.tier_ids}
    members = env["club.member"]
    for number, name in enumerate(MEMBERS):
        partner = env["res.partner"].create({
            "name": name, "phone": PHONE.format(number), "lang": PERSIAN if number >= len(MEMBERS) // 2 else "en_US"})
        birthday = JalaliDate(today) if number in (1, 31, 40) else JalaliDate(
            chance.randint(1340, 1384), chance.randint(1, 12), chance.randint(1, 29))
        tier = "gold" if number % 10 == 3 else "silver" if number % 5 == 1 else "bronze"
        members |= members.create({
            "program_id": program.id, "partner_id": partner.id, "branch_id": program.branch_ids[number % 2].id,
            "tier_id": tiers[tier].id, "calendar": "jalali", "birth_month": birthday.month, "birth_day": birthday.day,
            "birth_year": min(birthday.year, 1384),
            "joined_at": fields.Datetime.now() - timedelta(days=chance.randint(13, 423)),
        })
    for member in members[:REGULARS]:
        member._set_pin("1234")
    willing = members.filtered(lambda member: member.id % 4)  # three of four have agreed to offers
    env["club.consent"]._record(willing, True, ["sms"], ["marketing"], "till", AGREED)
    return members


def welcome(env, program):
    """Two who join today."""
    for number, name in enumerate(NEWCOMERS, len(MEMBERS)):
        partner = env["res.partner"].create({
            "name": name, "phone": PHONE.format(number), "lang": PERSIAN if number > len(MEMBERS) else "en_US"})
        env["club.member"].create({"program_id": program.id, "partner_id": partner.id, "branch_id": program.branch_ids[0].id})


def publish_offers(env, program, categories, batches):
    tiers = {tier.code: tier.id for tier in program.tier_ids}

    def records(values):
        """The values of a part with codes and names replaced by the records they stand for."""
        values = dict(values)
        if "tier" in values:
            values["tier_ids"] = [Command.set([tiers[values.pop("tier")]])]
        if "category" in values:
            values["category_ids"] = [Command.set(categories[values.pop("category")].ids)]
        if "batch" in values:
            values["code_batch_ids"] = [Command.set(batches[values.pop("batch")].ids)]
        return Command.create(values)

    offers = env["club.offer"].create([{
        "name": name, "program_id": program.id, "sequence": number, "stacking": stacking,
        "condition_ids": [records(condition) for condition in conditions],
        "benefit_ids": [records(benefit) for benefit in benefits],
    } for number, (name, _persian, stacking, conditions, benefits) in enumerate(OFFERS, 1)])
    translated(offers, [offer[1] for offer in OFFERS])
    offers.action_start()
