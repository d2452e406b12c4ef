"""Large markets: the same questions over arrays, by compiled loops that are loaded only when a problem is large.

Nothing here is imported by ``import matching``; a small shop never loads a compiler. What the arrays mean is in
`matching.engine.edges` (feasible pairs) and `matching.engine.market` (fans and gigs). Compiled code is cached beside the
package.
"""
