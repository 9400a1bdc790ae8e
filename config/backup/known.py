"""Print every migration this code knows, one a line. A process of its own, because it loads Django."""

import django
from django.db.migrations.loader import MigrationLoader


def main() -> None:
    django.setup()
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        print(f"{app}.{name}")


if __name__ == "__main__":
    main()
