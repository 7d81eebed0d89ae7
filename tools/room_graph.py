#!/usr/bin/env python3
"""Draws the rooms of the house, docs/rooms.svg, from the link lines of src/CMakeLists.txt.

    tools/room_graph.py          writes docs/rooms.svg
    tools/room_graph.py --check  ends with 1 where docs/rooms.svg is not what would be written
"""
import itertools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "rooms.svg"
WIDTH, ROW, BOX_WIDTH, BOX_HEIGHT = 860, 84, 104, 36
STYLE = """<style>
rect { fill: #f4f1ea; stroke: #b9b09c; }
text { font: 15px system-ui, sans-serif; fill: #2b2822; text-anchor: middle; }
path { fill: none; stroke: #8d8676; stroke-opacity: .7; }
@media (prefers-color-scheme: dark) {
  rect { fill: #2d2a24; stroke: #6b6454; } text { fill: #ece7db; } path { stroke: #a59d8b; }
}
</style>"""


def rooms():
    """Each room with the rooms that it may include, as CMake has them."""
    lines = re.findall(r"lowlight_room\((\w+)(?: USES((?: [a-z]+)*))?", (ROOT / "src" / "CMakeLists.txt").read_text())
    return {room: uses.split() for room, uses in lines}


def levels(uses):
    """The rooms by their height: each stands one above the highest that it includes."""
    height = {}
    for room, below in uses.items():  # CMake has every room after those that it includes
        height[room] = 1 + max((height[other] for other in below), default=-1)
    return [[room for room in uses if height[room] == level] for level in range(max(height.values()) + 1)]


def direct(uses):
    """The arrows that are needed: what comes with another room has none of its own."""
    def reached(room):
        return set().union(*({other} | reached(other) for other in uses[room])) if uses[room] else set()
    return {room: [one for one in below if not any(one in reached(other) for other in below)]
            for room, below in uses.items()}


def placed(here):
    """Where the rooms of a floor stand, from left to right."""
    return {room: WIDTH * (i + 1) / (len(here) + 1) for i, room in enumerate(here)}


def ordered(floors, arrows):
    """The place of each room across: floor by floor the order with the shortest arrows, until none gets better."""
    place = {room: x for here in floors for room, x in placed(here).items()}
    ends = [(room, other) for room, below in arrows.items() for other in below]

    def length(here):
        now = place | placed(here)
        return sum(abs(now[a] - now[b]) for a, b in ends if a in here or b in here)

    for _ in range(6):
        for here in floors:
            place |= placed(min(itertools.permutations(here), key=length))
    return place


def drawn():
    uses = rooms()
    floors = levels(uses)
    arrows = direct(uses)
    x = ordered(floors, arrows)
    y = {room: ROW * (len(floors) - level) - ROW / 2 for level, here in enumerate(floors) for room in here}
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {ROW * len(floors)}" role="img">',
             "<title>Rooms, each above those that it includes</title>", STYLE]
    for room, below in arrows.items():
        for other in below:
            top, bottom = y[room] + BOX_HEIGHT / 2, y[other] - BOX_HEIGHT / 2
            middle = (top + bottom) / 2
            parts.append(f'<path d="M{x[room]:.0f} {top:.0f} C{x[room]:.0f} {middle:.0f} '
                         f'{x[other]:.0f} {middle:.0f} {x[other]:.0f} {bottom:.0f}"/>')
    for room in uses:
        parts.append(f'<rect x="{x[room] - BOX_WIDTH / 2:.0f}" y="{y[room] - BOX_HEIGHT / 2:.0f}" '
                     f'width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
                     f'<text x="{x[room]:.0f}" y="{y[room] + 5:.0f}">{room}</text>')
    return "\n".join(parts + ["</svg>", ""])


if __name__ == "__main__":
    picture = drawn()
    if "--check" in sys.argv[1:]:
        sys.exit(0 if PICTURE.read_text() == picture else "docs/rooms.svg is old: run tools/room_graph.py")
    PICTURE.write_text(picture)
