"""The fourteen authorities of the West Midlands region, with the codes of the Office for National Statistics and the Department for Education."""

from django.db import migrations

AUTHORITIES = [
    ("E08000025", "330", "Birmingham"),
    ("E08000026", "331", "Coventry"),
    ("E08000027", "332", "Dudley"),
    ("E06000019", "884", "Herefordshire"),
    ("E08000028", "333", "Sandwell"),
    ("E06000051", "893", "Shropshire"),
    ("E08000029", "334", "Solihull"),
    ("E10000028", "860", "Staffordshire"),
    ("E06000021", "861", "Stoke-on-Trent"),
    ("E06000020", "894", "Telford and Wrekin"),
    ("E08000030", "335", "Walsall"),
    ("E10000031", "937", "Warwickshire"),
    ("E08000031", "336", "Wolverhampton"),
    ("E10000034", "885", "Worcestershire"),
]


def add(apps, schema_editor):
    authority = apps.get_model("accounts", "LocalAuthority")
    authority.objects.bulk_create(
        (
            authority(ons_code=ons_code, dfe_code=dfe_code, name=name, region="West Midlands")
            for ons_code, dfe_code, name in AUTHORITIES
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
