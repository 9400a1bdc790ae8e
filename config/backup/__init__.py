"""Backup and restore, and the drill that shows that they work (docs/backup.md).

dump         the database in one snapshot, then the files; a manifest; whole or not at all
restore      digests first, into a database beside ours, compared, brought up to date, then the names change places
drill        dump, drop, restore and every check there is, with seconds and sizes
manifest     what a backup holds: date, code, migrations, rows of each table, digest of each part
database     one PostgreSQL database from outside: rows, names, pg_dump and pg_restore
file_store   the folder of uploaded files as one tar
code         which code runs, and its management commands; `known`: the migrations that come with it
"""
