"""Mail as articles: newsletters, press releases, mailboxes, what is sent on, what is signed."""

import base64
import gzip
import tracemalloc
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.articles import read
from index.types import Article, Refused
from tests import outlook

SHUT = "The harbour bridge in Tamber was shut on Monday after a crack was found in its deck."
COST = "Repairs will cost 2.4 million crowns, the port authority said, and take until March."
TEXT = f"{SHUT}\n\n{COST}"


def mail(text: str = TEXT, html: str = "", **headers: str) -> EmailMessage:
    made = EmailMessage()
    given = {
        "Subject": "Harbour bridge shut",
        "From": "Harbour Courier <news@courier.example>",
        "To": "reader@post.example",
        "Date": "Thu, 14 Mar 2024 07:00:00 +0000",
        "Message-ID": "<1@courier.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        if value:
            made[name] = value
    if text:
        made.set_content(text)
    if html:
        (made.add_alternative if text else made.set_content)(html, subtype="html")
    return made


def saved(folder: Path, made, name: str = "a.eml") -> Path:
    path = folder / name
    path.write_bytes(made if isinstance(made, bytes) else bytes(made))
    return path


def only(folder: Path, made, name: str = "a.eml") -> Article:
    (outcome,) = read(saved(folder, made, name))
    assert isinstance(outcome, Article), outcome
    return outcome


def refused(folder: Path, made, name: str = "a.eml") -> str:
    (outcome,) = read(saved(folder, made, name))
    assert isinstance(outcome, Refused), outcome
    return outcome.why


def test_a_newsletter_is_an_article_with_what_its_headers_state(tmp_path):
    article = only(tmp_path, mail())
    assert article.title == "Harbour bridge shut"
    assert article.text == TEXT
    assert article.source == "Harbour Courier"
    assert article.published == date(2024, 3, 14)
    assert article.id == "1@courier.example"
    assert article.authors == ()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1"])
def test_the_text_is_decoded(tmp_path, encoding, charset):
    made = mail(text="")
    made.set_content(
        "Bürger „sagten“ nein.".replace("„", '"').replace("“", '"'), charset=charset, cte=encoding
    )
    assert only(tmp_path, made).text == 'Bürger "sagten" nein.'


def test_utf_8_that_is_said_to_be_something_else_is_utf_8(tmp_path):
    raw = (
        "From: Harbour Courier <news@courier.example>\nSubject: Brücke gesperrt\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=iso-8859-1\n\nDie Brücke ist gesperrt.\n"
    )
    article = only(tmp_path, raw.encode())
    assert (article.title, article.text) == ("Brücke gesperrt", "Die Brücke ist gesperrt.")


def test_an_encoded_subject_over_several_lines(tmp_path):
    raw = (
        b"From: =?utf-8?q?Caf=C3=A9_Courier?= <news@courier.example>\nMIME-Version: 1.0\n"
        b"Subject: =?utf-8?q?Br=C3=BCcke_?=\n =?utf-8?q?gesperrt?= nach Riss\n\nText steht hier.\n"
    )
    article = only(tmp_path, raw)
    assert article.title == "Brücke gesperrt nach Riss"
    assert article.source == "Café Courier"


def test_html_is_preferred_and_read_as_it_is_seen(tmp_path):
    html = (
        "<html><head><style>.pre{display:none}</style></head><body>"
        '<div class="pre">Preheader nobody sees</div><div style="display:none">Nor this</div>'
        "<table><tr><td><h1>Briefing</h1></td></tr><tr>"
        f"<td><p>{SHUT}</p></td><td><p>{COST}</p></td></tr></table>"
        '<img src="https://t.example/o.gif" width="1" height="1">'
        '<p><a href="https://courier.example/u?x=1">Unsubscribe</a></p></body></html>'
    )
    article = only(tmp_path, mail("See the HTML version.", html))
    assert article.text == f"Briefing\n\n{TEXT}"


def test_plain_text_is_read_where_the_html_is_a_stub(tmp_path):
    assert only(tmp_path, mail(TEXT, "<p>Open in a newer mail program.</p>")).text == TEXT


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Fwd: Bridge shut", "Bridge shut"),
        ("RE: FW: AW[2]: Bridge shut", "Bridge shut"),
        ("[courier-news] Bridge shut", "Bridge shut"),
        ("[EXTERNAL] Re: [courier-news] Bridge shut", "Bridge shut"),
        ("[Opinion] Leave the bridge shut", "[Opinion] Leave the bridge shut"),
        ("Re-opening of the bridge", "Re-opening of the bridge"),
        ("Morning Briefing: bridge shut", "Morning Briefing: bridge shut"),
    ],
)
def test_a_subject_is_a_headline_less_what_mail_puts_before_it(tmp_path, subject, title):
    made = mail(Subject=subject, List_Id="News <courier-news.courier.example>")
    assert only(tmp_path, made).title == title


