using System.Globalization;

namespace FfiIsolation.Cli.Binding;

/// <summary>An enum of C as one of C#. Its constants keep their names.</summary>
internal sealed record BoundEnum(string Name, EnumType Type)
{
    public void Write(CodeWriter code, DocComment comment)
    {
        comment.Write(code);
        string underlying = DotNetNumbers.NameOf(Type.UnderlyingType)!;
        code.Line($"public enum {Name}{(underlying == "int" ? "" : " : " + (underlying is "nint" ? "long" : underlying is "nuint" ? "ulong" : underlying))} // {Type}");
        code.Line("{");
        foreach (EnumConstant constant in Type.Constants.Where(constant => IsName(constant.Name)))
        {
            code.Line($"{CSharpNames.Escape(constant.Name)} = {ValueOf(constant, Type.UnderlyingType)},");
        }

        code.Line("}");
    }

    /// <summary>Whether C# takes a name of C for a constant: <c>value__</c> is what holds the value.</summary>
    public static bool IsName(string name) => CSharpNames.IsName(name) && name != "value__";

    public static string ValueOf(EnumConstant constant, IntegerType type) =>
        type is { IsSigned: false, Size: sizeof(ulong) } ? ((ulong)constant.Value).ToString(CultureInfo.InvariantCulture) : constant.Value.ToString(CultureInfo.InvariantCulture);
}
