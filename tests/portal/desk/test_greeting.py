from dataclasses import replace

import pytest

from portal.desk.greeting import sentence
from portal.desk.queries import Figures

NOTHING = Figures(*([0] * 19))


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (NOTHING, "Aucune échéance ouverte."),
        (replace(NOTHING, open=9), "Rien ne presse\u00a0: aucune échéance sous 72\u00a0h."),
        (replace(NOTHING, open=9, critical=1), "1 échéance tombe sous 72\u00a0h."),
        (replace(NOTHING, open=9, critical=4), "4 échéances tombent sous 72\u00a0h."),
        (replace(NOTHING, open=9, critical=4, breaches=1), "1 violation en cours."),
        (
            replace(NOTHING, open=9, late=2, breaches=3),
            "2 échéances dépassées, 3 violations en cours.",
        ),
        (replace(NOTHING, open=9, critical=1, unqualified=1), "1 incident à qualifier."),
        (
            replace(NOTHING, open=9, late=1, breaches=1, unqualified=2),
            "1 échéance dépassée, 1 violation en cours, 2 incidents à qualifier.",
        ),
    ],
)
def test_sentence_when_said_then_names_what_burns_first(figures: Figures, words: str) -> None:
    assert sentence(figures) == words
