from datetime import UTC, date, datetime

from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from portal.templatetags import vigie
from tenants.agenda.models import Deadline

NOW = datetime(2026, 11, 23, 9, 28, tzinfo=UTC)
BREACH = Deadline(
    kind=Deadline.Kind.BREACH,
    rule_id="R-ART33-72H",
    starts_at=datetime(2026, 11, 21, 16, 40, tzinfo=UTC),
    due_at=datetime(2026, 11, 24, 16, 40, tzinfo=UTC),
    due_on=None,
)
REQUEST = Deadline(
    kind=Deadline.Kind.REQUEST,
    rule_id="R-ART12-1M",
    starts_at=datetime(2026, 10, 25, 9, 0, tzinfo=UTC),
    due_at=datetime(2026, 11, 25, 23, 0, tzinfo=UTC),
    due_on=date(2026, 11, 25),
)


def rendered(source: str, **facts: object) -> str:
    return Template(source).render(Context(facts))


def test_when_given_an_instant_then_writes_it_in_the_zone_with_the_zone_on_hover() -> None:
    written = rendered("{{ at|when:zone }}", at=BREACH.due_at, zone="Europe/Paris")

    assert written == (
        '<time datetime="2026-11-24T16:40:00+00:00" title="Europe/Paris">'
        "mardi 24 novembre 2026 à 17\u00a0h\u00a040</time>"
    )


def test_day_when_its_year_matters_then_writes_it() -> None:
    assert vigie.day_month_year(date(2027, 3, 2)) == "2 mars 2027"
    assert vigie.day_month_year(date(2026, 11, 24)) == "24 nov. 2026"
    assert vigie.day_month_year(None) == "—"


def test_when_given_nothing_then_writes_a_dash() -> None:
    assert rendered("{{ at|when }}{{ at|short_when }}{{ at|when_text }}", at=None) == "———"


def test_when_text_inside_an_attribute_then_holds_no_markup() -> None:
    written = rendered('<p title="{{ at|when_text:"Indian/Reunion" }}">', at=BREACH.due_at)

    assert written == '<p title="mardi 24 novembre 2026 à 20\u00a0h\u00a040">'


def test_left_when_the_period_counts_in_days_then_counts_days_else_hours() -> None:
    assert vigie.left(BREACH, NOW, "Europe/Paris") == "31\u00a0h"
    assert vigie.left(REQUEST, NOW, "Europe/Paris") == "2\u00a0j"


def test_due_when_the_period_counts_in_days_then_shows_the_day_and_no_hour() -> None:
    assert vigie.due(REQUEST, "Europe/Paris") == (
        '<time datetime="2026-11-25" title="jusqu’à minuit, Europe/Paris">'
        "mercredi 25 novembre 2026</time>"
    )
    assert ">24 nov., 17\u00a0h\u00a040<" in vigie.due(BREACH, "Europe/Paris", short=True)


def test_level_and_used_when_asked_then_tell_how_near_the_end_is() -> None:
    assert (vigie.level(BREACH, NOW), vigie.used(BREACH, NOW)) == ("crit", 56)


def test_todo_when_asked_then_names_the_act() -> None:
    record = Deadline(kind=Deadline.Kind.REQUEST, rule_id="R-CSP-8J")
    incident = Deadline(kind=Deadline.Kind.INCIDENT, rule_id="R-ART33-QUALIFY")

    assert [vigie.todo(one) for one in (BREACH, incident, REQUEST, record)] == [
        "Notifier la CNIL",
        "Qualifier l’incident",
        "Répondre à la personne",
        "Remettre le dossier médical",
    ]


def test_rule_label_when_the_page_is_english_then_is_english() -> None:
    with translation.override("en"):
        english = vigie.rule_label("R-ART12-1M")

    assert english == "Answer to a data-subject request"
    assert vigie.rule_label("R-ART12-1M") == "Réponse à une demande de droits"


def test_with_query_when_a_filter_changes_then_keeps_the_others_and_leaves_the_page() -> None:
    query = QueryDict("nature=breach&agence=3&page=4")

    assert vigie.with_query(query, agence="") == "?nature=breach"
    assert vigie.with_query(query, page=2) == "?nature=breach&agence=3&page=2"


def test_thousands_when_large_then_parts_with_a_space_that_does_not_break() -> None:
    assert vigie.thousands(1184) == "1\u00a0184"


def test_icon_when_drawn_then_is_hidden_from_screen_readers() -> None:
    drawn = vigie.icon("plus")

    assert 'aria-hidden="true"' in drawn
    assert drawn.endswith('icons.svg#plus"/></svg>')
