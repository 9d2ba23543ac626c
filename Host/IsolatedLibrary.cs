using FfiIsolation.Calls;
using FfiIsolation.Libraries;

namespace FfiIsolation;

/// <summary>A native library as a host or a session knows it. It is loaded in workers, never in this process. Safe for use from many threads.</summary>
public sealed class IsolatedLibrary
{
    private readonly ICallScope _scope;
    private readonly LibraryCatalog _catalog;
    private readonly LibraryEntry _entry;

    internal IsolatedLibrary(ICallScope scope, LibraryCatalog catalog, LibraryEntry entry, Declarations? declarations)
    {
        Declarations = declarations;
        _scope = scope;
        _catalog = catalog;
        _entry = entry;
    }

    /// <summary>The name that was asked for.</summary>
    public string Name => _entry.Name;

    /// <summary>The file.</summary>
    public string Path => _entry.Path;

    /// <summary>The declarations that it was loaded with, from which its prototypes take their types; null if there were none.</summary>
    public Declarations? Declarations { get; }

    /// <summary>Declares a function by the line from its header: <c>size_t strlen(const char *s)</c>.</summary>
    /// <param name="prototype">The C prototype; with <see cref="Declarations"/> the name of a function that they hold is enough.</param>
    /// <exception cref="PrototypeException">The text is no prototype that can be called; shows where and why.</exception>
    /// <exception cref="SymbolNotFoundException">The library has no such function; names near ones.</exception>
    /// <exception cref="NativeCrashException">The library crashed while it was loaded.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had.</exception>
    public NativeFunction Function(string prototype) => FunctionAsync(prototype).GetAwaiter().GetResult();

    /// <inheritdoc cref="Function"/>
    /// <param name="prototype">The C prototype.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<NativeFunction> FunctionAsync(string prototype, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prototype);
        FunctionTarget target = _catalog.Declare(_entry, prototype, Declarations);
        await _scope.BindAsync(target, cancellationToken).ConfigureAwait(false);
        return new NativeFunction(_scope, this, target);
    }

    /// <summary>The file's path.</summary>
    public override string ToString() => Path;
}
