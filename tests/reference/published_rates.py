"""Published values for rates, shares and concentration; what nobody published says so."""

# Two-sided 95% limits of a Poisson count: Garwood (1936), Biometrika 28, 437-442.
GARWOOD_95 = [(0, 0.00, 3.69), (1, 0.03, 5.57), (10, 4.80, 18.39)]

# Not published: needs of 876 offenders, 95% limits in percent by Wilson's formula (1927) and as
# proportion_confint of statsmodels gives them; (number, lower, upper).
WILSON_876 = [(666, 73.1, 78.7), (473, 50.7, 57.3), (394, 41.7, 48.3)]

# 10 places, 3 + 1 + 1 offences: standard Gini 0.78, vignette of the R package lorenzgini
# (Steenbeek and Bernasco 2018); generalised: Bernasco and Steenbeek (2017), J. Quant.
# Criminology 33, 451-467, max(1, 10/5)(0.78 - 1) + 1.
BERNASCO_STEENBEEK = ([3, 1, 1, 0, 0, 0, 0, 0, 0, 0], 0.78, 0.56)

# ONS Crime Severity Score of England per head by offence group, and its published total.
CSS_ENGLAND = {
    "2008/09": ([2.2541, 1.1459, 1.2146, 4.4413, 0.2486, 0.5751], 9.8795),
    "2017/18": ([3.4755, 3.9806, 1.0933, 3.9687, 0.1808, 0.6454], 13.3444),
}
