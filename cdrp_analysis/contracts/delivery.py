"""How the partnership is run: plan, targets, money, peers, risks, and what agencies owe it."""

from cdrp_analysis.contracts.base import Rule
from cdrp_analysis.contracts.partner import Column, ends_before_it_starts, must, partner_feed

_PARTNERSHIP = "Partnership"
_REGISTER = "local register"

PEERS = partner_feed(
    "peers",
    "The areas an area is compared with; such a list need not be mutual.",
    must("area", "code", "ONS code of the area compared"),
    must("peer", "code", "ONS code of the peer"),
    must("peer_set", "text", "which list, e.g. most similar group, and its edition"),
    Column("position", "count", "1 is the most alike", at_least=1),
    Column("weight", "number", "weight in the mean; blank: all alike", at_least=0),
    holder="Home Office",
    basis="published",
)

TARGETS = partner_feed(
    "targets",
    "One row per target, with the time in which it holds.",
    must("target", "text", "short key"),
    must("label", "text", "as printed"),
    must("measure", "text", "theme or indicator it is about"),
    must("level", "text", "whose target", values=("partnership", "borough", "force", "national")),
    must("wanted", "text", "which way", values=("down", "up")),
    Column("baseline", "number", "value it starts from"),
    Column("value", "number", "value to reach; blank where the target is a change"),
    Column("change_percent", "number", "change to reach, from the baseline", "%"),
    must("starts_on", "date", "first day"),
    must("ends_on", "date", "day by which it should be met"),
    Column("withdrawn_on", "date", "day from which it no longer holds"),
    holder=_PARTNERSHIP,
    basis=_REGISTER,
    rules=(ends_before_it_starts("starts_on", "ends_on"),),
)

PLAN_ACTIONS = partner_feed(
    "plan_actions",
    "One row per action of the last plan.",
    must("action", "text", "short key"),
    must("label", "text", "what was to be done"),
    must("priority", "text", "priority of the plan"),
    Column("lead", "text", "lead agency"),
    must("due_on", "date", "day it was due"),
    Column("completed_on", "date", "day it was completed; blank: not"),
    must("status", "text", "state",
         values=("completed", "on track", "late", "not started", "dropped")),
    Column("evidence", "text", "where the evidence is kept"),
    holder=_PARTNERSHIP,
    basis=_REGISTER,
)  # fmt: skip

MILESTONES = partner_feed(
    "milestones",
    "Reports, sign-offs and reviews of the year.",
    must("milestone", "text", "what"),
    must("due_on", "date", "day it is due"),
    Column("done_on", "date", "day it was done; blank: not yet"),
    holder=_PARTNERSHIP,
    basis=_REGISTER,
)

FUNDING = partner_feed(
    "funding",
    "One row per stream, recipient and year.",
    must("stream", "text", "fund"),
    must("recipient", "text", "agency or project"),
    must("year", "text", "financial year, 2010/11"),
    must("amount", "number", "amount", "£", at_least=0),
    must("in_kind", "flag", "value of staff, rooms and goods, not money"),
    Column("need", "text", "need group it is spent on"),
    Column("ends_on", "date", "day after which nothing is promised"),
    Column("contract", "flag", "goes by contract to a business or charity whose terms are not "
           "public; blank: no"),
    holder=_PARTNERSHIP,
    basis="funding register",
)  # fmt: skip

SHARED_SERVICES = partner_feed(
    "shared_services",
    "What a service shared with neighbours cost and costs.",
    must("service", "text", "service"),
    must("area", "code", "ONS code of the partner area"),
    must("year", "text", "financial year"),
    must("management_cost", "number", "management", "£ a year", at_least=0),
    must("total_cost", "number", "whole service", "£ a year", at_least=0),
    must("young_people", "count", "young people in the service", "people", at_least=0),
    holder="Local authority",
    basis="budget books",
)

INFORMATION_SHARING = partner_feed(
    "information_sharing",
    "Which agency was to send what, and when it came.",
    must("agency", "text", "agency"),
    must("dataset", "text", "data set agreed"),
    must("due_on", "date", "day it was due"),
    Column("received_on", "date", "day it came; blank: not received"),
    Column("complete_percent", "number", "of the agreed fields", "%", at_least=0, at_most=100),
    Column("lag_days", "number", "median lag from event to record", "days", at_least=0),
    holder=_PARTNERSHIP,
    basis=_REGISTER,
)

PESTELO = partner_feed(
    "pestelo",
    "Horizon scan: political, economic, social, technological, environmental, legal, "
    "organisational.",
    must("factor", "text", "kind",
         values=("political", "economic", "social", "technological", "environmental", "legal",
                 "organisational")),
    must("item", "text", "what may change"),
    must("likelihood", "count", "1 unlikely, 5 nearly certain", at_least=1, at_most=5),
    must("impact", "count", "1 slight, 5 severe", at_least=1, at_most=5),
    Column("horizon", "text", "when"),
    Column("response", "text", "what the partnership does about it"),
    holder=_PARTNERSHIP,
    basis=_REGISTER,
)  # fmt: skip

SERIES_BREAKS = partner_feed(
    "series_breaks",
    "Days from which a series is not comparable with what came before.",
    must("series", "text", "feed or measure"),
    must("from_day", "date", "first day of the new basis"),
    must("why", "text", "what changed"),
    Column("source", "text", "where that is written"),
    holder=_PARTNERSHIP,
    basis=_REGISTER,
)

VULNERABILITY = partner_feed(
    "vulnerability",
    "Rates by LSOA that the Vulnerable Localities Index takes besides crime.",
    must("lsoa", "code", "LSOA"),
    must("income_deprived", "number", "income deprivation", "% of residents", at_least=0,
         at_most=100),
    must("employment_deprived", "number", "employment deprivation", "% of working age", at_least=0,
         at_most=100),
    must("aged_15_to_24", "number", "residents aged 15 to 24", "% of residents", at_least=0,
         at_most=100),
    must("low_attainment", "number", "without five good passes at 16", "% of pupils", at_least=0,
         at_most=100),
    holder="Local authority",
    basis="published",
    rules=(
        Rule(
            "an LSOA given twice",
            lambda f: f["lsoa"].notna() & f["lsoa"].duplicated(),
        ),
    ),
)  # fmt: skip
