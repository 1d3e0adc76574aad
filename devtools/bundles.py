# Run in Odoo's shell.
import club_bundles

club_bundles.build(env)  # noqa: F821
env.cr.commit()  # noqa: F821
