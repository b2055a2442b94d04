"""What agencies send: NITF and NewsML of both generations, in XML of any care."""

import time
from datetime import date

import pytest

from index.articles import read
from index.types import Article, Refused, Remark

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/nitf-3-6.dtd" [<!ENTITY x "expanded">]>
<nitf baselang="en-GB"><head><title>c-bridge-20</title>
<meta name="print_page_number" content="3"/><meta name="print_section" content="B"/>
<tobject tobject.type="News"><tobject.property tobject.property.type="Analysis"/></tobject>
<docdata management-status="usable"><doc-id id-string="lpa-2024-05-20-7"/>
<date.issue norm="20240519T210000Z"/><doc.copyright holder="LPA Ltd"/></docdata>
<pubdata name="Harbour Courier" date.publication="20240520T000000" ex-ref="https://c.example/1"/>
</head><body><body.head><hedline><hl1>Marsh Bridge&nbsp;to close</hl1><hl2>Repairs begin</hl2>
</hedline><byline class="print_byline">By <person>Ann Lee</person> and <person>Bo Vale</person>,
<byttl>Staff Writers</byttl></byline><byline class="normalized_byline">Lee, Ann</byline>
<dateline><location>TAMBER</location><story.date norm="20240518">May 18</story.date></dateline>
<abstract><p>A bridge closes.</p></abstract></body.head><body.content>
<block class="lead_paragraph"><p>The bridge will close in June &mdash; for a year.</p></block>
<block class="full_text"><p>The bridge will close in June &mdash; for a year.</p>
<hl2>Costs</hl2><p>It will cost <money>4 million</money> crowns &amp; more.</p>
<media media-type="image"><media-reference mime-type="image/jpeg" source="a.jpg"/>
<media-caption>The bridge in fog.</media-caption><media-producer>Cy Dunn</media-producer></media>
<note><p>Editors: moves in B.</p></note>
<ul><li>No lorries.</li><li>No boats.</li></ul></block></body.content>
<body.end><tagline>Ann Lee writes of harbours.</tagline></body.end></body></nitf>"""
NITF_TEXT = """The bridge will close in June — for a year.

Costs

It will cost 4 million crowns & more.

No lorries.
No boats."""

G2 = """<n:newsMessage xmlns:n="http://iptc.org/std/nar/2006-10-01/"><n:header>
<n:sent>2024-05-20T10:00:00Z</n:sent></n:header><n:itemSet>%s</n:itemSet></n:newsMessage>"""
ITEM = """<n:newsItem guid="urn:newsml:lpa:%s" version="2" xml:lang="en"><n:itemMeta>
<n:itemClass qcode="ninat:%s"/><n:provider qcode="nprov:LPA"/>
<n:versionCreated>2024-05-21T09:00:00Z</n:versionCreated>
<n:firstCreated>2024-05-20T23:30:00-05:00</n:firstCreated>
<n:pubStatus qcode="stat:%s"/><n:title>slug-1</n:title></n:itemMeta>
<n:contentMeta><n:urgency>4</n:urgency><n:by>By Ann Lee</n:by>
<n:headline role="hld:subHeadline">Repairs begin</n:headline>
<n:headline role="hld:main">Marsh Bridge to close</n:headline>
<n:genre qcode="genre:Opinion"/><n:language tag="en-US"/><n:slugline>BRIDGE</n:slugline>
</n:contentMeta><n:contentSet>%s</n:contentSet></n:newsItem>"""
XHTML = """<n:inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>x</title></head><body><header><ul><li>Roads</li></ul></header><p>The bridge will
<b>close</b> in June.</p><figure><figcaption>Fog.</figcaption></figure><p>It will cost 4 million
crowns.</p></body></html></n:inlineXML>"""
TEXT = "The bridge will close in June.\n\nIt will cost 4 million crowns."

FIRST = """<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20240520T130037Z</DateAndTime>
</NewsEnvelope><NewsItem><Identification><NewsIdentifier><ProviderId>lpa.example</ProviderId>
<PublicIdentifier>urn:newsml:lpa.example:20240520:7:1</PublicIdentifier></NewsIdentifier>
</Identification><NewsManagement><FirstCreated>20240520T125902+0200</FirstCreated>
<ThisRevisionCreated>20240521T125902+0200</ThisRevisionCreated>
<Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines>
<HeadLine>Marsh Bridge to close</HeadLine><ByLine>By Ann Lee</ByLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="LPA"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="EN"/></DescriptiveMetadata>
<NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/>
<DataContent><p>The bridge in fog, seen from the quay on a morning in May, with the ferry behind
it and a gull before it, as those who wait for the ferry have known it for ninety years.</p>
</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/>
<DataContent>%s</DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""
BODY = "<p>The bridge will close in June.</p><p>It will cost 4 million crowns.</p>"


