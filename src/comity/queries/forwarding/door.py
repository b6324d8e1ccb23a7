"""POST /courier/v1/questions: another node's question, in a signed request. Source: docs/spec/forwarding.md, 3."""

from django.utils import timezone, translation

from comity.bureaus.directory import centre_hosted_here
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.requests import Believed
from comity.messages.courier.taking import use_once
from comity.queries.forwarding.answering import answer
from comity.queries.forwarding.wire import read_question, write
from comity.seal.errors import NoPrivateKey
from comity.seal.questions import open_question


def questions(body: bytes, sent_by: Believed) -> bytes:
    """The sealed answer to a sealed question. Raises: NotBelieved for a repeat, Refusal for what cannot be read."""
    use_once(sent_by)
    centre = centre_hosted_here()
    if not centre:
        raise NoPrivateKey("Questions are answered by the centre's node.")
    content, way = open_question(body, centre, DIRECTORY.private_keys(centre))
    question = read_question(content)
    with translation.override(question.language):
        return way.seal(write(answer(question, sent_by.node, timezone.now())))
