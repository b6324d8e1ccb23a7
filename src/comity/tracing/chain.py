"""How a request stands, read from its steps: the proposal, the stage, the bureau of a country. Reads only."""

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.tracing.models import TraceRequest, TraceStep, in_order
from comity.tracing.proposing import Proposal, propose
from comity.tracing.rules import Stage, stage_of


def country_of(bureau: Bureau) -> str:
    """The country for which a bureau answers; one without a country stands for itself."""
    return bureau.country or bureau.code


def bureau_of(country: str) -> Bureau | None:
    """The National Central Bureau of a country, where the directory has one."""
    return Bureau.objects.filter(kind=int(BureauKind.MEMBER), country=country).order_by("code").first()


def proposal_of(request: TraceRequest, steps: list[TraceStep]) -> Proposal:
    """The next step of this request. steps: all of its own."""
    own = Bureau.objects.get(pk=request.bureau)
    return propose(
        own=country_of(own),
        maker=request.body.get("country_of_make", ""),
        importer=request.body.get("country_of_import", ""),
        steps=[step.asked for step in steps],
    )


def stage_now(request: TraceRequest) -> Stage:
    """The stage of this request by its steps as they stand in the store."""
    steps = in_order(request.steps.all())
    return stage_of(
        [step.standing for step in steps],
        accepted=any(step.accepted_at is not None for step in steps),
        leads_on=proposal_of(request, steps).leads_on,
        closed=request.closed_at is not None,
    )