@pytest.mark.parametrize(
    ("sender", "source", "authors"),
    [
        ("Harbour Courier <news@courier.example>", "Harbour Courier", ()),
        ("The Wendry Post <hello@post.example>", "The Wendry Post", ()),
        ("news@mail.courier.example", "courier.example", ()),
        ("Petra Quill <petra.quill@courier.example>", "courier.example", ("Petra Quill",)),
        ('"Quill, Petra" <pquill@courier.example>', "courier.example", ("Petra Quill",)),
        (
            "Petra Quill, Harbour Courier <news@courier.example>",
            "Harbour Courier",
            ("Petra Quill",),
        ),
        (
            "Petra Quill at Harbour Courier <hi@courier.example>",
            "Harbour Courier",
            ("Petra Quill",),
        ),
        ("Harbour Courier | Petra Quill <hi@courier.example>", "Harbour Courier", ("Petra Quill",)),
        ("Petra Quill (Harbour Courier) <hi@courier.example>", "Harbour Courier", ("Petra Quill",)),
        ("Petra Quill <petra.quill@gmail.com>", "", ("Petra Quill",)),
        ("Tamber Port Authority <press@port.example>", "Tamber Port Authority", ()),
    ],
)
def test_a_sender_is_an_outlet_or_a_person_at_one(tmp_path, sender, source, authors):
    article = only(tmp_path, mail(From=sender))
    assert (article.source, article.authors) == (source, authors)


def test_the_day_is_the_senders_own(tmp_path):
    made = mail(Date="Thu, 14 Mar 2024 23:30:00 -0800")
    assert only(tmp_path, made).published == date(2024, 3, 14)


def test_no_day_is_taken_from_where_the_mail_came_by(tmp_path):
    made = mail(Date="", Received="from a by b; Fri, 15 Mar 2024 01:00:00 +0000")
    assert only(tmp_path, made).published is None


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://courier.example/briefing/12", "https://courier.example/briefing/12"),
        ("https://courier.example/n/12?utm_source=mail&e=abc", "https://courier.example/n/12"),
        ("https://click.mailer.example/f/a/Qm9va01hcmtMaW5rVG9BUGFnZQ12x", ""),
        ("https://courier.us1.list-manage.com/track/click?u=1&id=2", ""),
    ],
)
def test_the_page_in_the_browser_is_the_address_if_it_is_plain(tmp_path, link, url):
    html = f'<p><a href="{link}">View this email in your browser</a></p><p>{SHUT}</p><p>{COST}</p>'
    article = only(tmp_path, mail("", html))
    assert (article.url, article.text) == (url, TEXT)


def test_the_link_may_stand_in_the_plain_text_alone(tmp_path):
    text = f"View in browser: https://courier.example/n/12\n\n{TEXT}"
    article = only(tmp_path, mail(text, f"<p>{SHUT}</p><p>{COST}</p>"))
    assert (article.url, article.text) == ("https://courier.example/n/12", TEXT)


