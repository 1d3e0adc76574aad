"""What the web client is told, in the client's own terms."""

RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}
CLOSE = {"type": "ir.actions.act_window_close"}


def notification(message, then=None, *, kind="success", title=None, sticky=False):
    """The action that shows a sentence: `kind` is success, info, warning or danger; `then` is the action after it."""
    params = {"message": message, "type": kind, "title": title, "sticky": sticky, "next": then}
    return {"type": "ir.actions.client", "tag": "display_notification",
            "params": {name: value for name, value in params.items() if value}}


def is_right_to_left(env):
    """Whether the user's language runs from right to left."""
    return env["res.lang"]._get_data(code=env.lang or "en_US").direction == "rtl"
