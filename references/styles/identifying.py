"""Ways from a citation to the work: addresses of identifiers, and how each style writes them."""

from references.styles.marks import Record, field

_IN_ADDRESS = {"%": "%25", "<": "%3C", ">": "%3E", '"': "%22", "#": "%23", "?": "%3F", "\\": "%5C", " ": "%20"}

Part = tuple[str, str, str, str]
"""What stands before a link, its words, its address, and what stands after it."""


def links(record: Record, *, full_text: str = "Full text") -> list[tuple[str, str]]:
    """Label and address of each way to the work, the most lasting first. ``full_text`` is the label of an address."""
    found = []
    if value := field(record, "DOI"):
        found.append((f"DOI {value}", doi_address(value)))
    if value := field(record, "PMID"):
        found.append((f"PMID {value}", f"https://pubmed.ncbi.nlm.nih.gov/{value}/"))
    if value := field(record, "PMCID"):
        found.append((value, f"https://www.ncbi.nlm.nih.gov/pmc/articles/{value}/"))
    if not found and (value := web_address(record)):
        found.append((full_text, value))
    return found


def identifier_parts(record: Record, style: str) -> list[Part]:
    """DOI, PMID and address at the end of a citation: NLM names each, AMA the DOI or else the address."""
    doi, pmid, url = field(record, "DOI"), field(record, "PMID"), web_address(record)
    if style == "ama":
        if doi:
            return [("", f"doi:{doi}", doi_address(doi), "")]
        return [("", url, url, "")] if url else []
    found: list[Part] = []
    if doi:
        found.append(("doi: ", doi, doi_address(doi), "."))
    if pmid:
        found.append((" PMID: " if doi else "PMID: ", pmid, f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", "."))
    if not found and url:
        found.append(("Available from: ", url, url, ""))
    return found


def doi_address(doi: str) -> str:
    """Old DOIs hold <, > and #, which an address may not."""
    return "https://doi.org/" + "".join(_IN_ADDRESS.get(mark, mark) for mark in doi)


def web_address(record: Record) -> str:
    """The address of a record, if a browser may be sent there."""
    url = field(record, "URL")
    return url if url.lower().startswith(("https://", "http://")) else ""
