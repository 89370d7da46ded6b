"""Tides at the pier."""


def high_water(moon_age: float) -> float:
    """Hours after midnight at which the water stands highest."""
    return (moon_age * 0.8136 + 1.2) % 12.42


def is_spring_tide(moon_age: float) -> bool:
    return abs(moon_age % 14.77) < 2
