using System.ComponentModel;

namespace FfiIsolation.Typed;

/// <summary>A function of a static import, bound to the host or the session that imports use now. For generated code.</summary>
/// <param name="library">The library with this one function.</param>
/// <param name="inSession">Whether it runs in <see cref="IsolatedImports.Session"/>: it, or another import of the same class, has to do with pointers that outlive a call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ImportedFunction(TypedLibrary library, bool inSession)
{
    private Binding? _binding;

    /// <summary>The function where it runs now. Waits where it is not bound there yet.</summary>
    public TypedFunction Bound
    {
        get
        {
            object scope = inSession ? IsolatedImports.Session : IsolatedImports.Host;
            return Volatile.Read(ref _binding) is { } known && ReferenceEquals(known.Scope, scope) ? known.Function : Bind(scope);
        }
    }

    private TypedFunction Bind(object scope)
    {
        TypedFunction function = scope is NativeSession session ? library.Bind(session)[0] : library.Bind((NativeHost)scope)[0];
        Volatile.Write(ref _binding, new Binding(scope, function));
        return function;
    }

    private sealed record Binding(object Scope, TypedFunction Function);
}
