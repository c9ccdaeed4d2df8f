"""PubMed XML, as E-utilities and PubMed's own download give it: articles and books.

Source: the DTD "pubmed" and "bookdoc" of the National Library of Medicine. Identifiers of cited papers stand in the
same tree, so only those of the citation itself are read. An element that says nothing of its place is never searched
for in the whole tree.
"""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # parsing is in safe_xml

from references.formats import medline, safe_xml
from references.formats.safe_xml import words
from references.formats.shapes import Fields, Found, Record

_NOTICES = {
    "RetractionIn": "RIN",
    "RetractedandRepublishedIn": "RRI",
    "ExpressionOfConcernIn": "ECI",
    "ErratumIn": "EIN",
}


def read(text: str) -> Iterator[Found]:
    """Each article and book of a PubMed XML file, in its order."""
    for root in safe_xml.records(text, ("PubmedArticle", "PubmedBookArticle")):
        if isinstance(root, Found):
            yield root
        else:
            yield from _records(root)


def _records(root: Element) -> Iterator[Found]:
    records = [root] if root.tag in {"PubmedArticle", "PubmedBookArticle", "MedlineCitation"} else list(root)
    for record in records:
        if record.tag == "PubmedArticle":
            yield medline.from_fields(_article(record.find("MedlineCitation"), record.find("PubmedData")))
        elif record.tag == "MedlineCitation":
            yield medline.from_fields(_article(record, None))
        elif record.tag == "PubmedBookArticle":
            yield medline.from_fields(_book(record.find("BookDocument")))
        elif record.tag not in {"DeleteCitation", "DeleteDocument"}:
            yield Found(error=f"The element {record.tag[:40]!r} is no article and no book of PubMed.")


def _article(citation: Element | None, data: Element | None) -> Fields:
    if citation is None:
        return []
    article = citation.find("Article")
    fields: Fields = [("PMID", words(citation.find("PMID")))]
    if article is not None:
        journal = article.find("Journal")
        if journal is not None:
            fields += [("IS", words(journal.find("ISSN"))), ("JT", words(journal.find("Title")))]
            fields.append(("TA", words(journal.find("ISOAbbreviation")).replace(".", "")))
            issue = journal.find("JournalIssue")
            if issue is not None:
                fields += [("VI", words(issue.find("Volume"))), ("IP", words(issue.find("Issue")))]
                fields.append(("DP", _date(issue.find("PubDate"))))
        fields.append(("TI", words(article.find("ArticleTitle"))))
        fields.append(("TT", words(article.find("VernacularTitle"))))
        fields.append(("PG", words(article.find("Pagination/MedlinePgn")) or _pages(article.find("Pagination"))))
        fields += [(_LOCATION, f"{words(item)} [{item.get('EIdType', '')}]") for item in article.findall("ELocationID")]
        fields.append(("AB", " ".join(words(part) for part in article.findall("Abstract/AbstractText"))))
        fields += _people(article.find("AuthorList"), "FAU")
        fields += [("LA", words(language)) for language in article.findall("Language")[:1]]
        fields += [("PT", words(item)) for item in article.findall("PublicationTypeList/PublicationType")]
        fields.append(("DEP", _electronic(article.find("ArticleDate"))))
        fields += [
            ("SI", f"{words(bank.find('DataBankName'))}/{words(number)}")
            for bank in article.findall("DataBankList/DataBank")
            for number in bank.findall("AccessionNumberList/AccessionNumber")
        ]
    info = citation.find("MedlineJournalInfo")
    if info is not None:
        fields.append(("PL", words(info.find("Country")) if words(info.find("NlmUniqueID")) == "" else ""))
        if short := words(info.find("MedlineTA")):
            fields.insert(0, ("TA", short))
    fields += [
        (tag, words(notice.find("RefSource")))
        for notice in citation.findall("CommentsCorrectionsList/CommentsCorrections")
        if (tag := _NOTICES.get(notice.get("RefType", "")))
    ]
    fields += [("OT", words(word)) for word in citation.findall("KeywordList/Keyword")]
    fields += [("GN", words(note)) for note in citation.findall("GeneralNote")]
    # The list right under PubmedData; those in ReferenceList belong to papers that this one cites.
    fields += _numbers(data.findall("ArticleIdList/ArticleId") if data is not None else [])
    return [(tag, value) for tag, value in fields if value and value != "[]"]


