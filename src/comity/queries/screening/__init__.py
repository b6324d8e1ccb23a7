"""Screening tools of others against public lists, in the wire format of yente (docs/guide/screening.md).

Off by default. Only lists whose owner declared them public are there: no record of a bureau's own, whoever asks.
Source: practice 6. `wire` reads what comes, `lists` says what is public, `finding` finds, `screen` is the verb.
"""
