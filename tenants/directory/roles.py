"""Roles of people and what each may do. Deny is the default: a permission not listed is refused."""

from enum import StrEnum, auto
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The seven roles: three of the firm, three of an establishment, one of the instance."""

    LEAD = "lead", _("responsable du cabinet")
    DPO = "dpo", _("délégué à la protection des données")
    ASSISTANT = "assistant", _("assistant du DPO")
    MANAGER = "manager", _("responsable du traitement")
    CONTRIBUTOR = "contributor", _("contributeur")
    READER = "reader", _("lecteur")
    OPERATOR = "operator", _("exploitant de l’instance")

    @classmethod
    def of_agency(cls) -> tuple[Self, ...]:
        """Roles held in an agency: they reach every establishment of it."""
        return (cls.LEAD, cls.DPO, cls.ASSISTANT)

    @classmethod
    def of_establishment(cls) -> tuple[Self, ...]:
        """Roles held in one establishment."""
        return (cls.MANAGER, cls.CONTRIBUTOR, cls.READER)


class Permission(StrEnum):
    """What a view asks for. PUBLIC needs no account, SIGNED_IN any account."""

    PUBLIC = auto()
    SIGNED_IN = auto()
    READ_COCKPIT = auto()
    READ_ESTABLISHMENT = auto()
    OPEN_ESTABLISHMENT = auto()
    ASSIGN_DPO = auto()
    SAY_ABSENCE = auto()
    MANAGE_LADDERS = auto()
    READ_TIMETABLE = auto()
    INVITE_MEMBER = auto()
    MANAGE_MEMBERS = auto()
    MANAGE_STAFF = auto()
    RECEIVE_REQUEST = auto()
    ANSWER_REQUEST = auto()
    DECLARE_INCIDENT = auto()
    QUALIFY_BREACH = auto()
    MANAGE_DUTIES = auto()
    WRITE_REGISTER = auto()
    VALIDATE_ACTIVITY = auto()
    ACKNOWLEDGE_ALERT = auto()
    READ_INSTANCE = auto()
    MANAGE_LIBRARY = auto()


_READ = frozenset({Permission.READ_ESTABLISHMENT})
_CONTRIBUTE = _READ | {
    Permission.RECEIVE_REQUEST,
    Permission.DECLARE_INCIDENT,
    Permission.WRITE_REGISTER,
}
_MANAGE = _CONTRIBUTE | {
    Permission.ANSWER_REQUEST,
    Permission.QUALIFY_BREACH,
    Permission.MANAGE_DUTIES,
    Permission.VALIDATE_ACTIVITY,
    Permission.ACKNOWLEDGE_ALERT,
    Permission.INVITE_MEMBER,
    Permission.MANAGE_MEMBERS,
}
_ASSIST = _CONTRIBUTE | {
    Permission.READ_COCKPIT,
    Permission.ACKNOWLEDGE_ALERT,
    Permission.SAY_ABSENCE,
}
_DPO = (
    _MANAGE
    | _ASSIST
    | {Permission.ASSIGN_DPO, Permission.OPEN_ESTABLISHMENT, Permission.MANAGE_LIBRARY}
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.LEAD: _DPO
    | {Permission.MANAGE_LADDERS, Permission.READ_TIMETABLE, Permission.MANAGE_STAFF},
    Role.DPO: _DPO,
    Role.ASSISTANT: _ASSIST,
    Role.MANAGER: _MANAGE,
    Role.CONTRIBUTOR: _CONTRIBUTE,
    Role.READER: _READ,
    Role.OPERATOR: frozenset({Permission.READ_INSTANCE, Permission.READ_TIMETABLE}),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Return everything that any of `roles` may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
