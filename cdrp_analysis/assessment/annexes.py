"""What closes the document: how each figure was made, and what its words mean."""

import pandas as pd

# What is asked, how it is answered, who described the method, on which page it is used.
METHODS = (
    ("Has a theme changed?", "Two counts compared, widened by what a year usually adds; of the "
     "changes called clear, likely or possible at most a stated share is expected to be chance",
     "Benjamini and Hochberg 1995", "Trends"),
    ("Where is it heading?", "The method that foretold this partnership's own past best, with "
     "ranges from its own errors", "Hyndman and Athanasopoulos, Forecasting, chapter 5", "Trends"),
    ("How do we stand beside peers?", "Rates beside the mean of areas alike; funnels widened by "
     "how much areas differ anyway", "Spiegelhalter 2005", "Comparison"),
    ("Did an action work?", "What the areas untouched by it lead one to expect, and the same "
     "sum for places and dates where nothing happened", "Abadie, Diamond and Hainmueller 2010",
     "Interruptions"),
    ("Is anything out of line?", "Counts against limits that an unchanged series would seldom "
     "cross", "Montgomery, Introduction to Statistical Quality Control", "Alarms"),
    ("Where do offences gather?", "Density, and clusters tested against chance, a stated share "
     "of false ones allowed", "Getis and Ord 1992; Caldas de Castro and Singer 2006", "Places"),
    ("When do they happen?", "Each offence spread over the hours in which it can have happened",
     "Ratcliffe 2002", "Times"),
    ("How much harm is done?", "Days that an offence earns a first offender, and severity as "
     "sentenced, always side by side", "Sherman, Neyroud and Neyroud 2016; ONS 2016",
     "Priorities"),
    ("What comes first?", "A weighted sum; weights and data drawn again thousands of times give "
     "the chance of every place", "Lahdelma and Salminen 2001", "Priorities"),
    ("What do residents say?", "Answers weighted until sex, age, ethnic group and ward are those "
     "of the residents", "Deming and Stephan 1940", "Priorities"),
    ("How is nobody told of?", "Small counts hidden with whatever would give them away, all "
     "editions and earlier releases together, then attacked", "Fischetti and Salazar 2001",
     "How people are protected"),
)  # fmt: skip
GLOSSARY = (
    ("offence", "A crime that the police recorded and counted under Home Office rules"),
    ("incident", "A report, such as anti-social behaviour; not always a crime, never added to "
     "offences"),
    ("theme", "A group of offences or incidents that could be a priority"),
    ("rate", "Offences per thousand residents over the period; high where many visit and few "
     "live"),
    ("limits", "The range in which a figure could well lie by chance alone"),
    ("clear change", "A change that chance, and what years differ by anyway, would seldom give"),
    ("likely place", "The range of places in which a theme lies in nine of ten draws"),
    ("harm", "What offences do to people, by the sentence they would earn; not their number"),
    ("hotspot", "Places chosen by a stated rule"),
    ("concentration", "How few places hold half of the offences"),
    ("projection", "What the year would end on if nothing changed but the season"),
    ("peers", "Areas alike in people, housing and town centres"),
    ("hidden", "Left out so that nobody can be recognised; marked [c]"),
    ("missing", "Not received, or not known; marked [x]; never a zero"),
    ("OFFICIAL-SENSITIVE", "A handling marking within OFFICIAL; before April 2014, RESTRICTED"),
)  # fmt: skip


def method_annex() -> pd.DataFrame:
    """``question, method, reference, where``: how each question is answered."""
    return pd.DataFrame(METHODS, columns=["question", "method", "reference", "where"])


def glossary() -> pd.DataFrame:
    """``term, meaning``: the words of the document, in order."""
    table = pd.DataFrame(GLOSSARY, columns=["term", "meaning"])
    return table.sort_values("term", key=lambda terms: terms.str.lower(), ignore_index=True)
