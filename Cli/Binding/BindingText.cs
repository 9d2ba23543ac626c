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
        code.Line("#pragma warning disable CS1573, CS1591 // what the header does not document");
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
            one.Write(code, binding.Words.CommentOfType(one.CName));
        }

        foreach (BoundEnum one in binding.Enums)
        {
            code.Line();
            one.Write(code, binding.Words.CommentOfType(one.Type.Tag, one.Type.TypedefName, binding.Words.TypedefOf("enum", one.Type.Tag)));
        }

        foreach (BoundRecord one in binding.Structs)
        {
            code.Line();
            one.Write(code, binding.Words.CommentOfType(one.Type.Tag, one.Type.TypedefName, binding.Words.TypedefOf(BoundTypes.Keyword(one.Type), one.Type.Tag)));
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
        foreach (BoundConstant constant in binding.Constants)
        {
            constant.Write(code);
        }

        bool isFirst = binding.Constants.Count == 0;
        foreach (BoundMethod method in binding.Methods)
        {
            if (!isFirst)
            {
                code.Line();
            }

            isFirst = false;
            method.Write(code, binding.Words.CommentOfFunction(method.Prototype.Name));
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
        if (binding.UsesComplex)
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
}
