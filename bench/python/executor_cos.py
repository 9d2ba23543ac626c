"""math.cos in the worker of a ProcessPoolExecutor. Arguments: warm-up and measuring time in milliseconds. One sample in a line: nanoseconds per call."""
import math
import sys
import time
from concurrent.futures import ProcessPoolExecutor


def main():
    warm_up, measure = (int(argument) for argument in sys.argv[1:3])
    with ProcessPoolExecutor(max_workers=1) as executor:

        def sample():
            start = time.perf_counter_ns()
            executor.submit(math.cos, 0.5).result(timeout=10)
            return time.perf_counter_ns() - start

        end = time.perf_counter() + warm_up / 1000
        sample()
        while time.perf_counter() < end:
            sample()
        samples = []
        end = time.perf_counter() + measure / 1000
        while time.perf_counter() < end or not samples:
            samples.append(sample())
    print("\n".join(f"{value:.3f}" for value in samples))


if __name__ == "__main__":
    main()
