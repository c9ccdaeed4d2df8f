"""What is known today about the sources and addresses of a text: which lead nowhere."""

from articles.content import ArticleContent
from articles.domain.outgoing import addresses_in
from references.link_status import LinkState, LinkStatus
from references.links import key_of


def troubled_addresses(content: ArticleContent) -> dict[str, str]:
    """Addresses of a text that are dead, suspect or never asked, each with what is known. One query."""
    urls = {key_of(url): url for url in addresses_in(content)}
    if not urls:
        return {}
    states = [LinkState.DEAD, LinkState.SUSPECT, LinkState.FORBIDDEN]
    rows = LinkStatus.objects.filter(key__in=urls, state__in=states, archive_url="").order_by("pk")
    return {row.url: f"{row.get_state_display()}. {row.message}".strip() for row in rows}
