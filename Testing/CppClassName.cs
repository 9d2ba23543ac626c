using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FfiIsolation.Testing;

/// <summary>Names of C++ classes as the compiler writes them into a library (Itanium C++ ABI, 5.1: names, nested names, the abbreviation of <c>std</c>).</summary>
internal static partial class CppClassName
{
    public const int MaxWhatBytes = 1000;

    /// <exception cref="ArgumentException">It is no name of a class that is no template.</exception>
    public static string Mangle(string typeName)
    {
        ArgumentNullException.ThrowIfNull(typeName);
        if (!Name().IsMatch(typeName) || typeName.Length > 200)
        {
            throw new ArgumentException($"'{typeName}' is no name of a C++ class, such as std::runtime_error or codec::error; templates cannot be thrown.", nameof(typeName));
        }

        string[] parts = typeName.Split("::");
        bool isStandard = parts.Length > 1 && parts[0] == "std";
        string names = string.Concat((isStandard ? parts.Skip(1) : parts).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Length}{part}")));
        int depth = parts.Length;
        return isStandard ? depth == 2 ? "St" + names : $"NSt{names}E"
            : depth == 1 ? names : $"N{names}E";
    }

    /// <exception cref="ArgumentException">It is no text that an exception can say here.</exception>
    public static void CheckWhat(string what)
    {
        ArgumentNullException.ThrowIfNull(what);
        if (what.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(what) > MaxWhatBytes)
        {
            throw new ArgumentException($"The text of an exception has no NUL and at most {MaxWhatBytes} bytes.", nameof(what));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)*\z")]
    private static partial Regex Name();
}
