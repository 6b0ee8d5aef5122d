"""Did it work? What figures say of an adoption or a claimed outcome: `effect` answers what `Asked` asks.

`segmented`, `controlled`, `synthetic` and `decomposition` are the methods, `step` is the test on which verdicts rest,
`choosing` says which of them the data allow. statsmodels and scipy are imported where they are used: only workers,
which compute effects, wait for them. `as_kept` and
`as_told` write an answer down and read it back.
"""

from metrics.compute.effects.effect import effect
from metrics.compute.effects.keeping import as_kept, as_told
from metrics.compute.effects.records import METHOD_VERSION, Asked, Effect

__all__ = ["METHOD_VERSION", "Asked", "Effect", "as_kept", "as_told", "effect"]
