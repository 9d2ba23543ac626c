// Writes what implements an interface, and the ways to get one.
using FfiIsolation.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Writing;

internal static class ProxyWriter
{
    /// <summary>The name of the class that implements the interface.</summary>
    public const string Client = "IsolatedClient";

    /// <summary>The name of its library.</summary>
    public const string Library = "s_library";

    public static GeneratedFile Write(InterfaceModel model)
    {
        var functions = new FunctionList(model.Methods.SelectMany(method => method.Method.Parameters.Select(parameter => parameter.Name).Append(method.Method.Name)));
        var fields = new Dictionary<IMethodSymbol, string>(SymbolEqualityComparer.Default);
        foreach ((IMethodSymbol method, MethodModel? read) in model.Methods)
        {
            if (read is not null)
            {
                fields[method] = functions.FieldOf(read);
                foreach (string free in read.Arguments.Select(argument => argument.Deallocator).OfType<string>())
                {
                    functions.FieldOfDeallocator(free);
                }
            }
        }

        var code = new CodeText();
        code.Head();
        code.OpenType(model.Type);
        WriteWays(code, model);
        code.Line();
        code.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"FfiIsolation.Generator\", \"{typeof(ProxyWriter).Assembly.GetName().Version}\")]");
        code.Open($"private sealed class {Client} : {Symbols.FullName(model.Type)}");
        WriteFields(code, model, functions);
        foreach ((IMethodSymbol method, MethodModel? read) in model.Methods)
        {
            code.Line();
            if (read is null)
            {
                MethodWriter.WriteMissing(code, method, Symbols.HasPointer(method) ? $"public {CodeText.Unsafe}" : "public ");
            }
            else
            {
                MethodWriter.Write(code, read, "public ", "this." + fields[method], free => $"this.{functions.FieldOfDeallocator(free)}.Function"); // a local may have the name
            }
        }

        code.Close();
        code.CloseType();
        return new GeneratedFile(Names.FileOf(model.Type), code.ToString());
    }

    private static void WriteWays(CodeText code, InterfaceModel model)
    {
        string type = Symbols.FullName(model.Type);
        if (model.NeedsSession is { } why)
        {
            WriteRefusal(code, model.Type, type, why);
        }
        else
        {
            WriteWay(code, type, "NativeHost", "host", "Calls the library in any free worker of a host.");
            code.Line();
        }

        WriteWay(code, type, "NativeSession", "session", "Calls the library in the worker of a session.");
    }

    /// <summary>The compiler itself says where a session is missing, and why one is needed.</summary>
    private static void WriteRefusal(CodeText code, INamedTypeSymbol type, string name, string why)
    {
        string message = CodeText.Literal($"{type.Name} is opened on a session, {type.Name}.On(session), since {why}.");
        string obsolete = $"[global::System.Obsolete({message}, error: true, DiagnosticId = \"{Diagnostics.Rules.NeedsSession}\")]";
        code.Line("/// <summary>Not possible: the interface is opened on a session.</summary>");
        code.Line(obsolete);
        code.Line($"public static {name} On(global::FfiIsolation.NativeHost host) => throw new global::System.InvalidOperationException({message});");
        code.Line();
        code.Line("/// <summary>Not possible: the interface is opened on a session.</summary>");
        code.Line(obsolete);
        code.Line($"public static global::System.Threading.Tasks.Task<{name}> OnAsync(global::FfiIsolation.NativeHost host, global::System.Threading.CancellationToken cancellationToken = default) =>");
        code.Line($"    throw new global::System.InvalidOperationException({message});");
        code.Line();
    }

    private static void WriteWay(CodeText code, string type, string scope, string name, string summary)
    {
        code.Line($"/// <summary>{summary} Loads it and binds its functions; safe for use from many threads.</summary>");
        code.Line($"public static {type} On(global::FfiIsolation.{scope} {name}) => new {Client}({Client}.{Library}.Bind({name}));");
        code.Line();
        code.Line($"/// <inheritdoc cref=\"On(global::FfiIsolation.{scope})\"/>");
        code.Line($"public static async global::System.Threading.Tasks.Task<{type}> OnAsync(global::FfiIsolation.{scope} {name}, global::System.Threading.CancellationToken cancellationToken = default) =>");
        code.Line($"    new {Client}(await {Client}.{Library}.BindAsync({name}, cancellationToken).ConfigureAwait(false));");
    }

    private static void WriteFields(CodeText code, InterfaceModel model, FunctionList functions)
    {
        code.Line($"internal static readonly global::FfiIsolation.Typed.TypedLibrary {Library} = new(");
        code.Line($"    {CodeText.Literal(model.Library)},");
        code.TextLine("    declarations: ", model.Declarations, ",");
        code.Line("    functions:");
        code.Line("    [");
        foreach ((_, string declaration) in functions.All)
        {
            code.Line($"        {declaration},");
        }

        code.Line("    ]);");
        code.Line();
        foreach ((string field, _) in functions.All)
        {
            code.Line($"private readonly global::FfiIsolation.Typed.TypedFunction {field};");
        }

        code.Line();
        code.Open($"internal {Client}(global::FfiIsolation.Typed.TypedFunction[] functions)");
        for (int i = 0; i < functions.All.Count; i++)
        {
            code.Line($"{functions.All[i].Field} = functions[{i}];");
        }

        code.Close();
    }
}
