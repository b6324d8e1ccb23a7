"""Which node this installation is, by the directory."""

from comity.bureaus.directory import hosted_bureaus
from comity.messages.courier.book import AddressBook


def own_node(book: AddressBook) -> str:
    """The name under which this node signs: the first of those by which others know it. "" before it has an entry."""
    named = {book.node_of(bureau) for bureau in hosted_bureaus()}
    return min((node for node in named if node), default="")
