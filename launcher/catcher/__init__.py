"""The mail catcher of `./vigie up`: receives by SMTP, keeps files, shows them in the browser.

The one part of the launcher that needs a package (aiosmtpd): it runs inside the environment.
"""
