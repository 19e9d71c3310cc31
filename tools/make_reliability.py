"""Draws `docs/design/reliability.svg`: what the shipped detectors' probabilities mean, from their cards.

python tools/make_reliability.py
"""

from __future__ import annotations

from pathlib import Path

from tqa.models.detectors import detector

ROOT = Path(__file__).resolve().parent.parent
SIDE, EDGE = 320, 44
COLOURS = {"en/detector": "#1f6feb", "en/student": "#b35900"}


def steps(name: str) -> str:
    card = detector(name).card["calibration"]
    ends = [*card["raw"][1:], 1.0]
    places = [(x, y) for low, high, y in zip(card["raw"], ends, card["true"], strict=True) for x in (low, high)]
    return " ".join(f"{EDGE + x * SIDE:.1f},{EDGE + (1 - y) * SIDE:.1f}" for x, y in places)


def main() -> None:
    whole = SIDE + 2 * EDGE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" font-family="sans-serif" font-size="12">',
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>',
        f'<rect x="{EDGE}" y="{EDGE}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<line x1="{EDGE}" y1="{EDGE + SIDE}" x2="{EDGE + SIDE}" y2="{EDGE}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for n, (name, colour) in enumerate(COLOURS.items()):
        lines.append(f'<polyline points="{steps(name)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines.append(f'<text x="{EDGE + 10}" y="{EDGE + 20 + 18 * n}" fill="{colour}">{name}</text>')
    for k in range(0, 11, 2):
        at = EDGE + k / 10 * SIDE
        lines.append(f'<text x="{at}" y="{EDGE + SIDE + 16}" text-anchor="middle">{k / 10:g}</text>')
        lines.append(f'<text x="{EDGE - 6}" y="{EDGE + SIDE - k / 10 * SIDE + 4}" text-anchor="end">{k / 10:g}</text>')
    lines.append(f'<text x="{whole / 2}" y="{whole - 8}" text-anchor="middle">probability given</text>')
    lines.append(
        f'<text x="14" y="{whole / 2}" text-anchor="middle" transform="rotate(-90 14 {whole / 2})">share of words wrong</text>'
    )
    (ROOT / "docs/design/reliability.svg").write_text("\n".join([*lines, "</svg>"]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