def outcomes(tmp_path, source: str | bytes, name="a.xml"):
    path = tmp_path / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return list(read(path))


def test_nitf(tmp_path):
    [article] = outcomes(tmp_path, NITF)
    assert article == Article(
        id="lpa-2024-05-20-7",
        title="Marsh Bridge to close",
        text=NITF_TEXT,
        source="Harbour Courier",
        published=date(2024, 5, 20),
        url="https://c.example/1",
        authors=("Ann Lee", "Bo Vale"),
        kind="analysis",
        section="B, page 3",
        language="en",
    )


@pytest.mark.parametrize("name", ["a.nitf", "a.txt", "a", "a.xml"])
def test_nitf_is_known_by_its_content(tmp_path, name):
    [article] = outcomes(tmp_path, NITF.partition("\n")[2], name)
    assert article.title == "Marsh Bridge to close"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_a_wrongly_declared_encoding_is_read_as_what_it_is(tmp_path, encoding):
    source = NITF.replace("No boats.", "No “boats”, café.")
    [article] = outcomes(tmp_path, source.encode(encoding))
    assert article.text.endswith("No “boats”, café.")


def test_nitf_of_an_agency_without_publication(tmp_path):
    source = f"""<nitf><head><docdata><correction info="name"/><date.issue norm="2024-05-20"/>
    <doc.copyright holder="LPA Ltd" year="2024"/></docdata></head><body><body.head><hedline>
    <hl1>Marsh Bridge</hl1></hedline><byline>By Ann Lee, <byttl>Reporter</byttl></byline>
    <distributor><org>Loose Press Agency</org></distributor></body.head>
    <body.content>{BODY}</body.content></body></nitf>"""
    [article] = outcomes(tmp_path, source)
    assert (article.source, article.authors) == ("Loose Press Agency", ("Ann Lee",))
    assert (article.published, article.kind) == (date(2024, 5, 20), "correction")
    assert article.text == TEXT


@pytest.mark.parametrize(
    "docdata",
    [
        '<docdata management-status="canceled"/>',
        '<docdata management-status="withheld"/>',
        '<docdata><ed-msg info="MANDATORY KILL: bridge story is wrong"/></docdata>',
        '<docdata><ed-msg msg-type="kill"/></docdata>',
    ],
)
def test_what_an_agency_took_back_is_refused(tmp_path, docdata):
    source = f"<nitf><head>{docdata}</head><body><body.content>{BODY}</body.content></body></nitf>"
    [refused] = outcomes(tmp_path, source)
    assert isinstance(refused, Refused)
    assert "not for use" in refused.why or "takes a story back" in refused.why


