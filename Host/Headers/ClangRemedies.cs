using System.Globalization;
using System.Text.RegularExpressions;

namespace FfiIsolation.Headers;

/// <summary>What mends a mistake that clang finds in a header, for those that come of how it is read.</summary>
internal static partial class ClangRemedies
{
    // C17 7 and POSIX.1-2017: where each is declared. Names that end in _t and are of no other are the last case.
    private static readonly Dictionary<string, string> s_headers = new(StringComparer.Ordinal)
    {
        ["size_t"] = "stddef.h", ["ptrdiff_t"] = "stddef.h", ["wchar_t"] = "stddef.h", ["max_align_t"] = "stddef.h",
        ["FILE"] = "stdio.h", ["fpos_t"] = "stdio.h", ["va_list"] = "stdarg.h", ["bool"] = "stdbool.h",
        ["time_t"] = "time.h", ["clock_t"] = "time.h", ["wint_t"] = "wchar.h", ["mbstate_t"] = "wchar.h", ["jmp_buf"] = "setjmp.h",
        ["ssize_t"] = "sys/types.h", ["off_t"] = "sys/types.h", ["pid_t"] = "sys/types.h", ["uid_t"] = "sys/types.h", ["gid_t"] = "sys/types.h", ["mode_t"] = "sys/types.h",
        ["socklen_t"] = "sys/socket.h", ["pthread_t"] = "pthread.h", ["pthread_mutex_t"] = "pthread.h",
    };

    /// <summary>With a semicolon in front; empty where nobody knows.</summary>
    /// <param name="mistake">In clang's words: <c>jpeglib.h:909: error: unknown type name 'size_t'</c>.</param>
    /// <param name="terms">Of whoever is told.</param>
    public static string For(string mistake, RemedyTerms terms)
    {
        if (UnknownType().Match(mistake) is { Success: true } unknown)
        {
            string name = unknown.Groups["name"].Value;
            if (CppSyntax.IsKeyword(name))
            {
                return ""; // is told of the header
            }

            string? header = s_headers.GetValueOrDefault(name) ?? (FixedWidth().IsMatch(name) ? "stdint.h" : null);
            return header is null ? $"; name the header that declares '{name}' by {terms.Before}, or a macro that it wants by {terms.Macros}"
                : $"; {string.Format(CultureInfo.InvariantCulture, terms.BeforeOne, header)} declares '{name}'";
        }

        return mistake.Contains("file not found", StringComparison.Ordinal) ? $"; {terms.Folders} names the folder that it is in" : "";
    }

    [GeneratedRegex("unknown type name '(?<name>\\w+)'")]
    private static partial Regex UnknownType();

    [GeneratedRegex("^u?int(_least|_fast)?(8|16|32|64)_t$|^u?int(max|ptr)_t$")]
    private static partial Regex FixedWidth();
}
