from oversight.views.access import unusual_access, who_looked
from oversight.views.case_file import case_file, story
from oversight.views.dashboard import dashboard
from oversight.views.my_day import my_day
from oversight.views.undelivered import undelivered

__all__ = ["case_file", "dashboard", "my_day", "story", "undelivered", "unusual_access", "who_looked"]
