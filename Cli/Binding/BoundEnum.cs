using System.Globalization;

namespace FfiIsolation.Cli.Binding;

/// <summary>An enum of C as one of C#. Its constants keep their names.</summary>
internal sealed record BoundEnum(string Name, EnumType Type)
{
    public void Write(CodeWriter code, DocComment comment)
    {
        comment.Write(code);
        string underlying = DotNetNumbers.NameOf(Type.UnderlyingType)!;
        code.Line($"public enum {Name}{(underlying == "int" ? "" : " : " + (underlying is "nint" ? "long" : underlying is "nuint" ? "ulong" : underlying))}");
        code.Line("{");
        foreach (EnumConstant constant in Type.Constants.Where(constant => CSharpNames.IsName(constant.Name)))
        {
            code.Line($"{CSharpNames.Escape(constant.Name)} = {ValueOf(constant, Type.UnderlyingType)},");
        }

        code.Line("}");
    }

    public static string ValueOf(EnumConstant constant, IntegerType type) =>
        type is { IsSigned: false, Size: sizeof(ulong) } ? ((ulong)constant.Value).ToString(CultureInfo.InvariantCulture) : constant.Value.ToString(CultureInfo.InvariantCulture);
}
