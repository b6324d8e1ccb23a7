"""May this page offer passkeys at all?"""

from ipaddress import ip_address
from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def passkeys_work(context: Any) -> bool:
    """`{% passkeys_work as offered %}`: a passkey belongs to a host name; browsers refuse it at a bare address.

    Source: Web Authentication, 5.1.2 (the effective domain must be a valid domain).
    """
    host = context["request"].get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ip_address(host)
    except ValueError:
        return True
    return False
