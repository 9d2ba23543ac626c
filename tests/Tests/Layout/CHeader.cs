using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FfiIsolation.Tests.Layout;

/// <summary>native/include/ffi_segment.h, as the C compiler sees it.</summary>
internal static class CHeader
{
    private static readonly Lazy<string> s_text = new(() => Repository.Read("native/include/ffi_segment.h"));

    /// <summary>The values of C expressions, in order.</summary>
    public static ulong[] Evaluate(IReadOnlyCollection<string> expressions)
    {
        var program = new StringBuilder(s_text.Value).Append("\n#include <stddef.h>\n#include <stdio.h>\n#include \"").Append(Repository.PathOf("native/gate/window.h"))
            .Append("\"\nint main(void)\n{\n");
        foreach (string expression in expressions)
        {
            program.Append("    printf(\"%llu\\n\", (unsigned long long)(").Append(expression).Append("));\n");
        }

        return [.. CCompiler.Run(program.Append("}\n").ToString(), "-I" + Repository.PathOf("native/include")).Select(line => ulong.Parse(line, CultureInfo.InvariantCulture))];
    }

    /// <summary>What a program made of the header and <paramref name="body"/> writes, as bytes: the body calls <c>put(address, size)</c>.</summary>
    public static byte[] Bytes(string body) => Convert.FromHexString(string.Concat(CCompiler.Run(
        $$"""
        {{s_text.Value}}
        #include <stddef.h>
        #include <stdio.h>
        #include <string.h>
        static void put(const void *at, size_t size) { for (size_t i = 0; i < size; i++) printf("%02x", ((const unsigned char *)at)[i]); }
        int main(void)
        {
        {{body}}
        }
        """)));

    /// <summary>The names in <c>enum tag { ... }</c>.</summary>
    public static string[] EnumNames(string tag)
    {
        string text = Regex.Replace(s_text.Value, @"/\*.*?\*/", "", RegexOptions.Singleline);
        Match match = Regex.Match(text, $@"enum {tag}\s*\{{(.*?)\}}", RegexOptions.Singleline);
        Assert.True(match.Success, $"enum {tag} is not in the header");
        return [.. Regex.Matches(match.Groups[1].Value, @"\w+(?=\s*=)").Select(name => name.Value)];
    }
}
