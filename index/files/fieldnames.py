"""By which names an article's values go in the records of APIs and dumps.

Names are compared without case, spaces, `_` and `-`; "byline.original" is inside `byline`.
docs/how-to/records.md lists whose records these are.
"""

from collections.abc import Mapping

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": (
        *("headline.main", "headlines.basic", "headline", "title", "head", "heading"),
        *("mainheadline", "webtitle", "articletitle", "newstitle", "titlerss", "titlepage"),
    ),
    "text": (
        *("text", "body", "articlebody", "contenthtml", "content", "maintext", "articletext"),
        *("fulltext", "articlecontent", "bodyxhtml", "bodyhtml", "html", "bodytext", "story"),
        *("article", "contenttext", "plaintext", "fullcontent", "maincontent", "newstext"),
        *("storytext", "articlehtml", "contentelements", "contents", "bodynitf", "document"),
        *("cleanedtext", "textcontent", "rawtext", "paragraphs"),
    ),
    "source": (
        *("source", "outlet", "publisher", "site", "sitename", "publication", "newspaper"),
        *("sourcename", "sourcetitle", "namesource", "medianame", "outletname"),
        *("publicationname", "publishername", "publicationtitle", "containertitle", "provider"),
        *("providername", "copyrightholder", "thread.site", "sourcedomain", "domain"),
        *("domainurl", "cleanurl", "website", "sourceid"),
    ),
    "published": (
        *("published", "publishedat", "publisheddate", "publishdate", "publicationdate"),
        *("datepublished", "pubdate", "datetimepub", "firstcreated", "datepublish"),
        *("publishingdate", "webpublicationdate", "firstpublicationdate", "firstpublishdate"),
        *("firstpublished", "firstpublishedat", "publishtime", "publishedtime", "publishedon"),
        *("displaydate", "issued", "date", "datetime", "timestamp", "contentcreated"),
        *("versioncreated",),
    ),
    "updated": (
        *("updated", "updatedat", "lastupdated", "lastupdateddate", "dateupdated", "modified"),
        *("modifiedat", "datemodified", "datemodify", "modifieddate", "updateddate"),
        *("lastmodified", "lastmodifiedat", "versioncreated"),
    ),
    "url": (
        *("url", "link", "canonicalurl", "weburl", "permalink", "articleurl", "sourceurl"),
        *("mainentityofpage", "newsurl", "storyurl", "externalurl", "uri"),
    ),
    "authors": (
        *("authors", "author", "byline.original", "byline", "bylines", "authorsbyline", "by"),
        *("creator", "creators", "writer", "writers", "reporter", "reporters", "journalist"),
        *("journalists", "credits.by", "primaryauthor"),
    ),
    "kind": (
        *("kind", "type", "@type", "articletype", "typeofmaterial", "genre", "genres", "section"),
        *("articlesection", "sectionname", "pillarname", "category"),
    ),
    "id": (
        *("id", "guid", "uid", "_id", "articleid", "docid", "uuid", "storyid", "storiesid"),
        "uri",
    ),
    "section": ("printsection", "newspapersection"),
    "language": ("language", "lang", "inlanguage", "languagecode"),
}
"""The first of a field's names that holds something of its kind is taken."""

SUMMARIES = (
    *("leadparagraph", "summary", "abstract", "abstractnote", "description", "trailtext"),
    *("standfirst", "excerpt", "snippet", "teaser", "lead", "lede", "shortdescription"),
    "descriptiontext",
)
"""Fields that hold a summary: what is read where no field holds the text."""

PAGES = ("printpage", "printpagenumber", "newspaperpagenumber")
"""Fields that hold the page of a printed edition."""

CONTAINERS = (
    *("_source", "fields", "attributes", "article", "item", "node", "document", "doc", "data"),
    "post",
)
"""Objects in a record that hold an article's fields; `_source` goes before what is around it."""
