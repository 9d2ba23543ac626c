"""cos by ctypes, in this process. Arguments: warm-up and measuring time in milliseconds, calls in a block. One sample in a line: nanoseconds per call."""
import ctypes
import sys
import time


def main():
    warm_up, measure, block = (int(argument) for argument in sys.argv[1:4])
    cos = ctypes.CDLL("libm.so.6").cos
    cos.restype, cos.argtypes = ctypes.c_double, [ctypes.c_double]

    def sample():
        start = time.perf_counter_ns()
        for _ in range(block):
            cos(0.5)
        return (time.perf_counter_ns() - start) / block

    end = time.perf_counter() + warm_up / 1000
    while time.perf_counter() < end:
        sample()
    samples = []
    end = time.perf_counter() + measure / 1000
    while time.perf_counter() < end or not samples:
        samples.append(sample())
    print("\n".join(f"{value:.3f}" for value in samples))


if __name__ == "__main__":
    main()
