"""One made-up article in every format, and helpers to read it."""

from typing import Any

from references import formats
from references.formats import Reading

RECORD: dict[str, Any] = {
    "id": "sample2020",
    "type": "article-journal",
    "title": 'A made-up study of sleep <5 hours & "more"',
    "author": [{"family": "Sämple", "given": "Ada Beth"}, {"literal": "Sample Study Group"}],
    "container-title": "Sample Journal of Medicine",
    "container-title-short": "Sample J Med",
    "issued": {"date-parts": [[2020, 6, 30]]},
    "volume": "14",
    "issue": "2",
    "page": "101-118",
    "DOI": "10.1000/ABC(1)<2>_3",
    "PMID": "12345678",
    "PMCID": "PMC7654321",
    "ISSN": "0028-4793, 1533-4406",
    "URL": "https://example.org/a_b?x=1&y=%7B2%7D",
    "abstract": "Words.",
    "keyword": "sleep, adults",
    "language": "en",
}

RIS = """TY  - JOUR
ID  - sample2020
AU  - Sämple, Ada Beth
AU  - Sample Study Group
TI  - A made-up study of sleep <5 hours & "more"
T2  - Sample Journal of Medicine
J2  - Sample J Med
PY  - 2020
DA  - 2020/06/30/
VL  - 14
IS  - 2
SP  - 101
EP  - 118
DO  - 10.1000/ABC(1)<2>_3
AN  - PMID:12345678
C2  - PMC7654321
SN  - 0028-4793
SN  - 1533-4406
UR  - https://example.org/a_b?x=1&y=%7B2%7D
AB  - Words.
KW  - sleep
KW  - adults
LA  - en
ER  -
"""

BIBTEX = r"""@article{sample2020,
  author = {S{\"a}mple, Ada Beth and {Sample Study Group}},
  title = {{A made-up study of sleep \textless{}5 hours \& "more"}},
  journal = "Sample Journal of " # {Medicine},
  shortjournal = {Sample J Med},
  year = 2020, month = jun, day = 30,
  volume = {14}, number = {2}, pages = {101--118},
  doi = {10.1000/ABC(1)<2>_3},
  pmid = {12345678}, pmcid = {PMC7654321},
  issn = {0028-4793, 1533-4406},
  url = {https://example.org/a_b?x=1&y=%7B2%7D},
  abstract = {Words.}, keywords = {sleep; adults}, langid = {en}
}
"""

NBIB = """PMID- 12345678
OWN - NLM
IS  - 1533-4406 (Electronic)
IS  - 0028-4793 (Linking)
VI  - 14
IP  - 2
DP  - 2020 Jun 30
TI  - A made-up study of sleep
      <5 hours & "more".
PG  - 101-118
LID - 10.1000/ABC(1)<2>_3 [doi]
AB  - Words.
FAU - Sämple, Ada Beth
AU  - Sämple AB
CN  - Sample Study Group
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
TA  - Sample J Med
JT  - Sample Journal of Medicine
SI  - ClinicalTrials.gov/NCT00000000
OT  - sleep
OT  - adults
PMC - PMC7654321
AID - 10.1000/ABC(1)<2>_3 [doi]
SO  - Sample J Med. 2020 Jun 30;14(2):101-118.
"""

PUBMED_XML = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://example.org/never-asked.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">12345678</PMID>
<Article><Journal><ISSN IssnType="Print">0028-4793</ISSN><JournalIssue><Volume>14</Volume><Issue>2</Issue>
<PubDate><Year>2020</Year><Month>Jun</Month><Day>30</Day></PubDate></JournalIssue>
<Title>Sample Journal of Medicine</Title><ISOAbbreviation>Sample J. Med.</ISOAbbreviation></Journal>
<ArticleTitle>A made-up study of <i>sleep</i> &lt;5 hours &amp; "more".</ArticleTitle>
<Pagination><MedlinePgn>101-118</MedlinePgn></Pagination>
<ELocationID EIdType="doi">10.1000/ABC(1)&lt;2&gt;_3</ELocationID>
<Abstract><AbstractText>Words.</AbstractText></Abstract>
<AuthorList><Author><LastName>Sämple</LastName><ForeName>Ada Beth</ForeName><Initials>AB</Initials></Author>
<Author><CollectiveName>Sample Study Group</CollectiveName></Author></AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList></Article>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>Sample J Med. 2021;15(1):1</RefSource>
<PMID>99999999</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">12345678</ArticleId><ArticleId IdType="pmc">PMC7654321</ArticleId>
</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType="pubmed">11111111</ArticleId>
<ArticleId IdType="doi">10.1000/cited</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle></PubmedArticleSet>
"""

ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8" ?><xml><records><record>
<ref-type name="Journal Article">17</ref-type><contributors><authors>
<author><style face="normal">Sämple, Ada Beth</style></author><author><style>Sample Study Group,</style></author>
</authors></contributors><titles><title><style face="normal">A made-up study of sleep &lt;5 </style><style
face="italic">hours</style><style> &amp; "more"</style></title><secondary-title><style>Sample Journal of
Medicine</style></secondary-title></titles><periodical><full-title><style>Sample Journal of Medicine</style>
</full-title>
<abbr-1><style>Sample J Med</style></abbr-1></periodical><pages><style>101-118</style></pages><volume>14</volume>
<number>2</number><keywords><keyword>sleep</keyword><keyword>adults</keyword></keywords><dates><year>2020</year>
<pub-dates><date>Jun 30</date></pub-dates></dates><isbn>1533-4406 (Electronic)&#xD;0028-4793 (Linking)</isbn>
<accession-num>12345678</accession-num><label>sample2020</label><abstract>Words.\x0b</abstract>
<urls><related-urls><url>https://example.org/a_b?x=1&amp;y=%7B2%7D</url></related-urls></urls>
<custom2>PMC7654321</custom2><electronic-resource-num>10.1000/ABC(1)&lt;2&gt;_3</electronic-resource-num>
<remote-database-provider>NLM</remote-database-provider><language>en</language></record></records></xml>
"""


def read(text: str | bytes, format_name: str = "") -> Reading:
    return formats.read(text if isinstance(text, bytes) else text.encode(), format_name=format_name)


def records(text: str | bytes, format_name: str = "") -> list[dict[str, Any] | None]:
    return [item.record for item in read(text, format_name).reads]


def only(text: str | bytes, format_name: str = "") -> dict[str, Any]:
    [item] = read(text, format_name).reads
    assert item.record is not None, item.reason
    return item.record


def without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}
