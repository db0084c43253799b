"""A password may not rest on the name of the place its person works in."""

from django.contrib.auth.base_user import AbstractBaseUser

from tenants.accounts.passwords import refuse_names
from tenants.directory.models import Membership
from tenants.directory.switching import as_person


class PlaceNameValidator:
    """Refuses a password made of the names of the person's establishments and agencies."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when too little remains without those names."""
        if user is None or user.pk is None:
            return
        # As that person: a forgotten password is changed by somebody not signed in yet.
        with as_person(user.pk):
            rows = Membership.objects.filter(user_id=user.pk).values_list(
                "establishment__name", "agency__name"
            )
            names = [name for row in rows for name in row if name]
        refuse_names(password, names=names)

    def get_help_text(self) -> str:
        """Return nothing: the advice stands once."""
        return ""
