"""Charts as inline SVG: no library, no request, text always escaped; colours are the page's own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from tqa.reports.quality.figures import Period, Row

WIDTH = 640


def _svg(height: float, body: list[str], label: str) -> Markup:
    head = f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(label, quote=True)}">'
    return Markup(head + "".join(body) + "</svg>")  # every text in the body was escaped


def _line(points: Sequence[tuple[float, float]], kind: str) -> str:
    return f'<polyline class="{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def control_chart(periods: Sequence[Period], label: str) -> Markup:
    """Rates over time between their limits; alarms are filled."""
    if not periods:
        return Markup("")
    height, left, right, top, bottom = 200.0, 44.0, 12.0, 12.0, 26.0
    most = max(max(p.high, p.value) for p in periods) * 1.05 or 1.0
    step = (WIDTH - left - right) / max(1, len(periods) - 1)

    def at(n: int, value: float) -> tuple[float, float]:
        return left + n * step, top + (height - top - bottom) * (1 - value / most)

    body = [
        _line([at(n, p.high) for n, p in enumerate(periods)], "limit"),
        _line([at(n, p.low) for n, p in enumerate(periods)], "limit"),
        _line([at(n, p.centre) for n, p in enumerate(periods)], "centre"),
        _line([at(n, p.value) for n, p in enumerate(periods)], "value"),
    ]
    every = max(1, len(periods) // 6)
    for n, p in enumerate(periods):
        x, y = at(n, p.value)
        told = f"{p.name}: {p.value:.1f} ({p.low:.1f}–{p.high:.1f})" + "".join(f"; {a}" for a in p.alarms)
        kind = "alarm" if p.alarms else "dot"
        body.append(
            f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{5 if p.alarms else 3}"><title>{escape(told)}</title></circle>'
        )
        if n % every == 0:
            body.append(_text(x, height - 8, p.name, "start" if n == 0 else "middle"))
    for value in (0.0, most / 2, most):
        body.append(_text(left - 6, at(0, value)[1] + 4, f"{value:.0f}", "end"))
    return _svg(height, body, label)


def intervals(rows: Sequence[Row], label: str) -> Markup:
    """Rates of groups with their intervals, a line a group; groups too small for a number are left out."""
    kept = [r for r in rows if r.rate.value is not None]
    if not kept:
        return Markup("")
    left, right, step = 150.0, 16.0, 26.0
    height = step * len(kept) + 28
    most = min(max(r.rate.high for r in kept), 3 * max(r.rate.value or 0.0 for r in kept) or 1.0) or 1.0

    def at(value: float) -> float:
        return left + (WIDTH - left - right) * min(1.0, value / most)

    body = []
    for n, r in enumerate(kept):
        y = 16 + n * step
        told = f"{r.name}: {r.rate.value:.1f} ({r.rate.low:.1f}–{r.rate.high:.1f})"
        name = r.name if len(r.name) < 20 else r.name[:18] + "…"
        body += [
            _text(left - 8, y + 4, name, "end"),
            f'<line class="interval" x1="{at(r.rate.low):.1f}" x2="{at(r.rate.high):.1f}" y1="{y}" y2="{y}"/>',
            f'<circle class="dot" cx="{at(r.rate.value or 0.0):.1f}" cy="{y}" r="4"><title>{escape(told)}</title></circle>',
        ]
    body += [_text(at(v), height - 6, f"{v:.0f}") for v in (0.0, most / 2, most)]
    return _svg(height, body, label)
