using System.ComponentModel;
using FfiIsolation.Supervision;

namespace FfiIsolation.Typed;

/// <summary>What a typed proxy says of its library, and the way to its functions. Immutable. For generated code.</summary>
/// <param name="name">The library.</param>
/// <param name="declarations">The C declarations that the prototypes use; null for none.</param>
/// <param name="functions">The functions, each of which is bound when the library is.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TypedLibrary(string name, string? declarations, TypedFunctionDeclaration[] functions)
{
    private Declarations? _declarations;

    /// <summary>The C declarations.</summary>
    public Declarations Declarations => _declarations ??= declarations is null ? FfiIsolation.Declarations.Empty : FfiIsolation.Declarations.Parse(declarations);

    /// <summary>Loads the library in a worker of a host and binds the functions, in their order.</summary>
    /// <param name="host">The host.</param>
    public TypedFunction[] Bind(NativeHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        IsolatedLibrary library = declarations is null ? host.Load(name) : host.Load(name, Declarations);
        return Array.ConvertAll(functions, function => Make(library.Function(function.Prototype), function, host.Events, inSession: false));
    }

    /// <summary>Loads the library in a session's worker and binds the functions, in their order.</summary>
    /// <param name="session">The session.</param>
    public TypedFunction[] Bind(NativeSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        IsolatedLibrary library = declarations is null ? session.Load(name) : session.Load(name, Declarations);
        return Array.ConvertAll(functions, function => Make(library.Function(function.Prototype), function, session.Events, inSession: true));
    }

    /// <inheritdoc cref="Bind(NativeHost)"/>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<TypedFunction[]> BindAsync(NativeHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        IsolatedLibrary library = await host.LoadAsync(name, declarations is null ? null : Declarations, cancellationToken).ConfigureAwait(false);
        return await BindAsync(library, host.Events, inSession: false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Bind(NativeSession)"/>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<TypedFunction[]> BindAsync(NativeSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        IsolatedLibrary library = await session.LoadAsync(name, declarations is null ? null : Declarations, cancellationToken).ConfigureAwait(false);
        return await BindAsync(library, session.Events, inSession: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TypedFunction[]> BindAsync(IsolatedLibrary library, HostEvents events, bool inSession, CancellationToken cancellationToken)
    {
        var bound = new TypedFunction[functions.Length];
        for (int i = 0; i < bound.Length; i++)
        {
            NativeFunction function = await library.FunctionAsync(functions[i].Prototype, null, cancellationToken).ConfigureAwait(false);
            bound[i] = Make(function, functions[i], events, inSession);
        }

        return bound;
    }

    private static TypedFunction Make(NativeFunction function, TypedFunctionDeclaration declaration, HostEvents events, bool inSession)
    {
        declaration.SetQuarantine(function);
        return new(function, declaration.OptionsFor(inSession), events);
    }
}
