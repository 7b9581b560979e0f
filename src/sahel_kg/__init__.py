"""sahel-kg: conflict reports as a knowledge graph of cited claims.

>>> import sahel_kg
>>> build = sahel_kg.load()                                    # doctest: +SKIP
>>> build.query("leaders", actor="actor:islamic-state")        # doctest: +SKIP
"""

from sahel_kg.builds.build import Build, load
from sahel_kg.errors import SahelError

__all__ = ["Build", "SahelError", "load"]
