"""Published aoristic values, and what published programmes state about hard cases."""

# Ratcliffe's own page on aoristic analysis (jratcliffe.net/aoristic-analysis): somebody leaves at
# 08:00 and returns at 16:00; "0.125 for each hour between 8am and 4pm".
LEFT_AT_EIGHT = ("2023-03-06 08:00", "2023-03-06 16:00", dict.fromkeys(range(8, 16), 0.125))

# The R package aoristic 1.1.1 (Ratcliffe 2022, CRAN), documentation and source of aoristic.df:
# minutes, not hour blocks, are counted; a missing end puts the whole weight in the start's hour.
BY_THE_MINUTE = [
    # 20 of 80 minutes before midnight on Monday, 60 after it
    ("2023-03-06 23:40", "2023-03-07 01:00", {(1, 23): 20 / 80, (2, 0): 60 / 80}),
    # over the end of the week, Sunday to Monday
    ("2023-03-05 22:30", "2023-03-06 00:15", {(7, 22): 30 / 105, (7, 23): 60 / 105,
                                              (1, 0): 15 / 105}),
    ("2023-03-08 14:25", None, {(3, 14): 1.0}),
]  # fmt: skip
