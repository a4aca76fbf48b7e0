"""Cost model for three agreements that nine public bodies share.

The picture: ``inputs/`` is read by `model.read`, computed on by the pure modules here, written by
`model.outputs`. The pure modules know no file, clock or network, and import neither of the two.

Words of the agreements and our names for them:

==================  =====================================================================
avtal, part         `agreement.Agreement`, `agreement.Party`
basbelopp, bidrag   base amount of a `agreement.Contribution`: what a group of parties owes
uppräkning          index chain, `exact.indexed`; an index *factor* is the chained product
fördelningsnyckel   key: whole-number weights; a *share* is a weight over the sum of weights
fördelning          apportionment by largest remainder, `exact.apportion`
giltighetstid       `term`: from, to, extension, notice
slutavräkning       `settlement`: financing − outcome, settled when it strays too far
utgåva, per-datum   vintage (a row's date of publication) and as-of date, `series`
==================  =====================================================================

The rules that decide kronor stand in `exact`, as one would do them by hand; `kernel` does the same on arrays.

"Bidrag" needed care: the agreement speaks of *finansiering* for the sum and *kommunernas del* for a part; a
contribution here is one such part, the unit that is indexed and rounded once.
"""
