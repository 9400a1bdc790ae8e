"""A caseload of any size, to measure with (`manage.py seed_scale`; docs/scale.md).

copying    rows of models straight into their tables by COPY, with their history
spread     who is how old, does what, goes where: the chances, and where they come from
agencies   authorities, providers and who works there
clocks     a deadline that has lived until now: opened, told, missed, met
people     one young person with everything that belongs to them
places     where they learn: place, plan, reviews, attendance, incidents
seed       the whole of it, in portions
"""
