"""What people told the partnership: accounts for publication and comments on the draft."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import days_in, iso
from cdrp_analysis.sample.values import (
    Made,
    Planted,
    canaries,
    canary_truth,
    lines,
    plant,
    pseudonyms,
    repeated,
    truth,
)
from cdrp_analysis.sample.world import World

_EXEMPTIONS = ("FOI s.40", "FOI s.41", "LGA Sch 12A para 1", "LGA Sch 12A para 2")

# Theme, kind, consent, altered, checked: five of twelve may be printed, the rest each lack
# something.
_ACCOUNTS = """
treatment|case study|yes|yes|yes
young people|case study|yes|yes|yes
domestic abuse|testimony|yes|yes|yes
probation|testimony|yes|yes|yes
parenting|case study|yes|yes|yes
treatment|case study|yes|yes|no
young people|testimony|yes|yes|
probation|testimony|yes|no|yes
domestic abuse|case study|yes|no|no
parenting|case study|no|yes|yes
hate crime|meeting note|no|no|no
anti-social behaviour|meeting note|no||
"""
_TOLD = (
    "Before the service I stayed near {} and saw nobody.", "My worker met me at {} every week.",
    "It began at {} and I told my teacher.", "I would not go back to {} on my own.",
)  # fmt: skip
_REMARKS = (
    "The figures for {} look low to us.", "Say what is done about {}.",
    "The map of {} needs a later year.", "We know {} better than this suggests.",
)  # fmt: skip
_BODIES = {"committee": 9, "agency": 8, "public": 6}
_RESPONSES = {"accepted": 11, "explained": 6, "not accepted": 2, "": 4}
_SECTIONS = ("trends", "places", "young people", "drugs and alcohol", "consultation", "plan")


def account_files(world: World) -> Planted:
    """
    The feeds of accounts and comments, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        case_studies, comments.
    truths : list of dict
    """
    return plant(
        world,
        {
            "case_studies": ("voice case_studies", _case_studies),
            "comments": ("voice comments", _comments),
        },
    )


def _case_studies(world: World, rng: np.random.Generator) -> Made:
    rows = lines(_ACCOUNTS)
    columns = ["theme", "kind", "consent_on", "details_altered", "checked"]
    frame = pd.DataFrame(rows, columns=columns).iloc[rng.permutation(len(rows))]
    frame = frame.reset_index(drop=True)
    count, secrets = len(frame), canaries(rng, len(frame))
    frame.insert(0, "reference", pseudonyms(rng, count, "A"))
    taken = days_in(rng, "2010-02-01", "2010-07-30", count)
    frame.insert(3, "taken_on", iso(taken))
    given = iso(taken + rng.integers(0, 29, count))
    consent = frame["consent_on"].eq("yes").to_numpy()
    frame["consent_on"] = np.where(consent, given, "")
    frame["text"] = [_TOLD[n % len(_TOLD)].format(word) for n, word in enumerate(secrets)]
    frame["exemption"] = [_EXEMPTIONS[n % len(_EXEMPTIONS)] for n in rng.permutation(count)]
    altered, checked = (frame[name].eq("yes") for name in ("details_altered", "checked"))
    when = "of accounts taken from February to July 2010"
    return frame, [
        truth("case_studies_publishable", "A45", f"{when}, those with written consent, altered "
              "details and a second person's check", int((consent & altered & checked).sum()),
              "accounts", "exact", base=count, consented=int(consent.sum())),
        canary_truth("case_studies", secrets),
    ]  # fmt: skip


def _comments(world: World, rng: np.random.Generator) -> Made:
    count = sum(_BODIES.values())
    secrets = canaries(rng, count)
    frame = pd.DataFrame({
        "reference": pseudonyms(rng, count, "C"),
        "received_on": np.sort(iso(days_in(rng, "2010-09-01", "2010-09-28", count))),
        "body": rng.permutation(repeated(_BODIES)),
        "section": rng.choice(_SECTIONS, count),
        "text": [_REMARKS[n % len(_REMARKS)].format(word) for n, word in enumerate(secrets)],
        "response": rng.permutation(repeated(_RESPONSES)),
    })  # fmt: skip
    return frame, [
        truth("comments", "A19", "comments on the draft, received in September 2010", count,
              "comments", "exact", by_body=_BODIES, unanswered=_RESPONSES[""],
              accepted=_RESPONSES["accepted"]),
        canary_truth("comments", secrets),
    ]  # fmt: skip
