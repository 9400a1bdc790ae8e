"""What partners agree to do, whether in a review or at a meeting."""

import uuid

from django.db import models


class Action(models.Model):
    """Something that one agency does by a day, and what came of it. Whose it is stands in `owner`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.CharField(max_length=300)
    lead = models.CharField("who leads", max_length=120, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text
