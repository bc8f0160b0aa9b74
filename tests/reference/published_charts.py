"""Published limits and run lengths of control charts."""

# XmR charts of the R package NHSRplotthedots (NHS-R Community), vignette "Deviations from Excel
# defaults": mean and lower, upper process limit, outlying ranges screened and not.
XMR_OUTLIER = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
XMR_SCREENED = (1.94, -0.72, 4.6)
XMR_UNSCREENED = (1.94, -3.06, 6.95)

# The same package's own expected table for set.seed(123); rnorm(20), of which it prints three
# figures (tests/testthat/_snaps/ptd_spc_standard.md): mean 0.142, limits -3.01 and 3.29. The
# draws are R's, to eight decimals.
XMR_NORMAL = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621,
    -1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272,
    -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141,
]  # fmt: skip
XMR_NORMAL_LIMITS = (0.142, -3.01, 3.29)

# Cases of its rules (tests/testthat/test-ptd_calculate_point_type.R). Sides of the mean, and
# points that end a run of seven; a series, and points that end a trend of seven.
RUNS = [([1] * 6, []), ([1] * 6 + [-1], []), ([1] * 8 + [-1], [6, 7]), ([-1] * 8 + [1], [6, 7])]
TRENDS = [
    ([1, 2, 3, 3, 4, 5, 6], []),
    ([1, 2, 3, 4, 5, 6, 7], [6]),
    ([2, 1, 2, 3, 4, 5, 6, 7, 3], [7]),
    ([2, 7, 6, 5, 4, 3, 2, 1, 3], [7]),
]

# Average run length of a one-sided CUSUM of standard normal values, reference value 1/2:
# Hawkins, D. and Olwell, D. (1998), Cumulative Sum Charts, table 3.1 (h 4: 335.4, h 5: 930.9),
# twice those of the two-sided chart in Montgomery, Statistical Quality Control (168, 465).
CUSUM_RUN_LENGTHS = [(4.0, 336), (5.0, 930)]

# Montgomery, Introduction to Statistical Quality Control, tabular cumulative sum: thirty values of
# target 10 and standard deviation 1, and the upper sums C+ of the first 29 with K = 1/2. With H = 5
# period 29 is the first to signal; the sum had left nought in period 23.
MONTGOMERY_VALUES = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40,
    10.08, 9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62,
    11.31, 10.52,
]  # fmt: skip
MONTGOMERY_SUMS = [
    0, 0, 0, 1.16, 2.82, 2.50, 0.04, 1.00, 0, 0, 0, 0.97, 0.98, 0, 0, 0, 0.12, 0, 0, 0.34, 0.74, 0,
    1.79, 2.79, 2.89, 3.47, 3.35, 4.47, 5.28,
]  # fmt: skip
