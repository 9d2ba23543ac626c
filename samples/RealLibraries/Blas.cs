// BLAS: C's interface to it, and a function as Fortran has it, which takes everything by reference.
namespace FfiIsolation.Samples.RealLibraries;

internal static class Blas
{
    public static void Run(NativeHost host, string folder)
    {
        IBlas blas = IBlas.On(host);
        Step.Is("(1 2 3) times (4 5 6)", 32.0, blas.Dot(3, [1, 2, 3], 1, [4, 5, 6], 1));

        // Columns lie one behind the other: these are the matrices (1 2 3; 4 5 6) and (7 8; 9 10; 11 12).
        double[] a = [1, 4, 2, 5, 3, 6], b = [7, 9, 11, 8, 10, 12], c = new double[4];
        blas.Multiply("N", "N", 2, 2, 3, 1, a, 2, b, 3, 0, c, 2, 1, 1);
        Step.Is("their product, column by column", "58 139 64 154", string.Join(' ', c));

        const int size = 200;
        double[] large = [.. Enumerable.Range(0, size * size).Select(i => (double)(i * 7 % 11))], square = new double[size * size];
        blas.Multiply("T", "N", size, size, size, 1, large, size, large, size, 0, square, size, 1, 1);
        Step.Is("a product of 200 by 200, as C# computes it", true, Enumerable.Range(0, size * size).All(i =>
            square[i] == blasLike(i % size, i / size)));

        Step.Crashes("a vector that is not there", () => blas.Dot(3, null, 1, [4, 5, 6], 1));
        Step.Is("and the next", 32.0, blas.Dot(3, [1, 2, 3], 1, [4, 5, 6], 1));

        // Sums of small integers are exact, in whatever order they are added.
        double blasLike(int row, int column) => Enumerable.Range(0, size).Sum(k => large[(row * size) + k] * large[(column * size) + k]);
    }
}

[NativeLibrary("blas")]
public partial interface IBlas
{
    [NativeFunction("double cblas_ddot(int n, const double *x, int stepX, const double *y, int stepY)")]
    double Dot(int n, double[]? x, int stepX, double[] y, int stepY);

    // Behind what the manual lists, Fortran's compilers pass the lengths of texts.
    [NativeFunction("""
        void dgemm_(const char *transposeA, const char *transposeB, const int *m, const int *n, const int *k, const double *alpha, const double *a, const int *lda,
            const double *b, const int *ldb, const double *beta, double *c, const int *ldc, size_t lengthA, size_t lengthB)
        """)]
    void Multiply(string transposeA, string transposeB, in int m, in int n, in int k, in double alpha, double[] a, in int lda,
        double[] b, in int ldb, in double beta, double[] c, in int ldc, nuint lengthA, nuint lengthB);
}
