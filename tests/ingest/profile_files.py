"""Small profile files in both formats, to be broken one mistake at a time."""

from __future__ import annotations

TABLE = """distance_km,height_m,clutter_m,zone
0,10,0,4
0.5,12.5,15,4
1.0,14,0,3
1.5,2,0,3
2.0,0,0,1
"""

MARKED = """dốc thử
Tx LAT:,12.0
Tx LON:,108.0
Rx LAT:,12.1
Rx LON:,108.2
First Point TX or RX:,T
Tx site name:,ĐỒI PHÁT
Rx site name:,ĐỒI THU
#
Average annual values dN (N-units/km):,47
Average annual sea-level surface refractivity No (N-units):,360.5
Distance from first point,Gnd hgt a.m.s.l.,Coverage Code,Ground cover height,Radio Met Code
{Begin of Profile}
Number of Points:,5
0,754.4,3,10,4
0.2,730,3,10,4
0.4,700.5,3,0,4
0.6,650,3,5,3
1,600,1,0,1
{End of Profile}
#
{Begin of Measurements}
95.3,60,,7,1,,,,,,,,30,,1,,49.8,129.1
773,60,,7,2,,,,,,,,30,,50,,,
{End of Measurements}
"""
