// Reads an interface with [NativeLibrary]: what the generator writes, and what the analyzer tells, come from here.
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.Reading;

internal static class InterfaceReader
{
    /// <returns>Null where nothing can be written for it.</returns>
    public static InterfaceModel? Read(INamedTypeSymbol type, Mistakes mistakes, CancellationToken cancellationToken)
    {
        AttributeData attribute = Symbols.Attribute(type.GetAttributes(), KnownNames.NativeLibrary)!;
        if (!CanBeExtended(type, mistakes) || Symbols.FirstText(attribute) is not { } library)
        {
            return null;
        }

        int before = mistakes.Errors;
        Declarations? declarations = CText.ReadDeclarations(type, mistakes, out string? text);
        if (mistakes.Errors > before)
        {
            return null; // every prototype that uses them would be told as wrong
        }

        CallSettings defaults = CallSettings.Read(attribute, CallSettings.None, mistakes);
        QuarantineSettings.Check(type.GetAttributes(), mistakes);
        var methods = new List<(IMethodSymbol, MethodModel?)>();
        foreach (ISymbol member in type.GetMembers())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsTaken(member))
            {
                mistakes.Add(Rules.Interface, Mistakes.Of(member), member.Name, $"has a name that generated code needs, {Writing.ProxyWriter.Client} or {Writing.ProxyWriter.Library}: take another one");
                return null;
            }

            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false } method)
            {
                if (method.IsGenericMethod && method.IsAbstract)
                {
                    mistakes.Add(Rules.Interface, Mistakes.Of(method), method.Name, "is generic, and a C function is not");
                    return null;
                }

                if (method.IsAbstract)
                {
                    methods.Add((method, ReadMethod(method, declarations, defaults, mistakes)));
                }
            }
            else if (member is IPropertySymbol { IsAbstract: true } or IEventSymbol { IsAbstract: true } || (member is { IsAbstract: true, IsStatic: true } and not INamedTypeSymbol))
            {
                mistakes.Add(Rules.Interface, Mistakes.Of(member), member.Name, "is no method that a C function could be: give it a body, or move it to another interface");
                return null;
            }
        }

        QuarantineSettings.CheckOnce(methods.Select(method => method.Item2), mistakes);
        string? needsSession = Symbols.Named<bool>(attribute, "RequiresSession")
            ? "its library keeps state between calls"
            : methods.Select(method => method.Item2?.NeedsSession).FirstOrDefault(why => why is not null);
        return new InterfaceModel(type, library, text, methods, needsSession);
    }

    // Methods alone: to the analyzer, the generated class itself is a member.
    private static bool IsTaken(ISymbol member) => member is IMethodSymbol method && (IsTaken(method.Name) || method.Parameters.Any(parameter => IsTaken(parameter.Name)));

    private static bool IsTaken(string name) => name is Writing.ProxyWriter.Client or Writing.ProxyWriter.Library;

    private static MethodModel? ReadMethod(IMethodSymbol method, Declarations? declarations, CallSettings defaults, Mistakes mistakes)
    {
        if (Symbols.Attribute(method.GetAttributes(), KnownNames.NativeFunction) is not { } attribute)
        {
            mistakes.Add(Rules.NoPrototype, Mistakes.Of(method), method.Name);
            return null;
        }

        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            mistakes.Add(Rules.Interface, Mistakes.OfResult(method), method.Name, "returns by reference, which no other process can");
            return null;
        }

        CallSettings settings = CallSettings.Read(attribute, defaults, mistakes) with
        {
            Quarantine = QuarantineSettings.Read(method.GetAttributes(), method.ContainingType.GetAttributes(), mistakes),
        };
        return Symbols.FirstText(attribute) is { } text && CText.ReadPrototype(attribute, text, declarations, mistakes) is { } prototype
            ? MethodReader.Read(method, prototype, text, settings, isImport: false, declarations is null ? null : Writing.ProxyWriter.Library + ".Declarations", mistakes)
            : null;
    }

    private static bool CanBeExtended(INamedTypeSymbol type, Mistakes mistakes)
    {
        string? why = type.IsGenericType || HasGenericOuter(type) ? "is generic, or in a generic type, and a C library is not"
            : type.AllInterfaces.FirstOrDefault(inherited => LeavesMembersOpen(type, inherited)) is { } inherited ? $"inherits members of {Symbols.ShortName(inherited)}, for which there is no prototype"
            : IsFileLocal(type) ? "is seen in its file alone, and generated code stands in another one: leave 'file' out"
            : !IsPartial(type, out string name) ? $"cannot be added to: make {name} partial"
            : null;
        if (why is not null)
        {
            mistakes.Add(Rules.Interface, Mistakes.Of(type), type.Name, why);
        }

        return why is null;
    }

    private static bool HasGenericOuter(INamedTypeSymbol type) => type.ContainingType is { } outer && (outer.IsGenericType || HasGenericOuter(outer));

    /// <summary>Whether members of an inherited interface are implemented nowhere.</summary>
    private static bool LeavesMembersOpen(INamedTypeSymbol type, INamedTypeSymbol inherited) =>
        inherited.GetMembers().Any(member => member is { IsAbstract: true } and not INamedTypeSymbol && type.FindImplementationForInterfaceMember(member) is not { IsAbstract: false });

    /// <summary>Whether a type, or one that it lies in, is <c>file</c>.</summary>
    public static bool IsFileLocal(INamedTypeSymbol type) => type.IsFileLocal || (type.ContainingType is { } outer && IsFileLocal(outer));

    /// <summary>Whether a type and all those that it lies in are partial.</summary>
    /// <param name="name">One that is not.</param>
    public static bool IsPartial(INamedTypeSymbol type, out string name)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            name = at.Name;
            if (!at.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword)))
            {
                return false;
            }
        }

        name = "";
        return true;
    }
}
