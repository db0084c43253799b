"""What falls due, who is told and by which way: rows of the public schema."""

from tenants.agenda.models.alert import Alert, AlertAttempt
from tenants.agenda.models.clock import Heartbeat, Recurrence
from tenants.agenda.models.deadline import Deadline
from tenants.agenda.models.ladder_step import LadderStep
from tenants.agenda.models.subscription import CalendarFeed, ChatChannel, Digest

__all__ = [
    "Alert",
    "AlertAttempt",
    "CalendarFeed",
    "ChatChannel",
    "Deadline",
    "Digest",
    "Heartbeat",
    "LadderStep",
    "Recurrence",
]
