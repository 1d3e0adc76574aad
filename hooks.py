"""What installing and uninstalling need beyond the ORM."""

from .models.club_ledger_guard import drop_guards
from .models.club_report_touched import drop_watch


def uninstall_hook(env):
    """Take the triggers away, so that the tables can go."""
    drop_guards(env.cr)
    drop_watch(env.cr)
