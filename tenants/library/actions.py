"""What happens to a master template: published, retired, taken back. Nothing is overwritten."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tenants.accounts.models import User
from tenants.library.models import MasterTemplate, TemplateVersion


class TemplateChangedError(RuntimeError):
    """Somebody published a version meanwhile. `standing` is its number."""

    def __init__(self, standing: int) -> None:
        super().__init__("a master template was published meanwhile")
        self.standing = standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A version to publish: a sheet dumped as JSON, its name, and where it comes from.

    `base` is the number that the writer was reading, 0 for a template that does not exist yet;
    `types` are kept for a template of the firm's own. `shipped_version`: see TemplateVersion.
    """

    reference: str
    base: int
    content: dict[str, object]
    name: str
    why: str
    types: tuple[str, ...] = ()
    shipped_version: int | None = None


@transaction.atomic
def publish(
    published: Published,
    *,
    origin: dict[str, object] | None,
    by: User,
    now: datetime,
) -> TemplateVersion:
    """Return the version published, under the next number.

    `origin` is what Vigie's file said at `base`: kept as a version of its own when the firm changes
    the template for the first time, so that both can be compared for ever.

    Errors: TemplateChangedError when `base` no longer stands.
    """
    template = _held(published, origin=origin, now=now)
    if template.version != published.base:
        raise TemplateChangedError(template.version)
    template.version += 1
    template.name = published.name
    template.types = list(published.types)
    template.changed_at = now
    template.save(update_fields=["version", "name", "types", "changed_at"])
    return TemplateVersion.objects.create(
        template=template,
        number=template.version,
        shipped_version=published.shipped_version,
        content=published.content,
        why=published.why,
        at=now,
        by=by,
    )


@transaction.atomic
def retire(*, reference: str, base: int, is_retired: bool, now: datetime) -> MasterTemplate:
    """Return the template retired, or proposed again; what came from it stays as it is.

    Errors: TemplateChangedError when `base` no longer stands.
    """
    template = MasterTemplate.objects.select_for_update().get(pk=reference)
    if template.version != base:
        raise TemplateChangedError(template.version)
    template.retired_at = now if is_retired else None
    template.save(update_fields=["retired_at"])
    return template


def _held(
    published: Published, *, origin: dict[str, object] | None, now: datetime
) -> MasterTemplate:
    """Return the template, alone to write it; made at its first change."""
    MasterTemplate.objects.bulk_create(
        [
            MasterTemplate(
                reference=published.reference,
                version=published.base,
                name=published.name,
                types=list(published.types),
                changed_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    template = MasterTemplate.objects.select_for_update().get(pk=published.reference)
    if origin is not None:
        TemplateVersion.objects.bulk_create(
            [
                TemplateVersion(
                    template=template,
                    number=published.base,
                    shipped_version=published.base,
                    content=origin,
                    at=now,
                )
            ],
            ignore_conflicts=True,
        )
    return template
