"""Walks to the places of each line of JSON with PyVRP, from the canteen at 0, 0 and back, and measures another order of them.

A line is {"places": [[x, y], ...], "order": [number of a place, ...]}; the answer is {"theirs": metres, "ours_again": metres}.
Distances are whole metres as the crow flies, rounded down, as in walk.rs. The argument is how many seconds it searches.
"""

import json
import math
import sys

from pyvrp import Model
from pyvrp.stop import MaxRuntime


def metres(a, b):
    """The walk between two points."""
    return math.isqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def length(walk):
    """The length of a walk that begins and ends at the canteen."""
    points = [(0, 0), *walk, (0, 0)]
    return sum(metres(a, b) for a, b in zip(points, points[1:]))


def shortest(places, seconds):
    """The length of the best walk that PyVRP finds."""
    model = Model()
    locations = [model.add_location(x, y) for x, y in [(0, 0), *places]]
    model.add_depot(locations[0])
    for location in locations[1:]:
        model.add_client(location)
    model.add_vehicle_type(1)
    points = [(0, 0), *places]
    for i, a in enumerate(points):
        for j, b in enumerate(points):
            if i != j:
                model.add_edge(locations[i], locations[j], metres(a, b))
    result = model.solve(MaxRuntime(seconds), seed=1, collect_stats=False, display=False)
    if not result.is_feasible():
        raise SystemExit("PyVRP found no walk")
    return result.cost()


def main():
    """Answers line by line."""
    for line in sys.stdin:
        asked = json.loads(line)
        order = asked["order"]
        if sorted(order) != list(range(len(asked["places"]))):
            raise SystemExit("a walk must reach each place once")
        theirs = shortest(asked["places"], float(sys.argv[1]))
        print(json.dumps({"theirs": int(theirs), "ours_again": length([asked["places"][at] for at in order])}), flush=True)


main()
