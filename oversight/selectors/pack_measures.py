"""Sections of a board pack that speak of measures: KPIs, exceptions, learning and work, plans, and both areas (K4, M13)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from education_plans.enums import Rag
from education_plans.rules.months import name_of
from oversight.enums import Area, Direction, MeasureUnit
from oversight.measures import registry
from oversight.measures.measure import Measure
from oversight.models import Strategy, StrategyRow
from oversight.rules.proposed_rag import Thresholds, proposed_rag
from oversight.selectors.figures_out import HIDDEN
from oversight.selectors.measure_words import aim_in_words, shown_in_words
from oversight.selectors.pack_blocks import NOTHING, Block, Cell, coloured, lines, table, trend
from oversight.selectors.pack_readings import Asked, Reading, exact, measures_of, number_of, short
from oversight.selectors.strategy import Node, flat, tree_of

#: What the section on learning and work shows, and of which of it the months are drawn.
ACTIVITY = (
    "years_12_13_in_eet", "care_leavers_in_eet", "higher_education", "missing_education", "neet_with_plan", "taster_day",
    "health_support",
)  # fmt: skip
ACTIVITY_DRAWN = ("years_12_13_in_eet", "care_leavers_in_eet", "missing_education")
PLANS = ("plans_complete", "plans_on_time", "plans_checked", "plans_good")
PLANS_DRAWN = ("plans_on_time", "plans_good")


def kpis(asked: Asked) -> list[Block]:
    """A table for each strategy: figure, change, the colour it proposes, and the colours that people gave."""
    found: list[Block] = []
    for strategy in asked.strategies:
        nodes = _kpis_of(strategy, asked)
        found.append(
            table(
                strategy.title,
                ["KPI", "Target", "Figure", "Change", "Proposed", "KPI colour", "Progress"],
                [_kpi(node, asked) for node in nodes],
                note="" if nodes else "It has no KPI.",
            )
        )
        if otherwise := list(_seen_otherwise(nodes, asked)):
            found.append(lines("Where people see it otherwise", otherwise))
    if not asked.strategies:
        found.append(lines("", ["No strategy was chosen."]))
    return found


def _kpis_of(strategy: Strategy, asked: Asked) -> list[Node]:
    nodes = flat(tree_of(strategy, asked.ends_on))
    return [node for node in nodes if node.row.is_kpi and not node.row.is_dropped]


def _kpi(node: Node, asked: Asked) -> list[Cell]:
    row = node.row
    measure = registry.find(row.measure_code)
    reading = asked.readings.now(measure) if measure else None
    return [
        f"{row.number} {row.text}".strip(),
        _target(row, measure),
        shown_in_words(measure, reading.whole) if measure and reading else NOTHING,
        asked.readings.change(measure) if measure else NOTHING,
        coloured(_proposed(row, measure, reading)),
        coloured(node.kpi and node.kpi.colour, "Not rated"),
        coloured(node.progress and node.progress.colour, "Not rated"),
    ]


def _target(row: StrategyRow, measure: Measure | None) -> str:
    if row.target is None:
        return NOTHING
    unit = "%" if measure and measure.unit == MeasureUnit.PERCENT else ""
    return f"{row.target.quantize(Decimal(1)) if row.target == row.target.to_integral() else row.target}{unit}"


def _proposed(row: StrategyRow, measure: Measure | None, reading: Reading | None) -> Rag | None:
    """None also where the number is hidden: between two limits the colour would tell it."""
    if measure is None or row.green_from is None:
        return None
    limits = Thresholds(green_from=row.green_from, amber_from=row.amber_from, direction=Direction(row.direction))
    return proposed_rag(exact(measure, reading), limits)


def _seen_otherwise(nodes: Sequence[Node], asked: Asked) -> Iterator[str]:
    """What people wrote where their colour is not the one proposed. It may tell of somebody, so it stays in the agency."""
    for node in nodes if not asked.leaves else ():
        measure = registry.find(node.row.measure_code)
        colour = _proposed(node.row, measure, asked.readings.now(measure)) if measure else None
        if colour and node.kpi and node.kpi.colour != colour:
            given = Rag(node.kpi.colour).label.lower()
            yield f"{node.row.short}: {given}, not {colour.label.lower()}. {node.kpi.rationale}"


def rated(asked: Asked) -> str:
    """How many KPIs have which colour, in a sentence; empty without any."""
    colours = [node.kpi.colour if node.kpi else "" for one in asked.strategies for node in _kpis_of(one, asked)]
    if not colours:
        return ""
    counted = [f"{colours.count(colour.value)} {colour.label.lower()}" for colour in Rag]
    return f"KPIs as people rated them: {', '.join(counted)}, {colours.count('')} not rated."


def exceptions(asked: Asked) -> list[Block]:
    """Measures that are not on their aim, and KPIs that somebody rated red. What is hidden is not judged."""
    rows: list[list[Cell]] = [
        [measure.title, aim_in_words(measure).capitalize(), shown_in_words(measure, reading.whole),
         asked.readings.change(measure)]
        for measure, reading in _off_aim(asked)
    ]  # fmt: skip
    red: list[list[Cell]] = [
        [f"{node.row.number} {node.row.text}".strip(), strategy.title, coloured(node.kpi and node.kpi.colour),
         coloured(node.progress and node.progress.colour)]
        for strategy in asked.strategies
        for node in _kpis_of(strategy, asked)
        if Rag.RED.value in {one.colour for one in (node.kpi, node.progress) if one}
    ]  # fmt: skip
    return [
        table(
            "Measures that are not on their aim", ["Measure", "Aim", "Figure", "Change"], rows,
            note="" if rows else "Every measure that has an aim, and can be told, is on it.",
        ),
        table("KPIs rated red", ["KPI", "Strategy", "KPI colour", "Progress"], red, note="" if red else "No KPI is rated red."),
    ]  # fmt: skip


def _off_aim(asked: Asked) -> list[tuple[Measure, Reading]]:
    """Measures with an aim that is not reached."""
    return [
        (measure, reading)
        for measure in registry.all()
        if (reading := asked.readings.now(measure)) is not None
        and (number := number_of(reading)) is not None
        and measure.state(number) not in (Rag.GREEN, None)
    ]


def listed(asked: Asked) -> list[str]:
    """The codes of measures of which people want to see the list: those of KPIs, and those that are not on their aim."""
    of_kpis = {node.row.measure_code for strategy in asked.strategies for node in _kpis_of(strategy, asked)}
    off = {measure.code for measure, _ in _off_aim(asked)}
    return [measure.code for measure in registry.all() if measure.code in of_kpis | off]


def activity(asked: Asked) -> list[Block]:
    return [_table("Learning and work", ACTIVITY, asked), *_drawn(ACTIVITY_DRAWN, asked)]


def plans(asked: Asked) -> list[Block]:
    return [_table("Education plans and reviews due in the last month", PLANS, asked), *_drawn(PLANS_DRAWN, asked)]


def area(asked: Asked) -> list[Block]:
    """Every measure for those who learn in the home authority and for those who learn elsewhere (M13)."""
    rows: list[list[Cell]] = [
        [measure.title, shown_in_words(measure, reading.whole), *_areas(measure, reading)]
        for measure in registry.all()
        if (reading := asked.readings.now(measure)) is not None
    ]
    headings = ["Measure", "All", *(str(area.label) for area in Area)]
    return [table("Each measure by where young people learn", headings, rows, note="" if rows else _none_kept(asked))]


def _table(title: str, codes: Sequence[str], asked: Asked) -> Block:
    rows: list[list[Cell]] = [
        [measure.title, shown_in_words(measure, reading.whole), asked.readings.change(measure), *_areas(measure, reading)[:2]]
        for measure in measures_of(*codes)
        if (reading := asked.readings.now(measure)) is not None
    ]  # fmt: skip
    headings = ["Measure", "All", "Change", *(str(area.label) for area in (Area.INSIDE, Area.OUTSIDE))]
    return table(title, headings, rows, note="" if rows else _none_kept(asked))


def _none_kept(asked: Asked) -> str:
    return f"Nothing is kept of {name_of(asked.last)}."


def _areas(measure: Measure, reading: Reading) -> list[Cell]:
    return [shown_in_words(measure, reading.areas.get(area.value, (0, 0))) for area in Area]


def _drawn(codes: Sequence[str], asked: Asked) -> list[Block]:
    """The months of a measure, where there is more than one to compare."""
    found = []
    for measure in measures_of(*codes):
        points = [
            _point(measure, f"{month:%b %Y}", asked.readings.of(measure, month)) for month in asked.readings.months
        ]
        while points and points[0][2] == "":  # before anything was kept
            points.pop(0)
        if len(points) > 1:
            found.append(trend(measure.title, "%" if measure.unit == MeasureUnit.PERCENT else "", points))
    return found


def _point(measure: Measure, label: str, reading: Reading | None) -> tuple[str, float | None, str]:
    if reading is None:
        return label, None, ""
    at = exact(measure, reading)
    if at is None:
        return label, None, NOTHING if number_of(reading) else HIDDEN
    return label, round(float(at), 1), short(measure, reading.whole)
