"""The mail catcher: a mail on the disk once 250 is answered, shown without executing anything."""

import json
import smtplib
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from launcher.catcher.__main__ import Receiver
from launcher.catcher.box import Box
from launcher.catcher.viewer import Viewer
from launcher.ports import free_port


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path / "mail")


@pytest.fixture
def address(box: Box) -> Iterator[str]:
    """The viewer, served."""
    viewer = Viewer(port=0, box=box)
    thread = threading.Thread(target=viewer.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{viewer.server_address[1]}"
    viewer.shutdown()
    thread.join()
    viewer.server_close()


def mail(subject: str, *, to: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Vigie <vigie@localhost>"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    return message


def read(url: str) -> str:
    with urllib.request.urlopen(url) as answer:  # noqa: S310  the viewer of this test
        return str(answer.read().decode("utf-8"))


def test_receiver_when_250_is_answered_has_kept_the_mail(box: Box) -> None:
    receiver = Controller(Receiver(box), hostname="127.0.0.1", port=free_port())
    receiver.start()
    try:
        with smtplib.SMTP("127.0.0.1", receiver.port) as link:
            link.send_message(mail("Échéance", to="dpo@cabinet.test", text="Il reste 31 h."))
            kept = box.names()
    finally:
        receiver.stop()

    found = box.mail(kept[0])
    assert len(kept) == 1
    assert found is not None
    assert (found.subject, found.recipients, found.text.strip()) == (
        "Échéance",
        "dpo@cabinet.test",
        "Il reste 31 h.",
    )


def test_viewer_when_a_mail_holds_a_script_shows_it_as_text(box: Box, address: str) -> None:
    text = "<script>alert(1)</script> https://vigie.test/invitation/ab&c/. Fin"
    name = box.keep(bytes(mail("<b>Objet</b>", to="a@b.test", text=text)), stamp=1)

    page = read(f"{address}/mails/{name}")

    assert "<script>" not in page
    assert "<h1>&lt;b&gt;Objet&lt;/b&gt;</h1>" in page
    assert (
        '<a href="https://vigie.test/invitation/ab&amp;c/" rel="noreferrer">'
        "https://vigie.test/invitation/ab&amp;c/</a>. Fin"
    ) in page


def test_viewer_when_asked_for_json_gives_the_newest_first_and_filters(
    box: Box, address: str
) -> None:
    box.keep(bytes(mail("Un", to="dpo@a.test", text="https://v.test/1")), stamp=1)
    box.keep(bytes(mail("Deux", to="lead@a.test", text="rien")), stamp=2)

    every = json.loads(read(f"{address}/api/mails"))
    mine = json.loads(read(f"{address}/api/mails?to=DPO%40a.test"))

    assert [one["subject"] for one in every] == ["Deux", "Un"]
    assert [(one["subject"], one["links"]) for one in mine] == [("Un", ["https://v.test/1"])]


def test_viewer_when_it_answers_allows_no_script_and_no_frame(box: Box, address: str) -> None:
    del box
    with urllib.request.urlopen(address) as answer:  # noqa: S310  the viewer of this test
        policy = answer.headers["Content-Security-Policy"]

    assert policy == (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    )


@pytest.mark.parametrize(
    "path", ["/mails/../../secrets.json", "/mails/%2e%2e/secrets", "/mails/x", "/autre", "/mails/"]
)
def test_viewer_when_the_path_names_no_mail_answers_404(box: Box, address: str, path: str) -> None:
    del box
    with pytest.raises(urllib.error.HTTPError) as refused:
        read(f"{address}{path}")

    assert refused.value.code == 404
    refused.value.close()


def test_box_when_the_charset_is_unknown_shows_the_mail_all_the_same(box: Box) -> None:
    name = box.keep(
        b"Subject: Essai\r\nContent-Type: text/plain; charset=inconnu-9\r\n\r\nBonjour\r\n", stamp=1
    )

    found = box.mail(name)

    assert found is not None
    assert found.text.strip() == "Bonjour"
