"""Run every benchmark, one after another: ``python -m benchmarks``."""

from __future__ import annotations

from benchmarks import evaluate_sample, many_parks, million_rows, monte_carlo, ten_million

for benchmark in (evaluate_sample, million_rows, many_parks, monte_carlo, ten_million):
    print(f"\n== {benchmark.__doc__}", flush=True)
    benchmark.main()
