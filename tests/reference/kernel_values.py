"""
Kernel density by spatstat 3.0-3 (spatstat.explore 3.0-6), R 4.2.2, for twelve weighted points.

    W <- owin(poly = list(x = OUTLINE x, y = OUTLINE y)); X <- ppp(x, y, window = W)
    density(X, sigma = 300 / sqrt(8), kernel = k, at = "points", leaveoneout = FALSE,
            edge = FALSE, weights = w)                                  # times 1e6
    second.moment.calc(as.im(W, eps = 2), sigma = 300 / sqrt(8), kernel = k, what = "edge")[X]
    density(X, sigma = 300 / sqrt(8), kernel = k, eps = 4, edge = TRUE, diggle = TRUE)[X]  # 1e6
    bw.scott(X)

Its densities at points sum every pair; its edge masses and surfaces are sums over pixels.
Sigma is the kernel's standard deviation on one axis: the quartic's radius is 300.
"""

POINTS = [
    (120, 90), (310, 420), (335, 400), (480, 250), (505, 610), (520, 640),
    (610, 615), (700, 120), (845, 330), (900, 700), (910, 690), (60, 755),
]  # fmt: skip
WEIGHTS = [1, 2, 1, 3, 1, 1, 2, 5, 1, 1, 4, 2]
OUTLINE = [(0, 0), (1000, 0), (1000, 800), (600, 800), (600, 700), (0, 800)]

# Per unit of area times 1e6 (per km² where the unit is a metre), without edge correction.
AT_POINTS = {
    ("quartic", False): [
        10.6103295395, 22.6686497687, 24.1882454464, 15.5969953037, 29.8305927347, 29.6098815063,
        27.4280006844, 12.2200286923, 11.4208612912, 21.1735544554, 21.1735544554, 10.6103295395,
    ],
    ("quartic", True): [
        10.6103295395, 35.9953284637, 40.2169190601, 41.3724985647, 38.3255606864, 38.2627043083,
        38.0383302238, 56.2596816523, 14.6629882981, 52.8632292034, 53.0045430738, 21.2206590789,
    ],
    ("gaussian", False): [
        14.2092068542, 29.5813397287, 30.5903569763, 18.1714567014, 37.4014873158, 37.7268463554,
        33.0118663666, 15.7082886177, 15.0609049465, 28.4707752455, 28.4297023451, 14.1564115379,
    ],
    ("gaussian", True): [
        14.2602866683, 45.9513790358, 48.2654640037, 50.6743012388, 46.6930346354, 47.6337171869,
        47.8487300917, 73.8505832757, 18.3927810282, 70.7808084997, 71.0728238632, 28.3095260060,
    ],
}  # fmt: skip
# Shares of the kernel around each point inside the outline, by pixels of 2.
EDGE_MASS = {
    "quartic": [
        0.667434, 1.000000, 1.000000, 0.997540, 0.859502, 0.801896,
        0.889833, 0.854746, 0.922808, 0.654913, 0.644942, 0.404119,
    ],
    "gaussian": [
        0.699198, 0.997191, 0.998475, 0.991013, 0.870475, 0.811837,
        0.896373, 0.867087, 0.927200, 0.687358, 0.677266, 0.425657,
    ],
}  # fmt: skip
# Diggle's correction ("point"), at the pixels of 4 that hold the points.
DIGGLE = {
    "quartic": [
        15.9873, 22.6375, 24.1543, 15.8772, 35.0224, 34.8860,
        32.2513, 14.0454, 12.4648, 32.7700, 32.7810, 25.7946,
    ],
    "gaussian": [
        20.3908, 29.7639, 30.7434, 18.4989, 43.5055, 44.0379,
        38.5248, 17.9258, 16.3544, 41.8058, 41.8100, 32.6307,
    ],
}  # fmt: skip
SCOTT = (188.425089175, 153.620463520)
