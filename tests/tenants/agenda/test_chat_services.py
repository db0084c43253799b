"""Of what a person pastes, only what a known service gives is written for the library."""

import pytest

from tenants.agenda.chat_services import SERVICES, AddressRefused, chat_url

TEAMS = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/643e69f83c8944438d68119179a10a64"
    "/triggers/manual/paths/invoke"
)


@pytest.mark.parametrize(
    ("service", "address", "written"),
    [
        (
            "mattermost",
            " https://chat.cabinet.fr/hooks/3ccdd113474722377935 ",
            "mmosts://chat.cabinet.fr/3ccdd113474722377935?image=no",
        ),
        (
            "mattermost",
            "https://cabinet.fr:8443/chat/hooks/3ccdd113474722377935?verify=no&redirect=yes",
            "mmosts://cabinet.fr:8443/chat/3ccdd113474722377935?image=no",
        ),
        (
            "rocketchat",
            "https://chat.cabinet.fr/hooks/5f9a1c2b/8d3eKq7bXz",
            "rockets://5f9a1c2b/8d3eKq7bXz@chat.cabinet.fr?avatar=no",
        ),
        (
            "slack",
            "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
            "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?image=no&footer=no",
        ),
        (
            "teams",
            f"{TEAMS}?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=KODue&verify=no",
            f"{TEAMS}?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=KODue",
        ),
        (
            "ntfy",
            "https://ntfy.sh/cabinet-rivoal-9f3k2",
            "ntfys://ntfy.sh/cabinet-rivoal-9f3k2?image=no",
        ),
        (
            "free_mobile",
            "https://smsapi.free-mobile.fr/sendmsg?user=12345678&pass=abcdABCD1234ab",
            "freemobile://12345678@abcdABCD1234ab",
        ),
    ],
)
def test_address_when_the_service_gives_it_then_is_written_anew(
    service: str, address: str, written: str
) -> None:
    assert chat_url(service, address) == written


@pytest.mark.parametrize(
    ("service", "address"),
    [
        ("mattermost", "http://chat.cabinet.fr/hooks/3ccdd113474722377935"),
        ("mattermost", "https://moi:secret@chat.cabinet.fr/hooks/3ccdd113474722377935"),
        ("mattermost", "https://chat.cabinet.fr/hooks/3ccdd113474722377935#x"),
        ("mattermost", "https://chat.cabinet.fr/autre/3ccdd113474722377935"),
        ("mattermost", "https://chat.cabinet.fr/../hooks/a b"),
        ("mattermost", "https://chat.cabinet.fr:99999/hooks/3ccdd113474722377935"),
        ("mattermost", "https://[::1]/hooks/3ccdd113474722377935"),
        ("mattermost", "https://chat.cabinét.fr/hooks/3ccdd113474722377935"),
        ("mattermost", "mmosts://chat.cabinet.fr/3ccdd113474722377935"),
        ("mattermost", "file:///etc/passwd"),
        ("mattermost", ""),
        ("mattermost", "https://chat.cabinet.fr/hooks/" + "a" * 800),
        ("rocketchat", "https://chat.cabinet.fr/hooks/5f9a1c2b"),
        (
            "slack",
            "https://hooks.slack.com.cabinet.fr/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXr",
        ),
        ("teams", f"{TEAMS}?api-version=2016-06-01"),
        ("teams", "https://logic.azure.com.cabinet.fr/workflows/6?sig=K"),
        ("ntfy", "https://ntfy.sh/court"),
        ("ntfy", "https://ntfy.sh/sujet-correct/autre"),
        ("free_mobile", "https://smsapi.free-mobile.fr/sendmsg?user=12345678"),
        ("free_mobile", "https://cabinet.fr/sendmsg?user=12345678&pass=abcdABCD1234ab"),
    ],
)
def test_address_when_it_is_another_then_is_refused(service: str, address: str) -> None:
    with pytest.raises(AddressRefused):
        chat_url(service, address)


def test_services_when_listed_fit_their_column() -> None:
    assert [code for code in SERVICES if len(code) > 16] == []
