# Run in Odoo's shell by `./club demo`: the module's demo files, then one user for each role, whose password is the login.
import os
from pathlib import Path

from odoo.modules.module import Manifest
from odoo.tools.convert import convert_file

ROLES = (
    ("manager", "Manager", ("customer_club.customer_club_group_manager",), "BASE/odoo"),
    ("cashier", "Cashier", ("customer_club.customer_club_group_cashier",), "BASE/odoo/point-of-sale"),
    ("accountant", "Accountant", ("customer_club.customer_club_group_accountant",), "BASE/odoo"),
    ("member", "Portal member", ("base.group_portal",), "BASE/my"),
)


def load_demo_files(env):
    # Odoo's own way would load the demo data of every module with it, and hide an error in ours.
    for file in Manifest.for_addon("customer_club")["demo"]:
        convert_file(env, "customer_club", file, {}, mode="init", noupdate=True)
    env["ir.module.module"].search([("name", "=", "customer_club")]).demo = True


def open_login(env, login, name, group_xmlids):
    """Make the user of a role, or give the one of the demo data its password."""
    users = env["res.users"].with_context(no_reset_password=True)
    user = users.search([("login", "=", login)])
    groups = env["res.groups"].browse([env.ref(xmlid).id for xmlid in group_xmlids])
    if not user:
        user = users.create({"login": login, "name": name, "email": f"{login}@example.com", "group_ids": [(6, 0, groups.ids)]})
    user.write({"password": login, "group_ids": [(4, group.id) for group in groups]})


def main(env):
    load_demo_files(env)
    lines = [f"  {'role':<14} {'login':<11} {'password':<11} begins at"]
    for login, name, group_xmlids, page in ROLES:
        open_login(env, login, name, group_xmlids)
        lines.append(f"  {name:<14} {login:<11} {login:<11} {page}")
    lines.append(f"  {'Administrator':<14} {'admin':<11} {'admin':<11} BASE/odoo")
    env.cr.commit()
    Path(os.environ["CLUB_LOGINS"]).write_text("\n".join(lines) + "\n", encoding="utf-8")


main(env)  # noqa: F821
