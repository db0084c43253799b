"""What each PostgreSQL role may do on the public tables.

A public table that no line names is readable by nobody but the owner; a test holds this list
against the models.
"""

READ = "select"
WRITE = "select, insert, update, delete"
APPEND = "select, insert"
CHANGE = "select, insert, update"

_ACCOUNTS = (
    "accounts_user",
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "usersessions_usersession",
    "django_session",
    "django_cache",
)

GRANTS: dict[str, dict[str, str]] = {
    "vigie_web": {
        **dict.fromkeys(_ACCOUNTS, WRITE),
        "django_content_type": READ,
        "django_migrations": READ,
        "directory_agency": CHANGE,
        "directory_establishment": CHANGE,
        "directory_membership": WRITE,
        "directory_invitation": WRITE,
        "agenda_deadline": "select, update",
        "agenda_alert": "select, update",
        "agenda_alertattempt": READ,
        "agenda_heartbeat": READ,
        "agenda_recurrence": READ,
        "agenda_ladderstep": WRITE,
        "agenda_digest": CHANGE,
        "agenda_calendarfeed": CHANGE,
        "agenda_chatchannel": WRITE,
        "directory_absence": WRITE,
        "library_mastertemplate": CHANGE,
        "library_templateversion": APPEND,
        "library_templatedraft": WRITE,
        "library_push": APPEND,
        "library_pushitem": CHANGE,
        "library_vendor": CHANGE,
        "library_vendorcertificate": "select, insert, update (replaced_at, is_withdrawn)",
        "portfolio_activitystanding": READ,
        "portfolio_processorstanding": READ,
        "portfolio_deskview": "select, insert, delete",
    },
    "vigie_tenant": {
        "accounts_user": READ,
        "django_content_type": READ,
        "directory_agency": READ,
        "directory_establishment": READ,
        "directory_membership": READ,
        "directory_departure": READ,
        "directory_invitation": WRITE,
        "agenda_deadline": CHANGE,
        "agenda_alert": CHANGE,
        "agenda_alertattempt": READ,
        "agenda_recurrence": CHANGE,
        "agenda_ladderstep": READ,
        "library_mastertemplate": READ,
        "library_templateversion": READ,
        "library_vendor": READ,
        "library_vendorcertificate": READ,
        "portfolio_activitystanding": CHANGE,
        "portfolio_processorstanding": CHANGE,
    },
    "vigie_clock": {
        "accounts_user": "select, update (bounced_at, bounce_code)",
        "django_content_type": READ,
        "directory_agency": READ,
        "directory_establishment": READ,
        "directory_membership": READ,
        "agenda_deadline": CHANGE,
        "agenda_alert": CHANGE,
        "agenda_alertattempt": APPEND,
        "agenda_heartbeat": CHANGE,
        "agenda_recurrence": "select, update",
        "agenda_ladderstep": READ,
        "agenda_digest": CHANGE,
        "agenda_chatchannel": "select, update (failed_at)",
        "directory_absence": READ,
        "library_mastertemplate": READ,
        "library_templateversion": READ,
        "library_push": READ,
        "library_pushitem": "select, update",
        "library_vendor": READ,
        "library_vendorcertificate": READ,
        "portfolio_activitystanding": READ,
        "portfolio_processorstanding": READ,
    },
    "vigie_door": {
        "accounts_user": CHANGE,
        "account_emailaddress": CHANGE,
        "django_content_type": READ,
        "directory_agency": READ,
        "directory_establishment": READ,
        "directory_membership": CHANGE,
        "directory_invitation": "select, update",
        # The secret address of a calendar is the door: only what it leads to is looked up here.
        "agenda_calendarfeed": "select, update (last_read_at)",
    },
}
