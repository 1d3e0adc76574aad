# Run in Odoo's shell by `./club demo`: the invented shop, then one user for each role, whose password is the login.
import os
from pathlib import Path

from odoo.addons.customer_club.demo import shop

CLUB = "customer_club.customer_club_group_"
ROLES = (  # login, name, group, language, first page
    ("manager", "Manager", f"{CLUB}manager", "en_US", "BASE/odoo"),
    ("modir", "Manager, in Persian", f"{CLUB}manager", "fa_IR", "BASE/odoo"),
    ("cashier", "Cashier", f"{CLUB}cashier", "en_US", "BASE/odoo/point-of-sale"),
    ("accountant", "Accountant", f"{CLUB}accountant", "en_US", "BASE/odoo"),
    ("auditor", "Auditor", f"{CLUB}auditor", "en_US", "BASE/odoo"),
    ("member", "Portal member", "base.group_portal", "en_US", "BASE/my"),
)


def open_login(env, login, name, group_xmlid, lang):
    """Make the user of a role. The portal member is the first member of the club."""
    values = {"login": login, "password": login, "group_ids": [(6, 0, env.ref(group_xmlid).ids)]}
    if login == "member":
        partner = env["club.member"].search([], order="id", limit=1).partner_id
        partner.email = f"{login}@example.com"
        values |= {"partner_id": partner.id}
    else:
        values |= {"name": name, "email": f"{login}@example.com", "lang": lang, "tz": "Asia/Tehran"}
    return env["res.users"].with_context(no_reset_password=True).create(values)


def main(env):
    program = shop.build(env)
    env["ir.module.module"].search([("name", "=", "customer_club")]).demo = True
    lines = [f"  {'role':<20} {'login':<11} {'password':<11} begins at"]
    for login, name, group_xmlid, lang, page in ROLES:
        user = open_login(env, login, name, group_xmlid, lang)
        if login == "cashier":
            program.branch_ids.staff_ids = [(4, user.id)]
        lines.append(f"  {name:<20} {login:<11} {login:<11} {page}")
    lines.append(f"  {'Administrator':<20} {'admin':<11} {'admin':<11} BASE/odoo")
    env.cr.commit()
    Path(os.environ["CLUB_LOGINS"]).write_text("\n".join(lines) + "\n", encoding="utf-8")


main(env)  # noqa: F821
