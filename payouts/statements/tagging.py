"""Tags a PDF as it is drawn, so that a screen reader meets headings, paragraphs and tables in order.

reportlab draws and has no tags of its own; this writes the marks into its page streams and the tree into its catalogue.
Source: ISO 32000-1, sections 14.6 to 14.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObject, PDFString
from reportlab.pdfgen.canvas import Canvas


class _Element(PDFObject):  # type: ignore[misc]
    """One element of the tree, written in one go: there are dozens on a page."""

    def __init__(self, kind: str, parent: _Element | None, scope: str = "") -> None:
        self.kind, self.parent, self.scope = kind, parent, scope
        self.kids: list[_Element | tuple[int, str]] = []

    def format(self, document: Any) -> bytes:
        """Write the element as a dictionary of the file."""
        kids = " ".join(
            _at(document, kid.__InternalName__)
            if isinstance(kid, _Element)
            else f"<</Type/MCR/Pg {_at(document, kid[1])}/MCID {kid[0]}>>"
            for kid in self.kids
        )
        scope = f"/A<</O/Table/Scope/{self.scope}>>" if self.scope else ""
        parent = _at(document, self.parent.__InternalName__) if self.parent else ""
        return f"<</Type/StructElem/S/{self.kind}/P {parent}{scope}/K[{kids}]>>".encode("ascii")


class _Root(_Element):
    """The root of the tree, which finds the elements of each page's marks."""

    def __init__(self) -> None:
        super().__init__("", None)
        self.pages: list[list[_Element]] = []

    def format(self, document: Any) -> bytes:
        """Write the root as a dictionary of the file."""
        numbers = " ".join(
            f"{index} [{' '.join(_at(document, one.__InternalName__) for one in marked)}]"
            for index, marked in enumerate(self.pages)
        )
        first = self.kids[0]
        top = _at(document, first.__InternalName__) if isinstance(first, _Element) else ""
        return (
            f"<</Type/StructTreeRoot/K[{top}]/ParentTree<</Nums[{numbers}]>>/ParentTreeNextKey {len(self.pages)}>>"
        ).encode("ascii")


class Tags:
    """The tree of what a document says, gathered while it is drawn."""

    def __init__(self, canvas: Canvas, language: str) -> None:
        self._canvas, self._doc = canvas, canvas._doc
        self._doc.Catalog.Lang = PDFString(language)
        self._doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        self._doc.Catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
        self._root = _Root()
        self._doc.Reference(self._root)
        self._open: list[_Element] = [self._root]
        self._open = [self._new("Document")]
        self._page: list[_Element] = []

    @contextmanager
    def element(self, kind: str) -> Iterator[None]:
        """Everything within belongs to one element: ``Table``, ``TR``, ..."""
        self._open.append(self._new(kind))
        yield
        self._open.pop()

    @contextmanager
    def text(self, kind: str, *, scope: str = "") -> Iterator[None]:
        """What is drawn within is the text of one element: ``H1``, ``P``, ``TD``, ..."""
        found = self._new(kind, scope)
        number = len(self._page)
        found.kids.append((number, self._doc.thisPageName()))
        self._page.append(found)
        self._canvas._code.append(f"/{kind} <</MCID {number}>> BDC")
        yield
        self._canvas._code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn within is decoration."""
        self._canvas._code.append("/Artifact BMC")
        yield
        self._canvas._code.append("EMC")

    def end_page(self) -> None:
        """Close the page that is being drawn."""
        self._root.pages.append(self._page)
        self._page = []
        self._canvas.showPage()

    def finish(self) -> None:
        """Hang the tree into the file; every page is closed by now."""
        for index in range(len(self._root.pages)):
            page = self._doc.idToObject[f"Page{index + 1}"]
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = index, PDFName("S")
        self._doc.Catalog.StructTreeRoot = self._root

    def _new(self, kind: str, scope: str = "") -> _Element:
        made = _Element(kind, self._open[-1], scope)
        self._doc.Reference(made)
        self._open[-1].kids.append(made)
        return made


def _at(document: Any, name: str) -> str:
    """How the file points to one of its objects."""
    number, version = document.idToObjectNumberAndVersion[name]
    return f"{number} {version} R"
