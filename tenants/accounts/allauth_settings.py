"""How people sign in: settings of django-allauth, read by the settings. Invited people only."""

LOGIN_URL = "/compte/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/compte/login/"

ACCOUNT_ADAPTER = "tenants.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Codes rather than links: no address is ever built from what a request says its host is.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
# Same answer and same work whether the address has an account or not: an unknown one is written
# to as well, otherwise the time the relay takes tells who has an account.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "tenants.accounts.forms.SignInForm",
    "request_login_code": "tenants.accounts.forms.AskCodeForm",
    "reset_password": "tenants.accounts.forms.ForgottenPasswordForm",
    "add_email": "tenants.accounts.forms.NewAddressForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Vigie] "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# At most 5 failures in 5 minutes and 25 in a day for one account.
# Source: CNIL, délibération 2022-100 (restriction of access by delay).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/5m/ip,5/5m/key,25/1d/key",
    "reset_password": "20/m/ip,5/m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reauthenticate": "10/m/user",
}

# The cookie goes with the browser; tenants.accounts.session_life closes what is left alone.
ACCOUNT_SESSION_REMEMBER = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
USERSESSIONS_TRACK_ACTIVITY = False

MFA_ADAPTER = "tenants.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Vigie"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "tenants.accounts.forms.FirstCodeForm",
    "authenticate": "tenants.accounts.forms.SignInCodeForm",
    "reauthenticate": "tenants.accounts.forms.ConfirmationCodeForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True

# Length rather than classes, a block list, throttling.
# Source: CNIL, délibération 2022-100; OWASP ASVS 5.0 V6.2.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "tenants.accounts.passwords.LongestValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tenants.accounts.passwords.BlockedWordsValidator"},
    {"NAME": "tenants.directory.passwords.PlaceNameValidator"},
]
