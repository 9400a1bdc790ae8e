"""The table of Django's database cache (`CACHES`): what is counted across processes."""

from django.db import migrations

FORWARD = """
CREATE TABLE mainstay_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX mainstay_cache_expires ON mainstay_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_looks_are_append_only")]

    operations = [migrations.RunSQL(FORWARD, "DROP TABLE mainstay_cache")]
