"""Words of the oversight app."""

from django.db import models


class Unusual(models.TextChoices):
    """Why an agency's administrator is told of a colleague's day. The rules are in `oversight.rules`."""

    MANY_RECORDS = "many_records", "Many records in a short time"
    OUT_OF_HOURS = "out_of_hours", "Outside working hours"
    OUTSIDE_CASELOAD = "outside_caseload", "Outside their own caseload"
    BROKEN_GLASS = "broken_glass", "Restricted record opened in an emergency"
    EMPTY_SEARCHES = "empty_searches", "Many searches that found nobody"
