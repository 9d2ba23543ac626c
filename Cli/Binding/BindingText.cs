using System.Globalization;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Binding;

/// <summary>Writes a binding as a file of C#. Pure.</summary>
internal static class BindingText
{
    private const int Width = 150;

    /// <param name="binding">What to write.</param>
    /// <param name="command">The words that made it, for the first line.</param>
    public static string Of(Binding binding, string command)
    {
        var code = new CodeWriter();
        code.Line($"// Written by '{command}': {binding.Summary()}.");
        code.Line("// A header does not say all: a 'T *' is one value here (ref, in) unless it says how many there are. Make it a span, or a handle, where you know more: the compiler checks it.");
        code.Line("#nullable enable");
        foreach (string space in Usings(binding))
        {
            code.Line($"using {space};");
        }

        code.Line();
        code.Line($"namespace {binding.Names.Namespace};");
        code.Line();
        WriteInterface(code, binding);
        foreach (BoundDelegate one in binding.Delegates)
        {
            code.Line();
            one.Write(code, binding.CommentOfType(one.CName));
        }

        foreach (BoundEnum one in binding.Enums)
        {
            code.Line();
            one.Write(code, binding.CommentOfType(one.Type.Tag ?? one.Type.TypedefName));
        }

        foreach (BoundRecord one in binding.Structs)
        {
            code.Line();
            one.Write(code, binding.CommentOfType(one.Type.Tag ?? one.Type.TypedefName));
        }

        foreach (BoundArray one in binding.Arrays)
        {
            code.Line();
            one.Write(code);
        }

        WriteLeftOut(code, binding);
        return code.ToString();
    }

    private static void WriteInterface(CodeWriter code, Binding binding)
    {
        code.Line($"[NativeLibrary({CodeWriter.Literal(binding.Names.Library)})]");
        if (binding.Declarations.Count > 0)
        {
            code.Line("[NativeDeclarations(\"\"\"");
            foreach (string line in binding.Declarations.SelectMany(text => text.Split('\n')))
            {
                code.Line("    " + line);
            }

            code.Line("    \"\"\")]");
        }

        code.Line($"public partial interface {binding.Names.Interface}");
        code.Line("{");
        foreach (HeaderConstant constant in binding.Constants)
        {
            code.Line($"const {TypeOf(constant.Value)} {CSharpNames.Escape(constant.Name)} = {ValueOf(constant.Value)};");
        }

        bool isFirst = binding.Constants.Count == 0;
        foreach (BoundMethod method in binding.Methods)
        {
            if (!isFirst)
            {
                code.Line();
            }

            isFirst = false;
            method.Write(code, binding.CommentOfFunction(method.Prototype.Name));
        }

        code.Line("}");
    }

    private static void WriteLeftOut(CodeWriter code, Binding binding)
    {
        code.Line();
        code.Line(binding.LeftOut.Count == 0 ? "// Nothing was left out." : "// Left out:");
        foreach (LeftOut one in binding.LeftOut)
        {
            foreach (string row in WrappedText.Rows(one.ToString().ReplaceLineEndings(" "), Width))
            {
                code.Line("//  " + row);
            }
        }
    }

    private static IEnumerable<string> Usings(Binding binding)
    {
        yield return "System";
        if (UsesComplex(binding))
        {
            yield return "System.Numerics";
        }

        if (binding.Arrays.Count > 0)
        {
            yield return "System.Runtime.CompilerServices";
        }

        if (binding.Structs.Count > 0)
        {
            yield return "System.Runtime.InteropServices";
        }

        yield return "FfiIsolation";
    }

    private static bool UsesComplex(Binding binding) =>
        binding.Methods.Any(method => method.Prototype.ReturnType is ComplexType || method.Prototype.Parameters.Any(parameter => parameter.Type is ComplexType or PointerType { Pointee: ComplexType }))
        || binding.Structs.Any(one => one.Type.NamedMembers().Any(member => member.Type is ComplexType or ArrayType { Element: ComplexType }));

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
