"""Words that people write where they know no number. As a number they would find each other all over the world."""

import unicodedata

from comity.matching.folding import normalised

_WORDS = """
UNKNOWN UNK UNKN NOTKNOWN NA NONE NIL NULL TBA TBC TBD TOBEADVISED TOBECONFIRMED TOBEDETERMINED
NOTAVAILABLE NOTAPPLICABLE NOTGIVEN NOTSTATED NOTPROVIDED NOTRECORDED NONUMBER NOSERIAL NOSERIALNUMBER WITHOUTNUMBER
UNREADABLE ILLEGIBLE UNREGISTERED UNSPECIFIED MISSING REMOVED OBLITERATED ERASED XXX
INCONNU INCONNUE AUCUN AUCUNE NEANT SANS SANSNUMERO SANSOBJET NONCONNU NONDISPONIBLE NONAPPLICABLE ILLISIBLE
ACONFIRMER APRECISER
DESCONOCIDO DESCONOCIDA NINGUNO NINGUNA SINNUMERO SN SD NOCONSTA NOSABE NODISPONIBLE NOAPLICA SINDATOS ILEGIBLE
PORCONFIRMAR PORDETERMINAR
UNBEKANNT KEINE KEINER OHNE SCONOSCIUTO IGNOTO NESSUNO DESCONHECIDO NENHUM НЕИЗВЕСТНО НЕИЗВЕСТЕН НЕТ 不详 不明 无
غيرمعروف غيرمعلوم مجهول مجهولة لايوجد بدون بدونرقم غيرمتوفر غيرمتاح غيرمذكور لاينطبق
"""


def _bare(text: str) -> str:
    """Normalised, and without accents."""
    apart = unicodedata.normalize("NFD", normalised(text))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


_KNOWN = frozenset(_bare(word) for word in _WORDS.split())


def is_placeholder(text: str) -> bool:
    """Does this stand for "we know no number": a word for it, zeros or X alone?"""
    bare = _bare(text)
    return bare in _KNOWN or set(bare) in ({"0"}, {"X"})
