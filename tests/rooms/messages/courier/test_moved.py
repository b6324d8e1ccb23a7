"""What was under way to a bureau that has moved since: sent again by its sender, taken when the new node is ready."""

from datetime import timedelta

from django.utils import timezone

from comity.kit.ids import new_id
from comity.messages.courier import opening
from comity.messages.courier.filed import OutgoingFile
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.moved import follow_moved
from comity.messages.courier.rules import Parcel, ParcelKind, ParcelState
from comity.messages.courier.tables import Outgoing, Sent
from comity.messages.courier.taking import keep_parcels
from tests.rooms.messages.courier.far import NODE
from tests.rooms.messages.courier.test_files import answered, file_chunks, home, parcel, sent  # noqa: F401


def test_files_for_a_bureau_that_has_moved_since_go_to_its_own_node(parcel, mission):  # noqa: F811
    """Its former node handed the envelope on, and wants no file: the sender sends both again, by itself."""
    Outgoing.objects.update(node="CEN", state=int(ParcelState.ARRIVED))
    OutgoingFile.objects.update(tries=5, next_at=timezone.now() + timedelta(hours=5))

    assert follow_moved(DIRECTORY, by=NODE) == 1

    again = Outgoing.objects.get(node="UNM-A")
    assert Outgoing.objects.get(node="CEN").state == ParcelState.DONE
    assert Sent.objects.get().parcel == again.id
    assert mission.opens(again).digest == bytes(Sent.objects.get().subject)
    answered({again.id: "have"})
    assert [each.number for each in file_chunks()] == [0, 1, 2, 3]
    assert follow_moved(DIRECTORY, by=NODE) == 0


def test_what_was_signed_for_goes_nowhere_again(parcel, mission):  # noqa: F811
    mission.hands_over(mission.signs_for(parcel), kind=ParcelKind.RECEIPTS)
    opening.open_parcels(DIRECTORY, DIRECTORY, by=NODE)
    Outgoing.objects.update(node="CEN")
    assert follow_moved(DIRECTORY, by=NODE) == 0


def test_a_node_on_which_nobody_lives_yet_takes_nothing_and_loses_nothing(mission):
    sealed, now = mission.seals("ITA"), timezone.now()
    one = Parcel(new_id(), ParcelKind.ENVELOPE, 1, int(now.timestamp()) + 60, sealed.envelope)
    assert keep_parcels([one], "UNM-A", "", now) == [(one.id, "busy")]
    assert keep_parcels([one], "UNM-A", "ITA", now) == [(one.id, "have")]
