"""What machines call themselves, in words."""

import pytest

from portal.desk.naming import browser_words, driver_words

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/144.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/144.0 Safari/537.36 Edg/144.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (f"Mozilla/5.0 (Linux; Android 15) {_WEBKIT} Chrome/144.0 Safari/537", "Chrome, Android"),
        ("curl/8.5", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_browser_when_it_names_itself_then_in_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words


@pytest.mark.parametrize(
    ("driver", "words"),
    [
        ("loop", "Dernier tour par la boucle d’alerte"),
        ("watch", "Dernière veille sur les autres"),
        ("inconnu", "inconnu"),
    ],
)
def test_driver_when_asked_then_what_it_did(driver: str, words: str) -> None:
    assert driver_words(driver) == words