def test_signatures_quotes_and_footers_are_no_text(tmp_path):
    text = (
        f"{TEXT}\n\n-- \nPetra Quill\nHarbour Courier\n+00 1234\n\n"
        "On Wed, 13 Mar 2024 at 09:00, Otto Venn <otto@venn.example> wrote:\n"
        "> Is it shut?\n>> Yes.\n"
    )
    assert only(tmp_path, mail(text)).text == TEXT
    text = f"{TEXT}\n\nYou are receiving this because you subscribed. Unsubscribe | 4 Mill Lane"
    assert only(tmp_path, mail(text)).text == TEXT
    text = (
        f"{TEXT}\n\nFollow us on Facebook\n\nYou are receiving this email because you signed "
        "up on our site.\nHarbour Courier, 1 Quay Street, Tamber\nUnsubscribe: https://courier.example/u\n"
    )
    assert only(tmp_path, mail(text)).text == TEXT
    text = (
        f"{TEXT}\n\n-----Original Message-----\nFrom: Otto Venn\nSent: Monday\nSubject: x\n\nNo?\n"
    )
    assert only(tmp_path, mail(text, Subject="Re: x")).text == TEXT


GMAIL = (
    "FYI, worth a look.\n\n---------- Forwarded message ---------\n"
    "From: Wendry Post <news@post.example>\nDate: Tue, Mar 12, 2024 at 7:00 AM\n"
    f"Subject: Ferry fares rise\nTo: <petra@courier.example>\n\n\n{TEXT}\n"
)
OUTLOOK = (
    "Have you seen this?\n\nFrom: Wendry Post <news@post.example>\n"
    "Sent: Tuesday, March 12, 2024 7:00 AM\nTo: Petra Quill\nSubject: Ferry fares rise\n\n"
    f"{TEXT}\n"
)
APPLE = (
    "Begin forwarded message:\n\n> From: Wendry Post <news@post.example>\n"
    "> Subject: Ferry fares rise\n> Date: 12 March 2024 at 07:00:00 GMT\n> To: Petra Quill\n>\n"
    + "".join(f"> {line}\n" for line in TEXT.split("\n"))
)


@pytest.mark.parametrize("text", [GMAIL, OUTLOOK, APPLE])
def test_a_mail_that_was_sent_on_is_that_mail(tmp_path, text):
    made = mail(text, Subject="Fwd: Ferry fares rise", From="Petra Quill <petra@courier.example>")
    article = only(tmp_path, made)
    assert article.title == "Ferry fares rise"
    assert article.source == "Wendry Post"
    assert article.published == date(2024, 3, 12)
    assert article.authors == ()
    assert article.text == TEXT


def test_flowed_lines_are_paragraphs(tmp_path):
    raw = (
        b"From: Harbour Courier <news@courier.example>\nSubject: Shut\nMIME-Version: 1.0\n"
        b"Content-Type: text/plain; charset=utf-8; format=flowed\n\n"
        b"The bridge was \nshut on \nMonday.\n\n From here it is closed.\n"
    )
    assert only(tmp_path, raw).text == "The bridge was shut on Monday.\n\nFrom here it is closed."


def test_a_mail_of_attachments_gives_what_is_attached(tmp_path):
    made = mail("Please find our release attached.")
    article = f"<article><p>{SHUT}</p><p>{COST}</p></article>"
    head = "<!DOCTYPE html><html><head><title>Quay sold</title></head>"
    page = f"{head}<body>{article}</body></html>"
    made.add_attachment(page.encode(), "text", "html", filename="Erklärung.html")
    made.add_attachment(b"\x89PNG\r\n\x1a\n\0\0", "image", "png", filename="logo.png")
    made.add_attachment(b"BEGIN:VCALENDAR", "text", "calendar", filename="date.ics")
    article = only(tmp_path, made)
    assert (article.title, article.part, article.text) == ("Quay sold", "Erklärung.html", TEXT)


def test_an_attached_mail_is_an_article_beside_the_mail(tmp_path):
    made = mail(f"{TEXT}\n\nMore was reported by the Wendry Post, whose letter we attach in full.")
    made.add_attachment(
        mail(f"A ferry sank off Wendry. {COST}", Subject="Ferry sinks", Message_ID="<2@b.example>")
    )
    first, second = read(saved(tmp_path, made))
    assert (first.title, first.part) == ("Harbour bridge shut", "")
    assert (second.title, second.part, second.id) == (
        "Ferry sinks",
        "Ferry sinks.eml",
        "2@b.example",
    )


