"""What every page tells operators."""

from typing import Any

from django.http import HttpRequest

from accounts.enums import Permission
from accounts.selectors import may_anywhere


def operations(request: HttpRequest) -> dict[str, Any]:
    """`alarm`: the open one, for operators alone (`oversight.middleware`). Nothing is asked while there is none."""
    alarm = getattr(request, "alarm", None)
    return {"alarm": alarm if alarm is not None and may_anywhere(request.user, Permission.OPERATE) else None}
