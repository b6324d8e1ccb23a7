"""What people are told is translated when they read it; what logs are told holds nobody's name or number."""

import ast

from django.utils.functional import Promise

from comity.kit import errors
from comity.kit.errors import ComityError
from tests.house.sources import Source, last_name, modules, sources

TRANSLATED = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
}
# Which argument of a call is the sentence.
SENTENCE = {"invalid": 2, "FieldError": 2, "Denied": 1}
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}


def kinds_of_error() -> set[str]:
    """The names of all errors of ours that a person is told; the store's are for the operator's console."""
    modules()
    found, todo = set(), [ComityError]
    while todo:
        kind = todo.pop()
        found.add(kind.__name__)
        todo += kind.__subclasses__()
    return found - {"Invalid"}


def is_bare(node: ast.expr) -> bool:
    """Is this a text as it stands in the source, perhaps with values put in?"""
    match node:
        case ast.Constant():
            return isinstance(node.value, str) and any(letter.isalpha() for letter in node.value)
        case ast.JoinedStr():
            return True
        case ast.BinOp():
            return is_bare(node.left)
        case ast.IfExp():
            return is_bare(node.body) or is_bare(node.orelse)
        case ast.Call():
            return (
                isinstance(node.func, ast.Attribute)
                and node.func.attr == "format"
                and is_bare(node.func.value)
            )
        case _:
            return False


# Sentences that no person ever reads.
UNREAD = {
    "messages/contributing/arriving.py Refused": "only the code goes back to the other node",
    "messages/contributing/picturing.py Refused": "only the code goes back to the other node",
    "messages/contributing/picturing.py invalid('file'": "only the code goes back to the other node",
    "messages/moderation/centre.py invalid('files'": "only the code goes back to the other node",
    "records/life/afar.py Refused": "only the code goes back to the other node",
    "messages/contributing/outcome.py Refused": "only the code goes back to the other node",
    "gate/system.py Denied('system'": "a clock that asks for another verb is a mistake of ours",
    "queries/actions/arriving.py Refused('A question": "our own sender always gives a time",
    "tracing/actions/arriving.py Refused('A question": "our own sender always gives a time",
}


def test_every_sentence_of_an_error_is_translated():
    places = SENTENCE | dict.fromkeys(kinds_of_error(), 0)
    found = []
    for source in sources():
        for call in source.calls():
            place = places.get(last_name(call.func))
            if place is not None and len(call.args) > place and is_bare(call.args[place]):
                found.append(f"{source.name} {ast.unparse(call)[:90]}")
    assert [told for told in found if not told.startswith(tuple(UNREAD))] == []
    assert len(found) >= len(UNREAD), "an exception is not needed any more"


def test_what_is_said_once_when_a_module_is_read_is_said_lazily():
    """`gettext` at the top of a module would speak the language of whoever started the node."""
    found = []
    for source in sources():
        eager = _eager(source)
        if eager:
            within = {
                id(node)
                for function in source.nodes()
                if isinstance(function, ast.FunctionDef | ast.Lambda)
                for part in (function.body if isinstance(function.body, list) else [function.body])
                for node in ast.walk(part)
            }
            found += [
                source.at(call)
                for call in source.calls()
                if isinstance(call.func, ast.Name) and call.func.id in eager and id(call) not in within
            ]
    assert found == []


def _eager(source: Source) -> set[str]:
    return {
        alias.asname or alias.name
        for node in source.nodes()
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in TRANSLATED and not alias.name.endswith("_lazy")
    }


def test_no_sentence_is_glued_together():
    """A placeholder has a name, so that every language can put it in its own place."""
    found = []
    for source in sources():
        for call in source.calls():
            if isinstance(call.func, ast.Name) and call.func.id in TRANSLATED:
                for text in call.args:
                    bare = isinstance(text, ast.JoinedStr | ast.BinOp)
                    nameless = isinstance(text, ast.Constant) and any(
                        sign in str(text.value).replace("%%", "") for sign in ("%s", "%d", "{}")
                    )
                    if bare or nameless:
                        found.append(source.at(call, ast.unparse(text)[:90]))
    assert found == []


def test_logs_carry_ids_and_kinds_and_never_what_an_error_says():
    """The message of an exception may quote what was asked: a driver repeats the row, a parser the line."""
    found = []
    for source in sources():
        caught = {node.name for node in source.nodes() if isinstance(node, ast.ExceptHandler) and node.name}
        caught |= {"error", "exception", "exc"}
        for call in source.calls():
            is_log = isinstance(call.func, ast.Attribute) and call.func.attr in LEVELS
            if is_log and last_name(call.func.value) in ("log", "logger", "logging"):
                found += [source.at(call, why) for why in _leaks(call, caught)]
    assert found == []


def _leaks(call: ast.Call, caught: set[str]) -> list[str]:
    why = []
    if call.func.attr == "exception" or any(word.arg in ("exc_info", "stack_info") for word in call.keywords):
        why.append("the message of the exception goes along")
    if not (call.args and isinstance(call.args[0], ast.Constant)):
        why.append("the text is put together")
    allowed = {
        id(name)
        for node in ast.walk(call)
        if isinstance(node, ast.Call) and last_name(node.func) == "type"
        for name in ast.walk(node)
    }
    allowed |= {
        id(node.value) for node in ast.walk(call) if isinstance(node, ast.Attribute) and node.attr == "code"
    }
    for node in ast.walk(call):
        if isinstance(node, ast.Name) and node.id in caught and id(node) not in allowed:
            why.append(f"{node.id} itself")
    return why


def test_nobody_prints():
    found = [
        source.at(call)
        for source in sources()
        for call in source.calls()
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]
    assert found == []


def test_the_sentences_that_errors_bring_along_are_lazy():
    assert isinstance(errors.NotFound().message, Promise)
    assert isinstance(errors.Invalid([]).message, Promise)