def test_only_pictures_are_refused_with_what_there_is(tmp_path):
    made = mail("")
    made.set_content(b"...", "image", "png", filename="front.png")
    assert refused(tmp_path, made) == (
        "holds no text that is read, only front.png; add the attached files themselves"
    )


def test_what_is_no_mail_or_no_text_is_refused(tmp_path):
    assert "is no mail" in refused(tmp_path, b"The bridge is shut.\n\nIt opens in March.\n")
    noise = bytes(range(1, 256)) * 12
    assert "is no" in refused(tmp_path, noise)
    assert "is not text" in refused(tmp_path, b"Subject: Bridge\n\n" + noise)


def test_signed_mail_is_read_and_encrypted_mail_refused(tmp_path):
    signed = (
        "From: Harbour Courier <news@courier.example>\nSubject: Shut\nMIME-Version: 1.0\n"
        'Content-Type: multipart/signed; boundary="b"; protocol="application/pgp-signature"\n\n'
        f"--b\nContent-Type: text/plain\n\n{TEXT}\n--b\n"
        "Content-Type: application/pgp-signature; name=signature.asc\n\n"
        "-----BEGIN PGP SIGNATURE-----\n--b--\n"
    )
    assert only(tmp_path, signed.encode()).text == TEXT
    inline = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
        f"{TEXT}\n- -- \n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
    )
    assert only(tmp_path, mail(inline)).text == TEXT
    sealed = signed.replace("multipart/signed", "multipart/encrypted")
    assert "is encrypted with PGP" in refused(tmp_path, sealed.encode())
    assert "is encrypted with PGP" in refused(
        tmp_path, mail("-----BEGIN PGP MESSAGE-----\n\nabc\n")
    )
    smime = (
        "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n"
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nMIIB\n"
    )
    assert "is encrypted with S/MIME" in refused(tmp_path, smime.encode())


# -- mailboxes -------------------------------------------------------------------------------------


def mbox(*mails: EmailMessage, line: str = "From MAILER-DAEMON Thu Mar 14 07:00:00 2024") -> bytes:
    return b"".join(f"{line}\n".encode() + bytes(one) + b"\n\n" for one in mails)


@pytest.mark.parametrize(
    "line",
    [
        "From MAILER-DAEMON Thu Mar 14 07:00:00 2024",
        "From - Thu Mar 14 07:00:00 2024",
        "From news@courier.example Thu, 14 Mar 2024 07:00:00 +0000",
    ],
)
def test_each_mail_of_a_mailbox_is_an_article(tmp_path, line):
    one = mail(
        f"{SHUT}\n\n>From here on it is shut.\n>>From there, too.\n\nFrom Monday it is shut."
    )
    two = mail(COST, Subject="What it costs", Message_ID="<2@courier.example>")
    first, second = read(saved(tmp_path, mbox(one, two, line=line), "box.mbox"))
    assert (first.title, second.title) == ("Harbour bridge shut", "What it costs")
    assert first.text == f"{SHUT}\n\nFrom here on it is shut.\n\nFrom Monday it is shut."
    assert (first.id, second.id) == ("1@courier.example", "2@courier.example")
    assert (first.part, second.part) == ("message 1", "message 2")


def test_a_mailbox_is_known_by_its_content_and_may_be_packed(tmp_path):
    data = mbox(mail(), mail(COST, Message_ID="<2@c.example>"))
    for name in ("Inbox", "a.txt", "a.mbox.gz"):
        packed = gzip.compress(data) if name.endswith("gz") else data
        assert len(list(read(saved(tmp_path, packed, name)))) == 2, name


def test_a_bad_mail_loses_itself_alone(tmp_path):
    empty = mail("")
    outcomes = list(read(saved(tmp_path, mbox(mail(), empty, mail(COST)), "a.mbox")))
    assert [type(one) for one in outcomes] == [Article, Refused, Article]
    assert outcomes[1].why == "message 2: holds no text"


