"""Which field of a planner's layer plays which role (methods H, detection rule)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from district_planner.core.errors import LayerError

Check = Callable[[pd.Series], bool]
_CHECKED_ROWS = 1000
_MOST = 0.95


@dataclass(frozen=True)
class Choice:
    """A field and how it was found.

    Attributes:
        field: its name in the layer; empty where none fits.
        how: ``given``, ``exact name``, ``beginning of the name``, ``pattern of the name``,
            ``the value of an official statistic`` or ``none``.
    """

    field: str = ""
    how: str = "none"

    def __bool__(self) -> bool:
        return bool(self.field)


@dataclass(frozen=True)
class Role:
    """What a field may be called and hold; aliases are normalised names, tried in order.

    Attributes:
        fits: whether nearly all values are what the role asks for.
        some: whether at least one value can be used; a name goes by it where no other of its sort fits, so that a few
            cells that cannot be used do not hide the field. None: as ``fits``.
        observed: whether the one value of an official statistic (``OBS_VALUE``) plays the role, by the other fields.
    """

    aliases: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    pattern: str = ""
    never: str = ""
    fits: Check = lambda values: True
    some: Check | None = None
    observed: Callable[[Collection[str]], bool] = lambda names: False


def normalise(name: str) -> str:
    """Return a field name in lower case without anything but letters and digits."""
    return re.sub(r"[^0-9a-z]", "", name.lower())


def _said(values: pd.Series, most: int | None = _CHECKED_ROWS) -> pd.Series:
    """Return the first values that say something; all of them where ``most`` is None."""
    known = values.dropna()
    said = [bool(str(value).strip()) for value in known]
    return known[said].iloc[:most]


def _numbers(values: pd.Series, most: int | None = _CHECKED_ROWS) -> pd.Series:
    return pd.to_numeric(_said(values, most), errors="coerce").astype(np.float64)


def _mostly(found: pd.Series) -> bool:
    return len(found) > 0 and float(found.mean()) >= _MOST


def _half(found: pd.Series) -> bool:
    return len(found) > 0 and float(found.mean()) >= 0.5


def is_amount(values: pd.Series) -> bool:
    """Tell whether nearly all values are numbers of at least 0."""
    return _mostly(_numbers(values) >= 0)


def has_amount(values: pd.Series) -> bool:
    """Tell whether some value is a finite number of at least 0."""
    return bool(_numbers(values, None).between(0.0, np.inf, inclusive="left").any())


def is_number(values: pd.Series) -> bool:
    """Tell whether nearly all values are numbers."""
    return _mostly(_numbers(values).notna())


def has_number(values: pd.Series) -> bool:
    """Tell whether some value is a finite number."""
    return bool(np.isfinite(_numbers(values, None)).any())


def is_decile(values: pd.Series) -> bool:
    """Tell whether nearly all values are whole numbers from 1 to 10."""
    return _mostly(as_decile(_numbers(values)))


def has_decile(values: pd.Series) -> bool:
    """Tell whether at least half of the numbers are whole and from 1 to 10: else it is a percentile."""
    return _half(as_decile(_numbers(values, None).dropna()))


def as_decile(numbers: pd.Series) -> pd.Series:
    """Return which numbers are whole and from 1 to 10."""
    return (numbers >= 1) & (numbers <= 10) & (numbers == numbers.round())


def is_rank(values: pd.Series) -> bool:
    """Tell whether nearly all values are whole numbers of at least 1."""
    return _mostly(as_rank(_numbers(values)))


def has_rank(values: pd.Series) -> bool:
    """Tell whether at least half of the numbers are whole and at least 1."""
    return _half(as_rank(_numbers(values, None).dropna()))


def as_rank(numbers: pd.Series) -> pd.Series:
    """Return which numbers are whole and at least 1."""
    return (numbers >= 1) & (numbers == numbers.round())


def is_area_code(values: pd.Series) -> bool:
    """Tell whether all values are codes such as E01007321."""
    said = _said(values)
    return len(said) > 0 and all(re.fullmatch(r"[EWSN]\d{8}", str(value)) for value in said)


def is_text(values: pd.Series) -> bool:
    """Tell whether the values are texts rather than numbers."""
    said = _said(values)
    return len(said) > 0 and not is_number(said)


def _is_of_jobs(names: Collection[str]) -> bool:
    """Tell whether a table of official statistics counts jobs, as BRES does, by its normalised field names."""
    return any(name.startswith(("industry", "employmentstatus")) for name in names)


def _is_of_people(names: Collection[str]) -> bool:
    """Tell whether such a table counts people: it has an area, and nothing says jobs."""
    return any(name.startswith("geography") for name in names) and not _is_of_jobs(names)


_PEOPLE = Role(
    ("population", "pop", "usualresidents", "totalpopulation", "people", "residents", "persons", "inhabitants"),
    ("population", "pop", "totalpopulation", "totalpop", "usualresidents", "residents", "people"),
    r"(^|.)(population|residents)$",
    r"density|percent|pct|share|rate|working|perha|perkm|change|type|popup|note|comment|remark|source|year|date",
    is_amount,
    has_amount,
    _is_of_people,
)
_EMPLOYEES = Role(
    ("employees", "jobs", "employment", "emp", "headcount", "fte", "staff", "workers"),
    ("employees", "jobs", "headcount", "empcount", "totaljobs", "totalemployment", "noofemployees"),
    r"(employees|jobs|headcount)$",
    r"band|density|percent|pct|share|rate|score|unemploy|note|comment|remark|source|year|date",
    is_amount,
    has_amount,
    _is_of_jobs,
)
_NOT_DEPRIVATION = r"income|employment|education|health|crime|housing|environment|barrier|domain"
ROLES: dict[str, Role] = {
    "area_code": Role(
        ("lsoa21cd", "lsoa11cd", "lsoacode2021", "lsoacode2011", "oa21cd", "oa11cd", "geographycode", "areacode",
         "datazone", "msoa21cd", "msoa11cd", "code"),
        ("lsoacode", "lsoa21cd", "lsoa11cd", "oa21cd", "msoa21cd"), r"(lsoa|oa|msoa|dz|lad)\d\dcd$", "", is_area_code,
    ),
    "id": Role(("id", "fullid", "osmid", "uid", "uprn", "toid", "gid", "reference", "ref")),
    "people": _PEOPLE,
    "employees": _EMPLOYEES,
    "decile": Role(
        ("imddecile", "imddec", "imddec0", "imddecil", "decile", "deprivationdecile"),
        ("indexofmultipledeprivationimddecile", "imddecile", "imddec"),
        r"^(imd|wimd|simd|nimdm|deprivation)\w*dec(ile)?$", _NOT_DEPRIVATION, is_decile, has_decile,
    ),
    "rank": Role(
        ("imdrank", "deprivationrank", "rank"), ("indexofmultipledeprivationimdrank", "imdrank"),
        r"^(imd|wimd|simd|nimdm|deprivation)\w*rank\w*$", _NOT_DEPRIVATION, is_rank, has_rank,
    ),
    "score": Role(
        ("imdscore", "deprivationscore", "deprivation"), ("indexofmultipledeprivationimdscore", "imdscore"),
        r"^(imd|wimd|simd|nimdm|deprivation)\w*score$", _NOT_DEPRIVATION, is_number, has_number,
    ),
    "name": Role(
        ("name", "name1", "company", "organisation", "organization", "tradingname", "businessname", "commonname",
         "stopname", "distinctivename1", "distname1", "sitename", "title"),
        (), r"^(lsoa|msoa|oa)\d\dnm$", "",
    ),
    "sector": Role(("sic", "sic07", "sic2007", "industryname", "sector", "industry"), ("sic",), "", "size"),
    "category": Role(
        ("category", "amenity", "shop", "poitype", "groupname", "type", "leisure"), ("category",), "", "code", is_text,
    ),
    "weight": Role(("weight", "size", "floorspace", "capacity"), (), "", "", is_amount, has_amount),
    "site": Role(("site", "sitename", "park", "campus", "estate")),
    "role": Role(("role", "noderole", "kind", "type"), (), "", "", is_text),
    "greenspace": Role(("function", "sitetype", "leisure", "kind", "type", "landuse"), (), "", "", is_text),
}  # fmt: skip
"""Roles and their aliases, after methods H."""


def recognise(columns: Sequence[str], frame: pd.DataFrame, role: str) -> Choice:
    """Return the field that plays ``role``: exact alias, then beginning, then pattern.

    Of the fields that a way finds, the first goes whose type and range fit, else the first with a value that can be
    used: a name decides before a few bad cells do.

    Args:
        columns: the fields in the layer's order.
        frame: their values.
        role: a key of ``ROLES``.
    """
    known = ROLES[role]
    plain = {name: normalise(name) for name in columns}
    allowed = [name for name in columns if not (known.never and re.search(known.never, plain[name]))]
    exact = [name for alias in known.aliases for name in columns if plain[name] == alias]
    begins = [name for text in known.prefixes for name in allowed if plain[name].startswith(text)]
    matching = [name for name in allowed if known.pattern and re.search(known.pattern, plain[name])]
    observed = [name for name in columns if plain[name] == "obsvalue" and known.observed(plain.values())]
    checks = [known.fits, *([known.some] if known.some else [])]
    ways = (
        (exact, "exact name"), (begins, "beginning of the name"), (matching, "pattern of the name"),
        (observed, "the value of an official statistic"),
    )  # fmt: skip
    for names, how in ways:
        for fits in checks:
            for name in names:
                if fits(frame[name]):
                    return Choice(name, how)
    return Choice()


def named_only(frame: pd.DataFrame, role: str) -> str:
    """Return the first field that is called exactly as a role is, whatever it holds; empty where none is."""
    columns = [str(name) for name in frame.columns if name != "geometry"]
    return next((name for alias in ROLES[role].aliases for name in columns if normalise(name) == alias), "")


def choose(frame: pd.DataFrame, role: str, asked: str = "", where: str = "") -> Choice:
    """Return the field the planner asked for, else the recognised one.

    Raises:
        LayerError: the field asked for is not in the layer.
    """
    columns = [str(name) for name in frame.columns if name != "geometry"]
    if not asked:
        return recognise(columns, frame, role)
    if asked not in columns:
        listed = ", ".join(columns) if columns else "none"
        raise LayerError(f"the layer has no field {asked!r}", where, f"Choose one of its fields: {listed}")
    return Choice(asked, "given")


def choose_deprivation(frame: pd.DataFrame, asked: str = "", kind: str = "", where: str = "") -> tuple[Choice, str]:
    """Return the field of deprivation and whether it holds decile, rank or score.

    ``kind`` is what the planner said; without it the name decides: decile before rank before score.
    """
    if asked:
        return choose(frame, "score", asked, where), kind or _kind_of(asked, frame)
    for role in (kind,) if kind else ("decile", "rank", "score"):
        choice = choose(frame, role)
        if choice:
            return choice, role
    return Choice(), kind


def _kind_of(field: str, frame: pd.DataFrame) -> str:
    plain = normalise(field)
    if "dec" in plain and has_decile(frame[field]):
        return "decile"
    return "rank" if "rank" in plain and has_rank(frame[field]) else "score"


def sentence(where: str, what: str, choice: Choice) -> str:
    """Return the sentence for the log that says which field was taken, and why."""
    if not choice:
        return f"{where}: no field for {what} was recognised."
    return f"{where}: {what} from the field {choice.field!r} ({choice.how})."