_LOCATION = "LID"


def _numbers(ids: Iterable[Element]) -> Fields:
    fields: Fields = []
    for item in ids:
        kind = item.get("IdType", "")
        if kind in {"doi", "pii", "bookaccession"}:
            fields.append(("AID", f"{words(item)} [{kind}]"))
        elif kind in {"pmc", "pmcid"}:
            fields.append(("PMC", words(item)))
    return fields


def _people(listed: Element | None, tag: str) -> Fields:
    fields: Fields = []
    for author in listed.findall("Author") if listed is not None else []:
        if author.get("ValidYN") == "N":
            continue
        if group := words(author.find("CollectiveName")):
            fields.append(("CN", group))
        elif family := words(author.find("LastName")):
            given = words(author.find("ForeName")) or words(author.find("Initials"))
            suffix = words(author.find("Suffix"))
            fields.append((tag, ", ".join(part for part in (family, f"{given} {suffix}".strip()) if part)))
    return fields


def _date(date: Element | None) -> str:
    if date is None:
        return ""
    parts = [words(date.find(name)) for name in ("Year", "Month", "Day")]
    return " ".join(part for part in parts if part) or words(date.find("MedlineDate"))


def _electronic(date: Element | None) -> str:
    return (
        "-".join(part for name in ("Year", "Month", "Day") if (part := words(date.find(name))))
        if date is not None
        else ""
    )


def _pages(pagination: Element | None) -> str:
    if pagination is None:
        return ""
    start, end = words(pagination.find("StartPage")), words(pagination.find("EndPage"))
    return f"{start}-{end}" if end and end != start else start


def _book(document: Element | None) -> Fields:
    if document is None:
        return []
    book = document.find("Book")
    fields: Fields = [("PMID", words(document.find("PMID"))), ("TI", words(document.find("ArticleTitle")))]
    if book is not None:
        fields += [("BTI", words(book.find("BookTitle"))), ("PB", words(book.find("Publisher/PublisherName")))]
        fields += [("PL", words(book.find("Publisher/PublisherLocation"))), ("DP", _date(book.find("PubDate")))]
        fields += [("EN", words(book.find("Edition"))), ("CTI", words(book.find("CollectionTitle")))]
        fields += [("ISBN", words(book.find("Isbn")))]
        for people in book.findall("AuthorList"):
            fields += _people(people, "FED" if people.get("Type") == "editors" else "FAU")
    for people in document.findall("AuthorList"):
        fields += _people(people, "FED" if people.get("Type") == "editors" else "FAU")
    fields += [("AB", " ".join(words(part) for part in document.findall("Abstract/AbstractText")))]
    fields += [("LA", words(language)) for language in document.findall("Language")[:1]]
    fields += [("PT", words(item)) for item in document.findall("PublicationType")]
    fields += _numbers(document.findall("ArticleIdList/ArticleId"))
    return [(tag, value) for tag, value in fields if value]


def to_fields(record: Record) -> Fields:
    """The fields of MEDLINE that a PubmedArticle has an element for."""
    kept = {"PMID", "VI", "IP", "PG", "DP", "DEP", "IS", "TI", "LID", "FAU", "CN", "PT", "SI", "JT", "TA", "PMC", "AB"}
    kept |= {"GN", "LA", "OT", "TT", *_NOTICES.values()}
    return [("TI" if tag == "BTI" and record["type"] == "book" else tag, value)
            for tag, value in medline.to_fields(record)
            if tag in kept or (tag == "BTI" and record["type"] == "book")]  # fmt: skip


def as_read(fields: Fields) -> Found:
    """What reading the written element will give."""
    root = Element("PubmedArticle")
    _write_one(root, fields)
    return medline.from_fields(_article(root.find("MedlineCitation"), root.find("PubmedData")))


