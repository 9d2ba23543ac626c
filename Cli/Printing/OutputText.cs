using FfiIsolation.Cli.Arguments;

namespace FfiIsolation.Cli.Printing;

/// <summary>The contents of a buffer on one line: text, <c>5</c>, <c>{1, 2}</c> or <c>hex:…</c>, in the forms that arguments are written in.</summary>
internal static class OutputText
{
    public static string Of(OutputValue output) => OutputReading.Read(output.Pointee, output.Bytes) switch
    {
        string text => text,
        object[] { Length: 1 } values => ValueText.Of(values[0]),
        object[] values => "{" + string.Join(", ", values.Select(ValueText.Of)) + "}",
        _ => "hex:" + HexText.Write(output.Bytes),
    };
}
