"""What is page furniture and what is reporting. Every text here is invented."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import evidence_spans
from index.furniture import furniture

FIRST = (
    "The harbour council voted on Tuesday to close the old swing bridge to lorries until the "
    "cracked bearing has been replaced."
)
SECOND = (
    "Engineers said the repair would take eleven weeks and that ferries would carry goods to the "
    "island in the meantime, at no charge."
)
THIRD = "Shopkeepers on Quay Street said they had not been asked before the vote was taken."


def marked(text: str) -> list[str]:
    return [text[start:end] for start, end in furniture(text)]


def between(line: str) -> str:
    return f"{FIRST}\n\n{line}\n\n{SECOND}\n"


@pytest.mark.parametrize(
    "line",
    [
        # captions and credits
        "Mayor Ilse Brandt opens the bridge. (Photo by AFP)",
        "Harbour master Tom Reyes (File photo)",
        "The bridge at dusk on May 4, 2021, seen from the north quay. (AFP photo)",
        "Crowds wait for the ferry at dawn. Ana Molina/Harbour Press/Getty Images",
        "A crane lifts the bearing. Jo Field/AP",
        "FILE - The swing bridge is seen from the north quay, March 3, 2019.",
        "Pictured: the bridge in 1931",
        "Image caption: The bridge has been shut twice",
        "This AFP file photo taken on March 29, 2017 shows the mayor attending talks in the port.",
        "In this photo released by the port authority, the mayor is seen on the bridge.",
        "Video Ad Feedback Ferry crowds grow 02:31 - Source: HBN",
        "Foto: Jan Kramer/dpa",
        # sharing, links, newsletters, page machinery
        "Share this article",
        "Get short URL",
        "Listen Live",
        "Advertisement",
        "16:49 GMT10 July 2020",
        "Read more: Bridge toll to double next year",
        "MORE: What the closure means for islanders",
        "More:Ferry line adds boats. Here's the timetable.",
        "RELATED: A history of the swing bridge",
        "SEE ALSO: Ten bridges in trouble",
        "Also read: Ten bridges in trouble",
        "Lesen Sie auch: Brücke bleibt gesperrt",
        "Fact check:No, the mayor did not sell the bridge",
        "BRIDGE CLOSED: What drivers on the island need to know",
        "Sign up for our morning newsletter to get the harbour in your inbox.",
        "Subscribe to the newsletter here.",
        "We use cookies to improve this site.",
        "The Harbour Post's website can also be accessed at the following alternate addresses:",
        "https://harbour.example/bridge",
        "___",
        # who made it, and notes about the page
        "Reporting by Ada Marsh; editing by Lee Ortiz",
        "Contributing: Ada Marsh, Harbour News; The Associated Press",
        "Associated Press writer Ada Marsh in Port Elm contributed to this report.",
        "Follow Ada Marsh on Twitter: @adamarsh",
        "– Ada Marsh",
        "© 2021 Harbour Post. All rights reserved.",
        "This story has been updated with additional details.",
        "Editor's Note: Ada Marsh is a historian. The views expressed here are her own.",
        # what forms, players and threads of comments say to the reader
        "Thanks for signing up! Keep an eye on your inbox for the harbour's news.",
        "Sorry! There was an error with your registration.",
        "Oops! Something went wrong. Please try again later.",
        "Please enter a valid email address.",
        "By signing up, you agree to our terms of use and our privacy policy.",
        "You can unsubscribe at any time.",
        "This reprint is for your personal, non-commercial use.",
        "To order presentation-ready copies for your colleagues, visit the shop.",
        "Reprinted by permission of the Elm Island Review.",
        "Our journalism is free because readers like you pay for it.",
        "If you value our reporting, please consider a gift to the newsroom.",
        "12 comments",
        "Reply · Report · 3 days ago",
        "2 hours ago",
        "Log in to post a comment",
        "Comments are closed.",
        "Be the first to comment",
        "Listen to this article · 4 min",
        "This video is not available in your region.",
        "This audio is auto-generated. Please let us know if you have feedback.",
        "(Reporting by Ada Marsh in Port Elm; Editing by Lee Ortiz)",
        "With files from Harbour Press",
        "Vielen Dank für Ihre Anmeldung! Bitte bestätigen Sie den Link in der E-Mail.",
        "Hat Ihnen dieser Artikel gefallen? Dann abonnieren Sie uns.",
        "Es ist leider ein Fehler aufgetreten. Bitte versuchen Sie es später.",
        "Veuillez saisir une adresse e-mail valide.",
        "Cet article est réservé aux abonnés.",
        "Gracias por suscribirte a nuestro boletín.",
        "Hace 3 horas",
        "Grazie per esserti iscritto alla newsletter.",
        "無断転載・複製を禁じます",
        # subheadings
        "What happened next",
        "A bridge too old",
    ],
)
def test_a_line_of_furniture_is_marked_whole_and_nothing_else_is(line):
    assert marked(between(line)) == [line]


@pytest.mark.parametrize(
    "line",
    [
        # corrections are reporting
        "Correction: An earlier version of this story gave the wrong toll.",
        "CORRECTION",
        "This story has been updated to correct the name of the engineer.",
        "Editor's note: This article was corrected to say that the vote was on Tuesday.",
        "Clarification: The ferry is free for islanders only.",
        # headline or label in shape, but a sentence
        "Council closes bridge.",
        "Will the bridge reopen?",
        "It did not.",
        "The vote stands!",
        "議会は橋の閉鎖を決めた。",
        # quotations
        "“We were never asked,” said the baker.",
        '"There will be no talks with the council"',
        # lists, scores, labels with values, entries of a live blog
        "• Lorries over seven tonnes must take the ferry",
        "1. Rotterdam",
        "Best Bridge Film: The Long Span",
        "Rovers 3, Harbour Town 1",
        "Toll rises to $7.50",
        "12:09 p.m.: Council approves $1 million in repairs",
        "10:26: The mayor arrives",
        # words of furniture inside reporting
        "Share prices of the ferry line rose by a tenth.",
        "Advertisement spending on the island fell by half.",
        "Residents can sign up for emergency alerts at the town hall, the mayor said.",
        "Associated Press journalists saw bodies in the water near the bridge.",
        "The short list is down to two engineers, the council said.",
        "Media sources in the capital said the minister would resign.",
        "The ferry is supported in part by a grant from the island's trust.",
        "He told reporters that the photo was taken on Monday.",
        "Officials said the report was updated on Monday, according to Reuters.",
        "By then the ferry had left.",
        "For more information on the closure, call the port authority at 555-0144.",
        "Reporting by the council found that the firm had ignored warnings.",
        "Agents may earn a commission of six percent on each ticket.",
        "This article was amended on 4 May to remove a wrong date.",
        "Sorry, said the mayor, was not a word that the firm had used.",
        "“Sorry! There was an error with your registration,” the letter said.",
        "Thanks to the ferry, the island was never cut off.",
        "By signing up 40 captains, the line beat its rival.",
        "Comments are closed to the public until the hearing, the judge said on Monday.",
        "The video is not available to the jury, the court said on Friday.",
        "Our journalism students walked out on Monday over the fees.",
        "Reporting by Ada Marsh led to the mayor's fall.",
        "The council must log in to comment on plans by Friday, the port said.",
        "An error occurred in the pump room at 3 a.m., the inquiry found.",
        "Reprinted by a firm in Port Elm, the book sold 40,000 copies.",
        "The email has been read by thousands, the port said.",
        "There was a problem loading the ship, the port said.",
        "Check your email for odd links before you click, experts say.",
        "To keep reading scores up, the school hired two teachers.",
        "To read the full report, the council needed three nights.",
        "Ein technischer Fehler ist aufgetreten, teilte die Bahn am Montag mit.",
        "An dieser Stelle befindet sich heute ein Museum.",
        "Une erreur est survenue dans la salle des pompes, selon l'enquête.",
        "Vielen Dank für die Hilfe, sagte der Bürgermeister am Montag.",
        "Editor's note: On Friday the port said the engineer was breathing on his own.",
    ],
)
def test_a_line_of_reporting_is_kept(line):
    assert marked(between(line)) == []


def test_a_name_under_a_quotation_is_its_speaker():
    text = f"{FIRST}\n\n“We were never asked.”\n\n— Rosa Baker\n\n{SECOND}"
    assert marked(text) == []


def test_navigation_byline_and_repeated_headline_above_the_first_paragraph():
    top = [
        "Harbour ‘will not bow’ to lorry firms over the bridge: Mayor",
        "Middle Coast",
        "ADA MARSH",
    ]
    assert marked("\n".join([*top, FIRST, SECOND])) == top


def test_other_headlines_and_tags_below_the_last_paragraph():
    end = [
        "Island Sends Ferries to Mainland Amid 'Threats' by Lorry Firms",
        "Lorry Firms Accuse Harbour Council of Planning Toll on Quay",
        "bridge closure, Ilse Brandt, Port Elm, Elm Island",
        "Community standardsDiscussion",
    ]
    text = "\n".join([FIRST, "", SECOND, "", "", *(f"    {line}" for line in end)])
    assert marked(text) == end


def test_what_follows_alternate_addresses_goes_with_them():
    end = [
        "Harbour TV can also be accessed at the following alternate addresses:",
        "Harbour TV Box",
    ]
    assert marked("\n\n".join([FIRST, SECOND, *end])) == end


def test_a_list_that_ends_an_article_is_kept():
    films = ["The winners are:", "The Long Way Home Over the Broken Bridge", "Elm", "Quay Street"]
    assert marked("\n\n".join([FIRST, SECOND, *films])) == []


def test_a_list_between_paragraphs_is_kept():
    assert marked("\n".join([FIRST, "Ada Marsh", "Lee Ortiz", "Tom Reyes", SECOND])) == []


def test_the_entries_of_a_roundup_keep_their_names_and_a_single_subheading_does_not():
    places = ["Alder", "Birch Bay", "Cedar", "Dogwood", "Elm Island", "Fir Point", "Gorse"]
    roundup = "\n".join(f"{place}\n{SECOND}" for place in places)
    assert marked(f"{FIRST}\n{roundup}") == []
    assert marked(f"{FIRST}\nBirch Bay\n{SECOND}") == ["Birch Bay"]


def test_only_the_clock_goes_from_the_front_of_a_paragraph():
    assert marked(f"16:49 GMT10 July 2020{FIRST}\n{SECOND}") == ["16:49 GMT10 July 2020"]
    assert marked(f"ADVERTISEMENT {FIRST}\n{SECOND}") == ["ADVERTISEMENT"]


def test_a_long_paragraph_is_reporting_whatever_it_ends_with():
    assert marked(f"{FIRST} {SECOND} {THIRD} {FIRST} {SECOND} {THIRD} (Photo by AFP)") == []


def test_lines_broken_in_mid_sentence_are_no_headings():
    words = f"{FIRST} {SECOND} {THIRD} {FIRST} {SECOND}".split()
    broken = "\n".join(" ".join(words[i : i + 6]) for i in range(0, len(words), 6))
    assert marked(broken) == []
    assert marked(f"{broken}\n\nShare this article\n\n{broken}") == ["Share this article"]


def test_without_sentence_ends_shape_says_nothing():
    thai = "สภาท่าเรือลงมติเมื่อวันอังคารให้ปิดสะพานเก่าสำหรับรถบรรทุกจนกว่าจะเปลี่ยนชิ้นส่วนที่แตกร้าวแล้วเสร็จทั้งหมด"
    assert marked(f"{thai}\n\nสะพานปิด\n\n{thai}") == []
    assert marked(f"{thai}\n\nAdvertisement\n\n{thai}") == ["Advertisement"]


def test_windows_line_ends_change_nothing():
    text = between("Share this article")
    assert marked(text.replace("\n", "\r\n")) == marked(text)


def test_a_text_without_furniture_or_without_text():
    assert furniture("") == ()
    assert furniture(" \n \n") == ()
    assert furniture(f"{FIRST}\n\n{SECOND}\n\n{THIRD}") == ()


LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "Share this article",
            FIRST,
            SECOND,
            "Big News",
            "16:49 GMT10 July 2020The end.",
            "a, b, c",
            "— Ada Marsh",
            "More:",
            "Label:Four more words here",
            "\u2028",
            "\x0b",
            "   ",
            "lower case",
        ]
    ),
)


@given(st.lists(LINES, max_size=30), st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\x85"]))
def test_spans_are_inside_the_text_in_order_apart_and_not_empty(lines, newline):
    text = newline.join(lines)
    last = 0
    for start, end in furniture(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end


@given(st.text(alphabet="abc .:\n\r-—“”\"'(),!?1ABÉ日。\u2028\u0130ß\t\u00a0", max_size=300))
def test_any_text_has_spans_in_order(text):
    spans = furniture(text)
    assert list(spans) == sorted(spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        ":",
        "sign up ",
        "in this photo ",
        "a, ",
        "Label:Word ",
        "—",
        "The cat sat. ",
        "\r\n",
    ],
)
def test_a_line_of_millions_of_characters_takes_no_time(piece):
    text = piece * (3_000_000 // len(piece))
    start = time.perf_counter()
    furniture(text)
    assert time.perf_counter() - start < 3


def test_the_captions_of_a_gallery_run_together_are_furniture_however_long():
    captions = "".join(
        f"Hide Caption {n} of 40 Photos: A life in pictures The mayor opens pier {n}. "
        for n in range(1, 40)
    )
    text = f"The mayor retires on Friday after 40 years.\n\n{captions}\n\nShe will be missed."
    [(start, end)] = furniture(text)
    assert text[start:end] == captions.strip()


def test_a_heading_with_the_time_of_an_entry_is_a_heading():
    text = (
        f"{FIRST}\n\n22:25 Mayor on her way\n\n{SECOND}\n\n10.05 pm Hall opened for the night"
        f"\n\n{THIRD}\n\n22:40 The ferry left.\n\n"
    )
    told = " ".join(text[a:b] for a, b in evidence_spans(text))
    assert "on her way" not in told
    assert "for the night" not in told
    assert "22:40 The ferry left." in told
