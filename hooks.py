"""What installing and uninstalling need beyond the ORM."""

from .models.club_ledger_guard import drop_guards


def uninstall_hook(env):
    """Take the ledger's triggers away, so that the tables can go."""
    drop_guards(env.cr)
