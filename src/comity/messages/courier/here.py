"""Which bureaus and nodes this installation is, by the directory."""

from comity.bureaus.models import Bureau
from comity.messages.courier.book import AddressBook


def hosted_bureaus() -> set[str]:
    """Codes of the bureaus whose people work here."""
    return set(Bureau.objects.filter(hosted=True).values_list("code", flat=True))


def own_nodes(book: AddressBook) -> list[str]:
    """The names by which others know this node, in order; it signs under the first. Empty before it has an entry."""
    named = {book.node_of(bureau) for bureau in hosted_bureaus()}
    return sorted(node for node in named if node)
