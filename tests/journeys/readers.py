"""Who reads which page on the walk over every page. `make check` fails until a new route stands here.

A route that only takes in (no GET) needs no line: it has no page.
"""

from dataclasses import dataclass

# Readers who are no officer of the demonstration.
NOBODY, TERMINAL = "", "a shared terminal"
# Has typed the password and not yet the code.
BETWEEN = "hugo@ita"
AMINA, CHEN, HENRI, NOOR, OLGA, SYLVIE = (
    "amina@fra",
    "chen@cen",
    "henri@fra",
    "noor@cen",
    "olga@cen",
    "sylvie@fra",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """by: who opens it. of: what the address names, one of `facts` in demonstration.py; nothing where it has no parts.

    no_page: why this is not a page, where it is none.
    """

    by: str
    of: str = ""
    no_page: str = ""


PAGES: dict[str, Seen] = {
    "api-page": Seen(NOBODY),
    "account_login": Seen(NOBODY),
    "account_inactive": Seen(NOBODY),
    "account_logout": Seen(AMINA),
    "account_reauthenticate": Seen(AMINA),
    "account_change_password": Seen(AMINA),
    "usersessions_list": Seen(AMINA),
    "mfa_index": Seen(SYLVIE),
    "mfa_authenticate": Seen(BETWEEN),
    "mfa_reauthenticate": Seen(SYLVIE),
    "mfa_activate_totp": Seen(AMINA),
    "mfa_deactivate_totp": Seen(SYLVIE),
    "mfa_view_recovery_codes": Seen(SYLVIE),
    "mfa_generate_recovery_codes": Seen(SYLVIE),
    "mfa_download_recovery_codes": Seen(SYLVIE, no_page="a file"),
    "mfa_list_webauthn": Seen(SYLVIE),
    "mfa_add_webauthn": Seen(SYLVIE),
    "mfa_reauthenticate_webauthn": Seen(SYLVIE),
    "mfa_edit_webauthn": Seen(SYLVIE, of="passkey"),
    "mfa_remove_webauthn": Seen(SYLVIE, of="passkey"),
    "mfa_login_webauthn": Seen(
        NOBODY, no_page="the sign-in page asks it for JSON; others are led to that page"
    ),
    "access:me": Seen(AMINA),
    "access:shift": Seen(TERMINAL),
    "access:units": Seen(SYLVIE),
    "access:unit": Seen(SYLVIE, of="unit"),
    "access:open-unit": Seen(SYLVIE, of="unit"),
    "access:change-unit": Seen(SYLVIE, of="unit"),
    "access:close-unit": Seen(SYLVIE, of="unit"),
    "access:officers": Seen(SYLVIE),
    "access:enrol": Seen(SYLVIE),
    "access:officer": Seen(SYLVIE, of="officer"),
    "access:suspend": Seen(SYLVIE, of="officer"),
    "access:revoke-role": Seen(SYLVIE, of="grant"),
    "access:tokens": Seen(SYLVIE),
    "access:make-token": Seen(SYLVIE),
    "access:saved-views": Seen(AMINA),
    "access:save-view": Seen(AMINA, of="saved_list"),
    "access:open-view": Seen(AMINA, of="view", no_page="leads on to the list"),
    "access:change-view": Seen(AMINA, of="view"),
    "access:alarms": Seen(SYLVIE),
    "access:close-alarm": Seen(SYLVIE, of="alarm"),
    "access:budget": Seen(SYLVIE, of="holder"),
    "bureaus:list": Seen(AMINA),
    "bureaus:duty-desk": Seen(HENRI),
    "bureaus:page": Seen(AMINA, of="bureau"),
    "bureaus:set-standing": Seen(CHEN, of="bureau"),
    "records:overview": Seen(AMINA),
    "records:closed": Seen(HENRI),
    "records:waiting": Seen(CHEN),
    "records:libraries": Seen(AMINA),
    "records:checks": Seen(AMINA),
    "records:check": Seen(AMINA, of="check"),
    "records:review": Seen(CHEN, of="waiting"),
    "records:release-load": Seen(CHEN, of="waiting_load"),
    "records:import-file": Seen(AMINA, of="database"),
    "records:import": Seen(AMINA, of="worked_import"),
    "records:import-columns": Seen(AMINA, of="import"),
    "records:import-undo": Seen(AMINA, of="import"),
    "records:import-report": Seen(AMINA, of="imported", no_page="a file"),
    "public:index": Seen(NOBODY, no_page="it leads to the first database that the public may look through"),
    "public:search": Seen(NOBODY, of="public_search"),
    "public:entry": Seen(NOBODY, of="public_entry"),
    "public:certificate": Seen(NOBODY, of="certificate"),
    "records:list": Seen(AMINA, of="database"),
    "records:export": Seen(HENRI, of="object", no_page="a file"),
    "records:export-ask": Seen(HENRI, of="database"),
    "records:between": Seen(AMINA),
    "records:recorded": Seen(AMINA, of="behalf"),
    "records:offer-page": Seen(AMINA, of="offer"),
    "records:offer": Seen(AMINA, of="record"),
    "records:record-for": Seen(OLGA, of="database"),
    "records:exports": Seen(HENRI),
    "records:elsewhere": Seen(AMINA),
    "records:systems": Seen(HENRI),
    "records:export-page": Seen(HENRI, of="export"),
    "records:create": Seen(AMINA, of="database"),
    "records:page": Seen(AMINA, of="record"),
    "records:change": Seen(AMINA, of="record"),
    "records:withdraw": Seen(AMINA, of="record"),
    "records:matters": Seen(AMINA),
    "records:report-found": Seen(AMINA, of="disputable"),
    "records:find-page": Seen(AMINA, of="find"),
    "records:dispute": Seen(AMINA, of="disputable"),
    "records:dispute-page": Seen(AMINA, of="dispute"),
    "records:oversight": Seen(NOOR),
    "records:overseen": Seen(NOOR, of="disputed"),
    "records:mark-error": Seen(AMINA, of="record"),
    "records:extend": Seen(AMINA, of="record"),
    "records:endings": Seen(AMINA),
    "records:ending": Seen(AMINA, of="database"),
    "records:extensions": Seen(NOOR),
    "records:order": Seen(NOOR),
    "records:reentries": Seen(CHEN),
    "records:recover": Seen(AMINA, of="record"),
    "records:attach": Seen(AMINA, of="record"),
    "records:picture": Seen(AMINA, of="picture", no_page="a redirect to a picture"),
    "messages:list": Seen(AMINA),
    "messages:page": Seen(AMINA, of="message"),
    "tracing:list": Seen(AMINA),
    "tracing:create": Seen(AMINA),
    "tracing:statistics": Seen(AMINA),
    "tracing:page": Seen(AMINA, of="trace"),
    "tracing:change": Seen(AMINA, of="trace"),
    "tracing:step": Seen(AMINA, of="trace_step"),
    "tracing:thread": Seen(AMINA, of="trace_thread", no_page="leads on to the request or the step"),
    "queries:home": Seen(AMINA),
    "queries:ask": Seen(AMINA),
    "queries:lines": Seen(HENRI),
    "queries:quality": Seen(HENRI),
    "queries:changed": Seen(AMINA),
    "queries:lists": Seen(AMINA),
    "queries:new-list": Seen(AMINA),
    "queries:list": Seen(AMINA, of="list"),
    "queries:correct-list": Seen(AMINA, of="list"),
    "queries:acts": Seen(AMINA),
    "queries:act": Seen(AMINA, of="act"),
    "queries:hits": Seen(AMINA),
    "queries:timeliness": Seen(AMINA),
    "queries:sealed": Seen(NOOR),
    "queries:open-sealed": Seen(NOOR, of="sealed"),
    "queries:hit": Seen(AMINA, of="hit"),
    "queries:hit-attach": Seen(AMINA, of="hit"),
    "queries:hit-now": Seen(AMINA, of="hit", no_page="the part of queries:hit that moves by itself"),
    "queries:question": Seen(AMINA, of="question"),
    "queries:question-now": Seen(
        AMINA, of="question", no_page="the part of queries:question that moves by itself"
    ),
    "queries:thread": Seen(AMINA, of="thread", no_page="leads on to the hit or the question"),
    "queries:hand-over": Seen(AMINA),
    "queries:handover": Seen(AMINA, of="handover"),
}
