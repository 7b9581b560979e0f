"""The terms of RDF, RDFS, OWL and XSD, and those that rule files use, as canonical texts of N-Triples.

Rules and small graphs are texts from reading to writing: to import rdflib takes longer than to close a small graph.
"""

from __future__ import annotations


class TermTexts:
    """A namespace that gives its terms as texts: ``OWL.sameAs`` is ``<http://www.w3.org/2002/07/owl#sameAs>``.

    Parameters
    ----------
    iri : str
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        text = self.__dict__[name] = f"<{self.iri}{name}>"
        return text


RDF = TermTexts("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = TermTexts("http://www.w3.org/2000/01/rdf-schema#")
OWL = TermTexts("http://www.w3.org/2002/07/owl#")
XSD = TermTexts("http://www.w3.org/2001/XMLSchema#")
RL = TermTexts("https://w3id.org/sahel-kg/rl#")

LANGUAGE = tuple(namespace.iri for namespace in (RDF, RDFS, OWL, XSD))
"""The namespaces of the language itself."""
_STARTS = tuple(f"<{iri}" for iri in LANGUAGE)


def is_language(text: str) -> bool:
    """Tell whether a text is a term of RDF, RDFS, OWL or XSD.

    >>> is_language(OWL.sameAs), is_language("<urn:x:a>")
    (True, False)
    """
    return text.startswith(_STARTS)
