using System.Runtime.InteropServices;

namespace FfiIsolation.GeneratorTests.Calls;

/// <summary>As [LibraryImport] would have them, but for the name of the attribute.</summary>
internal static partial class Imports
{
    [IsolatedImport("c", EntryPoint = "strlen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint Length(string? s);

    [IsolatedImport("c")]
    internal static partial int getpid();

    [IsolatedImport("c", SetLastError = true)]
    internal static partial int close(int descriptor);

    [IsolatedImport("m")]
    internal static partial double frexp(double x, out int exponent);

    [IsolatedImport("c", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial string? strdup(string s);

    [IsolatedImport("c")]
    internal static partial ILibC.Division div(int numerator, int denominator);

    [IsolatedImport("c")]
    internal static partial void qsort(Span<int> items, nuint count, nuint size, ILibC.Comparison compare);
}
