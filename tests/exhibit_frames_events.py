"""Small frames of peers, events and actions, as restricted tables."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from tests.drawn import frame
from tests.exhibit_frames import told


def peer_set() -> pd.DataFrame:
    return told(
        frame("""
        area | area_name | rank | mutual
        E2   | Bramley   | 1    | yes
        E3   | Castle    | 2    | no
        E4   | Dunmere   | 3    | not known
        """)
    )


def peer_lists() -> pd.DataFrame:
    rows = frame("""
        peer_list      | kind                                  | listed | counted
        group 2010     | the inspectorate's most similar group | 14     | 14
        our neighbours | another list received                 | 5      | 4
        """)
    return told(rows.assign(used=[True, False]))


def peer_rates() -> pd.DataFrame:
    return told(
        frame("""
        theme | label        | period  | offences | residents | rate | peers | peer_mean | peer_lowest | peer_highest | difference | difference_share | rank | rank_lower | rank_upper | of_areas | year_log_sd | sensitive
        all   | All offences | 2009/10 | 900      | 10000     | 90.0 | 3     | 100.0     | 80.0        | 120.0        | -10.0      | -0.10            | 3    | 2          | 4          | 4        | 0.05        | no
        shops | Shop theft   | 2009/10 | 120      | 10000     | 12.0 | 3     | 8.0       | 6.0         | 10.0         | 4.0        | 0.50             | 1    | 1          | 2          | 4        | 0.08        | no
        cars  | Car crime    | 2009/10 | 60       | 10000     | 6.0  | 3     | 8.0       | 7.0         | 9.0          | -2.0       | -0.25            | 4    | 3          | 4          | 4        | 0.04        | no
        """),
        denominator="Residents, invented",
    )


def peer_areas() -> pd.DataFrame:
    rows = frame("""
        area | area_name  | theme | label        | period  | standing | recorded | residents | rate  | rate_lower | rate_upper | all_areas | lower_95 | upper_95 | lower_998 | upper_998 | z_adjusted | dispersion | position
        E1   | Alderhythe | all   | All offences | 2009/10 | own      | 900      | 10000     | 90.0  | 84.0       | 96.0       | 100.0     | 70.0     | 130.0    | 55.0      | 150.0     | -0.6       | 40.0       | as expected
        E2   | Bramley    | all   | All offences | 2009/10 | peer     | 1200     | 10000     | 120.0 | 113.0      | 127.0      | 100.0     | 70.0     | 130.0    | 55.0      | 150.0     | 1.3        | 40.0       | as expected
        E3   | Castle     | all   | All offences | 2009/10 | peer     | 3200     | 20000     | 160.0 | 154.0      | 166.0      | 100.0     | 72.0     | 128.0    | 57.0      | 147.0     | 3.6        | 40.0       | high
        E9   | Elsewhere  | all   | All offences | 2009/10 | other    | 1800     | 30000     | 60.0  | 57.0       | 63.0       | 100.0     | 73.0     | 127.0    | 58.0      | 146.0     | -2.2       | 40.0       | rather low
        E1   | Alderhythe | shops | Shop theft   | 2009/10 | own      | 120      | 10000     | 12.0  | 9.9        | 14.4       | 7.0       | 4.0      | 11.0     | 3.0       | 14.0      | 2.4        | 30.0       | rather high
        """)
    return told(rows.assign(sensitive=False))


def peer_changes() -> pd.DataFrame:
    return told(
        frame("""
        theme | label        | period             | before | offences | change_share | change_share_peers | peers | rank | level | usual_share_lower | usual_share_upper | quadrant
        all   | All offences | 2008/09 to 2009/10 | 880    | 900      | 0.02         | -0.03              | 3     | 1    | 0.92  | -0.14             | 0.09              | below
        shops | Shop theft   | 2008/09 to 2009/10 | 80     | 120      | 0.50         | 0.01               | 3     | 1    | 1.40  | -0.26             | 0.38              | above, and drifting away
        cars  | Car crime    | 2008/09 to 2009/10 | 70     | 60       | -0.14        | -0.05              | 3     | 4    | 0.80  | -0.12             | 0.03              | below, and pulling ahead
        """).assign(sensitive=False)
    )


def event_effects() -> pd.DataFrame:
    rows = frame("""
        intervention | event  | theme    | label          | method                    | at_site | per_year | lower  | upper  | share | p    | placebos | coverage | before_per_year | counterfactual_per_year | observed_per_year | trend_per_year | net_per_year | smallest_seen | areas | left_out | refused
        centre       | Centre | all      | All offences   | synthetic control         | no      | 1076.0   | -372.0 | 2477.0 | 0.05  | 0.19 | 89       | 0.9      | 21906.0         | 21399.0                 | 22475.0           | -507.0         | 569.0        | 2896.0        | 14    | E4       |
        centre       | Centre | all      | All offences   | difference in differences | no      | 1034.0   | -561.0 | 2571.0 | 0.05  | 0.23 | 89       | 0.9      | 21906.0         | 21441.0                 | 22475.0           | -465.0         | 569.0        | 3188.0        | 14    | E4       |
        centre       | Centre | affected | At the site    | synthetic control         | no      | 1206.0   | 807.0  | 1593.0 | 0.20  | 0.01 | 89       | 0.9      | 6012.0          | 5936.0                  | 7142.0            | -76.0          | 1130.0       | 799.0         | 14    | E4       |
        centre       | Centre | shops    | Shop theft     | synthetic control         | yes     | 615.0    | 497.0  | 727.0  | 0.46  | 0.01 | 89       | 0.9      | 1294.0          | 1330.0                  | 1945.0            | 36.0           | 651.0        | 236.0         | 14    | E4       |
        centre       | Centre | cars     | Car crime      | synthetic control         | no      | -64.0    | -260.0 | 122.0  | -0.03 | 0.56 | 89       | 0.9      | 2055.0          | 2074.0                  | 2010.0            | 19.0           | -45.0        | 391.0         | 14    | E4       |
        centre       | Centre | bikes    | Cycle theft    | synthetic control         | no      |          |        |        |       |      |          |          |                 |                         |                   |                |              |               | 0     |          | the area has months without a count in the window.
        """)
    return told(rows.assign(refused=rows["refused"].fillna(""), sensitive=False))


def event_months() -> pd.DataFrame:
    months = [str(m) for m in pd.period_range("2008-10", "2009-09", freq="M")]
    before = [m < "2009-04" for m in months]
    rows = pd.DataFrame(
        {
            "intervention": "centre", "event": "Centre", "theme": "all", "label": "All offences",
            "month": months, "observed": [1800.0 + 10 * i for i in range(12)],
            "counterfactual": [1795.0] * 12, "before": before, "sensitive": False,
        }
    )  # fmt: skip
    band = pd.Series(before)
    limits = {"lower": pd.Series(1700.0, band.index).mask(band),
              "upper": pd.Series(1890.0, band.index).mask(band)}  # fmt: skip
    rows = rows.assign(**limits)
    return told(pd.concat([rows, rows.assign(theme="affected", label="At the site")]))


def event_placebos() -> pd.DataFrame:
    return told(
        frame("""
        intervention | event  | theme    | label        | method                    | where                    | tried | found | share
        centre       | Centre | ordinary | All ordinary | synthetic control         | other areas, same date   | 14    | 1     | 0.07
        centre       | Centre | ordinary | All ordinary | synthetic control         | same area, earlier dates | 5     | 0     | 0.00
        centre       | Centre | ordinary | All ordinary | before and after alone    | other areas, same date   | 14    | 12    | 0.86
        """).assign(sensitive=False)
    )


def site_counts() -> pd.DataFrame:
    return told(
        frame("""
        intervention | event  | theme    | label       | place            | before_per_year | after_per_year | change_per_year | beyond_rest | lower  | upper
        centre       | Centre | affected | At the site | at the site      | 30.0            | 1262.0         | 1232.0          | 1234.0      | 1177.0 | 1291.0
        centre       | Centre | affected | At the site | around it        | 137.0           | 149.0          | 12.0            | 24.0        | 2.0    | 45.0
        centre       | Centre | affected | At the site | rest of the area | 6138.0          | 5623.0         | -515.0          |             |        |
        """)
    )


def zone_effects() -> pd.DataFrame:
    rows = frame("""
        intervention | event | kind           | stage  | measure   | label        | months                             | wdd   | lower  | upper | p    | displacement | controls | wdd_least | wdd_most | refused
        zone         | Zone  | dispersal area | during | all       | All offences | October 2009 against October 2008  | -15.0 | -109.0 | 79.0  | 0.79 | -14.0        | 4        | -45.0     | -5.0     |
        zone         | Zone  | dispersal area | during | incidents | Incidents    | October 2009 against October 2008  | 9.0   | -17.0  | 35.0  | 0.58 | 17.0         | 4        | 2.0       | 17.0     |
        zone         | Zone  | dispersal area | after  | all       | All offences | November 2010 against October 2008 |       |        |       |      |              |          |           |          | 1 of the months compared are not complete.
        """)
    return told(rows.assign(refused=rows["refused"].fillna("")))


def action_effects() -> pd.DataFrame:
    table = zone_effects()
    costs = {"cost": 46_500.0, "cost_each": 3100.0, "cost_each_least": 428.0,
             "reading": "cannot be told from no effect"}  # fmt: skip
    for name, value in costs.items():
        table[name] = pd.Series([value, None, None], dtype=object if name == "reading" else float)
    return table


def postings() -> pd.DataFrame:
    rows = frame("""
        number | unit   | posts | grade     | starts_on  | ends_on | cost   | funded_by | months_known
        1      | Centre | 8     | constable | 2011-01-01 |         | 332000 | centre    | 0
        """)
    return told(rows.assign(ends_on=""))


def ward_beside() -> pd.DataFrame:
    """Four wards, one hidden: the mean is that of the other three."""
    rows = frame("""
        area      | area_name | period  | offences | residents | rate  | rate_lower | rate_upper | rank | rank_lower | rank_upper | of_wards | ward_mean | difference_share | all_wards | lower_95 | upper_95 | lower_998 | upper_998 | z_adjusted | dispersion | position
        E05000001 | Abbey     | 2009/10 | 1200     | 10000     | 120.0 | 113.3      | 127.0      | 1    | 1          | 2          | 3        | 80.0      | 0.5              | 84.0      | 60.0     | 110.0    | 48.0      | 130.0     | 2.4        | 30.0       | rather high
        E05000002 | Bridge    | 2009/10 | 640      | 8000      | 80.0  | 73.9       | 86.4       | 2    | 1          | 3          | 3        | 80.0      | 0.0              | 84.0      | 59.0     | 111.0    | 47.0      | 131.0     | -0.3       | 30.0       | as expected
        E05000003 | Castle    | 2009/10 | 280      | 7000      | 40.0  | 35.5       | 45.0       | 3    | 2          | 3          | 3        | 80.0      | -0.5             | 84.0      | 58.0     | 112.0    | 46.0      | 132.0     | -3.2       | 30.0       | low
        E05000004 | Dock      | 2009/10 |          | 900       |       |            |            |      |            |            |          |           |                  |           |          |          |           |           |            |            |
        """)
    hidden = rows["offences"].isna()
    marks = {f"{name}_symbol": hidden.map({True: "[c]", False: ""}) for name in rows.columns[3:]}
    return told(rows.assign(**marks), denominator="Residents, invented")


def ward_travel() -> pd.DataFrame:
    rows = frame("""
        area      | area_name | period  | offences | residents | level | change_share | change_share_all | usual_share_lower | usual_share_upper | beside               | quadrant
        E05000001 | Abbey     | 2008/09 | 800      | 10000     |       |              |                  |                   |                   |                      |
        E05000002 | Bridge    | 2008/09 | 640      | 8000      |       |              |                  |                   |                   |                      |
        E05000003 | Castle    | 2008/09 | 400      | 7000      |       |              |                  |                   |                   |                      |
        E05000004 | Dock      | 2008/09 | 20       | 900       |       |              |                  |                   |                   |                      |
        E05000001 | Abbey     | 2009/10 | 1200     | 10000     | 1.42  | 0.50         | 0.1522           | -0.07             | 0.42              | rose more than usual | above, and drifting away
        E05000002 | Bridge    | 2009/10 | 640      | 8000      | 0.94  | 0.00         | 0.1522           | -0.07             | 0.43              | as all wards         | below
        E05000003 | Castle    | 2009/10 | 280      | 7000      | 0.47  | -0.30        | 0.1522           | -0.09             | 0.46              | fell more than usual | below, and pulling ahead
        E05000004 | Dock      | 2009/10 |          | 900       |       |              |                  |                   |                   |                      |
        """)
    hidden = rows["offences"].isna()
    marks = {f"{name}_symbol": hidden.map({True: "[c]", False: ""}) for name in rows.columns[3:]}
    return told(rows.assign(**marks))


def event_segmented() -> pd.DataFrame:
    rows = frame("""
        intervention | event  | theme    | label         | step   | step_lower | step_upper | slope | slope_lower | slope_upper | per_year | per_year_lower | per_year_upper | months_before | months_after | refused
        centre       | Centre | ordinary | All ordinary  | 1589.0 | 1103.0     | 2075.0     | 207.0 | -348.0      | 762.0       | 1442.0   | -37.0          | 1748.0         | 60            | 18           |
        centre       | Centre | affected | At the site   | 1333.0 | 1078.0     | 1587.0     | -13.0 | -261.0      | 234.0       | 1323.0   | 1158.0         | 1489.0         | 60            | 18           |
        """)
    return told(rows.assign(refused="", sensitive=False))


def segmented_placebos() -> pd.DataFrame:
    row = event_placebos().head(1).assign(method="segmented regression", found=5, share=0.36)
    return told(pd.concat([event_placebos(), row], ignore_index=True))


def site_places() -> pd.DataFrame:
    """A ring of which the earlier count is hidden."""
    rows = frame("""
        intervention | event  | place               | period                       | offences | difference
        centre       | Centre | Centre: at the site | 2008/09                      | 35       |
        centre       | Centre | Centre: at the site | October 2009 to October 2010 | 1255     | 1220
        centre       | Centre | Centre: around it   | 2008/09                      |          |
        centre       | Centre | Centre: around it   | October 2009 to October 2010 | 160      |
        """)
    hidden = [False, False, True, False]
    marks = {"offences_symbol": ["[c]" if one else "" for one in hidden],
             "difference_symbol": ["[x]", "", "[c]", "[c]"]}  # fmt: skip
    return told(rows.assign(**marks))


def zone_series() -> pd.DataFrame:
    rows = frame("""
        intervention | event | kind           | stage  | measure   | label        | ratio | lower | upper | per_month | months_before | months | dispersion | refused
        zone         | Zone  | dispersal area | during | all       | All offences | 0.80  | 0.71  | 0.90  | -30.0     | 66            | 6      | 1.2        |
        zone         | Zone  | dispersal area | after  | all       | All offences | 0.96  | 0.89  | 1.04  | -6.0      | 66            | 6      | 1.2        |
        zone         | Zone  | dispersal area | during | incidents | Incidents    |       |       |       |           |               |        |            | 5 months are known before the action and 12 since.
        """)
    return told(rows.assign(refused=rows["refused"].fillna("")))


def zone_months() -> pd.DataFrame:
    months = [str(m) for m in pd.period_range("2008-01", "2009-12", freq="M")]
    return told(
        pd.DataFrame(
            {
                "intervention": "zone", "event": "Zone", "kind": "dispersal area",
                "measure": "all", "label": "All offences", "month": months,
                "here": [150 - at for at in range(24)], "expected": [150.5 - at for at in range(24)],
                "stage": ["during" if month >= "2009-07" else "" for month in months],
            }
        )
    )  # fmt: skip


def funding() -> pd.DataFrame:
    return told(
        frame("""
        period                  | payers | cost
        September 2010 or later | 3      | 5200000
        """)
    )


def posts() -> pd.DataFrame:
    """Effects of posts, as in action_effects: one with a figure, one too young for any."""
    return told(
        frame("""
        event | kind  | measure | label        | stage  | months                    | wdd    | lower  | upper | displacement | cost   | cost_each | cost_each_least | cost_each_most | refused
        Quay  | posts | all     | All offences | so far | 2009/10 against 2008/09   | -150.0 | -230.0 | -70.0 | 4.0          | 166000 | 1107.0    | 722.0           | 2371.0         |
        Quay  | posts | harm    | Harm         | so far | 2009/10 against 2008/09   | -900.0 | -2100. | 300.0 | 9.0          | 166000 | 184.0     | 79.0            | inf            |
        Gate  | posts | all     | All offences | so far |                           |        |        |       |              |        |           |                 |                | 2 months are known since it began, of 6 that are needed.
        Zone  | dispersal area | all | All offences | during | October 2009         | -15.0  | -109.0 | 79.0  | 4.0          |        |           |                 |                |
        """)
    )
