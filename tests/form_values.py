"""What a browser would send of a page's form as it stands."""

from __future__ import annotations

from html.parser import HTMLParser


def form_values(page):
    """What a browser would send of the form as it stands."""
    values: dict[str, list[str]] = {}

    class Reader(HTMLParser):
        area = select = None

        def handle_starttag(self, tag, attrs):
            a = dict(attrs)
            if tag == "input" and a.get("type") in ("radio", "checkbox"):
                if "checked" in a:
                    values.setdefault(a["name"], []).append(a.get("value", "on"))
            elif tag == "input" and "name" in a and a.get("type") not in ("file", "submit"):
                values.setdefault(a["name"], []).append(a.get("value") or "")
            elif tag == "textarea":
                self.area = a["name"]
                values[self.area] = [""]
            elif tag == "select":
                self.select = a["name"]
            elif tag == "option" and self.select and ("selected" in a or self.select not in values):
                values[self.select] = [a["value"]]

        def handle_endtag(self, tag):
            if tag == "textarea":
                self.area = None
            if tag == "select":
                self.select = None

        def handle_data(self, data):
            if self.area:
                values[self.area][0] += data.removeprefix("\r\n")

    Reader().feed(page.get_data(as_text=True))
    return values
