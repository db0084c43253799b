"""Writing one section of an activity: what is shown to type in, what was typed, and what it says.

Nothing typed is lost: it is kept as a draft while typing, and when somebody else wrote meanwhile,
what both changed is joined; only where both changed the same field is the person asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db import transaction
from django.http import QueryDict

from portal.register.actions import save
from portal.register.asking import (
    LinesField,
    is_repeated,
    offer,
    plain_form,
    plain_paths,
    rows_form,
    starting,
)
from portal.register.differences import changed_fields
from portal.register.fields import Field, Section, fields_of
from portal.register.models import Activity, ActivityDraft
from portal.register.queries import version_of
from portal.register.refusals import VersionConflictError
from portal.register.sheet import Sheet
from tenants.accounts.models import User


@dataclass(frozen=True, slots=True)
class Rows:
    """A repeated field and its rows."""

    field: Field
    formset: "forms.BaseFormSet[forms.Form]"


@dataclass(frozen=True, slots=True)
class Page:
    """One section to type in. `base` is the sheet it was read from."""

    base: Sheet
    plain: forms.Form
    rows: tuple[Rows, ...]

    def is_valid(self) -> bool:
        """Return whether every part has the right shape."""
        return all([self.plain.is_valid(), *(one.formset.is_valid() for one in self.rows)])

    def sheet(self) -> Sheet:
        """Return the base with what was typed; the page is valid."""
        content = self.base.model_dump(mode="json")
        for path, cleaned in self.plain.cleaned_data.items():
            name, _dot, part = path.partition(".")
            value = _value(self.plain.fields[path], cleaned)
            if part:
                content[name][part] = value
            else:
                content[name] = value
        for one in self.rows:
            content[one.field.path] = _rows(one, content[one.field.path])
        return Sheet.model_validate(content)


@dataclass(frozen=True, slots=True)
class Clash:
    """What both persons changed: the fields, their version, and mine joined to theirs."""

    conflict: VersionConflictError
    fields: tuple[str, ...]
    joined: Sheet


def names_of(section: Section, *, role: str, sheet: Sheet) -> list[str]:
    """Return the fields that the section asks of that role; one that says something stays."""
    return [
        field.path
        for field in fields_of(section.id)
        if field.needs[role] != "none"
        or set(field.needs.values()) == {"none"}
        or getattr(sheet, field.path) not in ("", ())
    ]


def page_of(
    section: Section,
    *,
    role: str,
    sheet: Sheet,
    examples: Mapping[str, str],
    typed: QueryDict | None = None,
    links: Iterable[tuple[str, str]] | None = None,
) -> Page:
    """Return the section to type in: what the sheet says, or what was `typed` (as it was sent).

    `examples` gives what the profession writes, by path of field. `links` are the processors that
    may be chosen, (id, name) each; None where there is no establishment to have any.
    """
    names = names_of(section, role=role, sheet=sheet)
    values = sheet.model_dump(mode="json")
    paths = plain_paths(names)
    asked = {field.path: field for field in fields_of(section.id)}
    page = Page(
        base=sheet,
        plain=plain_form(paths, examples=examples)(typed, initial=starting(values, paths=paths)),
        rows=tuple(
            Rows(
                asked[name],
                rows_form(name, extra=0 if values[name] else 1, examples=examples)(
                    typed,
                    prefix=name,
                    initial=[{**row, "origin": at} for at, row in enumerate(values[name])],
                ),
            )
            for name in names
            if is_repeated(name)
        ),
    )
    for one in page.rows:
        if one.field.path == "processors":
            offer(one.formset, links)
    return page


def with_one_more(typed: QueryDict, *, name: str) -> QueryDict:
    """Return what was typed, with room for one more row of a repeated field."""
    data = typed.copy()
    key = f"{name}-TOTAL_FORMS"
    count = data.get(key, "")
    data[key] = str(int(count) + 1 if count.isascii() and count.isdigit() else 1)
    return data


def write(
    *, activity: Activity, mine: Sheet, base: Sheet, version: int, why: str, by: User, now: datetime
) -> Clash | None:
    """Write `mine`, read from `base` at `version`; return what clashes, None when it is written.

    When somebody else wrote meanwhile in other fields, both changes stand.
    """
    try:
        save(activity=activity, sheet=mine, version=version, why=why, by=by, now=now)
    except VersionConflictError as conflict:
        theirs = conflict.theirs.sheet
        ours = changed_fields(base, mine)
        joined = theirs.model_copy(update={name: getattr(mine, name) for name in ours})
        clashing = ours & changed_fields(base, theirs) & changed_fields(mine, theirs)
        if clashing:
            return Clash(conflict, tuple(n for n in Sheet.model_fields if n in clashing), joined)
        number = conflict.theirs.number
        # A third person at that very moment: nothing is written, and the page says so.
        save(activity=activity, sheet=joined, version=number, why=why, by=by, now=now)
    return None


def base_of(activity: Activity, *, version: int) -> Sheet | None:
    """Return what the activity said at the version that was read, None for no such version."""
    if version == activity.version:
        return activity.sheet
    found = version_of(activity, version)
    return found.sheet if found else None


def draft_of(activity: Activity, *, by: User) -> ActivityDraft | None:
    """Return what the person typed of the activity and did not record."""
    return ActivityDraft.objects.filter(activity=activity, person_id=by.pk).first()


def typed_of(draft: ActivityDraft | None, *, section: Section) -> QueryDict | None:
    """Return what was typed of a section, as the browser sent it; None when nothing was."""
    kept = (draft.typed if draft else {}).get(section.slug)
    if kept is None:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept.items():
        typed.setlist(name, values)
    return typed


@transaction.atomic
def keep_draft(
    *, activity: Activity, section: Section, typed: QueryDict, version: int, by: User, now: datetime
) -> ActivityDraft:
    """Return the draft with what was typed of the section; the rest of it stays."""
    sent = {name: values for name, values in typed.lists() if name != "csrfmiddlewaretoken"}
    draft = ActivityDraft.objects.select_for_update().filter(activity=activity, person_id=by.pk)
    ActivityDraft.objects.bulk_create(
        [ActivityDraft(activity=activity, person_id=by.pk, step=section.slug, saved_at=now)],
        ignore_conflicts=True,
    )
    kept = draft.get()
    kept.typed = {**kept.typed, section.slug: sent}
    kept.step = section.slug
    kept.base_version = version
    kept.saved_at = now
    kept.save(update_fields=["typed", "step", "base_version", "saved_at"])
    return kept


def forget_draft(*, activity: Activity, section: Section, by: User) -> None:
    """Forget what was typed of a section: it is recorded now, or given up."""
    draft = draft_of(activity, by=by)
    if draft is None or section.slug not in draft.typed:
        return
    left = {slug: sent for slug, sent in draft.typed.items() if slug != section.slug}
    if left:
        draft.typed = left
        draft.save(update_fields=["typed"])
    else:
        draft.delete()


def _rows(one: Rows, before: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the rows as typed; what a row holds and the form does not ask stays."""
    found = []
    for form in one.formset.forms:
        if not form.has_changed() and form.empty_permitted:
            continue
        if form in one.formset.deleted_forms:
            continue
        cleaned = form.cleaned_data
        origin = cleaned.get("origin")
        row = dict(before[origin]) if origin is not None and origin < len(before) else {}
        for part, value in cleaned.items():
            if part not in {"origin", "DELETE"}:
                row[part] = _value(form.fields[part], value, before=row.get(part))
        found.append(row)
    return found


def _value(field: forms.Field, cleaned: object, *, before: object = None) -> object:
    """Return a cleaned value as a sheet holds it: lines split, ends of line made one."""
    if isinstance(field, LinesField):
        return field.lines_of(str(cleaned))
    if isinstance(cleaned, str):
        return cleaned.replace("\r\n", "\n")
    if isinstance(cleaned, list) and isinstance(before, list) and set(cleaned) == set(before):
        # Boxes come in the order of the page: the order that was written stays.
        return before
    return cleaned
