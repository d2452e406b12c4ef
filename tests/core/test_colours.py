"""Whatever colour a business chooses, its pages can be read, by day and by night."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketplace.core.colours import (
    DARK_SURFACES,
    LIGHT_SURFACES,
    TEXT_CONTRAST,
    InvalidColour,
    Oklch,
    Rgb,
    accent_palette,
    accent_style,
    contrast,
    from_oklch,
    parse_hex,
    to_hex,
    to_oklch,
)

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text(encoding="utf-8")
colours = st.tuples(*[st.integers(0, 255)] * 3)


def declared(name: str) -> list[Rgb]:
    """The light and the dark value of a token, as the style sheet declares it."""
    value = re.search(rf"--{name}: light-dark\((.+)\);", TOKENS)
    assert value, name
    found = re.findall(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)|(#[0-9a-f]{6})", value[1])
    return [parse_hex(h) if h else from_oklch((float(a), float(b), float(c))) for a, b, c, h in found]


@given(colours)
@example((255, 255, 0))
@example((255, 255, 255))
@example((0, 0, 0))
@example((119, 119, 119))
@example((228, 87, 46))
def test_any_accent_can_be_read_on_every_surface(accent: Rgb) -> None:
    palette = accent_palette(to_hex(accent))

    for shades, surfaces in ((palette.light, LIGHT_SURFACES), (palette.dark, DARK_SURFACES)):
        text, fill = parse_hex(shades.text), parse_hex(shades.fill)
        for surface in [*(from_oklch(each) for each in surfaces.values()), parse_hex(shades.soft)]:
            assert contrast(text, surface) >= TEXT_CONTRAST
        assert contrast(parse_hex(shades.on_fill), fill) >= TEXT_CONTRAST
        assert contrast(parse_hex(shades.on_fill), parse_hex(shades.fill_hover)) >= TEXT_CONTRAST


@given(colours)
def test_plain_text_can_be_read_on_the_soft_accent(accent: Rgb) -> None:
    palette = accent_palette(to_hex(accent))

    for name in ("ink", "ink-soft", "good", "bad"):
        light, dark = declared(name)
        assert contrast(light, parse_hex(palette.light.soft)) >= TEXT_CONTRAST
        assert contrast(dark, parse_hex(palette.dark.soft)) >= TEXT_CONTRAST


@given(colours)
def test_a_colour_survives_the_way_there_and_back(colour: Rgb) -> None:
    back = from_oklch(to_oklch(colour))

    assert all(abs(one - other) <= 1 for one, other in zip(colour, back, strict=True))


# Nearer to black, one step of eight bits is already a large step of lightness.
@given(st.floats(0.1, 1), st.floats(0, 0.5), st.floats(0, 360))
def test_a_colour_beyond_the_screen_keeps_its_lightness(lightness: float, chroma: float, hue: float) -> None:
    shown = to_oklch(from_oklch((lightness, chroma, hue)))

    assert abs(shown[0] - lightness) < 0.02


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["paper", "card", "sunk"])
def test_the_surfaces_known_here_are_those_of_the_style_sheet(name: str) -> None:
    def near(one: Rgb, other: Oklch) -> bool:
        return all(abs(a - b) <= 1 for a, b in zip(one, from_oklch(other), strict=True))

    light, dark = declared(name)

    assert near(light, LIGHT_SURFACES[name])
    assert near(dark, DARK_SURFACES[name])


@pytest.mark.parametrize("tone", ["good", "warn", "bad", "info"])
def test_tones_can_be_read_on_their_own_ground_and_on_every_surface(tone: str) -> None:
    inks, grounds = declared(tone), declared(f"{tone}-soft")

    for theme in (0, 1):
        for ground in [grounds[theme], *(declared(name)[theme] for name in ("paper", "card", "sunk"))]:
            assert contrast(inks[theme], ground) >= TEXT_CONTRAST
        assert contrast(declared("ink")[theme], grounds[theme]) >= TEXT_CONTRAST


@pytest.mark.parametrize("ground", ["paper", "card", "sunk", "accent-soft"])
def test_the_house_colours_can_be_read(ground: str) -> None:
    for theme in (0, 1):
        for ink in ("ink", "ink-soft", "accent-text"):
            assert contrast(declared(ink)[theme], declared(ground)[theme]) >= TEXT_CONTRAST
        assert contrast(declared("line-strong")[theme], declared(ground)[theme]) >= 3
        assert contrast(declared("on-accent")[theme], declared("accent-fill")[theme]) >= TEXT_CONTRAST


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345g", "#1234567", "</style>", "url(x)"])
def test_what_is_no_colour_is_refused_and_leaves_the_house_colours(text: str) -> None:
    with pytest.raises(InvalidColour):
        parse_hex(text)
    assert accent_style(text) == ""


def test_the_rule_replaces_every_accent_token_and_nothing_else() -> None:
    names = set(re.findall(r"--([a-z-]+):", accent_style("#175e49")))

    assert names == {
        "accent-fill",
        "accent-fill-hover",
        "on-accent",
        "accent-text",
        "accent-soft",
        "accent-line",
    }
    assert all(f"--{name}:" in TOKENS for name in names)
