"""What an establishment answered to the questions of its opening."""

from django.db import models


class OpeningAnswer(models.Model):
    """The answer to one question, kept until it is given again.

    `chosen` holds the id of a choice, or the references of the activities that were ticked.
    """

    question = models.CharField(max_length=24, primary_key=True)
    chosen = models.JSONField(default=list)
    software = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField()
    answered_by_id = models.BigIntegerField()

    def __str__(self) -> str:
        return self.question