def write(records: Iterable[tuple[Fields, str]]) -> str:
    """A PubmedArticleSet; what PubMed has no element for stands in a GeneralNote."""
    root = Element("PubmedArticleSet")
    for fields, rest in records:
        _write_one(SubElement(root, "PubmedArticle"), [*fields, *([("GN", rest)] if rest else [])])
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _write_one(parent: Element, fields: Fields) -> None:
    values: dict[str, list[str]] = {}
    for tag, value in fields:
        values.setdefault(tag, []).append(value)
    citation = SubElement(parent, "MedlineCitation")
    if "PMID" in values:
        SubElement(citation, "PMID").text = values["PMID"][0]
    article = SubElement(citation, "Article")
    _write_journal(SubElement(article, "Journal"), values)
    _texts(article, values, ("TI", "ArticleTitle"))
    if "PG" in values:
        SubElement(SubElement(article, "Pagination"), "MedlinePgn").text = values["PG"][0]
    for value in values.get("LID", []):
        SubElement(article, "ELocationID", EIdType="doi").text = value.removesuffix(" [doi]")
    if "AB" in values:
        SubElement(SubElement(article, "Abstract"), "AbstractText").text = values["AB"][0]
    _write_people(article, fields)
    _texts(article, values, ("LA", "Language"), ("TT", "VernacularTitle"))
    _write_listed(article, values)
    _write_rest(citation, SubElement(parent, "PubmedData"), values)


def _write_listed(article: Element, values: dict[str, list[str]]) -> None:
    if "PT" in values:
        types = SubElement(article, "PublicationTypeList")
        for value in values["PT"]:
            SubElement(types, "PublicationType").text = value
    for whole in values.get("DEP", []):
        date = SubElement(article, "ArticleDate", DateType="Electronic")
        for name, part in zip(("Year", "Month", "Day"), (whole[:4], whole[4:6], whole[6:8]), strict=True):
            if part:
                SubElement(date, name).text = part
    for value in values.get("SI", []):
        bank = SubElement(SubElement(article, "DataBankList"), "DataBank")
        SubElement(bank, "DataBankName").text = value.split("/")[0]
        SubElement(SubElement(bank, "AccessionNumberList"), "AccessionNumber").text = value.split("/")[-1]


def _write_journal(journal: Element, values: dict[str, list[str]]) -> None:
    _texts(journal, values, ("IS", "ISSN"))
    issue = SubElement(journal, "JournalIssue")
    _texts(issue, values, ("VI", "Volume"), ("IP", "Issue"))
    if "DP" in values:
        date = SubElement(issue, "PubDate")
        for name, part in zip(("Year", "Month", "Day"), values["DP"][0].split(" "), strict=False):
            SubElement(date, name).text = part
    _texts(journal, values, ("JT", "Title"), ("TA", "ISOAbbreviation"))


def _write_people(article: Element, fields: Fields) -> None:
    people = [(tag, value) for tag, value in fields if tag in {"FAU", "CN"}]
    if not people:
        return
    listed = SubElement(article, "AuthorList")
    for tag, value in people:
        author = SubElement(listed, "Author")
        if tag == "CN":
            SubElement(author, "CollectiveName").text = value
            continue
        family, _, given = value.partition(", ")
        SubElement(author, "LastName").text = family
        if given:
            SubElement(author, "ForeName").text = given


def _write_rest(citation: Element, data: Element, values: dict[str, list[str]]) -> None:
    elements = {tag: name for name, tag in _NOTICES.items()}
    for tag in elements.keys() & values.keys():
        listed = SubElement(citation, "CommentsCorrectionsList")
        notice = SubElement(listed, "CommentsCorrections", RefType=elements[tag])
        SubElement(notice, "RefSource").text = values[tag][0]
    if "OT" in values:
        listed = SubElement(citation, "KeywordList")
        for value in values["OT"]:
            SubElement(listed, "Keyword").text = value
    for value in values.get("GN", []):
        SubElement(citation, "GeneralNote").text = value
    ids = SubElement(data, "ArticleIdList")
    for tag, kind in (("PMID", "pubmed"), ("PMC", "pmc")):
        if tag in values:
            SubElement(ids, "ArticleId", IdType=kind).text = values[tag][0]


def _texts(parent: Element, values: dict[str, list[str]], *elements: tuple[str, str]) -> None:
    for tag, name in elements:
        if tag in values:
            SubElement(parent, name).text = values[tag][0]
