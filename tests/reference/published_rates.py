"""Published values for rates, shares and concentration; what nobody published says so."""

# Two-sided 95% limits of a Poisson count: Garwood (1936), Biometrika 28, 437-442.
GARWOOD_95 = [(0, 0.00, 3.69), (1, 0.03, 5.57), (10, 4.80, 18.39)]

# The same at 95% and 99.8% by another program: (number, lower, upper, lower, upper), from the tests
# of the R package PHEindicatormethods, testdata_funnel_ratio_outputs.csv.
GARWOOD_FUNNEL = [
    (1, 0.025317898, 5.571644585, 0.001000547, 9.233410143),
    (10, 4.795387629, 18.39035799, 2.960519925, 24.13397235),
    (100, 81.36400699, 121.6268111, 71.92139974, 134.9243187),
    (716, 664.5083011, 770.4222128, 636.1521174, 802.60414),
]

# Welsh nickel workers, 137 deaths where 24.19893 were expected: examples of R, poisson.test.
NICKEL_WORKERS = (137, 24.19893, 4.753125, 6.692709)

# Byar's 99.8% limits of rates per 100, (number, base, lower, upper): PHEindicatormethods, vignette
# Introduction to PHEindicatormethods, phe_rate.
BYAR_998 = [
    (92, 168, 38.787820, 74.81532),
    (28, 137, 10.517905, 35.44235),
    (44, 182, 14.441203, 37.71066),
    (97, 110, 63.063667, 119.52675),
    (59, 127, 29.964550, 68.37318),
    (23, 172, 6.355108, 24.45284),
    (80, 135, 40.859655, 82.74312),
    (26, 103, 12.621892, 44.63484),
]

# Lung cancer at ages 55 to 59, Fredericia and three other cities, 11 cases in 800 and 21 in 3,011:
# the ratio of the rates with its limits, examples of R, poisson.test.
FREDERICIA = (1.971488, 0.8584264, 4.2772659)

# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3: Wilson's 95% limits;
# (number, base, lower, upper).
NEWCOMBE_METHOD_3 = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

# Not published: needs of 876 offenders, 95% limits in percent by Wilson's formula (1927) and as
# proportion_confint of statsmodels gives them; (number, lower, upper).
WILSON_876 = [(666, 73.1, 78.7), (473, 50.7, 57.3), (394, 41.7, 48.3)]

# Benjamini and Hochberg (1995), J. R. Statist. Soc. B 57, 289-300, section 3.3: of these fifteen
# p-values four are rejected at a false discovery rate of 0.05.
FIFTEEN_P = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0000,
]  # fmt: skip

# 10 places, 3 + 1 + 1 offences: standard Gini 0.78, vignette of the R package lorenzgini
# (Steenbeek and Bernasco 2018); generalised: Bernasco and Steenbeek (2017), J. Quant.
# Criminology 33, 451-467, max(1, 10/5)(0.78 - 1) + 1.
BERNASCO_STEENBEEK = ([3, 1, 1, 0, 0, 0, 0, 0, 0, 0], 0.78, 0.56)

# ONS Crime Severity Score of England per head by offence group, and its published total.
CSS_ENGLAND = {
    "2008/09": ([2.2541, 1.1459, 1.2146, 4.4413, 0.2486, 0.5751], 9.8795),
    "2017/18": ([3.4755, 3.9806, 1.0933, 3.9687, 0.1808, 0.6454], 13.3444),
}
