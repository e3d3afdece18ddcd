"""Writes Vega-Embed and all it needs, as one ES module under gzip, to standard output.

`python -m service.vega` is a process of its own: vl-convert holds a JavaScript engine, which the
web must not have in memory.
"""

import gzip
import sys

from vl_convert import javascript_bundle

if __name__ == "__main__":
    sys.stdout.buffer.write(gzip.compress(javascript_bundle("export { vegaEmbed };").encode()))