def test_newsml_g2_in_a_message_with_prefixes(tmp_path):
    items = (
        ITEM % (1, "text", "usable", XHTML)
        + ITEM % (2, "text", "canceled", XHTML)
        + ITEM % (3, "picture", "usable", '<n:remoteContent href="a.jpg"/>')
    )
    article, canceled, picture = outcomes(tmp_path, G2 % items)
    assert article == Article(
        id="urn:newsml:lpa:1",
        title="Marsh Bridge to close",
        text=TEXT,
        source="LPA",
        published=date(2024, 5, 20),
        updated=date(2024, 5, 21),
        authors=("Ann Lee",),
        kind="opinion",
        language="en",
    )
    assert "article 2: is marked as canceled by its agency" in canceled.why
    assert "article 3: is a picture without text" in picture.why


@pytest.mark.parametrize(
    "content",
    [
        f'<n:inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/'
        f'2006-10-18/"><body><body.head><byline>By X</byline></body.head><body.content>{BODY}'
        "</body.content></body></nitf></n:inlineXML>",
        f'<n:inlineData contenttype="text/html"><![CDATA[{BODY}]]></n:inlineData>',
        f'<n:inlineData contenttype="text/plain">{TEXT}</n:inlineData>',
        '<n:remoteContent contenttype="image/jpeg" href="a.jpg"/>'
        f'<n:inlineXML contenttype="application/xhtml+xml"><div>{BODY}</div></n:inlineXML>',
    ],
)
def test_newsml_g2_with_bodies_of_other_forms(tmp_path, content):
    [article] = outcomes(tmp_path, G2 % (ITEM % (1, "text", "usable", content)))
    assert article.text == TEXT


def test_a_package_without_items_says_what_to_do(tmp_path):
    [refused] = outcomes(tmp_path, "<packageItem><groupSet/></packageItem>")
    assert "add the items that it lists" in refused.why


@pytest.mark.parametrize("body", [BODY, f"<![CDATA[{BODY}]]>", f"<nitf><body><body.content>{BODY}"
                                  "</body.content></body></nitf>"])  # fmt: skip
def test_newsml_of_the_first_generation(tmp_path, body):
    [article] = outcomes(tmp_path, FIRST % body)
    assert article == Article(
        id="urn:newsml:lpa.example:20240520:7:1",
        title="Marsh Bridge to close",
        text=TEXT,
        source="LPA",
        published=date(2024, 5, 20),
        updated=date(2024, 5, 21),
        authors=("Ann Lee",),
        language="en",
    )


def test_xml_of_another_kind_is_refused_by_name(tmp_path):
    [refused] = outcomes(tmp_path, "<?xml version='1.0'?><invoice><total>4</total></invoice>")
    assert "<invoice>" in refused.why
    assert "NITF, NewsML, RSS and Atom are read" in refused.why


def test_xml_that_is_cut_short_is_refused(tmp_path):
    [refused] = outcomes(tmp_path, NITF[: NITF.index("crowns")])
    assert "cut short" in refused.why


def test_xml_with_a_bare_ampersand_is_read_whole(tmp_path):
    [article] = outcomes(tmp_path, NITF.replace("No boats.", "Lee & Vale, A&B; no boats."))
    assert article.text.endswith("Lee & Vale, A&B; no boats.")


def test_xml_that_is_not_well_formed_is_remarked(tmp_path):
    remark, article = outcomes(tmp_path, NITF.replace("<hl2>Costs</hl2>", "<hl2>Costs</hl3>"))
    assert isinstance(remark, Remark)
    assert "its XML is damaged" in remark.why
    assert "4 million" in article.text


def test_entities_of_a_document_are_never_resolved(tmp_path):
    (tmp_path / "secret.txt").write_text("the secret")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = (
        f'<!DOCTYPE nitf [<!ENTITY l0 "ha">{laughs}'
        f'<!ENTITY secret SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    )
    source = f"""{doctype}<nitf><head><title>&l11;</title></head>
    <body><body.content><p>The bridge closed. &l11; &secret;</p></body.content></body></nitf>"""
    begun = time.process_time()
    [article] = outcomes(tmp_path, source)
    assert time.process_time() - begun < 2
    assert article.text == "The bridge closed. &l11; &secret;"
