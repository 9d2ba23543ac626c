using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>Makes a prototype of a declarator that has been read, with its attributes.</summary>
internal static class FunctionReader
{
    public static Prototype Finish(ParserScope scope, Specifiers specifiers, Declarator declarator, List<AttributeUse> attributes, string source)
    {
        Derivation step = declarator.Derivations[0];
        CType returnType = declarator.Apply(scope, specifiers, first: 1, out _);
        Declarator.CheckResult(scope, specifiers, returnType);
        TypeFeatures.Note(scope, returnType, specifiers);
        List<ParameterDraft> drafts = step.Parameters!.Parameters;
        FunctionAttributes resolved = AttributeResolver.Resolve(scope, attributes, drafts, returnType);
        resolved.IsNoReturn |= specifiers.IsNoReturn;
        var type = new FunctionType(returnType, ParameterDraft.FinishAll(drafts), step.Parameters.IsVariadic, resolved.Convention ?? CallConvention.SystemV);
        foreach (AttributeUse use in attributes)
        {
            FunctionConvention.CheckHalf(scope, use, type);
        }

        return new Prototype(source, declarator.Name!.Value.Text, type, resolved, scope.Reader.Source, scope.Features.ToImmutableArray());
    }
}