def test_a_mailbox_streams(tmp_path):
    path = tmp_path / "big.mbox"
    with path.open("wb") as out:
        for number in range(60):
            made = mail(f"{TEXT}\n\nCopy {number}.", Message_ID=f"<{number}@c.example>")
            made.add_attachment(bytes(500_000), "image", "png", filename="a.png")
            out.write(mbox(made))
    assert path.stat().st_size > 40_000_000
    tracemalloc.start()
    assert sum(isinstance(one, Article) for one in read(path)) == 60
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_mail_of_apple_mail(tmp_path):
    data = bytes(mail())
    plist = b'<?xml version="1.0"?><plist><dict/></plist>'
    assert only(tmp_path, b"%d\n%b%b" % (len(data), data, plist), "1.emlx").text == TEXT


# -- Outlook ---------------------------------------------------------------------------------------


def test_an_outlook_message(tmp_path):
    made = outlook.message(
        p001A="IPM.Note",
        p0037="Harbour bridge shut",
        p1000=TEXT,
        p0C1A="Harbour Courier",
        p0C1F="news@courier.example",
        p1035="<1@courier.example>",
    )
    article = only(tmp_path, made, "a.msg")
    assert (article.title, article.text) == ("Harbour bridge shut", TEXT)
    assert (article.source, article.id) == ("Harbour Courier", "1@courier.example")
    assert only(tmp_path, made, "no ending").text == TEXT


def test_an_outlook_message_with_html_headers_and_an_attachment(tmp_path):
    html = f"<html><body><p>{SHUT}</p><p>{COST}</p><p>Brücke</p></body></html>"
    headers = (
        "From: Petra Quill <petra.quill@courier.example>\r\n"
        "Date: Thu, 14 Mar 2024 23:00:00 -0500\r\n\r\n"
    )
    made = outlook.message(
        {"notes.rtf": rb"{\rtf1\ansi A ferry sank off Wendry on Monday. Nobody was hurt.\par}"},
        p001A="IPM.Note",
        p0037="FW: Bridge",
        p007D=headers,
        p1013=html.encode(),
    )
    article, attached = read(saved(tmp_path, made, "a.msg"))
    assert article.text == f"{TEXT}\n\nBrücke"
    assert (article.authors, article.published) == (("Petra Quill",), date(2024, 3, 14))
    assert "A ferry sank off Wendry" in attached.text
    assert attached.part == "notes.rtf"


def test_an_outlook_message_that_is_rich_text_only(tmp_path):
    from compressed_rtf import compress

    rtf = rb"{\rtf1\ansi The harbour bridge in Tamber was shut.\par It will cost 2.4 million.\par}"
    made = outlook.message(p001A="IPM.Note", p0037="Bridge", p1009=compress(rtf, compressed=True))
    article = only(tmp_path, made, "a.msg")
    assert article.text == "The harbour bridge in Tamber was shut.\nIt will cost 2.4 million."


def test_what_is_no_mail_of_outlooks_is_refused(tmp_path):
    assert "is an appointment of Outlook" in refused(
        tmp_path, outlook.message(p001A="IPM.Appointment", p1000=TEXT), "a.msg"
    )
    whole = outlook.message(p001A="IPM.Note", p0037="Bridge", p1000=TEXT)
    for data in (whole[:700], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900)):
        assert "is a damaged Outlook message" in refused(tmp_path, data, "a.msg")


def test_base64_without_padding_and_unknown_charsets_do_no_harm(tmp_path):
    coded = base64.b64encode(TEXT.encode()).decode().rstrip("=")
    raw = (
        "From: Harbour Courier <news@courier.example>\nSubject: =?nonsense?b?QnJpZGdl?=\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=nonsense\n"
        f"Content-Transfer-Encoding: base64\n\n{coded}\n"
    )
    article = only(tmp_path, raw.encode())
    assert (article.title, article.text) == ("Bridge", TEXT)
