"""The files of letters, read at once: see `comity.matching.names.readiness`."""

from comity.matching.names.letters.chances import chances
from comity.matching.names.letters.characters import usual_forms
from comity.matching.names.letters.habits import surnames_of_two
from comity.matching.names.letters.icao import arabic_letters
from comity.matching.names.letters.japanese import japanese
from comity.matching.names.letters.romanised import likely_segments, usual_latin
from comity.matching.names.letters.scripts import Script
from comity.matching.names.letters.simplified import traditional
from comity.matching.names.letters.tables import table
from comity.matching.names.remembering import remembering


def ready_letters() -> None:
    """All tables, readings and habits."""
    for script in Script:
        table(script)
        usual_latin(script)
        likely_segments(script)
    for script in (Script.HAN, Script.HANGUL):
        chances(script)
    surnames_of_two()
    arabic_letters()
    japanese()
    traditional()
    with remembering():
        usual_forms()
