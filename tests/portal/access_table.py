"""Who may do what, typed by hand: the access matrix is held against this page."""

from tenants.directory.roles import Permission, Role

P = Permission

DESK: dict[str, Permission] = {
    "desk:cockpit": P.SIGNED_IN,
    "desk:deadlines": P.SIGNED_IN,
    "desk:acknowledge": P.ACKNOWLEDGE_ALERT,
    "desk:establishments": P.SIGNED_IN,
    "desk:open": P.OPEN_ESTABLISHMENT,
    "desk:search": P.SIGNED_IN,
    "desk:instance": P.READ_INSTANCE,
    "desk:timetable": P.READ_TIMETABLE,
    "desk:absences": P.SAY_ABSENCE,
    "desk:absence_change": P.SAY_ABSENCE,
    "desk:absence_withdraw": P.SAY_ABSENCE,
    "desk:ladders": P.READ_COCKPIT,
    "desk:ladder_add": P.MANAGE_LADDERS,
    "desk:ladder_remove": P.MANAGE_LADDERS,
    "desk:address_works": P.SIGNED_IN,
    "desk:deadline": P.SIGNED_IN,
    "desk:calendar": P.PUBLIC,
    "desk:channels": P.SIGNED_IN,
    "desk:digest": P.SIGNED_IN,
    "desk:create_calendar": P.SIGNED_IN,
    "desk:revoke_calendar": P.SIGNED_IN,
    "desk:add_chat": P.SIGNED_IN,
    "desk:verify_chat": P.SIGNED_IN,
    "desk:remove_chat": P.SIGNED_IN,
    "desk:language": P.PUBLIC,
    "desk:theme": P.SIGNED_IN,
    "desk:single_keys": P.SIGNED_IN,
    "alert": P.SIGNED_IN,
    "accounts:accept": P.PUBLIC,
    "accounts:join": P.PUBLIC,
    "public:rules": P.PUBLIC,
    "public:holidays": P.PUBLIC,
    "health_live": P.PUBLIC,
    "health_ready": P.PUBLIC,
}

INSIDE: dict[str, Permission] = {
    "establishment:home": P.READ_ESTABLISHMENT,
    "establishment:members": P.READ_ESTABLISHMENT,
    "establishment:assign": P.ASSIGN_DPO,
    "establishment:invite": P.INVITE_MEMBER,
    "establishment:invite_again": P.INVITE_MEMBER,
    "deadlines:detail": P.READ_ESTABLISHMENT,
    "deadlines:export": P.READ_ESTABLISHMENT,
    "deadlines:acknowledge": P.ACKNOWLEDGE_ALERT,
    "deadlines:snooze": P.ACKNOWLEDGE_ALERT,
    "deadlines:note": P.ACKNOWLEDGE_ALERT,
    "rights:list": P.READ_ESTABLISHMENT,
    "rights:receive": P.RECEIVE_REQUEST,
    "rights:preview": P.RECEIVE_REQUEST,
    "rights:detail": P.READ_ESTABLISHMENT,
    "rights:answer": P.ANSWER_REQUEST,
    "rights:extend": P.ANSWER_REQUEST,
    "rights:close": P.ANSWER_REQUEST,
    "incidents:list": P.READ_ESTABLISHMENT,
    "incidents:declare": P.DECLARE_INCIDENT,
    "incidents:detail": P.READ_ESTABLISHMENT,
    "incidents:qualify": P.QUALIFY_BREACH,
    "incidents:notify": P.QUALIFY_BREACH,
    "incidents:close": P.QUALIFY_BREACH,
    "duties:list": P.READ_ESTABLISHMENT,
    "duties:add": P.MANAGE_DUTIES,
    "duties:adopt": P.MANAGE_DUTIES,
    "duties:detail": P.READ_ESTABLISHMENT,
    "duties:change": P.MANAGE_DUTIES,
    "duties:finish": P.MANAGE_DUTIES,
    "duties:stop": P.MANAGE_DUTIES,
    "opening:questions": P.READ_ESTABLISHMENT,
    "opening:question": P.WRITE_REGISTER,
    "opening:lay_down": P.WRITE_REGISTER,
    "opening:confirmation": P.READ_ESTABLISHMENT,
    "opening:confirm": P.WRITE_REGISTER,
    "opening:set_aside": P.WRITE_REGISTER,
    "journal:journal": P.READ_ESTABLISHMENT,
}

_READ = {P.READ_ESTABLISHMENT}
_CONTRIBUTE = {
    P.READ_ESTABLISHMENT,
    P.RECEIVE_REQUEST,
    P.DECLARE_INCIDENT,
    P.WRITE_REGISTER,
}
_MANAGE = _CONTRIBUTE | {
    P.ANSWER_REQUEST,
    P.QUALIFY_BREACH,
    P.MANAGE_DUTIES,
    P.VALIDATE_ACTIVITY,
    P.ACKNOWLEDGE_ALERT,
    P.INVITE_MEMBER,
}
_DPO = _MANAGE | {P.READ_COCKPIT, P.ASSIGN_DPO, P.SAY_ABSENCE, P.OPEN_ESTABLISHMENT}

MAY: dict[Role, set[Permission]] = {
    Role.LEAD: _DPO | {P.MANAGE_LADDERS, P.READ_TIMETABLE},
    Role.DPO: _DPO,
    Role.ASSISTANT: _CONTRIBUTE | {P.READ_COCKPIT, P.ACKNOWLEDGE_ALERT, P.SAY_ABSENCE},
    Role.MANAGER: _MANAGE,
    Role.CONTRIBUTOR: _CONTRIBUTE,
    Role.READER: _READ,
    Role.OPERATOR: {P.READ_INSTANCE, P.READ_TIMETABLE},
}
