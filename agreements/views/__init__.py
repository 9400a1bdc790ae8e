"""Pages of the agreements app."""

from agreements.views.directory import agency, directory
from agreements.views.register import agreement, agreements
from agreements.views.writing import edit, end, new, put_into_force, term

__all__ = ["agency", "agreement", "agreements", "directory", "edit", "end", "new", "put_into_force", "term"]
