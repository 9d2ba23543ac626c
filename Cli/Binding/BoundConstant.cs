using System.Globalization;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Binding;

/// <summary>A macro, or a constant of an enum without a name, as a constant of the interface.</summary>
/// <param name="Name">In C#.</param>
/// <param name="Constant">In C.</param>
internal sealed record BoundConstant(string Name, HeaderConstant Constant)
{
    public object Value => Constant.Value;

    public void Write(CodeWriter code)
    {
        string renamed = Name == Constant.Name ? "" : " // " + Constant.Name;
        code.Line($"const {TypeOf(Value)} {CSharpNames.Escape(Name)} = {ValueOf(Value)};{renamed}");
    }

    private static string TypeOf(object value) => value switch
    {
        int => "int",
        uint => "uint",
        long => "long",
        ulong => "ulong",
        float => "float",
        double => "double",
        _ => "string",
    };

    private static string ValueOf(object value) => value switch
    {
        string text => CodeWriter.Literal(text),
        float number => Floating(number.ToString("R", CultureInfo.InvariantCulture), "float", float.IsFinite(number)) + (float.IsFinite(number) ? "f" : ""),
        double number => Floating(number.ToString("R", CultureInfo.InvariantCulture), "double", double.IsFinite(number)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value} is no constant", nameof(value)),
    };

    private static string Floating(string text, string type, bool isFinite) =>
        isFinite ? (text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text) : type + (text.StartsWith('-') ? ".NegativeInfinity" : text == "NaN" ? ".NaN" : ".PositiveInfinity");
}
