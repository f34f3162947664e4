"""The block: what up to ``BLOCK`` paths give to the evaluation and get from it, one row per quantity.

A block is one flat array; path i has its value of a row at ``row + i``. The rows are compile-time constants, which lets
the compiler prove that they do not overlap and turn the loops over a block into vector instructions. Symbols and units
are the Recommendation's (km, m above sea, mrad, dB).
"""

BLOCK = 64

SEARCHED = (
    # what the searches over a profile find, free of frequency
    "d", "h0", "hn",  # length; bare ground at both ends
    "hst", "hsr",  # fitted smooth earth, (85), (86)
    "hobs", "alpha_t", "alpha_r",  # highest obstruction over the direct line and its slopes, (87)
    "slope_t", "slope_r",  # highest elevation from both ends, as a slope [m/km], (76)-(81)
    "dlt", "dlr",  # distances to the horizons
    "hm",  # roughness, (93)
    "omega", "dtm", "dlm", "dct", "dcr",  # zones: Table 3, Table 5
    "step", "start",  # equally spaced points at k * step - start, k >= 1
    # the Bullington construction over terrain and clutter, for the median and the beta0 Earth radius: least
    # clearance² / (x (d - x)) in line of sight, else -1; highest elevations from both ends and where they are
    "least", "edge_t", "at_t", "edge_r", "at_r",
    "least_b", "edge_t_b", "at_t_b", "edge_r_b", "at_r_b",
)  # fmt: skip
SHARED = (
    # what all frequencies share
    "hts", "hrs", "hstd", "hsrd", "hted", "hred", "hst_90", "hsr_90", "hte", "hre",
    "theta_t", "theta_r", "theta",
    "b0", "log_b0", "Fi", "Fj", "Fk",
    "slant", "multipath", "tropo", "ducting", "angle", "coast",
    "nu", "nu_b", "nu_smooth", "nu_smooth_b",
    "t_near", "t_far", "r_near", "r_far", "c_near", "c_far",  # sample points next to three optima of the smooth path
)  # fmt: skip
EVALUATED = (
    # the losses at one frequency
    "share", "radius", "Ldft",
    "Lbfs", "Lb0p", "Lb0b", "Lbulla", "Lbulls", "Ldsph", "Ld50", "Ldb", "Ldp", "Lbd50", "Lbd", "Lbs", "Lba",
    "Lminb0p", "Lminbap", "Lbda", "Lbam", "Lbc", "Lb",
)  # fmt: skip
NAMES = SEARCHED + SHARED + EVALUATED
SIZE = len(NAMES) * BLOCK

(
    D, H0, HN, HST, HSR, HOBS, ALPHA_T, ALPHA_R, SLOPE_T, SLOPE_R, DLT, DLR, HM,
    OMEGA, DTM, DLM, DCT, DCR, STEP, START,
    LEAST, EDGE_T, AT_T, EDGE_R, AT_R, LEAST_B, EDGE_T_B, AT_T_B, EDGE_R_B, AT_R_B,
    HTS, HRS, HSTD, HSRD, HTED, HRED, HST_90, HSR_90, HTE, HRE, THETA_T, THETA_R, THETA,
    B0, LOG_B0, FI, FJ, FK, SLANT, MULTIPATH, TROPO, DUCTING, ANGLE, COAST, NU, NU_B, NU_SMOOTH, NU_SMOOTH_B,
    T_NEAR, T_FAR, R_NEAR, R_FAR, C_NEAR, C_FAR,
    SHARE, RADIUS, LDFT,
    LBFS, LB0P, LB0B, LBULLA, LBULLS, LDSPH, LD50, LDB, LDP, LBD50, LBD, LBS, LBA,
    LMINB0P, LMINBAP, LBDA, LBAM, LBC, LB,
) = range(0, SIZE, BLOCK)  # fmt: skip
